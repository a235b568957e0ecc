using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>
/// <c>&lt;list-filters search="q" placeholder="@T["Name, number or domain"]"&gt;</c>: the search and filter form of a list. It is a plain
/// GET form; with JavaScript the list follows while one types. Inside stand <c>&lt;list-filter&gt;</c>s or inputs of the page's own.
/// What else the address says (status, sorting) is kept.
/// </summary>
[HtmlTargetElement("list-filters", ParentTag = "data-table")]
public sealed partial class ListFiltersTag(IStringLocalizer<Texts> texts) : TagHelper
{
    public string? Search { get; set; } = "q";

    public string? Placeholder { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var inputs = (await output.GetChildContentAsync()).GetContent();
        var frame = ListFrame.Around(context)!;
        var request = ViewContext.HttpContext.Request;
        var path = request.PathBase + request.Path;

        var form = Html.Element("form", "list-filters").With("method", "get").With("action", path).With("role", "search");
        form.With("aria-label", texts["Search this list"]);
        form.With("id", $"{frame.Id}-filters");
        // What one types replaces the address; only a chosen tile or page is a step one can go back from.
        foreach (var (name, value) in frame.Swap(path).Where(part => part.Name != "hx-push-url").Append(("hx-replace-url", "true")))
        {
            form.With(name, value);
        }

        form.With("hx-trigger", "submit, change, input delay:250ms").With("hx-sync", "this:replace");
        var own = InputName().Matches(inputs).Select(match => match.Groups[1].Value).Append(Search).Append(Address.After).ToHashSet();
        foreach (var (name, values) in request.Query.Where(part => !own.Contains(part.Key)))
        {
            foreach (var value in values)
            {
                form.Add(Html.Element("input").With("type", "hidden").With("name", name).With("value", value));
            }
        }

        if (!string.IsNullOrEmpty(Search))
        {
            form.Add(SearchBox(frame.Id, request.Query[Search].ToString()));
        }

        form.Add(new HtmlString(inputs));
        form.Add(Html.Element("button", "btn btn-quiet list-submit").With("type", "submit")
            .Add(Html.Element("span", text: texts["Apply"])));
        frame.Filters = form;
        output.SuppressOutput();
    }

    private TagBuilder SearchBox(string list, string typed)
    {
        var hint = Placeholder ?? texts["Search"];
        return Html.Element("div", "search-box")
            .Add(IconTag.Draw(ViewContext, "search"))
            .Add(Html.Element("label", "visually-hidden", hint).With("for", $"{list}-search"))
            .Add(Html.Element("input", "form-control").With("id", $"{list}-search").With("type", "search").With("name", Search)
                .With("value", typed).With("placeholder", hint).With("autocomplete", "off").With("spellcheck", "false"));
    }

    [GeneratedRegex("name=\"([^\"]+)\"")]
    private static partial Regex InputName();
}

/// <summary>
/// <c>&lt;list-filter name="country" label="@T["Country"]" items="@Model.Countries" /&gt;</c>: one choice in a list's form. The first
/// option is everything.
/// </summary>
[HtmlTargetElement("list-filter", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ListFilterTag(IStringLocalizer<Texts> texts) : TagHelper
{
    public string Name { get; set; } = "";

    public string Label { get; set; } = "";

    public IEnumerable<SelectListItem> Items { get; set; } = [];

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var id = $"filter-{Name}";
        var chosen = ViewContext.HttpContext.Request.Query[Name].ToString();
        var select = Html.Element("select", "form-select").With("id", id).With("name", Name);
        select.Add(Html.Element("option", text: texts["{0}: all", Label]).With("value", ""));
        foreach (var item in Items)
        {
            select.Add(Html.Element("option", text: item.Text).With("value", item.Value).With("selected", item.Value == chosen ? "selected" : null));
        }

        output.TagName = null;
        output.Content.AppendHtml(Html.Element("label", "visually-hidden", Label).With("for", id));
        output.Content.AppendHtml(select);
    }
}
