using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;

namespace Tributary.Tests.Partners;

public sealed class OpenAccountTests
{
    private static OpenAccount Open(Cast by, Cast parent, AccountKind kind, string name = "New", string? currency = null) => new()
    {
        By = by.Viewer, ParentBranchId = parent.BranchId, ParentId = parent.Id, Kind = kind, Details = World.Details(name) with { Currency = currency },
    };

    [Theory, OnBoth]
    public async Task A_customer_is_active_at_once_and_its_number_comes_later(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var made = await world.Do(Open(world.Saul, world.Saul, AccountKind.Customer));
        Assert.Equal(AccountStatus.Active, made.Status);

        await using var db = world.Db();
        var pending = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == made.Id);
        Assert.Equal("account.pending", Assert.Throws<Refusal>(pending.NeedRegistered).Code);
        Assert.Equal(1, await db.Accounts.PendingSince(pending.OpenedAt.AddSeconds(1)).CountAsync());

        await world.Register();
        var registered = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == made.Id);
        registered.NeedRegistered();
        Assert.True(HumanNumber.Is(registered.Number!));
        Assert.Equal(made.Id, (await db.AccountNumbers.SingleAsync(n => n.Number == registered.Number)).AccountId);
    }

    [Theory, OnBoth]
    public async Task A_child_of_the_root_opens_a_branch(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var made = await world.Do(Open(world.Nora, world.Nora, AccountKind.Customer));
        Assert.Equal((3, "/3/"), (made.BranchId, made.Path));

        await using var db = world.Db();
        Assert.Equal(made.Id, (await db.Branches.SingleAsync(b => b.Id == 3)).AccountId);
        var terms = await db.Terms.SingleAsync(t => t.BuyerId == made.Id);
        Assert.Equal((3, world.Nora.Id, Currency.Usd, Settlement.Prepaid), (terms.BranchId, terms.SellerId, terms.Currency, terms.Settlement));
        Assert.Equal("DE", (await db.CompanyProfiles.SingleAsync(p => p.AccountId == made.Id)).Country);
    }

    [Theory, OnBoth]
    public async Task A_division_has_no_terms_and_a_reseller_may_sell_in_another_currency(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var reseller = await world.Do(Open(world.Rosa, world.Rosa, AccountKind.Reseller, currency: "EUR"));
        await using var db = world.Db();
        Assert.False(await db.Terms.AnyAsync(t => t.BuyerId == world.Dana.Id));
        Assert.Equal(Currency.Usd, (await db.Terms.SingleAsync(t => t.BuyerId == reseller.Id)).Currency);
        Assert.Equal(Currency.Eur, (await db.Accounts.SingleAsync(a => a.Id == reseller.Id)).Currency);
    }

    [Theory, OnBoth]
    public async Task Only_what_fits_stands_below(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Refused("account.kind", Open(world.Saul, world.Cora, AccountKind.Customer));
        await world.Refused("account.kind", Open(world.Nora, world.Nora, AccountKind.Division));
        await world.Refused("account.kind", Open(world.Nora, world.Nora, AccountKind.Provider));
        await world.Do(Open(world.Saul, world.Dana, AccountKind.Division));
    }

    [Theory, OnBoth]
    public async Task Strangers_find_nothing_and_rights_are_needed(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Refused("account.not_found", Open(world.Xena, world.Rosa, AccountKind.Customer));
        await world.Refused("account.not_found", Open(world.Saul, world.Rosa, AccountKind.Customer));
        var clerk = world.Rosa with { Viewer = world.Rosa.Viewer with { Rights = Right.ViewAll } };
        await world.Refused("right.missing", Open(clerk, world.Rosa, AccountKind.Customer));
        var near = world.Rosa with { Viewer = world.Rosa.Viewer with { Reach = Reach.Direct } };
        await world.Refused("reach.missing", Open(near, world.Saul, AccountKind.Customer));
        await world.Do(Open(near, world.Rosa, AccountKind.Customer));
    }

    [Theory, OnBoth]
    public async Task A_right_holds_as_far_as_everyone_above_holds_it(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await Grant(world, world.Piet, MayOpen.Resellers);
        await world.Refused("account.may_not_open", Open(world.Saul, world.Saul, AccountKind.Customer));
        await Grant(world, world.Piet, MayOpen.All, maxDepth: 2);
        await world.Refused("account.too_deep", Open(world.Saul, world.Saul, AccountKind.Reseller));
        await Grant(world, world.Piet, MayOpen.All, maxAccounts: 4);
        await world.Refused("account.too_many", Open(world.Saul, world.Saul, AccountKind.Customer));
        await Grant(world, world.Piet, MayOpen.All, maxAccounts: 5);
        await world.Do(Open(world.Saul, world.Saul, AccountKind.Customer));
        Assert.Equal(5, (await world.Reload(world.Piet)).AccountsBelow);
    }

    [Theory, OnBoth]
    public async Task A_limit_holds_within_one_batch_too(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await Grant(world, world.Piet, MayOpen.All, maxAccounts: 6);
        var answers = await world.Desk.DoAll(Enumerable.Range(0, 5).Select(i => Open(world.Saul, world.Saul, AccountKind.Customer, $"C{i}")));
        Assert.Equal(2, answers.OfType<AccountOpened>().Count());
        Assert.All(answers.OfType<Refusal>(), no => Assert.Equal("account.too_many", no.Code));
        Assert.Equal(2, answers.OfType<AccountOpened>().Select(a => a.Path).Distinct().Count());
    }

    [Theory, OnBoth]
    public async Task Only_an_active_reseller_opens_accounts_and_is_told_what_is_missing(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var made = await world.Do(new OpenAccount
        {
            By = world.Rosa.Viewer, ParentBranchId = 1, ParentId = world.Rosa.Id, Kind = AccountKind.Reseller, MayOpen = MayOpen.All,
            Details = new() { Name = "Newcomer", Country = "GB" },
        });
        var below = new OpenAccount { By = world.Rosa.Viewer, ParentBranchId = 1, ParentId = made.Id, Kind = AccountKind.Customer, Details = World.Details("X") };
        Assert.Contains("PENDING), street, town, e-mail", (await world.Refused("account.not_active", below)).Message);
    }

    [Theory, OnBoth]
    public async Task Details_are_checked_by_field(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var refusal = await world.Refused("account.invalid", new OpenAccount
        {
            By = world.Saul.Viewer, ParentBranchId = 1, ParentId = world.Saul.Id, Kind = AccountKind.Customer, CreditLimit = 5,
            Details = new() { Name = "A\u0000B", Country = "XX", Currency = "BTC", Language = "english!", TimeZone = "W. Europe Standard Time", Email = "nobody", City = new('x', 201) },
        });
        Assert.Equal(["city", "country", "creditLimit", "currency", "email", "language", "name", "street", "timeZone"], refusal.Errors.Keys.Order());
    }

    [Theory, OnBoth]
    public async Task Everyone_above_counts_it(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Do(Open(world.Saul, world.Saul, AccountKind.Customer));
        Assert.Equal(2, await Figure(world, world.Saul, FigureName.Accounts, "customer:active"));
        Assert.Equal(2, await Figure(world, world.Saul, FigureName.Children, "customer:active"));
        Assert.Equal(2, await Figure(world, world.Piet, FigureName.Accounts, "customer:active"));
        Assert.Equal(0, await Figure(world, world.Piet, FigureName.Children, "customer:active"));
        Assert.Equal(2, await Figure(world, world.Piet, FigureName.Accounts, "reseller:active"));
        Assert.Equal(4, await Figure(world, world.Nora, FigureName.Accounts, "reseller:active"));
        Assert.Equal(2, await Figure(world, world.Nora, FigureName.Children, "reseller:active"));
        Assert.Equal(0, await Figure(world, world.Nora, FigureName.Accounts, "reseller:in_progress"));
    }

    private static async Task<long> Figure(World world, Cast cast, string name, string key)
    {
        await using var db = world.Db();
        return await db.Figures.Where(f => f.AccountId == cast.Id && f.Name == name && f.Key == key).SumAsync(f => f.Count);
    }

    private static Task<AccountChanged> Grant(World world, Cast to, MayOpen mayOpen, int? maxDepth = null, int? maxAccounts = null) =>
        world.Do(new GrantRights
        {
            By = world.Nora.Viewer, InBranch = to.BranchId, AccountId = to.Id, MayOpen = mayOpen, MaxResellerDepth = maxDepth, MaxAccounts = maxAccounts, HidesPrices = false,
        });
}
