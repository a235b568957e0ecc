using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Reports;
using Tributary.Subscriptions;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary><c>/subscriptions</c>: reading them, and each of their deeds with its preview.</summary>
internal static class SubscriptionsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/subscriptions").WithTags("subscriptions");
        group.MapGet("/", List).RequireAuthorization(Policies.ViewOrders).WithSummary("Subscriptions, narrowed by any column; the latest first unless another order is asked for");
        group.MapGet("/{id}", One).RequireAuthorization(Policies.ViewOrders).WithSummary("One subscription");
        Deed<NothingJson, RenewalAnswer, RenewedJson>(group, "renew", "Pay the next term before its day", Renew, Shown);
        Deed<ChangeSubscriptionJson, ChangeAnswer, ChangedJson>(group, "change", "Another plan, quantity or interval", Change, Shown);
        Deed<CancelSubscriptionJson, CancelAnswer, CancelledJson>(group, "cancel", "End it with its term, or now", Cancel, Shown);
        Deed<AssignSubscriptionJson, SubscriptionAssigned, AssignedJson>(group, "assign", "Give it, and what it delivered, to another account of the same payer", Assign, Shown);
        Deed<NothingJson, PauseAnswer, PausedJson>(group, "pause", "Stop use and the next renewal", Pause(PauseWhat.Pause), Shown);
        Deed<NothingJson, PauseAnswer, PausedJson>(group, "resume", "Use it again", Pause(PauseWhat.Resume), Shown);
        Deed<NothingJson, PauseAnswer, PausedJson>(group, "hold", "Stop use while billing goes on; for its sellers", Pause(PauseWhat.Hold), Shown);
        Deed<NothingJson, PauseAnswer, PausedJson>(group, "unhold", "End a hold", Pause(PauseWhat.Unhold), Shown);
    }

    private sealed record Ask<TBody>(Subscription Of, TBody Body, Asked Asked, Expected? Expected, Viewer By);

    // A deed and its preview are one decision: the preview runs it without writing.
    private static void Deed<TBody, TAnswer, TShown>(
        RouteGroupBuilder group, string verb, string says, Func<Ask<TBody>, Deed<TAnswer>> deed, Func<TAnswer, Viewer, bool, TShown> shown)
        where TBody : class where TAnswer : notnull
    {
        group.MapPost($"/{{id}}/{verb}", async Task<TShown> (
            Ref<Subscription> id, Body<TBody> body, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
        {
            var subscription = await db.Subscriptions.One(viewer, id.Id, "subscription", cancel);
            return shown(await desk.Do(deed(new(subscription, body.Value, asked, match.ForShown<Subscription>(subscription.Id, subscription.Version, SubscriptionJson.Of(subscription, viewer)), viewer)), cancel), viewer.At(subscription.Path), false);
        }).RequireAuthorization(Policies.ManageOrders).WithSummary(says);
        group.MapPost($"/{{id}}/{verb}/preview", async Task<TShown> (
            Ref<Subscription> id, Body<TBody> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
        {
            var subscription = await db.Subscriptions.One(viewer, id.Id, "subscription", cancel);
            return shown(await desk.Preview(deed(new(subscription, body.Value, asked, null, viewer))), viewer.At(subscription.Path), true);
        }).RequireAuthorization(Policies.ManageOrders).WithSummary($"What {verb} would do; nothing is written");
    }

    private static async Task<ListOf<SubscriptionJson>> List(
        [AsParameters] SubscriptionQuery query, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var found = new SubscriptionsFound(db, viewer, await query.Read(db, viewer, below: false, cancel));
        return paging.Page(await found.Page(paging.AfterId, paging.Count + 1, cancel), s => SubscriptionJson.Of(s, viewer));
    }

    private static async Task<SubscriptionJson> One(Ref<Subscription> id, HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var subscription = await db.Subscriptions.One(viewer, id.Id, "subscription", cancel);
        var shown = SubscriptionJson.Of(subscription, viewer);
        http.TagShown(shown);
        return shown;
    }

    private static Deed<RenewalAnswer> Renew(Ask<NothingJson> ask) => new RenewSubscription
    {
        By = ask.By, Branch = ask.Of.BranchId, SubscriptionId = ask.Of.Id, Early = true, Expected = ask.Expected, Reference = ask.Asked.Reference, Asked = ask.Asked.Hash,
    };

    private static Deed<ChangeAnswer> Change(Ask<ChangeSubscriptionJson> ask) => new ChangeSubscription
    {
        By = ask.By, Branch = ask.Of.BranchId, SubscriptionId = ask.Of.Id, PlanId = ask.Body.Plan?.Id, Quantity = ask.Body.Quantity, Interval = ask.Body.Interval,
        Expected = ask.Expected, Reference = ask.Asked.Reference, Asked = ask.Asked.Hash,
    };

    private static Deed<CancelAnswer> Cancel(Ask<CancelSubscriptionJson> ask) => new CancelSubscription
    {
        By = ask.By, Branch = ask.Of.BranchId, SubscriptionId = ask.Of.Id, Now = ask.Body.Now, Undo = ask.Body.Undo, Reason = ask.Body.Reason ?? "",
        Expected = ask.Expected, Reference = ask.Asked.Reference, Asked = ask.Asked.Hash,
    };

    private static Deed<SubscriptionAssigned> Assign(Ask<AssignSubscriptionJson> ask) => new AssignSubscription
    {
        By = ask.By, Branch = ask.Of.BranchId, SubscriptionId = ask.Of.Id, AccountId = ask.Body.Account.Id,
        Expected = ask.Expected, Reference = ask.Asked.Reference, Asked = ask.Asked.Hash,
    };

    private static Func<Ask<NothingJson>, Deed<PauseAnswer>> Pause(PauseWhat what) => ask => new PauseSubscription
    {
        By = ask.By, Branch = ask.Of.BranchId, SubscriptionId = ask.Of.Id, What = what, Expected = ask.Expected, Reference = ask.Asked.Reference, Asked = ask.Asked.Hash,
    };

    private static RenewedJson Shown(RenewalAnswer answer, Viewer viewer, bool foreseen)
    {
        var (pay, charge) = AmountsJson.Of(answer.Levels, viewer);
        return new()
        {
            Subscription = new(answer.SubscriptionId), Step = answer.Step, Order = foreseen ? null : Refs.To<Order>(answer.OrderId),
            TermStart = answer.TermStart, TermEnd = answer.TermEnd, YouPay = pay, YouCharge = charge,
        };
    }

    private static ChangedJson Shown(ChangeAnswer answer, Viewer viewer, bool foreseen)
    {
        var (pay, charge) = AmountsJson.Of(answer.Levels, viewer);
        return new()
        {
            When = answer.When, EffectiveOn = answer.EffectiveOn, Order = foreseen || answer.Order is null ? null : new Ref<Order>(answer.Order.OrderId), YouPay = pay, YouCharge = charge,
        };
    }

    private static CancelledJson Shown(CancelAnswer answer, Viewer viewer, bool foreseen)
    {
        var (pay, charge) = AmountsJson.Of(answer.Levels, viewer);
        return new() { EndsOn = answer.EndsOn, Now = answer.Now, YouPay = pay, YouCharge = charge };
    }

    private static AssignedJson Shown(SubscriptionAssigned answer, Viewer viewer, bool foreseen) =>
        new() { Subscription = new(answer.SubscriptionId), Account = new(answer.AccountId) };

    private static PausedJson Shown(PauseAnswer answer, Viewer viewer, bool foreseen)
    {
        var (pay, charge) = AmountsJson.Of(answer.Levels, viewer);
        return new() { Subscription = new(answer.SubscriptionId), State = answer.State, YouPay = pay, YouCharge = charge };
    }
}
