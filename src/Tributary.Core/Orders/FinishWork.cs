using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Manual;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>What became of a report about work.</summary>
public sealed record WorkAnswer(Guid WorkId, WorkState State, WorkStep Step);

/// <summary>
/// Takes what a connector, the other side or a person says became of a piece of work. Done captures the reserved money
/// and activates; failed for good releases it; everything else changes only who has to do what next.
/// </summary>
public sealed class FinishWork : Deed<WorkAnswer>
{
    /// <summary>The work's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>The work.</summary>
    public required Guid WorkId { get; init; }
    /// <summary>What is said of it.</summary>
    public required WorkOutcome Outcome { get; init; }

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<FinishWork>().Select(d => d.WorkId).Distinct().ToArray();
        // Only what ends work moves money; who has to do what next is the work's own affair.
        var ending = deeds.Cast<FinishWork>().Where(d => d.Outcome.Kind is OutcomeKind.Done or OutcomeKind.Failed).Select(d => d.WorkId).ToHashSet();
        var heads = (await sheet.Db.Work.Where(w => ids.Contains(w.Id)).Select(w => new { w.Id, w.OrderId, w.SubscriptionId, w.Connector }).ToListAsync())
            .FindAll(w => ending.Contains(w.Id) || w.Connector != ManualConnector.Code);
        await OrderFacts.Load(sheet, [.. heads.Select(w => w.OrderId).OfType<Guid>().Distinct()]);
        await SubscriptionFacts.Load(sheet, [.. heads.Select(w => w.SubscriptionId).Distinct()], withAssets: true);
        await sheet.Lock<Work>(ids);
    }

    /// <inheritdoc/>
    public override WorkAnswer Decide(Sheet sheet)
    {
        var work = sheet.Find<Work>(WorkId);
        if (work is null || work.BranchId != Branch || !By.Sees(Right.ManageWork, work.Path)) throw Refusal.NotFound("work");
        var step = sheet.Change(work).Accept(Outcome, By, sheet.Now);
        switch (step)
        {
            case WorkStep.Done:
                Done(sheet, work, sheet.Get<Subscription>(work.SubscriptionId));
                break;
            case WorkStep.Failed:
                Failed(sheet, work);
                break;
            // A person is the normal way of the manual connector, no sign that something is wrong.
            case WorkStep.NeedsPerson when work.OrderId is { } orderId && work.Connector != ManualConnector.Code:
                if (sheet.Get<Order>(orderId) is { State: OrderState.Provisioning } order) Tally.Turn(sheet, order, OrderState.NeedsAttention);
                break;
        }
        if (step != WorkStep.Nothing && (!By.IsProgram || step is WorkStep.Done or WorkStep.Failed or WorkStep.NeedsPerson or WorkStep.Disputed))
            sheet.Trail(By, work.BranchId, work.AccountId, work.Path, $"work.{Code(step)}", PublicId.Format("wrk", work.Id), work.Title,
                readFrom: step is WorkStep.Done or WorkStep.Failed ? null : work.OwnerPath);
        return new WorkAnswer(work.Id, work.State, step);
    }

    private static string Code(WorkStep step) => step switch
    {
        WorkStep.Done => "done",
        WorkStep.Failed => "failed",
        WorkStep.NeedsPerson => "needs_person",
        WorkStep.Disputed => "disputed",
        WorkStep.Handed => "handed",
        WorkStep.Retry => "retried",
        WorkStep.Nothing => "unchanged",
    };

    private void Done(Sheet sheet, Work work, Subscription subscription)
    {
        foreach (var asset in Outcome.Assets) Deliver(sheet, work, subscription, asset);
        if (work.ExternalId is { } external && subscription.ExternalId != external) sheet.Change(subscription).ExternalId = external;
        if (work.Action == WorkAction.Remove) TakeBack(sheet, subscription);
        if (work.LineId is not { } lineId) return;

        var (order, line) = (sheet.Get<Order>(work.OrderId!.Value), sheet.Get<OrderLine>(lineId));
        if (line.Action == LineAction.Create) Activate(sheet, subscription, line);
        else Change(sheet, subscription, line);
        LineMoney.Capture(sheet, order, line);
        Close(sheet, order);
    }

    private static void Failed(Sheet sheet, Work work)
    {
        if (work.LineId is not { } lineId) return;
        var (order, line) = (sheet.Get<Order>(work.OrderId!.Value), sheet.Get<OrderLine>(lineId));
        LineMoney.Release(sheet, order, line);
        Undelivered.Drop(sheet, line);
        Undelivered.Tell(sheet, order);
        Close(sheet, order);
    }

    /// <summary>The order is over once none of its lines is reserved any more.</summary>
    private static void Close(Sheet sheet, Order order)
    {
        var lines = sheet.Facts<OrderFacts>().LinesOf(sheet, order.Id);
        if (lines.Any(l => l.State is LineState.Reserved or LineState.Open)) return;
        var captured = lines.Any(l => l.State == LineState.Captured);
        if (!captured) sheet.Change(order).CloseReason = "not_delivered";
        Tally.Turn(sheet, order, captured ? OrderState.Completed : OrderState.Cancelled);
    }

    /// <summary>The first term begins the day it was delivered, and is the anchor of all that follow.</summary>
    private static void Activate(Sheet sheet, Subscription subscription, OrderLine line)
    {
        var today = sheet.Today;
        var recurs = line.Interval != Interval.OneTime;
        var end = recurs ? Calendar.NthStart(today, line.Interval, 1) : (DateOnly?)null;
        sheet.Change(line);
        (line.TermStart, line.TermEnd) = (today, end);
        Tally.Turn(sheet, subscription, s =>
        {
            (s.State, s.StateSince, s.StateReason, s.Levels) = (SubscriptionState.Active, sheet.Now, null, line.Levels);
            (s.Anchor, s.TermStart, s.TermEnd, s.DueOn) = (today, today, end, end);
        });
        if (recurs) Periods.Append(sheet, subscription, PeriodKind.Paid, today, end, line);
    }

    /// <summary>The running term is cut at the day of the change; the rest of it is the new line's.</summary>
    private static void Change(Sheet sheet, Subscription subscription, OrderLine line)
    {
        Periods.Cut(sheet, subscription, line.TermStart!.Value);
        Tally.Turn(sheet, subscription, s =>
        {
            (s.PlanId, s.PlanVersion, s.Quantity, s.Levels, s.OpenLineId) = (line.PlanId, line.PlanVersion, line.Quantity, line.Levels, null);
            s.TermStart = line.TermStart;
        });
        Periods.Append(sheet, subscription, PeriodKind.Paid, line.TermStart.Value, line.TermEnd, line);
    }

    private static void Deliver(Sheet sheet, Work work, Subscription subscription, MadeAsset made)
    {
        // The same work delivers the same asset once, however often it is reported.
        var known = sheet.Facts<SubscriptionFacts>().AssetsOf(sheet, subscription.Id).FirstOrDefault(a => a.Kind == made.Kind && a.Name == made.Name && a.RemovedAt is null);
        if (known is not null)
        {
            sheet.Change(known);
            (known.Secret, known.ExpiresOn) = (made.Secret ?? known.Secret, made.ExpiresOn ?? known.ExpiresOn);
            return;
        }
        sheet.Add(new Asset
        {
            BranchId = work.BranchId, Id = sheet.NewId(), AccountId = work.AccountId, Path = work.Path, SubscriptionId = subscription.Id,
            Kind = made.Kind, Name = made.Name, Secret = made.Secret, ExpiresOn = made.ExpiresOn, CreatedAt = sheet.Now,
        });
    }

    private static void TakeBack(Sheet sheet, Subscription subscription)
    {
        foreach (var asset in sheet.Facts<SubscriptionFacts>().AssetsOf(sheet, subscription.Id))
            if (asset.RemovedAt is null) sheet.Change(asset).RemovedAt = sheet.Now;
    }
}
