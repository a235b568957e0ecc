using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Usage;
using Tributary.Web.Security;

namespace Tributary.Web.Mail;

/// <summary>
/// Reads the monthly reports that mails bear, each as its recipient may read it when it is sent: who has left the account by then, or
/// may not see its orders any more, gets none.
/// </summary>
public sealed class MailedReports(TributaryDb db, Desk desk)
{
    /// <summary>The reports by mail; of other mails nothing.</summary>
    public async Task<IReadOnlyDictionary<Guid, MonthlyReport>> Of(IReadOnlyList<Message> messages, CancellationToken cancel)
    {
        var reports = new Dictionary<Guid, MonthlyReport>();
        foreach (var message in messages.Where(m => m.Template == MailMonthlyReport.Template))
            if (await Of(message, cancel) is { } report) reports[message.Id] = report;
        return reports;
    }

    /// <summary>The figures as the file that the page of the report gives, in the language of the moment.</summary>
    public static async Task<MailFile> File(MonthlyReport report, AccountKind kind, Culture culture, IStringLocalizer<Texts> texts, CancellationToken cancel)
    {
        await using var written = await ListFile.Csv(ReportRow.Columns(report, culture, texts), ReportRow.File(report, kind, culture, texts).ToAsyncEnumerable(), culture, texts, cancel);
        using var content = new MemoryStream();
        await written.CopyToAsync(content, cancel);
        return new(ReportRow.FileName(report) + ".csv", "text/csv", content.ToArray());
    }

    private async Task<MonthlyReport?> Of(Message message, CancellationToken cancel)
    {
        var (branch, user, at) = (message.BranchId, message.UserId, message.AccountId);
        var place = await db.Memberships.AsNoTracking().FirstOrDefaultAsync(m => m.UserId == user && m.AccountId == at && m.EndedAt == null && !m.AwaitsConsent, cancel);
        var account = await db.Accounts.AsNoTracking().FirstOrDefaultAsync(a => a.BranchId == branch && a.Id == at, cancel);
        if (place is null || account is null || MonthlyReport.MonthOf(System.Text.Json.JsonSerializer.Deserialize<ReportMail>(message.Data)!.Month) is not { } month) return null;
        var held = place.Held();
        var viewer = new Viewer
        {
            UserId = user, Name = "", AccountId = at, BranchId = branch, Path = account.Path, Kind = account.Kind, Rights = held.Rights, Reach = place.Reach,
            Grants = place.Grants is null ? null : held, HidesPrices = (await db.HidingPrices([account.Path])).Count > 0,
        };
        try
        {
            return await MonthlyReport.Of(db, viewer, account, month, await desk.Today(), cancel);
        }
        catch (Refusal)
        {
            return null;
        }
    }
}
