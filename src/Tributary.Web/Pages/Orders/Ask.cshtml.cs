using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Orders;

/// <summary>Asks before an order is approved, tried again or cancelled, with what the deed itself says would come of it.</summary>
[Authorize(Policy = Policies.ManageOrders)]
public sealed class AskModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string Deed { get; set; } = "";

    public Order Order { get; private set; } = null!;

    public Account Account { get; private set; } = null!;

    /// <summary>Why it cannot be done, or null.</summary>
    public Refusal? No { get; private set; }

    /// <summary>The state it would be in, as this viewer may know.</summary>
    public string After { get; private set; } = "";

    public string Cancel => Request.Back($"/orders/{Id}");

    private ProceedWhy Why => Deed switch
    {
        "approve" => ProceedWhy.Approved,
        "resubmit" => ProceedWhy.Resubmitted,
        "cancel" => ProceedWhy.Cancelled,
        _ => throw Refusal.NotFound("order"),
    };

    public async Task OnGetAsync()
    {
        await Find();
        // Asked of somebody who reads no more than that it is under way: whether it can still be stopped shows when it is tried.
        if (Why == ProceedWhy.Cancelled && current.Viewer.StateFor(Order.State, Order.ShortPath, Order.AccountId) is "processing" or "provisioning")
        {
            After = OrderState.Cancelled.Code();
            return;
        }
        try
        {
            var answer = await desk.Preview(Proceed());
            After = current.Viewer.StateFor(answer.State, answer.ShortPath, answer.AccountId);
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Conflict)
        {
            No = no;
        }
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await Find();
        try
        {
            await desk.Do(Proceed());
            this.Done(Why switch
            {
                ProceedWhy.Approved => texts["Order {0} is approved.", Order.Number],
                ProceedWhy.Cancelled => texts["Order {0} is cancelled.", Order.Number],
                _ => texts["Order {0} was tried again.", Order.Number],
            });
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Conflict)
        {
            this.Fail(texts.Say(no));
        }
        return Redirect(Cancel);
    }

    private async Task Find()
    {
        if (!PublicId.TryParse(Id, "ord", out var id)) throw Refusal.NotFound("order");
        Order = await db.Orders.One(current.Viewer, id, "order");
        Account = await db.Accounts.One(current.Viewer, Order.AccountId);
        // Trying again is for who may know that it waits for funds.
        if (Why == ProceedWhy.Resubmitted && current.Viewer.StateFor(Order.State, Order.ShortPath, Order.AccountId) != "awaiting_funds") throw Refusal.NotFound("order");
    }

    private ProceedOrder Proceed() => new() { By = current.Viewer, Branch = Order.BranchId, OrderId = Order.Id, Why = Why };
}
