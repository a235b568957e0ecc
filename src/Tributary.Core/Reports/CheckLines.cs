using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Pricing;
using Tributary.Subscriptions;

namespace Tributary.Reports;

/// <summary>Invariant 3: what moved under each line against what its levels say, and the arithmetic of the levels.</summary>
internal static class CheckLines
{
    public static async Task Run(Snapshot snapshot, Findings findings)
    {
        await using var moved = await snapshot.Open(db =>
            from t in snapshot.Of<Transfer>(db)
            where t.LineId != null
            join source in db.Books on new { t.BranchId, Id = t.FromBookId } equals new { source.BranchId, source.Id }
            join target in db.Books on new { t.BranchId, Id = t.ToBookId } equals new { target.BranchId, target.Id }
            join posting in db.Postings on new { t.BranchId, Number = t.PostingNumber } equals new { posting.BranchId, posting.Number }
            orderby t.BranchId, t.LineId, t.PostingNumber, t.Seq
            select new Moved
            {
                BranchId = t.BranchId, LineId = t.LineId!.Value, PostingNumber = t.PostingNumber, Seq = t.Seq, Amount = t.Amount, OrderId = posting.OrderId,
                FromSeller = source.SellerId, FromBuyer = source.BuyerId, FromPurpose = source.Purpose, FromCurrency = source.Currency,
                ToSeller = target.SellerId, ToBuyer = target.BuyerId, ToPurpose = target.Purpose, ToCurrency = target.Currency,
            });
        await foreach (var row in snapshot.Read(db =>
            from line in snapshot.Of<OrderLine>(db)
            join order in db.Orders on new { line.BranchId, Id = line.OrderId } equals new { order.BranchId, order.Id } into orders
            from order in orders.DefaultIfEmpty()
            join subscription in db.Subscriptions on new { line.BranchId, Id = line.SubscriptionId } equals new { subscription.BranchId, subscription.Id } into subscriptions
            from subscription in subscriptions.DefaultIfEmpty()
            orderby line.BranchId, line.Id
            select new { Line = line, PayerId = (Guid?)order.PayerId, subscription.Anchor }))
        {
            findings.Looked(Invariant.Lines);
            var line = row.Line;
            var flows = new Flows(line);
            await foreach (var transfer in moved.At(m => (m.BranchId, m.LineId).CompareTo((line.BranchId, line.Id)), Strayed))
            {
                findings.Looked(Invariant.Lines);
                flows.Add(transfer);
            }
            if (row.PayerId is null) Found("Its order must be one of its branch, there is none.");
            foreach (var wrong in flows.Wrong()) Found(wrong);
            foreach (var wrong in LevelArithmetic.Wrong(line, row.PayerId, row.Anchor)) Found(wrong);

            void Found(string words) => findings.Add(Invariant.Lines, line.BranchId, Ids.Line(line.Id), words);
        }
        await moved.Rest(Strayed);

        void Strayed(Moved m) => findings.Add(Invariant.Lines, m.BranchId, $"transfer {m.PostingNumber}/{m.Seq}", $"It must settle a line of its branch, {Ids.Line(m.LineId)} is not there.");
    }
}

/// <summary>A transfer of a line, between two books by what they are.</summary>
internal sealed class Moved
{
    public int BranchId { get; init; }
    public Guid LineId { get; init; }
    public long PostingNumber { get; init; }
    public int Seq { get; init; }
    public long Amount { get; init; }
    public Guid? OrderId { get; init; }
    public Guid FromSeller { get; init; }
    public Guid FromBuyer { get; init; }
    public BookPurpose FromPurpose { get; init; }
    public Currency FromCurrency { get; init; }
    public Guid ToSeller { get; init; }
    public Guid ToBuyer { get; init; }
    public BookPurpose ToPurpose { get; init; }
    public Currency ToCurrency { get; init; }
}

/// <summary>What moved under one line, summed by edge: out of the funding, into what is reserved, sales and tax.</summary>
internal sealed class Flows(OrderLine line)
{
    private readonly Dictionary<Edge, (long Funding, long Reserved, long Sales, long Tax)> edges = [];
    private readonly HashSet<(long Posting, Edge Edge, BookPurpose From, BookPurpose To)> once = [];
    private readonly List<string> wrong = [];

    public void Add(Moved m)
    {
        var (from, to) = (new Edge(m.FromSeller, m.FromBuyer, m.FromCurrency), new Edge(m.ToSeller, m.ToBuyer, m.ToCurrency));
        if (from != to) wrong.Add($"Transfer {m.PostingNumber}/{m.Seq} must stay within one edge, it goes from {from} to {to}.");
        if (m.OrderId != line.OrderId) wrong.Add($"Posting {m.PostingNumber} must be of the line's order, it is not.");
        if (!once.Add((m.PostingNumber, from, m.FromPurpose, m.ToPurpose))) wrong.Add($"Posting {m.PostingNumber} charges {from} twice.");
        Put(from, m.FromPurpose, -m.Amount);
        Put(to, m.ToPurpose, m.Amount);
    }

    public IEnumerable<string> Wrong()
    {
        foreach (var each in wrong) yield return each;
        foreach (var level in line.Levels)
        {
            edges.Remove(Edge.Of(level), out var found);
            var expected = line.State switch
            {
                LineState.Captured => (-level.Gross, 0, level.Net, level.Tax),
                LineState.Reserved when level.Gross > 0 => (-level.Gross, level.Gross, 0, 0),
                LineState.Open or LineState.Reserved or LineState.Released => (0L, 0L, 0L, 0L),
            };
            if (found != expected) yield return $"{Edge.Of(level)}, {line.State}: must have moved {Told(expected)}; moved {Told(found)}.";
        }
        foreach (var (edge, found) in edges) yield return $"{edge} is no level of it; moved {Told(found)}.";
    }

    private static string Told((long Funding, long Reserved, long Sales, long Tax) sums) =>
        $"funding {sums.Funding}, reserved {sums.Reserved}, sales {sums.Sales}, tax {sums.Tax}";

    private void Put(Edge edge, BookPurpose purpose, long amount)
    {
        var sums = edges.GetValueOrDefault(edge);
        switch (purpose)
        {
            case BookPurpose.Wallet or BookPurpose.Owed: sums.Funding += amount; break;
            case BookPurpose.Reserved: sums.Reserved += amount; break;
            case BookPurpose.Sales: sums.Sales += amount; break;
            case BookPurpose.Tax: sums.Tax += amount; break;
            default: wrong.Add($"A line never moves anything to or from {purpose}, it moved {amount}."); break;
        }
        edges[edge] = sums;
    }
}

/// <summary>A seller and a buyer, in their currency.</summary>
internal readonly record struct Edge(Guid SellerId, Guid BuyerId, Currency Currency)
{
    public static Edge Of(Level level) => new(level.SellerId, level.BuyerId, level.Currency);

    public override string ToString() => $"{Ids.Account(BuyerId)} at {Ids.Account(SellerId)} in {Currency}";
}
