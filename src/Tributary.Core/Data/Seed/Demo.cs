using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Pricing;

namespace Tributary.Data.Seed;

/// <summary>One of the demo's accounts that a visitor may sign in to.</summary>
public sealed record DemoAccount(Guid Id, int BranchId, string Path, AccountKind Kind, string Name, string Person, string Email);

/// <summary>
/// A company with a year of past, made only by the deeds a person would use, on a desk of its own whose clock is moved
/// from a year ago until today. Two parts: <see cref="Begin"/> makes the provider and the accounts one may sign in to,
/// in a moment; <see cref="Live"/> lives through the year.
/// </summary>
public sealed class Demo : IAsyncDisposable
{
    private readonly DatabaseChoice database;
    private readonly MovableClock clock;
    private readonly DateTime until;
    private readonly DemoNames names = new(20260115);
    private readonly List<DemoParty> parties = [];
    private Viewer worker = SetUp.Nobody;

    /// <summary>A demo that ends at <paramref name="until"/> (UTC) and begins a year before.</summary>
    public Demo(DatabaseChoice database, DateTime until, ILogger<Desk>? log = null)
    {
        (this.database, this.until) = (database, until);
        clock = new MovableClock(until.Date.AddDays(-365).AddHours(9));
        Desk = new Desk(database, clock, log ?? NullLogger<Desk>.Instance);
    }

    /// <summary>The desk in the past.</summary>
    public Desk Desk { get; }

    /// <summary>Makes the provider, its catalogue, three partners of different make, one reseller and one customer.</summary>
    public async Task<IReadOnlyList<DemoAccount>> Begin()
    {
        var root = await Desk.Do(new SetUp { By = SetUp.Nobody, Details = names.Details("Meridian Distribution", "NL", "USD") });
        worker = Viewer.Program("Program", root.Id);
        var provider = Party(root, AccountKind.Provider, null, "Nora Visser", Currency.Usd, 0);
        await Import(provider);
        await Desk.Do(new SetExchangeRate { By = provider.Viewer, From = Currency.Eur, To = Currency.Usd, Rate = 1.09m });

        var north = await Open(provider, AccountKind.Reseller, "Northwind Cloud", "US", "Piet Jansen", Currency.Usd, target: 40_000);
        var rhein = await Open(provider, AccountKind.Reseller, "Rheinwerk Systems", "DE", "Petra Lindner", Currency.Usd, "EUR", Settlement.Invoiced, 250_000_00);
        var albion = await Open(provider, AccountKind.Reseller, "Albion Digital", "GB", "Paul Ashworth", Currency.Usd, "GBP", Settlement.BilledElsewhere);
        await Desk.Do(new SetExchangeRate { By = rhein.Viewer, From = Currency.Usd, To = Currency.Eur, Rate = 0.92m });
        await Desk.Do(new SetExchangeRate { By = albion.Viewer, From = Currency.Usd, To = Currency.Gbp, Rate = 0.79m });
        foreach (var (partner, markup) in new[] { (north, 12m), (rhein, 15m), (albion, 10m) })
            await Desk.Do(new SetPrice { By = provider.Viewer, BuyerId = partner.Id, Kind = PriceRuleKind.Markup, Percent = markup });

        var rosa = await Open(north, AccountKind.Reseller, "Rosewood IT", "US", "Rosa Delgado", Currency.Usd, target: 9_000);
        var cora = await Open(rosa, AccountKind.Customer, "Corbel Architects", "US", "Cora Winters", Currency.Usd, target: 1_500);
        return [.. new[] { provider, north, rhein, rosa, cora }.Select(p => p.Shown)];
    }

    /// <summary>Lives through the year. <paramref name="told"/> is called with the share that is done, 0 to 1.</summary>
    public async Task Live(Action<double> told, CancellationToken cancel = default)
    {
        var year = new DemoYear(Desk, database, clock, names, parties, worker, Open);
        await year.Prepare();
        var begin = clock.GetUtcNow().UtcDateTime;
        var days = (until - begin).Days;
        for (var day = 1; day <= days; day++)
        {
            cancel.ThrowIfCancellationRequested();
            clock.MoveTo(begin.AddDays(day));
            await year.Day(day, days);
            told((double)day / days);
        }
        if (clock.GetUtcNow().UtcDateTime < until) clock.MoveTo(until);
    }

    /// <summary>Closes the desk of the past.</summary>
    public ValueTask DisposeAsync() => Desk.DisposeAsync();

    private async Task Import(DemoParty provider)
    {
        var check = await Desk.Do(new CheckImport { By = provider.Viewer, Branch = 0, MakerId = provider.Id, File = CarriedPriceList.File(), Mapping = CarriedPriceList.Mapping });
        await Desk.Do(new ApplyImport { By = provider.Viewer, Branch = 0, MakerId = provider.Id, ImportId = check.ImportId });
    }

    private async Task<DemoParty> Open(
        DemoParty parent, AccountKind kind, string name, string country, string person, Currency buysIn, string? sellsIn = null,
        Settlement settlement = Settlement.Prepaid, long limit = 0, int target = 0)
    {
        var seller = parent.Kind is AccountKind.Customer or AccountKind.Division ? parent.Seller! : parent;
        var opened = await Desk.Do(new OpenAccount
        {
            By = seller.Viewer, ParentBranchId = parent.BranchId, ParentId = parent.Id, Kind = kind, Details = names.Details(name, country, sellsIn),
            TermsCurrency = kind == AccountKind.Division ? null : buysIn, Settlement = settlement, CreditLimit = limit,
            MayOpen = kind == AccountKind.Reseller ? MayOpen.All : kind == AccountKind.Customer ? MayOpen.Divisions : MayOpen.Nothing,
        });
        await Register();
        if (kind == AccountKind.Reseller)
        {
            await Desk.Do(new SubmitAccount { By = seller.Viewer, InBranch = opened.BranchId, AccountId = opened.Id });
            await Desk.Do(new ConfirmAccount { By = parties[0].Viewer, InBranch = opened.BranchId, AccountId = opened.Id });
        }
        var party = Party(opened, kind, kind == AccountKind.Division ? parent : seller, person, sellsIn is null ? buysIn : Currency.Of(sellsIn), target, name, buysIn, settlement);
        if (target > 0) await Desk.Do(TopUp(party, target));
        return party;
    }

    private async Task Register()
    {
        await using var db = database.CreateDbContext();
        foreach (var deed in await RegisterAccounts.Waiting(db, worker)) await Desk.Do(deed);
    }

    private DemoParty Party(
        AccountOpened opened, AccountKind kind, DemoParty? seller, string person, Currency sellsIn, int target, string name = "Meridian Distribution",
        Currency? buysIn = null, Settlement settlement = Settlement.Prepaid)
    {
        var party = new DemoParty(opened, kind, name, person, seller, sellsIn, buysIn ?? sellsIn, settlement, target);
        parties.Add(party);
        return party;
    }

    internal static TopUp TopUp(DemoParty party, decimal amount) => new()
    {
        By = party.Seller!.Viewer, InBranch = party.BranchId, BuyerId = party.Id, Amount = Money.Exact(amount, party.BuysIn), Note = "Bank transfer",
    };
}

/// <summary>An account of the demo, with the person who acts for it.</summary>
internal sealed class DemoParty(
    AccountOpened opened, AccountKind kind, string name, string person, DemoParty? seller, Currency sellsIn, Currency buysIn, Settlement settlement, int target)
{
    public Guid Id => opened.Id;
    public int BranchId => opened.BranchId;
    public string Path => opened.Path;
    public AccountKind Kind => kind;
    public DemoParty? Seller => seller;
    public Currency SellsIn => sellsIn;
    public Currency BuysIn => buysIn;
    public Settlement Settlement => settlement;
    public string Name => name;
    /// <summary>What its wallet is filled up to, in major units; 0 for one that is not prepaid.</summary>
    public int Target { get; set; } = target;
    /// <summary>True while it does not fill its wallet: the demo's one shortage.</summary>
    public bool Starved { get; set; }

    public DemoAccount Shown => new(Id, BranchId, Path, Kind, Name, person, $"{person.Split(' ')[0].ToLowerInvariant()}@demo.example");

    public Viewer Viewer => new()
    {
        Name = person, AccountId = Id, BranchId = BranchId, Path = Path, Kind = Kind, Rights = Right.All,
    };
}
