using Tributary.Orders;
using Tributary.Subscriptions;

namespace Tributary.Reports;

/// <summary>
/// Invariant 5: each subscription's time line, row by row, with the lines that paid for it. A charged row ends where its
/// line says, and its line on a start of the calendar, unless it was cut: by the row that follows, or by the end.
/// </summary>
internal static class CheckPeriods
{
    public static async Task Run(Snapshot snapshot, Findings findings)
    {
        await using var rows = await snapshot.Open(db =>
            from period in snapshot.Of<Period>(db)
            join line in db.OrderLines on new { period.BranchId, Id = period.LineId } equals new { line.BranchId, Id = (Guid?)line.Id } into lines
            from line in lines.DefaultIfEmpty()
            orderby period.BranchId, period.SubscriptionId, period.Seq
            select new Row
            {
                Period = period, LineSubscription = (Guid?)line.SubscriptionId, LineState = (LineState?)line.State, LineInterval = (Interval?)line.Interval,
                LineStart = line.TermStart, LineEnd = line.TermEnd,
            });
        await using var charges = await snapshot.Open(db => snapshot.Of<OrderLine>(db)
            .Where(l => l.State == LineState.Captured && l.Action != LineAction.Cancel && l.Interval != Interval.OneTime)
            .OrderBy(l => l.BranchId).ThenBy(l => l.SubscriptionId).ThenBy(l => l.Id)
            .Select(l => new { l.BranchId, l.SubscriptionId, l.Id }));
        var (own, paid) = (new List<Row>(), new Dictionary<Guid, int>());
        await foreach (var subscription in snapshot.Read(db => snapshot.Of<Subscription>(db).OrderBy(s => s.BranchId).ThenBy(s => s.Id)))
        {
            var key = (subscription.BranchId, subscription.Id);
            own.Clear();
            paid.Clear();
            await foreach (var row in rows.At(r => (r.Period.BranchId, r.Period.SubscriptionId).CompareTo(key), Strayed)) own.Add(row);
            foreach (var line in own.Where(r => r.Period.Kind == PeriodKind.Paid).Select(r => r.Period.LineId).OfType<Guid>())
                paid[line] = paid.GetValueOrDefault(line) + 1;
            findings.Looked(Invariant.Periods, 1 + own.Count);

            foreach (var wrong in Wrong(subscription, own)) Found(subscription.BranchId, subscription.Id, wrong);
            await foreach (var line in charges.At(l => (l.BranchId, l.SubscriptionId).CompareTo(key), l => Uncharged(l.BranchId, l.SubscriptionId, l.Id, 0)))
                if (paid.GetValueOrDefault(line.Id) is not 1 and var times) Uncharged(line.BranchId, line.SubscriptionId, line.Id, times);
        }
        await rows.Rest(Strayed);
        await charges.Rest(l => Uncharged(l.BranchId, l.SubscriptionId, l.Id, 0));

        void Found(int branchId, Guid id, string words) => findings.Add(Invariant.Periods, branchId, Ids.Subscription(id), words);
        void Strayed(Row row) => Found(row.Period.BranchId, row.Period.SubscriptionId, $"Row {row.Period.Seq} must be of a subscription of its branch, there is none.");
        void Uncharged(int branchId, Guid subscriptionId, Guid lineId, int times) =>
            Found(branchId, subscriptionId, $"{Ids.Line(lineId)} is captured and must pay for exactly one row; it pays for {times}.");
    }

    private static IEnumerable<string> Wrong(Subscription subscription, List<Row> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var period = rows[i].Period;
            if (period.Seq != i + 1) yield return $"Its rows must be numbered from 1 without a gap; where {i + 1} is due there is {period.Seq}.";
            if (period.End < period.Start) yield return $"Row {period.Seq} must not end before it starts on {period.Start:O}; it ends on {period.End:O}.";
            if (i > 0 && rows[i - 1].Period.End != period.Start)
                yield return $"Row {period.Seq} must start where the one before ends, on {rows[i - 1].Period.End:O}; it starts on {period.Start:O}.";
            if (period.Kind == PeriodKind.Paid)
                foreach (var wrong in Charged(subscription, rows[i], isLast: i == rows.Count - 1)) yield return $"Row {period.Seq} {wrong}";
        }
        if (subscription.LastPeriod != rows.Count) yield return $"Its last row must be {rows.Count}, it says {subscription.LastPeriod}.";
        if (subscription.Interval == Interval.OneTime || subscription.State == SubscriptionState.Pending) yield break;

        if (rows.FindLast(r => r.Period.Kind is PeriodKind.Paid or PeriodKind.Trial)?.Period is not { } last) yield break;
        if (subscription.TermStart != last.Start) yield return $"Its term must start with row {last.Seq} on {last.Start:O}, it says {subscription.TermStart:O}.";
        if (subscription.TermEnd != last.End && !(last.End < subscription.TermEnd && MayBeCut(subscription, last == rows[^1].Period)))
            yield return $"Its term must end with row {last.Seq} on {last.End:O}, it says {subscription.TermEnd:O}.";
    }

    private static IEnumerable<string> Charged(Subscription subscription, Row row, bool isLast)
    {
        var period = row.Period;
        if (period.End is null) yield return "is charged and must have an end, it has none.";
        if (period.LineId is not { } lineId)
        {
            // What was adopted from elsewhere was paid there.
            if (subscription.Origin == "order") yield return "is charged and must have the line that paid for it, it has none.";
            yield break;
        }
        if (row.LineState is not LineState.Captured || row.LineSubscription != subscription.Id)
        {
            yield return $"must be paid for by a captured line of this subscription; {Ids.Line(lineId)} is {row.LineState?.ToString() ?? "not there"}.";
            yield break;
        }
        if (row.LineStart != period.Start) yield return $"must start where its line does, on {row.LineStart:O}; it starts on {period.Start:O}.";
        if (row.LineEnd != period.End && !(period.End < row.LineEnd && MayBeCut(subscription, isLast)))
            yield return $"must end where its line does, on {row.LineEnd:O}; it ends on {period.End:O}.";
        if (subscription.Anchor is { } anchor && row is { LineEnd: { } end, LineInterval: { } interval and not Interval.OneTime }
            && interval == subscription.Interval && anchor <= period.Start && end > period.Start
            && Calendar.NextStartAfter(anchor, interval, period.Start) is var due && due != end)
            yield return $"must run to the next start counted from {anchor:O}, {due:O}; its line runs to {end:O}.";
    }

    // A row in the middle was cut by the next one; the last one only where nothing is in use any more.
    private static bool MayBeCut(Subscription subscription, bool isLast) =>
        !isLast || subscription.State is SubscriptionState.Cancelled or SubscriptionState.Expired or SubscriptionState.Paused;

    private sealed class Row
    {
        public required Period Period { get; init; }
        public Guid? LineSubscription { get; init; }
        public LineState? LineState { get; init; }
        public Interval? LineInterval { get; init; }
        public DateOnly? LineStart { get; init; }
        public DateOnly? LineEnd { get; init; }
    }
}
