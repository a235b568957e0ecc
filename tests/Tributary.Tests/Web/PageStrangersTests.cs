using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Tests.Api;
using Tributary.Web.Security;

namespace Tributary.Tests.Web;

/// <summary>
/// Every door of every page, tried by who must not get in, beside the allowed request as control: signed out to the sign-in,
/// without the right 403, and 404 to another branch, a sibling and a child that looks up; a form from elsewhere 400.
/// </summary>
public sealed class PageStrangersTests
{
    [Theory, OnBoth]
    public async Task No_stranger_gets_in(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var doors = await PageDoor.Of(stage.Panel);
        var wrong = new List<string>();

        Assert.Equal(PageRecipes.All.Keys.Order(StringComparer.Ordinal), doors.Select(door => door.Name).Order(StringComparer.Ordinal));
        // A side of one's own invoices, a view of one's own orders and an article are no things of somebody's.
        StrangersTests.AllAsk(stage, from door in doors
                                     where door.Pattern.Contains('{') && !new[] { "{side}", "{view}", "{name}" }.Any(door.Name.Contains)
                                     select (door.Name, PageRecipes.All[door.Name].By(stage), PageRecipes.All[door.Name].Strangers(stage)));
        var refused = new HashSet<(Guid, string)>();
        foreach (var door in doors) await Try(stage, door, PageRecipes.All[door.Name], wrong, refused);
        // Each refusal stands in the trail of whoever asked, once for each family.
        await using var db = stage.World.Db();
        var noted = await db.Trail.AsNoTracking().Where(t => t.Action == NoteRefusal.Action).Select(t => new { t.AccountId, t.Summary, t.UserId }).ToListAsync();
        Assert.NotEmpty(refused);
        Assert.Empty(refused.Except(noted.Select(line => (line.AccountId, line.Summary))));
        Assert.Equal(noted.Distinct().Count(), noted.Count);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_form_that_no_page_waits_for_draws_none()
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var wrong = new List<string>();
        var doors = await PageDoor.Of(stage.Panel);
        // Where a page has a form without a name, that one takes what has an unknown name.
        var open = doors.Where(door => door is { Method: "POST", Handler: null }).Select(door => door.Pattern).ToHashSet();
        foreach (var door in doors.Where(door => door is { Method: "GET", Handler: null } && !open.Contains(door.Pattern)))
        {
            var recipe = PageRecipes.All[door.Name];
            var by = await stage.Visit(recipe.By(stage));
            var address = (door with { Handler = "NoSuch" }).Fill(recipe.Places(stage), recipe.Query(stage));
            var posted = await Ask(by, door with { Method = "POST" }, address, [], await Token(by));
            if (posted.Status != 405) wrong.Add($"{door}: {posted.Status}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static async Task Try(Stage stage, PageDoor door, PageRecipe recipe, List<string> wrong, HashSet<(Guid, string)> refused)
    {
        var address = door.Fill(recipe.Places(stage), recipe.Query(stage));
        var needs = door.Right | recipe.Needs;
        void Must(bool holds, string who, Seen seen) { if (!holds) wrong.Add($"{door}: {who}: {seen.Status} {seen.Leads} {Start(seen)}"); }

        var nobody = await Ask(stage.Panel.Visitor(), door, address, recipe.Form(stage), token: null);
        Must(nobody.Status == 302 && nobody.Leads!.Contains("/login", StringComparison.Ordinal), "nobody", nobody);
        if (PageDoor.Lacking(needs) is { } role)
        {
            var lacking = await stage.Visit(recipe.By(stage), role);
            var seen = await Ask(lacking, door, address, recipe.Form(stage), await Token(lacking));
            Must(seen.Status == 403, role.ToString(), seen);
            refused.Add((recipe.By(stage).Id, RefusedAsking.FamilyOf(door.Pattern)));
        }
        foreach (var stranger in recipe.Strangers(stage))
        {
            var visitor = await stage.Visit(stranger);
            var seen = await Ask(visitor, door, address, recipe.Form(stage), await Token(visitor));
            Must(seen.Status == 404, stranger.Account.Name, seen);
            refused.Add((stranger.Id, RefusedAsking.FamilyOf(door.Pattern)));
        }

        var by = await stage.Visit(recipe.By(stage));
        if (door.Method != "GET")
        {
            var elsewhere = await Ask(by, door, address, recipe.Form(stage), token: null);
            Must(elsewhere.Status == 400, "from elsewhere", elsewhere);
        }
        var control = await Ask(by, door, address, recipe.Form(stage), await Token(by));
        Must(recipe.Answers.Contains(control.Status) && control.Leads?.Contains("/login", StringComparison.Ordinal) != true, "control", control);
        Must(recipe.Tells(stage).All(control.Document.DocumentElement.OuterHtml.Contains), "control tells", control);
    }

    /// <summary>Opens the page, or sends its form with a token that is right for this visitor.</summary>
    private static async Task<Seen> Ask(Visitor visitor, PageDoor door, string address, (string Name, string Value)[] form, string? token)
    {
        if (door.Method == "GET") return await visitor.Get(address);
        var fields = form.Select(field => KeyValuePair.Create(field.Name, field.Value));
        if (token is not null) fields = fields.Append(KeyValuePair.Create("__RequestVerificationToken", token));
        return await Seen.Of(await visitor.Client.PostAsync(address, new FormUrlEncodedContent(fields)));
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Visitor, string> Tokens = [];

    private static async Task<string> Token(Visitor visitor)
    {
        if (Tokens.TryGetValue(visitor, out var known)) return known;
        var page = await visitor.Get("/profile");
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        Tokens.Add(visitor, token);
        return token;
    }

    private static string Start(Seen seen) => string.Join(' ', seen.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is var text && text.Length > 300 ? text[..300] : text;
}
