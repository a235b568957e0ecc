using Tributary.Catalog;
using Tributary.Data;
using Tributary.Subscriptions;

namespace Tributary.Provisioning;

/// <summary>What is to be done at the thing sold.</summary>
public enum WorkAction
{
    /// <summary>Make it.</summary>
    Create = 1,
    /// <summary>Change plan or quantity.</summary>
    Change = 2,
    /// <summary>Stop its use, keep it.</summary>
    Suspend = 3,
    /// <summary>Let it be used again.</summary>
    Resume = 4,
    /// <summary>Take it away.</summary>
    Remove = 5,
    /// <summary>Tell it that another term was paid.</summary>
    Renew = 6,
}

/// <summary>Where a piece of work stands.</summary>
public enum WorkState
{
    /// <summary>Nobody has it.</summary>
    Waiting = 1,
    /// <summary>A worker has it until its lease ends; then another takes it up, under the same id.</summary>
    Leased = 2,
    /// <summary>Handed over; the other side answers later, or a person is asked.</summary>
    Handed = 3,
    /// <summary>Done.</summary>
    Done = 4,
    /// <summary>A person has to look at it.</summary>
    NeedsPerson = 5,
    /// <summary>Given up; what it was for is released.</summary>
    Failed = 6,
}

/// <summary>
/// Something to be provisioned, written in the deed's own transaction. A worker claims it by lease; its id goes to the
/// other side as the idempotency key, so that a second attempt after a crash delivers nothing twice. The work of one
/// subscription is done in the order it was asked for: while one is open, later ones wait.
/// </summary>
public sealed class Work : TenantEntity
{
    /// <summary>The subscription it is for.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>The order line that waits for it, or null.</summary>
    public Guid? LineId { get; init; }
    /// <summary>The order of that line, or null.</summary>
    public Guid? OrderId { get; init; }
    /// <summary>What is to be done.</summary>
    public required WorkAction Action { get; init; }
    /// <summary>The connector's key.</summary>
    public required string Connector { get; init; }
    /// <summary>What is asked for, as the JSON of <see cref="WorkInput"/>; the rest is read when it is done.</summary>
    public required string Input { get; init; }
    /// <summary>What people read in the list.</summary>
    public required string Title { get; init; }
    /// <summary>The path of the product's maker: it, and those above it, see what went wrong and may finish it by hand.</summary>
    public string OwnerPath { get; init; } = TreePath.Root;
    /// <summary>When it was asked for (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>Where it stands.</summary>
    public WorkState State { get; internal set; } = WorkState.Waiting;
    /// <summary>Not before (UTC).</summary>
    public DateTime NotBefore { get; internal set; }
    /// <summary>Who has it: a worker's lease, or the name of the person who took it.</summary>
    public string? LeasedBy { get; internal set; }
    /// <summary>Until when a worker has it, or until when the other side has to answer (UTC).</summary>
    public DateTime? LeasedUntil { get; internal set; }
    /// <summary>How often it was tried since it was asked for or resubmitted.</summary>
    public int Attempts { get; internal set; }
    /// <summary>What went wrong last, for the maker's people; never shown to a buyer.</summary>
    public string? LastError { get; internal set; }
    /// <summary>The other side's id, or null.</summary>
    public string? ExternalId { get; internal set; }
    /// <summary>When it was finished (UTC).</summary>
    public DateTime? FinishedAt { get; internal set; }
    /// <summary>Who finished it.</summary>
    public string? FinishedBy { get; internal set; }

    /// <summary>True while it is neither done nor given up.</summary>
    public bool IsOpen => FinishedAt is null;

    /// <summary>When the other side said something that contradicts how it was finished (UTC); a person has to find out which is so.</summary>
    public DateTime? DisputedAt { get; internal set; }

    /// <summary>
    /// Asks for something to be done for a subscription. Quantity and plan are those to be reached; the term is the one
    /// paid for, where it is known already.
    /// </summary>
    public static Work For(Guid id, Subscription subscription, Plan plan, WorkAction action, DateTime at, string title,
        int? quantity = null, Term? term = null, Guid? orderId = null, Guid? lineId = null) => new()
        {
            BranchId = subscription.BranchId, Id = id, AccountId = subscription.AccountId, Path = subscription.Path,
            SubscriptionId = subscription.Id, OrderId = orderId, LineId = lineId, Action = action, Connector = plan.Connector,
            Title = title, OwnerPath = plan.OwnerPath, CreatedAt = at, NotBefore = at,
            Input = new WorkInput
            {
                PlanId = plan.Id, Quantity = quantity ?? subscription.Quantity, Interval = subscription.Interval,
                TermStart = term?.Start ?? subscription.TermStart, TermEnd = term?.End ?? subscription.TermEnd,
            }.ToJson(),
        };

    /// <summary>Puts new work before a person without trying anything.</summary>
    internal void AskAtOnce(string reason) => Ask(reason);

    /// <summary>Refuses (403, or 404 for what is not seen) whoever may not work on it: it takes the maker's people, or those above.</summary>
    public void NeedKeeper(Viewer by)
    {
        if (!by.Sees(Right.ManageWork, Path)) throw Refusal.NotFound("work");
        by.Need(Right.ManageWork);
        if (!IsKeptBy(by)) throw Refusal.Forbidden("work.not_yours", "Whoever makes this product delivers it; you will see here when it is done.");
    }

    /// <summary>True for the maker of what is delivered and for those above it.</summary>
    public bool IsKeptBy(Viewer viewer) => viewer.IsProvider || TreePath.Within(OwnerPath, viewer.Path);

    /// <summary>
    /// Takes what a connector, the other side or a person says became of it, and says what follows: on
    /// <see cref="WorkStep.Done"/> the caller captures, on <see cref="WorkStep.Failed"/> it releases. A report under a
    /// lease that was lost counts only when it says done, for then it is done. Call <c>sheet.Change</c> before.
    /// </summary>
    public WorkStep Accept(WorkOutcome outcome, Viewer by, DateTime at)
    {
        if (!by.IsProgram) NeedKeeper(by);
        if (FinishedAt is not null) return AcceptLate(outcome, by, at);

        var lost = outcome.Lease is not null && (State != WorkState.Leased || LeasedBy != outcome.Lease);
        if (lost && outcome.Kind != OutcomeKind.Done) return WorkStep.Nothing;
        if (by.IsProgram && outcome.Kind == OutcomeKind.Done && ExternalId is { } first && outcome.ExternalId is { } then && first != then)
            return Ask($"The other side took it over as \"{first}\" and now says that \"{then}\" is done. Find out which of them is the customer's.");

        switch (outcome.Kind)
        {
            case OutcomeKind.Done:
                Close(WorkState.Done, outcome, by, at);
                return WorkStep.Done;
            case OutcomeKind.Failed:
                Close(WorkState.Failed, outcome, by, at);
                return WorkStep.Failed;
            case OutcomeKind.Handed:
                (State, LeasedBy, LeasedUntil, ExternalId, LastError) = (WorkState.Handed, null, outcome.Until, outcome.ExternalId ?? ExternalId, null);
                return WorkStep.Handed;
            case OutcomeKind.Retry:
                (State, LeasedBy, LeasedUntil, NotBefore, LastError) = (WorkState.Waiting, null, null, outcome.Until ?? at, outcome.Reason);
                return WorkStep.Retry;
            case OutcomeKind.NeedsPerson:
                return Ask(outcome.Reason ?? "A person has to look at this.");
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome.Kind}.");
        }
    }

    /// <summary>What it was for was cancelled before anybody began.</summary>
    public void Withdraw(string by, DateTime at)
    {
        if (FinishedAt is not null) return;
        if (State is WorkState.Leased or WorkState.Handed)
            throw Refusal.Conflict("work.under_way", "This is being delivered just now and cannot be stopped any more.");
        (State, FinishedAt, FinishedBy, LeasedBy, LeasedUntil) = (WorkState.Failed, at, by, null, null);
    }

    /// <summary>A person says that they see to it.</summary>
    public void Take(Viewer by)
    {
        NeedKeeper(by);
        if (State != WorkState.NeedsPerson) throw Refusal.Conflict("work.needs_nobody", "Nobody is needed for this work now.");
        LeasedBy = by.Name;
    }

    /// <summary>A person has it tried again, at once and with the attempts counted anew. The id, and so what is delivered, stays the same.</summary>
    public void Resubmit(Viewer by, DateTime at)
    {
        NeedKeeper(by);
        if (FinishedAt is not null || State == WorkState.Leased)
            throw Refusal.Conflict("work.cannot_resubmit", "This work is finished, or is being tried just now.");
        (State, LeasedBy, LeasedUntil, NotBefore, Attempts) = (WorkState.Waiting, null, null, at, 0);
    }

    /// <summary>A person has looked into a contradiction; the work is again what it was, and no money moves.</summary>
    public void Settle(Viewer by)
    {
        NeedKeeper(by);
        if (DisputedAt is null) throw Refusal.Conflict("work.not_disputed", "Nothing contradicts how this work was finished.");
        (DisputedAt, LastError) = (null, null);
    }

    private WorkStep AcceptLate(WorkOutcome outcome, Viewer by, DateTime at)
    {
        if (!by.IsProgram) throw Refusal.Conflict("work.finished", "This work is finished already.");
        if (outcome.Kind != OutcomeKind.Done) return WorkStep.Nothing;
        if (State == WorkState.Failed)
            return Dispute(at, "The other side says that it is done, after it was given up and its money released. What was delivered has to be taken back or sold anew.");
        if (outcome.ExternalId is null || outcome.ExternalId == ExternalId) return WorkStep.Nothing;
        return Dispute(at, $"It was done as \"{ExternalId}\", and the other side now says that it was done as \"{outcome.ExternalId}\". It may have been delivered twice.");
    }

    private WorkStep Dispute(DateTime at, string reason)
    {
        (DisputedAt, LastError) = (at, reason);
        return WorkStep.Disputed;
    }

    private void Close(WorkState state, WorkOutcome outcome, Viewer by, DateTime at)
    {
        (State, FinishedAt, FinishedBy, LeasedBy, LeasedUntil) = (state, at, by.Name, null, null);
        ExternalId = outcome.ExternalId ?? ExternalId;
        LastError = state == WorkState.Failed ? outcome.Reason ?? LastError : null;
    }

    private WorkStep Ask(string reason)
    {
        (State, LeasedBy, LeasedUntil, LastError) = (WorkState.NeedsPerson, null, null, reason);
        return WorkStep.NeedsPerson;
    }
}
