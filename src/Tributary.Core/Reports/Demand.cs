using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Reports;

/// <summary>
/// How a product is asked for at an account and all below it, over some days and the same number of days before them. All of it is
/// of kept figures.
/// </summary>
public sealed record Demand
{
    /// <summary>The lengths of time one may ask for, in days.</summary>
    public static readonly IReadOnlyList<int> Lengths = [30, 90, 365];

    /// <summary>The product.</summary>
    public required Guid ProductId { get; init; }
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }
    /// <summary>How many subscriptions of it are active now.</summary>
    public required long Active { get; init; }
    /// <summary>How many were delivered first in these days.</summary>
    public required long Activated { get; init; }
    /// <summary>How many were in the days before them.</summary>
    public required long ActivatedBefore { get; init; }
    /// <summary>How many that had been delivered ended in these days.</summary>
    public required long Ended { get; init; }

    /// <summary>Activations against the period before, as a share of those; null where there were none.</summary>
    public decimal? Growth => ActivatedBefore == 0 ? null : (Activated - ActivatedBefore) / (decimal)ActivatedBefore;

    /// <summary>What ended, as a share of that and of what is active now; null where there is neither.</summary>
    public decimal? Churn => Ended + Active == 0 ? null : Ended / (decimal)(Ended + Active);

    // The key of such a figure is the day and the product.
    private static readonly FixedQuery<Guid, string, string, string, MovedRow> Moved = new((db, id, from, start, end) => db.Figures.AsNoTracking()
        .Where(f => f.AccountId == id && (f.Name == FigureName.ActivatedOf || f.Name == FigureName.EndedOf) && string.Compare(f.Key, from) >= 0 && string.Compare(f.Key, end) < 0)
        .GroupBy(f => new { f.Name, Product = f.Key.Substring(11), Now = string.Compare(f.Key, start) >= 0 })
        .Select(g => new MovedRow(g.Key.Name, g.Key.Product, g.Key.Now, g.Sum(f => f.Count))));

    private static readonly FixedQuery<Guid, RunningRow> RunningOf = new((db, id) => db.Figures.AsNoTracking().Where(f => f.AccountId == id && f.Name == FigureName.Software)
        .GroupBy(f => f.Key).Select(g => new RunningRow(g.Key, g.Sum(f => f.Count))));

    private sealed record MovedRow(string Name, string Product, bool Now, long Count);

    private sealed record RunningRow(string Key, long Count);

    /// <summary>The products of which anything is active, was activated or ended in these days or those before, the most activated first.</summary>
    /// <param name="db">Where from.</param>
    /// <param name="account">Whose; its people must look at all below it.</param>
    /// <param name="today">The last of the days.</param>
    /// <param name="days">How many; one of <see cref="Lengths"/>.</param>
    /// <param name="cancel">Stops the reading.</param>
    public static async Task<IReadOnlyList<Demand>> Of(TributaryDb db, Account account, DateOnly today, int days, CancellationToken cancel = default)
    {
        var (from, start, end) = (FigureDay.Key(today.AddDays(1 - 2 * days)), FigureDay.Key(today.AddDays(1 - days)), FigureDay.Key(today.AddDays(1)));
        var moved = await Moved.List(db, account.Id, from, start, end, cancel);
        var active = await Running(db, account, cancel);
        var products = moved.Select(m => Guid.Parse(m.Product)).Concat(active.Keys).Distinct().ToArray();
        var names = await Names(db, products, cancel);
        long Count(Guid product, string name, bool now) => moved.Where(m => m.Name == name && m.Now == now && m.Product == product.ToString("N")).Sum(m => m.Count);
        return
        [
            .. products.Select(id => new Demand
                {
                    ProductId = id, Name = names.GetValueOrDefault(id, ""), Active = active.GetValueOrDefault(id), Activated = Count(id, FigureName.ActivatedOf, true),
                    ActivatedBefore = Count(id, FigureName.ActivatedOf, false), Ended = Count(id, FigureName.EndedOf, true),
                })
                .Where(d => d.Active + d.Activated + d.ActivatedBefore + d.Ended > 0)
                .OrderByDescending(d => d.Activated).ThenByDescending(d => d.Active).ThenBy(d => d.Name, StringComparer.Ordinal).ThenBy(d => d.ProductId),
        ];
    }

    /// <summary>How many subscriptions of each product are active at an account and all below it.</summary>
    public static async Task<IReadOnlyDictionary<Guid, long>> Running(TributaryDb db, Account account, CancellationToken cancel = default)
    {
        var rows = await RunningOf.List(db, account.Id, cancel);
        return rows.Where(r => r.Count > 0).ToDictionary(r => Guid.Parse(r.Key), r => r.Count);
    }

    /// <summary>What products are called that one has something of.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> Names(TributaryDb db, IReadOnlyCollection<Guid> products, CancellationToken cancel = default) =>
        await db.Products.AsNoTracking().Where(p => products.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel);
}
