using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;

namespace Tributary.Pricing;

/// <summary>
/// A seller says what it asks: a fixed amount, a markup on its cost, or a discount from the recommended price, for whom and
/// what it names. A rule with the same names and the same first day is replaced; earlier ones give way by their date.
/// </summary>
public sealed class SetPrice : Deed<PriceSet>
{
    /// <summary>For this buyer only; a direct buyer of the seller. Null for every buyer.</summary>
    public Guid? BuyerId { get; init; }
    /// <summary>For this product only; made by the seller or somebody above it.</summary>
    public Guid? ProductId { get; init; }
    /// <summary>For this plan only.</summary>
    public Guid? PlanId { get; init; }
    /// <summary>For this interval only.</summary>
    public Interval? Interval { get; init; }
    /// <summary>How the price is made.</summary>
    public required PriceRuleKind Kind { get; init; }
    /// <summary>The percentage of a markup or discount, at most four decimal places.</summary>
    public decimal Percent { get; init; }
    /// <summary>The amount of one unit when fixed; holds for edges in its currency.</summary>
    public Money? Amount { get; init; }
    /// <summary>The first day, in the root's time zone; null for today.</summary>
    public DateOnly? EffectiveFrom { get; init; }
    /// <summary>True when this price may lie below cost; the seller's settings must allow that too.</summary>
    public bool AllowLoss { get; init; }

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var mine = deeds.Cast<SetPrice>().ToList();
        var sellers = mine.Select(d => d.By.AccountId).Distinct().ToArray();
        var buyers = mine.Select(d => d.BuyerId).OfType<Guid>().Distinct().ToArray();
        var plans = mine.Select(d => d.PlanId).OfType<Guid>().Distinct().ToArray();
        var days = mine.Select(d => d.EffectiveFrom ?? sheet.Today).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => sellers.Contains(a.Id) || buyers.Contains(a.Id)));
        await sheet.Fetch(sheet.Db.Terms.Where(t => buyers.Contains(t.BuyerId)));
        var found = await sheet.Fetch(sheet.Db.Plans.Where(p => plans.Contains(p.Id)));
        var products = mine.Select(d => d.ProductId).OfType<Guid>().Concat(found.Select(p => p.ProductId)).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Products.Where(p => products.Contains(p.Id)));
        await sheet.Fetch(sheet.Db.PriceRules.Where(r => sellers.Contains(r.SellerId) && days.Contains(r.EffectiveFrom)));
    }

    public override PriceSet Decide(Sheet sheet)
    {
        var seller = Sellers.Pricing(sheet, By);
        NeedScope(sheet, seller);
        var from = EffectiveFrom ?? sheet.Today;
        Check(sheet, seller, from);
        if (AllowLoss) By.Need(Right.SellBelowCost);
        if (AllowLoss && !seller.AllowsLosses)
            throw Refusal.Conflict("price.losses_not_allowed", "Your account's settings do not allow prices below cost.");

        foreach (var same in sheet.All<PriceRule>().Where(r => SameScope(r, seller.Id) && r.EffectiveFrom == from && r.EffectiveTo is null).ToList())
            sheet.Change(same).End(from);
        var rule = sheet.Add(new PriceRule
        {
            BranchId = BranchId, Id = sheet.NewId(), SellerId = seller.Id, BuyerId = BuyerId, ProductId = ProductId, PlanId = PlanId, Interval = Interval,
            Kind = Kind, Percent = Kind == PriceRuleKind.Fixed ? 0 : Percent, Amount = Amount?.Minor ?? 0, Currency = Amount?.Currency,
            EffectiveFrom = from, AllowsLoss = AllowLoss, CreatedAt = sheet.Now, CreatedBy = By.Name,
        });
        sheet.Trail(By, seller, "price.set", PublicId.Format("prc", rule.Id));
        return new(rule.Id, from);
    }

    private void NeedScope(Sheet sheet, Account seller)
    {
        if (BuyerId is { } buyer && !sheet.All<Terms>().Any(t => t.BuyerId == buyer && t.SellerId == seller.Id && (t.To is null || t.To > sheet.Today)))
            throw Refusal.NotFound("buyer");
        if (BuyerId is { } meant && !By.Sees(Right.ManagePrices, sheet.Get<Account>(meant).Path)) throw Refusal.NotFound("buyer");
        if (PlanId is { } planId)
        {
            if (sheet.Find<Plan>(planId) is not { } plan || !plan.IsSoldBy(seller.Id, seller.Path)) throw Refusal.NotFound("plan");
            if (ProductId is { } named && named != plan.ProductId) throw Refusal.Field("product", "price.other_product", "This plan belongs to another product.");
            if (plan.WithdrawnAt is not null) throw Refusal.Conflict("plan.withdrawn", "This plan is not sold any more.");
        }
        if (ProductId is { } productId)
        {
            if (sheet.Find<Product>(productId) is not { } product || product.OwnerId != seller.Id && !product.IsOfferedTo(seller.Path)) throw Refusal.NotFound("product");
            if (product.WithdrawnAt is not null) throw Refusal.Conflict("product.withdrawn", "This product is not sold any more.");
        }
    }

    private void Check(Sheet sheet, Account seller, DateOnly from)
    {
        var form = new Form();
        form.Must(from >= sheet.Today, "effectiveFrom", "A price cannot begin in the past.");
        form.Must(Interval is null || Enum.IsDefined(Interval.Value), "interval", "This is no interval.");
        switch (Kind)
        {
            case PriceRuleKind.Fixed:
                form.Must(Amount is { Currency.IsNone: false }, "amount", "A fixed price needs its amount.");
                form.Must(Amount is null || Amount.Value.Minor >= 0, "amount", "A price is not below zero.");
                if (Amount is { Currency.IsNone: false } amount && BuyerId is { } buyer
                    && sheet.All<Terms>().Where(t => t.BuyerId == buyer && t.SellerId == seller.Id && (t.To is null || t.To > sheet.Today)).MaxBy(t => t.From) is { } terms)
                    form.Must(amount.Currency == terms.Currency, "amount", $"This buyer pays in {terms.Currency.Code}.");
                break;
            case PriceRuleKind.Markup:
                form.Must(Percent is > -100 and <= 100_000, "markupPercent", "The markup lies above -100 and is at most 100000 percent.");
                form.Must(Percent >= 0 || AllowLoss, "markupPercent", "A markup below zero sells at a loss; it has to be said that this is allowed.");
                break;
            case PriceRuleKind.Discount:
                form.Must(Percent is >= 0 and <= 100, "discountPercent", "The discount lies between 0 and 100 percent.");
                break;
            default:
                form.Wrong("kind", "A price is a fixed amount, a markup or a discount.");
                break;
        }
        form.Must(Kind == PriceRuleKind.Fixed || Amount is null, "amount", "Give an amount or a percentage, not both.");
        form.Must(decimal.Round(Percent, 4) == Percent, Kind == PriceRuleKind.Discount ? "discountPercent" : "markupPercent", "A percentage has at most 4 decimal places.");
        form.Check("price.invalid");
    }

    private bool SameScope(PriceRule rule, Guid sellerId) =>
        rule.SellerId == sellerId && rule.BuyerId == BuyerId && rule.ProductId == ProductId && rule.PlanId == PlanId && rule.Interval == Interval
        && (Kind != PriceRuleKind.Fixed || rule.Kind != PriceRuleKind.Fixed || rule.Currency == Amount?.Currency);
}

/// <summary>The rule that was written, and its first day.</summary>
public sealed record PriceSet(Guid RuleId, DateOnly EffectiveFrom);

/// <summary>Ends a rule of the seller's own from a day on; what it asked before stays as it was.</summary>
public sealed class EndPrice : Deed<PriceEnded>
{
    /// <summary>The rule.</summary>
    public required Guid RuleId { get; init; }
    /// <summary>The version it was read at; null for whatever is there.</summary>
    public long? Version { get; init; }
    /// <summary>The first day it holds no more; null for today.</summary>
    public DateOnly? From { get; init; }

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var sellers = deeds.Select(d => d.By.AccountId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => sellers.Contains(a.Id)));
        var rules = await sheet.Lock<PriceRule>(deeds.Cast<EndPrice>().Select(d => d.RuleId));
        var buyers = rules.Select(r => r.BuyerId).OfType<Guid>().Distinct().ToArray();
        if (buyers.Length > 0) await sheet.Fetch(sheet.Db.Accounts.Where(a => buyers.Contains(a.Id)));
    }

    public override PriceEnded Decide(Sheet sheet)
    {
        if (sheet.Find<PriceRule>(RuleId) is not { } rule || rule.SellerId != By.AccountId) throw Refusal.NotFound("price");
        if (rule.BuyerId is { } buyer && !By.Sees(Right.ManagePrices, sheet.Get<Account>(buyer).Path)) throw Refusal.NotFound("price");
        var seller = Sellers.Pricing(sheet, By);
        sheet.NeedVersion(rule, Version);
        var from = From ?? sheet.Today;
        if (from < sheet.Today) throw Refusal.Field("from", "price.past", "A price cannot end in the past.");
        if (rule.EffectiveTo is { } ended && ended <= from) throw Refusal.Conflict("price.ended", "This price has ended already.");

        // A rule that has not begun by then never holds at all.
        sheet.Change(rule).End(from < rule.EffectiveFrom ? rule.EffectiveFrom : from);
        sheet.Trail(By, seller, "price.ended", PublicId.Format("prc", rule.Id));
        return new(rule.Id, rule.EffectiveTo!.Value);
    }
}

/// <summary>The rule that was ended, and the first day it holds no more.</summary>
public sealed record PriceEnded(Guid RuleId, DateOnly From);

/// <summary>Who may make prices.</summary>
internal static class Sellers
{
    /// <summary>The viewer's own account, which was fetched, as a seller that makes its prices.</summary>
    /// <exception cref="Refusal">403 for who may not.</exception>
    public static Account Pricing(Sheet sheet, Viewer by)
    {
        by.Need(Right.ManagePrices);
        var seller = sheet.Get<Account>(by.AccountId);
        if (seller.Kind is not (AccountKind.Provider or AccountKind.Reseller)) throw Refusal.Forbidden("account.no_seller", "Only who sells makes prices.");
        if (by.HidesPrices) throw Refusal.Forbidden("prices.hidden", "Your account is not shown amounts.");
        return seller;
    }
}
