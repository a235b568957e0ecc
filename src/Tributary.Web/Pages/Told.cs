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
        ["account.rights_given"] = Texts.Key("Rights changed"),
        ["account.submitted"] = Texts.Key("Submitted to go live"),
        ["account.activated"] = Texts.Key("Activated"),
        ["account.deactivated"] = Texts.Key("Deactivated"),
        ["account.reactivation_requested"] = Texts.Key("Reactivation requested"),
        ["terms.set"] = Texts.Key("Terms set"),
        ["wallet.credited"] = Texts.Key("Balance credited"),
        ["price.set"] = Texts.Key("Price set"),
        ["price.ended"] = Texts.Key("Price ended"),
        ["exchange_rate.set"] = Texts.Key("Exchange rate set"),
        ["person.added"] = Texts.Key("Person added"),
        ["person.invited"] = Texts.Key("Person invited"),
        ["person.joined"] = Texts.Key("Invitation accepted"),
        ["person.declined"] = Texts.Key("Invitation declined"),
        ["person.changed"] = Texts.Key("Person changed"),
        ["person.removed"] = Texts.Key("Person removed"),
        ["key.created"] = Texts.Key("API key made"),
        ["key.revoked"] = Texts.Key("API key revoked"),
        ["product.made"] = Texts.Key("Product made"),
        ["product.edited"] = Texts.Key("Product changed"),
        ["plan.made"] = Texts.Key("Plan made"),
        ["plan.edited"] = Texts.Key("Plan changed"),
        ["price_point.set"] = Texts.Key("Cost set"),
        ["price_list.uploaded"] = Texts.Key("Price list uploaded"),
        ["price_list.checked"] = Texts.Key("Price list checked"),
        ["price_list.applied"] = Texts.Key("Price list applied"),
        ["price_list.discarded"] = Texts.Key("Price list discarded"),
    };

    /// <summary>A line of the trail.</summary>
    public static string Deed(string action) => Deeds.TryGetValue(action, out var words) ? words : Spoken.Deed(action);

    /// <summary>Some lines of an account and of those below it, of all that the viewer sees when it is null, the latest first: those that hold <paramref name="search"/>.</summary>
    public static async Task<ListPart<Happening>> Lines(TributaryDb db, Viewer viewer, Guid? accountId, string? search, string? after, IStringLocalizer<Texts> texts, CancellationToken cancel) =>
        ListPart.Of(await Activity.Page(db, viewer, accountId, search, search is null ? [] : Actions(search, texts), PublicId.TryParse(after, "trl", out var last) ? last : null, ListPart.Most + 1, cancel),
            line => PublicId.Format("trl", line.Id));

    // The codes of the lines whose words hold this text, so that a person finds them as they read them.
    private static IReadOnlyList<string> Actions(string search, IStringLocalizer<Texts> texts) =>
        [.. Deeds.Where(deed => texts[deed.Value].Value.Contains(search.Trim(), StringComparison.CurrentCultureIgnoreCase)).Select(deed => deed.Key)];

    /// <summary>Who did it, as the reader may know.</summary>
    public static string Actor(Happening line, IStringLocalizer<Texts> texts) =>
        line.ByProgram ? texts["automatically"] : line.Actor ?? texts["your seller"].Value;

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
        _ => kind,
    };

    /// <summary>The accounts that notices are about, as far as the viewer sees them, by their public ids.</summary>
    public static async Task<IReadOnlyDictionary<string, Account>> About(TributaryDb db, Viewer viewer, IEnumerable<Notice> notices, CancellationToken cancel)
    {
        var ids = notices.Select(n => PublicId.TryParse(n.Subject, "acc", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct().ToArray();
        var accounts = ids.Length == 0 ? [] : await Accounts.List(db, ids, cancel);
        return accounts.Where(a => viewer.Sees(a.Path)).ToDictionary(a => PublicId.Format("acc", a.Id));
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
        return notice.Kind switch
        {
            "account.activated" => new(Tone.Good, own ? texts["Your account is active now."] : about is null ? texts["An account is active now."] : texts["{0} is active now.", about.Name], account),
            "account.deactivated" => new(Tone.Bad, texts["Your account was deactivated. Nothing new can be ordered or sold; what runs goes on."], account),
            "account.to_confirm" => new(Tone.Warning, about is null ? texts["A reseller waits for your confirmation."] : texts["{0} waits for your confirmation.", about.Name], account),
            "account.pending" => new(Tone.Bad, about is null ? texts["An account still waits for its number. Somebody has to look into it."] : texts["{0} still waits for its number. Somebody has to look into it.", about.Name], account),
            "terms.set" => new(Tone.Neutral, texts["Your seller has set new terms."], "/wallet"),
            "wallet.credited" => new(Tone.Good, texts["Your balance was credited."], "/wallet"),
            "wallet.low" => new(Tone.Warning, amount is null ? texts["Your balance is low."] : texts["Your balance is low: {0} is left.", amount], "/wallet"),
            "order.awaiting_approval" => new(Tone.Warning, texts["A customer's order waits for your approval."], order),
            "order.awaiting_funds" => new(Tone.Bad, amount is null ? texts["An order waits for funds in your wallet."] : texts["An order waits: {0} is missing in your wallet.", amount], order),
            "order.not_delivered" => new(Tone.Bad, texts["An order could not be delivered; what was set aside has gone back."], order),
            "order.lapsed" => new(Tone.Bad, texts["An order lapsed because funds were missing in your wallet."], order),
            "renewal.short" => new(Tone.Bad, amount is null ? texts["A renewal is short of funds and runs on for its days of grace."] : texts["A renewal is short: {0} is missing. It runs on for its days of grace.", amount], order),
            "renewal.paused" => new(Tone.Bad, amount is null ? texts["A subscription is paused for want of funds."] : texts["A subscription is paused: {0} is missing.", amount], order),
            "renewal.paused.service" => new(Tone.Warning, texts["A subscription is paused. Your seller can help."], order),
            "subscription.expired" => new(Tone.Bad, texts["A subscription has expired."], order),
            _ => new(Tone.Neutral, texts["Something happened in your account."], order),
        };
    }

    private static string? AmountOf(Notice notice)
    {
        var data = JsonDocument.Parse(notice.Data).RootElement;
        var amount = data.TryGetProperty("amount", out var missing) ? missing : data.TryGetProperty("available", out var left) ? left : default;
        return amount.ValueKind == JsonValueKind.String && data.TryGetProperty("currency", out var currency)
            ? $"{amount.GetString()}\u00a0{currency.GetString()}" : null;
    }
}
