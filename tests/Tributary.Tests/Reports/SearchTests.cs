using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Partners;
using Tributary.Reports;

namespace Tributary.Tests.Reports;

/// <summary>The search over everything one may see.</summary>
public sealed class SearchTests
{
    private static async Task<IReadOnlyList<FoundGroup>> Find(World world, Viewer viewer, string typed, int few = 5)
    {
        await using var db = world.Db();
        return await new Search(db, viewer).For(typed, few);
    }

    private static async Task<string[]> Names(World world, Viewer viewer, string typed, FoundKind kind) =>
        [.. (await Find(world, viewer, typed)).Where(group => group.Kind == kind).SelectMany(group => group.Things).Select(thing => thing.Name)];

    private static Task<AccountChanged> Call(World world, Cast cast, string name, string? domain = null) => world.Do(new EditAccount
    {
        By = cast.Seller!.Viewer, InBranch = cast.BranchId, AccountId = cast.Id, Details = new AccountDetails { Name = name, Domain = domain },
    });

    [Theory, OnBoth]
    public async Task An_account_is_found_by_any_word_of_its_name_by_its_domain_and_by_its_number(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await Call(world, world.Rosa, "Söhne & Lumen Cloud", "panel.lumen-cloud.example");
        var number = (await world.Reload(world.Rosa)).Number!;
        var nora = world.Nora.Viewer;

        foreach (var typed in new[] { "sohne", "SÖHNE lum", "cloud", "panel.lumen", "lumen-cloud.ex", number, number.Replace("-", ""), number[..6] })
            Assert.Equal(["Söhne & Lumen Cloud"], await Names(world, nora, typed, FoundKind.Reseller));
        foreach (var typed in new[] { "rosa", "umen", "lumen cloud gmbh", "example x", "%", "_" })
            Assert.Empty(await Names(world, nora, typed, FoundKind.Reseller));
    }

    [Theory, OnBoth]
    public async Task A_name_that_was_changed_is_found_by_the_new_one_alone(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await Call(world, world.Cora, "One Two Three Four", "one.example");
        await Call(world, world.Cora, "Five", "");

        Assert.Equal(["Five"], await Names(world, world.Saul.Viewer, "five", FoundKind.Customer));
        foreach (var typed in new[] { "one", "two", "three", "cora" }) Assert.Empty(await Find(world, world.Saul.Viewer, typed));
    }

    [Theory, OnBoth]
    public async Task What_one_does_not_see_is_not_found(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var plan = await world.Plan("MAIL");
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        var bought = await world.Buy(world.Cora, plan);
        await using var db = world.Db();
        var number = await db.Orders.Where(o => o.Id == bought.OrderId).Select(o => o.Number).SingleAsync();

        async Task<bool> Finds(Viewer viewer, string typed, FoundKind what) => (await Find(world, viewer, typed)).Any(group => group.Kind == what);

        // Who stands above Cora, or is Cora, finds her things; the control of all that follows.
        foreach (var cast in new[] { world.Nora, world.Piet, world.Rosa, world.Saul, world.Cora })
        {
            Assert.True(await Finds(cast.Viewer, number, FoundKind.Order), cast.Account.Name);
            Assert.True(await Finds(cast.Viewer, number.ToLowerInvariant().Replace("-", "")[..8], FoundKind.Order), cast.Account.Name);
            Assert.True(await Finds(cast.Viewer, "mail", FoundKind.Subscription), cast.Account.Name);
        }
        // Another branch, a sibling's child, one below, and one with a shorter reach do not.
        var strangers = new[]
        {
            world.Xena.Viewer, world.Dana.Viewer, world.Rosa.Viewer with { Reach = Reach.Own }, world.Piet.Viewer with { Reach = Reach.Direct },
        };
        foreach (var stranger in strangers)
        {
            Assert.False(await Finds(stranger, number, FoundKind.Order), stranger.Name);
            Assert.False(await Finds(stranger, "mail", FoundKind.Subscription), stranger.Name);
            Assert.False(await Finds(stranger, "cora", FoundKind.Customer), stranger.Name);
        }
        foreach (var above in new[] { "nora", "piet", "rosa", "saul" })
            Assert.DoesNotContain(await Find(world, world.Cora.Viewer, above), group => group.Kind is FoundKind.Reseller or FoundKind.Customer or FoundKind.Person);
    }

    [Theory, OnBoth]
    public async Task A_right_that_is_missing_hides_its_group(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Plan("SAUL");

        var groups = await Find(world, world.Rosa.Viewer, "saul");
        Assert.Contains(groups, group => group.Kind == FoundKind.Reseller);
        Assert.Contains(groups, group => group.Kind == FoundKind.Product);
        Assert.Empty(await Find(world, world.Rosa.Viewer with { Rights = Right.ViewMoney }, "saul"));
    }

    [Theory, OnBoth]
    public async Task Somebody_who_was_only_invited_is_found_by_what_is_known_of_them(DatabaseKind kind)
    {
        await using var panel = await Web.Panel.Open(kind);
        var world = panel.World;
        var person = await panel.Person(world.Saul, email: "nele.berg@post.example", name: "Nele Berg");
        await world.Do(new AddPerson { By = world.Xena.Viewer, AccountBranch = world.Xena.BranchId, AccountId = world.Xena.Id, UserId = person.Id, Role = Role.Viewer, Reach = Reach.Own, AsksFirst = true });

        foreach (var typed in new[] { "nele", "berg", "nele berg", "nele.berg@po", "post.example" })
            Assert.Equal(["Nele Berg"], await Names(world, world.Saul.Viewer, typed, FoundKind.Person));
        Assert.Empty(await Names(world, world.Xena.Viewer, "nele berg p x", FoundKind.Person));
        Assert.Equal(["nele.berg@post.example"], await Names(world, world.Xena.Viewer, "nele.berg@post", FoundKind.Person));
        Assert.Empty(await Find(world, world.Cora.Viewer, "nele"));
    }

    [Theory, OnBoth]
    public async Task Few_are_shown_and_the_rest_is_counted(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        for (var i = 0; i < 7; i++) await world.Add(world.Saul, AccountKind.Customer, $"Branch office {i}");

        var group = Assert.Single(await Find(world, world.Saul.Viewer, "office", few: 3));
        Assert.Equal((3, 7), (group.Things.Count, group.Count));
        Assert.Empty(await Find(world, world.Saul.Viewer, "o"));
    }

    [Theory, OnBoth]
    public async Task What_was_there_before_is_filled_in_once(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Plan("MAIL");
        await using (var db = world.Db())
        {
            await db.AccountWords.ExecuteDeleteAsync();
            await db.UserWords.ExecuteDeleteAsync();
            await db.Products.ExecuteUpdateAsync(set => set.SetProperty(p => p.NameKey, ""));
            await db.Plans.ExecuteUpdateAsync(set => set.SetProperty(p => p.NameKey, ""));
            await db.Settings.Where(s => s.Name == "search_words").ExecuteDeleteAsync();
        }
        Assert.Empty(await Find(world, world.Nora.Viewer, "rosa"));
        Assert.Empty(await Find(world, world.Nora.Viewer, "mail"));

        await Task.WhenAll(world.Database.MigrateAsync(), world.Database.MigrateAsync());

        Assert.Equal(["Rosa"], await Names(world, world.Nora.Viewer, "rosa", FoundKind.Reseller));
        Assert.Equal(["Rosa"], await Names(world, world.Nora.Viewer, (await world.Reload(world.Rosa)).Number!, FoundKind.Reseller));
        Assert.NotEmpty(await Names(world, world.Nora.Viewer, "mail", FoundKind.Product));
        await using var filled = world.Db();
        var words = await filled.AccountWords.CountAsync();
        await world.Database.MigrateAsync();
        Assert.Equal(words, await filled.AccountWords.CountAsync());
    }
}
