namespace Tributary.Web.Workers;

/// <summary>What the program does by itself.</summary>
internal static class WorkersSetup
{
    /// <summary>Registers every worker of the serving program, and the demo they wait for.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<DemoCompany>()
        .AddHostedService(provider => provider.GetRequiredService<DemoCompany>())
        .AddHostedService<RenewalWorker>()
        .AddHostedService<FundsWorker>()
        .AddHostedService<RegistrationWorker>()
        .AddHostedService<ForgetWorker>()
        .AddSingleton<Pulse>()
        .AddHostedService(provider => provider.GetRequiredService<Pulse>())
        .AddSingleton<ErrorTally>()
        .AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<ErrorTally>())
        .AddSingleton<BookCheckBell>()
        .AddHostedService<BookCheckWorker>()
        .AddProvisioning(configuration);
}
