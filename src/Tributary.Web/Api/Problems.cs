using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Tributary.Web.Api;

/// <summary>What a "no" looks like to a program: RFC 9457, with a stable <c>code</c> and the sentences by field.</summary>
public sealed record Problem
{
    /// <summary>A name for this sort of problem: <c>urn:tributary:</c> and the code.</summary>
    public required string Type { get; init; }
    /// <summary>What the HTTP status means.</summary>
    public required string Title { get; init; }
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }
    /// <summary>A stable name for programs; it is never translated.</summary>
    public required string Code { get; init; }
    /// <summary>A sentence for people.</summary>
    public required string Detail { get; init; }
    /// <summary>The sentences by input field, where fields are wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
    /// <summary>Tells the operator which request this was; only with status 500 and 503.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceId { get; init; }
}

/// <summary>A request that cannot be read as one: it is malformed, too large or of a type nobody asked for.</summary>
internal sealed class Unreadable(int status, string code, string sentence) : Exception(sentence)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}

/// <summary>The one place that turns refusals, faults and bare statuses under <c>/api</c> into problem+json.</summary>
internal static class Problems
{
    private const string ContentType = "application/problem+json";

    public static bool IsForPrograms(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/openapi") || http.Request.Path.StartsWithSegments("/health");

    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app.UseWhen(IsForPrograms, api => api.Use(Answer));

    private static async Task Answer(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (Refusal no) when (!http.Response.HasStarted)
        {
            await Write(http, (int)no.Kind, no.Code, no.Message, no.Errors.Count > 0 ? no.Errors : null);
        }
        catch (Unreadable no) when (!http.Response.HasStarted)
        {
            await Write(http, no.Status, no.Code, no.Message);
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            await Bare(http, bad.StatusCode);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is listening any more.
        }
        catch (Exception fault) when (!http.Response.HasStarted && IsAway(fault))
        {
            http.RequestServices.GetRequiredService<ILogger<Problem>>()
                .LogError(fault, "{Method} {Path} found no database.", http.Request.Method, http.Request.Path);
            http.Response.Headers.RetryAfter = "5";
            await Bare(http, StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            http.RequestServices.GetRequiredService<ILogger<Problem>>()
                .LogError(fault, "{Method} {Path} failed.", http.Request.Method, http.Request.Path);
            await Bare(http, StatusCodes.Status500InternalServerError);
        }
        if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
            await Bare(http, http.Response.StatusCode);
    }

    // Nothing was written: what a commit came to that was not answered, the desk throws as a fault of its own.
    private static bool IsAway(Exception fault) => fault switch
    {
        PostgresException { SqlState: var state } => state is PostgresErrorCodes.TooManyConnections || state.StartsWith("57P", StringComparison.Ordinal),
        NpgsqlException away => away.IsTransient,
        InvalidOperationException or DbUpdateException => fault.InnerException is { } inner && IsAway(inner),
        _ => false,
    };

    // A status that the framework gave without a word.
    private static Task Bare(HttpContext http, int status) => status switch
    {
        401 => Write(http, status, "key.invalid", "Send a valid API key as: Authorization: Bearer trb_…"),
        403 => Write(http, status, "right.missing", "This key may not do this. Its scopes or the rights of its owner do not reach so far."),
        404 => Write(http, status, "not_found", "There is nothing here."),
        405 => Write(http, status, "method.not_allowed", "This address does not take this method. The Allow header says which it takes."),
        413 => Write(http, status, "body.too_large", "The request is larger than this address takes."),
        415 => Write(http, status, "body.type", "Send the body as application/json."),
        429 => Write(http, status, "rate.limited", "Too many requests. The Retry-After header says in how many seconds to try again."),
        503 => Write(http, status, "database.away", "The database cannot be reached at the moment. The Retry-After header says in how many seconds to try again."),
        >= 500 => Write(http, status, "internal", "Something went wrong on our side. Tell the operator the traceId."),
        _ => Write(http, status, "request.bad", "This request cannot be read."),
    };

    public static async Task Write(HttpContext http, int status, string code, string sentence, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        // Pages name their fields as their models do; programs read them as they write them.
        var fields = errors?.ToDictionary(error => string.Join('.', error.Key.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName)), error => error.Value);
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentType;
        http.Response.Headers.CacheControl = "no-store";
        var problem = new Problem
        {
            Type = "urn:tributary:" + code, Title = ReasonPhrases.GetReasonPhrase(status), Status = status, Code = code, Detail = sentence, Errors = fields,
            TraceId = status >= 500 ? Activity.Current?.Id ?? http.TraceIdentifier : null,
        };
        await JsonSerializer.SerializeAsync(http.Response.Body, problem, ApiJson.Options, http.RequestAborted);
    }
}
