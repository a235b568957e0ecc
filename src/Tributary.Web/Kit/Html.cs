using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Tributary.Web.Kit;

/// <summary>The few things every tag helper needs to write HTML. Text is always encoded.</summary>
internal static class Html
{
    /// <summary>An element with a class and encoded text.</summary>
    public static TagBuilder Element(string name, string? css = null, string? text = null)
    {
        var element = new TagBuilder(name);
        if (css is not null)
        {
            element.AddCssClass(css);
        }

        if (text is not null)
        {
            element.InnerHtml.Append(text);
        }

        return element;
    }

    /// <summary>Sets an attribute.</summary>
    public static TagBuilder With(this TagBuilder element, string name, string? value)
    {
        if (value is not null)
        {
            element.Attributes[name] = value;
        }

        return element;
    }

    /// <summary>Appends a child.</summary>
    public static TagBuilder Add(this TagBuilder element, IHtmlContent child)
    {
        element.InnerHtml.AppendHtml(child);
        return element;
    }

    /// <summary>Sets an attribute on what a tag helper writes; a class is added to the author's own.</summary>
    public static void Add(this TagHelperOutput output, string name, string value)
    {
        var given = name == "class" ? output.Attributes["class"]?.Value?.ToString() : null;
        output.Attributes.SetAttribute(name, given is null ? value : $"{value} {given}");
    }

    /// <summary>What this content looks like as HTML.</summary>
    public static string Text(this IHtmlContent content)
    {
        using var writer = new StringWriter();
        content.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }
}
