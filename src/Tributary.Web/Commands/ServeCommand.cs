using System.CommandLine;
using Tributary.Data;
using Tributary.Web.Kit;
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
        var serve = new Command("serve", "Serve the panel and the API.") { urls };

        // What is not ours is the host's: --environment, --contentRoot, any --Setting=value.
        serve.TreatUnmatchedTokensAsErrors = false;
        serve.SetAction(async (line, cancel) =>
        {
            await using var app = Build([.. line.UnmatchedTokens], line.GetValue(urls));
            await app.Services.GetRequiredService<DatabaseChoice>().MigrateAsync(cancel);
            await TellTheCode(app);
            await app.RunAsync(cancel);
            return 0;
        });
        return serve;
    }

    // Whoever can read this output started the program; that is what the code proves.
    private static async Task TellTheCode(WebApplication app)
    {
        var first = app.Services.GetRequiredService<FirstRun>();
        if (await first.IsOver()) return;
        var address = app.Configuration["urls"]?.Split(';')[0] ?? DefaultUrl;
        Console.WriteLine($"Nothing is set up yet. Open {address.TrimEnd('/')}/setup and enter this code: {first.Code}");
    }

    private static WebApplication Build(string[] settings, string? urls)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = PublishedRoot() });
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // That the keys lie in the database as they are is said in ProtectionKey and in the manual, not at every start.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement", LogLevel.Error);
        if (urls is not null) builder.WebHost.UseUrls(urls);
        else if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls(DefaultUrl);

        builder.Services.AddBusiness(builder.Configuration[DatabaseChoice.Setting]);
        builder.AddKit();
        builder.AddSecurity();
        builder.Services.AddSingleton<BookCheckBell>().AddHostedService<BookCheckWorker>();

        var app = builder.Build();
        app.UseWhoIsIt();
        app.UseKit();
        app.UseDoors();
        app.MapRazorPages();
        return app;
    }

    // A published program carries wwwroot beside it, wherever it is started from; a built one is told by its manifest.
    private static string? PublishedRoot() =>
        Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")) ? AppContext.BaseDirectory : null;
}
