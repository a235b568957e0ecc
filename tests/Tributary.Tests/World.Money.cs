using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;

namespace Tributary.Tests;

/// <summary>A product with one plan that costs its maker an amount a month and ten times that a year.</summary>
public sealed record MadePlan(Guid ProductId, Guid PlanId, Cast Maker);

public sealed partial class World
{
    /// <summary>The buyer's seller credits its wallet, in major units of the edge's currency.</summary>
    public async Task<ToppedUp> TopUp(Cast buyer, decimal amount, string note = "")
    {
        await using var db = Db();
        var terms = await db.Terms.AsNoTracking().SingleAsync(t => t.BuyerId == buyer.Id && t.From <= Today && (t.To == null || Today < t.To));
        return await Do(new TopUp { By = buyer.Seller!.Viewer, InBranch = buyer.BranchId, BuyerId = buyer.Id, Amount = Money.Exact(amount, terms.Currency), Note = note });
    }

    /// <summary>
    /// A product of <paramref name="maker"/> (Nora when null) with one plan, sold monthly at <paramref name="cost"/> and yearly at
    /// ten times that; the recommended prices are <paramref name="recommended"/> and ten times that.
    /// </summary>
    public async Task<MadePlan> Plan(string code = "MAIL", decimal cost = 8m, decimal? recommended = null, Cast? maker = null,
        Currency? currency = null, PlanDetails? details = null, PlanKind kind = PlanKind.Plan)
    {
        maker ??= Nora;
        var product = await Do(new MakeProduct { By = maker.Viewer, Code = code, Name = $"Product {code}" });
        var plan = await Plan(maker, product.Id, code, cost, recommended, currency, details, kind);
        return new(product.Id, plan, maker);
    }

    /// <summary>One more plan of a product, priced as <see cref="Plan(string, decimal, decimal?, Cast?, Currency?, PlanDetails?, PlanKind)"/> says.</summary>
    public async Task<Guid> Plan(Cast maker, Guid productId, string code, decimal cost, decimal? recommended = null,
        Currency? currency = null, PlanDetails? details = null, PlanKind kind = PlanKind.Plan)
    {
        var plan = await Do(new MakePlan
        {
            By = maker.Viewer, ProductId = productId, Code = code, Kind = kind, Details = (details ?? new()) with { Name = details?.Name ?? $"Plan {code}" },
        });
        await PricePoint(maker, plan.Id, Interval.Monthly, cost, recommended, currency);
        await PricePoint(maker, plan.Id, Interval.Yearly, cost * 10, recommended * 10, currency);
        return plan.Id;
    }

    /// <summary>What a plan costs its maker for an interval from a day on (today when null).</summary>
    public Task<PricePointSet> PricePoint(Cast maker, Guid planId, Interval interval, decimal cost, decimal? recommended = null,
        Currency? currency = null, DateOnly? from = null)
    {
        var unit = currency ?? Currency.Usd;
        return Do(new SetPricePoint
        {
            By = maker.Viewer, PlanId = planId, Interval = interval, BaseCost = Money.Exact(cost, unit),
            Recommended = recommended is { } price ? Money.Exact(price, unit) : null, EffectiveFrom = from,
        });
    }

    /// <summary>The seller asks a markup, in percent, of whom and for what is named.</summary>
    public Task<PriceSet> Markup(Cast seller, decimal percent, Cast? buyer = null, Guid? planId = null, DateOnly? from = null) =>
        Do(new SetPrice { By = seller.Viewer, BuyerId = buyer?.Id, PlanId = planId, Kind = PriceRuleKind.Markup, Percent = percent, EffectiveFrom = from });

    /// <summary>The seller asks a fixed price for one unit of a plan, in major units.</summary>
    public Task<PriceSet> Price(Cast seller, Guid planId, decimal amount, Cast? buyer = null, Interval? interval = null,
        Currency? currency = null, DateOnly? from = null) =>
        Do(new SetPrice
        {
            By = seller.Viewer, BuyerId = buyer?.Id, PlanId = planId, Interval = interval, Kind = PriceRuleKind.Fixed,
            Amount = Money.Exact(amount, currency ?? Currency.Usd), EffectiveFrom = from,
        });

    /// <summary>What the buyer has with its seller, as the buyer reads it.</summary>
    public async Task<Wallet> Wallet(Cast buyer)
    {
        await using var db = Db();
        return await Tributary.Ledger.Wallet.Of(db, buyer.Viewer, buyer.Id, Today);
    }

    /// <summary>The balance of the buyer's funds, in major units.</summary>
    public async Task<decimal> Balance(Cast buyer) => (await Wallet(buyer)).Balance.Amount;

    /// <summary>What the buyer has set aside, in major units.</summary>
    public async Task<decimal> Reserved(Cast buyer) => (await Wallet(buyer)).Reserved.Amount;

    /// <summary>The buyer's statement, oldest first, in major units: what, by how much the funds and the reserve changed, and the funds after.</summary>
    public async Task<IReadOnlyList<(string Kind, decimal Funds, decimal Reserved, decimal After)>> Statement(Cast buyer)
    {
        await using var db = Db();
        var statement = await Tributary.Ledger.Statement.Read(db, buyer.Viewer, buyer.Id, Today, limit: 200, newestFirst: false);
        decimal Major(long minor) => new Money(minor, statement.Currency).Amount;
        return [.. statement.Entries.Select(e => (e.Kind, Major(e.Change.Funds), Major(e.Change.Reserved), Major(e.After.Funds)))];
    }
}
