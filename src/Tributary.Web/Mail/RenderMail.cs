using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Notices;
using Tributary.Partners;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Mail;

/// <summary>Who is going to read a rendered mail.</summary>
public enum MailReader
{
    /// <summary>Whom it is for, in their own mailbox: links in it prove that the mailbox is theirs.</summary>
    Recipient = 1,
    /// <summary>Somebody of the sender who hands the links over, since there is no mail server; they prove nothing.</summary>
    Messenger = 2,
    /// <summary>Somebody of the sender who reads what was written, without the links.</summary>
    Sender = 3,
}

/// <summary>A mail with its words, or, as a code, why there are none.</summary>
public sealed record Composed(RenderedMail? Mail, string? Fault, string? To);

/// <summary>
/// Makes mails of rows: the words of the template in the reader's language, in the brand of the sender, with the secrets of
/// its links, which are made here and nowhere kept. For many rows at once in a constant number of queries.
/// </summary>
public sealed class RenderMail(TributaryDb db, Links links, IConfiguration settings, MailServer server, IStringLocalizer<Texts> texts, MailedReports reports, ILogger<RenderMail> log)
{
    /// <summary>Makes them.</summary>
    /// <param name="messages">The rows.</param>
    /// <param name="reader">Who reads them.</param>
    /// <param name="request">The request of somebody who reads them in the panel; null when they are sent.</param>
    /// <param name="amounts">False when no amounts may be in them, whoever they are for.</param>
    public async Task<IReadOnlyDictionary<Guid, Composed>> Do(
        IReadOnlyList<Message> messages, MailReader reader, HttpRequest? request, bool amounts, CancellationToken cancel)
    {
        var facts = await Load(messages, reader, cancel);
        var composed = new Dictionary<Guid, Composed>(messages.Count);
        foreach (var message in messages) composed[message.Id] = await Compose(message, facts, reader, request, amounts, cancel);
        return composed;
    }

    // One that cannot be written must not keep the others from going out.
    private async Task<Composed> Compose(Message message, Facts facts, MailReader reader, HttpRequest? request, bool amounts, CancellationToken cancel)
    {
        var person = message.UserId is { } user ? facts.People.GetValueOrDefault(user) : null;
        if ((message.Email ?? person?.Email) is not { Length: > 0 } to) return new(null, "no_address", null);
        var (before, shown) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            var culture = Culture.For(person?.Language ?? facts.Languages.GetValueOrDefault(message.AccountId), person?.TimeZone);
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture.Info;
            return Template.Of(message.Template) is not { } template ? new(null, "unknown_template", to)
                : await Write(template, message, facts, person, to, culture, reader, request, amounts, cancel) is { } mail ? new(mail, null, to) : new(null, "over", to);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "The mail {Message} ({Template}) could not be written.", message.Id, message.Template);
            return new(null, "unwritable", to);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, shown);
        }
    }

    private async Task<RenderedMail?> Write(
        Template template, Message message, Facts facts, User? person, string to, Culture culture, MailReader reader, HttpRequest? request, bool amounts, CancellationToken cancel)
    {
        var account = facts.Accounts[message.AccountId];
        // Whoever was to read the report may not any more.
        if (message.Template == MailMonthlyReport.Template && reader == MailReader.Recipient && !facts.Reports.ContainsKey(message.Id)) return null;
        var panel = PanelAddress.Of(settings, request, facts.Hosts.GetValueOrDefault(message.SenderId));
        var sender = SenderBrand.Of(facts.Accounts[message.SenderId], facts.Brandings.GetValueOrDefault(message.SenderId), facts.Logos.GetValueOrDefault(message.SenderId), message.Department, server.From);
        var letter = template.Write(new Scene
        {
            Message = message, Account = account, Person = person, Sender = sender, T = texts, Culture = culture, Panel = panel,
            Amounts = amounts && !facts.HidesPrices(account), Report = facts.Reports.GetValueOrDefault(message.Id),
            Named = facts.Accounts.Values.Where(a => TreePath.Within(a.Path, account.Path)).ToDictionary(a => PublicId.Format("acc", a.Id)),
            Secrets = reader == MailReader.Sender || person is null ? null : kind => links.Make(person, kind, mailed: reader == MailReader.Recipient),
        });
        if (letter is null) return null;
        return new()
        {
            Id = message.Id, To = to, From = sender.From, ReplyTo = sender.ReplyTo, Subject = RenderedMail.OneLine(letter.Subject), Language = culture.Language.Code,
            Logo = sender.Logo, Files = facts.Reports.GetValueOrDefault(message.Id) is { } report ? [await MailedReports.File(report, account.Kind, culture, texts, cancel)] : [], Text = LetterText.Of(letter, sender, texts), Html = LetterHtml.Of(letter, sender, culture.Language.Code, texts),
        };
    }

    private sealed class Facts
    {
        public required IReadOnlyDictionary<Guid, User> People { get; init; }
        public required IReadOnlyDictionary<Guid, Account> Accounts { get; init; }
        public required IReadOnlyDictionary<Guid, Branding> Brandings { get; init; }
        public required IReadOnlyDictionary<Guid, Upload> Logos { get; init; }
        public required IReadOnlyDictionary<Guid, string> Hosts { get; init; }
        public required IReadOnlyDictionary<Guid, string> Languages { get; init; }
        public required IReadOnlySet<string> Hiding { get; init; }
        public required IReadOnlyDictionary<Guid, MonthlyReport> Reports { get; init; }

        public bool HidesPrices(Account account) => TreePath.Chain(account.Path).Any(Hiding.Contains);
    }

    private async Task<Facts> Load(IReadOnlyList<Message> messages, MailReader reader, CancellationToken cancel)
    {
        var users = messages.Select(m => m.UserId).OfType<Guid>().Distinct().ToArray();
        var senders = messages.Select(m => m.SenderId).Distinct().ToArray();
        var about = messages.Where(m => m.Template == MailNotices.Template).SelectMany(Subjects);
        var accounts = messages.Select(m => m.AccountId).Concat(senders).Concat(about).Distinct().ToArray();
        var paths = messages.SelectMany(m => TreePath.Chain(m.Path)).Distinct().ToArray();
        var impersonal = messages.Where(m => m.UserId is null).Select(m => m.AccountId).Distinct().ToArray();
        var hosts = await db.HostNames.AsNoTracking().Where(h => senders.Contains(h.AccountId) && h.ProvenAt != null).OrderBy(h => h.ProvenAt).ToListAsync(cancel);
        var brandings = await db.Brandings.AsNoTracking().Where(b => senders.Contains(b.AccountId)).ToDictionaryAsync(b => b.AccountId, cancel);
        var logos = brandings.Values.Select(b => b.LogoId).OfType<Guid>().Distinct().ToArray();
        var uploads = logos.Length == 0 ? [] : await db.Uploads.AsNoTracking().Where(u => logos.Contains(u.Id)).ToDictionaryAsync(u => u.Id, cancel);
        return new()
        {
            People = await db.Users.AsNoTracking().Where(u => users.Contains(u.Id)).ToDictionaryAsync(u => u.Id, cancel),
            Accounts = await db.Accounts.AsNoTracking().Where(a => accounts.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancel),
            Brandings = brandings,
            Logos = brandings.Values.Where(b => b.LogoId is { } id && uploads.ContainsKey(id)).ToDictionary(b => b.AccountId, b => uploads[b.LogoId!.Value]),
            Hosts = hosts.DistinctBy(h => h.AccountId).ToDictionary(h => h.AccountId, h => h.Host),
            Languages = impersonal.Length == 0 ? new Dictionary<Guid, string>()
                : await db.CompanyProfiles.AsNoTracking().Where(p => impersonal.Contains(p.AccountId)).ToDictionaryAsync(p => p.AccountId, p => p.Language, cancel),
            Hiding = (await db.Accounts.AsNoTracking().Where(a => paths.Contains(a.Path) && a.HidesPrices).Select(a => a.Path).ToListAsync(cancel)).ToHashSet(),
            Reports = reader == MailReader.Recipient ? await reports.Of(messages, cancel) : new Dictionary<Guid, MonthlyReport>(),
        };
    }

    private static IEnumerable<Guid> Subjects(Message message) =>
        System.Text.Json.JsonSerializer.Deserialize<NoticeMail>(message.Data)!.Notices.Select(n => PublicId.TryParse(n.Subject, "acc", out var id) ? id : Guid.Empty);
}
