using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>
/// <c>&lt;field for="Input.Name" label="@T["Name"]" hint="@T["…"]" autocomplete="organization" /&gt;</c>: a label, its control, a hint and
/// the error beside it, joined for screen readers. What was typed stays after an error, a password never does.
/// The control follows the property: a bool is a box to tick, <c>items</c> make a select (<c>as="radios"</c>: buttons to choose from),
/// <c>rows</c> a larger text, a date a date. Content between the tags takes the control's place when one needs another.
/// </summary>
[HtmlTargetElement("field", Attributes = "for")]
public sealed class FieldTag(IStringLocalizer<Texts> texts) : TagHelper
{
    public ModelExpression For { get; set; } = null!;

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    /// <summary>The input's type when the property's own does not say it: <c>email</c>, <c>tel</c>, <c>url</c>, <c>password</c>, <c>file</c>.</summary>
    public string? Type { get; set; }

    /// <summary>The purpose of the field as HTML names it, so that browsers and helpers fill it in.</summary>
    public string? Autocomplete { get; set; }

    public string? Placeholder { get; set; }

    /// <summary>How many lines; makes it a larger text.</summary>
    public int Rows { get; set; }

    public IEnumerable<SelectListItem>? Items { get; set; }

    /// <summary><c>radios</c> shows the items as buttons to choose from.</summary>
    public string? As { get; set; }

    /// <summary>A word before or after what is typed: a currency, a percent sign.</summary>
    public string? Prefix { get; set; }

    public string? Suffix { get; set; }

    /// <summary>Says that it may stay empty. Where most fields are needed, the others are marked, not the needed ones.</summary>
    public bool Optional { get; set; }

    public bool Disabled { get; set; }

    public bool Autofocus { get; set; }

    /// <summary>What kinds of file may be chosen.</summary>
    public string? Accept { get; set; }

    /// <summary>How wide the control is: <c>short</c> for amounts and codes, <c>medium</c>; else the whole column.</summary>
    public string? Width { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    private string Name => ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    private string Id => TagBuilder.CreateSanitizedId(Name, "_");

    private string? Error => ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.Errors.Count > 0
        ? entry.Errors[0].ErrorMessage is { Length: > 0 } message ? message : texts["This value cannot be used."]
        : null;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var given = await output.GetChildContentAsync();
        var tick = For.ModelExplorer.ModelType == typeof(bool) && Items is null;
        var group = As == "radios";
        ErrorSummaryTag.Name(ViewContext.HttpContext, Name, Label);
        output.TagName = group ? "fieldset" : "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", $"field{(Error is null ? "" : " field-wrong")}{(Width is null ? "" : $" field-{Width}")}");

        if (tick)
        {
            output.Content.AppendHtml(Html.Element("div", "form-check").Add(Tick()).Add(Caption("label", "form-check-label").With("for", Id)));
        }
        else
        {
            output.Content.AppendHtml(group ? Caption("legend", "form-label") : Caption("label", "form-label").With("for", Id));
            output.Content.AppendHtml(given.IsEmptyOrWhiteSpace ? Framed(Control()) : given);
        }

        if (Hint is not null)
        {
            output.Content.AppendHtml(Html.Element("p", "field-hint", Hint).With("id", $"{Id}-hint"));
        }

        if (Error is { } wrong)
        {
            output.Content.AppendHtml(Html.Element("p", "field-error").With("id", $"{Id}-error")
                .Add(IconTag.Draw(ViewContext, "alert-circle")).Add(Html.Element("span", text: wrong)));
        }
    }

    private TagBuilder Caption(string element, string css)
    {
        var caption = Html.Element(element, css, Label);
        return Optional ? caption.Add(Html.Element("span", "field-optional", texts["optional"])) : caption;
    }

    private IHtmlContent Control() => Items is not null
        ? As == "radios" ? Radios(Items) : Select(Items)
        : Rows > 0 ? TextArea() : Input();

    private IHtmlContent Framed(IHtmlContent control)
    {
        if (Prefix is null && Suffix is null)
        {
            return control;
        }

        var frame = Html.Element("div", "input-group");
        if (Prefix is not null)
        {
            frame.Add(Html.Element("span", "input-group-text", Prefix));
        }

        frame.Add(control);
        return Suffix is null ? frame : frame.Add(Html.Element("span", "input-group-text", Suffix));
    }

    private TagBuilder Input()
    {
        var type = Type ?? TypeOf(For.ModelExplorer.Metadata.UnderlyingOrModelType);
        var input = Said(Html.Element("input", "form-control")).With("type", type).With("accept", Accept).With("placeholder", Placeholder);
        if (Nullable.GetUnderlyingType(For.ModelExplorer.ModelType) is { } bare ? IsFigure(bare) : IsFigure(For.ModelExplorer.ModelType))
        {
            input.With("inputmode", For.ModelExplorer.Metadata.UnderlyingOrModelType == typeof(decimal) ? "decimal" : "numeric");
        }

        input.TagRenderMode = TagRenderMode.SelfClosing;
        return type is "password" or "file" ? input : input.With("value", Typed());
    }

    private TagBuilder TextArea() =>
        Said(Html.Element("textarea", "form-control", $"\n{Typed()}")).With("rows", Rows.ToString(CultureInfo.InvariantCulture)).With("placeholder", Placeholder);

    private TagBuilder Select(IEnumerable<SelectListItem> items)
    {
        var many = typeof(IEnumerable).IsAssignableFrom(For.ModelExplorer.ModelType) && For.ModelExplorer.ModelType != typeof(string);
        var select = Said(Html.Element("select", "form-select")).With("multiple", many ? "multiple" : null);
        var chosen = Chosen();
        foreach (var item in items)
        {
            select.Add(Html.Element("option", text: item.Text).With("value", item.Value)
                .With("selected", chosen.Contains(item.Value) || (chosen.Count == 0 && item.Selected) ? "selected" : null)
                .With("disabled", item.Disabled ? "disabled" : null));
        }

        return select;
    }

    private TagBuilder Radios(IEnumerable<SelectListItem> items)
    {
        var list = Html.Element("div", "radios");
        var chosen = Chosen();
        foreach (var (at, item) in items.Index())
        {
            var radio = Said(Html.Element("input", "form-check-input")).With("type", "radio").With("value", item.Value)
                .With("checked", chosen.Contains(item.Value) ? "checked" : null).With("disabled", item.Disabled || Disabled ? "disabled" : null);
            // The first one bears the field's id, so that a line of the error summary leads there.
            radio.With("id", at == 0 ? Id : $"{Id}_{at}");
            radio.TagRenderMode = TagRenderMode.SelfClosing;
            list.Add(Html.Element("label", "radio").Add(radio).Add(Html.Element("span", text: item.Text)));
        }

        return list;
    }

    private TagBuilder Tick()
    {
        var attempted = ViewContext.ModelState.TryGetValue(Name, out var entry) ? entry.AttemptedValue : null;
        var on = attempted is not null ? attempted.Split(',')[0] == "true" : For.Model is true;
        var box = Said(Html.Element("input", "form-check-input")).With("type", "checkbox").With("value", "true").With("checked", on ? "checked" : null);
        box.TagRenderMode = TagRenderMode.SelfClosing;
        return box;
    }

    // What every control says of itself: its name, what describes it, whether it is wrong.
    private TagBuilder Said(TagBuilder control)
    {
        var described = string.Join(' ', new[] { Hint is null ? null : $"{Id}-hint", Error is null ? null : $"{Id}-error" }.OfType<string>());
        if (Error is not null)
        {
            control.AddCssClass("is-invalid");
        }

        return control.With("id", Id).With("name", Name).With("autocomplete", Autocomplete)
            .With("aria-describedby", described.Length == 0 ? null : described)
            .With("aria-invalid", Error is null ? null : "true")
            .With("required", IsRequired ? "required" : null)
            .With("disabled", Disabled ? "disabled" : null)
            .With("autofocus", Autofocus ? "autofocus" : null)
            .With("maxlength", MaxLength);
    }

    private bool IsRequired => !Optional && For.Metadata.ValidatorMetadata.OfType<RequiredAttribute>().Any();

    private string? MaxLength => For.Metadata.ValidatorMetadata.OfType<StringLengthAttribute>().FirstOrDefault()
        ?.MaximumLength.ToString(CultureInfo.InvariantCulture);

    private string? Typed() => ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.AttemptedValue is { } attempted
        ? attempted
        : Written(For.Model);

    private HashSet<string> Chosen()
    {
        if (ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.AttemptedValue is { } attempted)
        {
            return entry.RawValue is string[] several ? [.. several] : [attempted];
        }

        return For.Model switch
        {
            null => [],
            string one => [one],
            IEnumerable many => [.. many.Cast<object?>().Select(Written).OfType<string>()],
            var one => [Written(one)!],
        };
    }

    // As the binder reads it back: days as HTML writes them, figures without separators in the person's own decimal sign.
    private static string? Written(object? value) => value switch
    {
        null => null,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture),
        IFormattable figure => figure.ToString(null, CultureInfo.CurrentCulture),
        _ => value.ToString(),
    };

    private static string TypeOf(Type type) => type switch
    {
        _ when type == typeof(DateOnly) => "date",
        _ when type == typeof(TimeOnly) => "time",
        _ when type == typeof(DateTime) => "datetime-local",
        _ when typeof(IFormFile).IsAssignableFrom(type) => "file",
        _ => "text",
    };

    private static bool IsFigure(Type type) => type == typeof(int) || type == typeof(long) || type == typeof(short) || type == typeof(decimal);
}
