using System.Globalization;
using System.Text;
using Tributary.Data;

namespace Tributary.Reports;

/// <summary>
/// What the coming twelve months hold for one buyer's wallet, as the last forecast saw it. It is made as though nobody above
/// the buyer were ever short: what those two who share the wallet read of it tells nothing of others. Amounts are minor units.
/// </summary>
public sealed class WalletForecast : TenantEntity
{
    /// <summary>Who sells to the buyer, and may read this too.</summary>
    public required Guid SellerId { get; init; }
    /// <summary>The edge's currency.</summary>
    public required Currency Currency { get; init; }
    /// <summary>When this was written (UTC); the branch's own row says when it was last found to be so.</summary>
    public DateTime MadeAt { get; init; }
    /// <summary>The first of the days that were looked at.</summary>
    public DateOnly FirstDay { get; init; }
    /// <summary>The first day on which a charge is refused for want of this wallet's funds; null when that never happens.</summary>
    public DateOnly? DryOn { get; init; }
    /// <summary>What is missing that day.</summary>
    public long Missing { get; init; }
    /// <summary>The smallest top-up today with which nothing is refused for want of this wallet's funds.</summary>
    public long TopUp { get; init; }
    /// <summary>What is asked of it in the first thirty days, whether it suffices or not.</summary>
    public long Next30 { get; init; }
    /// <summary>Subscriptions below whose own payers are paid up, and that would be refused because this wallet is dry.</summary>
    public int Affected { get; init; }

    internal bool IsAs(WalletForecast other) => (SellerId, Currency, FirstDay, DryOn, Missing, TopUp, Next30, Affected)
        == (other.SellerId, other.Currency, other.FirstDay, other.DryOn, other.Missing, other.TopUp, other.Next30, other.Affected);
}

/// <summary>What is charged on one day, and what is refused then for the first time for want of the payer's own funds; minor units.</summary>
public readonly record struct ForecastDay(DateOnly Day, int Count, long Amount, int Refused = 0, long RefusedAmount = 0);

/// <summary>
/// What an account pays, or what its buyers pay it, day by day for twelve months in one currency. One row bears all days, so
/// that a branch has few of them; days without a charge are left out. The root has a row for each branch.
/// </summary>
public sealed class AccountForecast : Row
{
    /// <summary>The branch of the subscriptions behind it.</summary>
    public required int BranchId { get; init; }
    /// <summary>Whose it is.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The currency of the amounts.</summary>
    public required Currency Currency { get; init; }
    /// <summary>True for what its buyers pay it, false for what it pays its seller.</summary>
    public required bool IsRevenue { get; init; }
    /// <summary>The days as text: number, count, amount and, where something is refused, count and amount of that.</summary>
    public required string Days { get; init; }

    /// <summary>The days, the first one first.</summary>
    public IEnumerable<ForecastDay> Read()
    {
        foreach (var day in Days.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = day.Split(' ');
            long At(int i) => i < parts.Length ? long.Parse(parts[i], CultureInfo.InvariantCulture) : 0;
            yield return new(DateOnly.FromDayNumber((int)At(0)), (int)At(1), At(2), (int)At(3), At(4));
        }
    }

    internal static string Written(IEnumerable<ForecastDay> days)
    {
        var text = new StringBuilder();
        foreach (var day in days)
        {
            text.Append(CultureInfo.InvariantCulture, $"{day.Day.DayNumber} {day.Count} {day.Amount}");
            if (day.Refused > 0) text.Append(CultureInfo.InvariantCulture, $" {day.Refused} {day.RefusedAmount}");
            text.Append(';');
        }
        return text.ToString();
    }
}

/// <summary>
/// One subscription that is charged on a day to come; its id is the subscription's. What an account reads may not depend on
/// wallets above it, so there is one row for each run of levels that read the same: from <see cref="Low"/> to <see cref="High"/>.
/// </summary>
public sealed class ChargeForecast : TenantEntity
{
    /// <summary>The day.</summary>
    public required DateOnly Day { get; init; }
    /// <summary>The least depth in the tree of who reads it.</summary>
    public required int Low { get; init; }
    /// <summary>The greatest depth of who reads it.</summary>
    public required int High { get; init; }
    /// <summary>What each level pays: depth of the buyer, currency, minor units.</summary>
    public required string Amounts { get; init; }

    /// <summary>What each level pays, by the depth of its buyer in the tree, from above downward.</summary>
    public IEnumerable<(int Depth, Money Amount)> Read()
    {
        foreach (var level in Amounts.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = level.Split(' ');
            yield return (int.Parse(parts[0], CultureInfo.InvariantCulture), new(long.Parse(parts[2], CultureInfo.InvariantCulture), Currency.Of(parts[1])));
        }
    }
}

/// <summary>
/// A subscription whose next renewal will be refused unless a wallet is topped up. The wallet's own account and those above it
/// may read of it, nobody below. The row goes with the shortage; it remembers who was warned.
/// </summary>
public sealed class RefusalForecast : TenantEntity
{
    /// <summary>The subscription.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>Whose wallet does not suffice.</summary>
    public required Guid ShortId { get; init; }
    /// <summary>That account's path.</summary>
    public required string ShortPath { get; init; }
    /// <summary>The day on which it will be refused.</summary>
    public required DateOnly Day { get; init; }
    /// <summary>How many days ahead the wallet's owner was warned last; null while nobody was.</summary>
    public int? Warned { get; internal set; }
}

/// <summary>What the forecast of a branch was made of, and when; with it one sees whether it is still so.</summary>
public sealed class BranchForecast : Row
{
    /// <summary>The branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The branch's counter of batches it was made at; below zero before the first.</summary>
    public required long Batches { get; init; }
    /// <summary>The root's counter of standing rows, at whose prices all branches buy.</summary>
    public required long RootFacts { get; init; }
    /// <summary>When it was made (UTC).</summary>
    public required DateTime MadeAt { get; init; }
    /// <summary>The first of its days.</summary>
    public required DateOnly FirstDay { get; init; }
    /// <summary>How long it took, in milliseconds.</summary>
    public required long Took { get; init; }
    /// <summary>Until when a program is at it (UTC), or null.</summary>
    public DateTime? LeasedUntil { get; init; }
}
