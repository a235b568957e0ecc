using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Billing;

/// <summary>How a billing went.</summary>
public sealed record BillingCount(int Invoices, int CreditNotes, int Faults);

/// <summary>
/// Bills every edge up to the first of this month, some fifty to a transaction. It may be started twice at once and killed
/// anywhere: what stands on a document is never put on another, and what stands on none is found by the next run.
/// </summary>
public sealed class BillingRun(DatabaseChoice database, Desk desk)
{
    private const int AtOnce = 50;
    private const string Done = "billed_until";

    /// <summary>Bills everything that is not billed yet. Safe to call from several programs at once.</summary>
    public async Task<BillingCount> Run(Viewer by, CancellationToken cancel = default)
    {
        var until = Month.Of(await desk.Today());
        var (invoices, notes, faults) = (0, 0, 0);
        var after = Guid.Empty;
        while (true)
        {
            var (edges, last) = await Next(after, until, cancel);
            if (last is null) break;
            after = last.Value;
            foreach (var answer in await desk.DoAll(edges.Select(edge => new IssueInvoices { By = by, Edge = edge }), cancel))
            {
                if (answer is InvoicesIssued issued)
                {
                    invoices += issued.Documents.Count(d => d.Kind == DocumentKind.Invoice);
                    notes += issued.Documents.Count(d => d.Kind == DocumentKind.CreditNote);
                }
                else faults++;
            }
        }
        if (faults == 0) await Note(until, cancel);
        return new(invoices, notes, faults);
    }

    /// <summary>Whether a run has billed everything of the months before this one.</summary>
    public async Task<bool> IsDone(CancellationToken cancel = default)
    {
        var until = Month.Code(Month.Of(await desk.Today()));
        await using var db = database.CreateDbContext();
        return await db.Settings.AnyAsync(s => s.Name == Done && s.Value == until, cancel);
    }

    // The edges on which anything was ever sold, in the order of their books. Where all is billed elsewhere there is nothing to issue.
    private async Task<(List<BilledEdge> Edges, Guid? Last)> Next(Guid after, DateOnly until, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var books = await db.Books.AsNoTracking().Where(b => b.Id > after && b.Purpose == BookPurpose.Sales).OrderBy(b => b.Id).Take(AtOnce)
            .Select(b => new
            {
                b.Id, Edge = new { b.BranchId, b.SellerId, b.BuyerId, b.Currency },
                Issued = db.Terms.Any(t => t.BuyerId == b.BuyerId && t.SellerId == b.SellerId && t.From < until && (t.Settlement != Settlement.BilledElsewhere || t.IssuesInvoices)),
            }).ToListAsync(cancel);
        return ([.. books.Where(b => b.Issued).Select(b => new BilledEdge(b.Edge.BranchId, b.Edge.SellerId, b.Edge.BuyerId, b.Edge.Currency))], books.LastOrDefault()?.Id);
    }

    private async Task Note(DateOnly until, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var value = Month.Code(until);
        if (await db.Settings.Where(s => s.Name == Done).ExecuteUpdateAsync(set => set.SetProperty(s => s.Value, value), cancel) > 0) return;
        db.Settings.Add(new Setting { Name = Done, Value = value });
        await db.SaveChangesAsync(cancel);
    }
}
