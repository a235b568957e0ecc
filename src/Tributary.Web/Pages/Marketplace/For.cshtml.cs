using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Marketplace;

/// <summary>For whom one orders: a new customer, an existing account, or oneself.</summary>
[Authorize(Policy = Policies.ManageOrders)]
public sealed class ForModel(TributaryDb db, CurrentViewer current) : PageModel
{
    private const int PageSize = 25;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>The accounts found, by name.</summary>
    public IReadOnlyList<Account> Accounts { get; private set; } = [];

    public string? Next { get; private set; }

    public Account Own => current.Account;

    /// <summary>The provider is where all chains begin; it buys nothing here.</summary>
    public bool MayBuyItself => current.Viewer.Kind != AccountKind.Provider;

    public bool MayAdd => current.Viewer.May(Right.ManageAccounts) && Own.MayOpen.HasFlag(MayOpen.Customers);

    public async Task OnGetAsync()
    {
        var own = current.Viewer.AccountId;
        var query = db.Accounts.AsNoTracking().SeenBy(current.Viewer).Where(a => a.Id != own && a.Status != AccountStatus.Closed);
        if (!string.IsNullOrWhiteSpace(Q)) query = query.Called(db, Q);
        if (PublicId.TryParse(After, "acc", out var last) && await db.Accounts.SeenBy(current.Viewer).Where(a => a.Id == last).Select(a => a.Name).FirstOrDefaultAsync() is { } name)
            query = query.Where(a => string.Compare(a.Name, name) > 0 || a.Name == name && a.Id.CompareTo(last) > 0);
        var rows = await query.OrderBy(a => a.Name).ThenBy(a => a.Id).Take(PageSize + 1).ToListAsync();
        if (rows.Count > PageSize)
        {
            rows.RemoveAt(PageSize);
            Next = PublicId.Format("acc", rows[^1].Id);
        }
        Accounts = rows;
    }
}
