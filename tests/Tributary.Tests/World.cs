using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Reports;

namespace Tributary.Tests;

/// <summary>One of the cast: an account, and an owner of it who sees all below.</summary>
/// <param name="Account">The account as it was when the story began.</param>
/// <param name="Viewer">An owner of it.</param>
/// <param name="Seller">Who sells to it, null for Nora and Dana.</param>
public sealed record Cast(Account Account, Viewer Viewer, Cast? Seller)
{
    public Guid Id => Account.Id;
    public int BranchId => Account.BranchId;
}

/// <summary>
/// The stage of every story: a fresh database, a clock at 15 January 2026, 09:00 UTC, a desk, and the cast: Nora the
/// provider, Piet a partner, Rosa a reseller under Piet, Saul a sub-reseller under Rosa, Cora a customer of Saul, Dana a
/// division of Cora, and Xena, a reseller in another branch. All are active and registered; money is in USD, prepaid, and
/// every wallet is empty.
/// </summary>
public sealed partial class World : IAsyncDisposable
{
    private static readonly Template Entered = new(async kind =>
    {
        var database = await TestDatabase.Create(kind);
        var world = new World(database);
        await world.Enter();
        await world.Desk.DisposeAsync();
        return database;
    });

    private readonly TestDatabase database;

    private World(TestDatabase database, int lanes = Desk.LanesOnPostgres)
    {
        this.database = database;
        Desk = new Desk(database.Choice, Clock, NullLogger<Desk>.Instance, lanes: lanes);
    }

    public MovableClock Clock { get; } = new(new DateTime(2026, 1, 15, 9, 0, 0, DateTimeKind.Utc));
    public Desk Desk { get; }
    public DatabaseChoice Database => database.Choice;
    /// <summary>What <c>TRIBUTARY_DB</c> would be, for a program on this stage.</summary>
    public string Setting => database.Setting;
    public DateOnly Today => DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);

    public Cast Nora { get; private set; } = null!;
    public Cast Piet { get; private set; } = null!;
    public Cast Rosa { get; private set; } = null!;
    public Cast Saul { get; private set; } = null!;
    public Cast Cora { get; private set; } = null!;
    public Cast Dana { get; private set; } = null!;
    public Cast Xena { get; private set; } = null!;

    /// <summary>The program itself, as a worker acts.</summary>
    public Viewer Worker => Viewer.Program("Worker", Nora.Id);

    /// <summary>A stage with the cast on it. With one lane its desk does one thing at a time, in the order of asking.</summary>
    public static async Task<World> Open(DatabaseKind kind, int lanes = Desk.LanesOnPostgres)
    {
        var world = new World(await Entered.Copy(kind), lanes);
        await world.Recognize();
        return world;
    }

    /// <summary>A stage with the cast on it, in this database, which goes with it.</summary>
    public static async Task<World> Open(TestDatabase database)
    {
        var world = new World(database);
        await world.Enter();
        return world;
    }

    /// <summary>A stage with nobody on it, as before the first run.</summary>
    public static async Task<World> Empty(DatabaseKind kind) => new(await TestDatabase.Create(kind));

    /// <summary>A context of its own; the caller disposes it.</summary>
    public TributaryDb Db() => database.NewDb();

    /// <summary>Hands a deed to the desk.</summary>
    public Task<T> Do<T>(Deed<T> deed) where T : notnull => Desk.Do(deed);

    /// <summary>Expects the deed to be refused with this code.</summary>
    public async Task<Refusal> Refused<T>(string code, Deed<T> deed) where T : notnull
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Do(deed));
        Assert.Equal(code, refusal.Code);
        return refusal;
    }

    /// <summary>Opens an account under <paramref name="parent"/>, registers it, and has a reseller confirmed; the owner of the seller does it.</summary>
    public async Task<Cast> Add(Cast parent, AccountKind kind, string name, string? sellsIn = null, Currency? buysIn = null,
        Settlement settlement = Settlement.Prepaid, long creditLimit = 0)
    {
        var reseller = kind == AccountKind.Reseller;
        var seller = parent;
        while (seller.Account.Kind is AccountKind.Customer or AccountKind.Division) seller = seller.Seller!;
        var opened = await Do(new OpenAccount
        {
            By = seller.Viewer, ParentBranchId = parent.BranchId, ParentId = parent.Id, Kind = kind, Details = Details(name) with { Currency = sellsIn },
            TermsCurrency = buysIn, Settlement = settlement, CreditLimit = creditLimit, MayOpen = reseller ? MayOpen.All : MayOpen.Nothing,
        });
        await Register();
        if (reseller)
        {
            await Do(new SubmitAccount { By = seller.Viewer, InBranch = opened.BranchId, AccountId = opened.Id });
            await Do(new ConfirmAccount { By = Nora.Viewer, InBranch = opened.BranchId, AccountId = opened.Id });
        }
        return await Cast(opened.Id, kind == AccountKind.Division ? null : seller);
    }

    /// <summary>Gives the accounts that wait for one their numbers, as the worker does.</summary>
    public async Task Register()
    {
        await using var db = Db();
        foreach (var deed in await RegisterAccounts.Waiting(db, Worker)) await Do(deed);
    }

    /// <summary>An API key of this account with every scope.</summary>
    public async Task<string> Key(Cast of, int days = 365)
    {
        var secret = KeySecret.New();
        await Do(new CreateKey
        {
            By = of.Viewer, AccountBranch = of.BranchId, AccountId = of.Id, Name = "Shop", Scopes = Scopes.All, Days = days, Hash = secret.Hash, Prefix = secret.Prefix,
        });
        return secret.Text;
    }

    /// <summary>The account as it is now.</summary>
    public async Task<Account> Reload(Cast cast)
    {
        await using var db = Db();
        return await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == cast.Id);
    }

    /// <summary>A company's details that pass every check.</summary>
    public static AccountDetails Details(string name) => new()
    {
        Name = name, Street = "Hafenstraße 4", PostalCode = "20457", City = "Hamburg", Country = "DE", Language = "en", TimeZone = "UTC",
        Email = "office@example.com",
    };

    /// <summary>The invariants that the story itself breaks, posting by hand what no deed would.</summary>
    public ISet<Invariant> Unkept { get; } = new HashSet<Invariant>();

    /// <summary>Ends the story: whatever was done in it, the books hold.</summary>
    public async ValueTask DisposeAsync()
    {
        await Desk.DisposeAsync();
        try
        {
            await database.BooksMustBalance(Unkept);
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    private async Task Enter()
    {
        var root = await Do(new SetUp { By = SetUp.Nobody, Details = Details("Nora") with { Currency = "USD" } });
        Nora = await Cast(root.Id, null);
        Piet = await Add(Nora, AccountKind.Reseller, "Piet");
        Rosa = await Add(Piet, AccountKind.Reseller, "Rosa");
        Saul = await Add(Rosa, AccountKind.Reseller, "Saul");
        Cora = await Add(Saul, AccountKind.Customer, "Cora");
        Dana = await Add(Cora, AccountKind.Division, "Dana");
        Xena = await Add(Nora, AccountKind.Reseller, "Xena");
        // Whatever they were told while they came on was mailed before the story begins.
        await using var db = Db();
        await db.Notices.ExecuteUpdateAsync(set => set.SetProperty(n => n.ForMail, false));
    }

    // The cast of a stage that was copied with them on it.
    private async Task Recognize()
    {
        await using var db = Db();
        var accounts = await db.Accounts.AsNoTracking().ToDictionaryAsync(a => a.Name);
        Cast As(string name, Cast? seller) => new(accounts[name], Owner(accounts[name]), seller);
        Nora = As("Nora", null);
        Piet = As("Piet", Nora);
        Rosa = As("Rosa", Piet);
        Saul = As("Saul", Rosa);
        Cora = As("Cora", Saul);
        Dana = As("Dana", null);
        Xena = As("Xena", Nora);
    }

    private async Task<Cast> Cast(Guid id, Cast? seller)
    {
        await using var db = Db();
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == id);
        return new(account, Owner(account), seller);
    }

    private static Viewer Owner(Account account) => new()
    {
        UserId = Guid.CreateVersion7(), Name = account.Name, AccountId = account.Id, BranchId = account.BranchId, Path = account.Path,
        Kind = account.Kind, Rights = Right.All,
    };
}
