using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Subscriptions;

namespace Tributary.Usage;

/// <summary>What a sender reports: that somebody opened or used something.</summary>
/// <param name="Id">The sender's id of the event, at most 200 characters; it counts once for each account that pays, its divisions included.</param>
/// <param name="SubscriptionId">What was used.</param>
/// <param name="EndUser">What the sender calls the person, at most 200 characters: a number, an email.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Kind">What was done: small letters and underlines, at most 32.</param>
public sealed record ReportedUse(string Id, Guid SubscriptionId, string EndUser, DateTime At, string Kind)
{
    /// <summary>What was done where nothing else is said.</summary>
    public const string UsualKind = "use";

    /// <summary>Whether this may be a sender's id of an event or a person.</summary>
    public static bool IsName(string text) => text.Length <= 200 && !string.IsNullOrWhiteSpace(text);

    /// <summary>Whether this may be a kind.</summary>
    public static bool IsCode(string kind) => kind.Length is > 0 and <= 32 && kind.All(c => c is (>= 'a' and <= 'z') or '_');
}

/// <summary>An event that was not taken, by its place among those sent, and why.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Code"><c>subscription.not_found</c>, <c>at.future</c>, <c>at.too_old</c>.</param>
/// <param name="Sentence">Why, for people.</param>
public sealed record UseRejected(int Index, string Code, string Sentence);

/// <summary>What became of a batch of events.</summary>
/// <param name="Recorded">Counted now.</param>
/// <param name="Repeated">Counted before; nothing changed.</param>
/// <param name="Rejected">Not taken.</param>
public sealed record UsageRecorded(int Recorded, int Repeated, IReadOnlyList<UseRejected> Rejected);

/// <summary>
/// Records what end users did, whole batches at a time, and keeps the figures of every account above them with it in one
/// transaction. No money is touched, so it passes by the desk; batches of one branch wait for each other, those of different
/// branches do not. An event that comes again changes nothing, one that comes late lands on its own day.
/// </summary>
public sealed class RecordUsage(DatabaseChoice database, TimeProvider clock)
{
    /// <summary>The most events of one batch.</summary>
    public const int Most = 10_000;

    /// <summary>The oldest event that is taken, in days.</summary>
    public const int OldestDays = 3 * 366;

    // The first half of the name of a branch's lock: "usg". The second is the branch.
    private const int Lock = 0x757367;

    /// <summary>Records them.</summary>
    /// <param name="viewer">Who sends: only what it sees is there for it.</param>
    /// <param name="events">At most <see cref="Most"/>, each within the limits of <see cref="ReportedUse"/>.</param>
    /// <param name="cancel">Stops it; what is not committed then is not recorded.</param>
    public async Task<UsageRecorded> Do(Viewer viewer, IReadOnlyList<ReportedUse> events, CancellationToken cancel)
    {
        if (events.Count > Most) throw Refusal.Invalid("usage.too_many", "At most {0} events are taken at once.", Most);
        await using var db = database.CreateDbContext();
        var used = await Used(db, viewer, events, cancel);
        var rejected = new List<UseRejected>();
        var taken = Taken(events, used, rejected).GroupBy(use => use.Of.BranchId).OrderBy(g => g.Key).ToList();

        var recorded = 0;
        // A transaction a branch: they lie on different machines when branches are spread.
        foreach (var branch in taken) recorded += await InBranch(db, branch.Key, [.. branch], cancel);
        return new(recorded, events.Count - rejected.Count - recorded, rejected);
    }

    private static async Task<Dictionary<Guid, Place>> Used(TributaryDb db, Viewer viewer, IReadOnlyList<ReportedUse> events, CancellationToken cancel)
    {
        var ids = events.Select(e => e.SubscriptionId).Distinct().ToArray();
        var subscriptions = await db.Subscriptions.AsNoTracking().SeenBy(viewer).Where(s => ids.Contains(s.Id))
            .Select(s => new { s.Id, s.BranchId, s.AccountId, s.PayerId, s.Path }).ToListAsync(cancel);
        var accounts = subscriptions.Select(s => s.AccountId).Distinct().ToArray();
        var zones = await db.CompanyProfiles.AsNoTracking().Where(p => accounts.Contains(p.AccountId)).Select(p => new { p.AccountId, p.TimeZone }).ToListAsync(cancel);
        var zoneOf = zones.ToDictionary(p => p.AccountId, p => TimeZoneInfo.FindSystemTimeZoneById(p.TimeZone));
        return subscriptions.ToDictionary(s => s.Id, s => new Place(s.BranchId, s.AccountId, s.PayerId, s.Path, zoneOf[s.AccountId]));
    }

    private IEnumerable<Use> Taken(IReadOnlyList<ReportedUse> events, Dictionary<Guid, Place> used, List<UseRejected> rejected)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var taken = new List<Use>(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            var use = events[i];
            if (!used.TryGetValue(use.SubscriptionId, out var place)) rejected.Add(new(i, "subscription.not_found", "There is no such subscription."));
            // Clocks differ; an hour is forgiven.
            else if (use.At > now.AddHours(1)) rejected.Add(new(i, "at.future", "This has not happened yet."));
            else if (use.At < now.AddDays(-OldestDays)) rejected.Add(new(i, "at.too_old", "This is longer ago than three years."));
            else taken.Add(new(use, place, UsageEvent.KeyOf(place.PayerId, use.Id), DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(use.At, place.Zone))));
        }
        return taken;
    }

    private static async Task<int> InBranch(TributaryDb db, int branch, IReadOnlyList<Use> uses, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (db.IsPostgres) await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock}, {branch})", cancel);

        var fresh = await Fresh(db, branch, uses, cancel);
        if (fresh.Count > 0)
        {
            var salt = await db.Branches.Where(b => b.Id == branch).Select(b => b.Salt).SingleAsync(cancel);
            var named = await Named(db, fresh, cancel);
            var people = fresh.ConvertAll(use => EndUser.KeyOf(salt, use.Of.AccountId, use.Said.EndUser));
            var known = await Known(db, branch, fresh, people, cancel);
            await Write(db, branch, fresh, people, known, named, await Chains(db, fresh, cancel), cancel);
        }
        await transaction.CommitAsync(cancel);
        return fresh.Count;
    }

    // Those whose id is new, each once.
    private static async Task<List<Use>> Fresh(TributaryDb db, int branch, IReadOnlyList<Use> uses, CancellationToken cancel)
    {
        var first = uses.DistinctBy(use => use.Id).ToList();
        var there = (await db.Under<UsageEvent>(["branch_id", "id"], [.. first.Select(use => new object[] { branch, use.Id })]).Select(e => e.Id).ToListAsync(cancel)).ToHashSet();
        return there.Count == 0 ? first : first.FindAll(use => !there.Contains(use.Id));
    }

    private static async Task<Dictionary<(Guid Account, Guid Key), EndUser>> Known(
        TributaryDb db, int branch, List<Use> uses, List<Guid> people, CancellationToken cancel)
    {
        var keys = uses.Select((use, i) => (use.Of.AccountId, Key: people[i])).Distinct().Select(k => new object[] { branch, k.AccountId, k.Key }).ToList();
        return (await db.Under<EndUser>(["branch_id", "account_id", "key"], keys).ToListAsync(cancel)).ToDictionary(user => (user.AccountId, user.Key));
    }

    // Whether an account or anybody above it wishes not to know what end users are called.
    private static async Task<HashSet<Guid>> Named(TributaryDb db, List<Use> uses, CancellationToken cancel)
    {
        var paths = uses.Select(use => use.Of.Path).Distinct().SelectMany(TreePath.Chain).Distinct().ToArray();
        var hidden = await db.Accounts.AsNoTracking().Where(a => paths.Contains(a.Path) && a.HidesEndUsers).Select(a => a.Path).ToListAsync(cancel);
        return [.. uses.Select(use => use.Of).DistinctBy(of => of.AccountId).Where(of => !hidden.Exists(above => TreePath.Within(of.Path, above))).Select(of => of.AccountId)];
    }

    private static async Task<Dictionary<string, Guid>> Chains(TributaryDb db, List<Use> uses, CancellationToken cancel)
    {
        var paths = uses.Select(use => use.Of.Path).Distinct().SelectMany(TreePath.Chain).Distinct().ToArray();
        return await db.Accounts.AsNoTracking().Where(a => paths.Contains(a.Path)).ToDictionaryAsync(a => a.Path, a => a.Id, cancel);
    }

    private static async Task Write(
        TributaryDb db, int branch, List<Use> uses, List<Guid> people, Dictionary<(Guid, Guid), EndUser> known, HashSet<Guid> named,
        Dictionary<string, Guid> chains, CancellationToken cancel)
    {
        var (came, changed) = (new HashSet<EndUser>(ReferenceEqualityComparer.Instance), new HashSet<EndUser>(ReferenceEqualityComparer.Instance));
        var sums = new Dictionary<string, Sums>();
        for (var i = 0; i < uses.Count; i++)
        {
            var (use, key) = (uses[i], (uses[i].Of.AccountId, people[i]));
            if (!sums.TryGetValue(use.Of.Path, out var sum)) sums[use.Of.Path] = sum = new();
            sum.Of(use.Day).Events++;
            if (!known.TryGetValue(key, out var user))
            {
                known[key] = user = new()
                {
                    BranchId = branch, AccountId = use.Of.AccountId, Key = people[i], Name = named.Contains(use.Of.AccountId) ? use.Said.EndUser : null,
                };
                came.Add(user);
            }
            if (ActiveDays.Mark(user, use.Day, sum) && !came.Contains(user)) changed.Add(user);
        }

        await new Bulk(db)
            .Insert(typeof(UsageEvent), [.. uses.Select((use, i) => new UsageEvent
            {
                BranchId = branch, Id = use.Id, AccountId = use.Of.AccountId, SubscriptionId = use.Said.SubscriptionId, UserKey = people[i], At = use.Said.At,
                Day = use.Day, Kind = use.Said.Kind,
            })])
            .Insert(typeof(EndUser), [.. came])
            .Update(typeof(EndUser), [.. changed])
            // In one order, so that nobody else who adds to the same rows waits in a circle.
            .Add(typeof(ActiveDay), [.. Above(sums, chains, branch).OrderBy(row => row.AccountId).ThenBy(row => row.Day)], ActiveDay.Summed)
            .Send(cancel);
    }

    private static IEnumerable<ActiveDay> Above(Dictionary<string, Sums> sums, Dictionary<string, Guid> chains, int branch)
    {
        var all = new Dictionary<Guid, Sums>();
        foreach (var (path, below) in sums)
        {
            foreach (var above in TreePath.Chain(path))
            {
                if (!all.TryGetValue(chains[above], out var sum)) all[chains[above]] = sum = new();
                sum.Add(below);
            }
        }
        return all.SelectMany(account => account.Value.Rows(branch, account.Key));
    }

    // Where a subscription's account stands, who pays for it, and which day it is there.
    private sealed record Place(int BranchId, Guid AccountId, Guid PayerId, string Path, TimeZoneInfo Zone);

    private sealed record Use(ReportedUse Said, Place Of, Guid Id, DateOnly Day);
}
