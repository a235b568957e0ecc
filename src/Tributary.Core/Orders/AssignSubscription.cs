using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>What came of <see cref="AssignSubscription"/>: whose it is now, and whose it was.</summary>
public sealed record SubscriptionAssigned(Guid SubscriptionId, Guid AccountId, Guid FromId);

/// <summary>
/// Gives a subscription, and what it delivered, to another account of the same payer: a division, one beside it, or the payer
/// itself. Its terms, prices and next charge stay, and nobody's money moves; what was ordered and billed so far stays where it
/// was. Another payer is another sale.
/// </summary>
public sealed class AssignSubscription : Deed<SubscriptionAssigned>
{
    /// <summary>The subscription's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>The subscription.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>Whose it shall be.</summary>
    public required Guid AccountId { get; init; }

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var mine = deeds.Cast<AssignSubscription>().ToList();
        var ids = mine.Select(d => d.SubscriptionId).Distinct().ToArray();
        await SubscriptionFacts.Load(sheet, ids, withAssets: true);
        await sheet.Lock<Work>(await sheet.Db.Work.Where(w => ids.Contains(w.SubscriptionId) && w.FinishedAt == null).Select(w => w.Id).ToListAsync());
        var targets = mine.Select(d => d.AccountId).Distinct().ToArray();
        var accounts = await sheet.Fetch(sheet.Db.Accounts.Where(a => targets.Contains(a.Id)));
        // A deed touches one branch: of a target in another one it is only known that it is there.
        var branches = mine.Select(d => d.Branch).ToHashSet();
        await PriceFacts.Load(sheet, [.. accounts.Where(a => branches.Contains(a.BranchId)).Select(a => a.Path)], []);
    }

    /// <inheritdoc/>
    public override SubscriptionAssigned Decide(Sheet sheet)
    {
        By.Need(Right.ManageOrders);
        var subscription = sheet.Find<Subscription>(SubscriptionId);
        if (subscription is null || subscription.BranchId != Branch || !By.Sees(Right.ManageOrders, subscription.Path)) throw Refusal.NotFound("subscription");
        if (sheet.Find<Account>(AccountId) is not { } target || !By.Sees(Right.ManageOrders, target.Path)) throw Refusal.NotFound("account");
        NeedStill(sheet, subscription);
        var from = sheet.Get<Account>(subscription.AccountId);
        if (from.Id == target.Id) return new(subscription.Id, target.Id, from.Id);

        NeedAble(sheet, subscription, target);
        var assets = sheet.Facts<SubscriptionFacts>().AssetsOf(sheet, subscription.Id).ToList();
        if (assets.Exists(a => !a.FitsIn(target)))
            throw Refusal.Conflict("subscription.used_elsewhere", "What was delivered is used by an account that is not part of {0}. Take it back first.", target.Name);

        Tally.Move(sheet, subscription, target);
        foreach (var asset in assets) sheet.Change(asset).MoveTo(target, By.Name, sheet.Now);
        Tell(sheet, subscription, from, target);
        return new(subscription.Id, target.Id, from.Id);
    }

    // It moves while nobody is at work on it: whatever is delivered or ends just now belongs where it was asked for.
    private static void NeedStill(Sheet sheet, Subscription subscription)
    {
        if (subscription.State is SubscriptionState.Pending or SubscriptionState.Cancelled or SubscriptionState.Expired)
            throw Refusal.Conflict("subscription.cannot_assign", "This subscription has ended, or has not begun.");
        if (subscription.OpenLineId is not null)
            throw Refusal.Conflict("subscription.change_open", "A change is being delivered. Wait for it before the next one.");
        if (subscription.StoppedById is not null)
            throw Refusal.Conflict("subscription.paused_by_seller", "The seller has paused this. It goes on when the seller resumes it.");
        if (sheet.All<Work>().Any(w => w.SubscriptionId == subscription.Id && w.IsOpen))
            throw Refusal.Conflict("subscription.work_open", "Something is still being done for this subscription. Wait until that is finished.");
    }

    private void NeedAble(Sheet sheet, Subscription subscription, Account target)
    {
        var facts = sheet.Facts<PriceFacts>();
        if (target.BranchId != Branch || facts.PayerOf(target).Id != subscription.PayerId)
            throw Refusal.Field("account", "subscription.other_payer",
                "{0} is paid for by somebody else. To give it to another payer, cancel this subscription and sell it anew.", target.Name);
        if (!target.IsRegistered)
            throw Refusal.Conflict("account.pending", "This account is still being registered and its number is PENDING. Users, assets and orders have to wait until it is there, usually a few seconds.");
        var payer = sheet.Get<Account>(subscription.PayerId);
        if (facts.Chain(target.Path).Any(a => TreePath.Within(a.Path, payer.Path) && a.Status != AccountStatus.Active))
            throw Refusal.Conflict("account.not_active", "{0} is not active, so nothing can be assigned to it.", target.Name);
    }

    // Whoever sees both reads from whom to whom; the one it left and the one it came to read only that it did.
    private void Tell(Sheet sheet, Subscription subscription, Account from, Account to)
    {
        var both = sheet.Facts<PriceFacts>().Chain(from.Path).Last(a => TreePath.Within(to.Path, a.Path));
        var (plan, subject) = (sheet.Get<Plan>(subscription.PlanId), PublicId.Format("sub", subscription.Id));
        var product = sheet.Get<Product>(plan.ProductId).Name;
        var title = product == plan.Name ? product : $"{product} {plan.Name}";
        sheet.Trail(By, both, "subscription.assigned", subject, $"{title}: {from.Name} → {to.Name}");
        if (from.Id != both.Id) sheet.Trail(By, from, "subscription.assigned_away", subject, title);
        if (to.Id != both.Id) sheet.Trail(By, to, "subscription.assigned_here", subject, title);
    }
}
