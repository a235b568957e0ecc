using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tributary.Identity;
using Tributary.Tests.Api;

namespace Tributary.Tests.Web;

/// <summary>One verb of one page at one address, with its named handler, as the program's own table of pages has it.</summary>
public sealed record PageDoor(string Method, string Pattern, string? Handler, Right Right)
{
    /// <summary>Every door of every page that is not open to everybody.</summary>
    public static async Task<IReadOnlyList<PageDoor>> Of(Panel panel)
    {
        var loader = panel.Services.GetRequiredService<PageLoader>();
        var doors = new List<PageDoor>();
        foreach (var endpoint in panel.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page) continue;
            var compiled = await loader.LoadAsync(page, EndpointMetadataCollection.Empty);
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) continue;
            var (pattern, right) = ("/" + endpoint.RoutePattern.RawText!.Trim('/'), RightOf(endpoint));
            doors.Add(new("GET", pattern, null, right));
            doors.AddRange(from handler in compiled.HandlerMethods
                           let method = handler.HttpMethod.ToUpperInvariant()
                           where method != "GET" || handler.Name is not null
                           select new PageDoor(method, pattern, handler.Name, right));
        }
        return [.. doors.Distinct().OrderBy(door => door.Pattern, StringComparer.Ordinal).ThenBy(door => door.Method, StringComparer.Ordinal).ThenBy(door => door.Handler, StringComparer.Ordinal)];
    }

    /// <summary>What its recipe is found by: <c>POST /resellers/{id}/wallet ?TopUp</c>; constraints of places are left out.</summary>
    public string Name => $"{Method} {string.Join('/', Parts.Select(part => part.StartsWith('{') ? "{" + part.Trim('{', '}').Split(':')[0].TrimEnd('?') + "}" : part))}{(Handler is null ? "" : " ?" + Handler)}";

    /// <summary>The address with its places filled in their order; a place that may be left out is, where nothing is given for it.</summary>
    public string Fill(IReadOnlyList<string> places, string query)
    {
        var next = 0;
        var parts = Parts.Select(part => !part.StartsWith('{') ? part : next < places.Count ? places[next++] : part.EndsWith("?}") ? "" : throw new InvalidOperationException($"{Name} wants more places.")).ToList();
        Assert.Equal(places.Count, next);
        var path = string.Join('/', parts);
        if (path.Length > 1) path = path.TrimEnd('/');
        var asked = string.Join('&', new[] { query, Handler is null ? "" : "handler=" + Handler }.Where(part => part.Length > 0));
        return asked.Length == 0 ? path : $"{path}?{asked}";
    }

    /// <summary>A role that does not hold what this takes, or null where every role does.</summary>
    public static Role? Lacking(Right right) => right == Right.None ? null
        : Enum.GetValues<Role>().Reverse().Cast<Role?>().FirstOrDefault(role => (role!.Value.Rights() & right) != right);

    public override string ToString() => Name;

    // A constraint may hold slashes of its own, so places are kept together.
    private IEnumerable<string> Parts
    {
        get
        {
            var (depth, start) = (0, 0);
            for (var i = 0; i < Pattern.Length; i++)
            {
                if (Pattern[i] == '{') depth++;
                else if (Pattern[i] == '}') depth--;
                else if (Pattern[i] == '/' && depth == 0)
                {
                    yield return Pattern[start..i];
                    start = i + 1;
                }
            }
            yield return Pattern[start..];
        }
    }

    private static Right RightOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => Enum.TryParse<Right>(data.Policy, out var right) ? right : Right.None)
            .Aggregate(Right.None, (all, right) => all | right);
}

/// <summary>
/// How a page's door is tried: who may, with what, and who is a stranger to what is named. The control is the same request by
/// the one who may; it must get through, or the strangers' 404 would prove nothing.
/// </summary>
public sealed record PageRecipe(Func<Stage, Cast> By)
{
    /// <summary>What stands in the places of the address.</summary>
    public Func<Stage, string[]> Places { get; init; } = _ => [];
    /// <summary>The query, without its question mark.</summary>
    public Func<Stage, string> Query { get; init; } = _ => "";
    /// <summary>The fields of the form.</summary>
    public Func<Stage, (string Name, string Value)[]> Form { get; init; } = _ => [];
    /// <summary>To whom there is no such thing (404).</summary>
    public Func<Stage, Cast[]> Strangers { get; init; } = _ => [];
    /// <summary>The right this verb takes, where it is more than the page's.</summary>
    public Right Needs { get; init; }
    /// <summary>What the control may be answered.</summary>
    public int[] Answers { get; init; } = [200, 302];
    /// <summary>Words that the control reads, so that those who do not read them prove something.</summary>
    public Func<Stage, string[]> Tells { get; init; } = _ => [];
}
