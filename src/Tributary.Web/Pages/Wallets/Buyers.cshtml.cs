using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Wallets;

/// <summary>What each direct buyer has with one's own account.</summary>
[Authorize(Policy = Policies.ViewMoney)]
public sealed class BuyersModel(TributaryDb db, CurrentViewer current, Desk desk) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    public IReadOnlyList<AccountNode> Buyers { get; private set; } = [];

    public string? Next { get; private set; }

    public bool HasOwn => !current.Viewer.IsProvider;

    public bool MayCredit => current.Viewer.May(Right.ManageMoney);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        current.Viewer.NeedMoney();
        if (current.Viewer.Kind is not (AccountKind.Provider or AccountKind.Reseller)) throw Refusal.NotFound("page");
        var tree = new AccountTree(db, current.Viewer) { Kinds = [AccountKind.Reseller, AccountKind.Customer] };
        var page = await tree.Tree(current.Account, [], PublicId.TryParse(After, "acc", out var after) ? after : null, Sort == "-name", await desk.Today(), cancel);
        Buyers = [.. page.Nodes.Where(node => node.Wallet is not null)];
        Next = page.Next is { } next ? PublicId.Format("acc", next) : null;
    }
}
