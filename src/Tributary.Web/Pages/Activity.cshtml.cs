using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>Everything that was done in the account and below it, as far as the viewer may know.</summary>
[Authorize(Policy = Policies.ViewAccounts)]
public sealed class ActivityModel(TributaryDb db, CurrentViewer current, IStringLocalizer<Texts> texts) : ListPage<Happening>
{
    private const int Most = 50;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<Happening> Lines { get; private set; } = [];

    public string? Next { get; private set; }

    protected override string ListName => "activity";

    protected override IReadOnlyList<Column<Happening>> Columns => [.. Told.Columns(T, accounts: true)];

    public async Task OnGetAsync(CancellationToken cancel) => (Lines, Next) = await Part(After, cancel);

    protected override async Task<ListPart<Happening>> Part(string? key, CancellationToken cancel)
    {
        var after = PublicId.TryParse(key, "trl", out var last) ? last : (Guid?)null;
        var page = await Activity.Page(db, current.Viewer, null, Q, Q is null ? [] : Told.Actions(Q, texts), after, Most + 1, cancel);
        return new([.. page.Take(Most)], page.Count > Most ? PublicId.Format("trl", page[Most - 1].Id) : null);
    }
}
