using Microsoft.Extensions.Localization;
using Tributary.Notices;
using Tributary.Web.Kit;
using Tributary.Web.Mail;

namespace Tributary.Web.Pages.Mail;

/// <summary>How sent mail is spoken of.</summary>
public static class Words
{
    /// <summary>What sort of mail it is: a key of the texts.</summary>
    public static string Of(string template) => Template.Of(template)?.Title ?? Texts.Key("Mail");

    /// <summary>The state as the kit's states are named.</summary>
    public static string State(Message message) => message switch
    {
        { IsTriedAgain: true } => "WillRetry",
        { State: MessageState.Leased } => "Sending",
        _ => message.State.ToString(),
    };

    /// <summary>The states one can filter by: their codes and words.</summary>
    public static IEnumerable<(string Code, MessageState State, string Word)> States =>
    [
        ("waiting", MessageState.Waiting, Statuses.Of("Waiting").Word), ("sent", MessageState.Sent, Statuses.Of("Sent").Word),
        ("kept", MessageState.Kept, Statuses.Of("Kept").Word), ("failed", MessageState.Failed, Statuses.Of("Failed").Word),
    ];

    /// <summary>What went wrong, in the reader's language.</summary>
    public static string? Fault(string? code, IStringLocalizer<Texts> texts) => code?.Split('_') switch
    {
        null => null,
        ["unreachable"] => texts["The mail server could not be reached."].Value,
        ["refused", var number] => texts["The mail server did not take it: {0}.", number].Value,
        ["no", ..] => texts["There is no address to send it to."].Value,
        ["over"] => texts["What it was about was over before it was sent."].Value,
        ["unknown", ..] => texts["It was written by another version of the program, which this one does not know how to read."].Value,
        _ => texts["It could not be written. The log of the program says why."].Value,
    };
}
