using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Subscriptions;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>One line of a list of subscriptions, at the viewer's level.</summary>
public sealed record SubscriptionRow(Subscription Subscription, string Id, string Name, string Account, PriceView Price)
{
    /// <summary>The rows of these subscriptions, which were reached through the viewer, in three queries.</summary>
    public static async Task<IReadOnlyList<SubscriptionRow>> Of(TributaryDb db, Viewer viewer, IReadOnlyList<Subscription> subscriptions)
    {
        var planIds = subscriptions.Select(s => s.PlanId).Distinct().ToArray();
        var productIds = subscriptions.Select(s => s.ProductId).Distinct().ToArray();
        var accountIds = subscriptions.Select(s => s.AccountId).Distinct().ToArray();
        var plans = await db.Plans.Where(p => planIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name);
        var products = await db.Products.Where(p => productIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name);
        var accounts = await db.Accounts.SeenBy(viewer).Where(a => accountIds.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name);
        return [.. subscriptions.Select(s => s.For(viewer)).Select(s => new SubscriptionRow(s, PublicId.Format("sub", s.Id), Called(products[s.ProductId], plans[s.PlanId]),
            accounts.GetValueOrDefault(s.AccountId, ""), PriceView.Of(s.Levels, s.Quantity, viewer, s.PayerId)))];
    }

    /// <summary>What a subscription is called.</summary>
    public static string Called(string product, string plan) => product == plan ? plan : $"{product} {plan}";
}
