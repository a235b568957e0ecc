using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary><c>/accounts</c>: the tree as far as the caller sees it.</summary>
internal static class AccountsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("accounts");
        accounts.MapGet("/", List).RequireAuthorization(Policies.ViewAccounts).WithSummary("Accounts you see, the latest first");
        accounts.MapPost("/", Open).RequireAuthorization(Policies.ManageAccounts).WithSummary("Open an account below yours");
        accounts.MapGet("/{id}", One).RequireAuthorization(Policies.ViewAccounts).WithSummary("One account with its details");
        accounts.MapPatch("/{id}", Edit).RequireAuthorization(Policies.ManageAccounts).WithSummary("Change its details");
        accounts.MapPost("/{id}/submit", Submit).RequireAuthorization(Policies.ManageAccounts).WithSummary("Ask that your reseller goes live");
        accounts.MapPost("/{id}/confirm", Confirm).RequireAuthorization(Policies.ManageAccounts).WithSummary("Confirm a going live or coming back; for the provider");
        accounts.MapPost("/{id}/deactivate", SwitchOff).RequireAuthorization(Policies.ManageAccounts).WithSummary("Switch it off, with a reason");
        accounts.MapPost("/{id}/reactivate", Reactivate).RequireAuthorization(Policies.ManageAccounts).WithSummary("Ask that it comes back");
        accounts.MapPost("/{id}/rights", Give).RequireAuthorization(Policies.ManageAccounts).WithSummary("Say what it may do with accounts below it");
    }

    private static async Task<ListOf<AccountJson>> List(string? parent, string? under, string? kind, string? status, string? q, string? number, string? pending,
        [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var rows = db.Accounts.AsNoTracking().SeenBy(viewer);
        if (Filter.Id<Account>(parent, "parent") is { } above) rows = rows.Where(a => a.ParentId == above);
        if (Filter.Id<Account>(under, "under") is { } top) rows = rows.Under((await db.Accounts.One(viewer, top, cancel)).Path).Where(a => a.Id != top);
        if (Filter.Of<AccountKind>(kind, "kind") is { } what) rows = rows.Where(a => a.Kind == what);
        if (Filter.Of<AccountStatus>(status, "status") is { } at) rows = rows.Where(a => a.Status == at);
        if (Filter.Flag(pending, "pending") is { } waits) rows = rows.Where(a => a.Number == null == waits);
        if (Filter.Text(number, "number") is { } exactly) rows = rows.Where(a => a.Number == exactly);
        if (Filter.Text(q, "q") is { } called) rows = rows.Called(db, called);
        if (paging.AfterId is { } after) rows = rows.Where(a => a.Id < after);
        var found = await rows.OrderByDescending(a => a.Id).Take(paging.Count + 1).ToListAsync(cancel);
        var ids = found.Select(a => a.Id).ToArray();
        var profiles = await db.CompanyProfiles.AsNoTracking().Where(p => ids.Contains(p.AccountId)).ToDictionaryAsync(p => p.AccountId, cancel);
        return paging.Page(found, a => a.Id, a => AccountFields.Shown(a, profiles.GetValueOrDefault(a.Id), viewer));
    }

    private static async Task<AccountJson> One(Ref<Account> id, HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        http.Tag(account);
        var profile = await db.CompanyProfiles.AsNoTracking().FirstOrDefaultAsync(p => p.BranchId == account.BranchId && p.AccountId == account.Id, cancel);
        return AccountFields.Shown(account, profile, viewer);
    }

    private static async Task<Created<AccountChangedJson>> Open(
        Body<OpenAccountJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var wanted = body.Value;
        if (wanted.Kind == AccountKind.Provider) throw Refusal.Field("kind", "body.invalid", "There is one provider.");
        var parent = await db.Accounts.One(viewer, wanted.Parent?.Id ?? viewer.AccountId, cancel);
        var limit = wanted.Terms?.CreditLimit;
        if (limit is { } money && money.Currency != (wanted.Terms!.Currency ?? money.Currency))
            throw Refusal.Field("terms.creditLimit", "body.invalid", "The limit is in the currency of the terms.");
        var opened = await AccountFields.Named(desk.Do(new OpenAccount
        {
            By = viewer, ParentBranchId = parent.BranchId, ParentId = parent.Id, Kind = wanted.Kind!.Value, Details = wanted.Details(),
            TermsCurrency = wanted.Terms?.Currency ?? limit?.Currency, Settlement = wanted.Terms?.Settlement ?? Settlement.Prepaid, CreditLimit = limit?.Minor ?? 0,
            MayOpen = wanted.Rights?.Kinds() ?? MayOpen.Nothing, MaxResellerDepth = wanted.Rights?.MaxResellerDepth, MaxAccounts = wanted.Rights?.MaxAccounts,
            Reference = asked.Reference, Asked = asked.Hash,
        }, cancel));
        var shown = new AccountChangedJson { Id = new(opened.Id), Status = opened.Status };
        return TypedResults.Created($"{ApiSetup.Base}/accounts/{shown.Id}", shown);
    }

    private static Task<AccountChangedJson> Edit(
        Ref<Account> id, Body<EditAccountJson> body, HttpContext http, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
        Do(id, http, viewer, db, desk, at => new EditAccount
        {
            By = viewer, InBranch = at.BranchId, AccountId = at.Id, Details = body.Value.Details(), Expected = match.For<Account>(at.Id), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);

    private static Task<AccountChangedJson> Submit(
        Ref<Account> id, Body<NothingJson> _, HttpContext http, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
        Do(id, http, viewer, db, desk, at => new SubmitAccount
        {
            By = viewer, InBranch = at.BranchId, AccountId = at.Id, Expected = match.For<Account>(at.Id), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);

    private static Task<AccountChangedJson> Confirm(
        Ref<Account> id, Body<NothingJson> _, HttpContext http, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
        Do(id, http, viewer, db, desk, at => new ConfirmAccount
        {
            By = viewer, InBranch = at.BranchId, AccountId = at.Id, Expected = match.For<Account>(at.Id), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);

    private static Task<AccountChangedJson> SwitchOff(
        Ref<Account> id, Body<ReasonJson> body, HttpContext http, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
        Do(id, http, viewer, db, desk, at => new Deactivate
        {
            By = viewer, InBranch = at.BranchId, AccountId = at.Id, Reason = body.Value.Reason!, Expected = match.For<Account>(at.Id), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);

    private static Task<AccountChangedJson> Reactivate(
        Ref<Account> id, Body<NothingJson> _, HttpContext http, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
        Do(id, http, viewer, db, desk, at => new RequestReactivation
        {
            By = viewer, InBranch = at.BranchId, AccountId = at.Id, Expected = match.For<Account>(at.Id), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);

    private static Task<AccountChangedJson> Give(
        Ref<Account> id, Body<RightsJson> body, HttpContext http, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
        Do(id, http, viewer, db, desk, at => new GrantRights
        {
            By = viewer, InBranch = at.BranchId, AccountId = at.Id, MayOpen = body.Value.Kinds(), MaxResellerDepth = body.Value.MaxResellerDepth,
            MaxAccounts = body.Value.MaxAccounts, HidesPrices = body.Value.HidesPrices, Expected = match.For<Account>(at.Id), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);

    private static async Task<AccountChangedJson> Do(
        Ref<Account> id, HttpContext http, Viewer viewer, TributaryDb db, Desk desk, Func<Account, Deed<AccountChanged>> deed, CancellationToken cancel)
    {
        var at = await db.Accounts.One(viewer, id.Id, cancel);
        var changed = await AccountFields.Named(desk.Do(deed(at), cancel));
        http.Tag(changed.Version);
        return new() { Id = new(changed.Id), Status = changed.Status };
    }
}
