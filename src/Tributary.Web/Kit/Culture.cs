using System.Collections.Concurrent;
using System.Globalization;

namespace Tributary.Web.Kit;

/// <summary>A language the program knows how to write numbers and dates in.</summary>
/// <param name="Code">The two letters of ISO 639-1.</param>
/// <param name="Name">Its name in itself, as people look for it.</param>
/// <param name="Day">How a day is written.</param>
/// <param name="Translated">Whether the panel's texts exist in it; only then it is offered in the menu.</param>
public sealed record Language(string Code, string Name, string Day, bool Translated);

/// <summary>
/// How one person reads figures: their language and time zone. Everything a page shows as a number, an amount, a day or a time
/// goes through here, so that it reads the same in a page, a mail and a document.
/// </summary>
public sealed class Culture
{
    private readonly CultureInfo format;

    /// <summary>Reading in a language and a time zone; what is unknown falls back to English and UTC.</summary>
    /// <param name="language">A language code such as <c>de</c>; a region after it is ignored.</param>
    /// <param name="zone">An IANA time zone such as <c>Europe/Berlin</c>.</param>
    public Culture(string? language, string? zone)
    {
        Language = Find(language) ?? Languages[0];
        Info = CultureInfo.GetCultureInfo(Language.Code);
        Zone = zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;
        format = (CultureInfo)Info.Clone();
        // A hyphen is too short and too low to be a minus in a column of figures.
        format.NumberFormat.NegativeSign = "\u2212";
        format.NumberFormat.NumberNegativePattern = 1;
        format.NumberFormat.PercentNegativePattern = 1;
    }

    /// <summary>The languages numbers and dates can be written in; the first is the default.</summary>
    public static IReadOnlyList<Language> Languages { get; } =
    [
        new("en", "English", "d MMM yyyy", Translated: true),
        new("de", "Deutsch", "d. MMM yyyy", Translated: false),
        new("fr", "Français", "d MMM yyyy", Translated: false),
        new("es", "Español", "d MMM yyyy", Translated: false),
        new("ja", "日本語", "yyyy年M月d日", Translated: false),
    ];

    /// <summary>English and UTC.</summary>
    public static Culture Neutral { get; } = new("en", "UTC");

    /// <summary>The same as making one, which is kept: everybody asks for theirs with each page.</summary>
    public static Culture For(string? language, string? zone)
    {
        var known = ((Find(language) ?? Languages[0]).Code, zone ?? "UTC");
        if (Kept.TryGetValue(known, out var kept)) return kept;
        var made = new Culture(language, zone);
        // Only what there is, so that nobody fills the memory with zones of their invention.
        return made.Zone.Id == zone ? Kept.GetOrAdd(known, made) : made;
    }

    private static readonly ConcurrentDictionary<(string Language, string Zone), Culture> Kept = new();

    /// <summary>The language.</summary>
    public Language Language { get; }

    /// <summary>The framework's name for the language.</summary>
    public CultureInfo Info { get; }

    /// <summary>The time zone times are shown in.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The culture of the person who asks; English and UTC before anybody said otherwise.</summary>
    public static Culture Of(HttpContext context) => context.Features.Get<Culture>() ?? Neutral;

    /// <summary>The language of a code, with or without a region.</summary>
    public static Language? Find(string? code) =>
        code is null ? null : Languages.FirstOrDefault(known => code.Split('-', '_')[0].Equals(known.Code, StringComparison.OrdinalIgnoreCase));

    /// <summary>A whole number with separators.</summary>
    public string Number(long number) => number.ToString("N0", format);

    /// <summary>A number with separators and so many decimal places.</summary>
    public string Number(decimal number, int digits) => number.ToString($"N{digits}", format);

    /// <summary>A fraction as a percentage: 0.25 is 25 %.</summary>
    public string Percent(decimal fraction, int digits = 0) => fraction.ToString($"P{digits}", format);

    /// <summary>The amount alone, with the currency's decimal places: <c>−1,204.00</c>.</summary>
    public string Amount(Money money) => Number(money.Amount, money.Currency.Digits);

    /// <summary>The amount and the currency's code: <c>−1,204.00 USD</c>. The two never part at a line's end.</summary>
    public string Money(Money money) => $"{Amount(money)}\u00a0{money.Currency.Code}";

    /// <summary>A day: <c>14 Mar 2026</c>.</summary>
    public string Day(DateOnly day) => day.ToString(Language.Day, format);

    /// <summary>The civil day on which this moment falls in the person's time zone.</summary>
    /// <param name="utc">A moment in UTC.</param>
    public DateOnly LocalDay(DateTime utc) => DateOnly.FromDateTime(Local(utc));

    /// <summary>The moment in the person's time zone.</summary>
    /// <param name="utc">A moment in UTC.</param>
    public DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone);

    /// <summary>Day and time in the person's zone: <c>14 Mar 2026, 10:12</c>.</summary>
    /// <param name="utc">A moment in UTC.</param>
    public string Time(DateTime utc) => $"{Day(LocalDay(utc))}, {Local(utc):HH:mm}";

    /// <summary>Day, time to the second and the zone it is told in: <c>14 Mar 2026, 10:12:40 (UTC+01:00)</c>.</summary>
    /// <param name="utc">A moment in UTC.</param>
    public string Exact(DateTime utc)
    {
        var local = Local(utc);
        var offset = Zone.GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
        var name = offset == TimeSpan.Zero ? "UTC" : $"UTC{(offset < TimeSpan.Zero ? "\u2212" : "+")}{offset:hh\\:mm}";
        return string.Create(CultureInfo.InvariantCulture, $"{Day(DateOnly.FromDateTime(local))}, {local:HH:mm:ss} ({name})");
    }
}
