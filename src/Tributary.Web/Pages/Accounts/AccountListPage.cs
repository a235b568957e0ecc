using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>What the lists of resellers and of customers have in common: tiles, a tree that opens, a flat list when one looks for something.</summary>
public abstract class AccountListPage(TributaryDb db, CurrentViewer current, Desk desk) : PageModel
{
    /// <summary>The code of the status that is shown, or nothing for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    /// <summary>Part of a name or number.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>Whose children are shown, when it is not one's own.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Under { get; set; }

    /// <summary>The kinds that are counted, filtered and searched.</summary>
    public abstract IReadOnlyList<AccountKind> Listed { get; }

    /// <summary>The kinds that stand in the tree.</summary>
    protected abstract IReadOnlyList<AccountKind> InTree { get; }

    public Viewer Viewer => current.Viewer;

    public Account Own => current.Account;

    public IReadOnlyDictionary<AccountStatus, long> Counts { get; private set; } = new Dictionary<AccountStatus, long>();

    public AccountPage Shown { get; private set; } = new([], null);

    /// <summary>The account whose children are shown.</summary>
    public Account Top { get; private set; } = null!;

    public AccountStatus? Wanted => Codes.TryStatus(Status, out var status) ? status : null;

    /// <summary>True when one looks for something, so that the tree lies flat.</summary>
    public bool IsFlat => Wanted is not null || !string.IsNullOrWhiteSpace(Q);

    public string? Next => Shown.Next is { } id ? PublicId.Format("acc", id) : null;

    public bool ShowsMoney => Viewer.May(Right.ViewMoney) && !Viewer.HidesPrices && Viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    public bool MayManage => Viewer.May(Right.ManageAccounts);

    /// <summary>Whether the own account has the right to open this kind, and may use it now.</summary>
    public bool MayOpen(AccountKind kind) => MayManage && AddModel.Opens(Own, kind) && Own.Status == AccountStatus.Active;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var tree = new AccountTree(db, Viewer) { Kinds = InTree };
        var today = await desk.Today();
        var after = PublicId.TryParse(After, "acc", out var last) ? last : (Guid?)null;
        Counts = await tree.Counts(Listed, cancel);
        Top = PublicId.TryParse(Under, "acc", out var under) ? await db.Accounts.One(Viewer, under, cancel) : Own;
        if (IsFlat)
        {
            Shown = await tree.Flat(Listed, Wanted, Q, after, today, cancel);
            return;
        }
        var open = OpenNodes.Of(Request).Select(id => PublicId.TryParse(id, "acc", out var node) ? node : Guid.Empty).Where(id => id != Guid.Empty).ToList();
        Shown = await tree.Tree(Top, open, after, descending: Sort == "-name", today, cancel);
    }
}
