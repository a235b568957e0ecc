using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Reports;
using Tributary.Subscriptions;

namespace Tributary.Tests.Stories;

/// <summary>
/// A stage for many deeds: the cast and some twenty more in three branches, among them a reseller that buys in USD and sells
/// in EUR, one who sells in yen, buyers who are invoiced or billed elsewhere, and a dozen plans, one of them for nothing. It keeps
/// what was answered in the order of asking, so that the same whims meet the same things again.
/// </summary>
internal sealed class Town : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, int> places = new();
    private readonly Faults faults = new();

    private Town(World world, int desks, int lanes)
    {
        World = world;
        Desks = [.. Enumerable.Range(0, desks).Select(_ => new Desk(world.Database, world.Clock, faults, lanes: lanes))];
    }

    public World World { get; }
    /// <summary>The desks of the story, each as in a program of its own.</summary>
    public IReadOnlyList<Desk> Desks { get; }
    /// <summary>What the desks logged as a fault; every one is a bug, also where doing the deeds one by one covered it up.</summary>
    public IReadOnlyCollection<string> Faulty => faults.Told;

    public static async Task<Town> Open(DatabaseKind kind, int desks = 1, int lanes = Desk.LanesOnPostgres)
    {
        var world = await World.Open(kind);
        await Settle(world);
        await Catalogue(world);
        return new(world, desks, lanes);
    }

    /// <summary>What the stage itself has paid in, in minor units.</summary>
    public long PaidIn(Currency currency) => currency == Currency.Usd ? 7 * 2_000_00 : currency == Currency.Eur ? 2_000_00 : 0;

    /// <summary>Remembers what was asked for first, as the order in which it is found again.</summary>
    public void Note(Guid id) => places.TryAdd(id, places.Count);

    /// <summary>Everything whims can be about, as it is now.</summary>
    public async Task<Sight> Look()
    {
        await using var db = World.Db();
        var today = World.Today;
        var accounts = await db.Accounts.AsNoTracking().OrderBy(a => a.Path).ToListAsync();
        var terms = (await db.Terms.AsNoTracking().ToListAsync()).Where(t => t.HoldsOn(today)).ToDictionary(t => t.BuyerId);
        var plans = await db.Plans.AsNoTracking().OrderBy(p => p.Code).ToListAsync();
        var subscriptions = await db.Subscriptions.AsNoTracking()
            .Select(s => new Thing(s.BranchId, s.Id, s.Path, s.PlanId, (int)s.State, s.State != SubscriptionState.Expired && s.State != SubscriptionState.Cancelled)).ToListAsync();
        var orders = await db.Orders.AsNoTracking().Where(o => o.Kind != OrderKind.Renewal && o.Kind != OrderKind.Cancellation)
            .Select(o => new Thing(o.BranchId, o.Id, o.Path, default, (int)o.State, o.State != OrderState.Completed && o.State != OrderState.Cancelled)).ToListAsync();
        var work = await db.Work.AsNoTracking().Where(w => w.FinishedAt == null || w.DisputedAt != null)
            .Select(w => new { Thing = new Thing(w.BranchId, w.Id, w.Path, w.SubscriptionId, (int)w.State, w.FinishedAt == null), w.Action, w.CreatedAt }).ToListAsync();
        var rules = await db.PriceRules.AsNoTracking().Where(r => r.EffectiveTo == null).Select(r => new Thing(r.BranchId, r.Id, "", r.SellerId, 0, true)).ToListAsync();
        return new()
        {
            Accounts = accounts, Terms = terms, Plans = plans, Today = today,
            Living = InOrder(subscriptions.Where(s => s.IsOpen)), Ended = InOrder(subscriptions.Where(s => !s.IsOpen)),
            Open = InOrder(orders.Where(o => o.IsOpen)), Closed = InOrder(orders.Where(o => !o.IsOpen)), Rules = InOrder(rules),
            // A piece of work is found through its subscription, for it has an id of its own that nobody answers with.
            Work = [.. work.OrderBy(w => Place(w.Thing.About)).ThenBy(w => w.CreatedAt).ThenBy(w => w.Action).Select(w => w.Thing)],
        };
    }

    /// <summary>The renewals that are due, and what waited for money, as a program's workers do it.</summary>
    public async Task Night(Desk desk)
    {
        var count = await new RenewalRun(World.Database, desk).Run(World.Worker);
        Assert.Equal(0, count.Faults);
        await new RetryUnfunded(World.Database, desk).Run(World.Worker);
    }

    /// <summary>As every story ends; what does not hold is told with the life of the subscription it is about.</summary>
    public async Task BooksMustBalance()
    {
        var report = await CheckBooks.Run(World.Database, TimeProvider.System);
        if (report.Findings == 0) return;
        await using var db = World.Db();
        var words = new List<string> { Books.Told(report) };
        foreach (var id in report.Invariants.SelectMany(i => i.Listed).Select(f => f.Id).Distinct().Where(id => id.StartsWith("sub_", StringComparison.Ordinal)).Take(3))
            foreach (var entry in await db.Trail.AsNoTracking().Where(t => t.Subject == id).OrderBy(t => t.At).ThenBy(t => t.Id).ToListAsync())
                words.Add($"{id} {entry.At:O} {entry.Action} by {entry.Actor}");
        Assert.Fail(string.Join('\n', words));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var desk in Desks) await desk.DisposeAsync();
        // Where the desks met a bug, that is told and not what came of it.
        if (Faulty.Count > 0) World.Unkept.UnionWith(Enum.GetValues<Invariant>());
        await World.DisposeAsync();
    }

    private List<Thing> InOrder(IEnumerable<Thing> things) => [.. things.OrderBy(t => Place(t.Id))];

    private int Place(Guid id) => places.GetValueOrDefault(id, int.MaxValue);

    private static async Task Settle(World world)
    {
        var erik = await world.Add(world.Nora, AccountKind.Reseller, "Erik", sellsIn: "EUR", buysIn: Currency.Usd, settlement: Settlement.Invoiced, creditLimit: 5_000_00);
        var elsa = await world.Add(erik, AccountKind.Reseller, "Elsa", sellsIn: "EUR", buysIn: Currency.Eur);
        var yuki = await world.Add(world.Xena, AccountKind.Reseller, "Yuki", sellsIn: "JPY", buysIn: Currency.Usd);
        Cast[] sellers = [world.Piet, world.Rosa, world.Saul, world.Xena, erik, elsa, yuki];
        foreach (var (seller, i) in sellers.Select((s, i) => (s, i)))
        {
            Currency sells = seller == yuki ? Currency.Of("JPY") : seller == erik || seller == elsa ? Currency.Eur : Currency.Usd;
            await world.Add(seller, AccountKind.Customer, $"Customer {i}a", buysIn: sells);
            var invoiced = await world.Add(seller, AccountKind.Customer, $"Customer {i}b", buysIn: sells, settlement: Settlement.Invoiced, creditLimit: 300_00);
            if (i % 2 == 0) await world.Add(seller, AccountKind.Customer, $"Customer {i}c", buysIn: sells, settlement: Settlement.BilledElsewhere);
            if (i % 3 == 0) await world.Add(invoiced, AccountKind.Division, $"Division {i}");
        }
        await world.Do(new SetExchangeRate { By = erik.Viewer, From = Currency.Usd, To = Currency.Eur, Rate = 0.9137m });
        await world.Do(new SetExchangeRate { By = yuki.Viewer, From = Currency.Usd, To = Currency.Of("JPY"), Rate = 151.27m });
        await world.Do(new SetOwnSettings { By = world.Rosa.Viewer, AllowsLosses = true, LowBalance = 50_00 });
        await world.Do(new SetOwnSettings { By = elsa.Viewer, ApprovesCustomerOrders = true, DefaultMarkupPercent = 12.5m });
        await world.Do(new SetOwnSettings { By = world.Saul.Viewer, ApprovesCustomerOrders = true });
        foreach (var cast in new[] { world.Piet, world.Rosa, world.Saul, world.Cora, world.Xena, erik, elsa, yuki })
            await world.TopUp(cast, 2_000m);
    }

    private static async Task Catalogue(World world)
    {
        var mail = await world.Plan("MAIL", 8.35m, 12m, details: new() { CancellationDays = 14 });
        await world.Plan(world.Nora, mail.ProductId, "MAILBIG", 16.95m, 25m, details: new() { DowngradesAtOnce = true, CancellationDays = 400 });
        await world.Plan(world.Nora, mail.ProductId, "MAILFREE", 0m, 0m, details: new() { GraceDays = 0, PausedDays = 5 });
        var disk = await world.Plan("DISK", 1.37m, 2.49m, details: new() { GraceDays = 0, PausedDays = 0, MinQuantity = 2, MaxQuantity = 40 });
        await world.Plan(world.Nora, disk.ProductId, "DISKBIG", 2.11m, details: new() { NoticeDays = 10, DowngradesAtOnce = true });
        var extra = await world.Do(new MakeProduct { By = world.Nora.Viewer, Code = "EXTRA", Name = "Extra", NeedsProductId = mail.ProductId });
        await world.Plan(world.Nora, extra.Id, "EXTRA", 3.33m, kind: PlanKind.AddOn);
        await world.Plan("EURO", 11.11m, 19m, currency: Currency.Eur, details: new() { Connector = "licence" });
        await world.Plan("LOGO", 49m, maker: world.Rosa);
        await world.Plan("PHONE", 5.05m, 9m, maker: world.Piet, details: new() { CancellationDays = 30, GraceDays = 3, Connector = "licence" });
        await world.Do(new SetExchangeRate { By = world.Nora.Viewer, From = Currency.Eur, To = Currency.Usd, Rate = 1.0931m });
        await using var db = world.Db();
        Cast[] makers = [world.Nora, world.Rosa, world.Piet];
        foreach (var plan in await db.Plans.AsNoTracking().ToListAsync())
        {
            var maker = makers.Single(m => m.Id == plan.OwnerId);
            var point = await db.PricePoints.AsNoTracking().FirstAsync(p => p.PlanId == plan.Id && p.Interval == Interval.Monthly);
            var cost = new Money(point.BaseCost, point.Currency).Amount;
            await world.PricePoint(maker, plan.Id, Interval.Quarterly, cost * 3, currency: point.Currency);
            await world.PricePoint(maker, plan.Id, Interval.HalfYearly, cost * 6, currency: point.Currency);
            await world.PricePoint(maker, plan.Id, Interval.OneTime, cost, currency: point.Currency);
        }
    }

    private sealed class Faults : ILogger<Desk>
    {
        private readonly ConcurrentQueue<string> told = new();

        public IReadOnlyCollection<string> Told => told;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) told.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }
}

/// <summary>Something a deed can be about: where it lies, whom it belongs to, and its state's number.</summary>
internal sealed record Thing(int BranchId, Guid Id, string Path, Guid About, int State, bool IsOpen);

/// <summary>What there is at a moment.</summary>
internal sealed record Sight
{
    public required DateOnly Today { get; init; }
    public required IReadOnlyList<Account> Accounts { get; init; }
    public required IReadOnlyDictionary<Guid, Terms> Terms { get; init; }
    public required IReadOnlyList<Plan> Plans { get; init; }
    public required IReadOnlyList<Thing> Living { get; init; }
    public required IReadOnlyList<Thing> Ended { get; init; }
    public required IReadOnlyList<Thing> Open { get; init; }
    public required IReadOnlyList<Thing> Closed { get; init; }
    public required IReadOnlyList<Thing> Work { get; init; }
    public required IReadOnlyList<Thing> Rules { get; init; }

    /// <summary>An owner of the account.</summary>
    public static Viewer Owner(Account account) => new()
    {
        Name = account.Name, AccountId = account.Id, BranchId = account.BranchId, Path = account.Path, Kind = account.Kind, Rights = Right.All,
    };

    /// <summary>The account at a path.</summary>
    public Account At(string path) => Accounts.First(a => a.Path == path);

    /// <summary>The account with this id.</summary>
    public Account Of(Guid id) => Accounts.First(a => a.Id == id);
}
