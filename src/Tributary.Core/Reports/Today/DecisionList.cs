using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>How many decisions of one kind wait.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Count">How many were found.</param>
/// <param name="More">True when there are more than were looked at.</param>
public sealed record DecisionCount(DecisionKind Kind, int Count, bool More);

/// <summary>
/// Everything that needs a decision from one reader, ranked (<see cref="DecisionRank"/>). It is made of its sources each time it is
/// asked for, so that a thing goes when its cause goes; what the reader has put off is left out and stands in a list of its own.
/// </summary>
public sealed record DecisionList
{
    /// <summary>What waits, the most pressing first.</summary>
    public required IReadOnlyList<Decision> Decisions { get; init; }
    /// <summary>What the reader has put off and would otherwise stand there, in the same order.</summary>
    public required IReadOnlyList<Decision> Postponed { get; init; }
    /// <summary>How many wait of each kind, the kinds in their order; those of which none waits are not named.</summary>
    public required IReadOnlyList<DecisionCount> Counts { get; init; }
    /// <summary>The accounts that they concern, by id.</summary>
    public required IReadOnlyDictionary<Guid, Account> Accounts { get; init; }

    /// <summary>How many wait in all.</summary>
    public int Count => Counts.Sum(count => count.Count);

    /// <summary>True when there are more than were looked at.</summary>
    public bool More => Counts.Any(count => count.More);

    /// <summary>Where decisions come from. A new source is a file beside the others and a line here.</summary>
    public static IReadOnlyList<IDecisionSource> Sources { get; } =
    [
        new OrdersShort(), new RenewalsUnpaid(), new BuyersShort(), new RenewalsUnsure(), new BuyersRunDry(), new BalanceLow(), new RenewalsWithoutPrice(), new OrdersToApprove(),
        new WorkForAPerson(), new OrdersNeedAttention(), new PricesBelowCost(), new AccountsToConfirm(), new VisitsAsked(), new AgreementsToAccept(),
        new NumbersPending(), new OnboardingStuck(), new DomainsUnproven(), new MailsFailed(), new InvitationsUnanswered(),
    ];

    /// <summary>What waits for this reader.</summary>
    /// <param name="db">Where from.</param>
    /// <param name="viewer">Who reads.</param>
    /// <param name="account">The reader's own account.</param>
    /// <param name="now">The moment it is (UTC).</param>
    /// <param name="today">The day it is in the root's time zone.</param>
    /// <param name="only">One kind, or null for all.</param>
    /// <param name="cancel">Stops the reading.</param>
    public static async Task<DecisionList> Of(
        TributaryDb db, Viewer viewer, Account account, DateTime now, DateOnly today, DecisionKind? only = null, CancellationToken cancel = default)
    {
        var asked = new DecisionsAsked(db, viewer, account, now, today, await db.RootZone(cancel));
        var postponed = await PostponedDecision.Of(db, viewer, today, cancel);
        var found = new List<(DecisionKind Kind, List<Decision> Decisions, bool More)>();
        var sources = only is null ? await DecisionsWaiting.Of(asked, cancel) : Sources.Where(source => source.Kind == only);
        foreach (var source in sources)
        {
            // What is put off takes nobody's place among those that are looked at.
            var most = asked.Most = DecisionsAsked.Usual + postponed.Keys.Count(key => key.StartsWith(source.Kind.Code() + ":", StringComparison.Ordinal));
            var read = await source.Read(asked, cancel);
            found.Add((source.Kind, [.. read.Take(most)], read.Count > most));
        }

        var covered = found.SelectMany(f => f.Decisions).Select(d => d.Covers).OfType<string>().ToHashSet();
        var rates = await Weighing.Load(db, account, [.. found.SelectMany(f => f.Decisions).Select(d => d.AtRisk).OfType<Money>()], today, cancel);
        var (waiting, off, counts) = (new List<Decision>(), new List<Decision>(), new List<DecisionCount>());
        foreach (var (kind, decisions, more) in found)
        {
            var count = 0;
            foreach (var decision in decisions.Where(d => !covered.Contains(d.Subject)).DistinctBy(d => d.Subject))
            {
                var weighed = decision with { Weight = rates.Of(decision.AtRisk) };
                if (postponed.GetValueOrDefault(weighed.Key) is { } until && until.Hides(weighed, now))
                {
                    off.Add(weighed with { PostponedUntil = until.Until });
                    continue;
                }
                waiting.Add(weighed);
                count++;
            }
            if (count > 0) counts.Add(new(kind, Math.Min(count, DecisionsAsked.Usual), more || count > DecisionsAsked.Usual));
        }
        var rank = new DecisionRank(now);
        waiting.Sort(rank);
        off.Sort(rank);
        var ids = waiting.Concat(off).Select(d => d.AccountId).Where(id => id != account.Id).Distinct().ToArray();
        var accounts = ids.Length == 0 ? [] : await db.Accounts.AsNoTracking().Where(a => ids.Contains(a.Id)).ToListAsync(cancel);
        return new() { Decisions = waiting, Postponed = off, Counts = counts, Accounts = accounts.Append(account).ToDictionary(a => a.Id) };
    }

    /// <summary>What waits under this key, put off or not.</summary>
    /// <exception cref="Refusal">404: there is no such thing to decide, or not for this reader.</exception>
    public static async Task<Decision> One(
        TributaryDb db, Viewer viewer, Account account, DateTime now, DateOnly today, string? key, CancellationToken cancel = default)
    {
        if (!DecisionCodes.TryRead(key?.Split(':')[0], out var kind)) throw Refusal.NotFound("decision");
        var list = await Of(db, viewer, account, now, today, kind, cancel);
        return list.Decisions.Concat(list.Postponed).FirstOrDefault(d => d.Key == key) ?? throw Refusal.NotFound("decision");
    }

    // Amounts of several currencies are ranked by the reader's own rates of the day.
    private sealed class Weighing(Currency own, IReadOnlyList<Pricing.ExchangeRate> rates)
    {
        public static async Task<Weighing> Load(TributaryDb db, Account account, IReadOnlyList<Money> amounts, DateOnly today, CancellationToken cancel)
        {
            var (id, own) = (account.Id, account.Currency);
            if (amounts.All(a => a.Currency == own)) return new(own, []);
            return new(own, await db.ExchangeRates.AsNoTracking().Where(r => r.SellerId == id && (r.To == own || r.From == own) && r.EffectiveFrom <= today)
                .OrderByDescending(r => r.EffectiveFrom).ThenByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Take(500).ToListAsync(cancel));
        }

        public decimal? Of(Money? amount)
        {
            if (amount is not { } money) return null;
            if (money.Currency == own) return money.Amount;
            if (rates.FirstOrDefault(r => r.From == money.Currency && r.To == own) is { } rate) return money.Amount * rate.Rate;
            return rates.FirstOrDefault(r => r.From == own && r.To == money.Currency) is { } back ? money.Amount / back.Rate : null;
        }
    }
}
