using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Billing;

/// <summary>A seller and a buyer in their currency, in the buyer's branch: what is billed.</summary>
public readonly record struct BilledEdge(int BranchId, Guid SellerId, Guid BuyerId, Currency Currency)
{
    internal static BilledEdge Of(Invoice invoice) => new(invoice.BranchId, invoice.IssuerId, invoice.BuyerId, invoice.Currency);

    internal static BilledEdge Of(ChargedTransfer charge) => new(charge.BranchId, charge.SellerId, charge.BuyerId, charge.Currency);
}

/// <summary>A line of an earlier invoice from which something may be given back, and how much of it is left.</summary>
internal sealed record Creditable(Guid InvoiceId, int Seq, Guid? SubscriptionId, long PostingNumber, long Left);

/// <summary>What issuing needs of the edges of a batch, read in a constant number of queries.</summary>
internal sealed class BillingFacts
{
    private ILookup<BilledEdge, ChargedTransfer> charges = null!;
    private ILookup<BilledEdge, Creditable> earlier = null!;
    private readonly Dictionary<string, Account> byPath = [];
    private readonly Dictionary<Guid, CompanyProfile> profiles = [];
    private readonly Dictionary<(int, Guid, DocumentKind), Guid> numberings = [];

    /// <summary>The time zone in which months are counted.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Everything that was charged on the edge since it was billed last and stands on no document, whenever it was.</summary>
    public IEnumerable<ChargedTransfer> ChargesOf(BilledEdge edge) => charges[edge];

    /// <summary>Lines of earlier invoices of the edge that may have to give something back now, the earliest first.</summary>
    public IEnumerable<Creditable> EarlierOf(BilledEdge edge) => earlier[edge];

    /// <summary>The company behind an account, where it is known.</summary>
    public CompanyProfile? ProfileOf(Guid accountId) => profiles.GetValueOrDefault(accountId);

    /// <summary>The account at a path.</summary>
    public Account? At(string path) => byPath.GetValueOrDefault(path);

    /// <summary>True when the account at this path, or one above it, is shown no amounts.</summary>
    public bool HidesPrices(string path) => TreePath.Chain(path).Any(p => byPath.GetValueOrDefault(p)?.HidesPrices == true);

    /// <summary>The terms by which what was charged in a month is billed: those of its last day.</summary>
    public static Terms? TermsOf(IEnumerable<Terms> terms, BilledEdge edge, DateOnly monthEnd) =>
        terms.Where(t => t.BuyerId == edge.BuyerId && t.SellerId == edge.SellerId && t.Currency == edge.Currency && t.From < monthEnd && t.To != t.From).MaxBy(t => t.From);

    /// <summary>The numbering of an issuer in a branch, begun on first use.</summary>
    public Numbering NumberingOf(Sheet sheet, BilledEdge edge, DocumentKind kind)
    {
        var key = (edge.BranchId, edge.SellerId, kind);
        if (numberings.TryGetValue(key, out var id)) return sheet.Change(sheet.Get<Numbering>(id));
        // Documents of the root differ by the partner they are for: each has a series of its own.
        var series = (kind == DocumentKind.Invoice ? "INV-" : "CN-") + (sheet.Get<Account>(edge.SellerId).BranchId == 0 ? $"{sheet.Get<Account>(edge.BuyerId).Number}-" : "");
        var numbering = sheet.Add(new Numbering { BranchId = edge.BranchId, Id = sheet.NewId(), IssuerId = edge.SellerId, Kind = kind, Series = series });
        numberings[key] = numbering.Id;
        sheet.OnUndo(() => numberings.Remove(key));
        return numbering;
    }

    /// <summary>Reads who sells and buys on these edges, what they are numbered by, and where they are.</summary>
    public static async Task<BillingFacts> LoadEdges(Sheet sheet, IReadOnlyCollection<BilledEdge> edges)
    {
        var facts = sheet.Facts<BillingFacts>();
        var db = sheet.Db;
        facts.Zone = await db.RootZone();
        var (buyers, sellers) = (edges.Select(e => e.BuyerId).Distinct().ToArray(), edges.Select(e => e.SellerId).Distinct().ToArray());
        var branches = edges.Select(e => e.BranchId).Distinct().ToArray();
        Guid[] both = [.. buyers.Concat(sellers).Distinct()];
        await sheet.Fetch(db.Accounts.Where(a => both.Contains(a.Id)));
        await sheet.Fetch(db.Terms.Where(t => buyers.Contains(t.BuyerId)));
        foreach (var profile in await db.CompanyProfiles.AsNoTracking().Where(p => both.Contains(p.AccountId)).ToListAsync()) facts.profiles[profile.AccountId] = profile;
        var numbered = await db.Numberings.AsNoTracking().Where(n => branches.Contains(n.BranchId) && sellers.Contains(n.IssuerId))
            .Select(n => new { n.BranchId, n.Id, n.IssuerId, n.Kind }).ToListAsync();
        foreach (var n in numbered) facts.numberings[(n.BranchId, n.IssuerId, n.Kind)] = n.Id;
        await sheet.Lock<Numbering>(numbered.Select(n => n.Id));
        return facts;
    }

    /// <summary>Reads what was charged on these edges and not documented, and what of it may give back from earlier invoices.</summary>
    public async Task LoadCharges(Sheet sheet, IReadOnlyCollection<BilledEdge> edges)
    {
        var (db, buyers) = (sheet.Db, edges.Select(e => e.BuyerId).Distinct().ToArray());
        var wanted = edges.ToHashSet();
        var through = (await db.Invoices.Where(i => buyers.Contains(i.BuyerId)).GroupBy(i => new { i.BranchId, i.IssuerId, i.BuyerId, i.Currency })
            .Select(g => new { g.Key, Last = g.Max(i => i.ThroughPosting) }).ToListAsync())
            .ToDictionary(g => new BilledEdge(g.Key.BranchId, g.Key.IssuerId, g.Key.BuyerId, g.Key.Currency), g => g.Last);
        // Each edge is read from where its last billing ended, along the index of its buyer; table by table, for the desk waits meanwhile
        // and a planner that knows nothing of young tables yet would join them in the worst of orders.
        var moved = await db.Above<Transfer>(["buyer_id", "posting_number"], [.. wanted.Select(e => new object[] { e.BuyerId, through.GetValueOrDefault(e) }).Distinct()]).ToListAsync();
        var found = (await ChargedTransfer.Of(db, moved)).Where(c => c.Documented is null).ToList();
        charges = found.Where(c => wanted.Contains(BilledEdge.Of(c))).ToLookup(BilledEdge.Of);
        await LoadPlaces(sheet, found);
        await LoadEarlier(sheet, found);
    }

    /// <summary>Reads the accounts above these buyers, by which it is known whether they are shown amounts.</summary>
    public async Task LoadChains(Sheet sheet, IEnumerable<Guid> buyers)
    {
        string[] chains = [.. buyers.Select(id => sheet.Find<Account>(id)?.Path).OfType<string>().SelectMany(TreePath.Chain).Distinct()];
        foreach (var account in await sheet.Fetch(sheet.Db.Accounts.Where(a => chains.Contains(a.Path)))) byPath[account.Path] = account;
    }

    // The accounts from the root down to whoever stands on a line: their names, and whether they are shown amounts.
    private async Task LoadPlaces(Sheet sheet, IReadOnlyCollection<ChargedTransfer> found)
    {
        var paths = found.Where(c => c.Line is not null).Select(c => c.Line!.Path).Concat(found.Select(c => c.BuyerId).Distinct().Select(id => sheet.Find<Account>(id)?.Path).OfType<string>());
        string[] chains = [.. paths.Distinct().SelectMany(TreePath.Chain).Distinct()];
        foreach (var account in await sheet.Fetch(sheet.Db.Accounts.Where(a => chains.Contains(a.Path)))) byPath[account.Path] = account;
    }

    private async Task LoadEarlier(Sheet sheet, IReadOnlyCollection<ChargedTransfer> found)
    {
        var db = sheet.Db;
        Guid?[] back = [.. found.Where(c => c.Charged < 0).Select(c => c.Line?.SubscriptionId).Where(id => id is not null).Distinct()];
        var rows = back.Length == 0 ? [] : await (
            from line in db.InvoiceLines
            where back.Contains(line.SubscriptionId) && line.Gross > 0
            join invoice in db.Invoices on new { line.BranchId, Id = line.InvoiceId } equals new { invoice.BranchId, invoice.Id }
            where invoice.Kind == DocumentKind.Invoice
            select new
            {
                Edge = new { invoice.BranchId, invoice.IssuerId, invoice.BuyerId, invoice.Currency }, line.InvoiceId, line.Seq, line.SubscriptionId, line.PostingNumber, line.Gross,
                Back = db.InvoiceLines.Where(c => c.BranchId == line.BranchId && c.CreditsId == line.InvoiceId && c.CreditsSeq == line.Seq).Sum(c => c.Gross < 0 ? -c.Gross : c.Gross),
            }).ToListAsync();
        earlier = rows.OrderBy(r => r.PostingNumber).ToLookup(
            r => new BilledEdge(r.Edge.BranchId, r.Edge.IssuerId, r.Edge.BuyerId, r.Edge.Currency),
            r => new Creditable(r.InvoiceId, r.Seq, r.SubscriptionId, r.PostingNumber, r.Gross - r.Back));
        await sheet.Lock<Invoice>(rows.Select(r => r.InvoiceId));
    }
}
