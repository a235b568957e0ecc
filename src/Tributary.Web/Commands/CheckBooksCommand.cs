using System.CommandLine;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Web.Pages.Books;

namespace Tributary.Web.Commands;

/// <summary><c>tributary check-books</c>: proves that the books fit together; ends with 1 when something does not.</summary>
internal static class CheckBooksCommand
{
    public static Command Create()
    {
        var branch = new Option<int?>("--branch") { Description = "Only the branch of this number; 0 is the root's own." };
        var check = new Command("check-books", "Check every invariant of the books; end with 1 if one does not hold.") { branch };
        check.SetAction(async (line, cancel) =>
        {
            await using var choice = DatabaseChoice.From(Environment.GetEnvironmentVariable(DatabaseChoice.Setting));
            var report = await CheckBooks.Run(choice, TimeProvider.System, line.GetValue(branch), cancel);
            Tell(report, Console.Out);
            return report.Findings == 0 ? 0 : 1;
        });
        return check;
    }

    /// <summary>Writes a table of the invariants, and what was found below it.</summary>
    internal static void Tell(CheckReport report, TextWriter to)
    {
        to.WriteLine($"{"",-4}{"rows",12}{"findings",10}  what holds");
        foreach (var invariant in report.Invariants)
            to.WriteLine($"{invariant.Invariant.Number(),-4}{invariant.Rows,12:N0}{invariant.Findings,10:N0}  {invariant.Invariant.Sentence()}");
        foreach (var invariant in report.Invariants.Where(i => i.Findings > 0))
        {
            to.WriteLine();
            to.WriteLine($"{invariant.Invariant.Number()}: {invariant.Invariant.Sentence()}");
            foreach (var finding in invariant.Listed) to.WriteLine($"  branch {finding.BranchId}, {finding.Id}: {finding.Words}");
            if (invariant.Findings > invariant.Listed.Count) to.WriteLine($"  and {invariant.Findings - invariant.Listed.Count:N0} more.");
        }
        to.WriteLine();
        to.WriteLine($"{report.Rows:N0} rows in {report.Took.TotalSeconds:N1} s: {(report.Findings == 0 ? "the books check out." : $"{report.Findings:N0} findings.")}");
    }
}
