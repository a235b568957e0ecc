using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Visits;

/// <summary>One visit: who, why, until when, what was done in it; where it is answered, gone on with and ended.</summary>
[Authorize(Policy = Policies.ViewAccounts)]
public sealed class DetailsModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [FromRoute]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public GuestPass Pass { get; private set; } = null!;

    /// <summary>The visited account.</summary>
    public Account Account { get; private set; } = null!;

    public IReadOnlyList<Happening> Lines { get; private set; } = [];

    public string? Next { get; private set; }

    /// <summary>The list with its columns.</summary>
    public ListView List => ListView.Of(Columns);

    private IEnumerable<Column<Happening>> Columns => Told.Columns(texts, accounts: true);

    public Viewer Viewer => current.Viewer;

    public GuestState State => Pass.StateAt(desk.Now);

    private bool IsVisitor => Viewer.Guest is null && Viewer.UserId == Pass.VisitorId && Viewer.AccountId == Pass.VisitorAccountId;

    public bool MayEnter => IsVisitor && State is GuestState.Agreed or GuestState.Running && Viewer.May(GuestPass.Needed(Pass.Mode));

    public bool MayAnswer => State == GuestState.Asked && Viewer.AccountId == Pass.AccountId && Viewer.May(Right.ManagePeople);

    public bool MayEnd => Pass.IsOpen(desk.Now) && !MayAnswer
        && (IsVisitor || Viewer.May(Right.ManagePeople) && (Viewer.AccountId == Pass.AccountId || Viewer.AccountId == Pass.VisitorAccountId));

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Load(cancel);
        (Lines, Next) = await Part(After, cancel);
    }

    /// <summary>The file of what was done.</summary>
    public async Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancel)
    {
        await Load(cancel);
        return await this.Export(format, "visit", [.. Columns], ListExports.All(Part, cancel), cancel);
    }

    /// <summary>Comes in, or comes in again.</summary>
    public async Task<IActionResult> OnPostEnterAsync(CancellationToken cancel)
    {
        await Load(cancel);
        return await Do(async () =>
        {
            var answer = await desk.Do(new BeginGuestPass { By = Viewer, AccountBranch = Pass.BranchId, PassId = Pass.Id }, cancel);
            await Session.Begin(HttpContext, current.Person!, Session.PlaceOf(HttpContext), answer.PassId);
            return LocalRedirect("/");
        });
    }

    /// <summary>The visited account says yes or no.</summary>
    public async Task<IActionResult> OnPostAnswerAsync(bool agree, CancellationToken cancel)
    {
        await Load(cancel);
        return await Do(async () =>
        {
            await desk.Do(new AnswerGuestPass { By = Viewer, AccountBranch = Pass.BranchId, PassId = Pass.Id, Agree = agree }, cancel);
            this.Done(agree ? texts["You have agreed. You see here what is done."] : texts["The visit is refused."]);
            return Here();
        });
    }

    /// <summary>Ends it.</summary>
    public async Task<IActionResult> OnPostEndAsync(CancellationToken cancel)
    {
        await Load(cancel);
        return await Do(async () =>
        {
            await desk.Do(new EndGuestPass { By = Viewer, AccountBranch = Pass.BranchId, PassId = Pass.Id }, cancel);
            this.Done(texts["The visit is ended."]);
            return Here();
        });
    }

    private async Task<IActionResult> Do(Func<Task<IActionResult>> deed)
    {
        try
        {
            return await deed();
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Conflict)
        {
            this.Fail(texts.Say(no));
            return Here();
        }
    }

    private LocalRedirectResult Here() => LocalRedirect($"/visits/{Id}");

    private async Task Load(CancellationToken cancel)
    {
        if (!PublicId.TryParse(Id, "gst", out var id)) throw Refusal.NotFound("guest_pass");
        Pass = await db.GuestPasses.One(Viewer, id, "guest_pass", cancel);
        Account = await db.Accounts.One(Viewer, Pass.AccountId, cancel);
    }

    private Task<ListPart<Happening>> Part(string? after, CancellationToken cancel) => Told.Lines(db, Viewer, null, null, after, texts, cancel, Pass.Id);
}
