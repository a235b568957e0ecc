using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>A person wants the report of an account by mail each month, or wants it no more. Only they themselves say so.</summary>
public sealed class WantReport : Deed<ReportWanted>
{
    /// <summary>Whether they want it.</summary>
    public required bool Wanted { get; init; }

    /// <inheritdoc/>
    public override int BranchId => By.BranchId;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var (people, accounts) = (deeds.Select(d => d.By.UserId).OfType<Guid>().Distinct().ToArray(), deeds.Select(d => d.By.AccountId).Distinct().ToArray());
        await sheet.Fetch(sheet.Db.Accounts.Where(a => accounts.Contains(a.Id)));
        await sheet.Lock<Membership>([.. sheet.Db.Memberships.Where(m => people.Contains(m.UserId) && accounts.Contains(m.AccountId) && m.EndedAt == null).Select(m => m.Id)]);
    }

    /// <inheritdoc/>
    public override ReportWanted Decide(Sheet sheet)
    {
        var own = By.Guest is null && By.UserId is { } user ? sheet.All<Membership>().FirstOrDefault(m => m.UserId == user && m.AccountId == By.AccountId && m is { EndedAt: null, AwaitsConsent: false }) : null;
        if (own is null) throw Refusal.Forbidden("report.person", "The report goes to people of the account, each of whom says so for themselves.");
        if (Wanted) By.Need(Right.ViewOrders);
        if (Wanted == (own.WantsReportSince is not null)) return new(Wanted);

        sheet.Change(own).WantReport(Wanted, sheet.Now, sheet.Today);
        sheet.Trail(By, sheet.Get<Account>(By.AccountId), Wanted ? "report.wanted" : "report.stopped", PublicId.Format("usr", own.UserId));
        return new(Wanted);
    }
}

/// <summary>Whether the report comes from now on.</summary>
public sealed record ReportWanted(bool Wanted);
