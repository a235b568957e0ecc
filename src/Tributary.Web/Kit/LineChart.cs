using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>One line of a chart: a name and a value for each day of the chart, in the same order; null where nothing is known.</summary>
public sealed record ChartLine(string Name, IReadOnlyList<decimal?> Values);

/// <summary>Something that happened on a day of the chart.</summary>
public sealed record ChartMark(DateOnly Day, string Text);

/// <summary>Values over days, ready to be drawn.</summary>
/// <param name="Days">The days, ascending and evenly spaced; or the first days of months when <paramref name="Monthly"/>.</param>
/// <param name="Lines">At most four; the first is the one the chart is about.</param>
/// <param name="Marks">What happened, or null.</param>
/// <param name="Monthly">Whether a step is a month.</param>
/// <param name="Currency">The unit of the values, when they are money in major units.</param>
/// <param name="Bars">Something that is counted on each day, drawn as low bars on the floor to a measure of their own; or null.</param>
public sealed record Chart(
    IReadOnlyList<DateOnly> Days,
    IReadOnlyList<ChartLine> Lines,
    IReadOnlyList<ChartMark>? Marks = null,
    bool Monthly = false,
    Currency? Currency = null,
    ChartLine? Bars = null);

/// <summary>
/// <c>&lt;line-chart chart="@Model.Users" title="@T["Active users"]" description="@T["…"]" /&gt;</c>: lines drawn by the server, with every value
/// on hover, a description for those who do not see it, and the figures as a table behind it.
/// </summary>
[HtmlTargetElement("line-chart", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class LineChartTag(IStringLocalizer<Texts> texts) : TagHelper
{
    private const int Top = 16;
    private const int Bottom = 196;
    private const int Height = 224;

    public Chart Chart { get; set; } = null!;

    public string Title { get; set; } = "";

    public string Description { get; set; } = "";

    /// <summary>Tells two charts on one page apart.</summary>
    public string Id { get; set; } = "chart";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var culture = Culture.Of(ViewContext.HttpContext);
        output.TagName = "figure";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", "chart");
        output.Content.AppendHtml(Html.Element("figcaption", "chart-title", Title).With("id", $"{Id}-title"));
        if (Chart.Lines.Count > 1 || Chart.Bars is not null)
        {
            var legend = Html.Element("ul", "chart-legend");
            foreach (var (at, line) in Chart.Lines.Index())
            {
                legend.Add(Html.Element("li").Add(Html.Element("span", $"chart-key chart-key-{at + 1}")).Add(Html.Element("span", text: line.Name)));
            }

            if (Chart.Bars is { } bars) legend.Add(Html.Element("li").Add(Html.Element("span", "chart-key chart-key-bars")).Add(Html.Element("span", text: bars.Name)));
            output.Content.AppendHtml(legend);
        }

        output.Content.AppendHtml(Drawing(culture));
        output.Content.AppendHtml(Table(culture));
    }

    private TagBuilder Drawing(Culture culture)
    {
        var highest = Chart.Lines.SelectMany(line => line.Values).OfType<decimal>().DefaultIfEmpty(0).Max();
        var step = NiceStep(highest);
        var ceiling = Math.Max(step, Math.Ceiling(highest / step) * step);
        var svg = Html.Element("svg", "chart-drawing").With("role", "img").With("height", N(Height))
            .With("aria-labelledby", $"{Id}-title").With("aria-describedby", $"{Id}-description");
        svg.Add(Html.Element("desc", text: Description).With("id", $"{Id}-description"));
        // What a level is called stands above the lines, with a rim, so that none runs through it.
        var levels = new List<TagBuilder>();
        for (var level = 0m; level <= ceiling; level += step)
        {
            var y = Y(level, ceiling);
            svg.Add(Html.Element("line", level == 0 ? "chart-floor" : "chart-grid").With("x1", "0").With("x2", "100%").With("y1", y).With("y2", y));
            levels.Add(Html.Element("text", "chart-level", Value(culture, level)).With("x", "0").With("y", N(double.Parse(y, CultureInfo.InvariantCulture) - 4)));
        }

        // The lines live in a space of their own that is stretched to whatever width there is; text and dots are not stretched.
        var plot = Html.Element("svg", "chart-plot").With("width", "100%").With("height", N(Height))
            .With("viewBox", $"0 0 1000 {Height}").With("preserveAspectRatio", "none");
        foreach (var (at, line) in Chart.Lines.Index().Reverse())
        {
            var path = Path(line, ceiling);
            if (at == 0 && Chart.Lines.Count == 1 && line.Values.All(value => value is not null) && line.Values.Count > 1)
            {
                plot.Add(Html.Element("path", "chart-area").With("d", $"{path}L1000 {Bottom}L0 {Bottom}Z"));
            }

            plot.Add(Html.Element("path", $"chart-line chart-line-{at + 1}").With("d", path));
        }

        AddBars(plot);
        svg.Add(plot);
        foreach (var level in levels) svg.Add(level);
        AddDays(svg, culture);
        AddMarks(svg, culture);
        AddValues(svg, culture, ceiling);
        return svg;
    }

    private void AddDays(TagBuilder svg, Culture culture)
    {
        var last = Chart.Days.Count - 1;
        foreach (var at in last < 1 ? new[] { 0 } : [0, last / 2, last])
        {
            if (at < Chart.Days.Count)
            {
                svg.Add(Html.Element("text", "chart-day", DayText(culture, Chart.Days[at])).With("x", X(at)).With("y", N(Height - 8))
                    .With("text-anchor", at == 0 ? "start" : at == last ? "end" : "middle"));
            }
        }
    }

    // Bars stand on the floor below the lines and reach a fifth of the height at most, so that they are never taken for a line's values.
    private void AddBars(TagBuilder plot)
    {
        if (Chart.Bars is not { } bars || bars.Values.Max() is not > 0) return;
        var most = bars.Values.Max()!.Value;
        var width = Math.Min(10, 700.0 / Math.Max(1, Chart.Days.Count));
        foreach (var (at, value) in bars.Values.Index())
        {
            if (value is not > 0) continue;
            var height = Math.Max(3, (double)(value.Value / most) * (Bottom - Top) / 5);
            plot.Add(Html.Element("rect", "chart-bar").With("x", N(Math.Clamp(Share(at) * 1000 - width / 2, 0, 1000 - width))).With("width", N(width))
                .With("y", N(Bottom - height)).With("height", N(height)));
        }
    }

    // What happened on a day, or in a month, is one mark, however much it was.
    private Dictionary<int, string> MarksAt(Culture culture) => (Chart.Marks ?? [])
        .Where(mark => Chart.Days.Count > 0 && mark.Day >= Chart.Days[0])
        .GroupBy(mark => Chart.Days.Index().Last(day => day.Item <= mark.Day).Index)
        .ToDictionary(marks => marks.Key, marks => string.Join("; ", marks.Select(mark => Chart.Monthly ? $"{culture.Day(mark.Day)}: {mark.Text}" : mark.Text)));

    private void AddMarks(TagBuilder svg, Culture culture)
    {
        foreach (var at in MarksAt(culture).Keys)
        {
            var line = Html.Element("g", "chart-mark");
            line.Add(Html.Element("line").With("x1", X(at)).With("x2", X(at)).With("y1", N(Top)).With("y2", N(Bottom)));
            svg.Add(line.Add(Html.Element("circle").With("cx", X(at)).With("cy", N(Top)).With("r", "4")));
        }
    }

    // A column over each day catches the pointer and tells the day's values.
    private void AddValues(TagBuilder svg, Culture culture, decimal ceiling)
    {
        var width = 100.0 / Math.Max(1, Chart.Days.Count - 1);
        var marks = MarksAt(culture);
        for (var at = 0; at < Chart.Days.Count; at++)
        {
            var left = Math.Max(0, (at - 0.5) * width);
            var told = Chart.Lines.Where(line => line.Values[at] is not null).Select(line => $"{line.Name}: {Value(culture, line.Values[at]!.Value)}");
            if (Chart.Bars is { } bars && bars.Values[at] is { } counted) told = told.Append($"{bars.Name}: {Value(culture, counted)}");
            if (marks.TryGetValue(at, out var happened)) told = told.Append(happened);
            var point = Html.Element("g", "chart-point");
            point.Add(Html.Element("title", text: $"{DayText(culture, Chart.Days[at])}\n{string.Join('\n', told)}"));
            point.Add(Html.Element("rect").With("x", P(left)).With("y", "0").With("width", P(Math.Min(width, 100 - left))).With("height", N(Bottom)));
            foreach (var (number, line) in Chart.Lines.Index())
            {
                if (line.Values[at] is { } value)
                {
                    point.Add(Html.Element("circle", $"chart-dot chart-dot-{number + 1}").With("cx", X(at)).With("cy", Y(value, ceiling)).With("r", "4"));
                }
            }

            svg.Add(point);
        }
    }

    private TagBuilder Table(Culture culture)
    {
        var table = Html.Element("table", "table");
        var head = Html.Element("tr").Add(Html.Element("th", text: Chart.Monthly ? texts["Month"] : texts["Day"]).With("scope", "col"));
        foreach (var line in Chart.Lines)
        {
            head.Add(Html.Element("th", "num", line.Name).With("scope", "col"));
        }

        if (Chart.Bars is not null) head.Add(Html.Element("th", "num", Chart.Bars.Name).With("scope", "col"));
        var marks = MarksAt(culture);
        if (marks.Count > 0) head.Add(Html.Element("th", text: texts["What happened"]).With("scope", "col"));

        var body = Html.Element("tbody");
        for (var at = Chart.Days.Count - 1; at >= 0; at--)
        {
            var row = Html.Element("tr").Add(Html.Element("td", text: DayText(culture, Chart.Days[at])));
            foreach (var line in Chart.Lines)
            {
                row.Add(Html.Element("td", "num", line.Values[at] is { } value ? Value(culture, value) : "–"));
            }

            if (Chart.Bars is not null) row.Add(Html.Element("td", "num", Chart.Bars.Values[at] is { } counted ? Value(culture, counted) : "–"));
            if (marks.Count > 0) row.Add(Html.Element("td", text: marks.GetValueOrDefault(at, "")));
            body.Add(row);
        }

        table.Add(Html.Element("caption", "visually-hidden", Title)).Add(Html.Element("thead").Add(head)).Add(body);
        return Html.Element("details", "chart-table").Add(Html.Element("summary", text: texts["Show as a table"]))
            .Add(Html.Element("div", "table-scroll").With("tabindex", "0").With("role", "region").With("aria-label", Title).Add(table));
    }

    private string Path(ChartLine line, decimal ceiling)
    {
        var path = new System.Text.StringBuilder();
        var drawing = false;
        for (var at = 0; at < line.Values.Count; at++)
        {
            if (line.Values[at] is not { } value)
            {
                drawing = false;
                continue;
            }

            path.Append(CultureInfo.InvariantCulture, $"{(drawing ? 'L' : 'M')}{N(Share(at) * 1000)} {Y(value, ceiling)}");
            drawing = true;
        }

        return path.ToString();
    }

    private string Value(Culture culture, decimal value) => Chart.Currency is { } currency
        ? $"{culture.Number(value, value == decimal.Truncate(value) ? 0 : currency.Digits)}\u00a0{currency.Code}"
        : culture.Number(value, value == decimal.Truncate(value) ? 0 : 1);

    private string DayText(Culture culture, DateOnly day) => Chart.Monthly ? day.ToString("MMM yyyy", culture.Info) : culture.Day(day);

    private double Share(int at) => Chart.Days.Count < 2 ? 0 : at / (double)(Chart.Days.Count - 1);

    private string X(int at) => P(Share(at) * 100);

    private static string Y(decimal value, decimal ceiling) => N(Bottom - ((double)(Math.Max(0, value) / ceiling) * (Bottom - Top)));

    private static string P(double percent) => N(percent) + "%";

    private static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    // 1, 2 or 5 times a power of ten, so that three to five lines stand above the floor.
    private static decimal NiceStep(decimal highest)
    {
        var rough = Math.Max(1m, highest / 4);
        var power = 1m;
        while (power * 10 <= rough)
        {
            power *= 10;
        }

        return rough <= power ? power : rough <= 2 * power ? 2 * power : rough <= 5 * power ? 5 * power : 10 * power;
    }
}
