using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tributary.Catalog;

/// <summary>What a check found about a plan or a row.</summary>
public enum FindingKind
{
    /// <summary>A plan that the catalogue does not have.</summary>
    New = 1,
    /// <summary>A plan of the catalogue that the file has otherwise.</summary>
    Changed = 2,
    /// <summary>A plan that is the same in both.</summary>
    Unchanged = 3,
    /// <summary>A plan in the catalogue from this list that the file gives no price any more.</summary>
    Dropped = 4,
    /// <summary>A row that cannot be imported as it stands.</summary>
    Unusable = 5,
    /// <summary>Prices that the file says do not exist. No error.</summary>
    NotOffered = 6,
    /// <summary>A row that says again what an earlier row said. No error.</summary>
    Repeated = 7,
}

/// <summary>One field of a plan, before and after.</summary>
/// <param name="Field"><c>name</c>, <c>unit</c>, …; for a price its name, a point and the interval: <c>price.monthly</c>, <c>recommended.yearly</c>, <c>sale.monthly</c>, <c>sku.monthly</c>.</param>
/// <param name="Old">As the catalogue has it, null when it has none. Amounts as <c>12.50 USD</c>.</param>
/// <param name="New">As the file has it, null when it has none.</param>
public sealed record FieldChange(string Field, string? Old, string? New);

/// <summary>One line of what a check found.</summary>
public sealed record Finding
{
    /// <summary>Its place among all: pages of findings continue after it.</summary>
    public required int Seq { get; init; }
    /// <summary>What sort it is.</summary>
    public required FindingKind Kind { get; init; }
    /// <summary>The row of the file (the headings are row 1), or null when it is about the catalogue alone.</summary>
    public int? Row { get; init; }
    /// <summary>The product's name.</summary>
    public string Product { get; init; } = "";
    /// <summary>The plan's code.</summary>
    public string Code { get; init; } = "";
    /// <summary>The plan's name.</summary>
    public string Name { get; init; } = "";
    /// <summary>What is new or would change.</summary>
    public IReadOnlyList<FieldChange> Changes { get; init; } = [];
    /// <summary>What is wrong, by cell.</summary>
    public IReadOnlyList<RowProblem> Problems { get; init; } = [];
}

/// <summary>How many of each a check found.</summary>
public sealed record ImportCounts
{
    /// <summary>Rows of the file, headings not counted.</summary>
    public int Rows { get; init; }
    /// <summary>Rows that the filter left out.</summary>
    public int LeftOut { get; init; }
    /// <summary>New plans.</summary>
    public int New { get; init; }
    /// <summary>Changed plans.</summary>
    public int Changed { get; init; }
    /// <summary>Plans that are the same.</summary>
    public int Unchanged { get; init; }
    /// <summary>Plans of this list that the file gives no price any more.</summary>
    public int Dropped { get; init; }
    /// <summary>Rows that cannot be imported.</summary>
    public int Unusable { get; init; }
    /// <summary>Rows with a price that the file says does not exist.</summary>
    public int NotOffered { get; init; }
    /// <summary>Rows that repeat an earlier one.</summary>
    public int Repeated { get; init; }
}

/// <summary>The whole result of a check, as it is kept with the import.</summary>
public sealed record ImportFindings
{
    /// <summary>The counts.</summary>
    public required ImportCounts Counts { get; init; }
    /// <summary>The first day on which new prices would count.</summary>
    public required DateOnly EffectiveFrom { get; init; }
    /// <summary>What the catalogue was when it was compared; another value later means that it changed since.</summary>
    public required string Fingerprint { get; init; }
    /// <summary>The findings in the order of their <see cref="Finding.Seq"/>.</summary>
    public required IReadOnlyList<Finding> Items { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>As JSON, as it is kept with the import.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads <see cref="ToJson"/>.</summary>
    public static ImportFindings FromJson(string json) => JsonSerializer.Deserialize<ImportFindings>(json, Json)!;

    /// <summary>How many characters of <see cref="ToJson"/> hold everything that stands before the items.</summary>
    public const int HeadLength = 1000;

    /// <summary>Reads the first <see cref="HeadLength"/> characters of <see cref="ToJson"/>: all but the items, of which there may be very many.</summary>
    public static ImportFindings FromHead(string head)
    {
        const string Items = ",\"items\":[";
        return FromJson(head[..head.IndexOf(Items, StringComparison.Ordinal)] + Items + "]}");
    }

    /// <summary>A page of findings: at most <paramref name="limit"/> after the one numbered <paramref name="after"/>.</summary>
    /// <param name="kind">Only of this kind, or null for all.</param>
    /// <param name="search">Only those whose product, code or name contains this, or null.</param>
    public IEnumerable<Finding> Page(FindingKind? kind, string? search, int after, int limit) => Items
        .Where(f => f.Seq > after && (kind is null || f.Kind == kind) && (string.IsNullOrWhiteSpace(search) || Says(f, search.Trim())))
        .Take(limit);

    private static bool Says(Finding finding, string search) =>
        finding.Product.Contains(search, StringComparison.OrdinalIgnoreCase)
        || finding.Code.Contains(search, StringComparison.OrdinalIgnoreCase)
        || finding.Name.Contains(search, StringComparison.OrdinalIgnoreCase);
}
