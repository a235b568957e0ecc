using System.Collections.Concurrent;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Media;

namespace Tributary.Web.Security;

/// <summary>In whose brand the host of this request is: that of a reseller whose name is proven. Missing at the installation's own hosts.</summary>
public sealed record HostBrand(Face Face)
{
    /// <summary>The brand of this request's host, or null at the installation's own.</summary>
    public static HostBrand? Of(HttpContext context) => context.Features.Get<HostBrand>();

    /// <summary>The path at or below which everything at this host lies; null where all of the installation does.</summary>
    public static string? PathOf(HttpContext context) => Of(context)?.Face.Path;
}

/// <summary>
/// Which hosts this program answers at: the installation's own, and the resellers' that are proven. What is known of a name is kept
/// for moments, so that a change holds within seconds in every program, and at once in the one that made it.
/// </summary>
public sealed class Hosts
{
    /// <summary>The setting that names the installation's own hosts, separated by commas; that of <see cref="HereIs.Setting"/> is one of them anyhow.</summary>
    public const string Setting = "TRIBUTARY_HOSTS";

    /// <summary>The name under which the host of the set-up is kept, which counts where no setting names one.</summary>
    public const string Kept = "host";

    private const int Most = 10_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly DatabaseChoice database;
    private readonly TimeProvider clock;
    private readonly HashSet<string> own;
    private readonly bool isTold;
    private readonly ConcurrentDictionary<string, (Face? Face, long At)> byHost = new();
    private readonly ConcurrentDictionary<string, (Face? Face, long At)> byPath = new();
    private volatile string? setUpAt;
    private int generation;

    public Hosts(IConfiguration settings, DatabaseChoice database, Desk desk, TimeProvider clock)
    {
        (this.database, this.clock) = (database, clock);
        var told = (settings[Setting] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).ToList();
        if (Uri.TryCreate(settings[HereIs.Setting], UriKind.Absolute, out var address)) told.Add(address.IdnHost);
        own = [.. told.Select(DomainName.Told)];
        isTold = own.Count > 0;
        desk.Committed += deeds =>
        {
            if (deeds.Any(deed => deed is SetBranding or CheckHost or EditAccount or OpenAccount or Deactivate or RequestReactivation or ConfirmAccount)) Forget();
        };
    }

    /// <summary>
    /// The host a request came to, in the form in which names are kept. As it stands in the header: what the framework makes of it is in
    /// its own script, and a fault where it is no name.
    /// </summary>
    public static string Of(HttpRequest request) => DomainName.Plain(new HostString(request.Headers.Host.ToString()).Host);

    /// <summary>Whether a host is the installation's own: one that a setting names, else the one it was set up at; and this machine's own address.</summary>
    public async ValueTask<bool> IsOwn(string host)
    {
        if (own.Contains(host) || IsThisMachine(host)) return true;
        return !isTold && await SetUpAt() == host;
    }

    /// <summary>Whose panel is at this host, or null.</summary>
    public async ValueTask<Face?> At(string host) => DomainName.CanBe(host) ? await Remember(byHost, host, db => db.FaceAt(host)) : null;

    /// <summary>The face that the account at this path reads: its own where it sells, else its nearest seller's.</summary>
    public async ValueTask<Face?> For(string path) => await Remember(byPath, path, db => db.FaceFor(path));

    /// <summary>The brand as pages wear it.</summary>
    public static Brand Dress(Face face) =>
        new(face.Name, face.LogoId is { } logo ? MediaFiles.Address(logo) : null, face.Colour.Length > 0 ? face.Colour : null);

    /// <summary>Refuses a domain for a panel that is one of the installation's own hosts.</summary>
    /// <param name="typed">What was typed, or null.</param>
    public async ValueTask NeedOther(string? typed)
    {
        if (!string.IsNullOrWhiteSpace(typed) && DomainName.Read(typed, out var host) is null && await IsOwn(host))
            throw Refusal.Field("domain", "domain.in_use", "This name is in use here already.");
    }

    private void Forget()
    {
        Interlocked.Increment(ref generation);
        byHost.Clear();
        byPath.Clear();
    }

    private async ValueTask<Face?> Remember(ConcurrentDictionary<string, (Face? Face, long At)> kept, string key, Func<TributaryDb, Task<Face?>> find)
    {
        if (kept.TryGetValue(key, out var known) && clock.GetElapsedTime(known.At) < Fresh) return known.Face;
        var (began, at) = (Volatile.Read(ref generation), clock.GetTimestamp());
        await using var db = database.CreateDbContext();
        var face = await find(db);
        if (kept.Count >= Most) kept.Clear(); // Names that strangers make up are not kept for good.
        // What was read while something changed may be older than the change.
        if (began == Volatile.Read(ref generation)) kept[key] = (face, at);
        return face;
    }

    private async ValueTask<string?> SetUpAt()
    {
        if (setUpAt is { } known) return known;
        await using var db = database.CreateDbContext();
        return setUpAt = await db.Settings.AsNoTracking().Where(s => s.Name == Kept).Select(s => s.Value).FirstOrDefaultAsync();
    }

    private static bool IsThisMachine(string host) =>
        host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
}
