using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Visits;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>Asks why, how long and what for, before somebody visits an account; then they are there, or the account is asked.</summary>
[Authorize(Policy = Policies.ViewAccounts)]
public sealed class VisitModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : RecordPage(db, current)
{
    private static readonly int[] Lengths = [15, 30, 60, 120, 240, GuestPass.MostMinutes];

    /// <summary>What is asked for.</summary>
    public sealed class Form
    {
        public string? Reason { get; set; }

        public int Minutes { get; set; } = 60;

        public GuestMode Mode { get; set; } = GuestMode.ReadOnly;

        /// <summary>The role whose eyes the visitor has, or nothing for their own.</summary>
        public Role? SeeAs { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>The visit of this account that the person has open already, or null.</summary>
    public Guid? Open { get; private set; }

    public IEnumerable<SelectListItem> Times => Lengths.Select(minutes => new SelectListItem(
        minutes < 60 ? texts["{0} minutes", minutes] : minutes == 60 ? texts["1 hour"] : texts["{0} hours", minutes / 60], minutes.ToString(CultureInfo.InvariantCulture)));

    public IEnumerable<SelectListItem> Modes => Enum.GetValues<GuestMode>().Where(mode => Viewer.May(GuestPass.Needed(mode)))
        .Select(mode => new SelectListItem(texts[VisitWords.Offer(mode)], mode.ToString()));

    public IEnumerable<SelectListItem> Eyes => Enum.GetValues<Role>().Select(role => new SelectListItem(texts[People.Words.Name(role)], role.ToString()))
        .Prepend(new SelectListItem(texts["No, as myself"], ""));

    public async Task OnGetAsync(CancellationToken cancel) => await Find(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await Find(cancel);
        try
        {
            var answer = await desk.Do(new AskGuestPass
            {
                By = Viewer, AccountBranch = Account.BranchId, AccountId = Account.Id, VisitorId = Viewer.UserId ?? Guid.Empty, Reason = Input.Reason ?? "",
                Minutes = Input.Minutes, SeeAs = Input.SeeAs, Mode = Input.SeeAs is null ? Input.Mode : GuestMode.ReadOnly,
            }, cancel);
            if (answer.State == GuestState.Running)
            {
                await Session.Begin(HttpContext, Current.Person!, Session.PlaceOf(HttpContext), answer.PassId);
                return LocalRedirect("/");
            }
            this.Done(texts["{0} is asked. You can come in once it has agreed; you are told.", Account.Name]);
            return LocalRedirect($"/visits/{PublicId.Format("gst", answer.PassId)}");
        }
        catch (Refusal no) when (no.Kind is not (RefusalKind.NotFound or RefusalKind.Forbidden))
        {
            ModelState.Add(no, texts, "Input");
            return Page();
        }
    }

    private async Task Find(CancellationToken cancel)
    {
        await Load(cancel);
        if (IsOwn) throw Refusal.NotFound("account");
        var (person, account, now) = (Viewer.UserId, Account.Id, desk.Now);
        Open = await Db.GuestPasses.Where(p => p.AccountId == account && p.VisitorId == person && p.EndedAt == null && p.OverAt > now).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(cancel);
    }
}
