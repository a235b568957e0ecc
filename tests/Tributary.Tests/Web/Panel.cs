using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Security;

namespace Tributary.Tests.Web;

/// <summary>
/// The real program, served in memory on the stage of a <see cref="World"/>: same database, same clock. Use it as a
/// person would: <c>var rosa = await panel.SignIn(panel.World.Rosa)</c>, then <c>rosa.Get("/people")</c>; or as a
/// program: <c>await panel.Api(world.Rosa, "orders:write")</c>.
/// </summary>
public sealed class Panel : IAsyncDisposable
{
    /// <summary>The password of everybody <see cref="Person"/> makes.</summary>
    public const string Password = "seven green umbrellas";

    private static int people;

    // Every program would watch its files with instances of inotify of its own, of which a machine has few.
    static Panel()
    {
        Environment.SetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER", "1");
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
    }
    private readonly WebApplicationFactory<Program> program;
    private readonly Action<IWebHostBuilder>? more;
    private readonly List<IAsyncDisposable> others = [];

    private Panel(World world, Action<IWebHostBuilder>? more) => (World, this.more, program) = (world, more, Serve(world, more));

    private static WebApplicationFactory<Program> Serve(World world, Action<IWebHostBuilder>? more) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Production");
            host.UseSetting(DatabaseChoice.Setting, world.Setting);
            // Nobody's DNS is asked by a test, unless the test has one of its own.
            host.UseSetting("TRIBUTARY_DNS", "127.0.0.1:1");
            host.ConfigureLogging(logging => logging.AddFilter(null, LogLevel.Error).AddFilter("Microsoft.AspNetCore", LogLevel.Error));
            // Hashing as slowly as in earnest would be most of the work of the stories; SignInTests holds the program to it.
            host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(world.Clock)
                .Configure<PasswordHasherOptions>(options => options.IterationCount = 1000).AddSingleton<IStartupFilter, AnySize>());
            more?.Invoke(host);
        });

    public World World { get; }

    /// <summary>The program's own services.</summary>
    public IServiceProvider Services => program.Services;

    /// <summary>A panel with the cast on its stage.</summary>
    /// <param name="more">Further settings: <c>host => host.UseSetting("TRIBUTARY_SMTP", …)</c>.</param>
    public static async Task<Panel> Open(DatabaseKind kind, Action<IWebHostBuilder>? more = null) => new(await World.Open(kind), more);

    /// <summary>A panel with the cast on its stage, served by the real server at a port of its own.</summary>
    public static async Task<Panel> OnPort(DatabaseKind kind)
    {
        var panel = await Open(kind);
        panel.program.UseKestrel(0);
        panel.program.StartServer();
        return panel;
    }

    /// <summary>A panel on a stage that stands already, and goes with it.</summary>
    public static Panel On(World world) => new(world, null);

    /// <summary>Starts another program with the same settings on the same stage, which goes with this one; gives its services.</summary>
    public IServiceProvider Beside()
    {
        var other = Serve(World, more);
        others.Add(other);
        return other.Services;
    }

    /// <summary>A panel with nobody in it, as before the first run.</summary>
    public static async Task<Panel> Empty(DatabaseKind kind) => new(await World.Empty(kind), null);

    /// <summary>Somebody at a browser, not signed in.</summary>
    /// <param name="host">The host they came to; the installation's own without it.</param>
    public Visitor Visitor(string? host = null)
    {
        var cookies = new CookieContainer();
        var client = program.CreateDefaultClient(program.ClientOptions.BaseAddress, new CookieContainerHandler(cookies));
        client.DefaultRequestHeaders.Host = host;
        return new(client, cookies);
    }

    /// <summary>Makes a person with a place in this account; the password is <see cref="Password"/>.</summary>
    public async Task<User> Person(Cast at, Role role = Role.Owner, Reach reach = Reach.AllBelow, string? email = null, string name = "Alex Doe")
    {
        await using var scope = Services.CreateAsyncScope();
        email ??= $"person{Interlocked.Increment(ref people)}@example.com";
        var user = await scope.ServiceProvider.GetRequiredService<Enrol>().Do(name, email, Password, confirmed: true, "en", "UTC");
        await Place(at, user, role, reach);
        return user;
    }

    /// <summary>Gives a person a (further) place, without asking them.</summary>
    public Task<PersonAdded> Place(Cast at, User user, Role role = Role.Owner, Reach reach = Reach.AllBelow) => World.Do(new AddPerson
    {
        By = Viewer.Program("Test", World.Nora.Id), AccountBranch = at.BranchId, AccountId = at.Id, UserId = user.Id, Role = role, Reach = reach,
    });

    /// <summary>A new person of this account, signed in.</summary>
    public async Task<Visitor> SignIn(Cast at, Role role = Role.Owner, Reach reach = Reach.AllBelow) => await SignIn(await Person(at, role, reach));

    /// <summary>
    /// This person, signed in at their first place. The session's cookie is written by the program's own hand, without
    /// the work of the password; the stories about signing in go through the form.
    /// </summary>
    public async Task<Visitor> SignIn(User user, string? host = null)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TributaryDb>();
        var now = await db.Users.AsNoTracking().SingleAsync(u => u.Id == user.Id);
        var place = await db.PlacesOf(user.Id).FirstAsync();
        var cookies = scope.ServiceProvider.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(Session.Scheme);
        var at = World.Clock.GetUtcNow();
        var ticket = new AuthenticationTicket(
            Session.Of(now, place.Membership.Id), new() { IssuedUtc = at, ExpiresUtc = at + cookies.ExpireTimeSpan }, Session.Scheme);
        var visitor = Visitor(host);
        visitor.Cookies.Add(visitor.Client.BaseAddress!, new Cookie(Session.Cookie, cookies.TicketDataFormat.Protect(ticket)));
        return visitor;
    }

    /// <summary>A key of this account.</summary>
    public async Task<string> Key(Cast at, params string[] scopes)
    {
        var secret = KeySecret.New();
        await World.Do(new CreateKey
        {
            By = at.Viewer, AccountBranch = at.BranchId, AccountId = at.Id, Name = "Test", Scopes = scopes.Length == 0 ? Scopes.All : scopes,
            Hash = secret.Hash, Prefix = secret.Prefix,
        });
        return secret.Text;
    }

    /// <summary>A key of this person in this account, with every scope that they may.</summary>
    public async Task<string> KeyOf(Cast at, User person)
    {
        var secret = KeySecret.New();
        await World.Do(new CreateKey
        {
            By = at.Viewer with { UserId = person.Id }, AccountBranch = at.BranchId, AccountId = at.Id, UserId = person.Id, Name = "Mine", Scopes = Scopes.All, Hash = secret.Hash, Prefix = secret.Prefix,
        });
        return secret.Text;
    }

    /// <summary>A program that calls the API with a new key of this account; with all scopes unless told otherwise.</summary>
    public async Task<HttpClient> Api(Cast at, params string[] scopes) => Api(await Key(at, scopes));

    /// <summary>A program that calls the API with this key.</summary>
    public HttpClient Api(string key)
    {
        var client = program.CreateDefaultClient(program.ClientOptions.BaseAddress);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Who this key is to the program; null when it opens nothing.</summary>
    public async Task<Viewer?> Of(string key)
    {
        await using var scope = Services.CreateAsyncScope();
        var current = scope.ServiceProvider.GetRequiredService<CurrentViewer>();
        return await current.FromKey(key) ? current.Viewer : null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in others) await other.DisposeAsync();
        await program.DisposeAsync();
        await World.DisposeAsync();
    }
}

/// <summary>
/// The server in memory takes bodies of any size and has no feature to say so, of which the framework warns with each upload. What
/// the real server does with a body over the limit, <see cref="TooLargeTests"/> tell.
/// </summary>
internal sealed class AnySize : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, go) =>
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is null) context.Features.Set<IHttpMaxRequestBodySizeFeature>(new Limit());
            return go(context);
        });
        next(app);
    };

    private sealed class Limit : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;

        public long? MaxRequestBodySize { get; set; }
    }
}

/// <summary>Somebody at a browser that follows no redirect by itself and keeps its cookies.</summary>
public sealed class Visitor(HttpClient client, CookieContainer cookies)
{
    public HttpClient Client => client;

    public CookieContainer Cookies => cookies;

    /// <summary>Opens a page.</summary>
    public async Task<Seen> Get(string address) => await Seen.Of(await client.GetAsync(address));

    /// <summary>Fills in a form of a page and sends it, with its hidden fields and its token.</summary>
    /// <param name="page">The page as it was seen.</param>
    /// <param name="action">Which form: the end of its address; null when there is only one.</param>
    public async Task<Seen> Submit(Seen page, string? action, params (string Name, string Value)[] typed)
    {
        var form = page.Document.QuerySelectorAll("form").OfType<IHtmlFormElement>()
            .Single(form => form.Method == "post" && form.Closest(".topbar, .side") is null
                && (action is null || form.GetAttribute("action")!.EndsWith(action, StringComparison.Ordinal)));
        var values = form.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>().Select(input => (input.Name!, input.Value)).Concat(typed);
        var body = new FormUrlEncodedContent(values.Select(value => KeyValuePair.Create(value.Item1, value.Item2)));
        return await Seen.Of(await client.PostAsync(form.GetAttribute("action"), body));
    }

    /// <summary>Signs in through the form.</summary>
    public async Task<Seen> Login(string email, string password, string? returnUrl = null) => await Submit(
        await Get("/login" + (returnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(returnUrl))), "/login", ("Input.Email", email), ("Input.Password", password));
}

/// <summary>What came back.</summary>
public sealed record Seen(HttpResponseMessage Response, IHtmlDocument Document)
{
    /// <summary>The status as a number.</summary>
    public int Status => (int)Response.StatusCode;

    /// <summary>Where it leads, or null.</summary>
    public string? Leads => Response.Headers.Location?.ToString();

    /// <summary>The text a person reads.</summary>
    public string Text => Document.Body?.TextContent ?? "";

    /// <summary>The content of the element.</summary>
    public string Of(string selector) => Document.QuerySelector(selector)?.TextContent.Trim() ?? throw new InvalidOperationException($"There is no {selector} in: {Text}");

    internal static async Task<Seen> Of(HttpResponseMessage response) =>
        new(response, new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync()));
}
