using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Reports;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>An account at a glance: where it stands, what is missing, what it has, what happened last.</summary>
[Authorize(Policy = Policies.ViewAccounts)]
public sealed class OverviewModel(TributaryDb db, CurrentViewer current, Desk desk) : RecordPage(db, current)
{
    public CompanyProfile Profile { get; private set; } = null!;

    /// <summary>What it has with the viewer's account; null when that does not sell to it.</summary>
    public Ledger.Wallet? Wallet { get; private set; }

    /// <summary>What a reseller still lacks before it can be submitted as it is.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    /// <summary>What its last deactivation does to subscriptions, while there is something to tell of it.</summary>
    public Deactivation? Deactivation { get; private set; }

    public IReadOnlyList<Happening> Latest { get; private set; } = [];

    /// <summary>Kept figures of the account: accounts below by kind, subscriptions by what they count as.</summary>
    public IReadOnlyList<Figure> Figures { get; private set; } = [];

    /// <summary>What it pays the viewer's account a month; null when that does not sell to it.</summary>
    public Money? AMonth { get; private set; }

    /// <summary>Who brought it to where it stands, and why, as far as the viewer may know.</summary>
    public Happening? Turned { get; private set; }

    public long Below(AccountKind kind) => Figures.Where(f => f.Name == FigureName.Accounts && f.Key.StartsWith(kind.Code() + ":", StringComparison.Ordinal)).Sum(f => f.Count);

    public long Subscriptions(string group) => Figures.Where(f => f.Name == FigureName.Subscriptions && f.Key == group).Sum(f => f.Count);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Load(cancel);
        var (branch, id) = (Account.BranchId, Account.Id);
        Profile = await Db.CompanyProfiles.AsNoTracking().FirstAsync(p => p.BranchId == branch && p.AccountId == id, cancel);
        if (Account.Kind == AccountKind.Reseller && Account.Status == AccountStatus.InProgress)
            Missing = (await Onboarding.Of(Db, [Account], await desk.Today(), cancel))[Account.Id].Missing;
        Deactivation = await Db.Deactivations.AsNoTracking().Where(d => d.BranchId == branch && d.AccountId == id && d.Running == RunningChoice.Pause && (d.EndedAt == null || d.NextAt != null))
            .OrderByDescending(d => d.Id).FirstOrDefaultAsync(cancel);
        string[] names = [FigureName.Accounts, FigureName.Subscriptions, FigureName.RecurringCost];
        Figures = await Db.Figures.AsNoTracking().Where(f => f.AccountId == id && names.Contains(f.Name)).ToListAsync(cancel);
        Latest = await Activity.Page(Db, Viewer, id, null, [], null, 8, cancel);
        if (Account.Status == AccountStatus.Inactive) Turned = await Activity.Last(Db, Viewer, id, "account.deactivated", cancel);
        if (!ShowsMoney) return;
        Wallet = (await Ledger.Wallet.OfMany(Db, Viewer, [id], await desk.Today(), cancel)).GetValueOrDefault(id);
        if (Wallet is { } wallet) AMonth = RecurringAMonth.Of(Figures, wallet.Currency);
    }
}
