using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>Why an order is looked at again.</summary>
public enum ProceedWhy
{
    /// <summary>Money came in somewhere, or the deadline passed: the worker tries again.</summary>
    Again = 1,
    /// <summary>The buyer's seller agrees.</summary>
    Approved = 2,
    /// <summary>A person resubmits it.</summary>
    Resubmitted = 3,
    /// <summary>A person ends it before delivery.</summary>
    Cancelled = 4,
}

/// <summary>Takes a waiting order on, or ends it: after a top-up, an approval, its deadline, or a person's decision.</summary>
public sealed class ProceedOrder : Deed<OrderAnswer>
{
    /// <summary>The order's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }
    /// <summary>Why.</summary>
    public required ProceedWhy Why { get; init; }

    private const string Lapsed = "lapsed";

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        await OrderFacts.Load(sheet, [.. deeds.Cast<ProceedOrder>().Select(d => d.OrderId)]);

    /// <inheritdoc/>
    public override OrderAnswer Decide(Sheet sheet)
    {
        var order = sheet.Find<Order>(OrderId);
        if (order is null || order.BranchId != Branch || !By.Sees(Right.ManageOrders, order.Path)) throw Refusal.NotFound("order");
        By.Need(Right.ManageOrders);
        var lines = sheet.Facts<OrderFacts>().LinesOf(sheet, order.Id);
        var account = sheet.Get<Account>(order.AccountId);
        return Why == ProceedWhy.Cancelled ? Cancel(sheet, order, lines, account, "cancelled") : GoOn(sheet, order, lines, account);
    }

    private OrderAnswer GoOn(Sheet sheet, Order order, List<OrderLine> lines, Account account)
    {
        var facts = sheet.Facts<PriceFacts>();
        switch (order.State)
        {
            case OrderState.AwaitingApproval when Why == ProceedWhy.Approved:
                // Nobody approves their own: the right belongs to those who sell to the payer.
                if (!By.IsProgram && !TreePath.Within(facts.SellerOf(sheet.Get<Account>(order.PayerId))!.Path, By.Path)) throw Refusal.NotFound("order");
                break;
            // Trying again is for who may know that it waits for funds; everybody else reads what they would read of any order.
            case OrderState.AwaitingFunds when Why == ProceedWhy.Again || Why == ProceedWhy.Resubmitted && Knows(order):
                break;
            case OrderState.AwaitingApproval or OrderState.AwaitingFunds when Why == ProceedWhy.Again:
                return order.Deadline <= sheet.Now ? Cancel(sheet, order, lines, account, Lapsed) : OrderAnswer.Of(order, lines);
            default:
                if (Why == ProceedWhy.Again) return OrderAnswer.Of(order, lines);
                throw Refusal.Conflict("order.not_waiting", "This order does not wait for that.");
        }
        if (order.Deadline <= sheet.Now)
        {
            if (Why == ProceedWhy.Again) return Cancel(sheet, order, lines, account, Lapsed);
            Requote(sheet, facts, order, lines);
        }
        if (!ChangesStill(sheet, lines)) return Cancel(sheet, order, lines, account, Lapsed);

        var shortage = LineMoney.Short(sheet, lines.Select(l => l.Levels));
        if (shortage is null)
        {
            var lacked = order.ShortPath;
            OrderSteps.Start(sheet, order, lines);
            Tell(sheet, order, account, "order.resumed", lacked);
            return OrderAnswer.Of(order, lines);
        }
        if (Why == ProceedWhy.Approved && shortage.BuyerId == order.PayerId) throw Shortages.Refuse(By.At(order.Path), sheet.Get<Account>(order.PayerId), shortage);
        Tally.Count(sheet, order, -1);
        if (order.State != OrderState.AwaitingFunds) sheet.Change(order).Turn(OrderState.AwaitingFunds, sheet.Now);
        Shortages.Note(sheet, order, shortage);
        Tally.Count(sheet, order, +1);
        if (Why != ProceedWhy.Again) Tell(sheet, order, account, "order.tried", order.ShortPath);
        return OrderAnswer.Of(order, lines);
    }

    private bool Knows(Order order) => By.IsProgram || order.ShortPath is { } path && TreePath.Within(path, By.Path);

    // An approval is for all to read. That an order waited, was tried or went on is read by who was short and those above.
    private void Tell(Sheet sheet, Order order, Account account, string action, string? lacked)
    {
        var approved = Why == ProceedWhy.Approved;
        sheet.Trail(By, account, approved ? "order.approved" : action, PublicId.Format("ord", order.Id), order.Number, readFrom: approved ? null : lacked);
    }

    // Prices are frozen when an order is placed and quoted anew after its deadline.
    private void Requote(Sheet sheet, PriceFacts facts, Order order, List<OrderLine> lines)
    {
        foreach (var line in lines)
        {
            var plan = sheet.Get<Plan>(line.PlanId);
            // More of the same costs what the running term costs, whatever the day.
            if (line.Action == LineAction.Change && sheet.Get<Subscription>(line.SubscriptionId).PlanId == plan.Id) continue;
            if (facts.PointOf(plan.Id, line.Interval, sheet.Today) is not { SaleState: SaleState.Sold } point)
                throw Refusal.Conflict("plan.not_sold", "{0} is not sold for this interval.", plan.Name);
            sheet.Change(line).Levels = Charging.Whole(Quoting.Quote(facts, By, sheet.Get<Account>(order.PayerId), plan, point, sheet.Today), line.Quantity);
        }
        sheet.Change(order).Deadline = sheet.Now + OrderSteps.QuoteHolds;
    }

    /// <summary>Counts a change that waited anew from today. False when the term that it was to change is over.</summary>
    private static bool ChangesStill(Sheet sheet, List<OrderLine> lines)
    {
        foreach (var line in lines.Where(l => l.Action == LineAction.Change))
        {
            var subscription = sheet.Get<Subscription>(line.SubscriptionId);
            if (subscription.State != SubscriptionState.Active || subscription.TermEnd <= sheet.Today) return false;
            var (rest, days) = OrderSteps.RestOfTerm(subscription.Anchor!.Value, subscription.Interval, sheet.Today);
            sheet.Change(line);
            (line.TermStart, line.TermEnd) = (rest.Start, rest.End);
            line.Levels = Charging.Change(line.Levels, line.Quantity, subscription.Levels, subscription.Quantity, rest.Days, days);
        }
        return true;
    }

    private OrderAnswer Cancel(Sheet sheet, Order order, List<OrderLine> lines, Account account, string reason)
    {
        if (!order.IsOpen) throw Refusal.Conflict("order.closed", "This order is closed already.");
        foreach (var line in lines.Where(l => l.State is LineState.Reserved or LineState.Open))
        {
            if (line.State == LineState.Reserved) LineMoney.Release(sheet, order, line);
            foreach (var work in sheet.Facts<OrderFacts>().WorkOf(sheet, line.Id)) sheet.Change(work).Withdraw(By.Name, sheet.Now);
            Undelivered.Drop(sheet, line);
        }
        var unfunded = reason == Lapsed && order.State == OrderState.AwaitingFunds;
        if (unfunded) Undelivered.Tell(sheet, order);
        sheet.Change(order).CloseReason = reason;
        Tally.Turn(sheet, order, lines.Any(l => l.State == LineState.Captured) ? OrderState.Completed : OrderState.Cancelled);
        // Who was short is told why; to everybody else it is one of those that could not be delivered.
        if (unfunded) sheet.Trail(By, account, "order.lapsed", PublicId.Format("ord", order.Id), order.Number, readFrom: order.ShortPath);
        sheet.Trail(By, account, unfunded ? "order.not_delivered" : $"order.{reason}", PublicId.Format("ord", order.Id), order.Number);
        return OrderAnswer.Of(order, lines);
    }
}

/// <summary>What a line leaves behind that was never delivered.</summary>
internal static class Undelivered
{
    /// <summary>Tells whom it was for, and the level that was short to the end.</summary>
    public static void Tell(Sheet sheet, Order order)
    {
        sheet.Notify(sheet.Get<Account>(order.AccountId), "order.not_delivered", PublicId.Format("ord", order.Id));
        if (order.ShortId is { } lacks && lacks != order.AccountId) sheet.Notify(sheet.Get<Account>(lacks), "order.lapsed", PublicId.Format("ord", order.Id));
    }

    public static void Drop(Sheet sheet, OrderLine line)
    {
        var subscription = sheet.Get<Subscription>(line.SubscriptionId);
        if (line.Action == LineAction.Create)
            Tally.Turn(sheet, subscription, s => (s.State, s.StateSince, s.StateReason) = (SubscriptionState.Cancelled, sheet.Now, "not_delivered"));
        else if (subscription.OpenLineId == line.Id)
            sheet.Change(subscription).OpenLineId = null;
    }
}

/// <summary>The orders of a batch with their lines, subscriptions and work, locked.</summary>
internal sealed class OrderFacts
{
    private readonly Dictionary<Guid, List<Guid>> lines = [];
    private readonly Dictionary<Guid, List<Guid>> work = [];

    public static async Task Load(Sheet sheet, IReadOnlyCollection<Guid> orderIds)
    {
        if (orderIds.Count == 0) return;
        var facts = sheet.Facts<OrderFacts>();
        var orders = await sheet.Lock<Order>(orderIds);
        var ids = orders.Select(o => o.Id).ToArray();
        var lineIds = await sheet.Db.OrderLines.Where(l => ids.Contains(l.OrderId)).OrderBy(l => l.Seq).Select(l => new { l.OrderId, l.Id, l.SubscriptionId }).ToListAsync();
        foreach (var order in lineIds.GroupBy(l => l.OrderId)) facts.lines[order.Key] = [.. order.Select(l => l.Id)];
        // Work is found by its subscription, of which there is an index; what is of other lines is left out.
        var (keys, subscriptions) = (lineIds.Select(l => l.Id).ToHashSet(), lineIds.Select(l => l.SubscriptionId).Distinct().ToArray());
        var workIds = (await sheet.Db.Work.Where(w => subscriptions.Contains(w.SubscriptionId) && w.LineId != null).Select(w => new { w.LineId, w.Id }).ToListAsync())
            .FindAll(w => keys.Contains(w.LineId!.Value));
        foreach (var line in workIds.GroupBy(w => w.LineId!.Value)) facts.work[line.Key] = [.. line.Select(w => w.Id)];

        // Everywhere in the same order of tables: orders, subscriptions, lines, work.
        await sheet.Lock<Subscription>(lineIds.Select(l => l.SubscriptionId));
        var rows = await sheet.Lock<OrderLine>(lineIds.Select(l => l.Id));
        await sheet.Lock<Provisioning.Work>(workIds.Select(w => w.Id));
        await PriceFacts.Load(sheet, [.. orders.Select(o => o.Path)], [.. rows.Select(l => l.PlanId)]);
    }

    public List<OrderLine> LinesOf(Sheet sheet, Guid orderId) => [.. lines.GetValueOrDefault(orderId, []).Select(sheet.Get<OrderLine>)];

    /// <summary>The work for a line, with what an earlier deed of the batch has handed out.</summary>
    public IEnumerable<Provisioning.Work> WorkOf(Sheet sheet, Guid lineId) =>
        work.GetValueOrDefault(lineId, []).Select(sheet.Get<Provisioning.Work>).Concat(sheet.Added<Provisioning.Work>().Where(w => w.LineId == lineId));
}
