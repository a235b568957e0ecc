namespace Tributary.Web.Workers;

/// <summary>What the program does by itself.</summary>
internal static class WorkersSetup
{
    /// <summary>Registers every worker of the serving program, and the demo they wait for.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<DemoCompany>()
        .AddHostedService(provider => provider.GetRequiredService<DemoCompany>())
        .AddHostedService<RenewalWorker>()
        .AddHostedService<BillingWorker>()
        .AddHostedService<ReportWorker>()
        .AddHostedService<FundsWorker>()
        .AddHostedService<ForecastWorker>()
        .AddHostedService<RegistrationWorker>()
        .AddHostedService<DeactivationWorker>()
        .AddHostedService<ForgetWorker>()
        .AddHostedService<MailWorker>()
        .AddSingleton<HostProof>()
        .AddHostedService<HostWorker>()
        .AddHostedService<GuestWorker>()
        .AddHostedService<LossWorker>()
        .AddHostedService<PeopleImportWorker>()
        .AddHostedService<BulkWorker>()
        .AddSingleton<Pulse>()
        .AddHostedService(provider => provider.GetRequiredService<Pulse>())
        .AddSingleton<ErrorTally>()
        .AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<ErrorTally>())
        .AddSingleton<BookCheckBell>()
        .AddHostedService<BookCheckWorker>()
        .AddProvisioning(configuration);
}
