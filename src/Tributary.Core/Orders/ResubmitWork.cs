using Microsoft.EntityFrameworkCore;
using Tributary.Ledger;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Manual;

namespace Tributary.Orders;

/// <summary>A person has work tried again at once. An order that stood still for it is being provisioned again.</summary>
public sealed class ResubmitWork : KeepWork
{
    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<KeepWork>().Select(d => d.WorkId).Distinct().ToArray();
        var orders = await sheet.Db.Work.Where(w => ids.Contains(w.Id) && w.OrderId != null).Select(w => w.OrderId!.Value).Distinct().ToArrayAsync();
        await OrderFacts.Load(sheet, orders);
        await base.Load(sheet, deeds);
    }

    /// <inheritdoc/>
    public override WorkKept Decide(Sheet sheet)
    {
        var kept = base.Decide(sheet);
        if (sheet.Get<Work>(kept.WorkId).OrderId is { } id && sheet.Get<Order>(id) is { State: OrderState.NeedsAttention } order && !OthersNeedOne(sheet, order, kept.WorkId))
            Tally.Turn(sheet, order, OrderState.Provisioning);
        return kept;
    }

    private protected override string TrailAction => "work.resubmitted";

    private protected override void Keep(Work work, DateTime now) => work.Resubmit(By, now);

    // A person is the normal way of the manual connector; such work never made the order stand still.
    private static bool OthersNeedOne(Sheet sheet, Order order, Guid but) =>
        sheet.Facts<OrderFacts>().LinesOf(sheet, order.Id).SelectMany(line => sheet.Facts<OrderFacts>().WorkOf(sheet, line.Id))
            .Any(work => work.Id != but && work.State == WorkState.NeedsPerson && work.Connector != ManualConnector.Code);
}
