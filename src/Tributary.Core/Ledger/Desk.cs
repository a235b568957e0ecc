using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Tributary.Data;

namespace Tributary.Ledger;

/// <summary>
/// The only writer of the business. Whatever waits (at most <see cref="MostAtOnce"/>) is loaded together, decided one
/// after the other in order of arrival, written in sets and committed in one transaction; then every caller is
/// answered. There is no timer: a lone deed goes at once, and deeds that arrive meanwhile make the next batch. The deeds
/// of a branch go through one <see cref="Lane"/>, in the order they were handed in; on PostgreSQL there are several, so
/// that one decides while another's batch is written. Any number of programs may have a desk on one PostgreSQL: branches
/// are locked, and a batch that lost a race decides again. Safe for concurrent use.
/// </summary>
public sealed class Desk : IAsyncDisposable
{
    /// <summary>The most deeds in one transaction.</summary>
    public const int MostAtOnce = 1000;

    /// <summary>How many lanes a desk has on PostgreSQL. SQLite has one writer, and so one lane.</summary>
    public const int LanesOnPostgres = 2;

    private readonly TimeProvider clock;
    private readonly ILogger<Desk> log;
    private readonly Lane[] lanes;
    private TimeZoneInfo? rootZone;

    /// <summary>Opens the desk; it works until it is disposed.</summary>
    /// <param name="database">Where it writes.</param>
    /// <param name="clock">What time it is.</param>
    /// <param name="log">Where it says what went wrong.</param>
    /// <param name="mostAtOnce">The most deeds in one transaction; fewer than <see cref="MostAtOnce"/> for measuring only.</param>
    /// <param name="lanes">How many batches may be under way at once on PostgreSQL; one keeps the order of arrival over all branches.</param>
    public Desk(DatabaseChoice database, TimeProvider clock, ILogger<Desk> log, int mostAtOnce = MostAtOnce, int lanes = LanesOnPostgres)
    {
        (Database, this.clock, this.log) = (database, clock, log);
        this.lanes = [.. Enumerable.Range(0, database.Kind == DatabaseKind.Postgres ? lanes : 1).Select(_ => new Lane(this, log, mostAtOnce))];
        foreach (var lane in this.lanes) lane.Open();
    }

    internal DatabaseChoice Database { get; }

    /// <summary>How many batches were committed and how many deeds were in them, since the start.</summary>
    public (long Batches, long Deeds) Count => (lanes.Sum(l => l.Count.Batches), lanes.Sum(l => l.Count.Deeds));

    /// <summary>How many deeds are handed in and not begun.</summary>
    public int Queued => lanes.Sum(l => l.Queued);

    /// <summary>Called after every commit, with the deeds that were done, by several lanes at once: workers wake up, pages are told.</summary>
    public event Action<IReadOnlyList<Deed>>? Committed;

    /// <summary>Hands a deed in and waits for its answer, which is given after the commit.</summary>
    /// <exception cref="Refusal">The business says no.</exception>
    public async Task<TAnswer> Do<TAnswer>(Deed<TAnswer> deed, CancellationToken cancel = default) where TAnswer : notnull =>
        (TAnswer)await await LaneOf(deed).Take(deed, cancel);

    /// <summary>Hands many deeds in and waits for all; each gives its answer or the refusal or fault it met.</summary>
    public async Task<IReadOnlyList<object>> DoAll(IEnumerable<Deed> deeds, CancellationToken cancel = default)
    {
        var asked = new List<Task<object>>();
        foreach (var deed in deeds) asked.Add(await LaneOf(deed).Take(deed, cancel));
        var answers = new List<object>(asked.Count);
        foreach (var answer in asked)
        {
            try { answers.Add(await answer); }
            catch (Exception no) { answers.Add(no); }
        }
        return answers;
    }

    /// <summary>Loads and decides without writing anything: a quote, a preview, a forecast.</summary>
    public async Task<TAnswer> Preview<TAnswer>(Deed<TAnswer> deed, DateTime? at = null) where TAnswer : notnull
    {
        await using var db = Database.CreateDbContext();
        var sheet = await NewSheet(db, at);
        await Load(sheet, [deed]);
        return deed.Decide(sheet);
    }

    /// <summary>
    /// The same for many at once, one after the other, each on what those before it would leave; each gives its answer or the
    /// refusal it meets. References are not looked at.
    /// </summary>
    public async Task<IReadOnlyList<object>> PreviewAll(IReadOnlyList<Deed> deeds)
    {
        await using var db = Database.CreateDbContext();
        var sheet = await NewSheet(db, null);
        await Load(sheet, deeds);
        var answers = new List<object>(deeds.Count);
        foreach (var deed in deeds)
        {
            sheet.Begin();
            try
            {
                answers.Add(deed.DecideAny(sheet));
            }
            catch (Refusal no)
            {
                sheet.Undo();
                answers.Add(no);
            }
        }
        return answers;
    }

    /// <summary>Finishes what waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in lanes) await lane.Close();
    }

    /// <summary>The moment it is (UTC), as rows keep it.</summary>
    public DateTime Now => Stamp(clock.GetUtcNow().UtcDateTime);

    /// <summary>The day it is in the root's time zone.</summary>
    public async Task<DateOnly> Today()
    {
        await using var db = Database.CreateDbContext();
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(clock.GetUtcNow().UtcDateTime, await RootZone(db)));
    }

    /// <summary>The sheet of a lane's next batch; without its memory, one on which nothing is going to be written.</summary>
    internal async Task<Sheet> NewSheet(TributaryDb db, DateTime? at, Memory? memory = null, bool remembersFacts = false)
    {
        var now = Stamp(at ?? clock.GetUtcNow().UtcDateTime);
        var zone = await RootZone(db);
        return new Sheet(db, now, DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, zone)), clock, memory, remembersFacts);
    }

    /// <summary>Fetches what these deeds need, each class of them at once.</summary>
    internal static async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        await sheet.LoadBranches(deeds.Select(d => d.BranchId));
        foreach (var kind in deeds.GroupBy(d => d.GetType())) await kind.First().Load(sheet, [.. kind]);
        await sheet.LoadBooks();
    }

    /// <summary>What is done stays done, whatever becomes of those who are told of it.</summary>
    internal void Tell(IReadOnlyList<Deed> deeds)
    {
        try
        {
            Committed?.Invoke(deeds);
        }
        catch (Exception fault)
        {
            log.LogError(fault, "Somebody who is told of commits failed.");
        }
    }

    /// <summary>Which lane the deeds of a branch go through: those of different lanes are settled at once.</summary>
    internal int LaneOf(int branchId) => branchId % lanes.Length;

    private Lane LaneOf(Deed deed) => lanes[LaneOf(deed.BranchId)];

    // PostgreSQL keeps microseconds; a finer moment would not hash the same when it is read back.
    private static DateTime Stamp(DateTime at) => new(at.Ticks / 10 * 10, DateTimeKind.Utc);

    private async Task<TimeZoneInfo> RootZone(TributaryDb db)
    {
        if (rootZone is not null) return rootZone;
        var name = await db.Settings.AsNoTracking().Where(s => s.Name == "time_zone").Select(s => s.Value).FirstOrDefaultAsync();
        return name is null ? TimeZoneInfo.Utc : rootZone = TimeZoneInfo.FindSystemTimeZoneById(name);
    }
}
