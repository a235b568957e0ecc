using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>
/// The grid of rights behind a role: each matter by its own level and as far as its own reach, in pages and the API; nobody gives more
/// than they hold.
/// </summary>
public sealed class RightsTests
{
    // Somebody at Rosa: Saul and Sven stand directly below her, Cora, Dana and Olga further down.
    private static readonly (string Address, Matter Matter, string Field)[] Lists =
    [
        ("/accounts", Matter.Accounts, "id"), ("/trail", Matter.Accounts, "account"), ("/orders", Matter.Orders, "account"),
        ("/subscriptions", Matter.Orders, "account"), ("/assets", Matter.Orders, "account"), ("/users", Matter.People, "account"), ("/work", Matter.Work, "account"),
    ];

    private static readonly Dictionary<Matter, Right> Seeing = new()
    {
        [Matter.Accounts] = Right.ViewAccounts, [Matter.Orders] = Right.ViewOrders, [Matter.People] = Right.ViewPeople, [Matter.Work] = Right.ViewWork,
        [Matter.Money] = Right.ViewMoney, [Matter.Prices] = Right.ViewPrices,
    };

    [Theory, OnBoth]
    public async Task Whatever_the_grid_says_nothing_reaches_further_than_its_matter(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (world, saul) = (stage.World, stage.World.Saul);
        var (user, member) = await Member(stage, world.Rosa);
        var secret = await Key(stage, world.Rosa, user);
        var (program, owner, visitor) = (stage.Panel.Api(secret), await stage.As(world.Rosa), await stage.Panel.SignIn(user));
        var all = new[] { world.Rosa, saul, stage.Sven, world.Cora, world.Dana, stage.Opened, stage.Ines };
        var whole = new Dictionary<string, List<JsonElement>>();
        foreach (var (address, _, _) in Lists) whole[address] = [.. (await owner.Get(address + "?limit=200")).Must(200).Body.GetProperty("items").EnumerateArray()];
        var order = PublicId.Format("ord", stage.Running.OrderId);
        var random = new Random(20260115);

        for (var n = 0; n < 24; n++)
        {
            var grid = Random(random);
            await Give(world, member, grid);
            var held = Grants.Of(Role.Viewer.Rights(), Reach.AllBelow).With(grid);
            var told = $"grid {n}: {Grants.Write(grid)}";
            bool Sees(Matter matter, Cast at) => held[matter].Level > GrantLevel.None && Within(world.Rosa, at, held[matter].Reach);
            bool Does(Matter matter, Cast at) => held[matter].Level >= GrantLevel.Manage && Within(world.Rosa, at, held[matter].Reach);
            var names = all.ToDictionary(cast => cast.Ref());

            foreach (var (address, matter, field) in Lists)
            {
                var answer = await program.Get(address + "?limit=200");
                if ((held.Rights & Seeing[matter]) == 0)
                {
                    Assert.True(answer.Status == 403, $"{told}: {address} {answer.Status}");
                    continue;
                }
                var expected = whole[address].Select(item => item.GetProperty(field).GetString()!).Where(id => Sees(matter, names[id])).ToHashSet();
                var came = answer.Must(200).Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(field).GetString()!).ToHashSet();
                // The trail grows with what is done here, so that the oldest accounts may stand beyond its page.
                Assert.True(address == "/trail" ? came.All(id => Sees(matter, names[id])) : expected.SetEquals(came), $"{told}: {address} tells of {string.Join(' ', came.Select(id => names[id].Account.Name))}");
            }

            foreach (var at in all)
            {
                async Task Door(string what, bool open, Matter matter, Task<Answer> asked)
                {
                    var answer = await asked;
                    var shut = (held.Rights & Seeing.GetValueOrDefault(matter)) == 0 ? 403 : 404;
                    Assert.True(open ? answer.Status is not (403 or 404) : answer.Status is 403 or 404, $"{told}: {what} at {at.Account.Name} {answer.Status}, {shut} was expected where it is closed");
                }

                await Door("record", Sees(Matter.Accounts, at), Matter.Accounts, program.Get($"/accounts/{at.Ref()}"));
                await Door("people", Sees(Matter.People, at), Matter.People, program.Get($"/accounts/{at.Ref()}/users"));
                await Door("edit", Does(Matter.Accounts, at), Matter.Accounts, program.Patch($"/accounts/{at.Ref()}", new { phone = "+49 30 1" }));
                // A new person would look as far as the matter of the most reaching right; only what may be given is asked for here.
                await Door("invite", Does(Matter.People, at), Matter.People, program.Post($"/accounts/{at.Ref()}/users", new { email = "none", name = "N", role = "viewer", reach = "own" }));
                var line = new { account = at.Ref(), items = new[] { new { plan = PublicId.Format("pln", stage.Plan.PlanId), quantity = 1, interval = "monthly" } } };
                await Door("quote", Sees(Matter.Prices, at), Matter.Prices, program.Post("/quotes", line));
                await Door("order", Does(Matter.Orders, at), Matter.Orders, program.Post("/orders/preview", line));
                if (at == saul || at == stage.Sven)
                {
                    await Door("wallet", Sees(Matter.Money, at), Matter.Money, program.Get($"/accounts/{at.Ref()}/wallet"));
                    await Door("statement", Sees(Matter.Money, at), Matter.Money, program.Get($"/accounts/{at.Ref()}/wallet/transfers"));
                    await Door("top-up", Does(Matter.Money, at), Matter.Money, program.Post($"/accounts/{at.Ref()}/wallet/top-ups", new { amount = new { amount = "1.00", currency = "USD" } }));
                    await Door("price", Does(Matter.Prices, at), Matter.Prices, program.Post("/prices", new { buyer = at.Ref(), markupPercent = 20 + n }));
                }
            }

            // Cora's order and subscription bear amounts of Rosa's own edge: they are told where prices reach Cora.
            var seen = Sees(Matter.Orders, world.Cora);
            foreach (var address in new[] { $"/orders/{order}", $"/subscriptions/{PublicId.Format("sub", stage.Running.Id)}" })
            {
                var answer = await program.Get(address);
                Assert.True(seen ? answer.Status == 200 : answer.Status is 403 or 404, $"{told}: {address} {answer.Status}");
                if (seen) Assert.True(answer.Text.Contains("\"unitPrice\"", StringComparison.Ordinal) == Sees(Matter.Prices, world.Cora), $"{told}: {address} tells {answer.Text}");
            }
            var change = await program.Post($"/subscriptions/{PublicId.Format("sub", stage.Running.Id)}/change/preview", new { quantity = 2 });
            Assert.True(Does(Matter.Orders, world.Cora) ? change.Status == 200 : change.Status is 403 or 404, $"{told}: change {change.Status} {change.Text}");
            if (change.Status == 200) Assert.Equal(Sees(Matter.Prices, world.Cora), change.Text.Contains("\"unitPrice\"", StringComparison.Ordinal));

            // The search and the pages, where several matters meet.
            var found = (await program.Get("/search?q=cora")).Must(200).Text;
            Assert.True(found.Contains(world.Cora.Ref(), StringComparison.Ordinal) == Sees(Matter.Accounts, world.Cora), $"{told}: search {found}");
            foreach (var (page, matter, at, mark) in new[]
            {
                ($"/resellers/{saul.Ref()}", Matter.Accounts, saul, "Latest activity"), ($"/resellers/{saul.Ref()}/wallet", Matter.Money, saul, "Terms"),
                ("/resellers", Matter.Accounts, saul, saul.Ref()), ("/people", Matter.People, saul, "pia@saul.test"), ("/orders", Matter.Orders, world.Cora, stage.Delivering),
                ("/", Matter.Accounts, world.Cora, $"/customers/{world.Cora.Ref()}"), ("/search?q=cora", Matter.Accounts, world.Cora, world.Cora.Ref()),
                ("/assets", Matter.Orders, world.Cora, stage.Asset), ($"/assets/{stage.Asset}", Matter.Orders, world.Cora, "Delivered"),
            })
            {
                var shown = await visitor.Get(page);
                var tells = shown.Status == 200 && shown.Document.DocumentElement.OuterHtml.Contains(mark, StringComparison.Ordinal);
                Assert.True(page == "/" ? !tells || Sees(matter, at) : tells == Sees(matter, at), $"{told}: {page} {shown.Status}");
            }
        }
    }

    [Theory, OnBoth]
    public async Task A_role_is_the_beginning_and_the_grid_says_it_more_exactly(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (world, saul) = (stage.World, await stage.As(stage.World.Saul));
        var users = $"/accounts/{world.Saul.Ref()}/users";

        var grants = new { prices = new { level = "view", reach = "own" }, money = new { level = "none" }, people = new { level = "manage", reach = "own" } };
        (await saul.Patch($"{users}/{stage.Person}", new { role = "sales", grants })).Must(204);
        var shown = (await saul.Get(users + "?q=pia")).Must(200);
        Assert.Equal(("sales", "view", "own", "none", null), (shown.At("items.0.role"), shown.At("items.0.grants.prices.level"), shown.At("items.0.grants.prices.reach"),
            shown.At("items.0.grants.money.level"), shown.At("items.0.grants.orders")));
        Assert.Equal(("admin", "all_below", "none"), (shown.At("items.0.holds.accounts.level"), shown.At("items.0.holds.accounts.reach"), shown.At("items.0.holds.work.level")));

        // What is not named follows the role, also when that changes; {} takes the exceptions back.
        (await saul.Patch($"{users}/{stage.Person}", new { role = "support" })).Must(204);
        shown = (await saul.Get(users + "?q=pia")).Must(200);
        Assert.Equal(("none", "manage"), (shown.At("items.0.holds.money.level"), shown.At("items.0.holds.work.level")));
        (await saul.Patch($"{users}/{stage.Person}", new { grants = new { } })).Must(204);
        Assert.Null((await saul.Get(users + "?q=pia")).Must(200).At("items.0.grants"));

        Assert.Equal("grants.invalid", (await saul.Patch($"{users}/{stage.Person}", new { grants = new { work = new { level = "admin" } } })).Must(422).Code);
        Assert.Equal("body.invalid", (await saul.Patch($"{users}/{stage.Person}", new { grants = new { work = new { level = "all" } } })).Must(422).Code);
        Assert.Equal("grants.owner", (await saul.Patch($"{users}/{stage.Person}", new { role = "owner", grants })).Must(422).Code);
        (await saul.Post(users, new { email = "ines@saul.test", name = "Ines", role = "viewer", grants = new { work = new { level = "none" } } })).Must(201);
        Assert.Equal("none", (await saul.Get(users + "?q=ines")).Must(200).At("items.0.grants.work.level"));
    }

    [Theory, OnBoth]
    public async Task Nobody_gives_more_than_they_hold_and_nobody_changes_their_own(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var world = stage.World;
        // An admin of Rosa's who looks after prices here alone, after people directly below, and after no money.
        var (user, member) = await Member(stage, world.Rosa, Role.Admin);
        await Give(world, member, new Dictionary<Matter, Grant>
        {
            [Matter.Prices] = new(GrantLevel.Manage, Reach.Own), [Matter.Money] = new(GrantLevel.None, Reach.Own), [Matter.People] = new(GrantLevel.Manage, Reach.Direct),
        });
        var admin = stage.Panel.Api(await Key(stage, world.Rosa, user));
        object New(string role, string reach, object? grants = null) => new { email = $"{Guid.CreateVersion7():n}@rosa.test", name = "Una", role, reach, grants = grants ?? new { } };
        var none = new { prices = new { level = "none" }, money = new { level = "none" }, people = new { level = "none" } };
        var (own, below) = ($"/accounts/{world.Rosa.Ref()}/users", $"/accounts/{world.Saul.Ref()}/users");

        Assert.Equal("role.above", (await admin.Post(own, New("billing", "own"))).Must(403).Code);
        Assert.Equal("role.above", (await admin.Post(own, New("viewer", "own"))).Must(403).Code);
        Assert.Equal("reach.above", (await admin.Post(own, New("support", "all_below", new { prices = new { level = "view", reach = "all_below" }, money = new { level = "none" } }))).Must(403).Code);
        Assert.Equal("reach.above", (await admin.Post(below, New("support", "own", new { prices = new { level = "view", reach = "own" }, money = new { level = "none" } }))).Must(403).Code);
        (await admin.Post(own, New("support", "all_below", none))).Must(201);
        (await admin.Post(below, New("support", "own", none))).Must(201);
        Assert.Equal("reach.above", (await admin.Post(below, New("support", "direct", new { prices = new { level = "none" }, money = new { level = "none" } }))).Must(403).Code);
        (await admin.Post($"/accounts/{world.Cora.Ref()}/users", New("viewer", "own", none))).Must(404);

        var mine = $"{own}/{PublicId.Format("usr", user.Id)}";
        Assert.Equal("person.self", (await admin.Patch(mine, new { grants = none })).Must(403).Code);
        Assert.Equal("person.self", (await admin.Patch(mine, new { role = "viewer" })).Must(403).Code);
        // Who may do more than the admin is not the admin's to change: Saul's owner.
        var owner = await stage.Visit(world.Saul);
        Assert.NotNull(owner);
        await using var db = world.Db();
        var owners = await db.Memberships.Where(m => m.AccountId == world.Saul.Id && m.Role == Role.Owner).Select(m => m.UserId).FirstAsync();
        Assert.Equal("role.above", (await admin.Patch($"{below}/{PublicId.Format("usr", owners)}", new { role = "viewer", reach = "own", grants = none })).Must(403).Code);
        // A key of the account would look further than its maker.
        var key = await admin.Post("/keys", new { name = "Mine", scopes = new[] { "people:read" } });
        key.Must(201);
        var visitor = await stage.Panel.SignIn(user);
        var made = await visitor.Submit(await visitor.Get("/keys/new"), "/keys/new", ("Input.Name", "Ours"), ("Input.Scopes", "people:read"), ("Input.Days", "30"));
        Assert.Contains("looks at everything below it", made.Text);
    }

    [Theory, OnBoth]
    public async Task The_dangerous_is_apart_from_the_daily(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var world = stage.World;
        var (user, member) = await Member(stage, world.Saul, Role.Admin);
        var admin = stage.Panel.Api(await Key(stage, world.Saul, user));
        Task Now(Matter matter, GrantLevel level) => Give(world, member, new Dictionary<Matter, Grant> { [matter] = new(level, Reach.AllBelow) });
        var cora = $"/accounts/{world.Cora.Ref()}";
        var terms = new { settlement = "prepaid" };
        var loss = new { buyer = world.Cora.Ref(), markupPercent = -5, allowLoss = true };

        await Now(Matter.Accounts, GrantLevel.Manage);
        (await admin.Patch(cora, new { phone = "+49 30 2" })).Must(200);
        Assert.Equal("right.missing", (await admin.Post(cora + "/deactivate", new { reason = "Asked for" })).Must(403).Code);
        Assert.Equal("right.missing", (await admin.Post(cora + "/rights", new { mayOpen = new[] { "division" } })).Must(403).Code);
        var page = await (await stage.Panel.SignIn(user)).Get($"/customers/{world.Cora.Ref()}");
        Assert.DoesNotContain("Deactivate", page.Of("main"));
        await Now(Matter.Money, GrantLevel.Manage);
        (await admin.Post(cora + "/wallet/top-ups", new { amount = new { amount = "1.00", currency = "USD" } })).Must(201);
        Assert.Equal("right.missing", (await admin.Post(cora + "/terms", terms)).Must(403).Code);
        await Now(Matter.Prices, GrantLevel.Manage);
        Assert.Equal("right.missing", (await admin.Post("/prices", loss)).Must(403).Code);

        await Now(Matter.Money, GrantLevel.Admin);
        (await admin.Post(cora + "/terms", terms)).Must(200);
        await Now(Matter.Accounts, GrantLevel.Admin);
        (await admin.Post(cora + "/deactivate", new { reason = "Asked for" })).Must(200);
    }

    [Fact]
    public async Task The_page_of_a_person_shows_the_grid_and_what_differs()
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var saul = await stage.Visit(stage.World.Saul);
        var page = $"/people/{stage.PersonsPlace}";
        var before = await saul.Get(page);
        Assert.Equal(Grants.Matters.Count, before.Document.QuerySelectorAll(".grants .grant").Length);
        Assert.All(before.Document.QuerySelectorAll(".grants input[type=radio][checked]"), radio => Assert.Equal("", radio.GetAttribute("value")));
        Assert.Null(before.Document.QuerySelector(".grants[open]"));

        var saved = await saul.Submit(before, $"/people/{stage.PersonsPlace}", ("Input.Role", "Support"), ("Input.Reach", "AllBelow"), ("Input.Grid[3].Level", "None"), ("Input.Grid[2].Level", "View"), ("Input.Grid[2].Reach", "Own"));
        Assert.Equal(page, saved.Leads);
        var after = await saul.Get(page);
        Assert.Equal(["grant-orders", "grant-money"], after.Document.QuerySelectorAll(".grant-differs").Select(row => row.Id!));
        Assert.Contains("Orders and subscriptions: See (This account)", after.Of("main"));
        Assert.NotNull(after.Document.QuerySelector(".grants[open]"));
        Assert.Contains("with exceptions", (await saul.Get("/people")).Of("main"));

        // One's own page offers no form, and a form made by hand is refused.
        var mine = await saul.Get($"/people/{PublicId.Format("mbr", await Saul(stage))}");
        Assert.Contains("Nobody changes what they may do themselves", mine.Of("main"));
        Assert.Empty(mine.Document.QuerySelectorAll(".grants"));
    }

    private static async Task<Guid> Saul(Stage stage)
    {
        await using var db = stage.World.Db();
        return await db.Memberships.Where(m => m.AccountId == stage.World.Saul.Id && m.Role == Role.Owner && m.EndedAt == null).Select(m => m.Id).FirstAsync();
    }

    private static bool Within(Cast own, Cast at, Reach reach)
    {
        var steps = TreePath.Depth(at.Account.Path) - TreePath.Depth(own.Account.Path);
        return TreePath.Within(at.Account.Path, own.Account.Path) && steps <= reach switch { Reach.Own => 0, Reach.Direct => 1, _ => int.MaxValue };
    }

    // Some matters are edited, some left to the role.
    private static Dictionary<Matter, Grant> Random(Random random)
    {
        var grid = new Dictionary<Matter, Grant>();
        foreach (var matter in Grants.Matters.Where(_ => random.Next(5) > 0))
        {
            var levels = Grants.LevelsOf(matter);
            var level = levels[random.Next(levels.Count)];
            grid[matter] = new(level, level == GrantLevel.None ? Reach.Own : (Reach)random.Next(1, 4));
        }
        return grid;
    }

    private static async Task<(User User, Guid Member)> Member(Stage stage, Cast at, Role role = Role.Viewer)
    {
        var user = await stage.Panel.Person(at, role, email: $"grid.{role}.of.{at.Account.Name}@people.test".ToLowerInvariant(), name: "Gwen Grid");
        await using var db = stage.World.Db();
        return (user, await db.Memberships.Where(m => m.UserId == user.Id).Select(m => m.Id).SingleAsync());
    }

    // A key of the person, made while they may do everything that the scopes are about.
    private static async Task<string> Key(Stage stage, Cast at, User user)
    {
        var secret = KeySecret.New();
        await stage.World.Do(new CreateKey
        {
            By = at.Viewer with { UserId = user.Id }, AccountBranch = at.BranchId, AccountId = at.Id, UserId = user.Id, Name = "Grid", Scopes = Scopes.All,
            Hash = secret.Hash, Prefix = secret.Prefix,
        });
        return secret.Text;
    }

    private static async Task Give(World world, Guid member, Dictionary<Matter, Grant> grid)
    {
        await using var db = world.Db();
        var row = await db.Memberships.SingleAsync(m => m.Id == member);
        row.Grants = Grants.Checked(grid);
        await db.SaveChangesAsync();
    }
}
