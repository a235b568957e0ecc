using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Pricing;

namespace Tributary.Reports;

/// <summary>An account's own exchange rates of a day, for figures to look at: what it earned less what it paid, in the currency it sells in.</summary>
internal sealed class OwnRates
{
    private readonly Currency sells;
    private readonly IReadOnlyList<ExchangeRate> rates;

    private OwnRates(Currency sells, IReadOnlyList<ExchangeRate> rates) => (this.sells, this.rates) = (sells, rates);

    /// <summary>Reads those that these currencies need; nothing where all is in the one the account sells in.</summary>
    public static async Task<OwnRates> Load(TributaryDb db, Account account, IEnumerable<string> currencies, DateOnly day, CancellationToken cancel)
    {
        var (id, sells, branch) = (account.Id, account.Currency, account.BranchId);
        return new(sells, currencies.All(code => code == sells.Code) ? []
            : await db.ExchangeRates.AsNoTracking().Where(r => r.BranchId == branch && r.SellerId == id && (r.To == sells || r.From == sells) && r.EffectiveFrom <= day).ToListAsync(cancel));
    }

    /// <summary>Revenue less cost; null where a rate is missing, or there is neither.</summary>
    public Money? Margin(IReadOnlyList<Money> revenue, IReadOnlyList<Money> cost) =>
        cost.Count + revenue.Count > 0 && Converted(revenue) is { } earned && Converted(cost) is { } paid ? earned - paid : null;

    private Money? Converted(IReadOnlyList<Money> amounts)
    {
        var sum = 0m;
        foreach (var amount in amounts)
        {
            if (RateOf(amount.Currency) is not { } rate) return null;
            sum += amount.Amount * rate;
        }
        return Money.Round(sum, sells);
    }

    // Who has only set the rate for the way out is taken at it for the way back: this is a figure to look at, no price.
    private decimal? RateOf(Currency currency)
    {
        if (currency == sells) return 1m;
        ExchangeRate? Latest(Currency from, Currency to) => rates.Where(r => r.From == from && r.To == to).OrderByDescending(r => r.EffectiveFrom).ThenByDescending(r => r.CreatedAt).FirstOrDefault();
        return Latest(currency, sells)?.Rate ?? 1m / Latest(sells, currency)?.Rate;
    }
}
