using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>The word and the colour of every state a person sees. The word says it all; the colour only helps to find it.</summary>
public static class Statuses
{
    private static readonly Dictionary<string, (string Word, Tone Tone)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Pending"] = (Texts.Key("Pending"), Tone.Busy),
        ["InProgress"] = (Texts.Key("In progress"), Tone.Busy),
        ["InProvisioning"] = (Texts.Key("In provisioning"), Tone.Busy),
        ["Active"] = (Texts.Key("Active"), Tone.Good),
        ["Inactive"] = (Texts.Key("Inactive"), Tone.Neutral),
        ["Closed"] = (Texts.Key("Closed"), Tone.Neutral),
        ["AwaitingApproval"] = (Texts.Key("Awaiting approval"), Tone.Warning),
        ["AwaitingFunds"] = (Texts.Key("Awaiting funds"), Tone.Warning),
        ["Processing"] = (Texts.Key("Processing"), Tone.Busy),
        ["Provisioning"] = (Texts.Key("Provisioning"), Tone.Busy),
        ["Completed"] = (Texts.Key("Completed"), Tone.Good),
        ["NeedsAttention"] = (Texts.Key("Needs attention"), Tone.Bad),
        ["Cancelled"] = (Texts.Key("Cancelled"), Tone.Neutral),
        ["Paused"] = (Texts.Key("Paused"), Tone.Warning),
        ["OnHold"] = (Texts.Key("On hold"), Tone.Warning),
        ["Grace"] = (Texts.Key("In grace"), Tone.Warning),
        ["InGrace"] = (Texts.Key("In grace"), Tone.Warning),
        ["Expired"] = (Texts.Key("Expired"), Tone.Bad),
        ["Trial"] = (Texts.Key("Trial"), Tone.Busy),
        ["Waiting"] = (Texts.Key("Waiting"), Tone.Neutral),
        ["Leased"] = (Texts.Key("Being done"), Tone.Busy),
        ["Done"] = (Texts.Key("Done"), Tone.Good),
        ["WillRetry"] = (Texts.Key("Will retry"), Tone.Warning),
        ["NeedsAPerson"] = (Texts.Key("Needs a person"), Tone.Bad),
        ["NeedsPerson"] = (Texts.Key("Needs a person"), Tone.Bad),
        ["Open"] = (Texts.Key("Open"), Tone.Busy),
        ["PartPaid"] = (Texts.Key("Part paid"), Tone.Warning),
        ["Paid"] = (Texts.Key("Paid"), Tone.Good),
        ["Overdue"] = (Texts.Key("Overdue"), Tone.Bad),
        ["OnAccount"] = (Texts.Key("On account"), Tone.Busy),
        ["PartlyCredited"] = (Texts.Key("Partly credited"), Tone.Warning),
        ["Settled"] = (Texts.Key("Settled"), Tone.Good),
        ["Credited"] = (Texts.Key("Credited"), Tone.Neutral),
        ["Draft"] = (Texts.Key("Draft"), Tone.Neutral),
        ["Scheduled"] = (Texts.Key("Scheduled"), Tone.Busy),
        ["Running"] = (Texts.Key("Running"), Tone.Busy),
        ["Failed"] = (Texts.Key("Failed"), Tone.Bad),
        ["Stopped"] = (Texts.Key("Stopped"), Tone.Warning),
        ["Sent"] = (Texts.Key("Sent"), Tone.Good),
        ["Kept"] = (Texts.Key("Kept here"), Tone.Neutral),
        ["Sending"] = (Texts.Key("Being sent"), Tone.Busy),
        ["Invited"] = (Texts.Key("Invited"), Tone.Busy),
        ["Locked"] = (Texts.Key("Locked"), Tone.Warning),
        ["HeldOff"] = (Texts.Key("Held off"), Tone.Warning),
        ["Included"] = (Texts.Key("Included"), Tone.Good),
        ["Hidden"] = (Texts.Key("Hidden"), Tone.Neutral),
        ["New"] = (Texts.Key("New"), Tone.Busy),
        ["Changed"] = (Texts.Key("Changed"), Tone.Warning),
        ["Dropped"] = (Texts.Key("Dropped"), Tone.Bad),
        ["Unchanged"] = (Texts.Key("Unchanged"), Tone.Neutral),
        ["Uploaded"] = (Texts.Key("Uploaded"), Tone.Neutral),
        ["Checked"] = (Texts.Key("Checked"), Tone.Busy),
        ["Checking"] = (Texts.Key("Being checked"), Tone.Busy),
        ["Applying"] = (Texts.Key("Being added"), Tone.Busy),
        ["Applied"] = (Texts.Key("Applied"), Tone.Good),
        ["Discarded"] = (Texts.Key("Discarded"), Tone.Neutral),
        ["Unassigned"] = (Texts.Key("Unassigned"), Tone.Warning),
        ["Assigned"] = (Texts.Key("Assigned"), Tone.Good),
        ["Removed"] = (Texts.Key("Taken back"), Tone.Neutral),
        ["Revoked"] = (Texts.Key("Taken back"), Tone.Neutral),
        ["Holds"] = (Texts.Key("Holds"), Tone.Good),
        ["Broken"] = (Texts.Key("Broken"), Tone.Bad),
        ["Well"] = (Texts.Key("Well"), Tone.Good),
        ["NeedsALook"] = (Texts.Key("Needs a look"), Tone.Warning),
        ["Asked"] = (Texts.Key("Asked"), Tone.Warning),
        ["Agreed"] = (Texts.Key("Agreed"), Tone.Good),
        ["Ended"] = (Texts.Key("Ended"), Tone.Neutral),
        ["Refused"] = (Texts.Key("Refused"), Tone.Neutral),
        ["Unusable"] = (Texts.Key("Unusable"), Tone.Bad),
    };

    /// <summary>The English word (a key of the texts) and the tone of a state, given as an enum's value or its name.</summary>
    public static (string Word, Tone Tone) Of(object state)
    {
        var name = state.ToString() ?? "";
        return Known.TryGetValue(name, out var known) ? known : (Spoken(name), Tone.Neutral);
    }

    // NeedsReview reads "Needs review".
    private static string Spoken(string name) =>
        string.Concat(name.Select((letter, at) => at > 0 && char.IsUpper(letter) && !char.IsUpper(name[at - 1])
            ? $" {char.ToLowerInvariant(letter)}"
            : letter.ToString()));
}

/// <summary>
/// <c>&lt;status value="@reseller.Status" explain="@T["…"]" /&gt;</c>: a quiet pill with the state's word. <c>explain</c> says what the
/// state means, on hover and to a screen reader. <c>word</c> and <c>tone</c> say it in other words than <see cref="Statuses"/> knows.
/// </summary>
[HtmlTargetElement("status", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class StatusTag(IStringLocalizer<Texts> texts) : TagHelper
{
    public object? Value { get; set; }

    public string? Word { get; set; }

    public Tone? Tone { get; set; }

    public string? Explain { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var (word, tone) = Statuses.Of(Value ?? "");
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", $"pill pill-{(Tone ?? tone).ToString().ToLowerInvariant()}");
        output.Content.Append(Word ?? texts[word]);
        if (Explain is not null)
        {
            output.Attributes.SetAttribute("title", Explain);
            output.Content.AppendHtml(Html.Element("span", "visually-hidden", $": {Explain}"));
        }
    }
}
