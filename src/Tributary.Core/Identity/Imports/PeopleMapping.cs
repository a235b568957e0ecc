using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tributary.Identity.Imports;

/// <summary>
/// How a file of people is read: its encoding and separator, what each column holds, and what is taken where a cell is empty or
/// a column is missing. Columns are named by their headings.
/// </summary>
public sealed record PeopleMapping
{
    /// <summary>The encoding of the file.</summary>
    public TextEncoding Encoding { get; init; } = TextEncoding.Utf8;
    /// <summary>What stands between the cells.</summary>
    public string Separator { get; init; } = ",";
    /// <summary>The email, by which a person is known.</summary>
    public string? EmailColumn { get; init; }
    /// <summary>The whole name; or first and last name by themselves.</summary>
    public string? NameColumn { get; init; }
    /// <summary>The first name, where it has a column of its own.</summary>
    public string? FirstNameColumn { get; init; }
    /// <summary>The last name, where it has a column of its own.</summary>
    public string? LastNameColumn { get; init; }
    /// <summary>What they may do.</summary>
    public string? RoleColumn { get; init; }
    /// <summary>How far down they look.</summary>
    public string? ReachColumn { get; init; }
    /// <summary>Their language.</summary>
    public string? LanguageColumn { get; init; }
    /// <summary>Their time zone.</summary>
    public string? TimeZoneColumn { get; init; }
    /// <summary>The account they belong to: its number, the reference of one's own system, or its name.</summary>
    public string? AccountColumn { get; init; }
    /// <summary>The role where no cell says one.</summary>
    public Role Role { get; init; } = Role.Viewer;
    /// <summary>The reach where no cell says one.</summary>
    public Reach Reach { get; init; } = Reach.AllBelow;
    /// <summary>The language where no cell says one.</summary>
    public string Language { get; init; } = "en";
    /// <summary>The time zone where no cell says one.</summary>
    public string TimeZone { get; init; } = "UTC";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>As JSON, as it is kept with the import.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads <see cref="ToJson"/>.</summary>
    public static PeopleMapping FromJson(string json) => JsonSerializer.Deserialize<PeopleMapping>(json, Json)!;

    /// <summary>What has to be chosen or mended first, by field; empty when the file can be read so.</summary>
    /// <param name="headings">The headings of the file.</param>
    /// <param name="hasTarget">True when all are added to one account.</param>
    public IReadOnlyDictionary<string, string[]> Missing(IReadOnlyCollection<string> headings, bool hasTarget)
    {
        var wrong = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (field, column) in Columns())
            if (column is not null && !headings.Contains(column)) wrong[field] = ["The file has no such column."];
        if (EmailColumn is null) wrong["emailColumn"] = ["Choose the column with the email addresses."];
        if (NameColumn is null && FirstNameColumn is null && LastNameColumn is null) wrong["nameColumn"] = ["Choose the column with the names."];
        if (AccountColumn is null && !hasTarget) wrong["accountColumn"] = ["Choose the column that says to which account each person belongs."];
        if (AccountColumn is not null && hasTarget) wrong["accountColumn"] = ["All of them are added to one account, so that no column names it."];
        if (!CsvText.Separators.Any(by => Separator == by.ToString())) wrong["separator"] = ["Choose what stands between the cells."];
        if (!Enum.IsDefined(Encoding)) wrong["encoding"] = ["Choose an encoding."];
        if (!Enum.IsDefined(Role)) wrong["role"] = ["Choose a role."];
        if (!Enum.IsDefined(Reach)) wrong["reach"] = ["Choose how far they look."];
        if (PeopleWords.LanguageOf(Language) is null) wrong["language"] = ["Choose a language."];
        if (PeopleWords.TimeZoneOf(TimeZone) is null) wrong["timeZone"] = ["Choose a time zone."];
        return wrong;
    }

    private IEnumerable<(string Field, string? Column)> Columns() =>
    [
        ("emailColumn", EmailColumn), ("nameColumn", NameColumn), ("firstNameColumn", FirstNameColumn), ("lastNameColumn", LastNameColumn), ("roleColumn", RoleColumn),
        ("reachColumn", ReachColumn), ("languageColumn", LanguageColumn), ("timeZoneColumn", TimeZoneColumn), ("accountColumn", AccountColumn),
    ];
}

/// <summary>Proposes by its headings how a file of people is read. A proposal is shown and can be changed.</summary>
public static class GuessPeopleMapping
{
    /// <summary>The proposal for a file with these headings.</summary>
    /// <param name="headings">The headings of the file.</param>
    /// <param name="start">Encoding, separator and what was chosen on the form.</param>
    /// <param name="hasTarget">True when all are added to one account.</param>
    public static PeopleMapping Of(IReadOnlyList<string> headings, PeopleMapping start, bool hasTarget)
    {
        var left = headings.ToList();
        string? Take(IReadOnlySet<string> words)
        {
            var at = left.FindIndex(heading => words.Contains(SearchText.Bare(heading)));
            if (at < 0) return null;
            var heading = left[at];
            left.RemoveAt(at);
            return heading;
        }
        var email = Take(PeopleWords.EmailHeadings);
        // "Nom" and "nombre" are a whole name when they stand alone, and a part of it beside the other part.
        var (first, last) = (Take(PeopleWords.FirstNameHeadings), Take(PeopleWords.LastNameHeadings));
        var whole = Take(PeopleWords.WholeNameHeadings);
        if (first is null && last is null && whole is null) whole = Take(PeopleWords.AnyNameHeadings);
        else if (first is not null && last is null && whole is null) last = Take(PeopleWords.AnyNameHeadings);
        else if (last is not null && first is null && whole is null) first = Take(PeopleWords.AnyNameHeadings);
        return start with
        {
            EmailColumn = email, NameColumn = whole, FirstNameColumn = whole is null ? first : null, LastNameColumn = whole is null ? last : null,
            RoleColumn = Take(PeopleWords.RoleHeadings), ReachColumn = Take(PeopleWords.ReachHeadings), LanguageColumn = Take(PeopleWords.LanguageHeadings),
            TimeZoneColumn = Take(PeopleWords.TimeZoneHeadings), AccountColumn = hasTarget ? null : Take(PeopleWords.AccountHeadings),
        };
    }
}
