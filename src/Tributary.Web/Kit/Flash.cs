using System.Text.Json;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Tributary.Web.Kit;

/// <summary>What sort of thing a message says.</summary>
public enum Tone
{
    /// <summary>Nothing is to be felt about it.</summary>
    Neutral,

    /// <summary>It went well, or all is well.</summary>
    Good,

    /// <summary>It is on its way.</summary>
    Busy,

    /// <summary>Look here before long.</summary>
    Warning,

    /// <summary>It went wrong, or is wrong.</summary>
    Bad,
}

/// <summary>One sentence shown on the next page, after a redirect.</summary>
public sealed record FlashMessage(Tone Tone, string Text);

/// <summary>Leaves a sentence for the next page this person sees.</summary>
public static class Flash
{
    private const string Key = "flash";

    /// <summary>Says that a deed is done: <c>this.Done(T["{0} is now active.", name])</c>.</summary>
    public static void Done(this PageModel page, string text) => page.TempData.Add(Tone.Good, text);

    /// <summary>Says something to look at.</summary>
    public static void Warn(this PageModel page, string text) => page.TempData.Add(Tone.Warning, text);

    /// <summary>Says that something did not work.</summary>
    public static void Fail(this PageModel page, string text) => page.TempData.Add(Tone.Bad, text);

    /// <summary>Leaves one where no page is at work: before a redirect from the doors.</summary>
    public static void Leave(HttpContext context, Tone tone, string text)
    {
        var temp = context.RequestServices.GetRequiredService<ITempDataDictionaryFactory>().GetTempData(context);
        temp.Add(tone, text);
        temp.Save();
    }

    /// <summary>Takes the waiting messages; they are shown once.</summary>
    public static IReadOnlyList<FlashMessage> Take(ITempDataDictionary temp) =>
        temp.TryGetValue(Key, out var kept) && kept is string json ? JsonSerializer.Deserialize<List<FlashMessage>>(json) ?? [] : [];

    private static void Add(this ITempDataDictionary temp, Tone tone, string text)
    {
        var waiting = temp.Peek(Key) is string json ? JsonSerializer.Deserialize<List<FlashMessage>>(json) ?? [] : [];
        temp[Key] = JsonSerializer.Serialize(waiting.Append(new(tone, text)));
    }
}

/// <summary>
/// <c>&lt;flash-messages /&gt;</c>: the sentences left by the deed before this page, read out by a screen reader.
/// The layouts hold it; a page does not.
/// </summary>
[HtmlTargetElement("flash-messages", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FlashTag(ITempDataDictionaryFactory temp) : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "flashes");
        output.Attributes.SetAttribute("role", "status");
        foreach (var message in Flash.Take(temp.GetTempData(ViewContext.HttpContext)))
        {
            var note = new TagBuilder("p");
            note.AddCssClass($"note note-{message.Tone.ToString().ToLowerInvariant()}");
            note.InnerHtml.AppendHtml(IconTag.Draw(ViewContext, NoteTag.IconOf(message.Tone)));
            var text = new TagBuilder("span");
            text.InnerHtml.Append(message.Text);
            note.InnerHtml.AppendHtml(text);
            output.Content.AppendHtml(note);
        }
    }
}
