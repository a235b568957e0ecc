using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>
/// That a person does not want to read a decision until a day. It is theirs alone: whoever else looks after the account still has it
/// before them, and the thing itself waits all the same. What was at stake is kept, so that it comes back when there is more.
/// </summary>
public sealed class PostponedDecision : Row
{
    /// <summary>The most that one person may have put off.</summary>
    public const int Most = 200;

    /// <summary>The account's branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The account in whose list it stands.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>Who put it off: a person, or the API key by which a program asks.</summary>
    public required Guid PersonId { get; init; }
    /// <summary>What was put off: <see cref="Today.Decision.Key"/>.</summary>
    public required string Decision { get; init; }
    /// <summary>The first day it is back, in the root's time zone.</summary>
    public required DateOnly Until { get; set; }
    /// <summary>What was at stake, in minor units of <see cref="Currency"/>; null where that was no amount, or not shown.</summary>
    public long? Amount { get; set; }
    /// <summary>The currency of <see cref="Amount"/>.</summary>
    public Currency? Currency { get; set; }
    /// <summary>When it was put off (UTC).</summary>
    public required DateTime At { get; set; }

    /// <summary>
    /// Whether it keeps the decision out of the list at this moment: not when more is at stake than there was, in whatever currency,
    /// and not when less than a day is left.
    /// </summary>
    public bool Hides(Decision decision, DateTime now)
    {
        if (decision.LastSafe is { } last && last - now < DecisionRank.Now) return false;
        return decision.AtRisk is not { } amount || Amount is { } before && Currency == amount.Currency && amount.Minor <= before;
    }

    private static readonly FixedQuery<int, Guid, Guid, DateOnly, PostponedDecision> PutOff = new((db, branch, account, person, today) => db.PostponedDecisions.AsNoTracking()
        .Where(p => p.BranchId == branch && p.AccountId == account && p.PersonId == person && p.Until > today).OrderBy(p => p.Decision).Take(Most));

    /// <summary>What this reader has put off and is not back yet, by what it is called.</summary>
    internal static async Task<IReadOnlyDictionary<string, PostponedDecision>> Of(TributaryDb db, Viewer viewer, DateOnly today, CancellationToken cancel) =>
        (await PutOff.List(db, viewer.BranchId, viewer.AccountId, viewer.CallerId, today, cancel)).ToDictionary(p => p.Decision);

    /// <summary>Deletes what is back for a week or longer by this day, and tells how much that was.</summary>
    public static async Task<int> Forget(TributaryDb db, DateOnly today, CancellationToken cancel = default)
    {
        var before = today.AddDays(-7);
        return await db.PostponedDecisions.Where(p => p.Until < before).ExecuteDeleteAsync(cancel);
    }
}
