using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Usage;

namespace Tributary.Reports;

/// <summary>An account's key figures of a month, beside those of the month before; what the reader may not see is null or empty.</summary>
public sealed record MonthlyReport
{
    /// <summary>The first day of the month.</summary>
    public required DateOnly Month { get; init; }
    /// <summary>The month.</summary>
    public required MonthFigures Now { get; init; }
    /// <summary>The month before it.</summary>
    public required MonthFigures Before { get; init; }
    /// <summary>Whether what was bought, sold and earned may be told.</summary>
    public required bool ShowsMoney { get; init; }
    /// <summary>The balance with the seller as it is now; null for the root, for divisions, and where amounts are not to be seen.</summary>
    public Money? Balance { get; init; }
    /// <summary>What its seller charges it in the month after; null where that month is over, and for who has no <see cref="Balance"/> or may not see it.</summary>
    public ComingMonth? Coming { get; init; }

    /// <summary>The month as addresses write it, <c>yyyy-MM</c>.</summary>
    public static string Code(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Reads a month of an address; null when it is none.</summary>
    public static DateOnly? MonthOf(string? code) =>
        DateOnly.TryParseExact(code, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month : null;

    /// <summary>The month that ended last before this day.</summary>
    public static DateOnly Last(DateOnly today) => new DateOnly(today.Year, today.Month, 1).AddMonths(-1);

    /// <summary>The report of the viewer's own account.</summary>
    /// <param name="db">Where from.</param>
    /// <param name="viewer">Who reads: rights, reach and hidden prices decide what is told.</param>
    /// <param name="account">The viewer's own account.</param>
    /// <param name="month">The first day of the month; not after that of <paramref name="today"/>.</param>
    /// <param name="today">The day in the root's time zone.</param>
    /// <param name="cancel">Stops the reading.</param>
    public static async Task<MonthlyReport> Of(TributaryDb db, Viewer viewer, Account account, DateOnly month, DateOnly today, CancellationToken cancel = default)
    {
        bool Reaches(Right right) => viewer.May(right) && (viewer.For(right).Reach == Reach.AllBelow || !account.HasBelow);
        if (!Reaches(Right.ViewOrders)) throw Refusal.Forbidden("reach.missing", "These figures count accounts that you do not look after.");
        var before = month.AddMonths(-1);
        var money = !viewer.HidesPrices && Reaches(Right.ViewMoney);
        var wallet = money ? (await Wallet.OfMany(db, viewer, [account.Id], today, cancel)).GetValueOrDefault(account.Id) : null;

        var users = await ActiveUsers.ByMonth(db, account.Id, before, month, cancel);
        var activated = await DayCounts.ByDay(db, account, FigureName.Activated, before, today, cancel);
        var ended = await DayCounts.ByDay(db, account, FigureName.Ended, before, today, cancel);
        var groups = await DayCounts.Of(db, account).Where(f => f.Name == FigureName.Subscriptions && (f.Key == "active" || f.Key == "paused")).SumAsync(f => f.Count, cancel);
        var codes = new[] { Code(before), Code(month) };
        var traded = money ? await DayCounts.Of(db, account).Where(f => (f.Name == FigureName.SoldNet || f.Name == FigureName.BoughtNet) && codes.Contains(f.Key))
            .GroupBy(f => new { f.Name, f.Key, f.Currency }).Select(g => new Traded(g.Key.Name, g.Key.Key, g.Key.Currency, g.Sum(f => f.Amount))).ToListAsync(cancel) : [];
        return new()
        {
            Month = month, Now = await In(month), Before = await In(before), ShowsMoney = money, Balance = wallet?.Balance,
            Coming = wallet is null ? null : await ComingMonth.After(db, viewer, account, wallet, month, today, cancel),
        };

        async Task<MonthFigures> In(DateOnly first)
        {
            var last = first.AddMonths(1).AddDays(-1);
            long Sum(IReadOnlyDictionary<DateOnly, long> days) => days.Where(d => d.Key >= first && d.Key <= last).Sum(d => d.Value);
            long After(IReadOnlyDictionary<DateOnly, long> days) => days.Where(d => d.Key > last).Sum(d => d.Value);
            IReadOnlyList<Money> Net(string name) =>
            [
                .. traded.Where(t => t.Name == name && t.Month == Code(first) && t.Amount != 0).OrderBy(t => t.Currency, StringComparer.Ordinal)
                    .Select(t => new Money(t.Amount, Currency.Of(t.Currency))),
            ];
            var (cost, revenue) = (Net(FigureName.BoughtNet), Net(FigureName.SoldNet));
            return new()
            {
                ActiveUsers = users.GetValueOrDefault(first),
                // What stands there now, less what came and plus what went since the month's end.
                Software = groups - After(activated) + After(ended), Activated = Sum(activated), Ended = Sum(ended), Cost = cost, Revenue = revenue,
                Margin = (await OwnRates.Load(db, account, cost.Concat(revenue).Select(m => m.Currency.Code), last, cancel)).Margin(revenue, cost),
            };
        }
    }

    private sealed record Traded(string Name, string Month, string Currency, long Amount);
}

/// <summary>The figures of one month.</summary>
public sealed record MonthFigures
{
    /// <summary>Distinct end users of the month.</summary>
    public required long ActiveUsers { get; init; }
    /// <summary>Subscriptions that were delivered and had not ended at the month's end, or by now where it has not ended.</summary>
    public required long Software { get; init; }
    /// <summary>Delivered first in the month.</summary>
    public required long Activated { get; init; }
    /// <summary>Ended in the month.</summary>
    public required long Ended { get; init; }
    /// <summary>What the account bought of its seller, net, one amount a currency: the captured lines of the month.</summary>
    public required IReadOnlyList<Money> Cost { get; init; }
    /// <summary>What it sold to its buyers, net.</summary>
    public required IReadOnlyList<Money> Revenue { get; init; }
    /// <summary>The one less the other, at the account's own rates of the month's last day; null where a rate is missing, or nothing was traded.</summary>
    public required Money? Margin { get; init; }
}
