using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Reports;

/// <summary>How many charges are to come in one currency, that of the seller who takes them, and what they come to, gross.</summary>
/// <param name="Count">How many.</param>
/// <param name="Amount">What they come to, whether the balance suffices or not.</param>
public sealed record ComingCharges(int Count, Money Amount);

/// <summary>
/// What an account's seller is going to charge it in the month after a report's, and whether the balance lasts until its end: read
/// from the kept forecast, which is one row a currency, so that nothing is added up but days.
/// </summary>
public sealed record ComingMonth
{
    /// <summary>The first day of the month.</summary>
    public required DateOnly Month { get; init; }
    /// <summary>The first day that is told: that of the month, or today where it has begun.</summary>
    public required DateOnly From { get; init; }
    /// <summary>When the forecast was made (UTC); null while there is none, and then nothing else is known.</summary>
    public required DateTime? AsOf { get; init; }
    /// <summary>What is charged, one entry a currency; empty where nothing is.</summary>
    public required IReadOnlyList<ComingCharges> Charges { get; init; }
    /// <summary>Whether today's balance suffices to the month's end, all charges before it included; null where nothing is guarded, or not known yet.</summary>
    public bool? IsCovered { get; init; }
    /// <summary>The first day on which it does not; null where it does.</summary>
    public DateOnly? ShortOn { get; init; }
    /// <summary>What is missing that day; null where nothing is.</summary>
    public Money? Missing { get; init; }

    /// <summary>What is to come after a month, for an account that buys.</summary>
    /// <param name="db">Where from.</param>
    /// <param name="viewer">Who reads, and may see what the account pays.</param>
    /// <param name="account">The viewer's own account.</param>
    /// <param name="wallet">Its wallet with its seller.</param>
    /// <param name="reported">The first day of the month of the report.</param>
    /// <param name="today">The day in the root's time zone.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <returns>Null when that month, too, is over.</returns>
    public static async Task<ComingMonth?> After(TributaryDb db, Viewer viewer, Account account, Wallet wallet, DateOnly reported, DateOnly today, CancellationToken cancel)
    {
        var month = reported.AddMonths(1);
        var last = month.AddMonths(1).AddDays(-1);
        if (last < today) return null;
        var from = month > today ? month : today;
        var forecast = await Forecast.Of(db, viewer, account, today, cancel);
        if (forecast.AsOf is null) return new() { Month = month, From = from, AsOf = null, Charges = [] };

        // A charge that will be refused is to come all the same; once refused it is not charged again until somebody pays.
        var charges = forecast.Days.Where(d => d.Day >= from && d.Day <= last && d.CostCount + d.RefusedCount > 0).GroupBy(d => d.Currency)
            .Select(g => new ComingCharges(g.Sum(d => d.CostCount + d.RefusedCount), new(g.Sum(d => d.Cost.Minor + d.Refused.Minor), g.Key)))
            .OrderBy(c => c.Amount.Currency.Code, StringComparer.Ordinal);
        var shortOn = wallet.Available is not null && forecast.Wallet?.DryOn is { } dry && dry <= last ? dry : (DateOnly?)null;
        return new()
        {
            Month = month, From = from, AsOf = forecast.AsOf, Charges = [.. charges], IsCovered = wallet.Available is null ? null : shortOn is null,
            ShortOn = shortOn, Missing = shortOn is null ? null : new(forecast.Wallet!.Missing, forecast.Wallet.Currency),
        };
    }
}
