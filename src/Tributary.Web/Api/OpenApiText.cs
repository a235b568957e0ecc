using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tributary.Identity;

namespace Tributary.Web.Api;

/// <summary>What the OpenAPI document says beyond the types: the manners that hold for every address, forms and examples.</summary>
internal static class OpenApiText
{
    private const string Bearer = "key";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id ? Named(id) : null;
        options.AddSchemaTransformer(Form);
        options.AddOperationTransformer(Manners);
        options.AddDocumentTransformer(Head);
    }

    // AccountJson is Account to the reader, ListOf<AccountJson> is AccountList and Ref<Account> is AccountId.
    private static string Named(string id) => id.StartsWith("ListOfOf", StringComparison.Ordinal)
        ? id["ListOfOf".Length..].Replace("Json", "", StringComparison.Ordinal) + "List"
        : id.StartsWith("RefOf", StringComparison.Ordinal) ? id["RefOf".Length..] + "Id"
        : id.Replace("Json", "", StringComparison.Ordinal);

    private static Task Head(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new()
        {
            Title = "Tributary", Version = "v1",
            Description = "The API of a Tributary installation. Money is a decimal text with its currency, times are UTC, lists page by cursor, "
                + "writes take an Idempotency-Key, changes take If-Match, and every error is application/problem+json with a stable code.",
        };
        document.Servers = [new() { Url = "/" }];
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key, made in the panel, with `tributary keys create`, or with POST /api/v1/keys.",
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        return Task.CompletedTask;
    }

    private static async Task Manners(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var method = context.Description.HttpMethod;
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>()) Describe(parameter);
        if (method is not "GET")
            operation.Parameters.Add(Header("Idempotency-Key", "A text of your own, at most 200 characters: the same request under the same key is done once and answered the same for 24 hours."));
        if (metadata.OfType<TakesIfMatch>().Any())
            operation.Parameters.Add(Header("If-Match", "The ETag you read: when it was changed since, nothing is done and the answer is 412."));

        if (operation.RequestBody is OpenApiRequestBody { Content: { } bodies } && Accepted(context) is { } type)
            foreach (var body in bodies.Values) body.Example = Samples.Of(type);
        foreach (var (status, response) in operation.Responses ?? [])
            if (response is OpenApiResponse { Content: { } contents } && Answered(context, status) is { } answer)
                foreach (var content in contents.Values) content.Example = Samples.Of(answer);

        var needs = metadata.OfType<IAuthorizeData>().Select(a => a.Policy).OfType<string>().ToList();
        if (needs.Select(ScopeOf).OfType<string>().ToList() is { Count: > 0 } scopes)
            operation.Description = $"{operation.Description} Needs the scope {string.Join(" and ", scopes)}.".Trim();
        await Problem(operation, context, method, cancel);
    }

    private static async Task Problem(OpenApiOperation operation, OpenApiOperationTransformerContext context, string? method, CancellationToken cancel)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancel);
        context.Document!.AddComponent(nameof(Api.Problem), schema);
        string[] statuses = ["401", "403", "404", "422", "429", .. method is "GET" ? Array.Empty<string>() : ["409", "412"]];
        operation.Responses ??= [];
        foreach (var status in statuses)
        {
            operation.Responses[status] = new OpenApiResponse
            {
                Description = status switch
                {
                    "401" => "No valid key", "403" => "Not allowed to you", "404" => "Not there, or not yours", "409" => "The business says no",
                    "412" => "Changed since you read it", "422" => "A field is wrong", _ => "Too many requests; see Retry-After",
                },
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(Api.Problem), context.Document) },
                },
            };
        }
    }

    // The narrowest scope that gives the right a policy is named for.
    private static string? ScopeOf(string policy) => Enum.TryParse<Right>(policy, out var right)
        ? Scopes.All.Where(scope => (Scopes.Rights(scope) & right) == right).MinBy(scope => System.Numerics.BitOperations.PopCount((ulong)Scopes.Rights(scope)))
        : null;

    private static Type? Accepted(OpenApiOperationTransformerContext context) =>
        context.Description.ActionDescriptor.EndpointMetadata.OfType<Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata>().FirstOrDefault()?.RequestType;

    private static Type? Answered(OpenApiOperationTransformerContext context, string status) =>
        context.Description.SupportedResponseTypes.FirstOrDefault(r => r.StatusCode.ToString() == status)?.Type is { } type && type != typeof(void) ? type : null;

    private static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static void Describe(OpenApiParameter parameter)
    {
        switch (parameter.Name)
        {
            case "limit":
                parameter.Description = "How many entries; 50 without it.";
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "200" };
                break;
            case "after":
                parameter.Description = "What the page before said as next.";
                break;
        }
    }

    private static Task Form(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var mayBeNull = type != context.JsonTypeInfo.Type || context.JsonPropertyInfo is { IsGetNullable: true } || schema.Type?.HasFlag(JsonSchemaType.Null) == true;
        var nothing = mayBeNull ? JsonSchemaType.Null : 0;
        if (type == typeof(Money))
        {
            schema.Type = JsonSchemaType.Object | nothing;
            schema.Description ??= "A decimal text with exactly the currency's digits, and the ISO 4217 code.";
            schema.Required = new HashSet<string> { "amount", "currency" };
            schema.Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["amount"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^-?\d+(\.\d+)?$" },
                ["currency"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[A-Z]{3}$" },
            };
            schema.Examples = [Samples.Of(type)!];
        }
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String | nothing;
            schema.Enum = [.. Code.Of(type).Keys.Select(code => (JsonNode)JsonValue.Create(code))];
        }
        else if (Samples.IsRef(type))
        {
            schema.Type = JsonSchemaType.String | nothing;
            schema.Pattern = $"^{Kinds.Prefix(type.GetGenericArguments()[0])}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$";
            schema.Examples = [Samples.Of(type)!];
        }
        else if (type == typeof(Currency))
        {
            schema.Type = JsonSchemaType.String | nothing;
            schema.Pattern = "^[A-Z]{3}$";
            schema.Examples = ["USD"];
        }
        else if (type == typeof(string)) schema.Type = JsonSchemaType.String | nothing;
        else if (type == typeof(DateTime)) (schema.Type, schema.Format) = (JsonSchemaType.String | nothing, "date-time");
        return Task.CompletedTask;
    }
}
