using Tributary.Data;

namespace Tributary.Notices;

/// <summary>
/// Something an account should know, written in the deed's own transaction: shown in the panel and, where it is of
/// consequence (<see cref="Consequence"/>), mailed. The text is chosen by <see cref="Kind"/>; the data must hold nothing from above the account's seller.
/// </summary>
public sealed class Notice : TenantEntity
{
    /// <summary>What happened, as a code: <c>order.awaiting_funds</c>, <c>wallet.low</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>When (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>The thing's public id, or null.</summary>
    public string? Subject { get; init; }
    /// <summary>Values for the text, as a JSON object.</summary>
    public string Data { get; init; } = "{}";
    /// <summary>True until a worker has written the mails about it; false from the start where it is of no consequence.</summary>
    public bool ForMail { get; init; }
    /// <summary>When somebody of the account has seen it (UTC).</summary>
    public DateTime? SeenAt { get; private set; }

    /// <summary>Marks it as seen.</summary>
    public void See(DateTime at) => SeenAt ??= at;
}
