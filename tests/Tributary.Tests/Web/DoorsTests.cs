using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Tests.House;

namespace Tributary.Tests.Web;

public sealed class DoorsTests
{
    /// <summary>What is open to everybody. Whoever adds a line has thought about it.</summary>
    private static readonly string[] Open =
    [
        "GET brand/{accent:regex(^[0-9a-f]{{6}}$)}.css", "/email", "/error/{code:int}", "/forgot", "/kit", "/login", "/logout", "/preferences", "/reset", "/setup",
        "/docs/api", "GET health/live", "GET health/ready", "GET openapi/{documentName}.json",
        // A picture is found by its content; a front server asks for whom it may fetch a certificate.
        "GET media/{id:regex(^[0-9a-f]{{32}}$)}", "GET tls/ask",
        // The other side of a webhook signs what it says.
        "POST hooks/work/{token}",
    ];

    [Fact]
    public async Task Every_page_and_endpoint_says_whom_it_is_for()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var endpoints = panel.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();

        Sources.AssertNone(endpoints.Where(endpoint => !IsOpen(endpoint) && endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>() is var asked
            && !asked.Any(data => data.Policy is not null)).Select(endpoint => $"{endpoint.DisplayName} names no policy"));
        Assert.Equal(
            Open.Order(StringComparer.Ordinal),
            endpoints.Where(IsOpen).Select(Named).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_page_model_says_so_itself() =>
        Sources.AssertNone(from type in typeof(Program).Assembly.GetTypes()
                           where type.IsSubclassOf(typeof(PageModel)) && !type.IsAbstract
                           where !type.GetCustomAttributes(inherit: false).Any(one => one is AllowAnonymousAttribute or AuthorizeAttribute { Policy: not null })
                           select type.FullName);

    [Fact]
    public async Task An_endpoint_that_says_nothing_is_closed()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var policies = panel.Services.GetRequiredService<IAuthorizationPolicyProvider>();

        Assert.NotNull(await policies.GetFallbackPolicyAsync());
        Assert.Equal(404, (await panel.Visitor().Get("/no/such/page")).Status);
        Assert.Equal(404, (await (await panel.SignIn(panel.World.Rosa)).Get("/no/such/page")).Status);
    }

    [Theory]
    [InlineData(Role.Viewer, "/people", 200)]
    [InlineData(Role.Viewer, "/people/add", 403)]
    [InlineData(Role.Viewer, "/keys", 403)]
    [InlineData(Role.Billing, "/people", 403)]
    [InlineData(Role.Admin, "/people/add", 200)]
    [InlineData(Role.Admin, "/keys/new", 200)]
    [InlineData(Role.Admin, "/sign-ins", 200)]
    public async Task A_role_opens_what_it_holds(Role role, string page, int status)
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);

        Assert.Equal(status, (await (await panel.SignIn(panel.World.Rosa, role)).Get(page)).Status);
    }

    private static bool IsOpen(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static string Named(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { } verbs
            ? $"{string.Join(',', verbs.HttpMethods)} {endpoint.RoutePattern.RawText!.TrimStart('/')}"
            : "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
}
