using System.CommandLine;
using Microsoft.AspNetCore.Connections;
using Tributary.Data;
using Tributary.Web.Api;
using Tributary.Web.Kit;
using Tributary.Web.Mail;
using Tributary.Web.Media;
using Tributary.Web.Pages.Marketplace;
using Tributary.Web.Security;
using Tributary.Web.Workers;

namespace Tributary.Web.Commands;

/// <summary><c>tributary serve</c>: brings the database up to date and serves the panel and the API until stopped.</summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    public static Command Create()
    {
        var urls = new Option<string?>("--urls") { Description = $"Where to listen; ASPNETCORE_URLS otherwise, {DefaultUrl} without either." };
        var demo = new Option<bool>("--demo") { Description = "Where nothing is set up yet: fill it with a demo company, with sign-ins made at random and printed." };
        var serve = new Command("serve", "Serve the panel and the API.") { urls, demo };

        // What is not ours is the host's: --environment, --contentRoot, any --Setting=value.
        serve.TreatUnmatchedTokensAsErrors = false;
        serve.SetAction(async (line, cancel) =>
        {
            var listening = false;
            await using var app = Build([.. line.UnmatchedTokens], line.GetValue(urls), () => listening);
            await app.Services.GetRequiredService<DatabaseChoice>().MigrateAsync(cancel);
            var first = app.Services.GetRequiredService<FirstRun>();
            first.DemoComes = line.GetValue(demo) && !await first.IsOver();
            try
            {
                await app.StartAsync(cancel);
                listening = true;
            }
            catch (IOException fault) when (fault.InnerException is AddressInUseException)
            {
                Console.Error.WriteLine($"Another program listens at {Address(app)} already. Stop it, or choose another address with --urls http://127.0.0.1:5081");
                return 1;
            }
            // Only a program that can be reached begins a demo, and says where it is.
            await Begin(app, line.GetValue(demo));
            first.DemoComes = false;
            await app.WaitForShutdownAsync(cancel);
            return 0;
        });
        return serve;
    }

    private static async Task Begin(WebApplication app, bool demo)
    {
        var company = app.Services.GetRequiredService<DemoCompany>();
        var address = Address(app);
        var over = await app.Services.GetRequiredService<FirstRun>().IsOver();
        if (demo && !over) await DemoSignIns.Write(await company.Begin());
        else await company.None();
        Console.WriteLine($"Tributary is at {address}");
        if (demo) DemoSignIns.Print();
        if (!app.Services.GetRequiredService<MailServer>().CanBeSent) Console.WriteLine($"No mail is sent: {MailServer.Setting} is not set. What would be sent is read at {address}/mail");
        if (!demo && !over) TellTheCode(app, address);
    }

    private static string Address(WebApplication app) => (app.Configuration["urls"]?.Split(';')[0] ?? DefaultUrl).TrimEnd('/');

    // Whoever can read this output started the program; that is what the code proves.
    private static void TellTheCode(WebApplication app, string address) =>
        Console.WriteLine($"Nothing is set up yet. Open {address}/setup and enter this code: {app.Services.GetRequiredService<FirstRun>().Code}");

    private static WebApplication Build(string[] settings, string? urls, Func<bool> listening)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = PublishedRoot() });
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        // Every command that was executed is no news, and costs more to write down than to execute.
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Why it could not start is thrown, and said in one sentence or with its trace; the host need not say it too.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Information && listening());
        // Pages with forms are never cached; that antiforgery says so too is no news.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        // That the keys lie in the database as they are is said in ProtectionKey and in the manual, not at every start.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement", LogLevel.Error);
        if (urls is not null) builder.WebHost.UseUrls(urls);
        else if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls(DefaultUrl);

        if (!string.IsNullOrEmpty(builder.Configuration[Observing.Setting])) builder.Services.AddHostedService<Observing>();
        builder.Services.AddBusiness(builder.Configuration[DatabaseChoice.Setting]);
        builder.AddKit();
        builder.AddSecurity();
        builder.Services.AddApi(builder.Configuration);
        builder.Services.AddWorkers(builder.Configuration);
        builder.Services.AddScoped<Pages.TopBar>().AddScoped<ChosenColumns>().AddScoped<Pages.Wallets.Statements>();
        builder.Services.AddShop();
        builder.Services.AddSingleton<Watching>();
        builder.Services.AddSingleton<OpenStreams>();

        var app = builder.Build();
        Drain.Use(app);
        // Not in a branch of the pipeline, where the error page's address would lead nowhere. The API writes its problems inside of it.
        if (!app.Environment.IsDevelopment()) app.UseExceptionHandler("/error/500");
        Observing.Use(app);
        app.UseProblems();
        app.UseWhoIsIt();
        app.UseKit();
        app.UseDoors();
        app.UseAsking();
        app.MapRazorPages();
        app.MapApi();
        app.MapWorkHook();
        Live.Map(app);
        MediaFiles.Map(app);
        TlsAsk.Map(app);
        return app;
    }

    // A published program carries wwwroot beside it, wherever it is started from; a built one is told by its manifest.
    private static string? PublishedRoot() =>
        Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")) ? AppContext.BaseDirectory : null;
}
