using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Subscriptions;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>A subscription as its own page and the questions before its deeds know it, reached through the viewer.</summary>
public sealed record Found(Subscription Row, string Id, Product Product, Plan Plan, Account Account, Account? Payer, Viewer Viewer)
{
    /// <summary>What it is called.</summary>
    public string Name => SubscriptionRow.Called(Product.Name, Plan.Name);

    /// <summary>What the viewer may read of its running price.</summary>
    public PriceView Price => PriceView.Of(Row.Levels, Row.Quantity, Viewer.At(Row.Path), Row.PayerId);

    /// <summary>True for the payer's seller and those above it, who alone put it on hold.</summary>
    public bool IsSeller => Orders.OrderDeeds.IsSeller(Viewer, Payer ?? Account);

    private bool May => Viewer.May(Right.ManageOrders) && Row.OpenLineId is null;

    private bool Recurs => Row.TermEnd is not null && Row.Interval != Interval.OneTime;

    /// <summary>The deeds that are open to this viewer in its present state, in the order they are offered.</summary>
    public IEnumerable<string> Deeds(DateOnly today)
    {
        if (!May) yield break;
        var running = Row.TermStart <= today;
        var charged = Row.TermEnd > today;
        switch (Row.State)
        {
            case SubscriptionState.Active:
                if (Recurs && running && charged) yield return "change";
                if (Recurs && running && Row.EndsOn is null) yield return "renew";
                if (Row.EndsOn is not null) yield return "keep";
                yield return "assign";
                if (Recurs && charged) yield return "pause";
                if (IsSeller && (charged || !Recurs)) yield return "hold";
                yield return "cancel";
                break;
            case SubscriptionState.Grace:
                if (Row.EndsOn is null && running) yield return "renew";
                yield return "assign";
                yield return "cancel";
                break;
            case SubscriptionState.Paused:
                if (Row.StoppedById is null) yield return "resume";
                if (Row.EndsOn is not null) yield return "keep";
                if (Row.StoppedById is null) yield return "assign";
                yield return "cancel";
                break;
            case SubscriptionState.OnHold:
                if (IsSeller) yield return "unhold";
                yield return "assign";
                yield return "cancel";
                break;
        }
    }

    /// <summary>The subscription of this public id; 404 when the viewer does not see it.</summary>
    public static async Task<Found> By(TributaryDb db, Viewer viewer, string publicId)
    {
        if (!PublicId.TryParse(publicId, "sub", out var id)) throw Refusal.NotFound("subscription");
        var row = (await db.Subscriptions.One(viewer, id, "subscription")).For(viewer);
        var parties = await db.Accounts.AsNoTracking().SeenBy(viewer).Where(a => a.Id == row.AccountId || a.Id == row.PayerId).ToListAsync();
        return new(row, publicId,
            await db.Products.AsNoTracking().SingleAsync(p => p.Id == row.ProductId), await db.Plans.AsNoTracking().SingleAsync(p => p.Id == row.PlanId),
            parties.Single(a => a.Id == row.AccountId), row.PayerId == row.AccountId ? null : parties.FirstOrDefault(a => a.Id == row.PayerId), viewer);
    }
}
