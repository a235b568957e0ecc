using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Subscriptions;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>
/// Another account of the same payer: chosen, then shown with what changes and what does not, by the deed itself run without
/// writing, then done.
/// </summary>
[Authorize(Policy = Policies.ManageOrders)]
public sealed class AssignModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>Whose it shall be, as a public id.</summary>
    [BindProperty(SupportsGet = true, Name = "to")]
    public string? To { get; set; }

    /// <summary>Narrows the accounts to choose from.</summary>
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    [BindProperty]
    public string? Once { get; set; }

    public Found It { get; private set; } = null!;

    public AssignTargets Targets { get; private set; } = new([], false);

    /// <summary>The account that was chosen, or null.</summary>
    public Account? Target { get; private set; }

    /// <summary>Why it cannot be given away at all, or not to the chosen account; null when it can.</summary>
    public Refusal? No { get; private set; }

    /// <summary>What was delivered and goes with it.</summary>
    public IReadOnlyList<Asset> Assets { get; private set; } = [];

    public string Back => $"/subscriptions/{Id}";

    public async Task OnGetAsync(CancellationToken cancel)
    {
        It = await Found.By(db, current.Viewer, Id);
        Once = Pages.Once.New();
        try
        {
            // Giving it to whom it belongs changes nothing, and says whether it can be given away at all.
            await desk.Preview(Deed(It.Row.AccountId, null));
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Conflict)
        {
            No = no;
            return;
        }
        Targets = await AssignTargets.Of(db, It, Search, cancel);
        if (To is null) return;
        Target = await Chosen(cancel);
        Assets = await db.Assets.AsNoTracking().SeenBy(current.Viewer).Where(a => a.SubscriptionId == It.Row.Id && a.RemovedAt == null).OrderBy(a => a.Id).Take(50).ToListAsync(cancel);
        try
        {
            await desk.Preview(Deed(Target.Id, null));
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Invalid)
        {
            No = no;
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        It = await Found.By(db, current.Viewer, Id);
        Target = await Chosen(cancel);
        try
        {
            await desk.Do(Deed(Target.Id, Pages.Once.Of(Once)), cancel);
            this.Done(texts["{0} belongs to {1} now.", It.Name, Target.Name]);
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Invalid)
        {
            this.Fail(texts.Say(no));
        }
        return Redirect(Back);
    }

    private async Task<Account> Chosen(CancellationToken cancel) => PublicId.TryParse(To ?? "", "acc", out var id)
        ? await db.Accounts.One(current.Viewer.For(Right.ManageOrders), id, cancel) : throw Refusal.NotFound("account");

    private AssignSubscription Deed(Guid to, string? reference) => new()
    {
        By = current.Viewer, Branch = It.Row.BranchId, SubscriptionId = It.Row.Id, AccountId = to, Reference = reference, Asked = Pages.Once.Asked(Id, To),
    };
}
