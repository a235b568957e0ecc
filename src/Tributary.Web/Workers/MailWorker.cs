using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Partners;
using Tributary.Reports;
using Tributary.Web.Mail;

namespace Tributary.Web.Workers;

/// <summary>
/// Sends what is in the outbox: at once when a person is written to from here, and every few seconds what else was told,
/// what was written elsewhere, and what is due again. One mail after the other goes over one connection, and each is written
/// down as soon as the server has it. Where there is no mail server, mails are kept to be read.
/// </summary>
internal sealed class MailWorker : Routine
{
    private const int MostAtOnce = 50;
    // A mail that takes longer than this to hand over is not begun under a lease that would end meanwhile.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly IServiceProvider services;
    private readonly MailNotices notices;
    private readonly Outbox outbox;
    private readonly MailServer server;
    private readonly TimeProvider clock;
    private readonly ILogger<MailWorker> log;

    public MailWorker(IServiceProvider services, DatabaseChoice database, Desk desk, DemoCompany demo, MailServer server, TimeProvider clock, ILogger<MailWorker> log)
        : base(database, demo, clock, log, TimeSpan.FromSeconds(5))
    {
        (this.services, this.server, this.clock, this.log) = (services, server, clock, log);
        (notices, outbox) = (new(database, clock), new(database, clock));
        desk.Committed += deeds =>
        {
            if (deeds.Any(deed => deed is AddPerson { Invites: true } or MailPerson or ResendMessage or MailMonthlyReport)) Wake();
        };
    }

    protected override string ActsAs => "Mail";

    protected override async Task Once(Viewer by, CancellationToken cancel)
    {
        while (await notices.Run(cancel) > 0) { }
        while (!cancel.IsCancellationRequested && await outbox.Claim(MostAtOnce, cancel) is { Count: > 0 } claimed)
            if (!await Send(claimed, cancel)) break;
    }

    // False when the server takes nothing at the moment: the others wait without being tried in vain.
    private async Task<bool> Send(IReadOnlyList<Message> claimed, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var composed = await scope.ServiceProvider.GetRequiredService<RenderMail>().Do(claimed, MailReader.Recipient, request: null, amounts: true, CancellationToken.None);
        if (!server.CanBeSent)
        {
            foreach (var message in claimed) message.Keep(composed[message.Id].To);
            return await outbox.Close(claimed);
        }
        using var client = server.Connect();
        var reachable = true;
        foreach (var message in claimed)
        {
            if (!reachable || cancel.IsCancellationRequested || message.LeasedUntil < clock.GetUtcNow().UtcDateTime + Margin) message.GiveBack();
            else reachable = await Send(client, message, composed[message.Id]);
            await outbox.Close(message);
            if (message.State == MessageState.Failed && message.Fault != "over") await TellSender(scope.ServiceProvider, message, cancel);
        }
        return reachable;
    }

    private async Task<bool> Send(System.Net.Mail.SmtpClient client, Message message, Composed composed)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (composed.Mail is not { } mail)
        {
            // Another version of the program may know the template, and a fault in ours may be mended.
            var forGood = composed.Fault is "no_address" or "over";
            message.Fail(composed.Fault!, forGood ? null : Outbox.Again(message.Attempts + 1, now), composed.To);
            return true;
        }
        try
        {
            await MailServer.Send(client, mail);
            message.Sent(mail.To, clock.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (MailRefused no)
        {
            message.Fail(no.Code, no.ForGood ? null : Outbox.Again(message.Attempts + 1, now), mail.To);
            log.LogWarning("The mail server did not take {Message} ({Code}); {Next}. {Words}", PublicId.Format("msg", message.Id), no.Code,
                message.State == MessageState.Failed ? "it is given up" : $"it is tried again at {message.NotBefore:u}", no.Message.Replace(mail.To, "…", StringComparison.OrdinalIgnoreCase));
            return !no.Unreachable;
        }
    }

    private async Task TellSender(IServiceProvider scope, Message message, CancellationToken cancel)
    {
        var db = scope.GetRequiredService<TributaryDb>();
        if (await db.Accounts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == message.SenderId, cancel) is { } sender) await outbox.TellFailed(message, sender, cancel);
    }
}
