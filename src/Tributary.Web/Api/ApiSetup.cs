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
        BrandingApi.Map(api);
        OnboardingApi.Map(api);
        AgreementsApi.Map(api);
        WalletApi.Map(api);
        InvoicesApi.Map(api);
        DashboardApi.Map(api);
        ForecastApi.Map(api);
        TodayApi.Map(api);
        PeopleApi.Map(api);
        PeopleImportsApi.Map(api);
        ProfileApi.Map(api);
        KeysApi.Map(api);
        ProductsApi.Map(api);
        CatalogueApi.Map(api);
        ImportsApi.Map(api);
        PricesApi.Map(api);
        QuotesApi.Map(api);
        OrdersApi.Map(api);
        SubscriptionsApi.Map(api);
        BulkApi.Map(api);
        ViewsApi.Map(api);
        AssetsApi.Map(api);
        UsageApi.Map(api);
        GraphNotesApi.Map(api);
        ReportsApi.Map(api);
        LaunchesApi.Map(api);
        WorkApi.Map(api);
        GuestPassesApi.Map(api);
        TrailApi.Map(api);
        NoticesApi.Map(api);
        MailApi.Map(api);
        SearchApi.Map(api);
        SimilarApi.MapRegisters(api);
        HelpApi.Map(api);
    }
}
