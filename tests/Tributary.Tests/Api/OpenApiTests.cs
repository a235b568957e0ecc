using System.Text.Json;
using Tributary.Data;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>The document says what is there, and the pages say what the document says.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task The_document_has_every_door_with_its_tag_summary_scope_and_examples()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var document = JsonDocument.Parse(await panel.Visitor().Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement;

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString());
        Assert.True(document.GetProperty("components").GetProperty("securitySchemes").TryGetProperty("key", out _));
        foreach (var door in Door.Of(panel, "/api/v1"))
        {
            var operation = document.GetProperty("paths").GetProperty(door.Pattern).GetProperty(door.Method.ToLowerInvariant());
            Assert.NotEqual(0, operation.GetProperty("tags").GetArrayLength());
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            if (door.Right != Right.None) Assert.Contains("scope", operation.GetProperty("description").GetString());
            var answers = operation.GetProperty("responses");
            Assert.True(answers.TryGetProperty("401", out var unknown));
            Assert.True(unknown.GetProperty("content").TryGetProperty("application/problem+json", out _));
            foreach (var answer in answers.EnumerateObject().Where(a => a.Name.StartsWith('2') && a.Value.TryGetProperty("content", out _)))
                Assert.True(answer.Value.GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _), $"{door} has no example.");
            if (door.Method is "POST") Assert.Contains("Idempotency-Key", operation.GetProperty("parameters").GetRawText());
        }
    }

    [Fact]
    public async Task Every_reference_in_the_document_leads_somewhere()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var document = JsonDocument.Parse(await panel.Visitor().Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement;
        var schemas = document.GetProperty("components").GetProperty("schemas");

        var references = References(document).Distinct().ToList();

        Assert.NotEmpty(references);
        Assert.All(references, r => Assert.True(schemas.TryGetProperty(r["#/components/schemas/".Length..], out _), r));
    }

    [Fact]
    public async Task The_pages_show_every_door_without_a_script_of_others()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);

        var page = await panel.Visitor().Get("/docs/api");

        Assert.Equal(200, page.Status);
        Assert.All(Door.Of(panel, "/api/v1"), door => Assert.Contains(door.Pattern, page.Text));
        Assert.All(page.Document.Scripts, script => Assert.StartsWith("/", script.Source));
    }

    private static IEnumerable<string> References(JsonElement at) => at.ValueKind switch
    {
        JsonValueKind.Object => at.EnumerateObject().SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => at.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
