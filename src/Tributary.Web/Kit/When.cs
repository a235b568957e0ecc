using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>
/// <c>&lt;when value="@row.At" /&gt;</c>: a moment in UTC as people say it ("3 hours ago", "in 2 days", beyond a month the day itself),
/// with the exact time in the person's zone on hover. <c>exact</c> writes day and time out. Nothing (null) is a dash.
/// </summary>
[HtmlTargetElement("when", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class WhenTag(IStringLocalizer<Texts> texts, TimeProvider clock) : TagHelper
{
    public DateTime? Value { get; set; }

    public bool Exact { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        if (Value is not { } moment)
        {
            output.TagName = "span";
            output.Add("class", "none");
            output.Content.Append("–");
            return;
        }

        var culture = Culture.Of(ViewContext.HttpContext);
        output.TagName = "time";
        output.Add("datetime", moment.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        output.Add("title", culture.Exact(moment));
        output.Content.Append(Exact ? culture.Time(moment) : Said(moment - clock.GetUtcNow().UtcDateTime) ?? culture.Day(culture.LocalDay(moment)));
    }

    // Whole units, cut and not rounded: 119 minutes ago is one hour ago. Null beyond thirty days, where the day itself says more.
    private string? Said(TimeSpan distance)
    {
        var ahead = distance > TimeSpan.Zero;
        var size = distance.Duration();
        var said = size switch
        {
            { TotalSeconds: < 60 } => ahead ? texts["in a moment"] : texts["just now"],
            { TotalMinutes: < 2 } => ahead ? texts["in 1 minute"] : texts["1 minute ago"],
            { TotalMinutes: < 60 } => ahead ? texts["in {0} minutes", (int)size.TotalMinutes] : texts["{0} minutes ago", (int)size.TotalMinutes],
            { TotalHours: < 2 } => ahead ? texts["in 1 hour"] : texts["1 hour ago"],
            { TotalHours: < 24 } => ahead ? texts["in {0} hours", (int)size.TotalHours] : texts["{0} hours ago", (int)size.TotalHours],
            { TotalDays: < 2 } => ahead ? texts["in 1 day"] : texts["1 day ago"],
            { TotalDays: <= 30 } => ahead ? texts["in {0} days", (int)size.TotalDays] : texts["{0} days ago", (int)size.TotalDays],
            _ => null,
        };
        return said?.Value;
    }
}

/// <summary><c>&lt;day value="@term.Start" /&gt;</c>: a civil day in the person's format. Nothing (null) is a dash.</summary>
[HtmlTargetElement("day", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class DayTag : TagHelper
{
    public DateOnly? Value { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        if (Value is not { } day)
        {
            output.TagName = "span";
            output.Add("class", "none");
            output.Content.Append("–");
            return;
        }

        output.TagName = "time";
        output.Add("datetime", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        output.Content.Append(Culture.Of(ViewContext.HttpContext).Day(day));
    }
}
