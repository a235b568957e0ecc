using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Reports;

/// <summary>
/// Tells those whose wallets will not suffice for renewals of the coming days, once for each subscription and wallet at each of
/// the distances that are set: a notice, which is mailed as well.
/// </summary>
public sealed class WarnOfRefusals : Deed<Warned>
{
    /// <summary>Where nothing is set: a week ahead, and the day before.</summary>
    public static readonly IReadOnlyList<int> Default = [7, 1];

    /// <summary>The branch.</summary>
    public required int Branch { get; init; }

    /// <summary>How many days ahead to warn, in any order.</summary>
    public required IReadOnlyList<int> DaysAhead { get; init; }

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <summary>Warns where there is something to warn of.</summary>
    internal static async Task Run(TributaryDb db, Desk desk, Viewer by, int branch, DateOnly today, IReadOnlyList<int> ahead, CancellationToken cancel)
    {
        var rows = await db.RefusalForecasts.AsNoTracking().Where(r => r.BranchId == branch).Select(r => new { r.Day, r.Warned }).ToListAsync(cancel);
        if (rows.Any(r => IsDue(ahead, today, r.Day, r.Warned) is not null))
            await desk.Do(new WarnOfRefusals { By = by, Branch = branch, DaysAhead = ahead }, cancel);
    }

    /// <summary>Reads <c>7, 1</c>, as an operator sets it; <see cref="Default"/> where nothing is set. What is longer than a month ahead is left out.</summary>
    /// <exception cref="FormatException">It is no list of whole numbers.</exception>
    public static IReadOnlyList<int> Read(string? text) => string.IsNullOrWhiteSpace(text) ? Default :
    [
        .. text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(days => int.Parse(days, NumberStyles.None, CultureInfo.InvariantCulture))
            .Where(days => days < ForecastWalk.RefusalDays).OrderDescending(),
    ];

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var branches = deeds.Cast<WarnOfRefusals>().Select(d => d.Branch).Distinct().ToArray();
        var last = sheet.Today.AddDays(ForecastWalk.RefusalDays);
        var rows = await sheet.Fetch(sheet.Db.RefusalForecasts.Where(r => branches.Contains(r.BranchId) && r.Day <= last));
        var wallets = rows.Select(r => r.ShortId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => wallets.Contains(a.Id)));
        await sheet.Fetch(sheet.Db.WalletForecasts.Where(w => wallets.Contains(w.Id)));
    }

    /// <inheritdoc/>
    public override Warned Decide(Sheet sheet)
    {
        if (!By.IsProgram) throw Refusal.Forbidden("right.missing", "The program does this by itself.");
        var told = 0;
        foreach (var wallet in sheet.All<RefusalForecast>().Where(r => r.BranchId == Branch).GroupBy(r => r.ShortId).OrderBy(g => g.Key).ToList())
        {
            var due = wallet.Where(r => IsDue(DaysAhead, sheet.Today, r.Day, r.Warned) is not null).OrderBy(r => r.Day).ThenBy(r => r.SubscriptionId).ToList();
            if (due.Count == 0 || sheet.Find<Account>(wallet.Key) is not { } owner) continue;
            foreach (var refusal in due) sheet.Change(refusal).Warned = IsDue(DaysAhead, sheet.Today, refusal.Day, refusal.Warned);
            var forecast = sheet.Find<WalletForecast>(wallet.Key);
            var missing = forecast is null ? (Money?)null : new Money(forecast.Missing, forecast.Currency);
            sheet.Notify(owner, "renewal.ahead", PublicId.Format("sub", due[0].SubscriptionId), JsonSerializer.Serialize(new
            {
                day = due[0].Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), count = due.Count.ToString(CultureInfo.InvariantCulture),
                amount = missing?.AmountText, currency = missing?.Currency.Code,
            }));
            told++;
        }
        return new(told);
    }

    // The nearest distance that is reached and not yet told of.
    private static int? IsDue(IReadOnlyList<int> ahead, DateOnly today, DateOnly day, int? warned) =>
        ahead.Where(days => today.AddDays(days) >= day && (warned is null || days < warned)).Select(days => (int?)days).Min();
}

/// <summary>How many accounts were warned.</summary>
public sealed record Warned(int Accounts);
