using Tributary.Data;

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
        foreach (var door in doors) await Try(stage, door, Recipes.All[Name(door)], wrong);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string Name(Door door) => $"{door.Method} {door.Pattern[Base.Length..]}";

    private static async Task Try(Stage stage, Door door, Recipe recipe, List<string> wrong)
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
        }
        foreach (var stranger in recipe.Strangers(stage))
        {
            var answer = await Ask(await stage.As(stranger));
            Must(answer.Status == 404 || (answer.Status, answer.Code) == (422, "plan.not_found"), stranger.Account.Name, answer);
        }
        foreach (var stranger in recipe.HiddenFrom(stage))
        {
            var answer = await Ask(await stage.As(stranger));
            Must(answer.Status == 200 && !recipe.Tells(stage).Any(answer.Text.Contains), stranger.Account.Name, answer);
        }

        var control = await Ask(await stage.As(recipe.By(stage)));
        Must(control.Status is 200 or 201 or 204 || (recipe.MayConflict && control.Status == 409), "control", control);
        Must(recipe.Tells(stage).All(control.Text.Contains), "control tells", control);
    }
}
