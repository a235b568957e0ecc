using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>What is asked, and for whom and what: exactly one of <c>markupPercent</c>, <c>discountPercent</c> and <c>amount</c>.</summary>
public abstract record AskedPriceJson
{
    /// <summary>For this buyer only.</summary>
    public Ref<Account>? Buyer { get; init; }
    /// <summary>For this product only.</summary>
    public Ref<Product>? Product { get; init; }
    /// <summary>For this plan only.</summary>
    public Ref<Plan>? Plan { get; init; }
    /// <summary>For this interval only.</summary>
    public Interval? Interval { get; init; }
    /// <summary>A percentage on top of your cost.</summary>
    public decimal? MarkupPercent { get; init; }
    /// <summary>A percentage off the recommended price.</summary>
    public decimal? DiscountPercent { get; init; }
    /// <summary>A fixed amount.</summary>
    public Money? Amount { get; init; }
}

/// <summary>What you ask, and for whom and what. Name exactly one of <c>markupPercent</c>, <c>discountPercent</c> and <c>amount</c>.</summary>
public sealed record SetPriceJson : AskedPriceJson
{
    /// <summary>The first day; today without it.</summary>
    public DateOnly? EffectiveFrom { get; init; }
    /// <summary>True when this price may lie below your cost.</summary>
    public bool AllowLoss { get; init; }
}

/// <summary>A price rule of yours.</summary>
public sealed record PriceJson : AskedPriceJson
{
    /// <summary>The rule.</summary>
    public required Ref<PriceRule> Id { get; init; }
    /// <summary>First day it holds.</summary>
    public required DateOnly EffectiveFrom { get; init; }
    /// <summary>First day it holds no more, or null.</summary>
    public DateOnly? EffectiveTo { get; init; }
    /// <summary>True when it may lie below your cost.</summary>
    public required bool AllowLoss { get; init; }
}

/// <summary>Something of yours that begins on a day.</summary>
public sealed record PriceSetJson
{
    /// <summary>The rule.</summary>
    public required Ref<PriceRule> Id { get; init; }
    /// <summary>First day it holds.</summary>
    public required DateOnly EffectiveFrom { get; init; }
}

/// <summary>A rate to be set.</summary>
public sealed record SetRateJson
{
    /// <summary>The currency you buy in.</summary>
    [Required] public Currency? From { get; init; }
    /// <summary>The currency you sell in.</summary>
    [Required] public Currency? To { get; init; }
    /// <summary>How many units of <c>to</c> one unit of <c>from</c> is.</summary>
    [Required] public decimal? Rate { get; init; }
    /// <summary>The first day; today without it.</summary>
    public DateOnly? EffectiveFrom { get; init; }
}

/// <summary>A rate of yours.</summary>
public sealed record RateJson
{
    /// <summary>The rate's id.</summary>
    public required Ref<ExchangeRate> Id { get; init; }
    /// <summary>The currency you buy in.</summary>
    public required Currency From { get; init; }
    /// <summary>The currency you sell in.</summary>
    public required Currency To { get; init; }
    /// <summary>How many units of <c>to</c> one unit of <c>from</c> is.</summary>
    public required decimal Rate { get; init; }
    /// <summary>First day it holds.</summary>
    public required DateOnly EffectiveFrom { get; init; }
}

/// <summary><c>/prices</c> and <c>/exchange-rates</c>: what the caller's own account asks. Nobody reads another account's rules.</summary>
internal static class PricesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var prices = api.MapGroup("/prices").WithTags("prices");
        prices.MapGet("/", List).RequireAuthorization(Policies.ViewPrices).WithSummary("Your price rules, the latest first");
        prices.MapPost("/", Set).RequireAuthorization(Policies.ManagePrices).WithSummary("Set a price");
        prices.MapDelete("/{id}", End).RequireAuthorization(Policies.ManagePrices).WithSummary("End a price from today on");
        var rates = api.MapGroup("/exchange-rates").WithTags("exchange-rates");
        rates.MapGet("/", Rates).RequireAuthorization(Policies.ViewPrices).WithSummary("Your exchange rates, the latest first");
        rates.MapPost("/", SetRate).RequireAuthorization(Policies.ManagePrices).WithSummary("Set an exchange rate from a day on");
    }

    private static async Task<ListOf<PriceJson>> List(
        string? buyer, string? product, string? plan, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        NeedAmounts(viewer);
        var rows = db.PriceRules.AsNoTracking().Where(r => r.BranchId == viewer.BranchId && r.SellerId == viewer.AccountId);
        // What a buyer beyond reach is charged by a price of its own is not told.
        if (viewer.Reach != Reach.AllBelow) rows = rows.Where(r => r.BuyerId == null || db.Accounts.SeenBy(viewer).Any(a => a.Id == r.BuyerId));
        if (Filter.Id<Account>(buyer, "buyer") is { } who) rows = rows.Where(r => r.BuyerId == who);
        if (Filter.Id<Product>(product, "product") is { } of) rows = rows.Where(r => r.ProductId == of);
        if (Filter.Id<Plan>(plan, "plan") is { } what) rows = rows.Where(r => r.PlanId == what);
        var found = await paging.Latest(rows).ToListAsync(cancel);
        return paging.Page(found, Shown);
    }

    private static async Task<Created<PriceSetJson>> Set(Body<SetPriceJson> body, Asked asked, Viewer viewer, Desk desk, CancellationToken cancel)
    {
        var wanted = body.Value;
        var (kind, percent) = wanted switch
        {
            { MarkupPercent: { } markup, DiscountPercent: null, Amount: null } => (PriceRuleKind.Markup, markup),
            { MarkupPercent: null, DiscountPercent: { } discount, Amount: null } => (PriceRuleKind.Discount, discount),
            { MarkupPercent: null, DiscountPercent: null, Amount: not null } => (PriceRuleKind.Fixed, 0m),
            _ => throw Refusal.Field("markupPercent", "body.invalid", "Name exactly one of markupPercent, discountPercent and amount."),
        };
        var set = await desk.Do(new SetPrice
        {
            By = viewer, BuyerId = wanted.Buyer?.Id, ProductId = wanted.Product?.Id, PlanId = wanted.Plan?.Id, Interval = wanted.Interval, Kind = kind, Percent = percent,
            Amount = wanted.Amount, EffectiveFrom = wanted.EffectiveFrom, AllowLoss = wanted.AllowLoss, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return TypedResults.Created($"{ApiSetup.Base}/prices", new PriceSetJson { Id = new(set.RuleId), EffectiveFrom = set.EffectiveFrom });
    }

    private static async Task<NoContent> End(Ref<PriceRule> id, Asked asked, Viewer viewer, Desk desk, CancellationToken cancel)
    {
        await desk.Do(new EndPrice { By = viewer, RuleId = id.Id, Reference = asked.Reference, Asked = asked.Hash }, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<ListOf<RateJson>> Rates(
        string? from, string? to, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        NeedAmounts(viewer);
        var rows = db.ExchangeRates.AsNoTracking().Where(r => r.BranchId == viewer.BranchId && r.SellerId == viewer.AccountId);
        if (Filter.Currency(from, "from") is { } bought) rows = rows.Where(r => r.From == bought);
        if (Filter.Currency(to, "to") is { } sold) rows = rows.Where(r => r.To == sold);
        var found = await paging.Latest(rows).ToListAsync(cancel);
        return paging.Page(found, r => new RateJson { Id = new(r.Id), From = r.From, To = r.To, Rate = r.Rate / 1.0000000000m, EffectiveFrom = r.EffectiveFrom });
    }

    private static async Task<Created<RateJson>> SetRate(Body<SetRateJson> body, Asked asked, Viewer viewer, Desk desk, CancellationToken cancel)
    {
        var wanted = body.Value;
        var set = await desk.Do(new SetExchangeRate
        {
            By = viewer, From = wanted.From!.Value, To = wanted.To!.Value, Rate = wanted.Rate!.Value, EffectiveFrom = wanted.EffectiveFrom,
            Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return TypedResults.Created($"{ApiSetup.Base}/exchange-rates",
            new RateJson { Id = new(set.Id), From = wanted.From.Value, To = wanted.To.Value, Rate = wanted.Rate.Value, EffectiveFrom = set.EffectiveFrom });
    }

    private static void NeedAmounts(Viewer viewer)
    {
        if (viewer.HidesPrices) throw Refusal.Forbidden("prices.hidden", "Your account is not shown amounts.");
    }

    private static PriceJson Shown(PriceRule rule) => new()
    {
        Id = new(rule.Id), Buyer = Refs.To<Account>(rule.BuyerId), Product = Refs.To<Product>(rule.ProductId), Plan = Refs.To<Plan>(rule.PlanId), Interval = rule.Interval,
        MarkupPercent = rule.Kind == PriceRuleKind.Markup ? rule.Percent : null, DiscountPercent = rule.Kind == PriceRuleKind.Discount ? rule.Percent : null,
        Amount = rule is { Kind: PriceRuleKind.Fixed, Currency: { } currency } ? new Money(rule.Amount, currency) : null,
        EffectiveFrom = rule.EffectiveFrom, EffectiveTo = rule.EffectiveTo, AllowLoss = rule.AllowsLoss,
    };
}
