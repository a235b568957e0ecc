using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Tributary.Web.Kit;

/// <summary><c>&lt;tiles label="@T["By status"]"&gt;</c>: the row of tiles above a list; each <c>&lt;tile&gt;</c> filters it.</summary>
[HtmlTargetElement("tiles")]
public sealed class TilesTag : TagHelper
{
    public string Label { get; set; } = "";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var tiles = await output.GetChildContentAsync();
        var nav = Html.Element("nav", "tiles").With("aria-label", Label).Add(new HtmlString(tiles.GetContent()));
        if (ListFrame.Around(context) is { } frame)
        {
            frame.Tiles = nav;
            output.SuppressOutput();
        }
        else
        {
            output.TagName = null;
            output.Content.SetHtmlContent(nav);
        }
    }
}

/// <summary>
/// <c>&lt;tile label="@T["Active"]" count="34" filter="status" value="active" /&gt;</c>: a count that filters the list by
/// <c>?status=active</c>; without a value it shows all. <c>explain</c> says what this state means. <c>tone</c> marks a count to look at.
/// </summary>
[HtmlTargetElement("tile", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TileTag : TagHelper
{
    public string Label { get; set; } = "";

    /// <summary>How many; null for a tile that only chooses.</summary>
    public long? Count { get; set; }

    public string Filter { get; set; } = "status";

    public string? Value { get; set; }

    public string? Explain { get; set; }

    public Tone Tone { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var request = ViewContext.HttpContext.Request;
        var active = string.Equals(request.Query[Filter].ToString(), Value ?? "", StringComparison.OrdinalIgnoreCase);
        var link = ListFrame.Link(ListFrame.Around(context), request.With((Filter, Value)), active ? "tile tile-on" : "tile");
        link.With("aria-current", active ? "true" : null).With("title", Explain);
        if (Count is { } count) link.Add(Html.Element("span", "tile-count", Culture.Of(ViewContext.HttpContext).Number(count)));
        link.Add(Html.Element("span", Tone == Tone.Neutral ? "tile-label" : $"tile-label tile-{Tone.ToString().ToLowerInvariant()}", Label));
        output.TagName = null;
        output.Content.SetHtmlContent(link);
    }
}

/// <summary>
/// <c>&lt;figure-tile label="@T["Active users"]" value="1,284" href="/users" trend="0.04m" /&gt;</c>: one figure of a dashboard, with a line
/// under it as content. <c>trend</c> is the change as a fraction, told with an arrow and a sign; <c>trend-good</c> says whether more is better.
/// </summary>
[HtmlTargetElement("figure-tile")]
public sealed class FigureTileTag : TagHelper
{
    public string Label { get; set; } = "";

    public string? Value { get; set; }

    public Money? Money { get; set; }

    public string? Href { get; set; }

    public decimal? Trend { get; set; }

    public bool TrendGood { get; set; } = true;

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var under = await output.GetChildContentAsync();
        var culture = Culture.Of(ViewContext.HttpContext);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", "figure-tile card");
        var label = Href is null ? Html.Element("span", text: Label) : Html.Element("a", "stretched-link", Label).With("href", Href);
        output.Content.AppendHtml(Html.Element("p", "figure-label").Add(label));

        var value = Html.Element("p", "figure-value", Money is { } money ? culture.Amount(money) : Value);
        if (Money is { } coded)
        {
            value.Add(Html.Element("span", "money-code", $"\u00a0{coded.Currency.Code}"));
        }

        if (Trend is { } trend && trend != 0)
        {
            var css = trend > 0 == TrendGood ? "trend trend-good" : "trend trend-bad";
            var change = Html.Element("span", css).Add(IconTag.Draw(ViewContext, trend > 0 ? "trending-up" : "trending-down"));
            value.Add(change.Add(Html.Element("span", text: (trend > 0 ? "+" : "") + culture.Percent(trend))));
        }

        output.Content.AppendHtml(value);
        if (!under.IsEmptyOrWhiteSpace)
        {
            output.Content.AppendHtml(Html.Element("div", "figure-under").Add(under));
        }
    }
}
