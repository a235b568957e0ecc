using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Tests.Web;
using Seen = Tributary.Tests.Web.Seen;

namespace Tributary.Tests.Api;

/// <summary>Sub-accounts and what is theirs: their people, their assets, and how far the right to open more goes.</summary>
public sealed class SubAccountPeopleTests
{
    [Theory, OnBoth]
    public async Task S4_06_A_user_is_added_with_language_and_time_zone_and_a_pending_account_refuses_clearly(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (world, saul) = (stage.World, await stage.As(stage.World.Saul));
        var users = $"/accounts/{world.Cora.Ref()}/users";

        (await saul.Post(users, new { email = "nele@cora.test", name = "Nele", role = "viewer", phone = "+49 40 12", language = "de", timeZone = "Europe/Berlin" })).Must(201);
        (await saul.Post(users, new { email = "ole@cora.test", name = "Ole", role = "viewer" })).Must(201);
        var shown = (await saul.Get(users + "?q=nele")).Must(200);
        Assert.Equal(("Nele", "+49 40 12", "invited"), (shown.At("items.0.name"), shown.At("items.0.phone"), shown.At("items.0.state")));
        await using var db = world.Db();
        var (nele, ole) = (await db.Users.SingleAsync(u => u.Email == "nele@cora.test"), await db.Users.SingleAsync(u => u.Email == "ole@cora.test"));
        Assert.Equal(("de", "Europe/Berlin"), (nele.Language, nele.TimeZone));
        Assert.Equal(("en", "UTC"), (ole.Language, ole.TimeZone));
        Assert.NotNull((await saul.Post(users, new { email = "x@cora.test", name = "X", role = "viewer", timeZone = "Mars/Base" })).Must(422).Wrong("timeZone"));
        Assert.NotNull((await saul.Post(users, new { email = "x@cora.test", name = "X", role = "viewer", language = "tlh" })).Must(422).Wrong("language"));
        Assert.False(await db.Users.AnyAsync(u => u.Email == "x@cora.test"));

        var opened = await world.Do(new OpenAccount
        {
            By = world.Saul.Viewer, ParentBranchId = world.Saul.BranchId, ParentId = world.Saul.Id, Kind = AccountKind.Customer, Details = World.Details("Penny"),
        });
        var pending = (await saul.Post($"/accounts/{PublicId.Format("acc", opened.Id)}/users", new { email = "pen@penny.test", name = "Pen", role = "viewer" })).Must(409);
        Assert.Equal("account.pending", pending.Code);
        Assert.Contains("once it has its number", pending.Text);
        Assert.False(await db.Users.AnyAsync(u => u.Email == "pen@penny.test"));
    }

    [Theory, OnBoth]
    public async Task S4_06_Several_users_in_one_form_all_or_each(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (world, saul) = (stage.World, await stage.Visit(stage.World.Saul));
        var address = $"/people/add-many?account={world.Cora.Ref()}";
        var form = await saul.Get(address);
        (string, string)[] common = [("Input.Language", "fr"), ("Input.TimeZone", "Europe/Paris"), ("Input.Role", "Viewer"), ("Input.Reach", "Own")];
        (string, string)[] two = [("Input.Rows[0].Name", "Ada"), ("Input.Rows[0].Email", "ada@cora.test"), ("Input.Rows[1].Name", "Bo"), ("Input.Rows[1].Email", "bo.cora.test")];

        // One row more keeps what was typed, without JavaScript.
        var rows = form.Document.QuerySelectorAll(".person-row").Length;
        var more = await Post(saul, form, address + "&handler=More", [.. common, .. two, ("Input.Rows[2].Email", "")]);
        Assert.Equal((rows + 1, "ada@cora.test"), (more.Document.QuerySelectorAll(".person-row").Length, more.Document.QuerySelector("[name='Input.Rows[0].Email']")!.GetAttribute("value")));

        var none = await Post(saul, form, address, [.. common, .. two, ("Input.AllOrNone", "True")]);
        Assert.Contains("Enter an email address", none.Of(".person-row:nth-of-type(2)"));
        await using var db = world.Db();
        Assert.False(await db.Users.AnyAsync(u => u.Email == "ada@cora.test"));

        var each = await Post(saul, form, address, [.. common, .. two, ("Input.Rows[2].Name", "Ada again"), ("Input.Rows[2].Email", "ADA@cora.test"), ("Input.AllOrNone", "False")]);
        Assert.Contains("ada@cora.test", each.Of("#added"));
        Assert.Equal(2, each.Document.QuerySelectorAll(".person-row").Length);
        Assert.Equal("bo.cora.test", each.Document.QuerySelector("[name='Input.Rows[0].Email']")!.GetAttribute("value"));
        var ada = await db.Users.SingleAsync(u => u.Email == "ada@cora.test");
        Assert.Equal(("fr", "Europe/Paris"), (ada.Language, ada.TimeZone));

        var right = await Post(saul, form, address, [.. common, ("Input.Rows[0].Name", "Bo"), ("Input.Rows[0].Email", "bo@cora.test"), ("Input.Rows[1].Name", "Cy"), ("Input.Rows[1].Email", "cy@cora.test"), ("Input.AllOrNone", "True")]);
        Assert.Equal(2, right.Document.QuerySelectorAll("#added li").Length);
        Assert.Equal(3, await db.Memberships.CountAsync(m => m.AccountId == world.Cora.Id && m.Role == Role.Viewer && !m.AwaitsConsent && m.EndedAt == null));
        Assert.Equal(404, (await (await stage.Visit(world.Xena)).Get(address)).Status);
    }

    [Theory, OnBoth]
    public async Task S4_08_All_people_of_the_sub_accounts_by_account_state_role_and_name(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (world, rosa) = (stage.World, await stage.As(stage.World.Rosa));
        var cora = $"/accounts/{world.Cora.Ref()}/users";
        (await rosa.Post(cora, new { email = "ida@cora.test", name = "Ida Invited", role = "sales" })).Must(201);
        var held = await stage.Panel.Person(world.Dana, Role.Billing, email: "hal@dana.test", name: "Hal Held");
        for (var i = 0; i < User.FreeAttempts; i++) await stage.Panel.Visitor().Login("hal@dana.test", "wrong");
        var gone = await stage.Panel.Person(world.Dana, Role.Viewer, email: "gone@dana.test", name: "Gil Gone");
        (await rosa.Delete($"/accounts/{world.Dana.Ref()}/users/{PublicId.Format("usr", gone.Id)}")).Must(204);

        async Task<List<string>> Emails(string query)
        {
            var (emails, places, after) = (new List<string>(), new HashSet<string>(), "");
            do
            {
                var page = (await rosa.Get($"/users?limit=2{query}{after}")).Must(200);
                emails.AddRange(page.Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("email").GetString()!));
                // Somebody may have several places; each of them is told once.
                foreach (var item in page.Body.GetProperty("items").EnumerateArray()) Assert.True(places.Add($"{item.GetProperty("id")} {item.GetProperty("account")}"));
                after = page.At("next") is { } next ? "&after=" + next : "";
            }
            while (after.Length > 0);
            return emails;
        }

        var everybody = await Emails("");
        Assert.Contains("pia@saul.test", everybody);
        Assert.DoesNotContain("gone@dana.test", everybody);
        Assert.Equal(["hal@dana.test", "ida@cora.test"], (await Emails($"&under={world.Cora.Ref()}")).Where(e => !e.Contains("people.test", StringComparison.Ordinal)).Order());
        Assert.Equal(["hal@dana.test"], await Emails($"&account={world.Dana.Ref()}"));
        Assert.Equal(["ida@cora.test"], await Emails($"&role=sales&under={world.Cora.Ref()}"));
        Assert.Equal(["hal@dana.test"], await Emails("&state=held_off"));
        Assert.Contains("ida@cora.test", await Emails("&state=invited"));
        Assert.DoesNotContain("ida@cora.test", await Emails("&state=active"));
        Assert.Contains("pia@saul.test", await Emails("&state=active"));
        Assert.Empty(await Emails("&twoFactor=true"));
        Assert.Equal(["ida@cora.test"], await Emails("&q=invit"));
        Assert.Equal(["hal@dana.test"], await Emails("&q=HAL%40dana"));
        Assert.Equal(404, (await rosa.Get($"/users?under={world.Xena.Ref()}")).Status);
        Assert.Empty((await (await stage.As(world.Xena)).Get("/users?q=hal")).Must(200).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(422, (await rosa.Get("/users?state=gone")).Status);

        // The page shows the same, and so does its file.
        var page = await stage.Visit(world.Rosa);
        Assert.Contains("hal@dana.test", (await page.Get("/people?status=held_off")).Of("main"));
        var number = (await world.Reload(world.Cora)).Number!;
        var ofCora = await page.Get($"/people?account={Uri.EscapeDataString(number)}&role=sales");
        Assert.Contains("ida@cora.test", ofCora.Of("main"));
        Assert.DoesNotContain("hal@dana.test", ofCora.Of("main"));
        var file = await (await page.Client.GetAsync($"/people?account={world.Cora.Ref()}&handler=Export&format=csv")).Content.ReadAsStringAsync();
        Assert.Contains("ida@cora.test", file);
        Assert.DoesNotContain("pia@saul.test", file);
        Assert.Equal(404, (await page.Get($"/people?account={world.Xena.Ref()}")).Status);
        // An account is found by the email of somebody in it, by who may see people.
        Assert.Contains(world.Dana.Ref(), (await rosa.Get("/accounts?q=hal%40dana.test")).Must(200).Text);
        Assert.DoesNotContain(world.Dana.Ref(), (await (await stage.As(world.Rosa, "accounts:read")).Get("/accounts?q=hal%40dana.test")).Must(200).Text);
        Assert.NotNull(held);
    }

    [Theory, OnBoth]
    public async Task S4_08_An_invitation_is_sent_again_and_a_person_removed(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (world, rosa) = (stage.World, await stage.Visit(stage.World.Rosa));
        (await (await stage.As(world.Rosa)).Post($"/accounts/{world.Cora.Ref()}/users", new { email = "ida@cora.test", name = "Ida", role = "viewer" })).Must(201);
        await using var db = world.Db();
        var place = await db.Memberships.SingleAsync(m => m.AccountId == world.Cora.Id && db.Users.Any(u => u.Id == m.UserId && u.Email == "ida@cora.test"));
        var page = $"/people/{PublicId.Format("mbr", place.Id)}";

        var again = await rosa.Submit(await rosa.Get(page), "Invite");
        var link = new Uri(again.Of("#link")).PathAndQuery;
        var ida = stage.Panel.Visitor();
        await ida.Submit(await ida.Get(link), "/reset", ("Input.Password", "four yellow bicycles"));
        Assert.Equal("/", (await ida.Login("ida@cora.test", "four yellow bicycles")).Leads);
        Assert.DoesNotContain("Invite again", (await rosa.Get(page)).Of("main"));

        await rosa.Submit(await rosa.Get(page + "/remove"), "/remove");
        Assert.Equal(302, (await ida.Get("/people")).Status);
        Assert.DoesNotContain("ida@cora.test", (await rosa.Get("/people?q=ida")).Of("main"));
        Assert.Equal(404, (await rosa.Get(page)).Status);
    }

    [Theory, OnBoth]
    public async Task S4_08_The_list_of_people_walks_its_index(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await using var db = world.Db();
        for (var i = 0; i < 2000; i++)
        {
            var at = new[] { world.Rosa, world.Saul, world.Cora, world.Xena }[i % 4];
            db.Memberships.Add(new Membership
            {
                BranchId = at.BranchId, Id = Guid.CreateVersion7(), AccountId = at.Id, Path = at.Account.Path, UserId = Guid.CreateVersion7(), Role = Role.Viewer,
                Reach = Reach.Own, CreatedAt = world.Clock.GetUtcNow().UtcDateTime,
            });
        }
        await db.SaveChangesAsync();
        await db.Database.ExecuteSqlRawAsync("ANALYZE");
        var last = await db.Memberships.Where(m => m.AccountId == world.Saul.Id).OrderBy(m => m.Id).Skip(100).Select(m => m.Id).FirstAsync();

        foreach (var viewer in new[] { world.Nora.Viewer, world.Rosa.Viewer })
        {
            var query = await PeopleSeen.Ordered(db, viewer, new() { Under = world.Saul.Account.Path }, last, 51, world.Clock.GetUtcNow().UtcDateTime, default);
            var plan = await Plan(db, query.ToQueryString(), kind);
            Assert.Contains("ix_memberships_path_id", plan, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(kind == DatabaseKind.Sqlite ? "TEMP B-TREE" : "Seq Scan on memberships", plan);
        }
    }

    [Theory, OnBoth]
    public async Task S4_09_Assets_are_given_within_the_buyers_accounts_and_taken_back(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (world, saul, cora, dana) = (stage.World, await stage.As(stage.World.Saul), await stage.As(stage.World.Cora), await stage.As(stage.World.Dana));
        var assign = $"/assets/{stage.Asset}/assign";
        async Task<List<string>> Listed(HttpClient who, string query = "") =>
            [.. (await who.Get("/assets" + query)).Must(200).Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

        Assert.Equal([stage.Asset], await Listed(saul, "?share=unassigned"));
        Assert.Empty(await Listed(dana));
        (await dana.Get($"/assets/{stage.Asset}")).Must(404);
        Assert.Null((await saul.Get($"/assets/{stage.Asset}")).Must(200).At("secret"));

        // Not to the seller, not beside, not to strangers; a pending account says that it is pending.
        Assert.Equal("asset.outside", (await saul.Post(assign, new { account = world.Saul.Ref() })).Must(422).Code);
        (await cora.Post(assign, new { account = world.Saul.Ref() })).Must(404);
        (await saul.Post(assign, new { account = world.Xena.Ref() })).Must(404);
        (await (await stage.As(world.Xena)).Post(assign, new { account = world.Dana.Ref() })).Must(404);
        var opened = await world.Do(new OpenAccount
        {
            By = world.Saul.Viewer, ParentBranchId = world.Cora.BranchId, ParentId = world.Cora.Id, Kind = AccountKind.Division, Details = World.Details("Penny"),
        });
        Assert.Equal("account.pending", (await saul.Post(assign, new { account = PublicId.Format("acc", opened.Id) })).Must(409).Code);

        var tag = (await saul.Get($"/assets/{stage.Asset}")).Headers.ETag!.ToString();
        var given = (await saul.Post(assign, new { account = world.Dana.Ref() }, key: "give", match: tag)).Must(200);
        Assert.Equal(world.Dana.Ref(), given.At("assignedTo"));
        (await saul.Post(assign, new { account = world.Cora.Ref() }, match: tag)).Must(412);
        Assert.Equal([stage.Asset], await Listed(dana));
        Assert.Equal("open sesame", (await dana.Get($"/assets/{stage.Asset}")).Must(200).At("secret"));
        Assert.Equal("open sesame", (await cora.Get($"/assets/{stage.Asset}")).Must(200).At("secret"));
        // Who uses it gives it to nobody else.
        (await dana.Post(assign, new { })).Must(404);
        Assert.Empty(await Listed(saul, "?share=unassigned"));
        Assert.Equal([stage.Asset], await Listed(saul, $"?share=assigned&under={world.Dana.Ref()}&kind=licence&expiry=later&q=KEY&product={PublicId.Format("prd", stage.Plan.ProductId)}"));
        Assert.Empty(await Listed(saul, "?kind=domain"));
        Assert.Empty(await Listed(saul, "?expiry=soon"));
        var trail = (await dana.Get("/trail")).Must(200).Text;
        Assert.Contains("asset.assigned", trail);

        Assert.Null((await cora.Post(assign, new { account = (string?)null })).Must(200).At("assignedTo"));
        (await dana.Get($"/assets/{stage.Asset}")).Must(404);
        Assert.Contains("asset.taken_back", (await saul.Get($"/trail?account={world.Cora.Ref()}")).Must(200).Text);
    }

    [Theory, OnBoth]
    public async Task S4_09_The_page_gives_several_at_once_filters_and_exports_without_keys(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var world = stage.World;
        var work = stage.Works[0];
        (await (await stage.As(world.Nora)).Post($"/work/{work}/done", new
        {
            assets = new object[] { new { kind = "domain", name = "cora.example", expiresOn = "2026-02-01" }, new { kind = "certificate", name = "cora.example TLS", secret = "hidden treasure" } },
        })).Must(200);
        var saul = await stage.Visit(world.Saul);

        var all = await saul.Get("/assets");
        Assert.Equal(3, all.Document.QuerySelectorAll("main tbody tr").Length);
        Assert.Equal(1, (await saul.Get("/assets?expires=soon")).Document.QuerySelectorAll("main tbody tr").Length);
        Assert.Equal(1, (await saul.Get("/assets?kind=certificate")).Document.QuerySelectorAll("main tbody tr").Length);
        var chosen = all.Document.QuerySelectorAll("main tbody input[name=asset]").Select(box => ("asset", box.GetAttribute("value")!)).ToArray();
        var number = (await world.Reload(world.Dana)).Number!;
        var given = await saul.Submit(all, "handler=Assign", [.. chosen, ("to", number)]);
        Assert.Equal("/assets", given.Leads);
        Assert.Contains("3 assigned to Dana", (await saul.Get("/assets")).Text);
        Assert.Equal(3, (await (await stage.Visit(world.Dana)).Get("/assets")).Document.QuerySelectorAll("main tbody tr").Length);
        Assert.Equal(3, (await saul.Get("/assets?status=assigned&account=" + world.Dana.Ref())).Document.QuerySelectorAll("main tbody tr").Length);
        await saul.Submit(await saul.Get("/assets"), "handler=Assign", [chosen[0], ("to", "A-0000000")]);
        Assert.Contains("No account you look after has this number", (await saul.Get("/assets")).Text);

        foreach (var (who, page) in new[] { (world.Saul, saul), (world.Cora, await stage.Visit(world.Cora)) })
        {
            var file = await (await page.Client.GetAsync("/assets?handler=Export&format=csv")).Content.ReadAsStringAsync();
            Assert.Contains("cora.example TLS", file);
            Assert.DoesNotContain("hidden treasure", file);
            Assert.DoesNotContain("open sesame", file);
            var shown = await page.Get($"/assets/{stage.Asset}");
            Assert.True(shown.Document.QuerySelector("#key") is not null == (who == world.Cora), who.Account.Name);
        }
        var back = await saul.Submit(await saul.Get("/assets"), "handler=Assign", [.. chosen, ("back", "true")]);
        Assert.Equal("/assets", back.Leads);
        Assert.Equal(3, (await saul.Get("/assets?status=unassigned")).Document.QuerySelectorAll("main tbody tr").Length);
    }

    [Theory, OnBoth]
    public async Task What_may_be_opened_how_deep_and_how_many_holds_through_all_below(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        Task Grant(Cast by, Cast to, MayOpen may, int? depth = null, int? most = null) => world.Do(new GrantRights
        {
            By = by.Viewer, InBranch = to.BranchId, AccountId = to.Id, MayOpen = may, MaxResellerDepth = depth, MaxAccounts = most, HidesPrices = false,
        });
        OpenAccount Open(Cast by, Cast at, AccountKind what, string name) => new()
        {
            By = by.Viewer, ParentBranchId = at.BranchId, ParentId = at.Id, Kind = what, Details = World.Details(name),
        };

        // Piet's limits hold for what Saul, two levels below him, opens: three resellers deep is one too many.
        await Grant(world.Nora, world.Piet, MayOpen.All, depth: 2);
        Assert.Equal("account.too_deep", (await world.Refused("account.too_deep", Open(world.Saul, world.Saul, AccountKind.Reseller, "Tess"))).Code);
        await world.Do(Open(world.Saul, world.Saul, AccountKind.Customer, "Carl"));
        var below = (await world.Reload(world.Piet)).AccountsBelow;
        await Grant(world.Nora, world.Piet, MayOpen.All, most: below + 1);
        await world.Do(Open(world.Saul, world.Saul, AccountKind.Customer, "Last"));
        await world.Refused("account.too_many", Open(world.Saul, world.Saul, AccountKind.Customer, "Beyond"));

        // A right taken away above is gone below too, whatever was given there.
        await Grant(world.Nora, world.Piet, MayOpen.Resellers);
        await world.Refused("account.may_not_open", Open(world.Saul, world.Saul, AccountKind.Customer, "Nobody"));
        await world.Refused("rights.invalid", new GrantRights
        {
            By = world.Piet.Viewer, InBranch = world.Rosa.BranchId, AccountId = world.Rosa.Id, MayOpen = MayOpen.Customers, MaxResellerDepth = null, MaxAccounts = null, HidesPrices = false,
        });
    }

    [Theory, OnBoth]
    public async Task S0_17_Help_is_searched_by_programs_as_by_people(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (cora, nora) = (await stage.As(stage.World.Cora), await stage.As(stage.World.Nora));

        var found = (await cora.Get("/help?q=add+several+users")).Must(200);
        Assert.Equal(("adding-users", "/help/adding-users"), (found.At("items.0.name"), found.At("items.0.page")));
        Assert.NotEmpty(found.At("items.0.excerpt")!);
        // Whole questions find what has the most of their words; accents and capitals do not matter.
        Assert.Equal("assets", (await cora.Get("/help?q=" + Uri.EscapeDataString("How do I ASSÍGN licences to a division?"))).Must(200).At("items.0.name"));
        Assert.Empty((await cora.Get("/help?q=zzzz")).Must(200).Body.GetProperty("items").EnumerateArray());
        // What is for the provider alone is found by nobody else.
        Assert.Contains("checking-the-books", (await nora.Get("/help?q=check+the+books")).Must(200).Text);
        Assert.DoesNotContain("checking-the-books", (await cora.Get("/help?q=check+the+books")).Must(200).Text);
        Assert.True((await cora.Get("/help")).Must(200).Body.GetProperty("items").GetArrayLength() > 5);
    }

    // Sends a form with the token of a page as it was seen; rows that are typed stand for those of the page.
    private static async Task<Seen> Post(Visitor visitor, Seen page, string address, (string Name, string Value)[] typed)
    {
        var token = page.Document.QuerySelector("main form input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var body = new FormUrlEncodedContent(typed.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await Seen.Of(await visitor.Client.PostAsync(address, body));
    }

    private static async Task<string> Plan(TributaryDb db, string sql, DatabaseKind kind)
    {
        // The query comes with its parameters as comments or settings before it, which say nothing to the planner here.
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = (kind == DatabaseKind.Sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + Filled(sql);
        var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(Convert.ToString(reader.GetValue(kind == DatabaseKind.Sqlite ? 3 : 0), CultureInfo.InvariantCulture)!);
        await reader.DisposeAsync();
        await db.Database.CloseConnectionAsync();
        return string.Join('\n', lines);
    }

    // ToQueryString writes the values of parameters before the query: "-- @path='/1/'" or ".param set @path '/1/'".
    private static string Filled(string sql)
    {
        var values = new Dictionary<string, string>();
        var query = new List<string>();
        foreach (var line in sql.Split('\n'))
        {
            var text = line.Trim();
            if (text.StartsWith(".param set ", StringComparison.Ordinal) && text[11..].Split(' ', 2) is [var name, var value]) values[name] = value;
            else if (text.StartsWith("-- @", StringComparison.Ordinal) && text[3..].Split('=', 2) is [var named, var said]) values[named] = said.Split(" (", 2)[0];
            else query.Add(line);
        }
        return values.OrderByDescending(pair => pair.Key.Length).Aggregate(string.Join('\n', query), (text, pair) => text.Replace(pair.Key, pair.Value, StringComparison.Ordinal));
    }
}
