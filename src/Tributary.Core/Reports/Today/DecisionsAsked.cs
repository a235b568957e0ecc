using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;

namespace Tributary.Reports.Today;

/// <summary>
/// One place where decisions come from: a file of this folder, which may be copied. It reads what its cause is by an index and never
/// more than <see cref="DecisionsAsked.Most"/> rows of it, so that it costs the same whatever there is besides; and only what the
/// reader's level may know.
/// </summary>
public interface IDecisionSource
{
    /// <summary>What comes from here.</summary>
    DecisionKind Kind { get; }

    /// <summary>
    /// Whether anything may wait for a reader, read by the same index as <see cref="Read"/>; it may say yes too often, and never no wrongly.
    /// All sources are asked so in one question (<see cref="DecisionsWaiting"/>): each answers by the first row in its index's order, since
    /// without an order PostgreSQL may rather walk the table. Null where <see cref="Read"/> knows without asking.
    /// </summary>
    Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; }

    /// <summary>Those that wait for this reader, at most one more than <see cref="DecisionsAsked.Most"/>; none for who may not read of them.</summary>
    Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel);
}

/// <summary>Who asks what there is to decide, and when.</summary>
public sealed class DecisionsAsked(TributaryDb db, Viewer viewer, Account account, DateTime now, DateOnly today, TimeZoneInfo zone)
{
    /// <summary>The most of one kind that are looked at, besides those that the reader has put off.</summary>
    public const int Usual = 50;

    /// <summary>Where from.</summary>
    public TributaryDb Db => db;

    /// <summary>Who reads.</summary>
    public Viewer Viewer => viewer;

    /// <summary>The reader's own account.</summary>
    public Account Account => account;

    /// <summary>The moment it is (UTC).</summary>
    public DateTime Now => now;

    /// <summary>The day it is in the root's time zone.</summary>
    public DateOnly Today => today;

    /// <summary>The most of this kind that are looked at.</summary>
    public int Most { get; internal set; } = Usual;

    /// <summary>True for who is shown amounts.</summary>
    public bool ShowsMoney => viewer.May(Right.ViewMoney) && !viewer.HidesPrices;

    /// <summary>True for an account that sells to others.</summary>
    public bool Sells => viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    /// <summary>The beginning of a civil day (UTC), which is when what is due on it is charged.</summary>
    public DateTime Begins(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        // Where the clocks go forward at midnight the day begins an hour later.
        return TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(midnight) ? midnight.AddHours(1) : midnight, zone);
    }

    /// <summary>An amount for the reader: null for who is shown none.</summary>
    public Money? Shown(Money? amount) => ShowsMoney ? amount : null;

    /// <summary>
    /// What these orders bring the reader's own level, or cost it where it sells nothing in them; nothing for who is shown no
    /// amounts. An order has a hundred lines at most.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, Money>> Worth(IReadOnlyCollection<Guid> orderIds, CancellationToken cancel)
    {
        if (!ShowsMoney || orderIds.Count == 0) return new Dictionary<Guid, Money>();
        var (ids, own) = (orderIds.ToArray(), viewer.AccountId);
        var lines = await db.OrderLines.AsNoTracking().Where(line => ids.Contains(line.OrderId)).Select(line => new { line.OrderId, line.Levels }).ToListAsync(cancel);
        var worth = new Dictionary<Guid, Money>();
        foreach (var line in lines)
        {
            if ((line.Levels.FirstOrDefault(level => level.SellerId == own) ?? line.Levels.FirstOrDefault(level => level.BuyerId == own)) is not { } mine) continue;
            var amount = new Money(mine.Gross, mine.Currency);
            if (!worth.TryGetValue(line.OrderId, out var before)) worth[line.OrderId] = amount;
            else if (before.Currency == amount.Currency) worth[line.OrderId] = before + amount;
        }
        return worth;
    }

    /// <summary>The orders of accounts below that read as needing this seller, in the order of the tree.</summary>
    internal Task<List<Order>> OrdersBelow(OrderState state, CancellationToken cancel)
    {
        var own = viewer.AccountId;
        var orders = db.Orders.AsNoTracking().SeenBy(viewer.For(Right.ViewOrders));
        // Each state by a constant of its own: only so does the database know which index is meant.
        orders = state == OrderState.AwaitingApproval ? orders.Where(o => o.State == OrderState.AwaitingApproval) : orders.Where(o => o.State == OrderState.NeedsAttention);
        return orders.Where(o => o.AccountId != own && o.PayerId != own).OrderBy(o => o.Path).ThenBy(o => o.Id).Take(Most + 1).ToListAsync(cancel);
    }
}
