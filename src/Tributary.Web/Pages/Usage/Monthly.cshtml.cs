using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Usage;

/// <summary>The report of a month, as it is mailed on the first of the next.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class MonthlyModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>The month as <c>yyyy-MM</c>; the one that ended last unless said.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Month { get; set; }

    public MonthlyReport Report { get; private set; } = null!;

    public IReadOnlyList<ReportRow> Rows { get; private set; } = [];

    /// <summary>True while the month has not ended.</summary>
    public bool Runs { get; private set; }

    public bool HasNext => !Runs;

    /// <summary>False for the month in which the account came, before which there is nothing to tell.</summary>
    public bool HasLast => Report.Month > DateOnly.FromDateTime(current.Account.OpenedAt);

    /// <summary>The page of a month.</summary>
    public string Address(DateOnly month) => $"/reports/monthly/{MonthlyReport.Code(month)}";

    public Task OnGetAsync(CancellationToken cancel) => Load(cancel);

    /// <summary>The report as a file.</summary>
    public async Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancel)
    {
        await Load(cancel);
        return await this.Export(format, ReportRow.FileName(Report), ReportRow.Columns(Report, Culture.Of(HttpContext), texts),
            ReportRow.File(Report, current.Viewer.Kind, Culture.Of(HttpContext), texts).ToAsyncEnumerable(), cancel);
    }

    private async Task Load(CancellationToken cancel)
    {
        var today = await desk.Today();
        var month = Month is null ? MonthlyReport.Last(today) : MonthlyReport.MonthOf(Month) ?? throw Refusal.NotFound("page");
        if (month > today || month.Year < 2000) throw Refusal.NotFound("page");
        Runs = month > MonthlyReport.Last(today);
        Report = await MonthlyReport.Of(db, current.Viewer, current.Account, month, today, cancel);
        Rows = ReportRow.Of(Report, current.Viewer.Kind, texts);
    }
}
