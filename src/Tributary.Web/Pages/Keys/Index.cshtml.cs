using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
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
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk, TimeProvider clock, IStringLocalizer<Texts> texts) : PageModel
{
    public IReadOnlyList<ApiKey> Keys { get; private set; } = [];

    public async Task OnGetAsync() => Keys = await db.ApiKeys.AsNoTracking()
        .Where(key => key.AccountId == current.Viewer.AccountId).OrderByDescending(key => key.Id).Take(200).ToListAsync();

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
