using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Partners;
using Settlement = Tributary.Accounts.Settlement;

namespace Tributary.Tests.Partners;

public sealed class SetTermsTests
{
    private static SetTerms Invoice(Cast by, Cast buyer, long limit, DateOnly? from = null) => new()
    {
        By = by.Viewer, InBranch = buyer.BranchId, BuyerId = buyer.Id, Settlement = Settlement.Invoiced, CreditLimit = limit, From = from,
    };

    [Theory, OnBoth]
    public async Task A_prepaid_balance_goes_along_to_an_account_on_invoice_and_back(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.TopUp(world.Rosa, 30);
        await world.Do(Invoice(world.Piet, world.Rosa, 50_00));
        var wallet = await world.Wallet(world.Rosa);
        Assert.Equal((30m, -50m, 80m), (wallet.Balance.Amount, wallet.Floor!.Value.Amount, wallet.Available!.Value.Amount));

        await world.Do(new SetTerms { By = world.Piet.Viewer, InBranch = 1, BuyerId = world.Rosa.Id, Settlement = Settlement.Prepaid });
        wallet = await world.Wallet(world.Rosa);
        Assert.Equal((30m, 0m), (wallet.Balance.Amount, wallet.Floor!.Value.Amount));
        await using var db = world.Db();
        Assert.Equal(0, await db.Books.SumAsync(b => b.Balance));
        Assert.Equal(1, await db.Terms.CountAsync(t => t.BuyerId == world.Rosa.Id && t.To == null));
    }

    [Theory, OnBoth]
    public async Task Terms_are_dated_and_what_was_planned_later_gives_way(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Do(Invoice(world.Piet, world.Rosa, 50_00));
        await world.Do(Invoice(world.Piet, world.Rosa, 90_00, from: new(2026, 3, 1)));
        await world.Do(Invoice(world.Piet, world.Rosa, 70_00, from: new(2026, 2, 1)));
        Assert.Equal(50m, (await world.Wallet(world.Rosa)).Available!.Value.Amount);
        world.Clock.MoveTo(new DateOnly(2026, 2, 1));
        Assert.Equal(70m, (await world.Wallet(world.Rosa)).Available!.Value.Amount);
        world.Clock.MoveTo(new DateOnly(2026, 3, 1));
        Assert.Equal(70m, (await world.Wallet(world.Rosa)).Available!.Value.Amount);

        await using var db = world.Db();
        var terms = (await db.Terms.Where(t => t.BuyerId == world.Rosa.Id).ToListAsync()).Where(t => t.To is null || t.To > t.From).OrderBy(t => t.From).ToList();
        Assert.All(terms.Zip(terms.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
    }

    [Theory, OnBoth]
    public async Task A_higher_limit_ends_by_itself(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Do(new SetTerms
        {
            By = world.Piet.Viewer, InBranch = 1, BuyerId = world.Rosa.Id, Settlement = Settlement.Invoiced, CreditLimit = 10_00,
            TemporaryLimit = 40_00, TemporaryUntil = new(2026, 1, 20),
        });
        world.Clock.MoveTo(new DateOnly(2026, 1, 20));
        Assert.Equal(40m, (await world.Wallet(world.Rosa)).Available!.Value.Amount);
        world.Clock.MoveTo(new DateOnly(2026, 1, 21));
        Assert.Equal(10m, (await world.Wallet(world.Rosa)).Available!.Value.Amount);
    }

    [Theory, OnBoth]
    public async Task A_limit_is_passed_on_from_ones_own(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        SetTerms inherit = new() { By = world.Rosa.Viewer, InBranch = 1, BuyerId = world.Saul.Id, Settlement = Settlement.Invoiced, InheritLimit = true };
        await world.Refused("terms.nothing_to_inherit", inherit);
        await world.Do(Invoice(world.Piet, world.Rosa, 60_00));
        Assert.Equal(60_00, (await world.Do(inherit)).CreditLimit);
    }

    [Theory, OnBoth]
    public async Task Money_holds_the_currency(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        SetTerms euro = new() { By = world.Piet.Viewer, InBranch = 1, BuyerId = world.Rosa.Id, Currency = Currency.Eur };
        await world.TopUp(world.Rosa, 1);
        await world.Refused("terms.money_left", euro);

        await world.Do(new SetTerms { By = world.Nora.Viewer, InBranch = 2, BuyerId = world.Xena.Id, Currency = Currency.Eur });
        await world.TopUp(world.Xena, 12);
        Assert.Equal(Currency.Eur, (await world.Wallet(world.Xena)).Currency);
    }

    [Theory, OnBoth]
    public async Task What_runs_below_the_buyer_holds_the_currency(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var mail = await world.Plan();
        foreach (var level in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(level, 1000);
        await world.Do(new PlaceOrder { By = world.Cora.Viewer, Branch = 1, AccountId = world.Dana.Id, Items = [new(mail.PlanId, Interval.Monthly, 1)] });
        await world.Refused("terms.busy", new SetTerms { By = world.Piet.Viewer, InBranch = 1, BuyerId = world.Rosa.Id, Currency = Currency.Eur });
    }

    [Theory, OnBoth]
    public async Task Wrong_terms_are_refused_by_field(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        Assert.Equal(["creditLimit"], (await world.Refused("terms.invalid", Invoice(world.Piet, world.Rosa, -1))).Errors.Keys);
        Assert.Equal(["from"], (await world.Refused("terms.invalid", Invoice(world.Piet, world.Rosa, 1, new(2026, 2, 1)))).Errors.Keys);
        Assert.Equal(["from"], (await world.Refused("terms.invalid", Invoice(world.Piet, world.Rosa, 1, new(2026, 1, 14)))).Errors.Keys.Distinct());
        await world.Refused("terms.not_seller", Invoice(world.Nora, world.Rosa, 1));
        await world.Refused("terms.not_seller", Invoice(world.Rosa, world.Rosa, 1));
        await world.Refused("account.not_found", Invoice(world.Xena, world.Rosa, 1));
        await world.Refused("terms.none", Invoice(world.Saul, world.Dana, 1));
    }
}
