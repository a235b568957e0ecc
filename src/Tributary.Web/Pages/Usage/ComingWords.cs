using Microsoft.Extensions.Localization;
using Tributary.Reports;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages.Usage;

/// <summary>What the month after a report's is going to charge, in sentences: the same on the page and in the mail.</summary>
internal static class ComingWords
{
    /// <summary>What is told.</summary>
    public static string Title(ComingMonth coming, Culture culture, IStringLocalizer<Texts> texts)
    {
        var month = coming.Month.ToString("MMMM yyyy", culture.Info);
        return coming.From == coming.Month ? texts["Charges to come in {0}, gross", month] : texts["Charges to come in {0} from {1} on, gross", month, culture.Day(coming.From)];
    }

    /// <summary>How much, and in how many charges.</summary>
    public static string Amounts(ComingMonth coming, Culture culture, IStringLocalizer<Texts> texts) => coming switch
    {
        { AsOf: null } => texts["The forecast is being made"],
        { Charges: [] } => texts["Nothing, as far as is known today."],
        _ => string.Join(", ", coming.Charges.Select(c => (c.Count == 1 ? texts["{0} in 1 charge", culture.Money(c.Amount)] : texts["{0} in {1} charges", culture.Money(c.Amount), culture.Number(c.Count)]).Value)),
    };

    /// <summary>Whether the balance suffices; null where that is not to be said.</summary>
    public static string? Cover(ComingMonth coming, Culture culture, IStringLocalizer<Texts> texts) => coming switch
    {
        { ShortOn: { } day, Missing: { } missing } => $"{texts["Your balance suffices until {0}", culture.Day(day)].Value}. {texts["That day {0} is missing, and what it cannot pay for is refused.", culture.Money(missing)].Value}",
        { IsCovered: true, Charges.Count: > 0 } => texts["Your balance covers it."],
        _ => null,
    };
}
