using System.Globalization;
using Tributary.Ledger;

namespace Tributary.Pricing;

/// <summary>A seller's dated rate for selling in one currency what it buys in another.</summary>
public sealed class SetExchangeRate : Deed<ExchangeRateSet>
{
    /// <summary>The currency it buys in.</summary>
    public required Currency From { get; init; }
    /// <summary>The currency it sells in.</summary>
    public required Currency To { get; init; }
    /// <summary>How many units of <see cref="To"/> one unit of <see cref="From"/> is; more than zero, at most ten decimal places.</summary>
    public required decimal Rate { get; init; }
    /// <summary>The first day, in the root's time zone; null for today.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var sellers = deeds.Select(d => d.By.AccountId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => sellers.Contains(a.Id)));
    }

    public override ExchangeRateSet Decide(Sheet sheet)
    {
        var seller = Sellers.Pricing(sheet, By);
        var from = EffectiveFrom ?? sheet.Today;
        var form = new Form();
        form.Must(!From.IsNone, "from", "This is needed.");
        form.Must(!To.IsNone && To != From, "to", "A rate is between two different currencies.");
        form.Must(Rate > 0, "rate", "The rate must be more than zero.");
        form.Must(Rate <= 1_000_000_000 && decimal.Round(Rate, 10) == Rate, "rate",
            string.Create(CultureInfo.InvariantCulture, $"The rate is at most {1_000_000_000:N0}, with at most 10 decimal places."));
        form.Must(from >= sheet.Today, "effectiveFrom", "A rate cannot begin in the past.");
        form.Check("rate.invalid");

        var rate = sheet.Add(new ExchangeRate
        {
            BranchId = BranchId, Id = sheet.NewId(), SellerId = seller.Id, From = From, To = To, Rate = Rate, EffectiveFrom = from,
            CreatedAt = sheet.Now, CreatedBy = By.Name,
        });
        sheet.Trail(By, seller, "exchange_rate.set", summary: $"{From.Code} → {To.Code}");
        return new(rate.Id, from);
    }
}

/// <summary>The rate that was written, and its first day.</summary>
public sealed record ExchangeRateSet(Guid Id, DateOnly EffectiveFrom);
