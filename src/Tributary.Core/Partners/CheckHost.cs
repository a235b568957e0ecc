using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>
/// Takes in what DNS said about a name that a reseller claims. The right record proves it; then the panel is at this name,
/// and no longer at the one before.
/// </summary>
public sealed class CheckHost : Deed<HostChecked>
{
    /// <summary>The account's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The name that was looked at, as it is kept.</summary>
    public required string Host { get; init; }
    /// <summary>The TXT records that stand where the proof belongs, none where there is no such name; null when DNS gave no answer.</summary>
    public required IReadOnlyList<string>? Records { get; init; }

    public override int BranchId => InBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var checks = deeds.Cast<CheckHost>().ToList();
        var ids = checks.Select(d => d.AccountId).ToList();
        await (await Chains.Load(sheet, ids)).LoadProfiles(sheet, ids);
        await HostClaims.Load(sheet, checks.Select(d => d.Host), ids);
    }

    public override HostChecked Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        SetBranding.NeedOwnOrBelow(By, account);
        if (sheet.Facts<Chains>().Profile(account.Id).Domain != Host || HostClaims.Of(sheet, account.Id, Host) is not { } claim) throw Refusal.Conflict("domain.none", "No domain is wanted for this account's panel.");
        if (claim.ProvenAt is not null) return new(account.Id, Host, true, null);

        sheet.Change(claim).CheckedAt = sheet.Now;
        claim.Finding = Find(sheet, claim);
        if (claim.Finding is not null) return new(account.Id, Host, false, claim.Finding);
        claim.ProvenAt = sheet.Now;
        HostClaims.Release(sheet, account.Id, but: claim);
        sheet.Trail(By, account, "account.domain_proven", PublicId.Format("acc", account.Id), DomainName.Shown(Host));
        return new(account.Id, Host, true, null);
    }

    private string? Find(Sheet sheet, HostName claim)
    {
        if (Records is null) return "no_answer";
        if (Records.Any(record => record.Trim() == claim.RecordText)) return HostClaims.IsTaken(sheet, claim.AccountId, Host) ? "taken" : null;
        return Records.Any(record => record.TrimStart().StartsWith(HostName.RecordStart, StringComparison.Ordinal)) ? "other_token" : "no_record";
    }
}

/// <summary>What a look for a name's proof came to: proven, or what was found instead (<see cref="HostName.Finding"/>).</summary>
public sealed record HostChecked(Guid AccountId, string Host, bool Proven, string? Finding);
