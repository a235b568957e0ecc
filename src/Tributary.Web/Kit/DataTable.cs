using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>What the parts of a list know of it. Every link that changes the list loads the same page and swaps only the list.</summary>
internal sealed class ListFrame(string id)
{
    public string Id { get; } = id;

    public IHtmlContent? Tiles { get; set; }

    public IHtmlContent? Filters { get; set; }

    public IHtmlContent? Actions { get; set; }

    public IHtmlContent? Next { get; set; }

    /// <summary>The list around this tag, if there is one.</summary>
    public static ListFrame? Around(TagHelperContext context) =>
        context.Items.TryGetValue(typeof(ListFrame), out var frame) ? (ListFrame)frame : null;

    /// <summary>The attributes with which htmx swaps only the list; without JavaScript the link loads the page.</summary>
    public IEnumerable<(string Name, string Value)> Swap(string url) =>
    [
        ("hx-get", url), ("hx-target", $"#{Id}"), ("hx-select", $"#{Id}"), ("hx-swap", "outerMorph"),
        ("hx-push-url", "true"), ("hx-indicator", $"#{Id}"),
    ];

    /// <summary>A link that changes the list around it, or loads the page when there is none.</summary>
    public static TagBuilder Link(ListFrame? frame, string url, string? css = null)
    {
        var link = Html.Element("a", css).With("href", url);
        foreach (var (name, value) in frame?.Swap(url) ?? [])
        {
            link.With(name, value);
        }

        return link;
    }
}

/// <summary>
/// <c>&lt;data-table id="resellers" heading="@T["Resellers"]" shown="@T["Active"]"&gt;</c>: a list. Inside stand, in any order,
/// <c>&lt;tiles&gt;</c>, <c>&lt;list-filters&gt;</c>, <c>&lt;list-actions&gt;</c>, a <c>&lt;table class="table"&gt;</c> or an
/// <c>&lt;empty&gt;</c>, and <c>&lt;list-next&gt;</c>. <c>shown</c> says which part of the list is on screen.
/// </summary>
[HtmlTargetElement("data-table")]
public sealed class DataTableTag(IStringLocalizer<Texts> texts, IAntiforgery antiforgery) : TagHelper
{
    public string Id { get; set; } = "list";

    public string? Heading { get; set; }

    public string? Shown { get; set; }

    /// <summary>The list's columns: with them it offers a choice of columns and files of what it shows.</summary>
    public ListView? Columns { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Init(TagHelperContext context)
    {
        context.Items[typeof(ListFrame)] = new ListFrame(Id);
        Columns?.Surround(ViewContext);
    }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var rows = await output.GetChildContentAsync();
        var frame = ListFrame.Around(context)!;
        output.TagName = "section";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("id", Id);
        output.Add("class", "list");
        output.Attributes.SetAttribute("aria-labelledby", $"{Id}-heading");
        output.Content.AppendHtml(frame.Tiles ?? HtmlString.Empty);

        var card = Html.Element("div", "card list-card");
        card.Add(Bar(frame));
        var scroll = Html.Element("div", "table-scroll").Add(rows);
        // Rows without a link can be scrolled by keyboard only when the frame itself can be reached.
        if (Elements.In(rows) is { Table: true, Link: false })
            scroll.With("tabindex", "0").With("role", "group").With("aria-labelledby", $"{Id}-heading");
        card.Add(scroll);
        card.Add(frame.Next ?? HtmlString.Empty);
        output.Content.AppendHtml(card);
    }

    private TagBuilder Bar(ListFrame frame)
    {
        var bar = Html.Element("div", "list-bar");
        var title = Html.Element("div", "list-title");
        title.Add(Html.Element("h2", Heading is null ? "visually-hidden" : "list-heading", Heading ?? texts["List"]).With("id", $"{Id}-heading"));
        if (Shown is not null)
        {
            title.Add(Html.Element("p", "list-shown", texts["Showing: {0}", Shown]).With("role", "status"));
        }

        bar.Add(title);
        if (frame.Filters is not null || frame.Actions is not null || Columns is not null)
        {
            bar.Add(Html.Element("div", "list-tools").Add(frame.Filters ?? HtmlString.Empty).Add(frame.Actions ?? HtmlString.Empty).Add(Menus()));
        }

        return bar;
    }

    private IHtmlContent Menus()
    {
        if (Columns is not { } list) return HtmlString.Empty;
        var menus = Html.Element("div", "list-actions").Add(FilesMenu());
        return list.Choices.Any() ? menus.Add(ColumnsMenu(list)) : menus;
    }

    private TagBuilder FilesMenu()
    {
        TagBuilder Line(string format, string words) => Html.Element("a", "menu-line").With("href", ViewContext.HttpContext.Request.With(("handler", "Export"), ("format", format)))
            .With("download", "").Add(IconTag.Draw(ViewContext, "file-spreadsheet")).Add(Html.Element("span", text: words));
        return Menu("download", texts["Export"])
            .Add(Html.Element("div", "more-menu").Add(Line("xlsx", texts["Excel workbook (XLSX)"])).Add(Line("csv", texts["Plain text (CSV)"]))
                .Add(Html.Element("p", "menu-note", texts["What this list shows, at most {0} rows.", Culture.Of(ViewContext.HttpContext).Number(ListFile.Most)])));
    }

    private TagBuilder ColumnsMenu(ListView list)
    {
        var request = ViewContext.HttpContext.Request;
        var form = Html.Element("form", "more-menu").With("method", "post").With("action", request.With(("handler", "Columns")));
        form.Add(antiforgery.GetHtml(ViewContext.HttpContext));
        form.Add(Html.Element("input").With("type", "hidden").With("name", "back").With("value", request.Here()));
        foreach (var column in list.Choices)
        {
            var box = Html.Element("input", "form-check-input m-0").With("type", "checkbox").With("name", "columns").With("value", column.Name)
                .With("checked", list.Shows(column) ? "checked" : null);
            form.Add(Html.Element("label", "menu-line").Add(box).Add(Html.Element("span", text: column.Heading)));
        }

        var buttons = Html.Element("div", "menu-buttons").Add(Html.Element("button", "btn btn-sm", texts["Show these"]).With("type", "submit"));
        if (list.IsChosen)
        {
            buttons.Add(Html.Element("button", "btn btn-sm btn-quiet", texts["The usual ones"]).With("type", "submit").With("name", "usual").With("value", "yes"));
        }

        return Menu("columns", texts["Columns"]).Add(form.Add(buttons));
    }

    private TagBuilder Menu(string icon, string words) => Html.Element("details", "more list-menu")
        .Add(Html.Element("summary", "btn btn-quiet").Add(IconTag.Draw(ViewContext, icon)).Add(Html.Element("span", text: words)));
}

/// <summary><c>&lt;list-actions&gt;</c>: buttons at the right end of a list's bar, such as export or columns.</summary>
[HtmlTargetElement("list-actions", ParentTag = "data-table")]
public sealed class ListActionsTag : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var actions = await output.GetChildContentAsync();
        ListFrame.Around(context)!.Actions = Html.Element("div", "list-actions").Add(new HtmlString(actions.GetContent()));
        output.SuppressOutput();
    }
}

/// <summary>
/// <c>&lt;list-next after="@Model.Next" /&gt;</c>: the link to what follows, by the key of the last row shown; nothing when there is no more.
/// When the list was opened after a key there is also the way back to the beginning.
/// </summary>
[HtmlTargetElement("list-next", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ListNextTag(IStringLocalizer<Texts> texts) : TagHelper
{
    public string? After { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var request = ViewContext.HttpContext.Request;
        var frame = ListFrame.Around(context);
        var nav = Html.Element("nav", "list-next").With("aria-label", texts["More of this list"]);
        if (request.Query.ContainsKey(Address.After))
        {
            nav.Add(ListFrame.Link(frame, request.With(), "btn btn-quiet")
                .Add(IconTag.Draw(ViewContext, "arrow-left")).Add(Html.Element("span", text: texts["To the beginning"])));
        }

        if (!string.IsNullOrEmpty(After))
        {
            nav.Add(ListFrame.Link(frame, request.With((Address.After, After)), "btn btn-quiet list-next-link")
                .Add(Html.Element("span", text: texts["Next page"])).Add(IconTag.Draw(ViewContext, "arrow-right")));
        }

        output.TagName = null;
        if (!nav.HasInnerHtml)
        {
            return;
        }

        if (frame is null)
        {
            output.Content.SetHtmlContent(nav);
        }
        else
        {
            frame.Next = nav;
        }
    }
}

/// <summary>
/// <c>&lt;col-head sort="name"&gt;@T["Name"]&lt;/col-head&gt;</c>: a column's heading; with <c>sort</c> it orders the list by that name
/// (query <c>sort=name</c>, then <c>sort=-name</c>). <c>num</c> puts it to the right, over figures. <c>hidden-label</c> is for a column
/// of buttons: its heading is only heard.
/// </summary>
[HtmlTargetElement("col-head")]
public sealed class ColumnHeadTag(IStringLocalizer<Texts> texts) : TagHelper
{
    public string? Sort { get; set; }

    /// <summary>The declared column this is the heading of; its words are the column's own unless others stand here.</summary>
    public string? Column { get; set; }

    public bool Num { get; set; }

    public bool HiddenLabel { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        if (Column is not null && !ColumnCellTag.Draw(ViewContext, Column, output))
        {
            return;
        }

        IHtmlContent label = await output.GetChildContentAsync();
        if (Column is not null && label is TagHelperContent { IsEmptyOrWhiteSpace: true } && ListView.Around(ViewContext)!.Of(Column) is { } declared)
        {
            label = Html.Element("span", text: declared.Heading);
        }

        output.TagName = "th";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("scope", "col");
        if (Num)
        {
            output.Add("class", "num");
        }

        if (HiddenLabel)
        {
            output.Content.SetHtmlContent(Html.Element("span", "visually-hidden").Add(label));
            return;
        }

        if (Sort is null)
        {
            output.Content.SetHtmlContent(label);
            return;
        }

        var request = ViewContext.HttpContext.Request;
        var now = request.Query["sort"].ToString();
        var (up, down) = (now == Sort, now == "-" + Sort);
        output.Attributes.SetAttribute("aria-sort", up ? "ascending" : down ? "descending" : "none");
        var link = ListFrame.Link(ListFrame.Around(context), request.With(("sort", up ? "-" + Sort : Sort)), up || down ? "sort sort-on" : "sort");
        link.With("title", up ? texts["Sort descending"] : texts["Sort ascending"]).Add(label);
        output.Content.SetHtmlContent(link.Add(IconTag.Draw(ViewContext, up ? "chevron-up" : down ? "chevron-down" : "selector")));
    }
}
