using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>
/// The host names that the resellers of a batch claim, and who else claims the same. A claim of somebody else counts only
/// once it is proven, and is otherwise told to nobody.
/// </summary>
internal sealed class HostClaims
{
    private readonly Dictionary<(string Host, Guid Account), HostName> rows = [];

    /// <summary>Fetches whatever is claimed under these names, or by these accounts.</summary>
    public static async Task Load(Sheet sheet, IEnumerable<string> hosts, IEnumerable<Guid> accountIds)
    {
        var (names, ids) = (hosts.Distinct().ToArray(), accountIds.Distinct().ToArray());
        if (names.Length + ids.Length == 0) return;
        var known = sheet.Facts<HostClaims>().rows;
        foreach (var row in await sheet.Db.HostNames.AsNoTracking().Where(h => names.Contains(h.Host) || ids.Contains(h.AccountId)).ToListAsync())
            known.TryAdd((row.Host, row.AccountId), row);
    }

    /// <summary>The names that were typed, as they are kept; what is none is refused later.</summary>
    public static IEnumerable<string> Typed(IEnumerable<AccountDetails> details)
    {
        foreach (var one in details)
            if (one.Domain is { } typed && DomainName.Read(typed, out var host) is null) yield return host;
    }

    /// <summary>The account's claim to this name, or null.</summary>
    public static HostName? Of(Sheet sheet, Guid accountId, string host) => All(sheet).FirstOrDefault(h => h.AccountId == accountId && h.Host == host);

    /// <summary>True when somebody else has proven this name.</summary>
    public static bool IsTaken(Sheet sheet, Guid accountId, string host) =>
        All(sheet).Any(h => h.Host == host && h.AccountId != accountId && h.ProvenAt is not null);

    /// <summary>Refuses a name that a reseller wants anew and that somebody else has proven. Who that is, nobody is told.</summary>
    public static void NeedFree(Sheet sheet, AccountKind kind, Guid accountId, string? before, string? host)
    {
        if (kind == AccountKind.Reseller && !string.IsNullOrEmpty(host) && host != before && IsTaken(sheet, accountId, host))
            throw Refusal.Field("domain", "domain.in_use", "This name is in use here already.");
    }

    /// <summary>
    /// A reseller wants this name from now on: it is claimed, with a token of its own, and the one that is proven stays until
    /// this one is too. An empty name gives up what is proven.
    /// </summary>
    /// <param name="before">What it wanted before.</param>
    public static void Claim(Sheet sheet, Account account, string? before, string? host)
    {
        if (account.Kind != AccountKind.Reseller || host is null || host == (before ?? "")) return;
        if (host.Length == 0)
        {
            Release(sheet, account.Id, but: null);
            return;
        }
        if (Of(sheet, account.Id, host) is not { } claim)
            sheet.Add(new HostName { Host = host, AccountId = account.Id, BranchId = account.BranchId, Token = RandomNumberGenerator.GetHexString(32, lowercase: true), ClaimedAt = sheet.Now });
        else if (claim.ProvenAt is null)
            (sheet.Change(claim).ClaimedAt, claim.CheckedAt, claim.Finding) = (sheet.Now, null, null);
    }

    /// <summary>The account's proven names are nobody's any more, but for one.</summary>
    public static void Release(Sheet sheet, Guid accountId, HostName? but)
    {
        foreach (var old in All(sheet).Where(h => h.AccountId == accountId && h.ProvenAt is not null && h != but).ToList()) sheet.Change(old).ProvenAt = null;
    }

    private static IEnumerable<HostName> All(Sheet sheet) => sheet.Facts<HostClaims>().rows.Values.Concat(sheet.Added<HostName>());
}
