using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Billing;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Data.Seed;

/// <summary>How the demo opens an account.</summary>
internal delegate Task<DemoParty> DemoOpen(
    DemoParty parent, AccountKind kind, string name, string country, string person, Currency buysIn, string? sellsIn = null,
    Settlement settlement = Settlement.Prepaid, long limit = 0, int target = 0);

/// <summary>A day after another of the demo's year: accounts are opened, things are ordered, delivered, renewed, changed, paid for.</summary>
internal sealed class DemoYear(
    Desk desk, DatabaseChoice database, MovableClock clock, DemoNames names, List<DemoParty> parties, Viewer worker, DemoOpen open)
{
    private const int Resellers = 40;
    private const int Customers = 330;
    private const int Divisions = 70;
    // How long the past is of which it is told who used what.
    private const int UsedDays = 190;
    private readonly List<(int Day, Func<Task> Event)> calendar = [];
    private readonly List<(Guid Id, Interval[] Intervals, bool AddOn)> plans = [];

    private DemoUsage? usage;

    private DemoParty Rosewood => parties.Single(p => p.Name == "Rosewood IT");

    /// <summary>Reads the catalogue and writes down on which day who is opened.</summary>
    public async Task Prepare()
    {
        await using var db = database.CreateDbContext();
        var points = await db.PricePoints.AsNoTracking().ToListAsync();
        foreach (var plan in await db.Plans.AsNoTracking().OrderBy(p => p.Code).ThenBy(p => p.Id).ToListAsync())
            plans.Add((plan.Id, [.. points.Where(p => p.PlanId == plan.Id).Select(p => p.Interval).Distinct().Order()], plan.Kind == PlanKind.AddOn));

        for (var i = 0; i < Resellers - 1; i++) calendar.Add((1 + i * 3, OpenReseller));
        for (var i = 0; i < Customers - 1; i++) calendar.Add((2 + i * 330 / Customers, OpenCustomer));
        for (var i = 0; i < Divisions; i++) calendar.Add((40 + i * 300 / Divisions, OpenDivision));
        calendar.Sort((a, b) => a.Day.CompareTo(b.Day));
    }

    /// <summary>One day.</summary>
    public async Task Day(int day, int days)
    {
        var hour = clock.GetUtcNow().UtcDateTime;
        while (calendar.Count > 0 && calendar[0].Day <= day)
        {
            await calendar[0].Event();
            calendar.RemoveAt(0);
        }
        // For its last weeks Rosewood does not fill its wallet: renewals below it go through grace, orders wait.
        if (day == days - 12) Rosewood.Starved = true;

        if (day % 2 == 0) await Fill();
        if (day % 30 == 0) await Pay();
        if (hour.Day == 1) await new BillingRun(database, desk).Run(worker);
        await new RenewalRun(database, desk).Run(worker);
        await new RetryUnfunded(database, desk).Run(worker);
        clock.MoveTo(hour.AddHours(3));
        await Order(day);
        if (day % 5 == 0) await Change();
        clock.MoveTo(hour.AddHours(6));
        await Deliver(leave: day == days ? 6 : 0);
        if (day == days - UsedDays) usage = new(database, clock, clock.GetUtcNow().UtcDateTime);
        if (usage is not null && (day % 5 == 0 || day == days)) await usage.Report(parties[0].Viewer);
    }

    private async Task OpenReseller()
    {
        var sellers = parties.Where(p => p.Kind == AccountKind.Reseller && TreePath.Depth(p.Path) <= 3).ToList();
        var seller = names.Pick(sellers);
        var country = seller.SellsIn == Currency.Eur ? "DE" : seller.SellsIn == Currency.Gbp ? "GB" : "US";
        var invoiced = names.Random.Next(6) == 0;
        var party = await open(seller, AccountKind.Reseller, names.Reseller(), country, "Operator", seller.SellsIn, null,
            invoiced ? Settlement.Invoiced : Settlement.Prepaid, invoiced ? 20_000_00 : 0, invoiced ? 0 : 5_000);
        await desk.Do(new SetPrice { By = seller.Viewer, BuyerId = party.Id, Kind = PriceRuleKind.Markup, Percent = names.Pick<decimal>([8, 10, 12.5m, 15]) });
        if (names.Random.Next(3) == 0)
            await desk.Do(new SetPrice { By = party.Viewer, PlanId = names.Pick(plans).Id, Kind = PriceRuleKind.Markup, Percent = names.Pick<decimal>([30, 35, 40]) });
    }

    private async Task OpenCustomer()
    {
        var sellers = parties.Where(p => p.Kind == AccountKind.Reseller).ToList();
        var seller = names.Random.Next(9) == 0 ? Rosewood : names.Pick(sellers);
        var country = seller.SellsIn == Currency.Eur ? "DE" : seller.SellsIn == Currency.Gbp ? "GB" : "US";
        await open(seller, AccountKind.Customer, names.Customer(), country, "Office", seller.SellsIn, target: names.Pick([800, 1_500, 3_000]));
    }

    private async Task OpenDivision()
    {
        var customers = parties.Where(p => p.Kind == AccountKind.Customer).ToList();
        var customer = names.Pick(customers);
        await open(customer, AccountKind.Division, names.Division(customer.Name), customer.SellsIn == Currency.Eur ? "DE" : customer.SellsIn == Currency.Gbp ? "GB" : "US", "Office", customer.BuysIn);
    }

    private async Task Order(int day)
    {
        var buyers = parties.Where(p => p.Kind is AccountKind.Customer or AccountKind.Division).ToList();
        var count = buyers.Count == 0 ? 0 : 1 + names.Random.Next(4);
        var deeds = new List<Deed>();
        for (var i = 0; i < count; i++)
        {
            var buyer = day % 17 == 0 && i == 0 ? names.Pick(parties.Where(p => p.Kind == AccountKind.Reseller).ToList()) : names.Pick(buyers);
            var (plan, intervals, addOn) = names.Pick(plans);
            var seats = addOn || intervals is [Interval.OneTime] or [Interval.Yearly] ? 1 : names.Pick([1, 1, 2, 2, 3, 3, 5, 8]);
            deeds.Add(new PlaceOrder
            {
                By = names.Random.Next(2) == 0 || buyer.Seller is null ? buyer.Viewer : SellerOf(buyer).Viewer, Branch = buyer.BranchId, AccountId = buyer.Id,
                Items = [new(plan, names.Pick(intervals), seats)],
            });
        }
        Mind(await desk.DoAll(deeds), "wallet.insufficient");
    }

    private async Task Change()
    {
        await using var db = database.CreateDbContext();
        var running = await db.Subscriptions.AsNoTracking().Where(s => s.State == SubscriptionState.Active && s.TermEnd != null && s.OpenLineId == null)
            .OrderBy(s => s.Id).Select(s => new { s.Id, s.BranchId, s.Path, s.AccountId, s.Quantity }).ToListAsync();
        if (running.Count < 10) return;
        var one = names.Pick(running);
        var by = parties.Single(p => p.Id == one.AccountId).Viewer;
        Deed deed = names.Random.Next(10) switch
        {
            0 => new CancelSubscription { By = by, Branch = one.BranchId, SubscriptionId = one.Id, Reason = "No longer needed" },
            1 => new CancelSubscription { By = by, Branch = one.BranchId, SubscriptionId = one.Id, Now = true, Reason = "Ordered by mistake" },
            2 => new PauseSubscription { By = by, Branch = one.BranchId, SubscriptionId = one.Id, What = PauseWhat.Pause },
            _ => new ChangeSubscription { By = by, Branch = one.BranchId, SubscriptionId = one.Id, Quantity = one.Quantity + names.Pick([1, 1, 2, 3]) },
        };
        Mind(await desk.DoAll([deed]), "wallet.insufficient", "change.later", "subscription.renewed_early", "quantity.range", "subscription.cannot_change", "subscription.cannot_pause");
    }

    private async Task Deliver(int leave)
    {
        await using var db = database.CreateDbContext();
        var open = await db.Work.AsNoTracking().Where(w => w.FinishedAt == null).OrderBy(w => w.Id).Select(w => new { w.Id, w.BranchId, w.SubscriptionId, w.Action, w.Title }).ToListAsync();
        var nora = parties[0].Viewer;
        Mind(await desk.DoAll(open.SkipLast(leave).Select(w => new FinishWork
        {
            By = nora, Branch = w.BranchId, WorkId = w.Id, Outcome = new WorkOutcome
            {
                Kind = OutcomeKind.Done, ExternalId = $"svc-{w.SubscriptionId.ToString("N")[..10]}",
                Assets = w.Action == WorkAction.Create ? [new("service", w.Title)] : [],
            },
        })));
    }

    private async Task Fill()
    {
        await using var db = database.CreateDbContext();
        var wallets = await db.Books.AsNoTracking().Where(b => b.Purpose == BookPurpose.Wallet).ToDictionaryAsync(b => b.BuyerId, b => b.Balance);
        var waits = (await db.Orders.AsNoTracking().Where(o => o.State == OrderState.AwaitingFunds).Select(o => new { o.ShortId, o.ShortAmount }).ToListAsync())
            .GroupBy(o => o.ShortId!.Value).ToDictionary(g => g.Key, g => g.Sum(o => o.ShortAmount));
        var low = parties.Where(p => p.Target > 0 && !p.Starved)
            .Select(p => (Party: p, Has: new Money(wallets.GetValueOrDefault(p.Id) - waits.GetValueOrDefault(p.Id), p.BuysIn).Amount))
            .Where(p => p.Has < p.Party.Target * 0.5m).ToList();
        // Who has to fill its wallet often fills it higher the next time.
        foreach (var (party, _) in low)
            if (party != Rosewood) party.Target = (int)(party.Target * 1.3m);
        Mind(await desk.DoAll(low.Select(p => Demo.TopUp(p.Party, decimal.Ceiling((p.Party.Target - p.Has) / 100) * 100))));
        if (low.Count > 0) await new RetryUnfunded(database, desk).Run(worker, [.. low.Select(p => p.Party.Id)]);
    }

    /// <summary>Who buys on account pays what it owes.</summary>
    private async Task Pay()
    {
        await using var db = database.CreateDbContext();
        var owed = await db.Books.AsNoTracking().Where(b => b.Purpose == BookPurpose.Owed && b.Balance < 0).ToDictionaryAsync(b => b.BuyerId, b => -b.Balance);
        Mind(await desk.DoAll(parties.Where(p => p.Settlement == Accounts.Settlement.Invoiced && owed.ContainsKey(p.Id))
            .Select(p => Demo.TopUp(p, new Money(owed[p.Id], p.BuysIn).Amount))));
    }

    private static DemoParty SellerOf(DemoParty buyer)
    {
        var seller = buyer.Seller!;
        while (seller.Kind is AccountKind.Customer or AccountKind.Division) seller = seller.Seller!;
        return seller;
    }

    // A refusal that a business meets every day is part of the story; anything else is a bug and stops it.
    private static void Mind(IReadOnlyList<object> answers, params string[] expected)
    {
        foreach (var answer in answers)
            if (answer is Exception no && !(no is Refusal refusal && expected.Contains(refusal.Code))) throw no;
    }
}
