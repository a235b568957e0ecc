using Tributary.Catalog;

namespace Tributary.Data.Seed;

/// <summary>
/// The small price list that the program carries, for the demo company and for a first look: public price facts of
/// 2022 in the vendors' own currencies. A yearly price of software is twelve monthly ones; the lists of that year have no other.
/// </summary>
public static class CarriedPriceList
{
    /// <summary>The file.</summary>
    public static PriceListFile File()
    {
        using var stream = typeof(CarriedPriceList).Assembly.GetManifestResourceStream("price-list.csv")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return PriceListFile.Read("price-list.csv", bytes);
    }

    /// <summary>How it is read.</summary>
    public static PriceListMapping Mapping => new()
    {
        Source = "price-list", ProductColumn = "product", VendorColumn = "product", CodeColumn = "code", NameColumn = "name",
        DescriptionColumn = "description", KindColumn = "kind", CurrencyColumn = "currency", UnitColumn = "unit",
        Units = [.. File().Table.Texts("unit").Select(unit => new UnitChoice { Text = unit, Unit = unit })],
        Prices =
        [
            new() { Column = "monthly_price", Interval = Interval.Monthly },
            new() { Column = "yearly_price", Interval = Interval.Yearly },
            new() { Column = "one_time_price", Interval = Interval.OneTime },
        ],
    };
}
