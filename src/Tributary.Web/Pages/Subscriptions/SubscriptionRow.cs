using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Reports;
using Tributary.Subscriptions;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>One line of a list of subscriptions, at the viewer's level.</summary>
public sealed record SubscriptionRow(Subscription Subscription, string Id, string Name, string Account, PriceView Price, string Email)
{
    /// <summary>The day on which its renewal will be refused for want of funds, as far as the viewer's level may know of that; else null.</summary>
    public DateOnly? RefusedOn { get; init; }

    /// <summary>Whether the viewer may open the product from here.</summary>
    public bool MayOpen { get; init; }

    /// <summary>The rows of these subscriptions, which were reached through the viewer, in six queries.</summary>
    public static async Task<IReadOnlyList<SubscriptionRow>> Of(TributaryDb db, Viewer viewer, IReadOnlyList<Subscription> subscriptions)
    {
        var planIds = subscriptions.Select(s => s.PlanId).Distinct().ToArray();
        var productIds = subscriptions.Select(s => s.ProductId).Distinct().ToArray();
        var accountIds = subscriptions.Select(s => s.AccountId).Distinct().ToArray();
        var plans = await db.Plans.Where(p => planIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name);
        var products = await db.Products.Where(p => productIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => (p.Name, p.LaunchAddress));
        var accounts = await db.Accounts.SeenBy(viewer).Where(a => accountIds.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name);
        var (ids, branches) = (subscriptions.Select(s => s.Id).ToArray(), subscriptions.Select(s => s.BranchId).Distinct().ToArray());
        var refusals = (await db.RefusalForecasts.KnownTo(viewer).Where(r => branches.Contains(r.BranchId) && ids.Contains(r.SubscriptionId))
            .Select(r => new { r.SubscriptionId, r.Day }).ToListAsync()).GroupBy(r => r.SubscriptionId).ToDictionary(g => g.Key, g => g.Min(r => r.Day));
        var emails = await db.CompanyProfiles.Where(p => accountIds.Contains(p.AccountId)).ToDictionaryAsync(p => p.AccountId, p => p.Email);
        return [.. subscriptions.Select(s => s.For(viewer)).Select(s => new SubscriptionRow(s, PublicId.Format("sub", s.Id), Called(products[s.ProductId].Name, plans[s.PlanId]),
            accounts.GetValueOrDefault(s.AccountId, ""), PriceView.Of(s.Levels, s.Quantity, viewer.At(s.Path), s.PayerId),
            accounts.ContainsKey(s.AccountId) ? emails.GetValueOrDefault(s.AccountId, "") : "") { RefusedOn = refusals.TryGetValue(s.Id, out var day) ? day : null, MayOpen = Tributary.Usage.Launch.IsOpenTo(viewer, s, products[s.ProductId].LaunchAddress) })];
    }

    /// <summary>What a subscription is called.</summary>
    public static string Called(string product, string plan) => product == plan ? plan : $"{product} {plan}";
}
