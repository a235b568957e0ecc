using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Notices;
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

    private HttpClient? own;

    private Stage(Panel panel) => Panel = panel;

    public Panel Panel { get; }
    public World World => Panel.World;
    public Cast Sven { get; private set; } = null!;
    public Cast Opened { get; private set; } = null!;
    public MadePlan Plan { get; private set; } = null!;
    public MadePlan Own { get; private set; } = null!;
    public Subscription Running { get; private set; } = null!;
    /// <summary>What Rosa agrees with those who buy from her, Saul among them.</summary>
    public string Agreement { get; private set; } = "";
    public string Waiting { get; private set; } = "";
    public string Delivering { get; private set; } = "";
    public string Asset { get; private set; } = "";
    public string[] Works { get; private set; } = [];
    public string Rule { get; private set; } = "";
    /// <summary>The token of somebody at Cora who is on the way into what Nora makes.</summary>
    public string LaunchToken { get; private set; } = "";
    public string Rate { get; private set; } = "";
    public string Key { get; private set; } = "";
    public string Import { get; private set; } = "";
    /// <summary>Saul's file of people, checked: one row can be used, one cannot.</summary>
    public string Batch { get; private set; } = "";
    /// <summary>What Saul had done to many, which was refused; his view of the list, and one that is taken away.</summary>
    public string Bulk { get; private set; } = "";
    public string View { get; private set; } = "";
    public string Doomed { get; private set; } = "";
    /// <summary>What Saul has noted on his graph.</summary>
    public string Note { get; private set; } = "";
    public string OtherNote { get; private set; } = "";
    public string Person { get; private set; } = "";
    public string Leaver { get; private set; } = "";
    /// <summary>The place of <see cref="Person"/> at Saul, and of <see cref="Leaver"/>.</summary>
    public string PersonsPlace { get; private set; } = "";
    public string LeaversPlace { get; private set; } = "";
    /// <summary>The membership by which Saul's owner acts in <see cref="Visit"/>.</summary>
    public Guid SaulsPlace { get; private set; }
    /// <summary>The place at Cora to which Saul's owner is invited.</summary>
    public Guid SaulsInvitation { get; private set; }
    /// <summary>The visit of <see cref="Person"/> at Cora, which they have not begun yet.</summary>
    public string Pass { get; private set; } = "";
    public string TopUpOfCora { get; private set; } = "";
    /// <summary>A customer of Saul that has bought what Saul makes, and the invoice it got for that.</summary>
    public Cast Ines { get; private set; } = null!;
    public string Invoice { get; private set; } = "";
    /// <summary>The mail with which Saul's account asks that owner on Cora's behalf.</summary>
    public string Mail { get; private set; } = "";

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

    /// <summary>Whoever may by this recipe: a program with a key of the account, or one with a key of a person in it.</summary>
    public async Task<HttpClient> As(Recipe recipe)
    {
        if (!recipe.Personal) return await As(recipe.By(this));
        return own ??= Panel.Api(await Panel.KeyOf(World.Saul, await Panel.Person(World.Saul, Role.Viewer, email: "quin@saul.test", name: "Quin Quill")));
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

        Agreement = PublicId.Format("agr", (await world.Do(new PublishAgreement { By = world.Rosa.Viewer, Title = "Reseller agreement", Text = "Sell *well*." })).Id);
        Plan = await world.Plan();
        Own = await world.Plan("CARE", 77m, maker: world.Saul);
        var bought = await world.Order(world.Cora, Plan);
        var work = PublicId.Format("wrk", await db.Work.Where(w => w.OrderId == bought.OrderId).Select(w => w.Id).SingleAsync());
        var made = new { kind = "licence", name = "Cora's key", secret = "open sesame" };
        (await (await As(world.Nora)).Post($"/work/{work}/done", new { assets = new[] { made } })).Must(200);
        Running = await world.Reload(bought.Lines[0].SubscriptionId);
        Asset = PublicId.Format("ast", await db.Assets.Select(a => a.Id).SingleAsync());
        await world.Do(new EditProduct { By = world.Nora.Viewer, ProductId = Plan.ProductId, LaunchAddress = "https://mail.test/start" });
        for (var i = 0; i < 3; i++) await world.Order(world.Cora, Plan);
        Works = [.. (await db.Work.Where(w => w.FinishedAt == null).Select(w => w.Id).ToListAsync()).Select(id => PublicId.Format("wrk", id))];
        Delivering = PublicId.Format("ord", (await world.Order(world.Cora, Plan)).OrderId);
        await world.Do(new SetOwnSettings { By = world.Saul.Viewer, ApprovesCustomerOrders = true, LowBalance = 10_000_000 });
        Waiting = PublicId.Format("ord", (await world.Order(world.Cora, Plan, by: world.Cora.Viewer)).OrderId);

        OtherNote = PublicId.Format("gnt", (await world.Do(new Tributary.Usage.WriteGraphNote { By = world.Saul.Viewer, Day = world.Today, Text = "Summer fair" })).Id);
        Note = PublicId.Format("gnt", (await world.Do(new Tributary.Usage.WriteGraphNote { By = world.Saul.Viewer, Day = world.Today, Text = "Spring promotion" })).Id);
        Rule = PublicId.Format("prc", (await world.Markup(world.Saul, 30m)).RuleId);
        Rate = PublicId.Format("rat", (await world.Do(new SetExchangeRate { By = world.Saul.Viewer, From = Currency.Usd, To = Currency.Eur, Rate = 0.9m })).Id);
        (Person, PersonsPlace) = await Employ(db, "Pia Plumb", "pia@saul.test");
        (Leaver, LeaversPlace) = await Employ(db, "Leo Lathe", "leo@saul.test");
        await Visit(world.Saul);
        SaulsPlace = await db.Memberships.Where(m => m.AccountId == world.Saul.Id && m.Role == Role.Owner).Select(m => m.Id).SingleAsync();
        // Whichever person it is, the token is the same sort.
        var way = await new Tributary.Usage.LaunchProduct(world.Database, world.Clock)
            .Do(world.Cora.Viewer with { UserId = people[(world.Saul.Id, Role.Owner)].Id }, Running.Id, CancellationToken.None);
        LaunchToken = way.Query["?launch=".Length..];
        SaulsInvitation = (await world.Do(new AddPerson
        {
            By = world.Cora.Viewer, AccountBranch = world.Cora.BranchId, AccountId = world.Cora.Id, UserId = people[(world.Saul.Id, Role.Owner)].Id, Role = Role.Viewer, AsksFirst = true, Invites = true,
        })).MembershipId;
        Ines = await world.Add(world.Saul, AccountKind.Customer, "Ines");
        await world.TopUp(Ines, 1000m);
        var care = await world.Order(Ines, Own, by: world.Saul.Viewer);
        var caring = await db.Work.AsNoTracking().SingleAsync(w => w.OrderId == care.OrderId);
        await world.Do(new FinishWork { By = world.Worker, Branch = caring.BranchId, WorkId = caring.Id, Outcome = new() { Kind = Tributary.Provisioning.OutcomeKind.Done, ExternalId = "care-1" } });
        // Billed by a desk for which the month has ended, so that time does not pass for everybody else.
        await using (var later = new Desk(world.Database, new MovableClock(new DateOnly(2026, 2, 1)), Microsoft.Extensions.Logging.Abstractions.NullLogger<Desk>.Instance))
            Invoice = PublicId.Format("inv", (await Tributary.Billing.BillNow.Do(db, later, world.Saul.Viewer, Ines.Account)).Single().Id);
        var mail = await db.Messages.SingleAsync(m => m.SenderId == world.Saul.Id);
        Mail = PublicId.Format("msg", mail.Id);
        // It has gone out already, so that it reads the same however late a worker looks.
        await db.Messages.Where(m => m.Id == mail.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MessageState.Sent).SetProperty(m => m.Version, m => m.Version + 1));
        var saul = await As(world.Saul);
        Key = (await saul.Post("/keys", new { name = "Shop", scopes = new[] { "accounts:read" } })).Must(201).Id;
        Pass = (await saul.Post("/guest-passes", new { account = world.Cora.Ref(), visitor = Person, reason = "Looks into a question", minutes = 30 })).Must(201).Id;
        Import = (await saul.Raw("/price-lists/imports?fileName=list.csv", "product,code,name,currency,monthly_price\nMail,TEAM,Team,USD,5.00\n", "text/csv")).Must(201).Id;
        Batch = (await saul.Raw("/imports/people?account=" + world.Cora.Ref(), "email,name\nbea@example.com,Bea\nben,Ben\n", "text/csv")).Must(201).Id;
        await PeopleImportsTests.Until(saul, Batch, "checked");
        await world.Foretell();
        Bulk = (await saul.Post("/subscriptions/bulk", new { deed = "resume", subscriptions = new[] { PublicId.Format("sub", Running.Id) } })).Must(202).Id;
        await PeopleImportsTests.Until(saul, Bulk, "done", "/subscriptions/bulk/");
        View = (await saul.Post("/views", new { name = "Due first", query = "sort=due" })).Must(201).Id;
        Doomed = (await saul.Post("/views", new { name = "Not for long" })).Must(201).Id;
    }
}
