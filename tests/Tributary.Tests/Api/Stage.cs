using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Pricing;
using Tributary.Subscriptions;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>The cast with something of everything, for trying every door: Cora has bought from Saul, who has a rival, Sven, under Rosa too.</summary>
public sealed class Stage : IAsyncDisposable
{
    private readonly Dictionary<(Guid, string), HttpClient> clients = [];
    private readonly Dictionary<(Guid, Role), User> people = [];
    private readonly Dictionary<(Guid, Role, DateOnly), Visitor> visitors = [];

    private Stage(Panel panel) => Panel = panel;

    public Panel Panel { get; }
    public World World => Panel.World;
    public Cast Sven { get; private set; } = null!;
    public Cast Opened { get; private set; } = null!;
    public MadePlan Plan { get; private set; } = null!;
    public MadePlan Own { get; private set; } = null!;
    public Subscription Running { get; private set; } = null!;
    public string Waiting { get; private set; } = "";
    public string Delivering { get; private set; } = "";
    public string Asset { get; private set; } = "";
    public string[] Works { get; private set; } = [];
    public string Rule { get; private set; } = "";
    public string Rate { get; private set; } = "";
    public string Key { get; private set; } = "";
    public string Import { get; private set; } = "";
    public string Person { get; private set; } = "";
    public string Leaver { get; private set; } = "";
    /// <summary>The place of <see cref="Person"/> at Saul, and of <see cref="Leaver"/>.</summary>
    public string PersonsPlace { get; private set; } = "";
    public string LeaversPlace { get; private set; } = "";
    /// <summary>The membership by which Saul's owner acts in <see cref="Visit"/>.</summary>
    public Guid SaulsPlace { get; private set; }
    /// <summary>The place at Cora to which Saul's owner is invited.</summary>
    public Guid SaulsInvitation { get; private set; }
    public string TopUpOfCora { get; private set; } = "";

    public static async Task<Stage> Open(DatabaseKind kind)
    {
        // Whoever is held off is answered nothing that a test of doors or of bad input wants to know.
        var stage = new Stage(await Panel.Open(kind, host => host.UseSetting("Api:PerKeyPerMinute", "1000000").UseSetting("Api:PerAddressPerMinute", "1000000")));
        await stage.Fill();
        return stage;
    }

    /// <summary>A program with a key of this account; with every scope unless one is named.</summary>
    public async Task<HttpClient> As(Cast cast, string? scope = null)
    {
        if (!clients.TryGetValue((cast.Id, scope ?? ""), out var client))
            clients[(cast.Id, scope ?? "")] = client = scope is null ? await Panel.Api(cast) : await Panel.Api(cast, scope);
        return client;
    }

    /// <summary>Somebody of this account at a browser, signed in; of one role the same person each time, who signs in once a day.</summary>
    public async Task<Visitor> Visit(Cast cast, Role role = Role.Owner)
    {
        if (!people.TryGetValue((cast.Id, role), out var person))
            people[(cast.Id, role)] = person = await Panel.Person(cast, role, email: $"{role}.of.{cast.Account.Name}@people.test".ToLowerInvariant(), name: $"{cast.Account.Name}s {role}");
        if (!visitors.TryGetValue((cast.Id, role, World.Today), out var visitor))
            visitors[(cast.Id, role, World.Today)] = visitor = await Panel.SignIn(person);
        return visitor;
    }

    public ValueTask DisposeAsync() => Panel.DisposeAsync();

    private async Task<(string Person, string Place)> Employ(TributaryDb db, string name, string email)
    {
        var person = await Panel.Person(World.Saul, Role.Support, email: email, name: name);
        var place = await db.Memberships.Where(m => m.UserId == person.Id).Select(m => m.Id).SingleAsync();
        return (PublicId.Format("usr", person.Id), PublicId.Format("mbr", place));
    }

    private async Task Fill()
    {
        var world = World;
        Sven = await world.Add(world.Rosa, AccountKind.Reseller, "Sven");
        var opened = await world.Do(new OpenAccount
        {
            By = world.Saul.Viewer, ParentBranchId = world.Saul.BranchId, ParentId = world.Saul.Id, Kind = AccountKind.Reseller, Details = World.Details("Olga"),
        });
        await world.Register();
        await using var db = world.Db();
        Opened = world.Saul with { Account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == opened.Id) };
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 1000m);
        TopUpOfCora = PublicId.Format("pst", (await world.TopUp(world.Cora, 1000m)).PostingId);

        Plan = await world.Plan();
        Own = await world.Plan("CARE", 77m, maker: world.Saul);
        var bought = await world.Order(world.Cora, Plan);
        var work = PublicId.Format("wrk", await db.Work.Where(w => w.OrderId == bought.OrderId).Select(w => w.Id).SingleAsync());
        var made = new { kind = "licence", name = "Cora's key", secret = "open sesame" };
        (await (await As(world.Nora)).Post($"/work/{work}/done", new { assets = new[] { made } })).Must(200);
        Running = await world.Reload(bought.Lines[0].SubscriptionId);
        Asset = PublicId.Format("ast", await db.Assets.Select(a => a.Id).SingleAsync());
        for (var i = 0; i < 3; i++) await world.Order(world.Cora, Plan);
        Works = [.. (await db.Work.Where(w => w.FinishedAt == null).Select(w => w.Id).ToListAsync()).Select(id => PublicId.Format("wrk", id))];
        Delivering = PublicId.Format("ord", (await world.Order(world.Cora, Plan)).OrderId);
        await world.Do(new SetOwnSettings { By = world.Saul.Viewer, ApprovesCustomerOrders = true });
        Waiting = PublicId.Format("ord", (await world.Order(world.Cora, Plan, by: world.Cora.Viewer)).OrderId);

        Rule = PublicId.Format("prc", (await world.Markup(world.Saul, 30m)).RuleId);
        Rate = PublicId.Format("rat", (await world.Do(new SetExchangeRate { By = world.Saul.Viewer, From = Currency.Usd, To = Currency.Eur, Rate = 0.9m })).Id);
        (Person, PersonsPlace) = await Employ(db, "Pia Plumb", "pia@saul.test");
        (Leaver, LeaversPlace) = await Employ(db, "Leo Lathe", "leo@saul.test");
        await Visit(world.Saul);
        SaulsPlace = await db.Memberships.Where(m => m.AccountId == world.Saul.Id && m.Role == Role.Owner).Select(m => m.Id).SingleAsync();
        SaulsInvitation = (await world.Do(new AddPerson
        {
            By = world.Cora.Viewer, AccountBranch = world.Cora.BranchId, AccountId = world.Cora.Id, UserId = people[(world.Saul.Id, Role.Owner)].Id, Role = Role.Viewer, AsksFirst = true,
        })).MembershipId;
        var saul = await As(world.Saul);
        Key = (await saul.Post("/keys", new { name = "Shop", scopes = new[] { "accounts:read" } })).Must(201).Id;
        Import = (await saul.Raw("/price-lists/imports?fileName=list.csv", "product,code,name,currency,monthly_price\nMail,TEAM,Team,USD,5.00\n", "text/csv")).Must(201).Id;
    }
}
