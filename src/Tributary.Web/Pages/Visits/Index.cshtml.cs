using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Visits;

/// <summary>A visit and the name of the account where it is.</summary>
public sealed record VisitRow(GuestPass Pass, string Account);

/// <summary>Visits in the account and in those below it, the latest first.</summary>
[Authorize(Policy = Policies.ViewAccounts)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk) : ListPage<VisitRow>
{
    public Viewer Viewer => current.Viewer;

    /// <summary>The moment of the page (UTC).</summary>
    public DateTime Now { get; } = desk.Now;

    /// <summary>Whether this person says whom the account lets in.</summary>
    public bool MayWelcome => Viewer.May(Right.ManageOwners) && !Viewer.IsProvider;

    protected override string ListName => "visits";

    protected override IReadOnlyList<Column<VisitRow>> Columns =>
    [
        Column<VisitRow>.Text("account", T["Account"], row => row.Account) with { Fixed = true },
        Column<VisitRow>.Text("who", T["Who"], row => VisitWords.Who(row.Pass, Viewer, T)) with { OnPhones = false },
        Column<VisitRow>.Text("mode", T["What for"], row => VisitWords.Mode(row.Pass, T)) with { OnPhones = false },
        Column<VisitRow>.Text("reason", T["Reason"], row => row.Pass.Reason) with { OnPhones = false },
        Column<VisitRow>.Text("state", T["State"], row => T[Statuses.Of(row.Pass.StateAt(Now)).Word]),
        Column<VisitRow>.Moment("asked", T["Since"], row => row.Pass.BeganAt ?? row.Pass.AskedAt) with { OnPhones = false },
        Column<VisitRow>.Moment("over", T["Until"], row => row.Pass.EndedAt ?? row.Pass.OverAt),
    ];

    protected override async Task<ListPart<VisitRow>> Part(string? after, CancellationToken cancel)
    {
        var passes = db.GuestPasses.AsNoTracking().SeenBy(Viewer);
        if (PublicId.TryParse(after, "gst", out var last)) passes = passes.Where(p => p.Id < last);
        var rows = await (from pass in passes
                          join account in db.Accounts on new { pass.BranchId, Id = pass.AccountId } equals new { account.BranchId, account.Id }
                          orderby pass.Id descending
                          select new { pass, account.Name }).Take(ListPart.Most + 1).ToListAsync(cancel);
        return ListPart.Of<VisitRow>([.. rows.Select(row => new VisitRow(row.pass, row.Name))], row => PublicId.Format("gst", row.Pass.Id));
    }
}
