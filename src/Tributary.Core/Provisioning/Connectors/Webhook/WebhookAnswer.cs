using System.Text.Json;

namespace Tributary.Provisioning.Connectors.Webhook;

/// <summary>
/// What the other side says, at once or later:
/// <c>{"work":"wrk_…","status":"done|handed|retry|failed","externalId":"…","assets":[{"kind","name","secret","expiresOn"}],"reason":"…"}</c>.
/// </summary>
public sealed record WebhookAnswer
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 8 };

    /// <summary>Which work it is about.</summary>
    public string? Work { get; init; }
    /// <summary>What became of it.</summary>
    public string? Status { get; init; }
    /// <summary>Its id there.</summary>
    public string? ExternalId { get; init; }
    /// <summary>What was made.</summary>
    public IReadOnlyList<MadeAsset>? Assets { get; init; }
    /// <summary>What went wrong.</summary>
    public string? Reason { get; init; }

    /// <summary>An action's name in messages.</summary>
    public static string Code(WorkAction action) => action switch
    {
        WorkAction.Create => "create",
        WorkAction.Change => "change",
        WorkAction.Suspend => "suspend",
        WorkAction.Resume => "resume",
        WorkAction.Remove => "remove",
        WorkAction.Renew => "renew",
    };

    /// <summary>
    /// Reads an answer to <paramref name="order"/>. One that cannot be believed (garbage, another work, done without an
    /// id) is for a person, and settles nothing.
    /// </summary>
    /// <param name="answer">The answer as it was read, or null when it is garbage.</param>
    public static Outcome Read(ReadOnlySpan<byte> body, WorkOrder order, out WebhookAnswer? answer)
    {
        try { answer = JsonSerializer.Deserialize<WebhookAnswer>(body, Json); }
        catch (JsonException) { answer = null; }
        if (answer is null) return new Outcome.NeedsPerson("The other side answered something that is not the JSON object agreed on. Nothing was settled.");
        if (answer.Work is { } work && work != order.Key)
            return new Outcome.NeedsPerson($"The other side answered for another work ({Short(work)}). Nothing was settled.");
        var reason = string.IsNullOrWhiteSpace(answer.Reason) ? "It gave no reason." : Short(answer.Reason);
        return answer.Status switch
        {
            "done" when order.Action == WorkAction.Create && string.IsNullOrWhiteSpace(answer.ExternalId) =>
                new Outcome.NeedsPerson("The other side said done, but not under which id (externalId). Nothing was settled."),
            "done" => new Outcome.Done(answer.ExternalId ?? order.ExternalId, [.. (answer.Assets ?? []).OfType<MadeAsset>()]),
            "handed" => new Outcome.Handed(answer.ExternalId, TimeSpan.FromHours(24)),
            "retry" => new Outcome.Retry($"The other side asks to be tried again. {reason}"),
            "failed" => new Outcome.NeedsPerson($"The other side cannot do it. {reason}"),
            var other => new Outcome.NeedsPerson($"The other side answered with the status \"{Short(other ?? "")}\", which is none. Nothing was settled."),
        };
    }

    private static string Short(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
