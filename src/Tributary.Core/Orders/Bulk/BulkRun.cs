using System.Text.Json;
using Tributary.Data;

namespace Tributary.Orders.Bulk;

/// <summary>What is done to many subscriptions at once.</summary>
public enum BulkDeed
{
    /// <summary>Pay the next term before its day.</summary>
    Renew = 1,
    /// <summary>Stop use and the next renewal.</summary>
    Pause = 2,
    /// <summary>Use it again.</summary>
    Resume = 3,
    /// <summary>End it with its term.</summary>
    End = 4,
    /// <summary>End it now.</summary>
    EndNow = 5,
}

/// <summary>Where a bulk run stands.</summary>
public enum BulkState
{
    /// <summary>A worker goes through it.</summary>
    Running = 1,
    /// <summary>Every one was tried.</summary>
    Done = 2,
    /// <summary>Somebody stopped it; the others were left as they are.</summary>
    Stopped = 3,
    /// <summary>It cannot go on: whoever asked may not do this any more.</summary>
    Failed = 4,
}

/// <summary>
/// One deed on many subscriptions, which a worker does one after the other for whoever asked, with the rights they hold by
/// then. It belongs to the account that asked. Its subscriptions lie beside it in <see cref="BulkItem"/>s, so that any program
/// can go on with it.
/// </summary>
public sealed class BulkRun : TenantEntity
{
    /// <summary>The most subscriptions of one.</summary>
    public const int Most = 10_000;

    /// <summary>How often a program may take it up without getting any further.</summary>
    private const int MostClaims = 5;

    /// <summary>What is done.</summary>
    public required BulkDeed Deed { get; init; }
    /// <summary>Why, as whoever asked says; or empty.</summary>
    public string Reason { get; init; } = "";
    /// <summary>How many subscriptions.</summary>
    public required int Total { get; init; }
    /// <summary>When it was asked for (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>Who asked.</summary>
    public required string CreatedBy { get; init; }
    /// <summary>The person who asked, or null for a key of the account.</summary>
    public Guid? CreatedById { get; init; }
    /// <summary>Who asked, as JSON; see <see cref="Identity.Imports.Asker"/>.</summary>
    public required string AskedBy { get; init; }

    /// <summary>Where it stands.</summary>
    public BulkState State { get; private set; } = BulkState.Running;
    /// <summary>Since when (UTC).</summary>
    public DateTime StateSince { get; init; }
    /// <summary>When it came to its end (UTC), or null.</summary>
    public DateTime? EndedAt { get; private set; }
    /// <summary>When somebody asked that it stop (UTC), or null.</summary>
    public DateTime? StopAskedAt { get; private set; }
    /// <summary>The last of its subscriptions that is finished, from 1.</summary>
    public int Position { get; private set; }
    /// <summary>How many were done.</summary>
    public int Succeeded { get; private set; }
    /// <summary>How many were refused.</summary>
    public int Refused { get; private set; }
    /// <summary>Why it cannot go on, as JSON of a <see cref="RowProblem"/>; null when it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>The program that works on it, or null.</summary>
    public string? LeasedBy { get; private set; }
    /// <summary>Until when that program may be silent (UTC).</summary>
    public DateTime? LeasedUntil { get; private set; }
    /// <summary>How often it was taken up since it last got further.</summary>
    public int Claims { get; private set; }

    /// <summary>True while a program has something to do for it.</summary>
    public bool IsUnderWay => State == BulkState.Running;

    /// <summary>How much of it is done.</summary>
    public int Percent => (int)(Position * 100L / Math.Max(1, Total));

    /// <summary>Why it cannot go on, or null.</summary>
    public RowProblem? WhyFailed() => Failure is null ? null : JsonSerializer.Deserialize<RowProblem>(Failure);

    /// <summary>It shall stop: what is under way is finished, the others stay as they are.</summary>
    internal void Stop(DateTime at)
    {
        if (!IsUnderWay) throw Refusal.Conflict("bulk.over", "This is over already.");
        StopAskedAt ??= at;
        if (LeasedUntil is null || LeasedUntil <= at) End(BulkState.Stopped, at);
    }

    /// <summary>A program takes it up.</summary>
    internal void Claim(string lease, DateTime now, DateTime until)
    {
        if (!IsUnderWay || LeasedUntil > now) throw Refusal.Conflict("bulk.taken", "Nothing is to be done for this, or it is being done.");
        if (StopAskedAt is not null) End(BulkState.Stopped, now);
        else if (++Claims > MostClaims) Fail(RowProblem.Of(Refusal.Conflict("bulk.stuck", "This could not be worked through. Ask whoever runs this panel.")), now);
        else (LeasedBy, LeasedUntil) = (lease, until);
    }

    /// <summary>Refuses who has lost the lease: somebody else goes on by now.</summary>
    internal void NeedLease(string lease)
    {
        if (!IsUnderWay || LeasedBy != lease) throw Refusal.Conflict("bulk.lease_lost", "Another program works on this.");
    }

    /// <summary>Some subscriptions are finished.</summary>
    internal void Advance(int position, int succeeded, int refused, DateTime now, DateTime until)
    {
        (Position, Succeeded, Refused) = (position, Succeeded + succeeded, Refused + refused);
        (Claims, LeasedUntil) = (0, until);
        if (Position == Total) End(BulkState.Done, now);
        else if (StopAskedAt is not null) End(BulkState.Stopped, now);
    }

    /// <summary>It cannot go on.</summary>
    internal void Fail(RowProblem why, DateTime at)
    {
        Failure = JsonSerializer.Serialize(why);
        End(BulkState.Failed, at);
    }

    /// <summary>The program stops; another may go on at once.</summary>
    internal void GiveBack() => (LeasedBy, LeasedUntil, Claims) = (null, null, 0);

    private void End(BulkState state, DateTime at)
    {
        (State, EndedAt) = (state, at);
        GiveBack();
    }
}

/// <summary>What became of one subscription of a bulk run.</summary>
public enum BulkItemState
{
    /// <summary>Not tried yet.</summary>
    Waiting = 1,
    /// <summary>Done.</summary>
    Done = 2,
    /// <summary>Refused; <see cref="BulkItem.Problem"/> says why.</summary>
    Refused = 3,
}

/// <summary>One subscription of a <see cref="BulkRun"/>.</summary>
public sealed class BulkItem : Row
{
    /// <summary>The run's branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }
    /// <summary>Its place, from 1.</summary>
    public required int Seq { get; init; }
    /// <summary>The subscription's branch.</summary>
    public required int OfBranch { get; init; }
    /// <summary>The subscription.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>What became of it.</summary>
    public BulkItemState State { get; private set; } = BulkItemState.Waiting;
    /// <summary>When it was tried (UTC), or null.</summary>
    public DateTime? TriedAt { get; private set; }
    /// <summary>Why it was refused, as JSON of a <see cref="RowProblem"/>, or null.</summary>
    public string? Problem { get; private set; }
    /// <summary>Grows by one with every change.</summary>
    public long Version { get; private set; }

    /// <summary>Why it was refused, or null.</summary>
    public RowProblem? Why() => Problem is null ? null : JsonSerializer.Deserialize<RowProblem>(Problem);

    internal void Finish(RowProblem? problem, DateTime at) =>
        (State, Problem, TriedAt) = (problem is null ? BulkItemState.Done : BulkItemState.Refused, problem is null ? null : JsonSerializer.Serialize(problem), at);

    internal override void Age() => Version++;
}
