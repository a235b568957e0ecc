using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Notices;
using Tributary.Reports;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages;

/// <summary>What the panel says of a notice.</summary>
/// <param name="Tone">Whether it is good, urgent or bad.</param>
/// <param name="Title">The sentence.</param>
/// <param name="Href">Where one can do something about it, or null.</param>
public sealed record NoticeWords(Tone Tone, string Title, string? Href);

/// <summary>What happened, in words: lines of the trail, notices, postings. All are keys of the texts.</summary>
public static class Told
{
    private static readonly Dictionary<string, string> Deeds = new()
    {
        ["account.opened"] = Texts.Key("Account opened"),
        ["account.pending_reported"] = Texts.Key("Put before a person: no number yet"),
        ["account.registered"] = Texts.Key("Number given"),
        ["account.edited"] = Texts.Key("Details changed"),
        ["account.settings"] = Texts.Key("Settings changed"),
        ["account.branding"] = Texts.Key("Branding changed"),
        ["account.domain_proven"] = Texts.Key("Domain proven"),
        ["account.rights_given"] = Texts.Key("Rights changed"),
        ["account.submitted"] = Texts.Key("Submitted to go live"),
        ["account.activated"] = Texts.Key("Activated"),
        ["account.deactivated"] = Texts.Key("Deactivated"),
        ["account.pausing"] = Texts.Key("Its subscriptions are to be paused"),
        ["account.subscriptions_paused"] = Texts.Key("Its subscriptions are paused"),
        ["account.subscriptions_resumed"] = Texts.Key("Its subscriptions are resumed"),
        ["account.may_confirm"] = Texts.Key("Confirms the resellers below it"),
        ["account.may_not_confirm"] = Texts.Key("Confirms no resellers any more"),
        ["account.waived.branding"] = Texts.Key("Goes live without branding"),
        ["account.waived.domain"] = Texts.Key("Lives at the installation's own address"),
        ["account.waived.prices"] = Texts.Key("Usual prices taken for its own"),
        ["account.waived.balance"] = Texts.Key("Goes live without a first balance"),
        ["account.needed.branding"] = Texts.Key("Branding wanted after all"),
        ["account.needed.domain"] = Texts.Key("Domain wanted after all"),
        ["account.needed.prices"] = Texts.Key("Prices wanted after all"),
        ["account.needed.balance"] = Texts.Key("First balance wanted after all"),
        ["agreement.published"] = Texts.Key("Agreement published"),
        ["agreement.accepted"] = Texts.Key("Agreement accepted"),
        ["price.set_for_new"] = Texts.Key("Prices set with the opening"),
        ["price.add_on_made"] = Texts.Key("Add-on made for one buyer"),
        ["account.reactivation_requested"] = Texts.Key("Reactivation requested"),
        ["register.loaded"] = Texts.Key("Public register loaded"),
        ["terms.set"] = Texts.Key("Terms set"),
        ["wallet.credited"] = Texts.Key("Balance credited"),
        ["invoice.issued"] = Texts.Key("Invoice issued"),
        ["credit_note.issued"] = Texts.Key("Credit note issued"),
        ["price.set"] = Texts.Key("Price set"),
        ["price.ended"] = Texts.Key("Price ended"),
        ["exchange_rate.set"] = Texts.Key("Exchange rate set"),
        ["bulk.started"] = Texts.Key("Deed on many subscriptions begun"),
        ["bulk.stopped"] = Texts.Key("Deed on many subscriptions stopped"),
        ["bulk.over"] = Texts.Key("Deed on many subscriptions over"),
        ["bulk.failed"] = Texts.Key("Deed on many subscriptions not finished"),
        ["view.kept"] = Texts.Key("View of a list kept"),
        ["view.dropped"] = Texts.Key("View of a list taken away"),
        ["people.uploaded"] = Texts.Key("List of people uploaded"),
        ["people.applied"] = Texts.Key("Adding a list of people begun"),
        ["people.imported"] = Texts.Key("List of people added"),
        ["people.discarded"] = Texts.Key("List of people discarded"),
        ["people.failed"] = Texts.Key("List of people not added"),
        ["person.added"] = Texts.Key("Person added"),
        ["person.invited"] = Texts.Key("Person invited"),
        ["person.joined"] = Texts.Key("Invitation accepted"),
        ["person.declined"] = Texts.Key("Invitation declined"),
        ["person.changed"] = Texts.Key("Person changed"),
        ["report.wanted"] = Texts.Key("Monthly report asked for"),
        ["report.stopped"] = Texts.Key("Monthly report stopped"),
        ["report.mailed"] = Texts.Key("Monthly report mailed"),
        ["graph_note.written"] = Texts.Key("Note put on the graph"),
        ["graph_note.changed"] = Texts.Key("Note on the graph changed"),
        ["graph_note.removed"] = Texts.Key("Note taken off the graph"),
        ["person.removed"] = Texts.Key("Person removed"),
        [Identity.NoteRefusal.Action] = Texts.Key("Asked for what is not theirs"),
        ["mail.resent"] = Texts.Key("Mail sent again"),
        ["key.created"] = Texts.Key("API key made"),
        ["key.revoked"] = Texts.Key("API key revoked"),
        ["asset.assigned"] = Texts.Key("Asset assigned"),
        ["asset.taken_back"] = Texts.Key("Asset taken back"),
        ["product.made"] = Texts.Key("Product made"),
        ["product.edited"] = Texts.Key("Product changed"),
        ["plan.made"] = Texts.Key("Plan made"),
        ["plan.edited"] = Texts.Key("Plan changed"),
        ["price_point.set"] = Texts.Key("Cost set"),
        ["price_list.uploaded"] = Texts.Key("Price list uploaded"),
        ["price_list.checked"] = Texts.Key("Price list checked"),
        ["price_list.applied"] = Texts.Key("Price list applied"),
        ["account.guests"] = Texts.Key("Who may visit changed"),
        ["guest.asked"] = Texts.Key("Visit asked for"),
        ["guest.prepared"] = Texts.Key("Visit prepared"),
        ["guest.agreed"] = Texts.Key("Visit agreed to"),
        ["guest.refused"] = Texts.Key("Visit refused"),
        ["guest.began"] = Texts.Key("Visit began"),
        ["guest.ended"] = Texts.Key("Visit ended"),
        ["decision.postponed"] = Texts.Key("Decision put off"),
        ["decision.taken_up"] = Texts.Key("Decision taken up again"),
        ["price_list.discarded"] = Texts.Key("Price list discarded"),
    };

    /// <summary>A line of the trail.</summary>
    public static string Deed(string action) => Deeds.TryGetValue(action, out var words) ? words : Spoken.Deed(action);

    /// <summary>Some lines of an account and of those below it, of all that the viewer sees when it is null, the latest first: those that hold <paramref name="search"/>.</summary>
    public static async Task<ListPart<Happening>> Lines(
        TributaryDb db, Viewer viewer, Guid? accountId, string? search, string? after, IStringLocalizer<Texts> texts, CancellationToken cancel, Guid? passId = null) =>
        ListPart.Of(await Activity.Page(db, viewer, accountId, search, search is null ? [] : Actions(search, texts), PublicId.TryParse(after, "trl", out var last) ? last : null, ListPart.Most + 1, cancel, passId),
            line => PublicId.Format("trl", line.Id));

    // The codes of the lines whose words hold this text, so that a person finds them as they read them.
    private static IReadOnlyList<string> Actions(string search, IStringLocalizer<Texts> texts) =>
        [.. Deeds.Where(deed => texts[deed.Value].Value.Contains(search.Trim(), StringComparison.CurrentCultureIgnoreCase)).Select(deed => deed.Key)];

    /// <summary>Who did it, as the reader may know.</summary>
    public static string Actor(Happening line, IStringLocalizer<Texts> texts) =>
        line.ByProgram ? texts["automatically"]
            : line.OnBehalfOf is { } visited ? OnBehalf(line.Actor, line.OnBehalfOfReader ? null : visited, texts)
            : line.Actor ?? texts["your seller"].Value;

    /// <summary>Who did something as a guest in another account.</summary>
    /// <param name="actor">The guest's name, or null for a reader who stands below them.</param>
    /// <param name="visited">The account's name; null when it is the reader's own.</param>
    /// <param name="texts">The texts of the reader.</param>
    public static string OnBehalf(string? actor, string? visited, IStringLocalizer<Texts> texts) => (actor, visited) switch
    {
        ({ } name, { } account) => texts["{0} for {1}", name, account],
        ({ } name, null) => texts["{0}, on behalf of you", name],
        (null, { } account) => texts["your seller, on behalf of {0}", account],
        (null, null) => texts["your seller, on behalf of you"],
    };

    /// <summary>The columns of a list of lines.</summary>
    public static IEnumerable<Column<Happening>> Columns(IStringLocalizer<Texts> texts, bool accounts) =>
    [
        Column<Happening>.Text("what", texts["What"], line => texts[Deed(line.Action)]) with { Fixed = true },
        Column<Happening>.Text("about", texts["About"], line => line.Summary != line.AccountName ? line.Summary : "") with { InFilesOnly = true },
        .. accounts ? [Column<Happening>.Text("account", texts["Account"], line => line.AccountName) with { OnPhones = false }] : Array.Empty<Column<Happening>>(),
        Column<Happening>.Text("who", texts["Who"], line => Actor(line, texts)) with { OnPhones = false },
        Column<Happening>.Moment("when", texts["When"], line => line.At),
    ];

    /// <summary>Where the thing that a line is about is shown, or null.</summary>
    public static string? Href(string? subject, AccountKind kind) => subject?.Split('_')[0] switch
    {
        "acc" => $"/{(kind == AccountKind.Reseller ? "resellers" : "customers")}/{subject}",
        "ord" => $"/orders/{subject}",
        "sub" => $"/subscriptions/{subject}",
        "blk" => $"/subscriptions/bulk/{subject}",
        "gst" => $"/visits/{subject}",
        "ast" => $"/assets/{subject}",
        _ => null,
    };

    /// <summary>What a posting did to a wallet.</summary>
    public static string Posting(string kind) => kind switch
    {
        "top_up" => Texts.Key("Credited"),
        "reserve" => Texts.Key("Set aside"),
        "capture" => Texts.Key("Charged"),
        "release" => Texts.Key("Given back"),
        "renewal" => Texts.Key("Renewal"),
        "refund" => Texts.Key("Refund"),
        "change" => Texts.Key("Change"),
        "terms" => Texts.Key("Carried over"),
        "credit" => Texts.Key("Credit note"),
        _ => kind,
    };

    /// <summary>The accounts that notices are about, as far as the viewer sees them, by their public ids.</summary>
    public static async Task<IReadOnlyDictionary<string, Account>> About(TributaryDb db, Viewer viewer, IEnumerable<Notice> notices, CancellationToken cancel)
    {
        var ids = notices.Select(n => PublicId.TryParse(n.Subject, "acc", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct().ToArray();
        var accounts = ids.Length == 0 ? [] : await Accounts.List(db, ids, cancel);
        return accounts.Where(a => viewer.Sees(Right.ViewAccounts, a.Path)).ToDictionary(a => PublicId.Format("acc", a.Id));
    }

    private static readonly FixedQuery<Guid[], Account> Accounts = new((db, ids) => db.Accounts.AsNoTracking().Where(a => ids.Contains(a.Id)));

    /// <summary>What an account is told. Amounts are left out for who is shown none.</summary>
    public static NoticeWords Notice(Notice notice, IStringLocalizer<Texts> texts, bool amounts, IReadOnlyDictionary<string, Account> accounts)
    {
        var about = notice.Subject is { } one ? accounts.GetValueOrDefault(one) : null;
        var own = about?.Id == notice.AccountId;
        var amount = amounts ? AmountOf(notice) : null;
        var account = about is null ? null : Spoken.Place(about);
        var order = Href(notice.Subject, AccountKind.Customer);
        const string visits = "/visits";
        return notice.Kind switch
        {
            "account.activated" => new(Tone.Good, own ? texts["Your account is active now."] : about is null ? texts["An account is active now."] : texts["{0} is active now.", about.Name], account),
            "account.deactivated" => new(Tone.Bad, texts["Your account was deactivated. Nothing new can be ordered or sold."], account),
            "account.may_confirm" => new(Tone.Good, texts["You confirm the resellers below you from now on."], "/resellers?todo=all"),
            "account.may_not_confirm" => new(Tone.Neutral, texts["The provider confirms the resellers below you again."], "/resellers"),
            "account.to_confirm" => new(Tone.Warning, about is null ? texts["A reseller waits for your confirmation."] : texts["{0} waits for your confirmation.", about.Name], account),
            "guest.asked" => new(Tone.Warning, texts["Your seller asks to visit your account."], visits),
            "guest.came" => new(Tone.Neutral, texts["Your seller is visiting your account. You see what they do."], visits),
            "guest.agreed" => new(Tone.Good, about is null ? texts["An account has agreed to a visit."] : texts["{0} has agreed to your visit.", about.Name], visits),
            "guest.refused" => new(Tone.Warning, about is null ? texts["An account has refused a visit."] : texts["{0} has refused your visit.", about.Name], visits),
            "account.pending" => new(Tone.Bad, about is null ? texts["An account still waits for its number. Somebody has to look into it."] : texts["{0} still waits for its number. Somebody has to look into it.", about.Name], account),
            "terms.set" => new(Tone.Neutral, texts["Your seller has set new terms."], "/wallet"),
            "wallet.credited" => new(Tone.Good, texts["Your balance was credited."], "/wallet"),
            "wallet.low" => new(Tone.Warning, amount is null ? texts["Your balance is low."] : texts["Your balance is low: {0} is left.", amount], "/wallet"),
            "invoice.issued" => new(Tone.Neutral, amount is null ? texts["An invoice was issued to you."] : texts["Invoice {0} of {1} was issued to you.", NumberOf(notice), amount], Document(notice)),
            "credit_note.issued" => new(Tone.Good, amount is null ? texts["A credit note was issued to you."] : texts["Credit note {0} of {1} was issued to you.", NumberOf(notice), amount], Document(notice)),
            "order.awaiting_approval" => new(Tone.Warning, texts["A customer's order waits for your approval."], order),
            "order.awaiting_funds" => new(Tone.Bad, amount is null ? texts["An order waits for funds in your wallet."] : texts["An order waits: {0} is missing in your wallet.", amount], order),
            "order.not_delivered" => new(Tone.Bad, texts["An order could not be delivered; what was set aside has gone back."], order),
            "order.lapsed" => new(Tone.Bad, texts["An order lapsed because funds were missing in your wallet."], order),
            "renewal.short" => new(Tone.Bad, amount is null ? texts["A renewal is short of funds and runs on for its days of grace."] : texts["A renewal is short: {0} is missing. It runs on for its days of grace.", amount], order),
            "renewal.ahead" => new(Tone.Warning, amount is null || DayOf(notice) is not { } day ? texts["Your balance will not suffice for a renewal of the coming days."]
                : texts["From {0} on renewals will be refused: {1} is missing in your wallet that day.", Reading.Day(day), amount], "/forecast"),
            "renewal.paused" => new(Tone.Bad, amount is null ? texts["A subscription is paused for want of funds."] : texts["A subscription is paused: {0} is missing.", amount], order),
            "renewal.paused.service" => new(Tone.Warning, texts["A subscription is paused. Your seller can help."], order),
            "subscription.expired" => new(Tone.Bad, texts["A subscription has expired."], order),
            Outbox.FailedNotice => new(Tone.Bad, texts["A mail of yours could not be sent and was given up."], "/mail?state=failed"),
            _ => new(Tone.Neutral, texts["Something happened in your account."], order),
        };
    }

    private static string? Document(Notice notice) => notice.Subject is { } id ? $"/invoices/{id}" : null;

    private static string NumberOf(Notice notice) => JsonDocument.Parse(notice.Data).RootElement.TryGetProperty("number", out var number) ? number.GetString() ?? "" : "";
    private static DateOnly? DayOf(Notice notice) =>
        JsonDocument.Parse(notice.Data).RootElement.TryGetProperty("day", out var day) && DateOnly.TryParseExact(day.GetString(), "yyyy-MM-dd", out var read) ? read : null;

    // Numbers and days as the person reads them to whom the words are said; no time of day is told here.
    private static Culture Reading => Culture.For(CultureInfo.CurrentCulture.Name, "UTC");

    private static string? AmountOf(Notice notice)
    {
        var data = JsonDocument.Parse(notice.Data).RootElement;
        var amount = data.TryGetProperty("amount", out var missing) ? missing : data.TryGetProperty("available", out var left) ? left : default;
        return amount.ValueKind == JsonValueKind.String && data.TryGetProperty("currency", out var code) && Currency.TryOf(code.GetString(), out var currency)
            && Money.TryParse(amount.GetString(), currency, out var money) ? Reading.Money(money) : null;
    }
}
