using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Tributary.Data;

namespace Tributary.Web.Api;

/// <summary>One page of a list, and where the next one begins.</summary>
public sealed record ListOf<T>
{
    /// <summary>The entries, at most <c>limit</c>.</summary>
    public required IReadOnlyList<T> Items { get; init; }
    /// <summary>Give this as <c>after</c> for the next page; null on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>Which page of a list is asked for: <c>limit</c> (50, at most 200) and <c>after</c>. Lists page by key, never by offset.</summary>
internal readonly record struct Paging([FromQuery(Name = "limit")] string? Limit, [FromQuery(Name = "after")] string? After)
{
    private const int Usual = 50;
    private const int Most = 200;

    /// <summary>How many entries.</summary>
    public int Count => Filter.Count(Limit, "limit", Most) ?? Usual;

    /// <summary>The id after which the page begins, or null for the first page.</summary>
    public Guid? AfterId => After is null ? null
        : Cursor() is { Length: 16 } key ? new Guid(key, bigEndian: true) : throw WrongCursor();

    /// <summary>The key after which the page begins, of <paramref name="parts"/> whole numbers, or null for the first page.</summary>
    public long[]? AfterNumbers(int parts)
    {
        if (After is null) return null;
        var texts = Encoding.ASCII.GetString(Cursor()).Split('.');
        var numbers = new long[parts];
        if (texts.Length != parts) throw WrongCursor();
        for (var i = 0; i < parts; i++)
            if (!long.TryParse(texts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) throw WrongCursor();
        return numbers;
    }

    /// <summary>The rows of the page, the latest first, and the one beyond.</summary>
    public IQueryable<T> Latest<T>(IQueryable<T> rows) where T : Entity
    {
        if (AfterId is { } after) rows = rows.Where(row => row.Id < after);
        return rows.OrderByDescending(row => row.Id).Take(Count + 1);
    }

    /// <summary>A page out of rows of <see cref="Latest"/>.</summary>
    public ListOf<TShown> Page<TRow, TShown>(IReadOnlyList<TRow> rows, Func<TRow, TShown> shown) where TRow : Entity => Page(rows, row => row.Id, shown);

    /// <summary>A page out of rows read one beyond <see cref="Count"/>; the one beyond says that there are more.</summary>
    public ListOf<TShown> Page<TRow, TShown>(IReadOnlyList<TRow> rows, Func<TRow, Guid> key, Func<TRow, TShown> shown) =>
        Page(rows, row => Base64Url.EncodeToString(key(row).ToByteArray(bigEndian: true)), shown);

    /// <summary>The same for keys of whole numbers.</summary>
    public ListOf<TShown> Page<TRow, TShown>(IReadOnlyList<TRow> rows, Func<TRow, long[]> key, Func<TRow, TShown> shown) =>
        Page(rows, row => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Join('.', key(row)))), shown);

    private ListOf<TShown> Page<TRow, TShown>(IReadOnlyList<TRow> rows, Func<TRow, string> cursor, Func<TRow, TShown> shown)
    {
        var count = Math.Min(Count, rows.Count);
        return new() { Items = [.. rows.Take(count).Select(shown)], Next = rows.Count > count ? cursor(rows[count - 1]) : null };
    }

    private byte[] Cursor()
    {
        try { return After!.Length <= 200 ? Base64Url.DecodeFromChars(After) : throw WrongCursor(); }
        catch (FormatException) { throw WrongCursor(); }
    }

    /// <summary>What is said of a cursor that no page has given.</summary>
    public static Refusal WrongCursor() => Refusal.Field("after", "query.invalid", "Give what an earlier page said as next.");
}

/// <summary>Reads the filters of a list, which are texts until here; what is no such value is told by the filter's name.</summary>
internal static class Filter
{
    /// <summary>The id in a filter, or null where the filter is not used.</summary>
    public static Guid? Id<T>(string? text, string name) => text is null ? null
        : Ref<T>.TryRead(text, out var id) ? id.Id
        : throw Refusal.Field(name, "query.invalid", $"This must be an id that begins with {Kinds.Prefix(typeof(T))}_.");

    /// <summary>The value whose code stands in a filter, or null where the filter is not used.</summary>
    public static T? Of<T>(string? text, string name) where T : struct, Enum => text is null ? null
        : Code.TryRead<T>(text, out var value) ? value
        : throw Refusal.Field(name, "query.invalid", $"This must be one of: {Code.Choices(typeof(T))}.");

    /// <summary>The number from 1 to <paramref name="most"/> in a filter, or null where the filter is not used.</summary>
    public static int? Count(string? text, string name, int most) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most ? count
        : throw Refusal.Field(name, "query.invalid", $"A whole number from 1 to {most}.");

    /// <summary>The day in a filter, or null where the filter is not used.</summary>
    public static DateOnly? Day(string? text, string name) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw Refusal.Field(name, "query.invalid", "This must be a date such as 2026-03-01.");

    /// <summary>The currency whose code stands in a filter, or null where the filter is not used.</summary>
    public static Currency? Currency(string? text, string name) => text is null ? null
        : Tributary.Currency.TryOf(text, out var currency) ? currency
        : throw Refusal.Field(name, "query.invalid", "This must be the code of a currency, such as USD.");

    /// <summary>Whether a filter is on or off, or null where it is not used.</summary>
    public static bool? Flag(string? text, string name) => text switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Refusal.Field(name, "query.invalid", "This must be true or false."),
    };

    /// <summary>The text to search for, or null where the filter is not used.</summary>
    public static string? Text(string? text, string name) => string.IsNullOrWhiteSpace(text) ? null
        : text.Length <= 200 && !text.Any(char.IsControl) ? text.Trim()
        : throw Refusal.Field(name, "query.invalid", "At most 200 characters, none of them control characters.");
}
