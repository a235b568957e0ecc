extern alias crash;

using crash::Tributary.Crash;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Subscriptions;
using Tributary.Tests.Api;
using Tributary.Tests.Provisioning;

namespace Tributary.Tests.Crashes;

/// <summary>
/// The served program, one or more of it on one database, under everything at once: ten connections order and top up,
/// two hundred subscriptions with anchors on 28–31 fall due each time the clock is moved on by a month, and what was
/// sold and renewed is delivered by licence and by webhook. In the midst of it something is struck.
/// </summary>
public sealed class Ordeal : IAsyncDisposable
{
    /// <summary>How many strikes a run has: <c>TRIBUTARY_TEST_KILLS</c>, five without it.</summary>
    public static readonly int Strikes = int.TryParse(Environment.GetEnvironmentVariable("TRIBUTARY_TEST_KILLS"), out var kills) ? kills : 5;

    /// <summary>The most strikes on one stage, so that the program's API keys do not end and its books stay small.</summary>
    public const int MostOnAStage = 15;

    private const int MostAtOnce = 80;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string folder = Directory.CreateTempSubdirectory("tributary-ordeal-").FullName;
    private IReadOnlyList<Wish> latest = [];
    private string buyersKey = "";

    private Ordeal(World world)
    {
        World = world;
        Clock = new FileClock(Path.Combine(folder, "clock"));
    }

    public World World { get; }
    public FileClock Clock { get; }
    public Receiver Receiver { get; private set; } = null!;
    public Shoppers Shoppers { get; private set; } = null!;
    public IReadOnlyList<Served> Programs { get; private set; } = [];

    /// <summary>Sets the stage and serves on it.</summary>
    /// <param name="world">Which stage; the ordeal takes it over.</param>
    /// <param name="programs">How many programs are served.</param>
    public static async Task<Ordeal> Begin(World world, int programs = 1)
    {
        var ordeal = new Ordeal(world);
        try
        {
            await ordeal.Set(programs);
            return ordeal;
        }
        catch
        {
            await ordeal.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// One round: what was asked in the last one is asked again, the clock moves on by a month, and while orders, renewals
    /// and deliveries run, it is struck. The strike leaves every program serving again.
    /// </summary>
    public async Task Round(Func<Task> strike)
    {
        Assert.Empty(await Reckoning.Lost(this));
        await Shoppers.AskAgain(latest);
        Clock.Advance(TimeSpan.FromDays(31));
        // Programs look at the clock now and then: what is asked from here on is asked on the new day by all of them.
        foreach (var program in Programs) await Sees(program, Clock.GetUtcNow());
        using var over = new CancellationTokenSource();
        var asking = Shoppers.Ask(MostAtOnce, over.Token);
        await Shoppers.Answered(Random.Shared.Next(1, MostAtOnce * 3 / 4));
        await Task.Delay(Random.Shared.Next(0, 400));
        await strike();
        await over.CancelAsync();
        latest = await asking;
    }

    /// <summary>
    /// Has the last round's wishes asked again, and waits until all that is due is done. Those of the rounds before were asked
    /// again before the clock moved on: a day later their references are forgotten, as is promised.
    /// </summary>
    public async Task Settle()
    {
        await Shoppers.AskAgain(latest);
        var since = System.Diagnostics.Stopwatch.StartNew();
        while (await Unfinished() is { Length: > 0 } what)
        {
            if (since.Elapsed > Patience) Assert.Fail($"It does not come to rest: {what}\n{string.Join("\n\n", Programs.Select(p => p.Said))}");
            // Leases of what was killed run out, and pauses between attempts.
            Clock.Advance(TimeSpan.FromMinutes(3));
            await Task.Delay(500);
        }
    }

    /// <summary>Fails with all that is wrong; says how much there was.</summary>
    public async Task MustHold()
    {
        var wrong = await Reckoning.All(this);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(50)));
        await using var db = World.Db();
        var (terms, works) = (await db.Periods.CountAsync(), await db.Work.CountAsync());
        Assert.True(terms > 200 + Shoppers.All.Count, "Nothing was renewed.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Shoppers.All.Count} requests ({Shoppers.Failures.Count} times without an answer), {terms} terms, {works} pieces of work: all there, once.");
    }

    public async ValueTask DisposeAsync()
    {
        Shoppers?.Dispose();
        foreach (var program in Programs) await program.DisposeAsync();
        if (Receiver is not null) await Receiver.DisposeAsync();
        await World.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // Thirty-one days on it is another month, and the running month is told of the charges.
    private async Task Sees(Served program, DateTimeOffset now)
    {
        using var caller = program.Caller(buyersKey);
        var since = System.Diagnostics.Stopwatch.StartNew();
        while ((await caller.Get($"/accounts/{World.Cora.Ref()}/charges?limit=1")).At("month") is var month && month != now.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture))
        {
            if (since.Elapsed > Patience) Assert.Fail($"It is still {month} to a program: {program.Said}");
            await Task.Delay(20);
        }
    }

    private async Task Set(int programs)
    {
        foreach (var buyer in new[] { World.Piet, World.Rosa, World.Saul, World.Cora }) await World.TopUp(buyer, 1_000_000m);
        Clock.MoveTo(World.Clock.GetUtcNow().UtcDateTime);
        Receiver = await Receiver.Start(Clock);
        Receiver.Tolerance = TimeSpan.FromDays(40);
        var manual = await World.Plan("MAIL", 10m);
        var webhook = await World.Plan("SUITE", 10m, details: new()
        {
            Connector = "webhook", ConnectorSettings = $$"""{"url":"{{Receiver.Url}}/deliver","secret":"{{Receiver.Secret}}"}""",
        });
        var licence = await World.Plan("TOOL", 10m, details: new() { Connector = "licence" });
        foreach (var day in new[] { 28, 29, 30, 31 })
        {
            World.Clock.MoveTo(new DateTime(2026, 1, day, 12, 0, 0, DateTimeKind.Utc));
            await Sell(manual, webhook);
        }
        var (cora, saul) = (await Key(World.Cora), await Key(World.Saul));
        buyersKey = cora;
        Clock.MoveTo(new DateTime(2026, 2, 1, 9, 0, 0, DateTimeKind.Utc));

        var served = new List<Served>();
        Programs = served;
        // Together, so that they also make the keys of the installation at once.
        served.AddRange(await Task.WhenAll(Enumerable.Range(0, programs).Select(_ => Served.Start(World.Setting, Clock, ("TRIBUTARY_WEBHOOK_PRIVATE", "true")))));
        var turn = 0;
        Shoppers = new Shoppers(() => served[(int)((uint)Interlocked.Increment(ref turn) % (uint)served.Count)], n => Wish(n, cora, saul, n % 2 == 0 ? webhook : licence));
    }

    // Every fifth is a top-up by the seller, the others are orders by the customer, for a year.
    private Wish Wish(int n, string cora, string saul, MadePlan plan) => n % 5 == 0
        ? new($"top-up-{n}", saul, $"/api/v1/accounts/{World.Cora.Ref()}/wallet/top-ups", new { amount = new { amount = "1.00", currency = "USD" }, reference = $"top-up-{n}" })
        : new($"order-{n}", cora, "/api/v1/orders", new
        {
            account = World.Cora.Ref(), buyerReference = $"order-{n}",
            items = new[] { new { plan = PublicId.Format("pln", plan.PlanId), interval = "yearly", quantity = 1 } },
        });

    /// <summary>Fifty a month, delivered the same day; half of them know their name on the other side.</summary>
    private async Task Sell(MadePlan manual, MadePlan webhook)
    {
        var items = Enumerable.Range(0, 50).Select(n => new OrderItem((n % 2 == 0 ? manual : webhook).PlanId, Interval.Monthly, 1));
        var order = await World.Do(new PlaceOrder { By = World.Worker, Branch = World.Cora.BranchId, AccountId = World.Cora.Id, Items = [.. items] });
        await using var db = World.Db();
        var works = await db.Work.AsNoTracking().Where(w => w.OrderId == order.OrderId).ToListAsync();
        await World.Desk.DoAll(works.Select(w => new FinishWork
        {
            By = World.Worker, Branch = w.BranchId, WorkId = w.Id,
            Outcome = new() { Kind = OutcomeKind.Done, ExternalId = w.Connector == "webhook" ? "t-" + PublicId.Format("sub", w.SubscriptionId) : null },
        }));
    }

    private Task<string> Key(Cast of) => World.Key(of, days: 700);

    private async Task<string> Unfinished()
    {
        var today = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);
        await using var db = World.Db();
        var works = await db.Work.Where(w => w.FinishedAt == null && w.State != WorkState.NeedsPerson).CountAsync();
        var due = await db.Subscriptions.CountAsync(s => s.DueOn <= today);
        return works + due == 0 ? "" : $"{works} pieces of work, {due} subscriptions due";
    }
}
