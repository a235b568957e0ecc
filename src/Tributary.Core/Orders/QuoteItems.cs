using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Pricing;

namespace Tributary.Orders;

/// <summary>A quote: the lines an order would have, with every level; shown through <see cref="Levels.SeenBy"/>.</summary>
public sealed record QuoteAnswer(Guid AccountId, Guid PayerId, DateOnly Day, IReadOnlyList<LineAnswer> Lines);

/// <summary>
/// What an order would cost, through any depth, whatever the balances are. Run by <see cref="Desk.Preview"/>; it writes
/// nothing.
/// </summary>
public sealed class QuoteItems : Deed<QuoteAnswer>
{
    /// <summary>The account's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>For whom.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>What is asked for.</summary>
    public required IReadOnlyList<OrderItem> Items { get; init; }

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var quotes = deeds.Cast<QuoteItems>().ToList();
        await PriceFacts.Load(sheet, [.. quotes.Select(q => q.AccountId)], [.. quotes.SelectMany(q => q.Items).Select(i => i.PlanId)]);
        await Owned.Load(sheet, [.. quotes.Select(q => q.AccountId)]);
    }

    /// <inheritdoc/>
    public override QuoteAnswer Decide(Sheet sheet)
    {
        By.Need(Right.ViewPrices);
        var account = sheet.Find<Account>(AccountId);
        if (account is null || account.BranchId != Branch || !By.Sees(Right.ViewPrices, account.Path)) throw Refusal.NotFound("account");
        if (Items.Count == 0) throw Refusal.Field("items", "items.count", "An order has between 1 and {0} lines.", Selling.MostItems);
        var payer = sheet.Facts<PriceFacts>().PayerOf(account);
        var lines = Items.Select((_, i) => Selling.Line(sheet, By, account, payer, Guid.Empty, Items, i)).ToList();
        return new QuoteAnswer(account.Id, payer.Id, sheet.Today,
            [.. lines.Select(l => new LineAnswer(l.Id, l.SubscriptionId, l.PlanId, l.Title, l.Interval, l.Quantity, null, null, l.Levels))]);
    }
}
