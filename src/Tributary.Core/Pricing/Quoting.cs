using Tributary.Accounts;
using Tributary.Catalog;

namespace Tributary.Pricing;

/// <summary>
/// The price of a plan at every level, from the maker down. A seller's price is made from what it may see: its own
/// cost, the recommended price, its own rules and rates. Pure.
/// </summary>
public static class Quoting
{
    /// <summary>
    /// One level for each edge between the plan's maker and the payer, with unit prices and their derivation but no
    /// quantity yet. No level at all when the payer made the plan itself.
    /// </summary>
    /// <exception cref="Refusal">
    /// <c>plan.not_found</c> when the payer does not stand below the maker or the plan has no price for the interval;
    /// <c>rate.missing</c> or <c>price.below_cost</c>, said to the seller concerned only; everybody else reads
    /// <c>price.unavailable</c>, which betrays nothing.
    /// </exception>
    public static IReadOnlyList<Level> Quote(PriceFacts facts, Viewer viewer, Account payer, Plan plan, PricePoint point, DateOnly day)
    {
        if (!plan.IsOfferedTo(payer.Path)) throw Refusal.NotFound("plan");

        var levels = new List<Level>();
        var seller = facts.At(plan.OwnerPath) ?? throw Refusal.NotFound("plan");
        var (cost, costCurrency) = (point.BaseCost, point.Currency);
        foreach (var buyer in facts.Chain(payer.Path))
        {
            if (buyer.Path.Length <= seller.Path.Length || buyer.Kind == AccountKind.Division) continue;
            var level = Price(facts, viewer, seller, buyer, plan, point, cost, costCurrency, day);
            levels.Add(level);
            (seller, cost, costCurrency) = (buyer, level.UnitPrice, level.Currency);
        }
        return levels;
    }

    private static Level Price(
        PriceFacts facts, Viewer viewer, Account seller, Account buyer, Plan plan, PricePoint point, long cost, Currency costCurrency, DateOnly day)
    {
        var terms = facts.TermsOf(buyer.Id, day)
            ?? throw Said(viewer, seller, "terms.missing", "There are no terms with {0} yet.", buyer.Name);
        return Ask(facts, viewer, seller, (buyer.Id, buyer.Name), terms.Currency, terms.Settlement, plan, point, cost, costCurrency, day);
    }

    /// <summary>
    /// What a seller asks for one unit on top of a cost: of one buyer, or (with an empty id) of whoever it has made no
    /// rule for. Refuses as <see cref="Quote"/> does.
    /// </summary>
    public static Level Ask(PriceFacts facts, Viewer viewer, Account seller, (Guid Id, string Name) buyer, Currency currency, Accounts.Settlement settlement,
        Plan plan, PricePoint point, long cost, Currency costCurrency, DateOnly day)
    {
        var rate = costCurrency == currency ? null : facts.RateOf(seller.Id, costCurrency, currency, day)
            ?? throw Said(viewer, seller, "rate.missing", "There is no exchange rate from {0} to {1}. Set one to sell this.", costCurrency.Code, currency.Code);
        var converted = new Money(cost, costCurrency).Amount * (rate?.Rate ?? 1m);

        var (rule, price) = Ruled(facts, viewer, seller, buyer.Id, plan, point, converted, currency, day);
        var atLoss = price < Money.Round(converted, currency).Minor;
        if (atLoss && !(seller.AllowsLosses && rule is { AllowsLoss: true }))
            throw Said(viewer, seller, "price.below_cost", "The price of {0} for {1} lies below your cost.", plan.Name, buyer.Name);

        return new Level
        {
            SellerId = seller.Id, BuyerId = buyer.Id, Currency = currency, Settlement = settlement,
            UnitPrice = price, UnitCost = cost, CostCurrency = costCurrency, Rate = rate?.Rate, RateOf = rate?.EffectiveFrom,
            RuleId = rule?.Id, RuleKind = rule?.Kind ?? PriceRuleKind.Markup, Percent = rule?.Percent ?? seller.DefaultMarkupPercent,
            Recommended = rule?.Kind == PriceRuleKind.Discount ? point.Recommended : null,
            RecommendedCurrency = rule?.Kind == PriceRuleKind.Discount && point.Recommended is not null ? point.Currency : null, AtLoss = atLoss,
        };
    }

    private static (PriceRule? Rule, long Price) Ruled(
        PriceFacts facts, Viewer viewer, Account seller, Guid buyerId, Plan plan, PricePoint point, decimal cost, Currency currency, DateOnly day)
    {
        foreach (var rule in facts.RulesFor(seller.Id, buyerId, plan, point.Interval, currency, day))
        {
            switch (rule.Kind)
            {
                case PriceRuleKind.Fixed:
                    return (rule, rule.Amount);
                case PriceRuleKind.Markup:
                    return (rule, Marked(cost, rule.Percent, currency));
                // A discount says nothing about a plan without a recommended price; the next rule speaks.
                case PriceRuleKind.Discount when point.Recommended is { } recommended:
                    var rate = point.Currency == currency ? 1m : facts.RateOf(seller.Id, point.Currency, currency, day)?.Rate
                        ?? throw Said(viewer, seller, "rate.missing", "There is no exchange rate from {0} to {1}. Set one to sell this.", point.Currency.Code, currency.Code);
                    return (rule, Money.Round(new Money(recommended, point.Currency).Amount * rate * (1m - rule.Percent / 100m), currency).Minor);
            }
        }
        return (null, Marked(cost, seller.DefaultMarkupPercent, currency));
    }

    private static long Marked(decimal cost, decimal percent, Currency currency) => Money.Round(cost * (1m + percent / 100m), currency).Minor;

    // What is wrong at a seller is that seller's business: nobody above or below reads it.
    private static Refusal Said(Viewer viewer, Account seller, string code, string sentence, params object[] arguments) =>
        viewer.AccountId == seller.Id && !viewer.HidesPrices
            ? Refusal.Conflict(code, sentence, arguments)
            : Refusal.Conflict("price.unavailable", "This cannot be priced at the moment. Your seller can help.");
}
