using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tributary.Identity;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>One verb at one address, as the program's own route table has it.</summary>
public sealed record Door(string Method, string Pattern, Right Right)
{
    /// <summary>All doors whose pattern begins so.</summary>
    public static IReadOnlyList<Door> Of(Panel panel, string start) =>
    [
        .. from endpoint in panel.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
           where pattern.StartsWith(start, StringComparison.Ordinal)
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           orderby pattern, method
           select new Door(method, pattern, RightOf(endpoint)),
    ];

    /// <summary>A scope that does not open it, or null where every key does.</summary>
    public string? OtherScope => Right == Right.None ? null : Scopes.All.First(scope => (Scopes.Rights(scope) & Right) != Right);

    /// <summary>The pattern with its places filled in their order, below the API's base.</summary>
    public string Fill(string[] places)
    {
        var parts = Pattern.Split('/');
        var next = 0;
        for (var i = 0; i < parts.Length; i++)
            if (parts[i].StartsWith('{')) parts[i] = places[next++];
        Assert.Equal(places.Length, next);
        return string.Join('/', parts);
    }

    public override string ToString() => $"{Method} {Pattern}";

    private static Right RightOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => Enum.TryParse<Right>(data.Policy, out var right) ? right : Right.None)
            .Aggregate(Right.None, (all, right) => all | right);
}

/// <summary>
/// How a door is tried: who may, with what, and who is a stranger to what is named. The control is the same request by the
/// one who may; it must get through, or the strangers' 404 would prove nothing.
/// </summary>
public sealed record Recipe(Func<Stage, Cast> By)
{
    /// <summary>True where a key of the account is nobody's, and the door is for a person's own.</summary>
    public bool Personal { get; init; }
    /// <summary>What stands in the places of the address.</summary>
    public Func<Stage, string[]> Places { get; init; } = _ => [];
    /// <summary>The body, or null.</summary>
    public Func<Stage, object?> Body { get; init; } = _ => null;
    /// <summary>To whom there is no such thing (404).</summary>
    public Func<Stage, Cast[]> Strangers { get; init; } = _ => [];
    /// <summary>Ids that the control reads in the answer and that those to whom they are hidden do not.</summary>
    public Func<Stage, string[]> Tells { get; init; } = _ => [];
    /// <summary>To whom a list is open that tells them none of <see cref="Tells"/>.</summary>
    public Func<Stage, Cast[]> HiddenFrom { get; init; } = _ => [];
    /// <summary>True where an earlier control may have taken what this one needs: then the business may answer 409, which also is no door.</summary>
    public bool MayConflict { get; init; }
    /// <summary>What stands behind the address; null for the most a list gives.</summary>
    public string? Query { get; init; }
}
