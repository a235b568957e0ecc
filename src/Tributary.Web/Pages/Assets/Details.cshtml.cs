using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Audit;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Subscriptions;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Assets;

/// <summary>One asset: what it is, whose, who uses it, its key for whom it is for, and what happened to it.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class DetailsModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        /// <summary>The number of the account that shall use it.</summary>
        public string? Account { get; set; }
    }

    [FromRoute]
    public string Id { get; set; } = "";

    [BindProperty]
    public Form Input { get; set; } = new();

    public AssetRow Row { get; private set; } = null!;

    public Viewer Viewer => current.Viewer;

    /// <summary>Whether the viewer may read its key.</summary>
    public bool ShowsKey => Row.Asset.IsKeyFor(Viewer);

    /// <summary>Accounts to give it to.</summary>
    public IReadOnlyList<Account> Users { get; private set; } = [];

    public IReadOnlyList<TrailEntry> Trail { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel) => await Show(cancel);

    public Task<IActionResult> OnPostAsync(CancellationToken cancel) => Assign(back: false, cancel);

    public Task<IActionResult> OnPostBackAsync(CancellationToken cancel) => Assign(back: true, cancel);

    private async Task<IActionResult> Assign(bool back, CancellationToken cancel)
    {
        Viewer.Need(Right.ManageOrders);
        await Show(cancel);
        try
        {
            var target = back ? null : await AssetUsers.Find(db, Viewer, Input.Account);
            await desk.Do(new AssignAsset { By = Viewer, Branch = Row.Asset.BranchId, AssetId = Row.Asset.Id, ToId = target?.Id }, cancel);
            this.Done(target is null ? texts["{0} is taken back.", Row.Asset.Name] : texts["{0} is assigned to {1}.", Row.Asset.Name, target.Name]);
            return LocalRedirect($"/assets/{Id}");
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts, nameof(Input));
            return Page();
        }
    }

    private async Task Show(CancellationToken cancel)
    {
        if (!PublicId.TryParse(Id, "ast", out var id)) throw Refusal.NotFound("asset");
        var asset = await db.Assets.AsNoTracking().SeenOrUsedBy(Viewer).FirstOrDefaultAsync(a => a.Id == id, cancel) ?? throw Refusal.NotFound("asset");
        Row = (await AssetRow.Of(db, Viewer, [asset], cancel))[0];
        if (Row.MayAssign) Users = await AssetUsers.Below(db, Viewer, asset.Path, cancel);
        Trail = await db.Trail.AsNoTracking().SeenBy(Viewer).Where(t => t.BranchId == asset.BranchId && t.Subject == Id && (t.Path == asset.Path || t.AccountId == asset.AssignedToId))
            .OrderByDescending(t => t.Id).Take(30).ToListAsync(cancel);
    }
}
