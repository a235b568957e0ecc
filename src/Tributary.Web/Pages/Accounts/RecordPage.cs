using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>A page of an account's record: the account as the viewer sees it, and which of its parts are the viewer's business.</summary>
public abstract class RecordPage(TributaryDb db, CurrentViewer current) : PageModel
{
    [FromRoute]
    public string? Id { get; set; }

    public Account Account { get; protected set; } = null!;

    public Viewer Viewer => current.Viewer;

    protected TributaryDb Db => db;

    protected CurrentViewer Current => current;

    /// <summary>The viewer's own account.</summary>
    public Account Own => current.Account;

    public bool IsOwn => Account.Id == Viewer.AccountId;

    /// <summary>True when the viewer's account sells to it directly: only then are its terms, wallet and prices the viewer's business.</summary>
    public bool IsBuyer => Account.ParentId == Viewer.AccountId && Account.Kind != AccountKind.Division;

    public bool ShowsMoney => IsBuyer && Viewer.May(Right.ViewMoney, Account.Path) && !Viewer.HidesPrices;

    public bool ShowsPrices => IsBuyer && Viewer.May(Right.ViewPrices, Account.Path) && !Viewer.HidesPrices;

    public bool MayManage => Viewer.May(Right.ManageAccounts, Account.Path);

    /// <summary>Whether the viewer may switch it off and on, and say what it may open.</summary>
    public bool MaySwitch => MayManage && Viewer.May(Right.SwitchAccounts);

    /// <summary>True when the number has not come and a person was told.</summary>
    public bool IsOverdue => Account is { IsRegistered: false, PendingReportedAt: not null };

    /// <summary>The address of the record.</summary>
    public string Place => Spoken.Place(Account);

    /// <summary>Whether the viewer may act in this account as a guest; who is one already goes home first.</summary>
    public bool MayVisit => !IsOwn && Viewer.Guest is null && GuestPass.CanBeVisited(Account);

    public bool MaySubmit => MayManage && IsBuyer && Account is { Kind: AccountKind.Reseller, Status: AccountStatus.InProgress };

    /// <summary>Whether the viewer's account confirms what waits here: the provider, or its delegate unless that asked for it itself.</summary>
    public bool MayConfirm => MayManage && Account.AwaitsConfirmation && (Viewer.IsProvider || isDelegate && !IsOwn && Account.RequestedById != Viewer.AccountId);

    private bool isDelegate;

    public bool MayDeactivate => MaySwitch && !IsOwn && Account.Status is AccountStatus.Active or AccountStatus.InProgress or AccountStatus.InProvisioning;

    public bool MayReactivate => MaySwitch && !IsOwn && Account is { Status: AccountStatus.Inactive, ReactivationRequested: false }
        && (Account.Kind != AccountKind.Reseller || IsBuyer);

    /// <summary>Finds the account.</summary>
    /// <exception cref="Refusal">404: it is not there, or not this viewer's.</exception>
    protected async Task Load(CancellationToken cancel = default)
    {
        if (!PublicId.TryParse(Id, "acc", out var id)) throw Refusal.NotFound("account");
        Account = await db.Accounts.One(Viewer, id, cancel);
        if (Viewer.IsProvider || !Account.AwaitsConfirmation) return;
        var (branch, own) = (Account.BranchId, Viewer.AccountId);
        isDelegate = await db.Branches.AnyAsync(b => b.Id == branch && b.ConfirmsId == own, cancel);
    }
}
