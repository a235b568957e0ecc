using Tributary.Data;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Subscriptions;

namespace Tributary.Orders.Bulk;

/// <summary>
/// What a bulk deed would come to: the deeds themselves, run one after the other without writing, so that money which does for
/// the first ten and not for the eleventh shows. Sums are what moves at the viewer's level, in each currency; a credit is negative.
/// </summary>
public sealed record BulkReview
{
    /// <summary>Those that can be done.</summary>
    public required int Possible { get; init; }
    /// <summary>Those that are refused, with the reason, in the order of the list.</summary>
    public required IReadOnlyList<(Subscription Subscription, Refusal Why)> Refused { get; init; }
    /// <summary>What the viewer's account pays, tax included; empty where that is nothing or hidden.</summary>
    public required IReadOnlyList<Money> Pays { get; init; }
    /// <summary>What the viewer's account charges its buyers.</summary>
    public required IReadOnlyList<Money> Charges { get; init; }

    /// <summary>Looks at these subscriptions, which were reached through the viewer.</summary>
    public static async Task<BulkReview> Of(Desk desk, Viewer by, BulkDeed what, IReadOnlyList<Subscription> subscriptions)
    {
        var answers = await desk.PreviewAll([.. subscriptions.Select(s => RunBulk.DeedOf(what, by, s.BranchId, s.Id))]);
        var refused = new List<(Subscription, Refusal)>();
        var (pays, charges) = (new SortedDictionary<string, Money>(StringComparer.Ordinal), new SortedDictionary<string, Money>(StringComparer.Ordinal));
        for (var i = 0; i < subscriptions.Count; i++)
        {
            var subscription = subscriptions[i];
            if (answers[i] is Refusal no)
            {
                refused.Add((subscription, no));
                continue;
            }
            var price = PriceView.Of(LevelsOf(answers[i]), subscription.Quantity, by.At(subscription.Path), subscription.PayerId);
            Sum(pays, price.Pays);
            Sum(charges, price.Charges);
        }
        return new()
        {
            Possible = subscriptions.Count - refused.Count, Refused = refused,
            Pays = [.. pays.Values.Where(m => m.Minor != 0)], Charges = [.. charges.Values.Where(m => m.Minor != 0)],
        };
    }

    private static IReadOnlyList<Level> LevelsOf(object answer) => answer switch
    {
        RenewalAnswer renewal => renewal.Levels,
        PauseAnswer pause => pause.Levels,
        CancelAnswer cancel => cancel.Levels,
        _ => throw new InvalidOperationException($"Unknown answer {answer.GetType()}."),
    };

    private static void Sum(SortedDictionary<string, Money> sums, AmountView? amount)
    {
        if (amount is null) return;
        var code = amount.Gross.Currency.Code;
        sums[code] = sums.TryGetValue(code, out var before) ? before + amount.Gross : amount.Gross;
    }
}
