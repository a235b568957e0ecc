using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>What becomes of the subscriptions of an account that is switched off, and of all below it.</summary>
public enum RunningChoice
{
    /// <summary>They go on and renew.</summary>
    GoOn = 1,
    /// <summary>They are paused, and resumed when the account comes back.</summary>
    Pause = 2,
}

/// <summary>
/// A time in which an account is switched off, and how far its subscriptions were taken along. A worker does that in
/// chunks, each at its own pace: it may be ended anywhere and goes on after <see cref="After"/>.
/// </summary>
public sealed class Deactivation : TenantEntity
{
    /// <summary>When the account was switched off (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>What becomes of its subscriptions.</summary>
    public required RunningChoice Running { get; init; }
    /// <summary>When the account came back (UTC), or null.</summary>
    public DateTime? EndedAt { get; private set; }
    /// <summary>When the worker looks at it next (UTC); null when there is nothing to do any more.</summary>
    public DateTime? NextAt { get; private set; }
    /// <summary>The last subscription of the pass that is under way, or null before its first.</summary>
    public Guid? After { get; private set; }
    /// <summary>True once every subscription was looked at in this direction.</summary>
    public bool Through { get; private set; }
    /// <summary>How many subscriptions are paused by it now.</summary>
    public int Paused { get; private set; }
    /// <summary>How many there were to pause, or to resume, when that began.</summary>
    public int Total { get; private set; }

    /// <summary>It begins, with this many subscriptions to be paused.</summary>
    public void Begin(int total) => (Total, NextAt) = (total, Running == RunningChoice.Pause ? At : null);

    /// <summary>The account is back: what was paused is resumed.</summary>
    public void End(DateTime at)
    {
        if (EndedAt is not null) throw new InvalidOperationException("A deactivation ends once.");
        EndedAt = at;
        if (Running == RunningChoice.Pause) (NextAt, After, Through, Total) = (at, null, false, Paused);
    }

    /// <summary>A chunk is done; <paramref name="paused"/> are paused by it now.</summary>
    /// <param name="after">The last one that was looked at; null when the pass is through.</param>
    /// <param name="paused">How many are paused by it.</param>
    /// <param name="next">When to look again; null for never.</param>
    public void Note(Guid? after, int paused, DateTime? next)
    {
        (After, Paused, NextAt) = (after, paused, next);
        if (after is null) Through = true;
        if (EndedAt is null && paused > Total) Total = paused;
    }
}
