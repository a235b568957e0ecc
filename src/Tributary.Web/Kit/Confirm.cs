using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>
/// <c>&lt;confirm href="/resellers/acc_1/deactivate" class="btn"&gt;@T["Deactivate"]&lt;/confirm&gt;</c>: a deed that asks first. It is a link to
/// a page that asks (with a <c>&lt;confirm-box&gt;</c>); with JavaScript that question opens as a dialog over this page.
/// </summary>
[HtmlTargetElement("confirm", Attributes = "href")]
public sealed class ConfirmTag : TagHelper
{
    public string Href { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "a";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("href", Href);
        output.Attributes.SetAttribute("hx-get", Href);
        output.Attributes.SetAttribute("hx-target", "#dialog");
        output.Attributes.SetAttribute("hx-select", "#confirm");
        output.Attributes.SetAttribute("hx-swap", "innerHTML");
    }
}

/// <summary>
/// <c>&lt;confirm-box title="@T["Deactivate {0}?", name]" yes="@T["Yes, deactivate {0}", name]" cancel="/resellers/acc_1" action="…"&gt;</c>:
/// the question itself, alone on its page or in a dialog. Its content says what will happen, to whom, and what stays, and may hold fields
/// such as a reason. <c>danger</c> unless told otherwise.
/// </summary>
[HtmlTargetElement("confirm-box")]
public sealed class ConfirmBoxTag(IAntiforgery antiforgery, IStringLocalizer<Texts> texts) : TagHelper
{
    public string Title { get; set; } = "";

    /// <summary>The button's words: yes, and the deed by its name.</summary>
    public string Yes { get; set; } = "";

    /// <summary>Where "no" leads.</summary>
    public string Cancel { get; set; } = "/";

    /// <summary>Where the deed is done; this page unless told otherwise.</summary>
    public string? Action { get; set; }

    public bool Danger { get; set; } = true;

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var said = await output.GetChildContentAsync();
        PageTitle.Set(ViewContext, Title);
        output.TagName = "section";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("id", "confirm");
        output.Add("class", "confirm card");
        output.Attributes.SetAttribute("aria-labelledby", "confirm-title");

        var form = Html.Element("form").With("method", "post").With("novalidate", "novalidate")
            .With("action", Action ?? ViewContext.HttpContext.Request.Here());
        form.Add(Html.Element("h1", "confirm-title", Title).With("id", "confirm-title"));
        form.Add(Html.Element("div", "confirm-text").Add(said));
        form.Add(Html.Element("div", "confirm-buttons")
            .Add(Html.Element("a", "btn", texts["Cancel"]).With("href", Cancel).With("data-close", ""))
            .Add(Html.Element("button", Danger ? "btn btn-danger" : "btn btn-primary", Yes).With("type", "submit")));
        form.Add(antiforgery.GetHtml(ViewContext.HttpContext));
        output.Content.SetHtmlContent(form);
    }
}
