using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>What came of <see cref="RevokeKey"/>.</summary>
public sealed record KeyRevoked(Guid KeyId);

/// <summary>Takes an API key back, at once and for good. One's own key may always be taken back.</summary>
public sealed class RevokeKey : Deed<KeyRevoked>
{
    /// <summary>The account's branch.</summary>
    public required int AccountBranch { get; init; }
    /// <summary>The key.</summary>
    public required Guid KeyId { get; init; }

    public override int BranchId => AccountBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var keys = await sheet.Lock<ApiKey>(deeds.Cast<RevokeKey>().Select(deed => deed.KeyId));
        var accounts = keys.Select(key => key.AccountId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(account => accounts.Contains(account.Id)));
    }

    public override KeyRevoked Decide(Sheet sheet)
    {
        if (sheet.Find<ApiKey>(KeyId) is not { } key || key.BranchId != BranchId || key.AccountId != By.AccountId && !By.IsProgram)
            throw Refusal.NotFound("key");
        if (key.UserId is null || key.UserId != By.UserId) By.Need(Right.ManagePeople);
        if (key.RevokedAt is not null) return new(key.Id);

        sheet.Change(key).RevokedAt = sheet.Now;
        sheet.Trail(By, sheet.Get<Account>(key.AccountId), "key.revoked", PublicId.Format("key", key.Id), key.Name);
        return new(key.Id);
    }
}
