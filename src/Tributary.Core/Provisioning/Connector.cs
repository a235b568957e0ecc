namespace Tributary.Provisioning;

/// <summary>
/// How something is delivered. A connector is a folder under Connectors that can be copied; its README says what else
/// to touch. It may be asked twice for the same work (a worker died, an answer was lost) and must then do it once:
/// <see cref="WorkOrder.Id"/> is the key to that, on its own side and on the other.
/// </summary>
public interface IConnector
{
    /// <summary>The code that plans name it by; never changed.</summary>
    string Key { get; }
    /// <summary>Its English name, under which it is translated.</summary>
    string Name { get; }
    /// <summary>What it does, in an English sentence, under which it is translated.</summary>
    string About { get; }
    /// <summary>What a plan has to say to use it.</summary>
    IReadOnlyList<ConnectorSetting> Settings { get; }
    /// <summary>How many pieces of work it does at once in one program.</summary>
    int AtOnce { get; }
    /// <summary>How long it is waited for before the attempt counts as failed.</summary>
    TimeSpan Patience { get; }

    /// <summary>Does one piece of work. What it throws counts as <see cref="Outcome.Retry"/>.</summary>
    Task<Outcome> Do(WorkOrder order, CancellationToken cancel);
}

/// <summary>What a connector answers.</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>It is done.</summary>
    /// <param name="ExternalId">The other side's id of what the subscription has there; the same for all work on it.</param>
    /// <param name="Assets">What was made.</param>
    public sealed record Done(string? ExternalId, IReadOnlyList<MadeAsset> Assets) : Outcome;

    /// <summary>The other side has it and answers later.</summary>
    /// <param name="ExternalId">Its id, where it is known already.</param>
    /// <param name="Within">How long the answer may take before a person is asked.</param>
    public sealed record Handed(string? ExternalId, TimeSpan Within) : Outcome;

    /// <summary>Not now.</summary>
    /// <param name="Reason">Why, for the maker's people.</param>
    /// <param name="After">The least time to wait, where the other side asked for one.</param>
    public sealed record Retry(string Reason, TimeSpan? After = null) : Outcome;

    /// <summary>Trying again would not help.</summary>
    /// <param name="Reason">What a person has to do or look into.</param>
    public sealed record NeedsPerson(string Reason) : Outcome;
}

/// <summary>
/// What a connector is told: all it may know. No price is among it, at any level, and nobody's name but the customer's.
/// </summary>
public sealed record WorkOrder
{
    /// <summary>The work's id: the same at every attempt.</summary>
    public required Guid Id { get; init; }
    /// <summary>What is to be done.</summary>
    public required WorkAction Action { get; init; }
    /// <summary>When it was asked for (UTC); the same at every attempt.</summary>
    public required DateTime AskedAt { get; init; }
    /// <summary>The subscription it is for.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>Who made the product.</summary>
    public required Guid MakerId { get; init; }
    /// <summary>The customer's number.</summary>
    public required string AccountNumber { get; init; }
    /// <summary>The customer's name.</summary>
    public required string AccountName { get; init; }
    /// <summary>The product's code.</summary>
    public required string Product { get; init; }
    /// <summary>The product's name.</summary>
    public required string ProductName { get; init; }
    /// <summary>The plan's code, after a change.</summary>
    public required string Plan { get; init; }
    /// <summary>The plan's name.</summary>
    public required string PlanName { get; init; }
    /// <summary>The quantity, after a change.</summary>
    public required int Quantity { get; init; }
    /// <summary>How often it renews.</summary>
    public required Interval Interval { get; init; }
    /// <summary>The term paid for, where it is known: a new one begins with its delivery.</summary>
    public Term? Term { get; init; }
    /// <summary>The other side's id of what is there already, or null.</summary>
    public string? ExternalId { get; init; }
    /// <summary>The plan's settings for this connector, checked, with defaults filled in and secrets readable.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The work's id as the other side knows it: <c>wrk_…</c>.</summary>
    public string Key => PublicId.Format(Prefix, Id);

    /// <summary>The prefix of <see cref="Key"/>.</summary>
    public const string Prefix = "wrk";
}
