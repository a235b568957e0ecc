using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>One stretch of a subscription's life.</summary>
/// <param name="Start">Its first day.</param>
/// <param name="End">The day after its last, which is the next one's first; null when its end is open.</param>
/// <param name="Text">What it is: a paid term, a pause, what comes next.</param>
/// <param name="Tone">How it stands.</param>
public sealed record TermStretch(DateOnly Start, DateOnly? End, string Text, Tone Tone = Tone.Neutral);

/// <summary>
/// <c>&lt;term-line stretches="@Model.Terms" today="@Model.Today" /&gt;</c>: what was, what is and what comes, side by side; the one that holds
/// today stands out.
/// </summary>
[HtmlTargetElement("term-line", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TermLineTag(IStringLocalizer<Texts> texts) : TagHelper
{
    public IReadOnlyList<TermStretch> Stretches { get; set; } = [];

    public DateOnly Today { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var culture = Culture.Of(ViewContext.HttpContext);
        output.TagName = "ol";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", "term-line");
        foreach (var stretch in Stretches)
        {
            var now = stretch.Start <= Today && (stretch.End is not { } end || Today < end);
            var css = now ? "term term-now" : stretch.Start > Today ? "term term-next" : "term term-past";
            var item = Html.Element("li", $"{css} term-{stretch.Tone.ToString().ToLowerInvariant()}").With("aria-current", now ? "date" : null);
            item.Add(Html.Element("span", "term-when", now ? texts["Now"] : stretch.Start > Today ? texts["Next"] : texts["Past"]));
            item.Add(Html.Element("span", "term-text", stretch.Text));
            item.Add(Html.Element("span", "term-days", stretch.End is { } until
                ? texts["{0} – {1}", culture.Day(stretch.Start), culture.Day(until.AddDays(-1))]
                : texts["from {0}", culture.Day(stretch.Start)]));
            output.Content.AppendHtml(item);
        }
    }
}
