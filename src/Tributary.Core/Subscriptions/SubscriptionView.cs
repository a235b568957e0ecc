namespace Tributary.Subscriptions;

/// <summary>
/// What an account reads of a subscription whose renewal is not paid: the one rule, for pages, API, filters and kept
/// figures. Whoever is short, and who stands above it, reads everything. To those below, the subscription is active while
/// the service goes on, and once it is really paused, it is paused by the seller; see decision 6.
/// </summary>
public static class SubscriptionView
{
    /// <summary>True when the account at <paramref name="path"/> is short itself or stands above who is; without a short level, the root alone.</summary>
    public static bool Knows(string path, string? shortPath) => TreePath.Within(shortPath ?? TreePath.Root, path);

    /// <summary>The subscription as this viewer reads it: a copy wherever it differs from what is stored.</summary>
    public static Subscription For(this Subscription row, Viewer viewer)
    {
        if (Knows(viewer.Path, row.ShortPath) || !(row.State == SubscriptionState.Grace || row.State == SubscriptionState.Paused && row.StateReason == StateReasons.Unpaid)) return row;
        var seen = (Subscription)row.Copy();
        (seen.ShortId, seen.ShortPath, seen.DueOn, seen.GraceUntil) = (null, null, null, null);
        if (row.State == SubscriptionState.Grace) (seen.State, seen.StateReason) = (SubscriptionState.Active, null);
        else seen.StateReason = StateReasons.BySeller;
        return seen;
    }

    /// <summary>The subscriptions that read as one of these states for this viewer.</summary>
    public static IQueryable<Subscription> Reading(this IQueryable<Subscription> rows, Viewer viewer, params SubscriptionState[] states)
    {
        var (path, end) = (viewer.Path, TreePath.End(viewer.Path));
        var (active, grace, isRoot) = (states.Contains(SubscriptionState.Active), states.Contains(SubscriptionState.Grace), viewer.IsProvider);
        return rows.Where(s => s.State != SubscriptionState.Grace ? states.Contains(s.State)
            : isRoot || s.ShortPath != null && string.Compare(s.ShortPath, path) >= 0 && string.Compare(s.ShortPath, end) < 0 ? grace : active);
    }
}
