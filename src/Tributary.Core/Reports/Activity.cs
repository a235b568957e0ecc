using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Audit;
using Tributary.Data;

namespace Tributary.Reports;

/// <summary>
/// A line of the trail as a viewer may read it. Somebody from above the viewer's account has no name, and the words
/// that they wrote stay away unless they are the account's own seller, who wrote them for it.
/// </summary>
public sealed record Happening
{
    /// <summary>The line's id: the key by which pages go on.</summary>
    public required Guid Id { get; init; }
    /// <summary>When (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>What was done, as a code.</summary>
    public required string Action { get; init; }
    /// <summary>The thing's public id, or null.</summary>
    public string? Subject { get; init; }
    /// <summary>What a person reads about it.</summary>
    public required string Summary { get; init; }
    /// <summary>Whose line it is.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The account's name.</summary>
    public required string AccountName { get; init; }
    /// <summary>What the account is.</summary>
    public required AccountKind AccountKind { get; init; }
    /// <summary>Who did it; null when it was somebody from above.</summary>
    public string? Actor { get; init; }
    /// <summary>True when the program did it by itself.</summary>
    public bool ByProgram { get; init; }
    /// <summary>The account that was visited, by its name, when it was done by a guest there and the reader sees that account; else null.</summary>
    public string? OnBehalfOf { get; init; }
    /// <summary>True when that account is the reader's own.</summary>
    public bool OnBehalfOfReader { get; init; }
}

/// <summary>The trail as a viewer may read it.</summary>
public static class Activity
{
    /// <summary>The latest lines first.</summary>
    /// <param name="db">Where from.</param>
    /// <param name="viewer">Who reads.</param>
    /// <param name="accountId">Of one account only, which must be seen; null for all that are.</param>
    /// <param name="search">Part of the summary; null for every line.</param>
    /// <param name="actions">With <paramref name="search"/>: the codes of actions that are found too, whatever their summary says.</param>
    /// <param name="after">The last line of the page before.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <param name="passId">Only what was done by this guest pass, and what became of the pass; null for every line.</param>
    public static async Task<IReadOnlyList<Happening>> Page(
        TributaryDb db, Viewer viewer, Guid? accountId, string? search, IReadOnlyList<string> actions, Guid? after, int most, CancellationToken cancel = default,
        Guid? passId = null)
    {
        viewer = viewer.For(Right.ViewAccounts);
        var lines = db.Trail.AsNoTracking().SeenBy(viewer);
        if (passId is { } pass) lines = lines.Where(t => t.PassId == pass);
        if (accountId is { } one) lines = await lines.OfAccount(db, viewer, one, cancel);
        if (after is { } last) lines = lines.Where(t => t.Id < last);
        if (search?.Trim().ToLowerInvariant() is { Length: > 0 } part)
        {
            // What the viewer is not shown is not found either.
            var path = viewer.Path;
            var end = TreePath.End(path);
            lines = lines.Where(t => actions.Contains(t.Action)
                || t.Summary.ToLower().Contains(part) && string.Compare(t.OnBehalfPath ?? t.ActorPath, path) >= 0 && string.Compare(t.OnBehalfPath ?? t.ActorPath, end) < 0);
        }
        // The few lines first: a join over all of them makes PostgreSQL set up room for a million accounts, to look up ten.
        var page = await (from line in lines.OrderByDescending(t => t.Id).Take(most)
                          join account in db.Accounts on new { line.BranchId, Id = line.AccountId } equals new { account.BranchId, account.Id }
                          orderby line.Id descending
                          select new { line, account.Name, account.Kind }).ToListAsync(cancel);
        return [.. page.Select(row => Seen(viewer, row.line, row.Name, row.Kind))];
    }

    /// <summary>The last line of an account with this action, or null.</summary>
    public static async Task<Happening?> Last(TributaryDb db, Viewer viewer, Guid accountId, string action, CancellationToken cancel = default)
    {
        viewer = viewer.For(Right.ViewAccounts);
        var account = await db.Accounts.One(viewer, accountId, cancel);
        var line = await db.Trail.AsNoTracking().SeenBy(viewer).Of(account.BranchId, account.Path).Where(t => t.Action == action)
            .OrderByDescending(t => t.At).ThenByDescending(t => t.Id).FirstOrDefaultAsync(cancel);
        return line is null ? null : Seen(viewer, line, account.Name, account.Kind);
    }

    /// <summary>What this viewer may read of a line's words: what somebody from above wrote freely stays with whom it was written for.</summary>
    public static string SummaryFor(Viewer viewer, TrailEntry line) =>
        TreePath.Within(line.AuthorPath, viewer.Path) || !WrittenByHand(line.Action) || line.AuthorPath == viewer.SellerPath() && line.AccountId == viewer.AccountId
            ? line.Summary : "";

    /// <summary>Whether this viewer may read by name who did it: nobody from above them.</summary>
    public static bool Names(Viewer viewer, TrailEntry line) => TreePath.Within(line.ActorPath, viewer.Path);

    /// <summary>Whether this viewer may read that it was done by a guest: those who see the visited account. Those below it read their seller's deed.</summary>
    public static bool TellsVisit(Viewer viewer, TrailEntry line) => line.OnBehalfPath is { } visited && TreePath.Within(visited, viewer.Path);

    private static Happening Seen(Viewer viewer, TrailEntry line, string accountName, AccountKind kind)
    {
        var visit = TellsVisit(viewer, line);
        return new()
        {
            Id = line.Id, At = line.At, Action = line.Action, Subject = line.Subject, AccountId = line.AccountId, AccountName = accountName, AccountKind = kind,
            Summary = SummaryFor(viewer, line), ByProgram = IsProgram(line) && !viewer.IsProvider, Actor = Names(viewer, line) ? line.Actor : null,
            OnBehalfOf = visit ? line.OnBehalfOf : null, OnBehalfOfReader = visit && line.OnBehalfOfId == viewer.AccountId,
        };
    }

    // The summaries that a person wrote freely; the others are made of names and numbers of the account itself.
    private static bool WrittenByHand(string action) => action is "account.deactivated" or "wallet.credited";

    private static bool IsProgram(TrailEntry line) => line.UserId is null && line.ActorPath == TreePath.Root;

    // Divisions lie between no seller and its buyers, so the account right above sells.
    private static string? SellerPath(this Viewer viewer) => TreePath.Parent(viewer.Path);
}
