using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>What came of <see cref="AssignAsset"/>: who uses it now, null when nobody does.</summary>
public sealed record AssetAssigned(Guid AssetId, Guid? AssignedToId);

/// <summary>
/// Gives an asset to the account that bought it, or to one below that, to use; or takes it back. Who may manage the owner's orders
/// does so, within their reach at both ends.
/// </summary>
public sealed class AssignAsset : Deed<AssetAssigned>
{
    /// <summary>The asset's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>The asset.</summary>
    public required Guid AssetId { get; init; }
    /// <summary>Who shall use it; null takes it back.</summary>
    public required Guid? ToId { get; init; }

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var mine = deeds.Cast<AssignAsset>().ToList();
        var assets = await sheet.Lock<Asset>(mine.Select(d => d.AssetId));
        var accounts = assets.Select(a => a.AccountId).Concat(assets.Select(a => a.AssignedToId).OfType<Guid>()).Concat(mine.Select(d => d.ToId).OfType<Guid>()).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => accounts.Contains(a.Id)));
    }

    /// <inheritdoc/>
    public override AssetAssigned Decide(Sheet sheet)
    {
        By.Need(Right.ManageOrders);
        if (sheet.Find<Asset>(AssetId) is not { } asset || asset.BranchId != Branch || !By.Sees(Right.ManageOrders, asset.Path)) throw Refusal.NotFound("asset");
        if (asset.RemovedAt is not null) throw Refusal.Conflict("asset.removed", "This was taken back when its subscription ended.");
        if (asset.AssignedToId == ToId) return new(asset.Id, ToId);

        var owner = sheet.Get<Account>(asset.AccountId);
        var before = asset.AssignedToId is { } used ? sheet.Find<Account>(used) : null;
        if (ToId is { } wanted)
        {
            var target = Target(sheet, asset, wanted);
            sheet.Change(asset).Assign(target.Id, target.Path, By.Name, sheet.Now);
            Tell(sheet, owner, target, "asset.assigned", asset, target.Name);
        }
        else
        {
            sheet.Change(asset).TakeBack();
        }
        if (before is not null) Tell(sheet, owner, before, "asset.taken_back", asset, before.Name);
        return new(asset.Id, ToId);
    }

    private Account Target(Sheet sheet, Asset asset, Guid wanted)
    {
        if (sheet.Find<Account>(wanted) is not { } target || target.BranchId != Branch || !By.Sees(Right.ManageOrders, target.Path)) throw Refusal.NotFound("account");
        if (!TreePath.Within(target.Path, asset.Path))
            throw Refusal.Field("account", "asset.outside", "An asset goes to the account that bought it, or to one below that.");
        if (!target.IsRegistered)
            throw Refusal.Conflict("account.pending", "This account is still being registered. Assets can be assigned once it has its number.");
        if (target.Status is AccountStatus.Inactive or AccountStatus.Closed)
            throw Refusal.Conflict("account.not_active", "{0} is not active, so nothing can be assigned to it.", target.Name);
        return target;
    }

    // Both read it in their history: whose it is, and who uses it.
    private void Tell(Sheet sheet, Account owner, Account user, string action, Asset asset, string name)
    {
        var subject = PublicId.Format("ast", asset.Id);
        sheet.Trail(By, owner, action, subject, $"{asset.Name}: {name}");
        if (user.Id != owner.Id) sheet.Trail(By, user, action, subject, asset.Name);
    }
}
