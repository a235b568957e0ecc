using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Partners;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>Sub-accounts by program: the tree, a new account and who is told of it, what is there already, and its number.</summary>
public sealed class CreateCustomerTests
{
    private static object Mill(string kind = "customer", object? notify = null, string name = "Bramblewick Mill GmbH") => new
    {
        kind, name, taxNumber = "DE811234567", notify, address = new { street = "Mühlenweg 17", postalCode = "99423", city = "Weimar", country = "DE" },
    };

    private static string[] Ids(Answer answer) => [.. answer.Body.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("id").GetString()!)];

    [Theory, OnBoth]
    public async Task S4_02_The_tree_opens_level_by_level_and_is_searched_by_name_number_domain_and_email(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await world.Do(new EditAccount { By = world.Rosa.Viewer, InBranch = world.Saul.BranchId, AccountId = world.Saul.Id, Details = new() { Domain = "panel.quayside.example" } });
        await panel.Person(world.Cora, email: "ines.holm@corbel.example", name: "Ines Holm");
        var piet = await panel.Api(world.Piet);

        Assert.Equal([world.Rosa.Ref()], Ids(await piet.Get($"/accounts?parent={world.Piet.Ref()}")));
        Assert.Equal([world.Saul.Ref()], Ids(await piet.Get($"/accounts?parent={world.Rosa.Ref()}")));
        Assert.Equal([world.Cora.Ref()], Ids(await piet.Get($"/accounts?parent={world.Saul.Ref()}")));
        foreach (var (typed, found) in new[]
        {
            ("cor", world.Cora), (world.Cora.Account.Number!, world.Cora), (world.Cora.Account.Number!.Replace("-", ""), world.Cora),
            ("quayside", world.Saul), ("ines.holm@corbel", world.Cora), ("holm", world.Cora),
        })
            Assert.Equal([found.Ref()], Ids((await piet.Get("/accounts?q=" + Uri.EscapeDataString(typed))).Must(200)));

        // Whose people are not seen, and who may not see people, finds nobody's account by an address.
        foreach (var stranger in new[] { world.Xena, world.Dana }) Assert.Empty(Ids(await (await panel.Api(stranger)).Get("/accounts?q=ines.holm@corbel")));
        Assert.Empty(Ids(await (await panel.Api(world.Piet, "accounts:read")).Get("/accounts?q=ines.holm@corbel")));
        Assert.Equal([world.Cora.Ref()], Ids(await (await panel.Api(world.Piet, "accounts:read")).Get("/accounts?q=cora")));
        var saul = await panel.SignIn(world.Saul);
        Assert.Contains("Cora", (await saul.Get("/customers?q=ines.holm@corbel")).Of("#accounts table"));
    }

    [Theory, OnBoth]
    public async Task S4_03_A_customer_or_a_division_is_created_and_its_contact_is_told_of_its_number(DatabaseKind kind)
    {
        // Without the program's workers, so that the number waits for the story.
        await using var panel = await Panel.Open(kind, Quiet.Workers);
        var world = panel.World;
        var person = await panel.Person(world.Saul, email: "nele@saul.test", name: "Nele Berg");
        var other = await panel.Person(world.Xena, email: "olaf@xena.test", name: "Olaf Ott");
        var saul = await panel.Api(world.Saul);

        var customer = (await saul.Post("/accounts", Mill(notify: new { user = PublicId.Format("usr", person.Id) }))).Must(201).Id;
        var division = (await saul.Post("/accounts", new { kind = "division", parent = customer, name = "Bramblewick Jena", notify = new { email = "ops@mill.example" }, address = new { street = "Ring 1", city = "Jena", country = "DE" } })).Must(201).Id;
        Assert.Equal(422, (await saul.Post("/accounts", Mill(notify: new { user = PublicId.Format("usr", other.Id) }))).Status);
        Assert.Equal(422, (await saul.Post("/accounts", Mill(notify: new { email = "not an address" }))).Status);
        Assert.Equal("division", (await saul.Get("/accounts/" + division)).At("kind"));

        await using var db = world.Db();
        Assert.Empty(await db.Messages.ToListAsync());
        await world.Register();

        var told = await db.Messages.AsNoTracking().OrderBy(m => m.Id).ToListAsync();
        Assert.Equal(2, told.Count);
        var number = (await saul.Get("/accounts/" + customer)).At("number")!;
        Assert.Contains(told, m => m.UserId == person.Id && m.Email == null && m.SenderId == world.Saul.Id && m.Data.Contains(number) && m.Data.Contains("Bramblewick Mill"));
        Assert.Contains(told, m => m.UserId == null && m.Email == "ops@mill.example" && m.Data.Contains("Bramblewick Jena"));
        await world.Register();
        Assert.Equal(2, await db.Messages.CountAsync());
    }

    [Theory, OnBoth]
    public async Task S4_04_What_is_there_already_is_told_with_why_and_nothing_of_another_branch(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var saul = await panel.Api(world.Saul);
        var mill = (await saul.Post("/accounts", Mill())).Must(201).Id;
        const string typed = "/accounts/similar?name=Bramblewik+Mill+Ltd&street=Muehlenweg+17&city=Weimar&country=DE&taxNumber=811234567";

        var found = (await saul.Get(typed)).Must(200);
        Assert.Equal(mill, found.At("items.0.account.id"));
        Assert.Equal("same_tax_number", found.At("items.0.reasons.0.code"));
        Assert.Contains("name_alike", found.Text);
        Assert.Contains("same_address", found.Text);
        Assert.True(decimal.Parse(found.At("items.0.score")!, System.Globalization.CultureInfo.InvariantCulture) > 0.9m);
        // Those above see it too; a sibling's branch, and who stands below, are answered as if it were not there.
        Assert.Equal(mill, (await (await panel.Api(world.Piet)).Get(typed)).At("items.0.account.id"));
        foreach (var stranger in new[] { world.Xena, world.Cora, world.Dana }) Assert.Equal("""{"items":[]}""", (await (await panel.Api(stranger)).Get(typed)).Must(200).Text);

        // A register that the provider loads is for all of them.
        var nora = await panel.Api(world.Nora);
        var register = "Company Name;Company Number;Address Line 1;Postcode;City;Country\n\"Bramblewick Mill; Holding GmbH\";HRB 4711;Mühlenweg 17;99423;Weimar;Germany\n;;;;;\nQuillfeather Press;HRB 1;Ring 1;10115;Berlin;DE\n";
        var loaded = (await nora.Raw("/registers?source=Handelsregister", register, "text/csv", key: "load-1")).Must(200);
        Assert.Equal(("2", "1"), (loaded.At("count"), loaded.At("skipped")));
        Assert.Equal(loaded.Text, (await nora.Raw("/registers?source=Handelsregister", register, "text/csv", key: "load-1")).Must(200).Text);
        var xena = await panel.Api(world.Xena);
        var entry = (await xena.Get(typed)).Must(200);
        Assert.Equal(("Handelsregister", "HRB 4711", "DE"), (entry.At("items.0.register.source"), entry.At("items.0.register.registrationNumber"), entry.At("items.0.register.address.country")));
        Assert.Equal("Bramblewick Mill; Holding GmbH", entry.At("items.0.register.name"));
        Assert.Equal(404, (await saul.Raw("/registers?source=Mine", register, "text/csv")).Status);

        // Loaded anew, the old entries are gone; a file without names changes nothing.
        (await nora.Post("/registers", new { source = "Handelsregister", country = "FR", content = "nom,ville\nQuillfeather Presse,Lyon\n" })).Must(200);
        Assert.Empty((await xena.Get(typed)).Body.GetProperty("items").EnumerateArray());
        Assert.Equal("register.no_name", (await nora.Raw("/registers?source=Handelsregister", "a,b\n1,2\n", "text/csv")).Must(422).Code);
        Assert.Equal("FR", (await xena.Get("/accounts/similar?name=Quilfeather+Presse")).At("items.0.register.address.country"));
        Assert.Equal("1", (await nora.Get("/registers")).At("items.0.count"));
        await using var db = world.Db();
        Assert.Equal(1, await db.RegisterEntries.CountAsync());
        Assert.Equal(1, await db.RegisterLoads.CountAsync());

        foreach (var nothing in new[] { "/accounts/similar", "/accounts/similar?country=DE", "/accounts/similar?name=%20" }) Assert.Equal("query.invalid", (await saul.Get(nothing)).Must(422).Code);
        Assert.Equal(422, (await saul.Get("/accounts/similar?name=x&limit=0")).Status);
    }

    [Theory, OnBoth]
    public async Task S4_05_Till_the_number_is_there_no_users_assets_or_orders_and_after_an_hour_a_person_is_told(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind, Quiet.Workers);
        var world = panel.World;
        var plan = await world.Plan("MAIL", 10m);
        var saul = await panel.Api(world.Saul);
        var id = (await saul.Post("/accounts", Mill())).Must(201).Id;

        var pending = (await saul.Get("/accounts/" + id)).Must(200);
        Assert.Null(pending.At("number"));
        Assert.Equal([id], Ids(await saul.Get("/accounts?pending=true")));
        var order = await saul.Post("/orders", new { account = id, items = new[] { new { plan = PublicId.Format("pln", plan.PlanId), quantity = 1, interval = "monthly" } } });
        Assert.Equal((409, "account.pending"), (order.Status, order.Code));
        Assert.Contains("once it has its number", order.Text);
        Assert.Equal("account.pending", (await saul.Post($"/accounts/{id}/users", new { email = "new@mill.example", name = "Nele", role = "viewer" })).Code);

        world.Clock.Advance(TimeSpan.FromMinutes(61));
        await using var db = world.Db();
        foreach (var deed in await ReportPending.Waiting(db, world.Worker, world.Desk.Now)) await world.Do(deed);
        var told = Assert.Single(await db.Notices.Where(n => n.Kind == "account.pending").ToListAsync());
        Assert.Equal((world.Nora.Id, id), (told.AccountId, told.Subject));

        await world.Register();
        Assert.True(HumanNumber.Is((await saul.Get("/accounts/" + id)).At("number")!));
        (await saul.Post($"/accounts/{id}/users", new { email = "new@mill.example", name = "Nele", role = "viewer" })).Must(201);
    }
}

/// <summary>Programs in which some things wait for the story.</summary>
internal static class Quiet
{
    /// <summary>No number comes by itself.</summary>
    public static void Workers(Microsoft.AspNetCore.Hosting.IWebHostBuilder host) => host.ConfigureTestServices(services =>
    {
        foreach (var worker in services.Where(s => s.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService) && s.ImplementationType?.Name == "RegistrationWorker").ToList())
            services.Remove(worker);
    });
}
