using Tributary.Data;
using Tributary.Reports;

namespace Tributary.Web.Workers;

/// <summary>Checks the books of all branches each night after two o'clock in the root's time zone, and when it is asked to.</summary>
internal sealed class BookCheckWorker : Routine
{
    private static readonly TimeOnly Night = new(2, 0);

    private readonly DatabaseChoice database;
    private readonly TimeProvider clock;
    private readonly BookCheckBell bell;
    private readonly ILogger<BookCheckWorker> log;

    public BookCheckWorker(DatabaseChoice database, DemoCompany demo, TimeProvider clock, BookCheckBell bell, ILogger<BookCheckWorker> log)
        : base(database, demo, clock, log, TimeSpan.FromMinutes(10))
    {
        (this.database, this.clock, this.bell, this.log) = (database, clock, bell, log);
        bell.Heard += Wake;
    }

    protected override string ActsAs => "Book check";

    protected override async Task Once(Viewer by, CancellationToken cancel)
    {
        if (!bell.IsRung && !await IsDue(cancel)) return;
        bell.Begin();
        try
        {
            var report = await CheckBooks.Run(database, clock, cancel: cancel);
            await using var db = database.CreateDbContext();
            await BookCheck.Keep(db, clock, report, cancel);
            if (report.Findings == 0) log.LogInformation("The books check out: {Rows} rows in {Took}.", report.Rows, report.Took);
            else log.LogError("The check of the books has {Findings} findings in {Rows} rows.", report.Findings, report.Rows);
        }
        finally
        {
            bell.End();
        }
    }

    // Nobody has to be awake at two: whoever starts later catches up, once a night.
    private async Task<bool> IsDue(CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var zone = await db.RootZone(cancel);
        var now = TimeZoneInfo.ConvertTimeFromUtc(clock.GetUtcNow().UtcDateTime, zone);
        var night = now.Date.Add(Night.ToTimeSpan());
        if (now < night) night = night.AddDays(-1);
        return await BookCheck.LastAt(db, cancel) is not { } last || TimeZoneInfo.ConvertTimeFromUtc(last, zone) < night;
    }
}
