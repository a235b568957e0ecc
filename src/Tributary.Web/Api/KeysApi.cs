using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A key to be made for your own account.</summary>
public sealed record CreateKeyJson
{
    /// <summary>What it is for.</summary>
    [Required, MaxLength(100)] public string? Name { get; init; }
    /// <summary>What it may do, never more than you.</summary>
    [Required, MinLength(1), MaxLength(50)] public IReadOnlyList<string>? Scopes { get; init; }
    /// <summary>How many days it lives.</summary>
    [Range(1, CreateKey.MostDays)] public int? Days { get; init; }
}

/// <summary>A key; only its first characters are kept.</summary>
public sealed record KeyJson
{
    /// <summary>The key's id.</summary>
    public required Ref<ApiKey> Id { get; init; }
    /// <summary>What it is for.</summary>
    public required string Name { get; init; }
    /// <summary>Its first characters.</summary>
    public required string Prefix { get; init; }
    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }
    /// <summary>The person it belongs to; null for a key of the account.</summary>
    public Ref<User>? User { get; init; }
    /// <summary>When it was made.</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>When it ends.</summary>
    public required DateTime ExpiresAt { get; init; }
    /// <summary>When it was used last, to the hour.</summary>
    public DateTime? LastUsedAt { get; init; }
    /// <summary>When it was taken back.</summary>
    public DateTime? RevokedAt { get; init; }
}

/// <summary>A key that was made. This is the one time that it is shown.</summary>
public sealed record KeyCreatedJson
{
    /// <summary>The key's id.</summary>
    public required Ref<ApiKey> Id { get; init; }
    /// <summary>The key itself.</summary>
    public required string Key { get; init; }
    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }
    /// <summary>When it ends.</summary>
    public required DateTime ExpiresAt { get; init; }
}

/// <summary><c>/keys</c>: the API keys of the caller's own account.</summary>
internal static class KeysApi
{
    private const int UsualDays = 365;

    public static void Map(RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("keys");
        keys.MapGet("/", List).RequireAuthorization(Policies.ManagePeople).WithSummary("Keys of your account, the latest first");
        keys.MapPost("/", Create).RequireAuthorization(Policies.ManagePeople).WithSummary("Make a key; it is shown this once");
        keys.MapDelete("/{id}", Revoke).RequireAuthorization(Policies.ManagePeople).WithSummary("Take a key back, at once and for good");
    }

    private static async Task<ListOf<KeyJson>> List([AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var rows = db.ApiKeys.AsNoTracking().Where(k => k.BranchId == viewer.BranchId && k.AccountId == viewer.AccountId);
        var found = await paging.Latest(rows).ToListAsync(cancel);
        return paging.Page(found, k => new KeyJson
        {
            Id = new(k.Id), Name = k.Name, Prefix = k.Prefix, Scopes = k.Scopes.Split(' '), User = Refs.To<User>(k.UserId), CreatedAt = k.CreatedAt,
            ExpiresAt = k.ExpiresAt, LastUsedAt = k.LastUsedAt, RevokedAt = k.RevokedAt,
        });
    }

    private static async Task<Created<KeyCreatedJson>> Create(
        Body<CreateKeyJson> body, Asked asked, HttpContext http, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var secret = await Secret(asked, http, viewer, db, cancel);
        var created = await desk.Do(new CreateKey
        {
            By = viewer, AccountBranch = viewer.BranchId, AccountId = viewer.AccountId, UserId = viewer.UserId, Name = body.Value.Name!, Scopes = body.Value.Scopes!,
            Days = body.Value.Days ?? UsualDays, Hash = secret.Hash, Prefix = secret.Prefix, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        http.Response.Headers.CacheControl = "no-store";
        var shown = new KeyCreatedJson { Id = new(created.KeyId), Key = secret.Text, Scopes = created.Scopes.Split(' '), ExpiresAt = created.ExpiresAt };
        return TypedResults.Created($"{ApiSetup.Base}/keys/{shown.Id}", shown);
    }

    private static async Task<NoContent> Revoke(Ref<ApiKey> id, Asked asked, Viewer viewer, Desk desk, CancellationToken cancel)
    {
        await desk.Do(new RevokeKey { By = viewer, AccountBranch = viewer.BranchId, KeyId = id.Id, Reference = asked.Reference, Asked = asked.Hash }, cancel);
        return TypedResults.NoContent();
    }

    // A repetition under the same Idempotency-Key must show the same key, which is kept nowhere. So it is derived from what
    // only the caller has (its own key) together with what only the database has (the branch's salt). Once the reference is
    // forgotten it asks for another key, so the n-th key under it has the n-th secret.
    private static async Task<KeySecret> Secret(Asked asked, HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        if (asked.Reference is not { } reference) return KeySecret.New();
        var salt = await db.Branches.Where(b => b.Id == viewer.BranchId).Select(b => b.Salt).SingleAsync(cancel);
        var root = HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString()));
        KeySecret? last = null;
        for (var n = 0; ; n++)
        {
            var secret = new KeySecret(KeySecret.Start + Base64Url.EncodeToString(
                HMACSHA256.HashData(root, (byte[])[.. Encoding.UTF8.GetBytes(reference), .. asked.Hash, .. n == 0 ? [] : BitConverter.GetBytes(n)])));
            if (await db.ApiKeys.AnyAsync(key => key.Hash == secret.Hash, cancel)) last = secret;
            else if (last is not null && await db.Done.AnyAsync(d => d.BranchId == viewer.BranchId && d.CallerId == viewer.CallerId && d.Reference == reference, cancel)) return last;
            else return secret;
        }
    }
}
