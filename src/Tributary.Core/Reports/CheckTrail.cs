using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Pricing;
using Tributary.Subscriptions;

namespace Tributary.Reports;

/// <summary>
/// Invariant 8: a deed writes its row and its line of the trail at one moment, on one account; so for each state there is
/// a line of that very moment and of its topic. Two like deeds of one account in one batch could stand in for each other.
/// </summary>
internal static class CheckTrail
{
    private static readonly string[] Accounts = ["account."];
    private static readonly string[] Prices = ["price"];
    private static readonly string[] Trade = ["order.", "work.", "subscription."];
    private static readonly string[] Anything = [""];

    public static async Task Run(Snapshot snapshot, Findings findings)
    {
        var never = default(DateTime);
        await Look(snapshot, findings, (db, s) => s.Of<Account>(db)
            .Select(a => new Change { BranchId = a.BranchId, Id = a.Id, AccountId = a.Id, Path = a.Path, At = a.OpenedAt }), "acc", "opened", Accounts);
        await Look(snapshot, findings, (db, s) => s.Of<Account>(db).Where(a => a.StatusSince != never)
            .Select(a => new Change { BranchId = a.BranchId, Id = a.Id, AccountId = a.Id, Path = a.Path, At = a.StatusSince }), "acc", "brought to its status", Accounts);
        await Look(snapshot, findings, (db, s) =>
            from rule in s.Of<PriceRule>(db)
            join seller in db.Accounts on rule.SellerId equals seller.Id
            select new Change { BranchId = seller.BranchId, Id = rule.Id, AccountId = seller.Id, Path = seller.Path, At = rule.CreatedAt }, "prc", "written", Prices);
        await Look(snapshot, findings, (db, s) => s.Of<Order>(db)
            .Select(o => new Change { BranchId = o.BranchId, Id = o.Id, AccountId = o.AccountId, Path = o.Path, At = o.PlacedAt }), "ord", "placed", Trade);
        await Look(snapshot, findings, (db, s) => s.Of<Order>(db)
            .Select(o => new Change { BranchId = o.BranchId, Id = o.Id, AccountId = o.AccountId, Path = o.Path, At = o.StateSince }), "ord", "brought to its state", Trade);
        await Look(snapshot, findings, (db, s) => s.Of<Subscription>(db)
            .LeftJoin(db.Accounts, o => o.PayerId, a => a.Id, (o, payer) => new Change
            {
                BranchId = o.BranchId, Id = o.Id, AccountId = o.AccountId, Path = o.Path, At = o.StateSince, PayerPath = payer!.Path,
            }), "sub", "brought to its state", Trade);
        await Look(snapshot, findings, (db, s) =>
            from posting in s.Of<Posting>(db)
            join order in db.Orders on posting.OrderId equals (Guid?)order.Id
            select new Change { BranchId = posting.BranchId, Id = posting.Id, AccountId = order.AccountId, Path = order.Path, At = posting.At }, "pst", "posted", Trade);
        await Look(snapshot, findings, (db, s) =>
            from posting in s.Of<Posting>(db)
            where posting.OrderId == null
            join transfer in db.Transfers on new { posting.BranchId, posting.Number, Seq = 0 } equals new { transfer.BranchId, Number = transfer.PostingNumber, transfer.Seq }
            join buyer in db.Accounts on transfer.BuyerId equals buyer.Id
            select new Change { BranchId = posting.BranchId, Id = posting.Id, AccountId = buyer.Id, Path = buyer.Path, At = posting.At }, "pst", "posted", Anything);
    }

    private static async Task Look(
        Snapshot snapshot, Findings findings, Func<Data.TributaryDb, Snapshot, IQueryable<Change>> changes, string prefix, string what, string[] topics)
    {
        var (first, second, third) = (topics[0], topics.ElementAtOrDefault(1) ?? topics[0], topics.ElementAtOrDefault(2) ?? topics[0]);
        await foreach (var count in snapshot.Read(db => changes(db, snapshot).GroupBy(c => c.BranchId).Select(g => g.Count())))
            findings.Looked(Invariant.Trail, count);
        var without = new List<Change>();
        await foreach (var c in snapshot.Read(db => changes(db, snapshot).Where(c => !db.Trail.Any(t => t.BranchId == c.BranchId && t.Path == c.Path && t.At == c.At
            && (t.Action.StartsWith(first) || t.Action.StartsWith(second) || t.Action.StartsWith(third))))))
            without.Add(c);
        foreach (var c in without)
        {
            // What has moved since then left its line with the account it was at, which has the same payer.
            if (c.PayerPath is { } payer && await snapshot.Db.Trail.Under(payer).AnyAsync(t => t.BranchId == c.BranchId && t.At == c.At
                && (t.Action.StartsWith(first) || t.Action.StartsWith(second) || t.Action.StartsWith(third)))) continue;
            findings.Add(Invariant.Trail, c.BranchId, PublicId.Format(prefix, c.Id),
                $"When it was {what}, at {c.At:O}, there must be a line in the trail of {Ids.Account(c.AccountId)}; there is none.");
        }
    }

    private sealed class Change
    {
        public required int BranchId { get; init; }
        public required Guid Id { get; init; }
        public required Guid AccountId { get; init; }
        public required string Path { get; init; }
        public required DateTime At { get; init; }
        /// <summary>Where it may have been at that time: at or below this path; null where it never moves.</summary>
        public string? PayerPath { get; init; }
    }
}
