using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Audit;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A line of the trail.</summary>
public sealed record TrailEntryJson
{
    /// <summary>The line.</summary>
    public required Ref<TrailEntry> Id { get; init; }
    /// <summary>When.</summary>
    public required DateTime At { get; init; }
    /// <summary>The account it concerns.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>Who, by name; <c>Your seller</c> for whoever stands above you.</summary>
    public required string Actor { get; init; }
    /// <summary>The account in whose name it was done; null when it stands above you.</summary>
    public Ref<Account>? ActorAccount { get; init; }
    /// <summary>The account that was visited by a guest pass when it was done there by somebody from above; null otherwise.</summary>
    public Ref<Account>? OnBehalfOf { get; init; }
    /// <summary>The guest pass by which it was done, or which it is about; null where none was, or it is not for you.</summary>
    public Ref<GuestPass>? GuestPass { get; init; }
    /// <summary>What was done, as a code.</summary>
    public required string Action { get; init; }
    /// <summary>The public id of the thing, or null.</summary>
    public string? Subject { get; init; }
    /// <summary>What a person reads about it.</summary>
    public required string Summary { get; init; }
}

/// <summary><c>/trail</c>: who did what, and when.</summary>
internal static class TrailApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/trail", List).RequireAuthorization(Policies.ViewAccounts).WithTags("trail").WithSummary("Who did what, the latest first");

    private static async Task<ListOf<TrailEntryJson>> List(
        string? account, string? action, string? from, string? to, string? guestPass, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var rows = db.Trail.AsNoTracking().SeenBy(viewer);
        if (Filter.Id<Account>(account, "account") is { } id) rows = await rows.OfAccount(db, viewer, id, cancel);
        if (Filter.Id<GuestPass>(guestPass, "guestPass") is { } pass) rows = rows.Where(t => t.PassId == pass);
        if (Filter.Text(action, "action") is { } code) rows = rows.Where(t => t.Action == code);
        if (Filter.Day(from, "from") is { } first) rows = rows.Where(t => t.At >= first.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
        if (Filter.Day(to, "to") is { } last && last < DateOnly.MaxValue) rows = rows.Where(t => t.At < last.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
        var found = await paging.Latest(rows).ToListAsync(cancel);
        return paging.Page(found, t => Shown(t, viewer));
    }

    private static TrailEntryJson Shown(TrailEntry entry, Viewer viewer)
    {
        var above = !Reports.Activity.Names(viewer, entry);
        var visit = Reports.Activity.TellsVisit(viewer, entry);
        return new()
        {
            Id = new(entry.Id), At = entry.At, Account = new(entry.AccountId), Actor = above ? "Your seller" : entry.Actor,
            ActorAccount = above ? null : new(entry.ActorAccountId), OnBehalfOf = visit ? Refs.To<Account>(entry.OnBehalfOfId) : null,
            GuestPass = visit || entry.OnBehalfPath is null ? Refs.To<GuestPass>(entry.PassId) : null, Action = entry.Action, Subject = entry.Subject, Summary = Reports.Activity.SummaryFor(viewer, entry),
        };
    }
}
