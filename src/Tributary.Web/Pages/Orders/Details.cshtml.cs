using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Audit;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Orders;

/// <summary>One order at the viewer's level: what, for whom, what it pays and charges, how far it is, what happened.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class DetailsModel(TributaryDb db, CurrentViewer current) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>True right after it was placed.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Placed { get; set; }

    public Order Order { get; private set; } = null!;

    /// <summary>The state's code as this viewer may know it.</summary>
    public string State { get; private set; } = "";

    public Account Account { get; private set; } = null!;

    /// <summary>Who pays, when that is another one whom the viewer sees.</summary>
    public Account? Payer { get; private set; }

    /// <summary>Who placed it, as the viewer may know; null when it was nobody the viewer knows.</summary>
    public string? PlacedBy { get; private set; }

    public bool PlacedBySeller { get; private set; }

    public IReadOnlyList<(OrderLine Line, PriceView Price)> Lines { get; private set; } = [];

    public IReadOnlyList<Work> Work { get; private set; } = [];

    public IReadOnlyList<TrailEntry> Trail { get; private set; } = [];

    /// <summary>The name of the viewer's own buyer, where it sells.</summary>
    public string? Buyer { get; private set; }

    /// <summary>Who is short, and by how much where the viewer is one of the two ends; null unless the viewer may know.</summary>
    public (string Name, bool Own, Money? Amount)? Short { get; private set; }

    public Viewer Viewer => current.Viewer;

    public bool ShowsPrices => Lines.Any(l => l.Price.Pays is not null || l.Price.Charges is not null);

    public bool MayApprove => Order.State == OrderState.AwaitingApproval && Viewer.May(Right.ManageOrders) && OrderDeeds.IsSeller(Viewer, Payer ?? Account);

    public bool MayResubmit => State == "awaiting_funds" && Viewer.May(Right.ManageOrders);

    public bool MayCancel => Order.IsOpen && Viewer.May(Right.ManageOrders);

    public async Task OnGetAsync()
    {
        if (!PublicId.TryParse(Id, "ord", out var id)) throw Refusal.NotFound("order");
        Order = await db.Orders.One(Viewer, id, "order");
        State = Viewer.StateFor(Order.State, Order.ShortPath, Order.AccountId);
        var parties = await db.Accounts.AsNoTracking().SeenBy(Viewer)
            .Where(a => a.Id == Order.AccountId || a.Id == Order.PayerId || a.Id == Order.PlacedFromId || a.Id == Order.ShortId).ToListAsync();
        Account = parties.Single(a => a.Id == Order.AccountId);
        Payer = Order.PayerId == Order.AccountId ? null : parties.FirstOrDefault(a => a.Id == Order.PayerId);
        PlacedBy = parties.Any(a => a.Id == Order.PlacedFromId) ? Order.PlacedBy : null;
        PlacedBySeller = PlacedBy is null && Order.Kind is OrderKind.Sale;
        if (State == "awaiting_funds" && parties.FirstOrDefault(a => a.Id == Order.ShortId) is { } lacks) await TellShort(lacks);

        var lines = await db.OrderLines.AsNoTracking().SeenBy(Viewer).Where(l => l.OrderId == id).OrderBy(l => l.Seq).ToListAsync();
        Lines = [.. lines.Select(l => (l, PriceView.Of(l.Levels, l.Quantity, Viewer.At(Order.Path), Order.PayerId)))];
        if (Lines.Select(l => l.Price.Charges?.BuyerId).FirstOrDefault(b => b is not null) is { } buyer)
            Buyer = await db.Accounts.SeenBy(Viewer).Where(a => a.Id == buyer).Select(a => a.Name).FirstOrDefaultAsync();
        Work = await db.Work.AsNoTracking().ShownTo(Viewer).Where(w => w.OrderId == id).OrderBy(w => w.Id).ToListAsync();

        string[] subjects = [Id, .. Work.Select(w => PublicId.Format("wrk", w.Id))];
        Trail = await db.Trail.AsNoTracking().SeenBy(Viewer).Of(Order.BranchId, Order.Path).Where(t => subjects.Contains(t.Subject))
            .OrderBy(t => t.Id).Take(100).ToListAsync();
    }

    /// <summary>
    /// What happened to a line's money. That it is set aside already is told with the balance; here it would tell those
    /// who read no more than that the order is under way.
    /// </summary>
    public string MoneyOf(OrderLine line) => Spoken.Money(line.State == LineState.Reserved && State is not ("completed" or "cancelled") ? LineState.Open : line.State);

    /// <summary>How far the delivery is, in words anybody may read.</summary>
    public static string Delivery(Work work) => work.State switch
    {
        WorkState.Done => work.Action == WorkAction.Create ? Texts.Key("Delivered") : Texts.Key("Done"),
        WorkState.Failed => work.Action == WorkAction.Create ? Texts.Key("Not delivered") : Texts.Key("Not done"),
        _ => work.Action == WorkAction.Create ? Texts.Key("Being delivered") : Texts.Key("Being done"),
    };

    private async Task TellShort(Account lacks)
    {
        var own = lacks.Id == Viewer.AccountId;
        var sells = await db.Terms.AnyAsync(t => t.BuyerId == lacks.Id && t.SellerId == Viewer.AccountId && t.To == null);
        var amount = !Viewer.HidesPrices && Viewer.May(Right.ViewPrices, Order.Path) && (own || sells) && Order.ShortCurrency is { } currency
            ? new Money(Order.ShortAmount, currency) : (Money?)null;
        Short = (lacks.Name, own, amount);
    }
}

/// <summary>What may be done to, and read of, an order.</summary>
internal static class OrderDeeds
{
    /// <summary>True for the payer's seller and those above it.</summary>
    public static bool IsSeller(Viewer viewer, Account payer) => payer.Id != viewer.AccountId && viewer.Kind is AccountKind.Provider or AccountKind.Reseller && TreePath.Within(payer.Path, viewer.Path);
}
