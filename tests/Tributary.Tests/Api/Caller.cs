using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>What the API answered.</summary>
public sealed record Answer(int Status, JsonElement Body, string Text, HttpResponseHeaders Headers, string? Type)
{
    /// <summary>The stable code of a problem.</summary>
    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    /// <summary>The id of what was made or shown.</summary>
    public string Id => Body.GetProperty("id").GetString()!;

    /// <summary>What stands at a path such as <c>lines.0.youPay.gross.amount</c>.</summary>
    public string? At(string path)
    {
        var at = Body;
        foreach (var part in path.Split('.'))
            at = int.TryParse(part, out var i) ? at[i] : at.GetProperty(part);
        return at.ValueKind == JsonValueKind.Null ? null : at.ToString();
    }

    /// <summary>The sentences about a field, or nothing.</summary>
    public string? Wrong(string field) => Body.TryGetProperty("errors", out var errors) && errors.TryGetProperty(field, out var said) ? said[0].GetString() : null;

    /// <summary>Insists on a status; what was said otherwise stands in the failure.</summary>
    public Answer Must(int status)
    {
        Assert.True(Status == status, $"{status} was expected, and this came: {Status} {Text}");
        return this;
    }
}

/// <summary>A program that calls the API.</summary>
public static class Caller
{
    public static Task<Answer> Get(this HttpClient api, string path) => api.Send(HttpMethod.Get, path);

    public static Task<Answer> Post(this HttpClient api, string path, object? body = null, string? key = null, string? match = null) =>
        api.Send(HttpMethod.Post, path, body, key, match);

    public static Task<Answer> Patch(this HttpClient api, string path, object? body = null, string? key = null, string? match = null) =>
        api.Send(HttpMethod.Patch, path, body, key, match);

    public static Task<Answer> Delete(this HttpClient api, string path, string? key = null) => api.Send(HttpMethod.Delete, path, key: key);

    /// <summary>Sends a body as it stands, whatever it is.</summary>
    public static Task<Answer> Raw(this HttpClient api, string path, string body, string type = "application/json", string? key = null) =>
        api.Send(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, type), key);

    public static async Task<Answer> Send(this HttpClient api, HttpMethod method, string path, object? body = null, string? key = null, string? match = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("/api", StringComparison.Ordinal) ? path : "/api/v1" + path);
        if (body is not null) request.Content = body as HttpContent ?? JsonContent.Create(body);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (match is not null) request.Headers.TryAddWithoutValidation("If-Match", match);
        using var response = await api.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var json = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new((int)response.StatusCode, json ? JsonDocument.Parse(text).RootElement : default, text, response.Headers, response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>The public id of one of the cast.</summary>
    public static string Ref(this Cast cast) => PublicId.Format("acc", cast.Id);

    /// <summary>A customer that passes every check.</summary>
    public static object Customer(Cast? parent = null, string name = "Carla") => new
    {
        kind = "customer", parent = parent?.Ref(), name, address = new { street = "Hafenstraße 4", city = "Hamburg", country = "DE" },
    };
}
