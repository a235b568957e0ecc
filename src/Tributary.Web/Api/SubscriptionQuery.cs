using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Subscriptions;
using Tributary.Web.Pages.Subscriptions;

namespace Tributary.Web.Api;

/// <summary>The filters and the order of a list of subscriptions, as they stand in an address; the panel's list has the same ones.</summary>
internal readonly record struct SubscriptionQuery(
    [FromQuery(Name = "account")] string? Account, [FromQuery(Name = "state")] string? State, [FromQuery(Name = "status")] string? Status,
    [FromQuery(Name = "product")] string? Product, [FromQuery(Name = "plan")] string? Plan, [FromQuery(Name = "interval")] string? Interval,
    [FromQuery(Name = "q")] string? Q, [FromQuery(Name = "client")] string? Client,
    [FromQuery(Name = "activatedFrom")] string? ActivatedFrom, [FromQuery(Name = "activatedTo")] string? ActivatedTo,
    [FromQuery(Name = "nextFrom")] string? NextFrom, [FromQuery(Name = "nextTo")] string? NextTo,
    [FromQuery(Name = "minQuantity")] string? MinQuantity, [FromQuery(Name = "maxQuantity")] string? MaxQuantity, [FromQuery(Name = "sort")] string? Sort)
{
    private const int MostUnits = 1_000_000;

    /// <summary>What it asks for; a value there is not is told by its name.</summary>
    /// <param name="db">Where.</param>
    /// <param name="viewer">Who asks; an account they do not see is none (404).</param>
    /// <param name="below">True for the account with all below it, false for it alone.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<SubscriptionsAsked> Read(TributaryDb db, Viewer viewer, bool below, CancellationToken cancel)
    {
        var owner = Filter.Id<Account>(Account, "account");
        var under = owner is { } id && below ? (await db.Accounts.One(viewer, id, cancel)).Path : null;
        var states = Filter.Of<SubscriptionState>(State, "state") is { } one ? [one] : SubscriptionAddress.StatesOf(Status);
        if (Status is not null && states is null) throw Refusal.Field("status", "query.invalid", "This must be one of: active, paused, expired, pending.");
        if (Sort is not null && SubscriptionAddress.OrderOf(Sort) is null)
            throw Refusal.Field("sort", "query.invalid", "This must be one of: ordered, activated, due, each with - before it for the last first.");
        return new()
        {
            Under = under, States = states, ProductId = Filter.Id<Product>(Product, "product"), PlanId = Filter.Id<Plan>(Plan, "plan"),
            Interval = Filter.Of<Interval>(Interval, "interval"), Words = Filter.Text(Q, "q"), Client = Filter.Text(Client, "client"),
            ActivatedFrom = Filter.Day(ActivatedFrom, "activatedFrom"), ActivatedTo = Filter.Day(ActivatedTo, "activatedTo"),
            NextFrom = Filter.Day(NextFrom, "nextFrom"), NextTo = Filter.Day(NextTo, "nextTo"),
            MinQuantity = Filter.Count(MinQuantity, "minQuantity", MostUnits), MaxQuantity = Filter.Count(MaxQuantity, "maxQuantity", MostUnits),
            Order = SubscriptionAddress.OrderOf(Sort) ?? SubscriptionOrder.Latest, AccountId = below ? null : owner,
        };
    }
}
