using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Pricing;

namespace Tributary.Orders;

/// <summary>What is missing at one level: whose, how much (minor units), in which currency.</summary>
public sealed record Shortage(Guid BuyerId, Guid SellerId, string BuyerPath, long Amount, Currency Currency);

/// <summary>
/// The money of orders: every level's buyer pays its own seller. Reserve sets aside, capture pays, release gives back;
/// each is one posting over all levels.
/// </summary>
internal static class LineMoney
{
    /// <summary>The first level that cannot pay the sum of these lines, the payer's own first, then from below upward; null when all can.</summary>
    public static Shortage? Short(Sheet sheet, IEnumerable<IReadOnlyList<Level>> lines)
    {
        var facts = sheet.Facts<PriceFacts>();
        var sums = new Dictionary<Guid, (Level Level, long Gross, int Depth)>();
        foreach (var levels in lines)
        {
            for (var depth = 0; depth < levels.Count; depth++)
            {
                var level = levels[depth];
                sums[level.BuyerId] = (level, sums.GetValueOrDefault(level.BuyerId).Gross + Math.Max(0, level.Gross), depth);
            }
        }
        foreach (var (level, gross, _) in sums.Values.OrderByDescending(s => s.Depth))
        {
            if (Terms(facts, level, sheet.Today) is { } terms && sheet.Missing(terms, gross) is > 0 and var missing)
                return new Shortage(level.BuyerId, level.SellerId, sheet.Get<Account>(level.BuyerId).Path, missing, level.Currency);
        }
        return null;
    }

    /// <summary>Sets the gross of these lines aside at every level.</summary>
    public static void Reserve(Sheet sheet, Order order, IReadOnlyList<OrderLine> lines)
    {
        Spend(sheet, order, $"reserve:{order.Id:N}", "reserve", lines,
            from line in lines from level in line.Levels where level.Gross > 0
            select new Move(FundingOf(sheet, level), Book(sheet, order.BranchId, level, BookPurpose.Reserved), level.Gross, line.Id));
        foreach (var line in lines) sheet.Change(line).State = LineState.Reserved;
    }

    /// <summary>Pays a reserved line at every level; a negative level gives money back from its seller's sales.</summary>
    public static void Capture(Sheet sheet, Order order, OrderLine line)
    {
        if (line.State != LineState.Reserved) throw new InvalidOperationException("Only a reserved line is captured.");
        var moves = new List<Move>();
        foreach (var level in line.Levels)
        {
            if (level.Gross < 0)
            {
                Refund(sheet, order.BranchId, level, line.Id, moves);
                continue;
            }
            var reserved = Book(sheet, order.BranchId, level, BookPurpose.Reserved);
            moves.Add(new(reserved, Book(sheet, order.BranchId, level, BookPurpose.Sales), level.Net, line.Id));
            moves.Add(new(reserved, Book(sheet, order.BranchId, level, BookPurpose.Tax), level.Tax, line.Id));
        }
        sheet.Post(order.BranchId, $"capture:{line.Id:N}", "capture", order.Id, order.Number, moves);
        Settled(sheet, line, LineState.Captured);
    }

    /// <summary>Pays a line at once, without reserving: renewals and credits. <paramref name="reference"/> makes it happen once.</summary>
    public static void Pay(Sheet sheet, Order order, OrderLine line, string reference, string kind)
    {
        var moves = new List<Move>();
        foreach (var level in line.Levels)
        {
            if (level.Gross < 0)
            {
                Refund(sheet, order.BranchId, level, line.Id, moves);
                continue;
            }
            var funding = FundingOf(sheet, level);
            moves.Add(new(funding, Book(sheet, order.BranchId, level, BookPurpose.Sales), level.Net, line.Id));
            moves.Add(new(funding, Book(sheet, order.BranchId, level, BookPurpose.Tax), level.Tax, line.Id));
        }
        Spend(sheet, order, reference, kind, [line], moves);
        Settled(sheet, line, LineState.Captured);
    }

    /// <summary>Gives what was reserved for a line back at every level.</summary>
    public static void Release(Sheet sheet, Order order, OrderLine line)
    {
        if (line.State != LineState.Reserved) throw new InvalidOperationException("Only a reserved line is released.");
        sheet.Post(order.BranchId, $"release:{line.Id:N}", "release", order.Id, order.Number,
            from level in line.Levels where level.Gross > 0
            select new Move(Book(sheet, order.BranchId, level, BookPurpose.Reserved), FundingOf(sheet, level), level.Gross, line.Id));
        sheet.Change(line);
        (line.State, line.SettledAt) = (LineState.Released, sheet.Now);
    }

    /// <summary>Posts what takes money from buyers, and warns those whose balance it takes below their mark.</summary>
    private static void Spend(Sheet sheet, Order order, string reference, string kind, IEnumerable<OrderLine> lines, IEnumerable<Move> moves)
    {
        var facts = sheet.Facts<PriceFacts>();
        var before = lines.SelectMany(l => l.Levels).Where(l => l.Gross > 0).DistinctBy(l => l.BuyerId)
            .Select(l => (Buyer: sheet.Get<Account>(l.BuyerId), Terms: Terms(facts, l, sheet.Today)!, FundingOf(sheet, l).Balance))
            .ToList();
        sheet.Post(order.BranchId, reference, kind, order.Id, order.Number, moves);
        foreach (var (buyer, terms, balance) in before) LowBalance.Tell(sheet, buyer, terms, balance);
    }

    private static void Settled(Sheet sheet, OrderLine line, LineState state)
    {
        sheet.Change(line);
        (line.State, line.SettledAt) = (state, sheet.Now);
        Tally.Sold(sheet, line.BranchId, line.Levels);
    }

    private static void Refund(Sheet sheet, int branchId, Level level, Guid lineId, List<Move> moves)
    {
        var funding = FundingOf(sheet, level);
        moves.Add(new(Book(sheet, branchId, level, BookPurpose.Sales), funding, -level.Net, lineId));
        moves.Add(new(Book(sheet, branchId, level, BookPurpose.Tax), funding, -level.Tax, lineId));
    }

    private static Book Book(Sheet sheet, int branchId, Level level, BookPurpose purpose) =>
        sheet.Book(branchId, level.SellerId, level.BuyerId, purpose, level.Currency);

    // Money goes back to, and comes from, where the edge settles today; its currency cannot change while anything runs.
    private static Book FundingOf(Sheet sheet, Level level) => sheet.Funding(
        Terms(sheet.Facts<PriceFacts>(), level, sheet.Today) ?? throw new InvalidOperationException("The edge of a level has no terms."));

    private static Terms? Terms(PriceFacts facts, Level level, DateOnly day) =>
        facts.TermsOf(level.BuyerId, day) is { } terms && terms.SellerId == level.SellerId && terms.Currency == level.Currency ? terms : null;
}
