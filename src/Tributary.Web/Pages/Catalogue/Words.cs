using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;
using Tributary.Catalog;

namespace Tributary.Web.Pages.Catalogue;

/// <summary>The words of the catalogue's pages.</summary>
internal static class Words
{
    /// <summary>An interval as a person says it.</summary>
    public static string Of(Interval interval) => interval switch
    {
        Interval.OneTime => Texts.Key("Once"),
        Interval.Monthly => Texts.Key("Monthly"),
        Interval.Quarterly => Texts.Key("Quarterly"),
        Interval.HalfYearly => Texts.Key("Bi-annual"),
        Interval.Yearly => Texts.Key("Yearly"),
    };

    /// <summary>A sort of finding as a person says it.</summary>
    public static string Of(FindingKind kind) => kind switch
    {
        FindingKind.New => Texts.Key("New"),
        FindingKind.Changed => Texts.Key("Changed"),
        FindingKind.Unchanged => Texts.Key("Unchanged"),
        FindingKind.Dropped => Texts.Key("Dropped"),
        FindingKind.Unusable => Texts.Key("Unusable"),
        FindingKind.NotOffered => Texts.Key("Not offered"),
        FindingKind.Repeated => Texts.Key("Repeated"),
    };

    /// <summary>Whether a price can be bought, as a person says it.</summary>
    public static string Of(SaleState state) => state switch
    {
        SaleState.Sold => Texts.Key("On sale"),
        SaleState.RenewalOnly => Texts.Key("Renewal only"),
        SaleState.Withdrawn => Texts.Key("Withdrawn"),
    };

    /// <summary>Where an import stands, as a person says it.</summary>
    public static string Of(ImportState state) => state switch
    {
        ImportState.Uploaded => Texts.Key("Uploaded"),
        ImportState.Checked => Texts.Key("Checked"),
        ImportState.Applied => Texts.Key("Applied"),
        ImportState.Discarded => Texts.Key("Discarded"),
    };

    /// <summary>A field that changes, such as <c>price.monthly</c>.</summary>
    public static string Field(IStringLocalizer<Texts> texts, string field)
    {
        var parts = field.Split('.');
        var word = texts[parts[0] switch
        {
            "price" => Texts.Key("Price"),
            "recommended" => Texts.Key("Recommended price"),
            "sale" => Texts.Key("Sale"),
            "sku" => Texts.Key("Supplier's number"),
            "name" => Texts.Key("Name"),
            "description" => Texts.Key("Description"),
            "unit" => Texts.Key("Unit"),
            "vendor" => Texts.Key("Vendor"),
            "list" => Texts.Key("Price list"),
            _ => throw new InvalidOperationException($"Unknown field {field}."),
        }];
        return parts.Length > 1 && Intervals.TryParse(parts[1], out var interval) ? $"{word}, {texts[Of(interval)].Value.ToLowerInvariant()}" : word;
    }

    /// <summary>The sentence of a problem in the reader's language.</summary>
    public static string Say(IStringLocalizer<Texts> texts, RowProblem problem) =>
        problem.Arguments.Length == 0 ? texts[problem.Text] : texts[problem.Text, [.. problem.Arguments]];

    /// <summary>All intervals to choose from.</summary>
    public static IEnumerable<SelectListItem> IntervalItems(IStringLocalizer<Texts> texts) =>
        Intervals.All.Select(i => new SelectListItem(texts[Of(i)], i.Code()));

    /// <summary>All currencies to choose from.</summary>
    public static IEnumerable<SelectListItem> CurrencyItems() => Currency.All.Select(c => new SelectListItem($"{c.Code} · {c.Name}", c.Code));
}
