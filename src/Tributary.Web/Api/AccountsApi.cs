using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Reports;
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
        SimilarApi.Map(accounts);
        accounts.MapGet("/{id}", One).RequireAuthorization(Policies.ViewAccounts).WithSummary("One account with its details");
        Deed<EditAccountJson>(accounts.MapPatch, "/{id}", "Change its details", ask => new EditAccount
        {
            By = ask.By, InBranch = ask.At.BranchId, AccountId = ask.At.Id, Details = ask.Body.Details(), Expected = ask.Expected, Reference = ask.Asked.Reference, Asked = ask.Asked.Hash,
        });
        Deed<SubmitJson>(accounts.MapPost, "/{id}/submit", "Ask that your reseller goes live", ask => new SubmitAccount
        {
            Without = ask.Body.Without, By = ask.By, InBranch = ask.At.BranchId, AccountId = ask.At.Id, Expected = ask.Expected, Reference = ask.Asked.Reference, Asked = ask.Asked.Hash,
        });
        Deed<NothingJson>(accounts.MapPost, "/{id}/confirm", "Confirm a going live or coming back; for the provider or its delegate", ask => new ConfirmAccount
        {
            By = ask.By, InBranch = ask.At.BranchId, AccountId = ask.At.Id, Expected = ask.Expected, Reference = ask.Asked.Reference, Asked = ask.Asked.Hash,
        });
        Deed<DeactivateJson>(accounts.MapPost, "/{id}/deactivate", "Switch it off, with a reason", ask => new Deactivate
        {
            Running = ask.Body.Subscriptions ?? RunningChoice.GoOn, By = ask.By, InBranch = ask.At.BranchId, AccountId = ask.At.Id, Reason = ask.Body.Reason!, Expected = ask.Expected, Reference = ask.Asked.Reference, Asked = ask.Asked.Hash,
        });
        Deed<NothingJson>(accounts.MapPost, "/{id}/reactivate", "Ask that it comes back", ask => new RequestReactivation
        {
            By = ask.By, InBranch = ask.At.BranchId, AccountId = ask.At.Id, Expected = ask.Expected, Reference = ask.Asked.Reference, Asked = ask.Asked.Hash,
        });
        Deed<RightsJson>(accounts.MapPost, "/{id}/rights", "Say what it may do with accounts below it", ask => new GrantRights
        {
            By = ask.By, InBranch = ask.At.BranchId, AccountId = ask.At.Id, MayOpen = ask.Body.Kinds(), MaxResellerDepth = ask.Body.MaxResellerDepth,
            MaxAccounts = ask.Body.MaxAccounts, HidesPrices = ask.Body.HidesPrices, Expected = ask.Expected, Reference = ask.Asked.Reference, Asked = ask.Asked.Hash,
        });
    }

    private sealed record Ask<TBody>(Account At, TBody Body, Asked Asked, Expected? Expected, Viewer By);

    private static void Deed<TBody>(Func<string, Delegate, RouteHandlerBuilder> map, string address, string says, Func<Ask<TBody>, Deed<AccountChanged>> deed)
        where TBody : class =>
        map(address, async Task<AccountChangedJson> (
            Ref<Account> id, Body<TBody> body, HttpContext http, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, Hosts hosts, CancellationToken cancel) =>
        {
            if (body.Value is ProfileJson { Domain: { } domain }) await hosts.NeedOther(domain);
            var at = await db.Accounts.One(viewer, id.Id, cancel);
            var changed = await AccountFields.Named(desk.Do(deed(new(at, body.Value, asked, match.For<Account>(at.Id), viewer)), cancel));
            http.Tag(changed.Version);
            return new() { Id = new(changed.Id), Status = changed.Status };
        }).RequireAuthorization(Policies.ManageAccounts).WithSummary(says);

    private static async Task<ListOf<AccountJson>> List(string? parent, string? under, string? kind, string? status, string? q, string? number, string? pending, string? todo,
        [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var rows = db.Accounts.AsNoTracking().SeenBy(viewer);
        if (Filter.Id<Account>(parent, "parent") is { } above) rows = rows.Where(a => a.ParentId == above);
        if (Filter.Id<Account>(under, "under") is { } top) rows = rows.Under((await db.Accounts.One(viewer, top, cancel)).Path).Where(a => a.Id != top);
        if (Filter.Of<AccountKind>(kind, "kind") is { } what) rows = rows.Where(a => a.Kind == what);
        if (Filter.Of<AccountStatus>(status, "status") is { } at) rows = rows.Where(a => a.Status == at);
        if (Filter.Of<AccountTodo>(todo, "todo") is { } doing) rows = rows.With(doing);
        if (Filter.Flag(pending, "pending") is { } waits) rows = rows.Where(a => a.Number == null == waits);
        if (Filter.Text(number, "number") is { } exactly) rows = rows.Where(a => a.Number == exactly);
        if (Filter.Text(q, "q") is { } called) rows = await rows.Found(db, viewer, called, cancel);
        var found = await paging.Latest(rows).ToListAsync(cancel);
        var ids = found.Select(a => a.Id).ToArray();
        var profiles = await db.CompanyProfiles.AsNoTracking().Where(p => ids.Contains(p.AccountId)).ToDictionaryAsync(p => p.AccountId, cancel);
        return paging.Page(found, a => AccountFields.Shown(a, profiles.GetValueOrDefault(a.Id), viewer));
    }

    private static async Task<AccountJson> One(Ref<Account> id, HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        http.Tag(account);
        var profile = await db.CompanyProfiles.AsNoTracking().FirstOrDefaultAsync(p => p.BranchId == account.BranchId && p.AccountId == account.Id, cancel);
        return AccountFields.Shown(account, profile, viewer);
    }

    private static async Task<Created<AccountChangedJson>> Open(
        Body<OpenAccountJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, Hosts hosts, CancellationToken cancel)
    {
        var wanted = body.Value;
        await hosts.NeedOther(wanted.Domain);
        if (wanted.Kind == AccountKind.Provider) throw Refusal.Field("kind", "body.invalid", "There is one provider.");
        var parent = await db.Accounts.One(viewer, wanted.Parent?.Id ?? viewer.AccountId, cancel);
        var limit = wanted.Terms?.CreditLimit;
        if (limit is { } money && money.Currency != (wanted.Terms!.Currency ?? money.Currency))
            throw Refusal.Field("terms.creditLimit", "body.invalid", "The limit is in the currency of the terms.");
        var opened = await AccountFields.Named(desk.Do(new OpenAccount
        {
            By = viewer, ParentBranchId = parent.BranchId, ParentId = parent.Id, Kind = wanted.Kind!.Value, Details = wanted.Details(),
            TermsCurrency = wanted.Terms?.Currency ?? limit?.Currency, Settlement = wanted.Terms?.Settlement ?? Settlement.Prepaid, CreditLimit = limit?.Minor ?? 0,
            Notify = wanted.Notify?.Contact,
            Prices = [.. (wanted.Prices ?? []).Select(p => new WholesalePrice(p.Plan!.Value.Id, p.Interval!.Value, p.Amount, p.MarkupPercent))], PricesFrom = wanted.PricesFrom,
            MayOpen = wanted.Rights?.Kinds() ?? MayOpen.Nothing, MaxResellerDepth = wanted.Rights?.MaxResellerDepth, MaxAccounts = wanted.Rights?.MaxAccounts,
            Reference = asked.Reference, Asked = asked.Hash,
        }, cancel));
        var shown = new AccountChangedJson { Id = new(opened.Id), Status = opened.Status };
        return TypedResults.Created($"{ApiSetup.Base}/accounts/{shown.Id}", shown);
    }
}
