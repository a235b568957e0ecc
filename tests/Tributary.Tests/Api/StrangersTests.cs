using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Security;

namespace Tributary.Tests.Api;

/// <summary>
/// Every door of the route table, tried by who must not get in, beside the allowed request as control: without a key 401, with a
/// key that lacks the scope 403, and 404 to another branch, a sibling and a child that looks up.
/// </summary>
public sealed class StrangersTests
{
    private const string Base = "/api/v1";

    [Theory, OnBoth]
    public async Task No_stranger_gets_in(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var doors = Door.Of(stage.Panel, Base);
        var wrong = new List<string>();

        Assert.Equal(Recipes.All.Keys.Order(StringComparer.Ordinal), doors.Select(Name).Order(StringComparer.Ordinal));
        AllAsk(stage, doors.Where(d => d.Pattern.Contains('{')).Select(d => (Name(d), Recipes.All[Name(d)].By(stage), Recipes.All[Name(d)].Strangers(stage))));
        var refused = new HashSet<(Guid, string)>();
        foreach (var door in doors) await Try(stage, door, Recipes.All[Name(door)], wrong, refused);
        // Each refusal stands in the trail of whoever asked, once for each family.
        await using var db = stage.World.Db();
        var noted = await db.Trail.AsNoTracking().Where(t => t.Action == NoteRefusal.Action).Select(t => new { t.AccountId, t.Summary, t.ActorAccountId }).ToListAsync();
        Assert.All(noted, line => Assert.Equal(line.AccountId, line.ActorAccountId));
        Assert.NotEmpty(refused);
        Assert.Equal(refused.Order(), noted.Select(line => (line.AccountId, line.Summary)).Distinct().Order());

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Every door to a thing is tried by another branch, by a sibling of its seller and by somebody below, except where those may be there. A month is nobody's.</summary>
    internal static void AllAsk(Stage stage, IEnumerable<(string Door, Cast By, Cast[] Strangers)> tried) => Assert.All(tried.Where(t => !t.Door.Contains("{month}", StringComparison.Ordinal)), door =>
    {
        Assert.Contains(stage.World.Xena, door.Strangers);
        // What Rosa agrees with her buyers Sven reads as well; what is sold or assigned to those below, they do.
        if (!door.Door.Contains("/agreements/", StringComparison.Ordinal)) Assert.Contains(stage.Sven, door.Strangers);
        string[] open = ["GET /products/{id}", "GET /plans/{id}", "POST /assets/{id}/assign", "GET /assets/{id}", "POST /assets/{id}", "POST /assets/{id} ?Back"];
        if (!open.Contains(door.Door)) Assert.Contains(door.Strangers, one => one.Account.Path != door.By.Account.Path && TreePath.Within(one.Account.Path, door.By.Account.Path));
    });

    private static string Name(Door door) => $"{door.Method} {door.Pattern[Base.Length..]}";

    private static async Task Try(Stage stage, Door door, Recipe recipe, List<string> wrong, HashSet<(Guid, string)> refused)
    {
        var path = door.Fill(recipe.Places(stage)) + (recipe.Query ?? (recipe.Tells(stage).Length > 0 ? "?limit=200" : ""));
        var body = recipe.Body(stage);
        var method = new HttpMethod(door.Method);
        async Task<Answer> Ask(HttpClient by) => await by.Send(method, path, body);
        void Must(bool holds, string who, Answer answer) { if (!holds) wrong.Add($"{door}: {who}: {answer.Status} {answer.Text}"); }

        var nobody = await Ask(stage.Panel.Visitor().Client);
        Must(nobody.Status == 401, "nobody", nobody);
        if (door.OtherScope is { } other)
        {
            var lacking = await Ask(await stage.As(recipe.By(stage), other));
            Must(lacking.Status == 403, $"only {other}", lacking);
            refused.Add((recipe.By(stage).Id, RefusedAsking.FamilyOf(door.Pattern)));
        }
        foreach (var stranger in recipe.Strangers(stage))
        {
            var answer = await Ask(await stage.As(stranger));
            Must(answer.Status == 404 || (answer.Status, answer.Code) == (422, "plan.not_found"), stranger.Account.Name, answer);
            refused.Add((stranger.Id, RefusedAsking.FamilyOf(door.Pattern)));
        }
        foreach (var stranger in recipe.HiddenFrom(stage))
        {
            var answer = await Ask(await stage.As(stranger));
            Must(answer.Status == 200 && !recipe.Tells(stage).Any(answer.Text.Contains), stranger.Account.Name, answer);
        }

        if (recipe.Personal)
        {
            var nobodys = await Ask(await stage.As(recipe.By(stage)));
            Must(nobodys.Code == "key.no_person", "a key of the account", nobodys);
            refused.Add((recipe.By(stage).Id, RefusedAsking.FamilyOf(door.Pattern)));
        }
        var control = await Ask(await stage.As(recipe));
        Must(control.Status is 200 or 201 or 202 or 204 || (recipe.MayConflict && control.Status == 409), "control", control);
        Must(recipe.Tells(stage).All(control.Text.Contains), "control tells", control);
    }
}
