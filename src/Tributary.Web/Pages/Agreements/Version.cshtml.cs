using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Partners;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Agreements;

/// <summary>One version of one's agreement, and who has accepted it.</summary>
[Authorize(Policy = Policies.ManageSettings)]
public sealed class VersionModel(TributaryDb db, CurrentViewer current) : PageModel
{
    [FromRoute]
    public string? Id { get; set; }

    public Agreement Agreement { get; private set; } = null!;

    /// <summary>The acceptances with the names of the accounts, the latest first.</summary>
    public IReadOnlyList<(AgreementAcceptance Acceptance, string Account)> Acceptances { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        if (!PublicId.TryParse(Id, "agr", out var id)) throw Refusal.NotFound("agreement");
        Agreement = await db.Agreements.PublishedBy(current.Viewer).FirstOrDefaultAsync(a => a.Id == id, cancel) ?? throw Refusal.NotFound("agreement");
        var found = await db.AgreementAcceptances.AsNoTracking().SeenBy(current.Viewer).Where(a => a.AgreementId == id).OrderByDescending(a => a.At).Take(500).ToListAsync(cancel);
        var ids = found.Select(a => a.AccountId).Distinct().ToArray();
        var names = await db.Accounts.AsNoTracking().SeenBy(current.Viewer).Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
        Acceptances = [.. found.Where(a => names.ContainsKey(a.AccountId)).Select(a => (a, names[a.AccountId]))];
    }
}
