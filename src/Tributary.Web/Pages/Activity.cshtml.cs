using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>Everything that was done in the account and below it, as far as the viewer may know.</summary>
[Authorize(Policy = Policies.ViewAccounts)]
public sealed class ActivityModel(TributaryDb db, CurrentViewer current) : ListPage<Happening>
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    protected override string ListName => "activity";

    protected override IReadOnlyList<Column<Happening>> Columns => [.. Told.Columns(T, accounts: true)];

    protected override Task<ListPart<Happening>> Part(string? after, CancellationToken cancel) => Told.Lines(db, current.Viewer, null, Q, after, T, cancel);
}
