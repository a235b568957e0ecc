using Tributary.Orders.Bulk;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>What the deeds on many subscriptions are called.</summary>
internal static class BulkWords
{
    /// <summary>All of them, with their codes in addresses, in the order they are offered.</summary>
    public static readonly IReadOnlyList<(BulkDeed Deed, string Code, string Word)> All =
    [
        (BulkDeed.Renew, "renew", Texts.Key("Renew now")),
        (BulkDeed.Pause, "pause", Texts.Key("Pause")),
        (BulkDeed.Resume, "resume", Texts.Key("Resume")),
        (BulkDeed.End, "end", Texts.Key("Deactivate with the term")),
        (BulkDeed.EndNow, "end_now", Texts.Key("Deactivate now")),
    ];

    /// <summary>The deed of this code, or null.</summary>
    public static BulkDeed? Of(string? code) => All.Where(d => d.Code == code).Select(d => (BulkDeed?)d.Deed).FirstOrDefault();

    /// <summary>What a deed is called.</summary>
    public static string Word(BulkDeed deed) => All.First(d => d.Deed == deed).Word;

    /// <summary>What it does to each of them, for the review.</summary>
    public static string Means(BulkDeed deed) => deed switch
    {
        BulkDeed.Renew => Texts.Key("The next term of each is paid for now, in place of on its day."),
        BulkDeed.Pause => Texts.Key("Each cannot be used from now on and does not renew; what is paid goes on running, nothing is given back."),
        BulkDeed.Resume => Texts.Key("Each can be used again and renews; whose paid term is over pays from today to the next term's start, by day."),
        BulkDeed.End => Texts.Key("Each can be used to the end of its term and does not renew. This can be taken back until then."),
        BulkDeed.EndNow => Texts.Key("Each is taken away at once and for good. The rest of a term is given back where its plan still allows that."),
        _ => throw new InvalidOperationException($"Unknown deed {deed}."),
    };
}
