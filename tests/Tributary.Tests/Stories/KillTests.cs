using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Tests.Stories;

/// <summary>
/// A program that is killed with SIGKILL while it settles and renews; ten kills over both databases. After each one the
/// books are checked and every order that was answered is there, once.
/// </summary>
[Trait("Category", "Crash")]
public sealed class KillTests
{
    [Theory, OnBoth]
    public async Task Killed_in_the_middle_of_settlement_nothing_is_lost_and_nothing_doubled(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1_000_000m);
        var plan = await world.Plan("MAIL", 10m);
        var keys = Enumerable.Range(1, 1500).Select(n => $"key-{n}").ToList();
        var answered = new Dictionary<string, Guid>();
        var instant = world.Clock.GetUtcNow().UtcDateTime;

        // A quick program may be through before it is killed: then it is asked for as many more, until three kills met it at work.
        for (int met = 0, kill = 1; met < 3; kill++)
        {
            Assert.True(kill <= 15, "It was never killed in time to show anything.");
            using var program = Victim.Start(world, ["orders", instant.ToString("O"), .. keys.Except(answered.Keys)]);
            await program.Said("answered", Random.Shared.Next(1, 120));
            await Task.Delay(Random.Shared.Next(0, 60));
            var said = await program.Kill();
            foreach (var line in said.Where(l => l.StartsWith("answered ", StringComparison.Ordinal))) answered[line.Split(' ')[1]] = Guid.Parse(line.Split(' ')[2]);

            await Books.MustBalance(world.Database);
            await AllThere();
            Assert.Empty(await Doubled());
            if (!said.Contains("over")) met++;
            else keys.AddRange(Enumerable.Range(keys.Count + 1, 1500).Select(n => $"key-{n}"));
        }

        // Whoever got no answer asks again under the same key; in the end there is one order for each.
        using (var program = Victim.Start(world, ["orders", instant.ToString("O"), .. keys]))
        {
            foreach (var line in (await program.End()).Where(l => l.StartsWith("answered ", StringComparison.Ordinal)))
            {
                var (key, id) = (line.Split(' ')[1], Guid.Parse(line.Split(' ')[2]));
                Assert.Equal(answered.GetValueOrDefault(key, id), id);
                answered[key] = id;
            }
        }
        Assert.Equal(keys.Count, answered.Count);
        await AllThere();
        Assert.Empty(await Doubled());
        Assert.Equal(keys.Count * 24_43L, await world.Sales(world.Cora));

        // The control: asked for again under keys that nobody has heard of, orders are doubled, and this counter sees each.
        foreach (var key in keys.Take(3))
            await world.Do(new PlaceOrder
            {
                By = world.Worker, Branch = world.Cora.BranchId, AccountId = world.Cora.Id, Items = [new(plan.PlanId, Interval.Monthly, 1)], BuyerReference = key, Reference = $"new-{key}",
            });
        Assert.Equal(keys.Take(3).Order(), (await Doubled()).Order());

        async Task AllThere()
        {
            await using var db = world.Db();
            var orders = await db.Orders.AsNoTracking().ToDictionaryAsync(o => o.Id, o => o.BuyerReference);
            Assert.All(answered, a => Assert.Equal(a.Key, orders.GetValueOrDefault(a.Value)));
        }

        async Task<List<string>> Doubled()
        {
            await using var db = world.Db();
            return await db.Orders.GroupBy(o => o.BuyerReference).Where(g => g.Count() > 1).Select(g => g.Key).ToListAsync();
        }
    }

    [Theory, OnBoth]
    public async Task Renewals_started_twice_at_once_and_killed_charge_each_term_once(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1_000_000m);
        var plan = await world.Plan("MAIL", 10m);
        var anchors = new Dictionary<Guid, DateOnly>();
        foreach (var day in new[] { 28, 29, 30, 31 })
        {
            world.Clock.MoveTo(new DateTime(2026, 1, day, 12, 0, 0, DateTimeKind.Utc));
            var order = await world.Do(new PlaceOrder
            {
                By = world.Worker, Branch = world.Cora.BranchId, AccountId = world.Cora.Id, Items = [.. Enumerable.Repeat(new OrderItem(plan.PlanId, Interval.Monthly, 1), 50)],
            });
            await using var db = world.Db();
            var work = await db.Work.AsNoTracking().Where(w => w.OrderId == order.OrderId).ToListAsync();
            await world.Desk.DoAll(work.Select(w => new FinishWork { By = world.Worker, Branch = w.BranchId, WorkId = w.Id, Outcome = new() { Kind = OutcomeKind.Done } }));
            foreach (var line in order.Lines) anchors[line.SubscriptionId] = world.Today;
        }

        // Fourteen months lie behind, and two programs begin to catch up with them; both are killed, twice. Quick ones may have
        // caught up by then: it is begun again fourteen months later.
        string instant;
        var months = 0;
        do
        {
            Assert.True((months += 14) <= 5 * 14, "They were never killed in time to show anything.");
            world.Clock.MoveTo(new DateTime(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc).AddMonths(months));
            instant = world.Clock.GetUtcNow().UtcDateTime.ToString("O");
            for (var kill = 0; kill < 2; kill++)
            {
                using var one = Victim.Start(world, ["renew", instant]);
                using var other = Victim.Start(world, ["renew", instant]);
                await Task.WhenAny(one.Said("committed", 1 + kill), other.Said("committed", 1 + kill));
                await Task.Delay(Random.Shared.Next(0, 150));
                await Task.WhenAll(one.Kill(), other.Kill());
                await Books.MustBalance(world.Database);
            }
        }
        while (await world.Sales(world.Cora) >= Due());
        using (var one = Victim.Start(world, ["renew", instant]))
        using (var other = Victim.Start(world, ["renew", instant]))
            await Task.WhenAll(one.End(), other.End());

        await using var read = world.Db();
        var periods = (await read.Periods.AsNoTracking().OrderBy(p => p.Seq).ToListAsync()).ToLookup(p => p.SubscriptionId);
        var charged = 0;
        foreach (var (id, anchor) in anchors)
        {
            var terms = periods[id].ToList();
            Assert.All(terms, t => Assert.Equal(PeriodKind.Paid, t.Kind));
            Assert.Equal(Enumerable.Range(0, terms.Count).Select(n => Calendar.Nth(anchor, Interval.Monthly, n)), terms.Select(t => new Term(t.Start, t.End!.Value)));
            Assert.True(terms[^1].End > world.Today);
            charged += terms.Count;
        }
        Assert.Equal(charged * 24_43L, await world.Sales(world.Cora));
        Assert.Equal(0, (await world.Renew()).Total);

        // What all terms come to that have begun by now.
        long Due() => anchors.Values.Sum(anchor => Enumerable.Range(0, 200).TakeWhile(n => Calendar.Nth(anchor, Interval.Monthly, n).Start <= world.Today).Count() * 24_43L);
    }

    /// <summary>The program that is killed.</summary>
    private sealed class Victim : IDisposable
    {
        private readonly Process process;
        private readonly ConcurrentQueue<string> said = new();
        private readonly SemaphoreSlim line = new(0);

        private Victim(Process process) => this.process = process;

        public static Victim Start(World world, IEnumerable<string> arguments)
        {
            // With nobody else at the file, the next to open it has to recover what the killed one left.
            if (world.Database.Kind == DatabaseKind.Sqlite)
                using (var connection = new SqliteConnection(world.Database.ConnectionString)) SqliteConnection.ClearPool(connection);
            var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Tributary.Crash"), arguments) { RedirectStandardOutput = true };
            start.Environment[DatabaseChoice.Setting] = world.Setting;
            var victim = new Victim(new Process { StartInfo = start });
            victim.process.OutputDataReceived += (_, e) =>
            {
                if (e.Data is { } text) victim.said.Enqueue(text);
                victim.line.Release();
            };
            victim.process.Start();
            victim.process.BeginOutputReadLine();
            return victim;
        }

        /// <summary>Waits until it has said so many lines that begin so, or has ended.</summary>
        public async Task Said(string beginning, int times)
        {
            while (said.Count(l => l.StartsWith(beginning, StringComparison.Ordinal)) < times && !process.HasExited) await line.WaitAsync(TimeSpan.FromSeconds(1));
        }

        /// <summary>Kills it (SIGKILL) and gives what it had said by then.</summary>
        public async Task<List<string>> Kill()
        {
            process.Kill();
            await process.WaitForExitAsync();
            return [.. said];
        }

        /// <summary>Waits until it has ended well.</summary>
        public async Task<List<string>> End()
        {
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            return [.. said];
        }

        public void Dispose()
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
    }
}
