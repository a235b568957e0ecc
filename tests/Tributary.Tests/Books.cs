using Tributary.Data;
using Tributary.Reports;

namespace Tributary.Tests;

/// <summary>What every story ends with: whatever was done, the books hold.</summary>
public static class Books
{
    /// <summary>Fails the test with every finding when an invariant does not hold.</summary>
    /// <param name="database">The story's database.</param>
    /// <param name="but">What the story itself breaks, posting by hand what no deed would.</param>
    public static Task BooksMustBalance(this TestDatabase database, params IEnumerable<Invariant> but) => MustBalance(database.Choice, but);

    /// <summary>The same in the middle of a story.</summary>
    public static async Task MustBalance(DatabaseChoice database, params IEnumerable<Invariant> but)
    {
        var report = await CheckBooks.Run(database, TimeProvider.System);
        report = report with { Invariants = [.. report.Invariants.ExceptBy(but, i => i.Invariant)] };
        Assert.True(report.Findings == 0, Told(report));
    }

    /// <summary>The findings, one a line.</summary>
    public static string Told(CheckReport report) =>
        string.Join('\n', from invariant in report.Invariants
                          from finding in invariant.Listed
                          select $"{invariant.Invariant.Number()} branch {finding.BranchId}, {finding.Id}: {finding.Words}");
}
