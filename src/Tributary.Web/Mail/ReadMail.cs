using Tributary.Data;
using Tributary.Identity;
using Tributary.Reports;

namespace Tributary.Web.Mail;

/// <summary>A mail as somebody of its sender reads it.</summary>
/// <param name="Mail">Its words; null where there are none, for the reason in <paramref name="Fault"/>.</param>
/// <param name="HandsOver">True when the links in it work, because the reader is the one to hand them over.</param>
public sealed record ReadableMail(RenderedMail? Mail, string? Fault, bool HandsOver);

/// <summary>
/// Shows sent mail to the sender's people, for the panel and the API. The links in a mail are for its recipient alone; only
/// where there is no mail server are they shown, to those who look after the person and could make such a link anyway.
/// </summary>
public sealed class ReadMail(TributaryDb db, RenderMail render, MailServer server)
{
    /// <summary>Shows one to this reader, by whose request.</summary>
    public async Task<ReadableMail> Do(SentMailRow row, Viewer viewer, HttpRequest request, CancellationToken cancel)
    {
        var message = row.Message;
        var handsOver = !server.CanBeSent && viewer.May(Right.ManagePeople) && message.UserId is { } user && await PeopleSeen.LooksAfter(db, viewer, user);
        var amounts = !viewer.HidesPrices && viewer.May(Right.ViewMoney);
        var composed = (await render.Do([message], handsOver ? MailReader.Messenger : MailReader.Sender, request, amounts, cancel))[message.Id];
        return new(composed.Mail, composed.Fault, handsOver && composed.Mail is not null);
    }
}
