using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Keys;

/// <summary>Asks before a key is taken back.</summary>
[Authorize(Policy = Policies.ManagePeople)]
public sealed class RevokeModel(TributaryDb db, CurrentViewer current) : PageModel
{
    [FromRoute]
    public string Id { get; set; } = "";

    public ApiKey Key { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        var viewer = current.Viewer;
        Key = PublicId.TryParse(Id, "key", out var id)
            && await db.ApiKeys.AsNoTracking().FirstOrDefaultAsync(key => key.Id == id && key.AccountId == viewer.AccountId) is { } key
                ? key
                : throw Refusal.NotFound("key");
    }
}
