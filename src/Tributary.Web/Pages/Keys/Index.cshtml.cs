using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Keys;

/// <summary>The account's API keys: what they are for, what they may do, when they were used, when they end.</summary>
[Authorize(Policy = Policies.ManagePeople)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk, TimeProvider clock, IStringLocalizer<Texts> texts) : ListPage<ApiKey>
{
    protected override string ListName => "api-keys";

    protected override IReadOnlyList<Column<ApiKey>> Columns =>
    [
        Column<ApiKey>.Text("for", T["For"], key => key.Name) with { Fixed = true },
        Column<ApiKey>.Text("prefix", T["Begins with"], key => key.Prefix) with { InFilesOnly = true },
        Column<ApiKey>.Text("scopes", T["May"], key => Words.Line(key.Scopes, T)) with { OnPhones = false },
        Column<ApiKey>.Text("state", T["State"], key => T[Statuses.Of(StateOf(key)).Word]),
        Column<ApiKey>.Moment("used", T["Last used"], key => key.LastUsedAt) with { OnPhones = false },
        Column<ApiKey>.Moment("ends", T["Ends"], key => key.ExpiresAt) with { OnPhones = false },
    ];

    // An account has few keys; what was taken back long ago is left out.
    protected override async Task<ListPart<ApiKey>> Part(string? after, CancellationToken cancel) => new(await db.ApiKeys.AsNoTracking()
        .Where(key => key.AccountId == current.Viewer.AccountId).OrderByDescending(key => key.Id).Take(200).ToListAsync(cancel), null);

    /// <summary>Takes one back.</summary>
    public async Task<IActionResult> OnPostRevokeAsync(string key)
    {
        if (!PublicId.TryParse(key, "key", out var id)) throw Refusal.NotFound("key");
        await desk.Do(new RevokeKey { By = current.Viewer, AccountBranch = current.Viewer.BranchId, KeyId = id });
        this.Done(texts["The key is taken back. Whatever used it is refused from now on."]);
        return LocalRedirect("/keys");
    }

    /// <summary>The word for where a key stands.</summary>
    public string StateOf(ApiKey key) => key switch
    {
        { RevokedAt: not null } => "Revoked",
        _ when key.ExpiresAt <= clock.GetUtcNow().UtcDateTime => "Expired",
        _ => "Active",
    };
}
