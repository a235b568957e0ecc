using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Partners;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Mail;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Mail;

/// <summary>One mail as it reads; where there is no mail server, with its links for whoever may hand them over.</summary>
[Authorize(Policy = Policies.ViewPeople)]
public sealed class DetailsModel(TributaryDb db, CurrentViewer current, Desk desk, ReadMail read, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>
    /// The policy of the mail shown by itself in a frame of this page: no script, no form, nothing from elsewhere. Only its
    /// own styles count, which mail programs want on each element.
    /// </summary>
    public const string FramePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    [FromRoute]
    public string Id { get; set; } = "";

    public SentMailRow Row { get; private set; } = null!;

    /// <summary>The mail in its words.</summary>
    public ReadableMail Read { get; private set; } = null!;

    public Message Message => Row.Message;

    public bool MayResend => current.Viewer.May(Right.ManagePeople) && !Message.IsOpen;

    public Task OnGetAsync(CancellationToken cancel) => Load(cancel);

    /// <summary>The mail as HTML, for the frame.</summary>
    public async Task<IActionResult> OnGetHtmlAsync(CancellationToken cancel)
    {
        await Load(cancel);
        if (Read.Mail is not { } mail) return NotFound();
        Response.Headers.ContentSecurityPolicy = FramePolicy;
        Response.Headers.XFrameOptions = "SAMEORIGIN";
        return Content(mail.HtmlInPanel, "text/html", Encoding.UTF8);
    }

    public async Task<IActionResult> OnPostResendAsync(CancellationToken cancel)
    {
        await Load(cancel);
        var again = await desk.Do(new ResendMessage { By = current.Viewer, InBranch = Message.BranchId, MessageId = Message.Id }, cancel);
        this.Done(texts["The mail is written once more."]);
        return LocalRedirect(Request.Back($"/mail/{PublicId.Format("msg", again.MessageId)}"));
    }

    private async Task Load(CancellationToken cancel)
    {
        if (!PublicId.TryParse(Id, "msg", out var id)) throw Refusal.NotFound("mail");
        Row = await SentMail.One(db, current.Viewer, id, cancel);
        Read = await read.Do(Row, current.Viewer, Request, cancel);
    }
}
