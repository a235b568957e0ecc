using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tributary.Data;

namespace Tributary.Tests.Api;

/// <summary>Whatever is sent to a door by one who may, the answer is a yes or a no and never a fault of ours.</summary>
public sealed class BadInputTests
{
    private static readonly string[] Bad =
    [
        "null", "-1", "0", "1e400", "99999999999999999999", "2147483648", "0.00000000001", "\"\"", "\" \"", "\"\\ud800\"", "\"\\u0000\"", "\"\\u202e\"", "\"🌊\"",
        "\"9999-12-31\"", "\"0001-01-01\"", "true", "[]", "{}", "[null]", "[[]]",
    ];

    [Theory, OnBoth, Trait("Category", "Long")]
    public async Task No_body_is_a_fault(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var document = JsonNode.Parse(await stage.Panel.Visitor().Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!;
        var faults = new ConcurrentBag<string>();
        foreach (var door in Door.Of(stage.Panel, "/api/v1").Where(d => d.Method is "POST" or "PATCH"))
        {
            var recipe = Recipes.All[$"{door.Method} {door.Pattern["/api/v1".Length..]}"];
            var (client, path) = (await stage.As(recipe), door.Fill(recipe.Places(stage)));
            var example = document["paths"]![door.Pattern]![door.Method.ToLowerInvariant()]!["requestBody"]?["content"]?["application/json"]?["example"] as JsonObject ?? [];
            await Together(Mutants(Filled(example, recipe.Body(stage))).Append("null").Append("\"text\"").Append("{").Append(""), async body =>
            {
                var answer = await client.Send(new(door.Method), path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
                if (answer.Status is >= 500 or 429) faults.Add($"{door}: {body}: {answer.Text}");
                else if (answer.Status >= 400) Assert.Equal("application/problem+json", answer.Type);
            });
        }
        Assert.True(faults.IsEmpty, string.Join('\n', faults));
    }

    [Theory, OnBoth, Trait("Category", "Long")]
    public async Task No_query_is_a_fault(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var document = JsonNode.Parse(await stage.Panel.Visitor().Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!;
        string[] bad = ["", "%00", "%20", "-1", "99999999999999999999", "%F0%9F%8C%8A", "'%3B--", "%25", "_", "acc_01h455vb4pex5vsknk084sn02q", "9999-12-31", new('x', 3000)];
        var faults = new ConcurrentBag<string>();
        foreach (var door in Door.Of(stage.Panel, "/api/v1").Where(d => d.Method is "GET"))
        {
            var recipe = Recipes.All[$"GET {door.Pattern["/api/v1".Length..]}"];
            var (client, path) = (await stage.As(recipe), door.Fill(recipe.Places(stage)));
            var parameters = document["paths"]![door.Pattern]!["get"]!["parameters"] is not JsonArray asked ? [] : asked.Where(p => (string)p!["in"]! == "query").Select(p => (string)p!["name"]!);
            (await client.Get(path + recipe.Query)).Must(200);
            await Together(parameters.SelectMany(p => bad.Select(b => $"{p}={b}")).Append("nobody=asked"), async query =>
            {
                var answer = await client.Get($"{path}?{query}");
                if (answer.Status is not (200 or 404 or 422)) faults.Add($"{door}?{query}: {answer.Status} {answer.Text}");
            });
        }
        Assert.True(faults.IsEmpty, string.Join('\n', faults));
    }

    // What one says to one door does not wait for what another says: the desk takes them together.
    private static Task Together(IEnumerable<string> said, Func<string, Task> ask) =>
        Parallel.ForEachAsync(said, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (each, _) => await ask(each));

    // Every field of the example, with what the recipe knows to be right put in.
    private static JsonObject Filled(JsonObject example, object? body)
    {
        var filled = example.DeepClone().AsObject();
        if (body is not null)
            foreach (var (name, value) in JsonSerializer.SerializeToNode(body)!.AsObject().ToList()) filled[name] = value?.DeepClone();
        return filled;
    }

    private static IEnumerable<string> Mutants(JsonObject body)
    {
        yield return body.ToJsonString();
        foreach (var path in Leaves(body, []))
        {
            foreach (var bad in Bad.Append($"\"{new string('x', 5000)}\""))
            {
                // A text takes the place of the value, since not all of these are values that a document can hold.
                var mutant = body.DeepClone();
                Replace(mutant, path, "@@@");
                yield return mutant.ToJsonString().Replace("\"@@@\"", bad, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<object[]> Leaves(JsonNode at, object[] path) => at switch
    {
        JsonObject parts => parts.SelectMany(part => Below(part.Value, [.. path, part.Key])),
        JsonArray items => items.Take(1).SelectMany((item, i) => Below(item, [.. path, i])),
        _ => [],
    };

    private static IEnumerable<object[]> Below(JsonNode? value, object[] path) => value is null ? [path] : Leaves(value, path).Prepend(path);

    private static void Replace(JsonNode at, object[] path, string value)
    {
        foreach (var step in path[..^1]) at = step is int i ? at[i]! : at[(string)step]!;
        if (path[^1] is int last) at[last] = value;
        else at[(string)path[^1]] = value;
    }
}
