using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Notices;

namespace Tributary.Reports;

/// <summary>
/// Writes the mail with the report of a month to one person who wants it. That it was written stands in their membership, in the same
/// transaction, so that nobody gets it twice, whatever becomes of the program.
/// </summary>
public sealed class MailMonthlyReport : Deed<ReportMailed>
{
    /// <summary>The template of these mails.</summary>
    public const string Template = "monthly_report";

    /// <summary>The account's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>The person's place in the account.</summary>
    public required Guid MembershipId { get; init; }
    /// <summary>The first day of the month.</summary>
    public required DateOnly Month { get; init; }

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var memberships = await sheet.Lock<Membership>(deeds.Cast<MailMonthlyReport>().Select(d => d.MembershipId));
        var accounts = memberships.Select(m => m.AccountId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => accounts.Contains(a.Id)));
        await Senders.Load(sheet, accounts);
    }

    /// <inheritdoc/>
    public override ReportMailed Decide(Sheet sheet)
    {
        var membership = sheet.Find<Membership>(MembershipId);
        if (!By.IsProgram || membership is null || membership.BranchId != Branch) throw Refusal.NotFound("person");
        if (membership is { EndedAt: not null } or { AwaitsConsent: true } or { WantsReportSince: null } || membership.ReportedMonth >= Month) return new(false);

        var account = sheet.Get<Account>(membership.AccountId);
        sheet.Change(membership).Reported(Month);
        sheet.Mail(account, Senders.Of(sheet, account), membership.UserId, Template, Department.Sales, JsonSerializer.Serialize(new ReportMail(MonthlyReport.Code(Month))));
        sheet.Trail(By, account, "report.mailed", PublicId.Format("usr", membership.UserId), MonthlyReport.Code(Month));
        return new(true);
    }

    /// <summary>The deeds that are due: for each person who wants the report and has not had that of the month past.</summary>
    public static async Task<IReadOnlyList<MailMonthlyReport>> Due(TributaryDb db, Viewer by, DateOnly today, int most, CancellationToken cancel = default)
    {
        var month = MonthlyReport.Last(today);
        // What concerns an account goes to nobody of whom it is not known that the address is theirs.
        var due = await (from m in db.Memberships.AsNoTracking()
                         where m.WantsReportSince != null && m.EndedAt == null && m.ReportedMonth < month && !m.AwaitsConsent
                         join user in db.Users on m.UserId equals user.Id
                         where user.EmailConfirmed
                         orderby m.Id
                         select new { m.BranchId, m.Id }).Take(most).ToListAsync(cancel);
        return [.. due.Select(m => new MailMonthlyReport { By = by, Branch = m.BranchId, MembershipId = m.Id, Month = month })];
    }
}

/// <summary>What the mail of a report holds: the month as <c>yyyy-MM</c>. The figures are read when it is sent, with the rights of that time.</summary>
public sealed record ReportMail(string Month);

/// <summary>Whether a mail was written now.</summary>
public sealed record ReportMailed(bool Now);
