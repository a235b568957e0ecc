using Tributary.Data;

namespace Tributary.Notices;

/// <summary>Which department of the sender writes; its signature stands below the mail.</summary>
public enum Department
{
    /// <summary>Invitations, offers, agreements.</summary>
    Sales = 1,
    /// <summary>Use, delivery, access.</summary>
    Support = 2,
    /// <summary>Money.</summary>
    Billing = 3,
}

/// <summary>How far a mail has come.</summary>
public enum MessageState
{
    /// <summary>To be sent, not before <see cref="Message.NotBefore"/>.</summary>
    Waiting = 1,
    /// <summary>A worker is at it until <see cref="Message.LeasedUntil"/>.</summary>
    Leased = 2,
    /// <summary>The mail server has taken it.</summary>
    Sent = 3,
    /// <summary>Tried for the last time, or refused for good; <see cref="Message.Fault"/> says why.</summary>
    Failed = 4,
    /// <summary>There is no mail server: it can be read in the panel.</summary>
    Kept = 5,
}

/// <summary>
/// A mail to one person, written in the deed's own transaction and sent later, in the brand of <see cref="SenderId"/>. It
/// names a template and its values; the words, and any link with a secret in it, are made when it is sent, so that no row
/// holds a secret. It belongs to the account whose person is written to.
/// </summary>
public sealed class Message : TenantEntity
{
    /// <summary>In whose brand it is sent: the seller of the account, the provider for its own people.</summary>
    public required Guid SenderId { get; init; }
    /// <summary>The person it is for, or null when it goes to <see cref="Email"/> alone.</summary>
    public Guid? UserId { get; init; }
    /// <summary>The address it goes to; null for the person's own at the time of sending.</summary>
    public string? Email { get; init; }
    /// <summary>Which words: <c>invitation</c>, <c>notice</c>.</summary>
    public required string Template { get; init; }
    /// <summary>Values for the words as a JSON object: no secrets, nothing from above the account's seller.</summary>
    public string Data { get; init; } = "{}";
    /// <summary>Who signs it.</summary>
    public required Department Department { get; init; }
    /// <summary>When it was written (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>How far it has come.</summary>
    public MessageState State { get; private set; } = MessageState.Waiting;
    /// <summary>How often it was tried.</summary>
    public int Attempts { get; private set; }
    /// <summary>Not tried before this moment (UTC).</summary>
    public DateTime NotBefore { get; private set; } = DateTime.UnixEpoch;
    /// <summary>Until when the worker that took it may be at it (UTC), or null.</summary>
    public DateTime? LeasedUntil { get; private set; }
    /// <summary>When the mail server took it (UTC), or null.</summary>
    public DateTime? SentAt { get; private set; }
    /// <summary>
    /// What went wrong last, as a code (<c>unreachable</c>, <c>refused_550</c>); null when nothing did. The server's own words
    /// stand in the program's log alone, for they may name whoever runs the installation.
    /// </summary>
    public string? Fault { get; private set; }
    /// <summary>The address it went to in the end, or would have gone to; null before.</summary>
    public string? To { get; private set; }

    /// <summary>When somebody had it written once more (UTC), or null.</summary>
    public DateTime? ResentAt { get; private set; }

    /// <summary>Somebody has it written once more.</summary>
    public void Resend(DateTime at) => ResentAt = at;

    /// <summary>True while it is still to be sent.</summary>
    public bool IsOpen => State is MessageState.Waiting or MessageState.Leased;

    /// <summary>True when it was tried and is going to be tried again.</summary>
    public bool IsTriedAgain => State == MessageState.Waiting && Attempts > 0;

    /// <summary>A worker takes it.</summary>
    public void Lease(DateTime until) => (State, LeasedUntil) = (MessageState.Leased, until);

    /// <summary>The worker that took it did not come to it.</summary>
    public void GiveBack() => (State, LeasedUntil) = (MessageState.Waiting, null);

    /// <summary>The mail server has it, for this address.</summary>
    public void Sent(string to, DateTime at) =>
        (State, LeasedUntil, SentAt, Fault, Attempts, To) = (MessageState.Sent, null, at, null, Attempts + 1, to);

    /// <summary>There is nobody to hand it to; it is read in the panel.</summary>
    public void Keep(string? to) => (State, LeasedUntil, To) = (MessageState.Kept, null, to);

    /// <summary>It did not go; tried again at <paramref name="again"/>, or never when that is null.</summary>
    public void Fail(string fault, DateTime? again, string? to = null)
    {
        To = to;
        (State, LeasedUntil, Fault, Attempts) = (again is null ? MessageState.Failed : MessageState.Waiting, null, fault, Attempts + 1);
        if (again is { } at) NotBefore = at;
    }
}
