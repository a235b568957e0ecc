using Tributary.Data;

namespace Tributary.Audit;

/// <summary>
/// One line of the audit trail, written in the deed's own transaction. It belongs to the account it concerns and is
/// seen by that account and those above it, unless <see cref="ReadFrom"/> says that only those from a level upward read it.
/// </summary>
public sealed class TrailEntry : TenantEntity
{
    /// <summary>When (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>The person, if one acted.</summary>
    public Guid? UserId { get; init; }
    /// <summary>Who, as a name.</summary>
    public required string Actor { get; init; }
    /// <summary>The account in whose name it was done; of a visit, the one the visitor came from.</summary>
    public required Guid ActorAccountId { get; init; }
    /// <summary>That account's path: a reader below it sees "your seller" instead of the name.</summary>
    public required string ActorPath { get; init; }
    /// <summary>The account that was visited when the actor acted there by a guest pass, or null.</summary>
    public Guid? OnBehalfOfId { get; init; }
    /// <summary>The visited account's name at that time, or null.</summary>
    public string? OnBehalfOf { get; init; }
    /// <summary>The visited account's path, or null: those below it read the line as they read any other of their seller's.</summary>
    public string? OnBehalfPath { get; init; }
    /// <summary>The guest pass by which it was done or which it is about, or null.</summary>
    public Guid? PassId { get; init; }
    /// <summary>What was done, as a code: <c>order.placed</c>, <c>wallet.credited</c>.</summary>
    public required string Action { get; init; }
    /// <summary>The thing's public id, or null.</summary>
    public string? Subject { get; init; }
    /// <summary>What a person reads about it, without amounts; never a name or price from above the account.</summary>
    public string Summary { get; init; } = "";
    /// <summary>
    /// The path of the lowest account that may know of it: a shortage, an attempt of the one who delivers. Null for
    /// everybody who sees the account.
    /// </summary>
    public string? ReadFrom { get; init; }
    /// <summary>More, as JSON, or null.</summary>
    public string? Details { get; init; }

    /// <summary>In whose name it was written: the visited account's, else the actor's.</summary>
    public string AuthorPath => OnBehalfPath ?? ActorPath;
}
