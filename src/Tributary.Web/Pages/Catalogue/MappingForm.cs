using Tributary.Catalog;

namespace Tributary.Web.Pages.Catalogue;

/// <summary>A mapping as a person edits it: everything is a text, and empty means "none".</summary>
public sealed class MappingForm
{
    /// <summary>What one column of the file is used for, when it is not one of the named roles.</summary>
    public sealed class PriceLine
    {
        public string Column { get; set; } = "";

        /// <summary>Empty to leave it out; <c>unit</c> when the unit says the interval; an interval's code; or <c>add_on</c>.</summary>
        public string? Use { get; set; }

        public string? Recommended { get; set; }

        public string? AddOn { get; set; }

        public string? AddOnName { get; set; }
    }

    /// <summary>What one text of the unit column means.</summary>
    public sealed class UnitLine
    {
        public string? Text { get; set; }

        public string? Unit { get; set; }

        /// <summary>Empty when not decided, <c>refuse</c> to leave such rows out, or an interval's code.</summary>
        public string? Interval { get; set; }
    }

    /// <summary>The use of a column that prices an add-on.</summary>
    public const string AddOnUse = "add_on";
    /// <summary>The use of a column whose interval the unit says.</summary>
    public const string UnitUse = "unit";
    /// <summary>The choice that leaves rows of a unit out.</summary>
    public const string RefuseUse = "refuse";

    public string? Source { get; set; }
    public string? Separator { get; set; }
    public string? FilterColumn { get; set; }
    public string? FilterValue { get; set; }
    public string? ProductColumn { get; set; }
    public string? Product { get; set; }
    public string? VendorColumn { get; set; }
    public string? CodeColumn { get; set; }
    public string? NameColumn { get; set; }
    public string? NamePrefix { get; set; }
    public string? DescriptionColumn { get; set; }
    public string? KindColumn { get; set; }
    public string? SkuColumn { get; set; }
    public string? CurrencyColumn { get; set; }
    public string? Currency { get; set; }
    public string? UnitColumn { get; set; }
    public string? Unit { get; set; }
    public string? Interval { get; set; }
    public string? Decimal { get; set; }
    public string? Thousands { get; set; }
    public string? Sign { get; set; }
    public bool StarIsRenewalOnly { get; set; }
    public string? NotOffered { get; set; }
    public string? Connector { get; set; }
    public WhenDropped WhenDropped { get; set; } = WhenDropped.Keep;
    public DateOnly? EffectiveFrom { get; set; }
    public List<PriceLine> Prices { get; set; } = [];
    public List<UnitLine> Units { get; set; } = [];

    /// <summary>The form of a mapping, with a line for each column that could hold prices and for each text of the unit column.</summary>
    public static MappingForm Of(PriceListMapping mapping, CsvTable table)
    {
        string?[] named =
        [
            mapping.FilterColumn, mapping.ProductColumn, mapping.VendorColumn, mapping.CodeColumn, mapping.NameColumn, mapping.DescriptionColumn,
            mapping.KindColumn, mapping.SkuColumn, mapping.CurrencyColumn, mapping.UnitColumn, .. mapping.Prices.Select(p => p.Recommended),
        ];
        return new()
        {
            Source = mapping.Source, Separator = mapping.Separator is "\t" ? "tab" : mapping.Separator, FilterColumn = mapping.FilterColumn, FilterValue = mapping.FilterValue,
            ProductColumn = mapping.ProductColumn, Product = mapping.Product, VendorColumn = mapping.VendorColumn, CodeColumn = mapping.CodeColumn,
            NameColumn = mapping.NameColumn, NamePrefix = mapping.NamePrefix, DescriptionColumn = mapping.DescriptionColumn, KindColumn = mapping.KindColumn,
            SkuColumn = mapping.SkuColumn, CurrencyColumn = mapping.CurrencyColumn, Currency = mapping.Currency, UnitColumn = mapping.UnitColumn,
            Unit = mapping.Unit, Interval = mapping.Interval?.Code(), Decimal = mapping.Format.Decimal, Thousands = Shown(mapping.Format.Thousands),
            Sign = mapping.Format.Sign, StarIsRenewalOnly = mapping.RenewalOnlyMark is "*", NotOffered = string.Join(", ", mapping.NotOffered),
            Connector = mapping.Connector, WhenDropped = mapping.WhenDropped,
            Prices =
            [
                .. mapping.Prices.Select(p => new PriceLine
                {
                    Column = p.Column, Use = p.AddOn is not null ? AddOnUse : p.Interval?.Code() ?? UnitUse, Recommended = p.Recommended, AddOn = p.AddOn, AddOnName = p.AddOnName,
                }),
                .. table.Headings.Where(h => !named.Contains(h) && mapping.Prices.All(p => p.Column != h)).Select(h => new PriceLine { Column = h }),
            ],
            Units =
            [
                .. table.Texts(mapping.UnitColumn).Select(text => mapping.Units.FirstOrDefault(u => u.Text == text) ?? new() { Text = text })
                    .Select(u => new UnitLine { Text = u.Text, Unit = u.Unit, Interval = u.Refuse ? RefuseUse : u.Interval?.Code() }),
            ],
        };
    }

    /// <summary>The mapping that was chosen.</summary>
    public PriceListMapping ToMapping() => new()
    {
        Source = Source?.Trim() ?? "", Separator = Separator is "tab" ? "\t" : None(Separator), FilterColumn = None(FilterColumn), FilterValue = None(FilterColumn) is null ? null : FilterValue?.Trim(),
        ProductColumn = None(ProductColumn), Product = None(Product), VendorColumn = None(VendorColumn), CodeColumn = None(CodeColumn), NameColumn = None(NameColumn),
        NamePrefix = NamePrefix ?? "", DescriptionColumn = None(DescriptionColumn), KindColumn = None(KindColumn), SkuColumn = None(SkuColumn),
        CurrencyColumn = None(CurrencyColumn), Currency = None(Currency), UnitColumn = None(UnitColumn), Unit = Unit?.Trim() ?? "", Interval = IntervalOf(Interval),
        Format = new() { Decimal = Decimal ?? ".", Thousands = Kept(Thousands), Sign = Sign?.Trim() ?? "" },
        RenewalOnlyMark = StarIsRenewalOnly ? "*" : "",
        NotOffered = [.. (NotOffered ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        Connector = Connector ?? "manual", WhenDropped = WhenDropped,
        Prices =
        [
            .. Prices.Where(p => None(p.Use) is not null).Select(p => new PriceColumn
            {
                Column = p.Column, Recommended = None(p.Recommended), Interval = p.Use is AddOnUse ? Tributary.Interval.OneTime : IntervalOf(p.Use),
                AddOn = p.Use is AddOnUse ? None(p.AddOn) ?? CodeOf(p.Column) : null, AddOnName = p.Use is AddOnUse ? p.AddOnName?.Trim() ?? "" : "",
            }),
        ],
        Units =
        [
            .. Units.Select(u => new UnitChoice { Text = u.Text ?? "", Unit = None(u.Unit), Interval = IntervalOf(u.Interval), Refuse = u.Interval is RefuseUse }),
        ],
    };

    private static string CodeOf(string column) => string.Concat(column.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');

    private static string? None(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static Interval? IntervalOf(string? code) => Intervals.TryParse(code, out var interval) ? interval : null;

    // A form's choice cannot be a single space, nor a tab.
    private static string Shown(string thousands) => thousands is " " ? "space" : thousands;

    private static string Kept(string? thousands) => thousands is "space" ? " " : thousands ?? "";
}
