using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Partners;
using Tributary.Web.Workers;

namespace Tributary.Web.Security;

/// <summary>How a seller shows itself and where, as it stands.</summary>
/// <param name="Brand">Its brand; an empty one where it has said nothing.</param>
/// <param name="Wanted">The claim to the name it wants, or null when it wants none.</param>
/// <param name="Host">The proven name its panel is at, or null.</param>
public sealed record BrandSeen(Branding Brand, HostName? Wanted, string? Host)
{
    /// <summary>True when the name it wants is not proven yet.</summary>
    public bool Waits => Wanted is { ProvenAt: null };
}

/// <summary>What the panel and the API share of a seller's brand: reading it, and proving its domain.</summary>
public sealed class SellersBrand(TributaryDb db, HostProof proof, Hosts hosts)
{
    /// <summary>The brand and the names of an account that the caller sees.</summary>
    public async Task<BrandSeen> Read(Account account, CancellationToken cancel)
    {
        var (branch, id) = (account.BranchId, account.Id);
        var brand = await db.Brandings.AsNoTracking().FirstOrDefaultAsync(b => b.BranchId == branch && b.AccountId == id, cancel);
        var domain = await db.CompanyProfiles.AsNoTracking().Where(p => p.BranchId == branch && p.AccountId == id).Select(p => p.Domain).FirstOrDefaultAsync(cancel);
        var names = await db.HostNames.AsNoTracking().Where(h => h.AccountId == id && (h.Host == domain || h.ProvenAt != null)).ToListAsync(cancel);
        return new(brand ?? new Branding { BranchId = branch, AccountId = id }, names.Find(h => h.Host == domain), names.Find(h => h.ProvenAt is not null)?.Host);
    }

    /// <summary>Looks for the proof of the name that the account wants, now.</summary>
    /// <exception cref="Refusal">Not allowed, or it wants none.</exception>
    public async Task<HostChecked> Check(Viewer by, Account account, CancellationToken cancel) =>
        await proof.Look(by, (await Read(account, cancel)).Wanted ?? throw Refusal.Conflict("domain.none", "No domain is wanted for this account's panel."), cancel);

    /// <summary>Refuses a domain that is one of the installation's own hosts.</summary>
    public ValueTask NeedOther(string? typed) => hosts.NeedOther(typed);
}
