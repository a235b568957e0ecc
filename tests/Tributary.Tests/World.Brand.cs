using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Partners;

namespace Tributary.Tests;

public sealed partial class World
{
    /// <summary>This reseller wants a domain; its own owner says so. The claim as it is then.</summary>
    public async Task<HostName> Claim(Cast of, string domain)
    {
        await Do(new EditAccount { By = of.Viewer, InBranch = of.BranchId, AccountId = of.Id, Details = new() { Domain = domain } });
        Assert.Null(DomainName.Read(domain, out var host));
        await using var db = Db();
        return await db.HostNames.AsNoTracking().SingleAsync(h => h.AccountId == of.Id && h.Host == host);
    }

    /// <summary>This reseller's panel is at this domain: claimed, and proven by the record that it asks for.</summary>
    public async Task Prove(Cast of, string domain)
    {
        var claim = await Claim(of, domain);
        Assert.True((await Look(of, claim.Host, claim.RecordText)).Proven);
    }

    /// <summary>DNS says these texts, or gives no answer where they are null.</summary>
    public Task<HostChecked> Look(Cast of, string host, params string[]? records) =>
        Do(new CheckHost { By = Worker, InBranch = of.BranchId, AccountId = of.Id, Host = host, Records = records });

    /// <summary>Dresses this seller in a brand.</summary>
    public Task Dress(Cast of, BrandDetails details) => Do(new SetBranding { By = of.Viewer, InBranch = of.BranchId, AccountId = of.Id, Details = details });
}
