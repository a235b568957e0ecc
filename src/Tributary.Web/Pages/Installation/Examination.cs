using System.Reflection;
using Microsoft.Extensions.Localization;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Workers;

namespace Tributary.Web.Pages.Installation;

/// <summary>How a part of the installation is.</summary>
public enum Wellness
{
    /// <summary>As it should be.</summary>
    Well = 1,
    /// <summary>Somebody should look at it today.</summary>
    NeedsALook = 2,
    /// <summary>Something is wrong now.</summary>
    NeedsAttention = 3,
}

/// <summary>One fact: its label is a key of the texts; it is a moment (UTC), words in the reader's language, or both.</summary>
public sealed record Fact(string Label, string? Text, DateTime? At = null);

/// <summary>A part of the installation: its name is for anchors, its title a key of the texts.</summary>
/// <param name="ToDo">What to do, in the reader's language; null when it is well.</param>
/// <param name="Leads">Where one sees more.</param>
public sealed record Part(string Name, string Title, Wellness State, string? ToDo, IReadOnlyList<Fact> Facts, (string Words, string Href)? Leads = null);

/// <summary>What is made of the figures: which part is well, and what to do about one that is not.</summary>
internal sealed record Examination(
    Condition Seen, bool IsPostgres, Pulse Pulse, ErrorTally Errors, DateTime? RenewedAt, bool SendsMail, DateTime Now)
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private const int ManyQueued = 2_000;
    private static readonly TimeSpan LongWaiting = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RenewsWithin = TimeSpan.FromHours(2);
    private static readonly TimeSpan ChecksWithin = TimeSpan.FromHours(26);
    private const double MuchMemory = 0.8;

    /// <summary>Every part, in the order in which trouble spreads.</summary>
    public IReadOnlyList<Part> Parts(IStringLocalizer<Texts> texts, Culture culture) =>
        [Database(texts, culture), Desk(texts, culture), Work(texts, culture), Renewals(texts, culture), Books(texts, culture), Failures(texts, culture), Mail(texts, culture), Program(texts, culture)];

    private Part Database(IStringLocalizer<Texts> texts, Culture culture)
    {
        string? todo = Seen.Missing > 0 ? texts["It is older than this program. Stop the program, back up, and run tributary migrate."].Value
            : Seen.Answered > Slow ? texts["It answers slowly. Look at its disk, at its memory, and at what else runs there."].Value : null;
        return new("database", Texts.Key("Database"), Seen.Missing > 0 ? Wellness.NeedsAttention : Of(todo), todo,
        [
            new(Texts.Key("Kind"), IsPostgres ? "PostgreSQL" : "SQLite"), new(Texts.Key("Size"), Size(Seen.Bytes, culture)),
            new(Texts.Key("Answered in"), texts["{0} ms", culture.Number((decimal)Seen.Answered.TotalMilliseconds, 1)].Value),
            new(Texts.Key("Migration"), Seen.Missing > 0 ? texts["{0}, {1} missing", Seen.Migration ?? "–", Seen.Missing].Value : Seen.Migration),
        ]);
    }

    private Part Desk(IStringLocalizer<Texts> texts, Culture culture)
    {
        string? todo = Pulse.Queued >= ManyQueued ? texts["More is handed in than is written. Look at the database's disk first; docs/operating.md says how to size."].Value : null;
        return new("desk", Texts.Key("Desk"), Of(todo), todo,
        [
            new(Texts.Key("Waiting"), culture.Number(Pulse.Queued)),
            new(Texts.Key("Deeds a second"), texts["{0}, over the last minute", culture.Number((decimal)Pulse.PerSecond, 1)].Value),
            new(Texts.Key("Since the start"), texts["{0} deeds in {1} batches", culture.Number(Pulse.Count.Deeds), culture.Number(Pulse.Count.Batches)].Value),
            new(Texts.Key("Last batch"), Pulse.Last is { } last ? texts["with deeds: {0}", culture.Number(last.Deeds)].Value : "–", Pulse.Last?.At),
            new(Texts.Key("Decided again"), texts["{0} batches that another program came before", culture.Number(Pulse.Races)].Value),
        ]);
    }

    private Part Work(IStringLocalizer<Texts> texts, Culture culture)
    {
        var late = Seen.WorkSince is { } since && Now - since > LongWaiting;
        string? todo = late ? texts["Work waits and nobody takes it up. Read the program's log for what its connector says."].Value
            : Seen.WorkGoneWrong ? texts["Somebody has to decide about the work below. Open Provisioning."].Value : null;
        return new("work", Texts.Key("Work"), late ? Wellness.NeedsAttention : Of(todo), todo,
        [
            new(Texts.Key("Waiting"), culture.Number(Seen.WorkWaiting)), new(Texts.Key("Longest since"), Seen.WorkSince is null ? "–" : null, Seen.WorkSince),
            new(Texts.Key("With a person"), AtMost(texts, culture, Seen.WorkWithPerson)),
        ], (Texts.Key("Provisioning"), "/provisioning"));
    }

    private Part Renewals(IStringLocalizer<Texts> texts, Culture culture)
    {
        var stuck = RenewedAt is { } at ? Now - at > RenewsWithin : Now - Errors.Since > LongWaiting;
        var overdue = Seen.DueSince < Seen.Today;
        string? todo = stuck ? texts["The renewal run does not come to its end. Read the program's log; tributary renew runs it at once."].Value
            : overdue ? texts["Something was due before today and was not renewed. Read the program's log for why; tributary renew tries again at once."].Value : null;
        return new("renewals", Texts.Key("Renewals"), stuck ? Wellness.NeedsAttention : Of(todo), todo,
        [
            new(Texts.Key("Due"), AtMost(texts, culture, Seen.Due)),
            new(Texts.Key("Due since"), Seen.DueSince is { } day ? culture.Day(day) : "–"), new(Texts.Key("Last run"), RenewedAt is null ? texts["not yet"].Value : null, RenewedAt),
        ]);
    }

    private Part Books(IStringLocalizer<Texts> texts, Culture culture)
    {
        var stale = Seen.CheckedAt is { } at ? Now - at > ChecksWithin : Now - Errors.Since > LongWaiting;
        string? todo = Seen.Findings > 0 ? texts["The books do not hold. Open Books, and keep the log and a backup before anything is changed."].Value
            : stale ? texts["The nightly check has not run. Open Books and have them checked now."].Value : null;
        return new("books", Texts.Key("Books"), Seen.Findings > 0 ? Wellness.NeedsAttention : Of(todo), todo,
        [
            new(Texts.Key("Last checked"), Seen.CheckedAt is null ? texts["not yet"].Value : null, Seen.CheckedAt), new(Texts.Key("Findings"), culture.Number(Seen.Findings)),
        ], (Texts.Key("Books"), "/books"));
    }

    private Part Failures(IStringLocalizer<Texts> texts, Culture culture)
    {
        string? todo = Errors.LastHour > 0 ? texts["Read the program's log: each error says what failed, and whether it is tried again."].Value : null;
        return new("errors", Texts.Key("Errors"), Of(todo), todo,
        [
            new(Texts.Key("In the last hour"), culture.Number(Errors.LastHour)), new(Texts.Key("Since the start"), culture.Number(Errors.Count)),
            new(Texts.Key("Last one"), Errors.Last is { } last ? last.By : "–", Errors.Last?.At),
        ]);
    }

    private Part Mail(IStringLocalizer<Texts> texts, Culture culture)
    {
        var stuck = Seen.MailSince is { } since && Now - since > LongWaiting;
        string? todo = stuck ? texts["Mail waits and does not go out. Read the program's log for what the mail server says."].Value
            : Seen.MailFailed > 0 ? texts["Mails were given up. Those who sent them read why under Sent mail; the log has what the mail server said."].Value : null;
        return new("mail", Texts.Key("Mail"), Of(todo), todo,
        [
            new(Texts.Key("Mail server"), SendsMail ? texts["set"].Value : texts["none: mails are kept and can be read under Sent mail"].Value),
            new(Texts.Key("Waiting"), AtMost(texts, culture, Seen.MailWaiting)), new(Texts.Key("Longest since"), Seen.MailSince is null ? "–" : null, Seen.MailSince),
            new(Texts.Key("Given up, in seven days"), AtMost(texts, culture, Seen.MailFailed)),
        ], (Texts.Key("Sent mail"), "/mail"));
    }

    private Part Program(IStringLocalizer<Texts> texts, Culture culture)
    {
        var (used, there) = (Environment.WorkingSet, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        string? todo = used > there * MuchMemory ? texts["It has nearly all the memory there is. Give it more, or restart it and see whether it grows again."].Value : null;
        return new("program", Texts.Key("Program"), Of(todo), todo,
        [
            new(Texts.Key("Version"), typeof(Examination).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]),
            new(Texts.Key("Started"), null, Errors.Since), new(Texts.Key("Memory"), texts["{0} of {1}", Size(used, culture), Size(there, culture)].Value),
            new(Texts.Key("Runs on"), $"{Environment.MachineName}, {Environment.ProcessId}"),
        ]);
    }

    private static string AtMost(IStringLocalizer<Texts> texts, Culture culture, int counted) =>
        counted >= Condition.MostCounted ? texts["{0} or more", culture.Number(counted)].Value : culture.Number(counted);

    private static Wellness Of(string? todo) => todo is null ? Wellness.Well : Wellness.NeedsALook;

    private static string Size(long bytes, Culture culture) =>
        bytes >= 1 << 30 ? $"{culture.Number(bytes / (decimal)(1 << 30), 1)} GiB" : $"{culture.Number(bytes / (decimal)(1 << 20), 1)} MiB";
}
