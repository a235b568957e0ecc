using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>How the program comes by its API.</summary>
internal static class ApiSetup
{
    /// <summary>Where the API's addresses begin.</summary>
    public const string Base = "/api/v1";

    /// <summary>Registers what the API needs.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration settings)
    {
        services.ConfigureHttpJsonOptions(json => ApiJson.Set(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddRateLimiter(limits => limits.GlobalLimiter = RateLimits.From(settings).Limiter());
        services.AddScoped(provider => provider.GetRequiredService<CurrentViewer>().Viewer);
        services.AddOpenApi("v1", OpenApiText.Configure);
        Drain.Register(services, settings);
        return services;
    }

    /// <summary>Maps every address for programs.</summary>
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        Health.Map(routes);
        routes.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous().ExcludeFromDescription();
        var api = routes.MapGroup(Base);
        AccountsApi.Map(api);
        WalletApi.Map(api);
        DashboardApi.Map(api);
        PeopleApi.Map(api);
        KeysApi.Map(api);
        ProductsApi.Map(api);
        CatalogueApi.Map(api);
        ImportsApi.Map(api);
        PricesApi.Map(api);
        QuotesApi.Map(api);
        OrdersApi.Map(api);
        SubscriptionsApi.Map(api);
        AssetsApi.Map(api);
        WorkApi.Map(api);
        TrailApi.Map(api);
        NoticesApi.Map(api);
        SearchApi.Map(api);
    }
}
