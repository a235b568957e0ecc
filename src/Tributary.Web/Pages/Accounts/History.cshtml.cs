using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>Everything that was done to an account, as far as the viewer may know.</summary>
[Authorize(Policy = Policies.ViewAccounts)]
public sealed class HistoryModel(TributaryDb db, CurrentViewer current, IStringLocalizer<Texts> texts) : RecordPage(db, current)
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<Happening> Lines { get; private set; } = [];

    public string? Next { get; private set; }

    /// <summary>The list with its columns.</summary>
    public ListView List => ListView.Of(Columns);

    private IEnumerable<Column<Happening>> Columns => Told.Columns(texts, accounts: false);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Load(cancel);
        (Lines, Next) = await Part(After, cancel);
    }

    /// <summary>The file of what the list shows.</summary>
    public async Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancel)
    {
        await Load(cancel);
        return await this.Export(format, "history", [.. Columns], ListExports.All(Part, cancel), cancel);
    }

    private Task<ListPart<Happening>> Part(string? after, CancellationToken cancel) => Told.Lines(Db, Viewer, Account.Id, Q, after, texts, cancel);
}
