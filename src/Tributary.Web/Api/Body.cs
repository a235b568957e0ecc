using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;

namespace Tributary.Web.Api;

/// <summary>
/// The body of a write, read strictly: fields nobody asked for, values of the wrong form and missing fields are told by
/// name, as many at once as can be found. An empty body reads as <c>{}</c>.
/// </summary>
internal sealed class Body<T> : IEndpointParameterMetadataProvider where T : class
{
    private Body(T value) => Value = value;

    public T Value { get; }

    public static ValueTask<Body<T>?> BindAsync(HttpContext http, ParameterInfo parameter) => ValueTask.FromResult<Body<T>?>(new(Read(http)));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T), isOptional: true));

    private static T Read(HttpContext http)
    {
        var bytes = Asked.Of(http).Body;
        if (bytes.Length == 0) bytes = "{}"u8.ToArray();
        else if (!http.Request.HasJsonContentType()) throw new Unreadable(415, "body.type", "Send the body as application/json.");

        return BodyText.Read<T>(bytes);
    }
}

/// <summary>How a body becomes a value, or a refusal that names its fields.</summary>
internal static class BodyText
{
    /// <summary>A file that came as it is, or as base 64 in a document.</summary>
    /// <exception cref="Refusal"><c>body.invalid</c>: the document is none, or holds no base 64.</exception>
    public static byte[] File<T>(HttpRequest request, Asked asked, Func<T, string> content) where T : class
    {
        if (!request.HasJsonContentType()) return asked.Body;
        try { return Convert.FromBase64String(content(Read<T>(asked.Body))); }
        catch (FormatException) { throw Refusal.Field("content", "body.invalid", "This is no base 64."); }
    }

    /// <exception cref="Refusal"><c>body.invalid</c> with the fields that are wrong.</exception>
    public static T Read<T>(byte[] bytes) where T : class
    {
        if (bytes.Length == 0) throw new Unreadable(400, "body.malformed", "The body is a JSON object.");
        using var document = Parsed(bytes);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new Unreadable(400, "body.malformed", "The body is a JSON object.");

        var errors = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        Unknown(document.RootElement, ApiJson.Options.GetTypeInfo(typeof(T)), "", errors);
        if (errors.Count > 0) throw Refusal.Fields("body.invalid", errors);
        try
        {
            var value = JsonSerializer.Deserialize<T>(bytes, ApiJson.Options)!;
            Fields.Check(value, "", errors);
            return errors.Count == 0 ? value : throw Refusal.Fields("body.invalid", errors);
        }
        catch (JsonException wrong)
        {
            var path = wrong.Path is { } p ? p.TrimStart('$').TrimStart('.') : "";
            errors[path] = [wrong is WrongValue ? wrong.Message : "This value has the wrong form."];
            throw Refusal.Fields("body.invalid", errors);
        }
    }

    // What was put on the disk, or is hashed only under a key, has not been read as JSON before.
    private static JsonDocument Parsed(byte[] bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes, new() { MaxDepth = ApiJson.MaxDepth, AllowDuplicateProperties = false });
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new Unreadable(400, "body.malformed", $"The body is not JSON, names a field twice, or is nested deeper than {ApiJson.MaxDepth}.");
        }
    }

    private static void Unknown(JsonElement value, JsonTypeInfo type, string path, SortedDictionary<string, string[]> errors)
    {
        if (value.ValueKind == JsonValueKind.Object && type.Kind == JsonTypeInfoKind.Object)
        {
            foreach (var part in value.EnumerateObject())
            {
                var at = path.Length == 0 ? part.Name : $"{path}.{part.Name}";
                if (type.Properties.FirstOrDefault(p => p.Name == part.Name) is { } property)
                    Unknown(part.Value, ApiJson.Options.GetTypeInfo(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType), at, errors);
                else
                    errors[at] = ["There is no such field here."];
            }
            foreach (var needed in type.Properties.Where(p => p.IsRequired && !value.TryGetProperty(p.Name, out _)))
                errors[path.Length == 0 ? needed.Name : $"{path}.{needed.Name}"] = ["This is needed."];
        }
        else if (value.ValueKind == JsonValueKind.Array && type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
        {
            var i = 0;
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Null) errors[$"{path}[{i}]"] = ["This is needed."];
                else Unknown(item, ApiJson.Options.GetTypeInfo(element), $"{path}[{i}]", errors);
                i++;
            }
        }
    }
}

/// <summary>Checks a body by the annotations of its fields, in sentences of our own.</summary>
internal static class Fields
{
    private static readonly ConcurrentDictionary<Type, (PropertyInfo Property, string Name, ValidationAttribute[] Rules)[]> Rules = new();

    public static void Check(object value, string path, IDictionary<string, string[]> errors)
    {
        foreach (var (property, name, rules) in Rules.GetOrAdd(value.GetType(), RulesOf))
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            var field = property.GetValue(value);
            foreach (var rule in rules)
            {
                if (rule is RequiredAttribute ? rule.IsValid(field) : field is null || rule.IsValid(field)) continue;
                errors[at] = [Sentence(rule, field)];
                break;
            }
            if (field is string or null || errors.ContainsKey(at)) continue;
            if (field is IList list)
            {
                for (var i = 0; i < list.Count; i++)
                {
                    if (IsBody(list[i]!)) Check(list[i]!, $"{at}[{i}]", errors);
                }
            }
            else if (IsBody(field))
            {
                Check(field, at, errors);
            }
        }
    }

    // Only the API's own records have rules inside; values such as Money check themselves when they are read.
    private static bool IsBody(object value) => value.GetType() is { IsClass: true, Namespace: "Tributary.Web.Api" };

    private static (PropertyInfo, string, ValidationAttribute[])[] RulesOf(Type type) =>
        [.. type.GetProperties().Select(p => (p, JsonNamingPolicy.CamelCase.ConvertName(p.Name), p.GetCustomAttributes<ValidationAttribute>().OrderByDescending(a => a is RequiredAttribute).ToArray()))];

    private static string Sentence(ValidationAttribute rule, object? field) => rule switch
    {
        RequiredAttribute => "This is needed.",
        MaxLengthAttribute { Length: var most } => field is string ? $"At most {most} characters." : $"At most {most} entries.",
        MinLengthAttribute { Length: var least } => field is string ? $"At least {least} characters." : $"At least {least} entries.",
        RangeAttribute { Minimum: var from, Maximum: var to } => $"From {from} to {to}.",
        _ => throw new InvalidOperationException($"There is no sentence for {rule.GetType().Name}."),
    };
}
