using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Pricing;

namespace Tributary.Tests.Pricing;

public sealed class QuotingTests
{
    private static readonly DateOnly Today = new(2026, 1, 15);

    /// <summary>A rule as a seller may write it, with what it names told by letters: b(uyer), p(lan), r (product), i(nterval); capitals name another.</summary>
    private sealed record Rule(string Names, PriceRuleKind Kind, int Number, int From, int? To, bool Loss);

    private static readonly Gen<Rule[]> Rules = (
        from buyer in Gen.Elements("", "b", "b")
        from plan in Gen.Elements("", "p", "P")
        from product in Gen.Elements("", "r")
        from interval in Gen.Elements("", "i", "I")
        from kind in Gen.Elements(Enum.GetValues<PriceRuleKind>())
        from number in Gen.Choose(0, 60)
        from starts in Gen.Choose(-10, 3)
        from ends in Gen.Elements<int?>(null, null, 0, 5)
        from loss in Gen.Elements(true, true, false)
        select new Rule(buyer + plan + (plan == "P" ? "" : product) + interval, kind, number, starts, ends, loss)).ListOf().Select(l => l.Take(9).ToArray());

    [Theory, OnBoth]
    public async Task The_narrowest_rule_speaks_and_among_equals_the_later_day_and_then_the_later_written(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var mail = await world.Plan("MAIL", 10m, 17m);
        var other = await world.Plan(world.Nora, mail.ProductId, "OTHER", 11m);
        await world.Do(new SetOwnSettings { By = world.Rosa.Viewer, AllowsLosses = true });
        foreach (var rules in Rules.Sample(120, 20))
        {
            await Write(world, world.Rosa, world.Saul, mail, other, rules);
            // 10.00 is 12.50 for Piet and 15.63 for Rosa.
            var (price, wrong) = Expected(rules, 15_63, 17_00);
            var quoted = await Quote(world, mail);
            Assert.Equal(wrong ? null : price, quoted?[2].UnitPrice);
            if (quoted is not null) Assert.Equal(price < 15_63, quoted[2].AtLoss);
        }
    }

    [Theory, OnBoth]
    public async Task A_price_depends_on_nothing_above_its_seller_but_what_it_costs_the_seller(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var mail = await world.Plan("MAIL", 10m, 17m);
        var other = await world.Plan(world.Nora, mail.ProductId, "OTHER", 11m);
        await world.Do(new SetOwnSettings { By = world.Rosa.Viewer, AllowsLosses = true });
        foreach (var (rules, markup) in Rules.SelectMany(r => Gen.Choose(0, 25).Select(m => (r, m))).Sample(40, 20))
        {
            await Write(world, world.Rosa, world.Saul, mail, other, rules);
            var before = await Quote(world, mail);
            // Everything above Rosa is made differently; what she pays is the same.
            await Add(world, world.Nora, new() { Kind = PriceRuleKind.Markup, Percent = markup, SellerId = world.Nora.Id, EffectiveFrom = Today, CreatedAt = At(50), CreatedBy = "", Id = Guid.NewGuid() });
            await Add(world, world.Piet, new() { Kind = PriceRuleKind.Fixed, Amount = 15_63, Currency = Currency.Usd, SellerId = world.Piet.Id, EffectiveFrom = Today, CreatedAt = At(50), CreatedBy = "", Id = Guid.NewGuid() });
            var after = await Quote(world, mail);
            Assert.Equal(before?.Skip(2).Select(l => l.UnitPrice), after?.Skip(2).Select(l => l.UnitPrice));
        }
    }

    [Theory, OnBoth]
    public async Task Below_cost_is_refused_and_why_is_said_to_nobody_but_the_seller(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var mail = await world.Plan("MAIL", 10m, 17m);
        await world.Price(world.Rosa, mail.PlanId, 15.62m, world.Saul);
        async Task<string> Told(Cast by) => (await Assert.ThrowsAsync<Refusal>(() => world.Desk.Preview(Deed(world, mail, by.Viewer)))).Code;
        Assert.Equal(["price.unavailable", "price.below_cost", "price.unavailable", "price.unavailable"],
            [await Told(world.Nora), await Told(world.Rosa), await Told(world.Saul), await Told(world.Cora)]);

        await world.Do(new SetOwnSettings { By = world.Rosa.Viewer, AllowsLosses = true });
        Assert.Equal("price.below_cost", await Told(world.Rosa)); // Her settings alone do not allow it: the price has to say so too.
        await world.Do(new SetPrice { By = world.Rosa.Viewer, BuyerId = world.Saul.Id, PlanId = mail.PlanId, Kind = PriceRuleKind.Fixed, Amount = new(15_62, Currency.Usd), AllowLoss = true });
        Assert.True((await Quote(world, mail))![2].AtLoss);
    }

    private static (long Price, bool Wrong) Expected(Rule[] rules, long cost, long recommended)
    {
        var fit = rules.Select((rule, i) => (rule, i))
            .Where(r => !r.rule.Names.Any(char.IsUpper) && r.rule.From <= 0 && (r.rule.To is not { } to || to > 0))
            .OrderByDescending(r => r.rule.Names.Length)
            .ThenByDescending(r => r.rule.Names.Contains('b')).ThenByDescending(r => r.rule.Names.Contains('p'))
            .ThenByDescending(r => r.rule.Names.Contains('r')).ThenByDescending(r => r.rule.Names.Contains('i'))
            .ThenByDescending(r => r.rule.From).ThenByDescending(r => r.i).Select(r => r.rule).FirstOrDefault();
        long Part(long of, decimal percent) => (long)Math.Round(of * (100 + percent) / 100m, 0, MidpointRounding.AwayFromZero);
        var price = fit?.Kind switch
        {
            PriceRuleKind.Fixed => fit.Number * 100L,
            PriceRuleKind.Markup => Part(cost, fit.Number - 20),
            PriceRuleKind.Discount => Part(recommended, -fit.Number),
            null => Part(cost, 25),
        };
        return (price, price < cost && fit is not { Loss: true });
    }

    private static async Task Write(World world, Cast seller, Cast buyer, MadePlan plan, Guid other, Rule[] rules)
    {
        await using var db = world.Db();
        await db.PriceRules.ExecuteDeleteAsync();
        for (var i = 0; i < rules.Length; i++)
        {
            var (names, kind) = (rules[i].Names, rules[i].Kind);
            var rule = new PriceRule
            {
                BranchId = seller.BranchId, Id = Guid.NewGuid(), SellerId = seller.Id, BuyerId = names.Contains('b') ? buyer.Id : null,
                PlanId = names.Contains('p') ? plan.PlanId : names.Contains('P') ? other : null, ProductId = names.Contains('r') ? plan.ProductId : null,
                Interval = names.Contains('i') ? Interval.Monthly : names.Contains('I') ? Interval.Yearly : null, Kind = kind,
                Percent = kind == PriceRuleKind.Markup ? rules[i].Number - 20 : rules[i].Number, Amount = rules[i].Number * 100, Currency = kind == PriceRuleKind.Fixed ? Currency.Usd : null,
                EffectiveFrom = Today.AddDays(rules[i].From), AllowsLoss = rules[i].Loss, CreatedAt = At(i), CreatedBy = "",
            };
            if (rules[i].To is { } to) rule.End(Today.AddDays(to));
            db.Add(rule);
        }
        await WriteTrail(db, seller, rules.Length);
        await db.SaveChangesAsync();
    }

    private static async Task Add(World world, Cast seller, PriceRule rule)
    {
        await using var db = world.Db();
        db.Add(rule);
        await WriteTrail(db, seller, 60);
        await db.SaveChangesAsync();
    }

    // The rules are written behind the desk's back, the trail that belongs to them too.
    private static async Task WriteTrail(TributaryDb db, Cast seller, int rules)
    {
        var there = await db.Trail.Where(t => t.AccountId == seller.Id && t.Action == "price.set").Select(t => t.At).ToListAsync();
        foreach (var at in Enumerable.Range(0, rules).Select(At).Except(there))
            db.Add(new Tributary.Audit.TrailEntry
            {
                BranchId = seller.BranchId, Id = Guid.NewGuid(), AccountId = seller.Id, Path = seller.Account.Path, At = at, Actor = "", ActorAccountId = seller.Id, ActorPath = seller.Account.Path, Action = "price.set", Summary = "",
            });
    }

    private static DateTime At(int second) => new(2026, 1, 1, 0, 0, second, DateTimeKind.Utc);

    private static QuoteItems Deed(World world, MadePlan plan, Viewer by) =>
        new() { By = by, Branch = world.Cora.BranchId, AccountId = world.Cora.Id, Items = [new(plan.PlanId, Interval.Monthly, 1)] };

    /// <summary>The levels from Piet down to Cora, or null when it cannot be priced.</summary>
    private static async Task<IReadOnlyList<Level>?> Quote(World world, MadePlan plan)
    {
        try
        {
            return (await world.Desk.Preview(Deed(world, plan, world.Cora.Viewer))).Lines[0].Levels;
        }
        catch (Refusal no) when (no.Code == "price.unavailable")
        {
            return null;
        }
    }
}
