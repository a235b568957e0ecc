using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Data.Seed;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Browser;

/// <summary>The whole program on a free port, with workers and a SQLite file of its own.</summary>
public sealed class Site : IAsyncDisposable
{
    /// <summary>The password of everybody here.</summary>
    public const string Password = "seven green umbrellas";

    private readonly string folder = Directory.CreateTempSubdirectory("tributary-browser-").FullName;
    private readonly IBrowser chromium;
    private readonly WebApplicationFactory<Program> program;

    private Site(IBrowser chromium, (string Name, string Value)[] settings)
    {
        this.chromium = chromium;
        program = new WebApplicationFactory<Program>().WithWebHostBuilder(host => settings.Aggregate(host, (builder, set) => builder.UseSetting(set.Name, set.Value))
            .UseEnvironment("Production")
            .ConfigureLogging(logging => logging.AddFilter(null, LogLevel.Error).AddFilter("Microsoft.AspNetCore", LogLevel.Error))
            .ConfigureServices(services => services.AddSingleton<IStartupFilter>(Seen))
            .UseSetting(DatabaseChoice.Setting, Path.Combine(folder, "tributary.db"))
            .UseSetting("urls", "http://127.0.0.1:0"));
    }

    /// <summary>The accounts of the demo by the first name of the person who signs in to them; empty without a demo.</summary>
    public IReadOnlyDictionary<string, DemoAccount> Cast { get; private set; } = new Dictionary<string, DemoAccount>();

    /// <summary>The code that the program prints for whoever sets it up.</summary>
    public string SetupCode => program.Services.GetRequiredService<FirstRun>().Code;

    /// <summary>Which pages a browser has shown.</summary>
    internal PagesSeen Seen { get; } = new();

    /// <summary>The program's own services.</summary>
    internal IServiceProvider Services => program.Services;

    /// <param name="chromium">The browser.</param>
    /// <param name="fill">Fills the database file and tells whom the demo shows; null for an empty one.</param>
    /// <param name="settings">What the program is told besides.</param>
    internal static async Task<Site> Start(IBrowser chromium, Func<string, Task<IReadOnlyList<DemoAccount>>>? fill, params (string Name, string Value)[] settings)
    {
        var site = new Site(chromium, settings);
        // The demo lives before the program starts, so that no worker sees its past.
        var shown = fill is null ? [] : await fill(Path.Combine(site.folder, "tributary.db"));
        site.program.UseKestrel(0);
        site.program.StartServer();
        foreach (var account in shown) await site.Person(account.Person, account.Email, account.BranchId, account.Id);
        site.Cast = shown.ToDictionary(a => a.Person.Split(' ')[0]);
        return site;
    }

    /// <summary>Where the program is found under another name; the browser takes every name below .example for this machine.</summary>
    public string At(string host) => $"http://{host}:{program.ClientOptions.BaseAddress.Port}";

    /// <summary>A window of nobody's; paths given to it begin with a slash.</summary>
    public async Task<IPage> Open(int width = 1440, bool javaScript = true, bool dark = false)
    {
        var window = await chromium.NewContextAsync(new()
        {
            BaseURL = program.ClientOptions.BaseAddress.ToString(),
            ViewportSize = new() { Width = width, Height = 900 },
            JavaScriptEnabled = javaScript,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-US",
        });
        window.SetDefaultTimeout(Hands.Patience);
        Complaints.Listen(window);
        return await window.NewPageAsync();
    }

    /// <summary>A window of somebody of the demo, signed in through the form.</summary>
    public async Task<IPage> SignIn(string who, int width = 1440, bool javaScript = true, bool dark = false) =>
        await SignInAs(Cast[who].Email, width, javaScript, dark);

    /// <summary>A window of whoever has this email, signed in through the form.</summary>
    public async Task<IPage> SignInAs(string email, int width = 1440, bool javaScript = true, bool dark = false)
    {
        var page = await Open(width, javaScript, dark);
        await page.GotoAsync("/login");
        await page.Type(("Input.Email", email), ("Input.Password", Password));
        await page.Press("Sign in");
        return page;
    }

    /// <summary>Gives somebody new a place as owner of this account.</summary>
    public async Task<User> Person(string name, string email, int branch, Guid account)
    {
        await using var scope = program.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<Enrol>().Do(name, email, Password, confirmed: true, "en", "UTC");
        await Place(user, branch, account);
        return user;
    }

    /// <summary>Gives somebody a further place as owner of this account.</summary>
    public async Task Place(User user, int branch, Guid account)
    {
        await using var scope = program.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Desk>().Do(new AddPerson
        {
            By = Viewer.Program("Test", await Root()), AccountBranch = branch, AccountId = account, UserId = user.Id, Role = Role.Owner,
        });
    }

    /// <summary>Gives somebody new a place as owner of the account with this name.</summary>
    public async Task<User> Person(string name, string email, string account)
    {
        await using var db = Db();
        var at = await db.Accounts.AsNoTracking().SingleAsync(a => a.Name == account);
        return await Person(name, email, at.BranchId, at.Id);
    }

    /// <summary>The address of the account with this name, below /resellers or /customers.</summary>
    public async Task<string> AddressOf(string account)
    {
        await using var db = Db();
        var at = await db.Accounts.AsNoTracking().SingleAsync(a => a.Name == account);
        return (at.Kind == AccountKind.Reseller ? "/resellers/" : "/customers/") + PublicId.Format("acc", at.Id);
    }

    public async ValueTask DisposeAsync()
    {
        await program.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private TributaryDb Db() => program.Services.GetRequiredService<DatabaseChoice>().CreateDbContext();

    private async Task<Guid> Root()
    {
        await using var db = Db();
        return (await db.Accounts.AsNoTracking().SingleAsync(a => a.Kind == AccountKind.Provider)).Id;
    }
}
