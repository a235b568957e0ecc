using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Tributary.Web.Pages.Docs;

/// <summary>The API for readers, made from the OpenAPI document itself, so that the two never disagree. It tells nothing about anybody.</summary>
[AllowAnonymous]
public sealed class ApiModel([FromKeyedServices("v1")] IOpenApiDocumentProvider documents) : PageModel
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Introduction { get; private set; } = "";

    public IReadOnlyList<IGrouping<string, Operation>> Resources { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var document = await documents.GetOpenApiDocumentAsync(cancel);
        Introduction = document.Info.Description ?? "";
        Resources = [.. (from path in document.Paths
                         from operation in path.Value.Operations ?? []
                         select new Operation(operation.Key.Method, path.Key, operation.Value)).GroupBy(operation => operation.Tag)];
    }

    /// <summary>One verb at one address.</summary>
    public sealed record Operation(string Method, string Path, OpenApiOperation Text)
    {
        public string Tag => Text.Tags?.FirstOrDefault()?.Name ?? "";

        public string Anchor => $"{Method}-{Path}".ToLowerInvariant().Replace("/api/v1/", "").Replace('/', '-').Replace("{", "").Replace("}", "");

        public string? Request => Example(Text.RequestBody?.Content);

        /// <summary>The answer when all goes well: its status and an example.</summary>
        public (string Status, string? Example)? Answer => Text.Responses?.Where(r => r.Key[0] == '2')
            .Select(r => ((string, string?)?)(r.Key, Example(r.Value.Content))).FirstOrDefault();

        public string Curl
        {
            get
            {
                var method = Method == "GET" ? "" : $" -X {Method}";
                var body = Request is null ? "" : " \\\n  -H 'Content-Type: application/json' \\\n  -d @request.json";
                var address = Path.Replace("{", "$", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).ToUpperAfterDollar();
                return $"curl{method} -H \"Authorization: Bearer $KEY\"{body} \\\n  \"$URL{address}\"";
            }
        }

        private static string? Example(IDictionary<string, OpenApiMediaType>? content) =>
            content?.Values.FirstOrDefault()?.Example is { } example ? JsonNode.Parse(example.ToJsonString())!.ToJsonString(Indented) : null;
    }
}

internal static class ShellVariables
{
    /// <summary><c>/accounts/$id</c> as a shell reads it: <c>/accounts/$ID</c>.</summary>
    public static string ToUpperAfterDollar(this string address) =>
        string.Join('/', address.Split('/').Select(part => part.StartsWith('$') ? part.ToUpperInvariant() : part));
}
