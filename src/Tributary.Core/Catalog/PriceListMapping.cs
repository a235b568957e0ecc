using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tributary.Catalog;

/// <summary>What becomes of a plan of the same list that the new file does not price any more.</summary>
public enum WhenDropped
{
    /// <summary>It stays as it is.</summary>
    Keep = 1,
    /// <summary>It is renewed for those who have it, and not sold anew.</summary>
    RenewalOnly = 2,
    /// <summary>It is neither sold nor renewed; what runs ends with its term.</summary>
    Withdraw = 3,
}

/// <summary>How one column of prices is read.</summary>
public sealed record PriceColumn
{
    /// <summary>The heading.</summary>
    public required string Column { get; init; }
    /// <summary>For how long one pays; null when the unit says so (<c>user/month</c>), or where there is no unit column the list's own interval.</summary>
    public Interval? Interval { get; init; }
    /// <summary>The heading of the recommended price, or null.</summary>
    public string? Recommended { get; init; }
    /// <summary>Null for the plan itself; else it prices an add-on of its own, whose code is the plan's with a hyphen and this behind.</summary>
    public string? AddOn { get; init; }
    /// <summary>What stands behind the plan's name in the name of the add-on.</summary>
    public string AddOnName { get; init; } = "";
}

/// <summary>What one text of the unit column means.</summary>
public sealed record UnitChoice
{
    /// <summary>The text as it stands in the file, trimmed.</summary>
    public required string Text { get; init; }
    /// <summary>What quantities count: <c>user</c>, <c>domain</c>. Null when it is not decided; such rows are reported.</summary>
    public string? Unit { get; init; }
    /// <summary>For how long one pays; null when it is not decided.</summary>
    public Interval? Interval { get; init; }
    /// <summary>True when rows with this text are left out; they are reported as that.</summary>
    public bool Refuse { get; init; }
}

/// <summary>How the columns of a price list are read, with every choice that was made about them. Goes through JSON unharmed.</summary>
public sealed record PriceListMapping
{
    /// <summary>The list's name. A later file of the same name is compared with what this one brought.</summary>
    public required string Source { get; init; }
    /// <summary>What stands between cells: a comma, semicolon, tab or bar. Null to find out.</summary>
    public string? Separator { get; init; }
    /// <summary>Only rows whose cell under this heading is <see cref="FilterValue"/> are read; null for all rows.</summary>
    public string? FilterColumn { get; init; }
    /// <summary>The text the filter asks for.</summary>
    public string? FilterValue { get; init; }
    /// <summary>The heading of the product's name, or null when all belong to <see cref="Product"/>.</summary>
    public string? ProductColumn { get; init; }
    /// <summary>The one product of all rows, where there is no column for it.</summary>
    public string? Product { get; init; }
    /// <summary>The heading of who stands behind the product, or null.</summary>
    public string? VendorColumn { get; init; }
    /// <summary>The heading of the plan's code.</summary>
    public string? CodeColumn { get; init; }
    /// <summary>The heading of the plan's name, or null: then the name is made of the code (<c>BUSINESS_PLUS</c> becomes Business Plus).</summary>
    public string? NameColumn { get; init; }
    /// <summary>What stands before every name, such as the point of <c>.com</c>. With it, names are the codes as they are.</summary>
    public string NamePrefix { get; init; } = "";
    /// <summary>The heading of the description, or null.</summary>
    public string? DescriptionColumn { get; init; }
    /// <summary>The heading of plan or add-on, or null when all are plans.</summary>
    public string? KindColumn { get; init; }
    /// <summary>The heading of the supplier's article number, or null.</summary>
    public string? SkuColumn { get; init; }
    /// <summary>The heading of the currency's code, or null when all are in <see cref="Currency"/>.</summary>
    public string? CurrencyColumn { get; init; }
    /// <summary>The one currency (ISO 4217) of all rows, where there is no column for it.</summary>
    public string? Currency { get; init; }
    /// <summary>The heading of the unit, or null when all count <see cref="Unit"/>.</summary>
    public string? UnitColumn { get; init; }
    /// <summary>The one unit of all rows, where there is no column for it.</summary>
    public string Unit { get; init; } = "unit";
    /// <summary>For how long one pays, where neither the column of the price nor a unit says so.</summary>
    public Interval? Interval { get; init; }
    /// <summary>What each text of the unit column means.</summary>
    public IReadOnlyList<UnitChoice> Units { get; init; } = [];
    /// <summary>The columns of prices; those not named are left out.</summary>
    public IReadOnlyList<PriceColumn> Prices { get; init; } = [];
    /// <summary>How amounts are written.</summary>
    public PriceFormat Format { get; init; } = new();
    /// <summary>A mark behind an amount that means "renewal only, not sold anew" (<c>*</c>), or nothing: then such a cell is no price.</summary>
    public string RenewalOnlyMark { get; init; } = "";
    /// <summary>Texts that say there is no such price (<c>not-supported</c>). An empty cell says so too.</summary>
    public IReadOnlyList<string> NotOffered { get; init; } = [];
    /// <summary>Which connector delivers new plans: <c>manual</c>, <c>licence</c>, <c>webhook</c>.</summary>
    public string Connector { get; init; } = "manual";
    /// <summary>What becomes of plans and prices that are in the catalogue from this list and not in the file.</summary>
    public WhenDropped WhenDropped { get; init; } = WhenDropped.Keep;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>As JSON, as it is kept with the import.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads <see cref="ToJson"/>.</summary>
    public static PriceListMapping FromJson(string json) => JsonSerializer.Deserialize<PriceListMapping>(json, Json)!;

    /// <summary>What is missing or wrong, by field; empty when the table can be read with it.</summary>
    public IReadOnlyDictionary<string, string[]> Missing(CsvTable table)
    {
        var missing = new Dictionary<string, string[]>();
        void Say(string field, string sentence) => missing.TryAdd(field, [sentence]);
        void Known(string field, string? heading)
        {
            if (heading is not null && table.Column(heading) is null) Say(field, "There is no such column in the file.");
        }

        if (string.IsNullOrWhiteSpace(Source)) Say("source", "Give the list a name.");
        if (Separator is { } by && (by.Length != 1 || !CsvText.Separators.Contains(by[0]))) Say("separator", "Choose comma, semicolon, tab or bar.");
        Known("filterColumn", FilterColumn);
        if (FilterColumn is not null && FilterValue is null) Say("filterValue", "Choose which rows are meant.");
        if (ProductColumn is null && string.IsNullOrWhiteSpace(Product)) Say("productColumn", "Choose the column of the product, or name one product for all rows.");
        if (CodeColumn is null) Say("codeColumn", "Choose the column that names the plan.");
        if (CurrencyColumn is null && !Tributary.Currency.TryOf(Currency, out _)) Say("currency", "Choose the column of the currency, or one currency for all rows.");
        Known("productColumn", ProductColumn);
        Known("vendorColumn", VendorColumn);
        Known("codeColumn", CodeColumn);
        Known("nameColumn", NameColumn);
        Known("descriptionColumn", DescriptionColumn);
        Known("kindColumn", KindColumn);
        Known("skuColumn", SkuColumn);
        Known("currencyColumn", CurrencyColumn);
        Known("unitColumn", UnitColumn);
        if (UnitColumn is null && string.IsNullOrWhiteSpace(Unit)) Say("unit", "Say what one of it is, such as user or domain.");
        if (Units.GroupBy(u => u.Text).Any(g => g.Count() > 1)) Say("units", "A text of the unit column is named twice.");
        if (Format.Decimal is not ("." or ",")) Say("format.decimal", "The decimal sign is a point or a comma.");
        if (Format.Thousands is not ("" or "," or "." or " " or "'") || Format.Thousands == Format.Decimal)
            Say("format.thousands", "Thousands are separated by nothing, or by a comma, point, space or apostrophe that is not the decimal sign.");
        if (Connector is not ("manual" or "licence" or "webhook")) Say("connector", "There is no such connector.");
        if (!Enum.IsDefined(WhenDropped)) Say("whenDropped", "Choose what becomes of plans that are not in the file.");

        if (!Prices.Any(p => p.AddOn is null)) Say("prices", "Choose at least one column with the price of the plan.");
        foreach (var price in Prices)
        {
            Known("prices", price.Column);
            Known("prices", price.Recommended);
            if (price.Interval is null && Interval is null && UnitColumn is null) Say("interval", "Say for how long one pays.");
            if (price.AddOn is { } code && (code is "" || code.Length > 40 || code.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-')))
                Say("prices", "The code of an add-on has letters, digits and hyphens.");
        }
        if (Prices.GroupBy(p => p.Column).Any(g => g.Count() > 1)) Say("prices", "A column of prices is named twice.");
        if (Prices.Where(p => p.Interval is not null).GroupBy(p => (p.AddOn, p.Interval)).Any(g => g.Count() > 1))
            Say("prices", "Two columns give the price of the same thing for the same interval.");
        return missing;
    }
}
