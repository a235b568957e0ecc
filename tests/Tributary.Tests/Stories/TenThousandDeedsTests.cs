using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Reports;
using Tributary.Subscriptions;

namespace Tributary.Tests.Stories;

/// <summary>
/// Ten thousand deeds of all kinds at random, over more than a year, with the nights' renewals between them; whatever was
/// done or refused, the books hold and nothing but refusals went wrong. A failure tells the seed; the setting
/// <c>TRIBUTARY_TEST_SEED</c> repeats it.
/// </summary>
[Trait("Category", "Long")]
public sealed class TenThousandDeedsTests
{
    private const int Deeds = 10_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory, OnBoth]
    public Task They_keep_every_invariant(DatabaseKind kind) => Seeded(async seed =>
    {
        await using var town = await Town.Open(kind);
        var model = new Model(town);
        var whims = new Queue<Whim>(Whim.All.Sample(Deeds, new Rnd(seed), 50));
        for (var day = 0; whims.Count > 0; day++)
        {
            // As many at once as the next of them says, from a lone one to a crowd.
            var first = whims.Peek();
            var sight = await town.Look();
            var crowd = Enumerable.Range(0, Math.Min(whims.Count, first.A % 5 == 0 ? 1 + first.B % 5 : 20 + first.B % 220)).Select(_ => whims.Dequeue()).ToList();
            await model.Do(town.Desks[0], crowd, sight);
            await model.MustHold();
            town.World.Clock.Advance(first.C % 8 * 24 * Hour + first.D % 20 * Hour);
            await town.World.Register();
            await town.Night(town.Desks[0]);
            if (day % 30 == 29) await town.BooksMustBalance();
        }
        await model.MustHoldInTheEnd();
    });

    [Theory, OnBoth]
    public Task They_keep_every_invariant_from_eight_connections_at_once(DatabaseKind kind) => Seeded(async seed =>
    {
        await using var town = await Town.Open(kind, desks: kind == DatabaseKind.Postgres ? 2 : 1);
        var model = new Model(town);
        var all = Whim.All.Sample(Deeds, new Rnd(seed), 50);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var desk = town.Desks[i % town.Desks.Count];
            foreach (var crowd in all.Skip(i * Deeds / 8).Take(Deeds / 8).Chunk(25))
            {
                await model.Do(desk, crowd, await town.Look());
                if (crowd[0].A % 8 != i) continue;
                town.World.Clock.Advance(crowd[0].B % 14 * 24 * Hour + Hour);
                await town.World.Register();
                await town.Night(desk);
            }
        })));
        await town.World.Register();
        await model.MustHoldInTheEnd();
    });

    /// <summary>Runs a story with a seed, which is told when it goes wrong.</summary>
    internal static async Task Seeded(Func<ulong, Task> story)
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("TRIBUTARY_TEST_SEED"), out var given) ? given : (ulong)Random.Shared.NextInt64();
        try
        {
            await story(seed);
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"It went wrong; TRIBUTARY_TEST_SEED={seed} repeats it. {fault.Message}", fault);
        }
    }
}

/// <summary>What the story itself knows, told from the answers alone, to hold against what the program has kept.</summary>
internal sealed class Model(Town town)
{
    private readonly Dictionary<Currency, long> paidIn = [];
    private readonly Dictionary<(Guid Caller, int Branch, string Reference), Guid> named = [];
    private readonly HashSet<(Guid Subscription, DateOnly Start)> renewed = [];
    private readonly Lock gate = new();
    private int refused;
    private int done;

    /// <summary>Does what people take into their heads, all at once, and looks at each answer.</summary>
    public async Task Do(Desk desk, IReadOnlyList<Whim> whims, Sight sight)
    {
        var deeds = whims.Select(w => w.On(sight, town.World.Worker)).OfType<Deed>().ToList();
        var answers = await desk.DoAll(deeds);
        lock (gate)
        {
            foreach (var (deed, answer) in deeds.Zip(answers)) Look(deed, answer);
        }
    }

    /// <summary>What can be seen cheaply at any moment.</summary>
    public async Task MustHold()
    {
        Assert.True(town.Faulty.Count == 0, string.Join("\n", town.Faulty.Select(f => f[..Math.Min(f.Length, 700)]).Take(3)));
        await using var db = town.World.Db();
        Assert.Empty(await db.Books.Where(b => b.Floor != null && b.Balance < b.Floor || b.Purpose == BookPurpose.Reserved && b.Balance < 0
            || b.Purpose == BookPurpose.Wallet && b.Balance < 0).Select(b => b.Id).ToListAsync());
    }

    /// <summary>That all money is there, and that each term was charged once.</summary>
    public async Task MustHoldInTheEnd()
    {
        Assert.True(town.Faulty.Count == 0, string.Join("\n", town.Faulty.Select(f => f[..Math.Min(f.Length, 700)]).Take(3)));
        await using var db = town.World.Db();
        var books = await db.Books.AsNoTracking().ToListAsync();
        foreach (var currency in books.GroupBy(b => b.Currency))
        {
            Assert.Equal(0, currency.Sum(b => b.Balance));
            // The stage itself has paid in before the story began.
            var before = town.PaidIn(currency.Key);
            Assert.Equal(before + paidIn.GetValueOrDefault(currency.Key), -currency.Where(b => b.Purpose == BookPurpose.Cash).Sum(b => b.Balance));
        }
        await town.BooksMustBalance();
        Assert.Empty(await db.OrderLines.Where(l => l.State == LineState.Captured && (l.Action == LineAction.Renew || l.Action == LineAction.Resume))
            .GroupBy(l => new { l.SubscriptionId, l.TermStart }).Where(g => g.Count() > 1).Select(g => g.Key.SubscriptionId).ToListAsync());

        // It would prove little if nearly everything had been refused, or one side of trade had died out.
        Assert.True(done > refused / 3, $"{done} done, {refused} refused");
        foreach (var state in new[] { SubscriptionState.Active, SubscriptionState.Paused, SubscriptionState.Expired, SubscriptionState.Cancelled })
            Assert.True(await db.Subscriptions.AnyAsync(s => s.State == state), $"{state} was never reached");
        foreach (var action in Enum.GetValues<LineAction>())
            Assert.True(await db.OrderLines.AnyAsync(l => l.Action == action && l.State == LineState.Captured), $"No line of {action} was captured");
    }

    private void Look(Deed deed, object answer)
    {
        if (answer is Refusal)
        {
            refused++;
            return;
        }
        Assert.False(answer is Exception, $"{deed.GetType().Name}: {answer}");
        done++;
        switch (deed, answer)
        {
            case (TopUp topUp, _):
                paidIn[topUp.Amount.Currency] = paidIn.GetValueOrDefault(topUp.Amount.Currency) + topUp.Amount.Minor;
                break;
            case (RenewSubscription, RenewalAnswer { Step: RenewalStep.Renewed or RenewalStep.Resumed, TermStart: { } start } term):
                Assert.True(renewed.Add((term.SubscriptionId, start)), "A term was charged twice.");
                break;
            case (ChangeSubscription, ChangeAnswer { Order: { } order }):
                town.Note(order.OrderId);
                break;
            case (Tributary.Pricing.SetPrice, Tributary.Pricing.PriceSet price):
                town.Note(price.RuleId);
                break;
            case (PlaceOrder, OrderAnswer order):
                town.Note(order.OrderId);
                foreach (var line in order.Lines) town.Note(line.SubscriptionId);
                if (deed.Reference is not { } reference) break;
                if (!named.TryAdd((deed.By.CallerId, deed.BranchId, reference), order.OrderId))
                    Assert.Equal(named[(deed.By.CallerId, deed.BranchId, reference)], order.OrderId);
                break;
        }
    }
}
