using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Tributary.Data;
using Tributary.Notices;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Mail;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Mail;

/// <summary>What the account has sent by mail, the latest first.</summary>
[Authorize(Policy = Policies.ViewPeople)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, MailServer server) : ListPage<SentMailRow>
{
    /// <summary>The code of the state that is shown, or nothing for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public bool CanBeSent => server.CanBeSent;

    public bool Searched => !string.IsNullOrEmpty(Q) || !string.IsNullOrEmpty(State);

    public IEnumerable<SelectListItem> States => Words.States.Select(state => new SelectListItem(T[state.Word], state.Code));

    protected override string ListName => "mail";

    protected override IReadOnlyList<Column<SentMailRow>> Columns =>
    [
        Column<SentMailRow>.Text("to", T["To"], row => row.To) with { Fixed = true },
        Column<SentMailRow>.Text("what", T["Mail"], row => T[Words.Of(row.Message.Template)]) with { OnPhones = false },
        Column<SentMailRow>.Text("account", T["Account"], row => row.AccountName) with { OnPhones = false },
        Column<SentMailRow>.Text("state", T["State"], row => T[Statuses.Of(Words.State(row.Message)).Word]),
        Column<SentMailRow>.Text("fault", T["Fault"], row => Words.Fault(row.Message.Fault, T)) with { InFilesOnly = true },
        Column<SentMailRow>.Number("attempts", T["Attempts"], row => row.Message.Attempts) with { Usual = false, OnPhones = false },
        Column<SentMailRow>.Moment("written", T["Written"], row => row.Message.At) with { OnPhones = false },
        Column<SentMailRow>.Moment("sent", T["Sent"], row => row.Message.SentAt) with { InFilesOnly = true },
    ];

    protected override async Task<ListPart<SentMailRow>> Part(string? after, CancellationToken cancel)
    {
        MessageState? only = Words.States.FirstOrDefault(state => state.Code == State) is { Code: not null } known ? known.State : null;
        var last = PublicId.TryParse(after, "msg", out var id) ? id : (Guid?)null;
        return ListPart.Of(await SentMail.Page(db, current.Viewer, Q, only, last, ListPart.Most + 1, cancel), row => PublicId.Format("msg", row.Message.Id));
    }
}
