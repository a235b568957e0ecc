using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Tributary.Web.Kit;

/// <summary>What stands in a column, which says how a file writes it.</summary>
public enum ColumnKind
{
    /// <summary>Words.</summary>
    Text,

    /// <summary>A figure, or nothing.</summary>
    Number,

    /// <summary>An amount, or nothing; a file has its currency in a column beside.</summary>
    Amount,

    /// <summary>A moment in UTC, or nothing; told in the reader's time zone.</summary>
    Moment,

    /// <summary>A civil day, or nothing.</summary>
    Day,
}

/// <summary>A column of a list: what it is called and when it is shown.</summary>
/// <param name="Name">Its name in the page and in what a person chose.</param>
/// <param name="Heading">Its heading, in the reader's language.</param>
/// <param name="Kind">What stands in it.</param>
public abstract record Column(string Name, string Heading, ColumnKind Kind)
{
    /// <summary>True for what a row cannot do without: it is always shown.</summary>
    public bool Fixed { get; init; }

    /// <summary>False for a column that is shown only to who asks for it.</summary>
    public bool Usual { get; init; } = true;

    /// <summary>False for a column that a phone leaves out.</summary>
    public bool OnPhones { get; init; } = true;

    /// <summary>True for a column that stands only in files: on screen its content lies below another one's.</summary>
    public bool InFilesOnly { get; init; }
}

/// <summary>
/// A column with what stands in it: <c>Column&lt;OrderRow&gt;.Text("number", T["Order"], row => row.Order.Number) with { Fixed = true }</c>.
/// </summary>
public sealed record Column<TRow> : Column
{
    private Column(string name, string heading, ColumnKind kind, Func<TRow, object?> value) : base(name, heading, kind) => Value = value;

    /// <summary>The value of a row: a text, a decimal, a <see cref="Money"/>, a moment, a day, or null.</summary>
    public Func<TRow, object?> Value { get; }

    /// <summary>A column of words.</summary>
    public static Column<TRow> Text(string name, string heading, Func<TRow, string?> value) => new(name, heading, ColumnKind.Text, value);

    /// <summary>A column of figures.</summary>
    public static Column<TRow> Number(string name, string heading, Func<TRow, decimal?> value) => new(name, heading, ColumnKind.Number, row => value(row));

    /// <summary>A column of amounts.</summary>
    public static Column<TRow> Amount(string name, string heading, Func<TRow, Money?> value) => new(name, heading, ColumnKind.Amount, row => value(row));

    /// <summary>A column of moments (UTC).</summary>
    public static Column<TRow> Moment(string name, string heading, Func<TRow, DateTime?> value) => new(name, heading, ColumnKind.Moment, row => value(row));

    /// <summary>A column of civil days.</summary>
    public static Column<TRow> Day(string name, string heading, Func<TRow, DateOnly?> value) => new(name, heading, ColumnKind.Day, row => value(row));
}

/// <summary>A list as this person sees it: its columns, and which of them are shown. Given to <c>&lt;data-table columns="…"&gt;</c>.</summary>
public sealed class ListView(IReadOnlyList<Column> columns, IReadOnlySet<string>? chosen)
{
    private const string Key = "Kit.ListView";

    /// <summary>A list whose columns are always all there.</summary>
    public static ListView Of<TRow>(IEnumerable<Column<TRow>> columns) => new([.. columns.Select(column => column with { Fixed = true })], null);

    /// <summary>The columns one can choose from, in the order of the list.</summary>
    public IEnumerable<Column> Choices => columns.Where(column => !column.Fixed && !column.InFilesOnly);

    /// <summary>True when the person has chosen.</summary>
    public bool IsChosen => chosen is not null;

    /// <summary>Whether a column is shown. One that the list does not have, because it has nothing for this reader, is not.</summary>
    public bool Shows(string name) => Of(name) is { } column && Shows(column);

    /// <summary>Whether this column of the list is shown.</summary>
    public bool Shows(Column column) => column.Fixed || column.InFilesOnly || (chosen?.Contains(column.Name) ?? column.Usual);

    /// <summary>The first of these columns that a phone shows: where it reads what one of the others says on a wide screen.</summary>
    public string? FirstOnPhones(params string[] names) => names.FirstOrDefault(name => Of(name) is { OnPhones: true } column && Shows(column));

    /// <summary>How many columns are on screen.</summary>
    public int Count => columns.Count(column => !column.InFilesOnly && Shows(column));

    // Each cell asks for its own.
    private readonly Dictionary<string, Column> named = columns.ToDictionary(column => column.Name);

    internal Column? Of(string name) => named.GetValueOrDefault(name);

    /// <summary>The list around what is being drawn, also across partial pages.</summary>
    internal static ListView? Around(ViewContext view) => view.ViewData[Key] as ListView;

    internal void Surround(ViewContext view) => view.ViewData[Key] = this;
}

/// <summary><c>&lt;table class="table" columns="…"&gt;</c>: a table that is no list of its own, whose columns are declared all the same.</summary>
[HtmlTargetElement("table", Attributes = "columns")]
public sealed class ColumnTableTag : TagHelper
{
    public ListView Columns { get; set; } = null!;

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Init(TagHelperContext context) => Columns.Surround(ViewContext);
}

/// <summary>
/// <c>&lt;td column="margin"&gt;</c>: a cell of a declared column. It is drawn when its column is shown; figures stand to the right,
/// and a phone leaves it out when its column says so.
/// </summary>
[HtmlTargetElement("td", Attributes = "column")]
[HtmlTargetElement("th", Attributes = "column")]
public sealed class ColumnCellTag : TagHelper
{
    public string Column { get; set; } = "";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    // What stands in it is drawn after this, unless it is suppressed.
    public override void Process(TagHelperContext context, TagHelperOutput output) => Draw(ViewContext, Column, output);

    /// <summary>Dresses a cell for its column; false, with nothing to draw, when the column is not shown.</summary>
    internal static bool Draw(ViewContext view, string name, TagHelperOutput output)
    {
        var list = ListView.Around(view) ?? throw new InvalidOperationException($"The column {name} stands in no list and no table that declares it.");
        if (!list.Shows(name))
        {
            output.SuppressOutput();
            return false;
        }

        var column = list.Of(name)!;
        if (column.Kind is ColumnKind.Number or ColumnKind.Amount) output.Add("class", "num");
        if (!column.OnPhones) output.Add("class", "phone-hide");
        return true;
    }
}
