using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Notices;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>Something your account should know.</summary>
public sealed record NoticeJson
{
    /// <summary>The notice.</summary>
    public required Ref<Notice> Id { get; init; }
    /// <summary>What happened, as a code.</summary>
    public required string Kind { get; init; }
    /// <summary>When.</summary>
    public required DateTime At { get; init; }
    /// <summary>The public id of the thing, or null.</summary>
    public string? Subject { get; init; }
    /// <summary>More about it by name; null where amounts are hidden from you.</summary>
    public JsonElement? Data { get; init; }
    /// <summary>When somebody of the account has seen it, or null.</summary>
    public DateTime? SeenAt { get; init; }
}

/// <summary><c>/notices</c>: what the caller's own account should know. Those of accounts below tell their own prices and are not read from above.</summary>
internal static class NoticesApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/notices", List).RequireAuthorization(Policies.SignedIn).WithTags("notices").WithSummary("What your account should know, the latest first");

    private static async Task<ListOf<NoticeJson>> List(
        string? kind, string? unseen, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var rows = db.Notices.AsNoTracking().Where(n => n.BranchId == viewer.BranchId && n.AccountId == viewer.AccountId);
        if (Filter.Text(kind, "kind") is { } code) rows = rows.Where(n => n.Kind == code);
        if (Filter.Flag(unseen, "unseen") is { } only) rows = rows.Where(n => n.SeenAt == null == only);
        var found = await paging.Latest(rows).ToListAsync(cancel);
        return paging.Page(found, n => new NoticeJson
        {
            Id = new(n.Id), Kind = n.Kind, At = n.At, Subject = n.Subject, SeenAt = n.SeenAt,
            Data = viewer.HidesPrices ? null : JsonSerializer.Deserialize<JsonElement>(n.Data),
        });
    }
}
