using System.Net;
using DnsClient;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;

namespace Tributary.Web.Workers;

/// <summary>Asks DNS for the record that proves a host name, and hands the desk what it said.</summary>
public sealed class HostProof
{
    /// <summary>The setting that names the DNS servers to ask, <c>192.0.2.1</c> or <c>127.0.0.1:5353</c>, separated by commas; this machine's own without it.</summary>
    public const string Setting = "TRIBUTARY_DNS";

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(3);

    private readonly LookupClient dns;
    private readonly Desk desk;

    public HostProof(IConfiguration settings, Desk desk)
    {
        this.desk = desk;
        var servers = (settings[Setting] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(server => IPEndPoint.TryParse(server, out var at) ? new NameServer(at.Address, at.Port == 0 ? NameServer.DefaultPort : at.Port)
                : throw new InvalidOperationException($"{Setting} holds addresses of DNS servers, such as 192.0.2.1 or 127.0.0.1:5353, not '{server}'.")).ToArray();
        // Nothing is kept: whoever has just set the record wants it to be seen.
        var options = servers.Length > 0 ? new LookupClientOptions(servers) : new LookupClientOptions();
        (options.UseCache, options.Timeout, options.Retries, options.ThrowDnsErrors, options.UseRandomNameServer) = (false, TimeSpan.FromSeconds(4), 1, false, false);
        dns = new LookupClient(options);
    }

    /// <summary>Looks for the proof of a claim now and writes down what was found; a claim that was looked at a moment ago is answered from that.</summary>
    /// <exception cref="Refusal">Not allowed, or the name is not claimed any more.</exception>
    public async Task<HostChecked> Look(Viewer by, HostName claim, CancellationToken cancel)
    {
        if (claim.ProvenAt is not null || claim.CheckedAt > desk.Now - Again) return new(claim.AccountId, claim.Host, claim.ProvenAt is not null, claim.Finding);
        var records = await Records(claim.RecordName, cancel);
        return await desk.Do(new CheckHost { By = by, InBranch = claim.BranchId, AccountId = claim.AccountId, Host = claim.Host, Records = records }, cancel);
    }

    /// <summary>The texts of the TXT records at this name, none where there is none; null when DNS did not say.</summary>
    public async Task<IReadOnlyList<string>?> Records(string name, CancellationToken cancel)
    {
        try
        {
            var answer = await dns.QueryAsync(name, QueryType.TXT, cancellationToken: cancel);
            if (answer.HasError && answer.Header.ResponseCode != DnsHeaderResponseCode.NotExistentDomain) return null;
            // A long text comes in several pieces that belong together.
            return [.. answer.Answers.TxtRecords().Select(record => string.Concat(record.Text))];
        }
        catch (DnsResponseException)
        {
            return null;
        }
    }
}

/// <summary>
/// Looks for the records of names that wait for their proof: at once when one is claimed here, and again after growing gaps
/// (<see cref="HostName.NextLook"/>).
/// </summary>
internal sealed class HostWorker : Routine
{
    private const int AtOnce = 100;

    private readonly DatabaseChoice database;
    private readonly HostProof proof;
    private readonly Desk desk;

    public HostWorker(DatabaseChoice database, HostProof proof, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<HostWorker> log)
        : base(database, demo, clock, log, TimeSpan.FromSeconds(30))
    {
        (this.database, this.proof, this.desk) = (database, proof, desk);
        desk.Committed += deeds =>
        {
            if (deeds.Any(deed => deed is OpenAccount { Details.Domain.Length: > 0 } or EditAccount { Details.Domain.Length: > 0 })) Wake();
        };
    }

    protected override string ActsAs => "Domains";

    protected override async Task Once(Viewer by, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var now = desk.Now;
        // What an account does not want any more is not looked for; what is waited for is little enough to be looked through.
        var waiting = await (from claim in db.HostNames.AsNoTracking()
                             where claim.ProvenAt == null
                             join profile in db.CompanyProfiles.AsNoTracking() on new { claim.BranchId, claim.AccountId, Host = (string?)claim.Host } equals new { profile.BranchId, profile.AccountId, Host = profile.Domain }
                             select claim).ToListAsync(cancel);
        foreach (var claim in waiting.Where(claim => claim.NextLook <= now).OrderBy(claim => claim.NextLook).Take(AtOnce))
        {
            try
            {
                await proof.Look(by, claim, cancel);
            }
            catch (Refusal)
            {
                // It was given up, or the account closed, while DNS was asked.
            }
        }
    }
}
