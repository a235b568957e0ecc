using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;

namespace Tributary.Partners;

/// <summary>What a new buyer pays for one unit of a plan and interval: an amount in the currency it pays in, or a markup on the seller's cost.</summary>
/// <param name="PlanId">The plan.</param>
/// <param name="Interval">For how long one pays.</param>
/// <param name="Amount">The amount, or null where <paramref name="Percent"/> is given.</param>
/// <param name="Percent">The markup in percent, or null.</param>
public sealed record WholesalePrice(Guid PlanId, Interval Interval, Money? Amount, decimal? Percent = null);

/// <summary>The prices that are set together with the opening of an account: all of them or, with the account, none.</summary>
internal static class WholesalePrices
{
    /// <summary>The most prices of one opening.</summary>
    public const int Most = 500;

    /// <summary>Fetches what the prices of these openings are judged by.</summary>
    public static async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var priced = deeds.Cast<OpenAccount>().Where(d => d.Prices.Count is > 0 and <= Most).ToList();
        if (priced.Count == 0) return;
        await PriceFacts.Load(sheet, [.. priced.Select(d => d.By.AccountId).Distinct()], [.. priced.SelectMany(d => d.Prices).Select(p => p.PlanId).Distinct()]);
    }

    /// <summary>Writes a rule for each; what is wrong is said of its place in the list.</summary>
    public static void Set(Sheet sheet, Viewer by, Account seller, Account buyer, Currency? edge, IReadOnlyList<WholesalePrice> prices, DateOnly from)
    {
        if (edge is not { } currency || seller.Id != by.AccountId) throw Refusal.Forbidden("terms.not_seller", "Only the account's own seller makes its prices.");
        by.Need(Right.ManagePrices);
        if (by.HidesPrices) throw Refusal.Forbidden("prices.hidden", "Your account is not shown amounts.");
        if (prices.Count > Most) throw Refusal.Field("prices", "prices.count", "At most {0} prices are set with the opening; the others later.", Most);
        var form = new Form();
        form.Must(from >= sheet.Today, "pricesFrom", "A price cannot begin in the past.");
        for (var i = 0; i < prices.Count; i++) Check(sheet, by, seller, currency, prices[i], i, from, form);
        form.Must(prices.Select(p => (p.PlanId, p.Interval)).Distinct().Count() == prices.Count, "prices", "Each plan and interval has one price.");
        form.Check("price.invalid");

        foreach (var price in prices)
        {
            sheet.Add(new PriceRule
            {
                BranchId = seller.BranchId, Id = sheet.NewId(), SellerId = seller.Id, BuyerId = buyer.Id, PlanId = price.PlanId, Interval = price.Interval,
                Kind = price.Amount is null ? PriceRuleKind.Markup : PriceRuleKind.Fixed, Percent = price.Percent ?? 0, Amount = price.Amount?.Minor ?? 0,
                Currency = price.Amount?.Currency, EffectiveFrom = from, CreatedAt = sheet.Now, CreatedBy = by.Name,
            });
        }
        sheet.Trail(by, seller, "price.set_for_new", PublicId.Format("acc", buyer.Id), buyer.Name);
    }

    private static void Check(Sheet sheet, Viewer by, Account seller, Currency currency, WholesalePrice price, int at, DateOnly from, Form form)
    {
        var facts = sheet.Facts<PriceFacts>();
        var field = $"prices[{at}]";
        if (sheet.Find<Plan>(price.PlanId) is not { } plan || !plan.IsSoldBy(seller.Id, seller.Path) || plan.ForId is not null && plan.OwnerId == seller.Id
            || plan.WithdrawnAt is not null || sheet.Get<Product>(plan.ProductId).WithdrawnAt is not null
            || facts.PointOf(plan.Id, price.Interval, sheet.Today) is not { SaleState: not SaleState.Withdrawn } point)
        {
            form.Wrong($"{field}.plan", "This is not sold for this interval.");
            return;
        }
        form.Must(price.Amount is null != price.Percent is null, $"{field}.amount", "Give an amount or a percentage, not both.");
        form.Must(price.Percent is null or >= 0 and <= 100_000 && decimal.Round(price.Percent ?? 0, 4) == (price.Percent ?? 0), $"{field}.markupPercent", "The markup lies between 0 and 100000 percent and has at most 4 decimal places.");
        if (price.Amount is not { } amount) return;
        form.Must(amount.Currency == currency, $"{field}.amount", $"This buyer pays in {currency.Code}.");
        form.Must(amount.Minor >= 0, $"{field}.amount", "A price is not below zero.");
        if (amount.Currency == currency && PriceTable.CostIn(facts, by, seller, plan, point, currency, sheet.Today) is { } cost)
            form.Must(amount.Minor >= cost.Minor, $"{field}.amount", "This lies below your cost.");
    }
}
