using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Tributary.Web.Kit;

/// <summary>
/// <c>&lt;money value="@line.Price" /&gt;</c> or <c>&lt;money amount="@row.Minor" currency="@row.Currency" /&gt;</c> (minor units):
/// an amount in the person's format with its currency's code and a true minus. <c>signed</c> writes a plus before what comes in.
/// In a table the cell takes <c>class="num"</c>. Nothing (null) is a dash.
/// </summary>
[HtmlTargetElement("money", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class MoneyTag : TagHelper
{
    public Money? Value { get; set; }

    public long? Amount { get; set; }

    public Currency Currency { get; set; }

    public bool Signed { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var money = Value ?? (Amount is { } minor ? new Money(minor, Currency) : (Money?)null);
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        if (money is not { } shown)
        {
            output.Add("class", "none");
            output.Content.Append("–");
            return;
        }

        output.Add("class", shown.IsNegative ? "money money-negative" : "money");
        output.Content.Append((Signed && shown.IsPositive ? "+" : "") + Culture.Of(ViewContext.HttpContext).Amount(shown));
        output.Content.AppendHtml(Html.Element("span", "money-code", $"\u00a0{shown.Currency.Code}"));
    }
}

/// <summary>
/// <c>&lt;number value="1284" /&gt;</c>: a number in the person's format, <c>digits</c> decimal places;
/// <c>percent</c> reads a fraction, 0.25, as 25 %. Nothing (null) is a dash.
/// </summary>
[HtmlTargetElement("number", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class NumberTag : TagHelper
{
    public decimal? Value { get; set; }

    public int Digits { get; set; }

    public bool Percent { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var culture = Culture.Of(ViewContext.HttpContext);
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", Value is null ? "none" : "figures");
        output.Content.Append(Value is not { } number ? "–" : Percent ? culture.Percent(number, Digits) : culture.Number(number, Digits));
    }
}
