using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Billing;

/// <summary>What was charged for one account, with the names it goes by now and the document it stands on.</summary>
public sealed record ChargeRow(Charge Charge, Account? Account, string Place, Invoice? Document);

/// <summary>What one currency of a month comes to, and how much of it stands on no document; minor units.</summary>
public sealed record ChargeTotal(Currency Currency, long Net, long Tax, long OpenNet, long OpenTax)
{
    /// <summary>Net and tax.</summary>
    public long Gross => checked(Net + Tax);
    /// <summary>What of <see cref="Gross"/> stands on no document.</summary>
    public long OpenGross => checked(OpenNet + OpenTax);
}

/// <summary>
/// What was charged on an edge in a month of the root's calendar, as the ledger has it: for the buyer, and for its seller, who
/// may bill it elsewhere. A month that still runs grows until it ends.
/// </summary>
public sealed class ChargesOfMonth
{
    private readonly TributaryDb db;
    private readonly Account buyer;
    private readonly Guid? seller;
    private readonly (long From, long Begun, long Ending, long Until) numbers;
    private readonly (DateTime From, DateTime Until) time;

    private ChargesOfMonth(TributaryDb db, Account buyer, Guid? seller, DateOnly month, (DateTime, DateTime) time, (long, long, long, long) numbers, bool isComplete) =>
        (this.db, this.buyer, this.seller, Month, this.time, this.numbers, IsComplete) = (db, buyer, seller, month, time, numbers, isComplete);

    /// <summary>The buyer.</summary>
    public Account Buyer => buyer;
    /// <summary>The month, as its first day.</summary>
    public DateOnly Month { get; }
    /// <summary>False while the month runs.</summary>
    public bool IsComplete { get; }

    /// <summary>The charges of a month, for the buyer itself or for its seller.</summary>
    /// <exception cref="Refusal">404 for everyone else; 403 for who may see no money.</exception>
    public static async Task<ChargesOfMonth> Of(TributaryDb db, Viewer viewer, Account buyer, DateOnly month, DateTime now, CancellationToken cancel = default)
    {
        viewer.NeedMoney();
        var (self, id) = (viewer.AccountId, buyer.Id);
        var isBuyer = self == id;
        if (!await db.Terms.AnyAsync(t => t.BuyerId == id && (isBuyer || t.SellerId == self), cancel) || !isBuyer && viewer.Reach == Reach.Own) throw Refusal.NotFound("account");
        var zone = await db.RootZone(cancel);
        var (from, until) = (Billing.Month.Begins(month, zone), Billing.Month.Begins(month.AddMonths(1), zone));
        // Programs that share a database may stamp a little out of order; an hour is far more than that.
        var hour = TimeSpan.FromHours(1);
        Task<long> Since(DateTime at) => FirstSince(db, buyer.BranchId, at, cancel);
        var numbers = (await Since(from - hour), await Since(from + hour), await Since(until - hour), await Since(until + hour));
        return new(db, buyer, isBuyer ? null : self, month, (from, until), numbers, until <= now);
    }

    /// <summary>
    /// What it comes to, by currency: by how much the balances of the edge's sales and taxes have moved, which costs the same
    /// for one charge and for a million. A currency in which nothing was charged is left out.
    /// </summary>
    public async Task<IReadOnlyList<ChargeTotal>> Totals(CancellationToken cancel = default)
    {
        var moved = new List<(Book Book, long Amount)>();
        foreach (var book in await Books.ToListAsync(cancel)) moved.Add((book, await Moved(book, cancel)));
        var documented = await Documented(cancel);
        return
        [
            .. from currency in moved.GroupBy(m => m.Book.Currency)
               orderby currency.Key.Code
               let net = currency.Where(m => m.Book.Purpose == BookPurpose.Sales).Sum(m => m.Amount)
               let tax = currency.Where(m => m.Book.Purpose == BookPurpose.Tax).Sum(m => m.Amount)
               let written = documented.GetValueOrDefault(currency.Key)
               where net != 0 || tax != 0 || written != default
               select new ChargeTotal(currency.Key, net, tax, net - written.Net, tax - written.Tax),
        ];
    }

    // A book's balance stands in each transfer. Around the month's ends the order of the numbers may not be that of the time:
    // what was posted there outside the month is taken off again, and is no more than two hours of one edge each.
    private async Task<long> Moved(Book book, CancellationToken cancel)
    {
        var id = book.Id;
        var own = db.Transfers.Where(t => t.BuyerId == book.BuyerId && t.BranchId == book.BranchId && (t.FromBookId == id || t.ToBookId == id));
        var strays = 0L;
        foreach (var (first, end) in new[] { (numbers.From, numbers.Begun), (numbers.Ending, numbers.Until) })
        {
            strays += await (from t in own
                             where t.PostingNumber >= first && t.PostingNumber < end
                             join p in db.Postings on new { t.BranchId, Number = t.PostingNumber } equals new { p.BranchId, p.Number }
                             where p.At < time.From || p.At >= time.Until
                             select t.ToBookId == id ? t.Amount : -t.Amount).SumAsync(cancel);
        }
        return await Balance(numbers.Until) - await Balance(numbers.From) - strays;

        async Task<long> Balance(long before) => await own.Where(t => t.PostingNumber < before).OrderByDescending(t => t.PostingNumber).ThenByDescending(t => t.Seq)
            .Select(t => t.FromBookId == id ? t.FromBalance : t.ToBalance).FirstOrDefaultAsync(cancel);
    }

    // A charge stands on a document of its own month, and a month has few of them.
    private async Task<Dictionary<Currency, (long Net, long Tax)>> Documented(CancellationToken cancel)
    {
        var (branch, id, month) = (buyer.BranchId, buyer.Id, Month);
        var documents = db.Invoices.AsNoTracking().Where(i => i.BranchId == branch && i.BuyerId == id && i.PeriodStart == month);
        if (seller is { } own) documents = documents.Where(i => i.IssuerId == own);
        return (await documents.Select(i => new { i.Currency, i.Kind, i.Net, i.Tax }).ToListAsync(cancel)).GroupBy(i => i.Currency)
            .ToDictionary(g => g.Key, g => (g.Sum(i => i.Kind == DocumentKind.Invoice ? i.Net : -i.Net), g.Sum(i => i.Kind == DocumentKind.Invoice ? i.Tax : -i.Tax)));
    }

    /// <summary>Charges in the order they were posted, after a key; a posting is never torn apart, so there may be a few more.</summary>
    /// <param name="after">The last posting read, or null at the beginning. It counts the branch's postings, so it must not be shown as it is.</param>
    /// <param name="most">About how many.</param>
    /// <param name="openOnly">True for those alone that stand on no document.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<(IReadOnlyList<ChargeRow> Rows, long? Next)> Part(long? after, int most, bool openOnly = false, CancellationToken cancel = default)
    {
        var start = after ?? 0;
        var transfers = await Transfers(openOnly, cancel);
        var postings = await transfers.Where(t => t.PostingNumber > start).Select(t => t.PostingNumber).Distinct().Order().Take(most + 1).ToListAsync(cancel);
        if (postings.Count == 0) return ([], null);
        var next = postings.Count > most ? postings[most - 1] : (long?)null;
        var last = next ?? postings[^1];
        var charged = await ChargedTransfer.Of(db, await transfers.Where(t => t.PostingNumber > start && t.PostingNumber <= last).ToListAsync(cancel), cancel);
        return (await Named(Charge.Of(charged), cancel), next);
    }

    // The books that charging moves: of the edge, or of all edges of the buyer.
    private IQueryable<Book> Books
    {
        get
        {
            var (branch, id) = (buyer.BranchId, buyer.Id);
            var books = db.Books.AsNoTracking().Where(b => b.BranchId == branch && b.BuyerId == id && (b.Purpose == BookPurpose.Sales || b.Purpose == BookPurpose.Tax));
            return seller is { } own ? books.Where(b => b.SellerId == own) : books;
        }
    }

    private async Task<IQueryable<Transfer>> Transfers(bool openOnly, CancellationToken cancel)
    {
        var (branch, id, (first, _, _, end), (begins, until)) = (buyer.BranchId, buyer.Id, numbers, time);
        var books = await Books.Select(b => b.Id).ToArrayAsync(cancel);
        var transfers =
            from t in db.Transfers.AsNoTracking()
            where t.BuyerId == id && t.BranchId == branch && t.PostingNumber >= first && t.PostingNumber < end && (books.Contains(t.FromBookId) || books.Contains(t.ToBookId))
            join p in db.Postings on new { t.BranchId, Number = t.PostingNumber } equals new { p.BranchId, p.Number }
            where p.At >= begins && p.At < until
            select t;
        return !openOnly ? transfers : transfers.Where(t =>
            !db.InvoiceLines.Any(l => l.BranchId == t.BranchId && l.PostingNumber == t.PostingNumber && l.NetSeq == t.Seq)
            && !db.InvoiceLines.Any(l => l.BranchId == t.BranchId && l.PostingNumber == t.PostingNumber && l.TaxSeq == t.Seq));
    }

    private async Task<IReadOnlyList<ChargeRow>> Named(IReadOnlyList<Charge> charges, CancellationToken cancel)
    {
        var ids = charges.Select(c => c.AccountId).Distinct().ToArray();
        var accounts = await db.Accounts.AsNoTracking().Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancel);
        string[] paths = [.. accounts.Values.SelectMany(a => TreePath.Chain(a.Path)).Where(p => p.Length > buyer.Path.Length).Distinct()];
        var names = await db.Accounts.Where(a => paths.Contains(a.Path)).ToDictionaryAsync(a => a.Path, a => a.Name, cancel);
        var documents = charges.Select(c => c.One.Documented?.InvoiceId).OfType<Guid>().Distinct().ToArray();
        var invoices = await db.Invoices.AsNoTracking().Where(i => documents.Contains(i.Id)).ToDictionaryAsync(i => i.Id, cancel);
        return [.. charges.Select(c =>
        {
            var account = accounts.GetValueOrDefault(c.AccountId);
            var place = account is null ? "" : string.Join(" › ", TreePath.Chain(account.Path).Where(p => p.Length > buyer.Path.Length).Select(p => names.GetValueOrDefault(p, "")));
            return new ChargeRow(c, account, place, c.One.Documented is { } on ? invoices.GetValueOrDefault(on.InvoiceId) : null);
        })];
    }

    // Postings are numbered without a gap in the order of their time, so the first of a moment is found by halving.
    private static async Task<long> FirstSince(TributaryDb db, int branch, DateTime at, CancellationToken cancel)
    {
        var (low, high) = (1L, await db.Branches.Where(b => b.Id == branch).Select(b => b.LastPosting).FirstOrDefaultAsync(cancel) + 1);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (await db.Postings.Where(p => p.BranchId == branch && p.Number == middle).Select(p => p.At).FirstOrDefaultAsync(cancel) < at) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
