using System.Text.Json;
using System.Text.Json.Serialization;
using Tributary.Subscriptions;

namespace Tributary.Provisioning;

/// <summary>What is said to have become of a piece of work.</summary>
public enum OutcomeKind
{
    /// <summary>It is done.</summary>
    Done = 1,
    /// <summary>It will not be done: what it was for is released. Only a person says so.</summary>
    Failed = 2,
    /// <summary>The other side has it and answers later.</summary>
    Handed = 3,
    /// <summary>Not now; try again.</summary>
    Retry = 4,
    /// <summary>Trying again would not help; a person has to look.</summary>
    NeedsPerson = 5,
}

/// <summary>What follows from an outcome.</summary>
public enum WorkStep
{
    /// <summary>Nothing: it was known, or it came from a worker that had lost its lease.</summary>
    Nothing = 0,
    /// <summary>It was done just now: capture, activate.</summary>
    Done = 1,
    /// <summary>It was given up just now: release.</summary>
    Failed = 2,
    /// <summary>It lies with the other side.</summary>
    Handed = 3,
    /// <summary>It is tried again later.</summary>
    Retry = 4,
    /// <summary>A person is needed: the order needs attention.</summary>
    NeedsPerson = 5,
    /// <summary>It was finished before and is contradicted now; no money moves, a person is shown the contradiction.</summary>
    Disputed = 6,
}

/// <summary>Something that delivery made.</summary>
/// <param name="Kind">A short code: <c>licence</c>, <c>mailbox</c>, <c>service</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Secret">A key that its owner may see, or null.</param>
/// <param name="ExpiresOn">Its last day, or null.</param>
public sealed record MadeAsset(string Kind, string Name, string? Secret = null, DateOnly? ExpiresOn = null);

/// <summary>The report of a connector, of the other side or of a person, handed to the desk. It goes through JSON unharmed.</summary>
public sealed record WorkOutcome
{
    /// <summary>What is said.</summary>
    public required OutcomeKind Kind { get; init; }
    /// <summary>The other side's id of what was made, where it is told.</summary>
    public string? ExternalId { get; init; }
    /// <summary>What was made, when it is done.</summary>
    public IReadOnlyList<MadeAsset> Assets { get; init; } = [];
    /// <summary>What went wrong, for the maker's people.</summary>
    public string? Reason { get; init; }
    /// <summary>For a retry: not before. For a hand-over: when the answer is overdue (UTC).</summary>
    public DateTime? Until { get; init; }
    /// <summary>The lease it is reported under; null when no worker reports it.</summary>
    public string? Lease { get; init; }
}

/// <summary>What is asked for: kept with the work, so that a later change of the subscription does not change what was ordered.</summary>
public sealed record WorkInput
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The plan to be reached.</summary>
    public required Guid PlanId { get; init; }
    /// <summary>The quantity to be reached.</summary>
    public required int Quantity { get; init; }
    /// <summary>How often it renews.</summary>
    public required Interval Interval { get; init; }
    /// <summary>The first day paid for; null while it begins with the delivery.</summary>
    public DateOnly? TermStart { get; init; }
    /// <summary>The first day after it.</summary>
    public DateOnly? TermEnd { get; init; }

    /// <summary>As it stands in <see cref="Work.Input"/>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static WorkInput FromJson(string json) =>
        JsonSerializer.Deserialize<WorkInput>(json, Json) ?? throw new JsonException("A work's input is empty.");
}
