using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Reports;

/// <summary>The last run of <see cref="CheckBooks"/> over all branches; the one before goes when it is written.</summary>
public sealed class BookCheck : Row
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The run.</summary>
    public required Guid Id { get; init; }
    /// <summary>When it began (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>How long it took, in milliseconds.</summary>
    public required long Took { get; init; }
    /// <summary>How many rows it looked at.</summary>
    public required long Rows { get; init; }
    /// <summary>How many findings it has.</summary>
    public required long Findings { get; init; }
    /// <summary>The <see cref="CheckReport"/> as JSON.</summary>
    public required string Report { get; init; }

    /// <summary>Keeps the report of a run over all branches in place of the one before.</summary>
    public static async Task Keep(TributaryDb db, TimeProvider clock, CheckReport report, CancellationToken cancel = default)
    {
        if (report.BranchId is not null) throw new ArgumentException("Only a run over all branches is kept.", nameof(report));
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.BookChecks.ExecuteDeleteAsync(cancel);
        db.Add(new BookCheck
        {
            Id = PublicId.New(clock), At = report.At, Took = (long)report.Took.TotalMilliseconds, Rows = report.Rows, Findings = report.Findings,
            Report = JsonSerializer.Serialize(report, Json),
        });
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>The report that is kept, or null before the first run.</summary>
    public static async Task<CheckReport?> Last(TributaryDb db, CancellationToken cancel = default) =>
        await db.BookChecks.AsNoTracking().OrderByDescending(c => c.At).Select(c => c.Report).FirstOrDefaultAsync(cancel) is { } report
            ? JsonSerializer.Deserialize<CheckReport>(report, Json) : null;

    /// <summary>When the check that is kept began (UTC), or null before the first run.</summary>
    public static Task<DateTime?> LastAt(TributaryDb db, CancellationToken cancel = default) =>
        db.BookChecks.AsNoTracking().OrderByDescending(c => c.At).Select(c => (DateTime?)c.At).FirstOrDefaultAsync(cancel);
}
