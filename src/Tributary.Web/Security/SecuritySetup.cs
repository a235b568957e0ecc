using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Api;

namespace Tributary.Web.Security;

/// <summary>How the program's doors are put together.</summary>
public static class SecuritySetup
{
    /// <summary>The rate limit of everything where a secret can be guessed; it counts posts, by address.</summary>
    public const string Guessing = "guessing";

    /// <summary>
    /// The setting that names the front servers whose <c>X-Forwarded-For</c> and <c>-Proto</c> are believed: addresses
    /// or networks, separated by commas. Without it such headers mean nothing.
    /// </summary>
    public const string ProxiesSetting = "TRIBUTARY_PROXIES";

    /// <summary>People, passwords, links: what both the panel and the commands need.</summary>
    public static IServiceCollection AddPeople(this IServiceCollection services)
    {
        services.AddIdentityCore<User>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.User.AllowedUserNameCharacters = null!; // The user name is the email, which may hold any letter.
        }).AddEntityFrameworkStores<TributaryDb>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = Passwords.Iterations);
        services.AddDataProtection().SetApplicationName("tributary");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, KeysInDatabase>();
        return services.AddScoped<Links>().AddScoped<SignIn>().AddScoped<Enrol>();
    }

    /// <summary>Sessions, API keys, policies, limits.</summary>
    public static WebApplicationBuilder AddSecurity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddPeople().AddPolicies().AddSingleton<FirstRun>().AddSingleton<KeyGuesses>().AddSingleton<KeyHolders>().AddSingleton<PeopleNow>().AddSingleton<AccountsById>().AddScoped<CurrentViewer>();
        services.AddSingleton<Hosts>().AddScoped<SellersBrand>().AddSingleton<RefusedAsking>();
        services.AddScoped<ProfileLetters>().AddScoped<OwnProfile>().AddScoped<InvitePerson>().AddSingleton<PasswordRequests>().AddHostedService(provider => provider.GetRequiredService<PasswordRequests>());
        services.AddSingleton<Mail.MailServer>().AddScoped<Mail.MailedReports>().AddScoped<Mail.RenderMail>().AddScoped<Mail.ReadMail>();
        services.AddAuthentication(Doors)
            .AddPolicyScheme(Doors, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Path.StartsWithSegments("/api") ? ApiKeyAuthentication.Key : Session.Scheme)
            .AddCookie(Session.Scheme, Session.Configure)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Key, null);
        services.AddSingleton<IAntiforgeryAdditionalDataProvider, FormsOfOneVisit>();
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = RateLimits.SayWhen;
            options.AddPolicy(Guessing, context => HttpMethods.IsPost(context.Request.Method)
                ? RateLimitPartition.GetFixedWindowLimiter(Neighbourhood(context.Connection.RemoteIpAddress), _ => new() { PermitLimit = 30, Window = TimeSpan.FromMinutes(1) })
                : RateLimitPartition.GetNoLimiter("reading"));
            options.AddPolicy(TlsAsk.Limit, _ => RateLimitPartition.GetFixedWindowLimiter(TlsAsk.Limit, _ => new() { PermitLimit = 300, Window = TimeSpan.FromMinutes(1) }));
        });
        if (builder.Configuration[ProxiesSetting] is { Length: > 0 } proxies) services.Configure<ForwardedHeadersOptions>(options => Believe(options, proxies));
        return builder;
    }

    /// <summary>Who is it, in front of everything that asks; the order is: this, the kit, <see cref="UseDoors"/>.</summary>
    public static WebApplication UseWhoIsIt(this WebApplication app)
    {
        if (app.Configuration[ProxiesSetting] is { Length: > 0 }) app.UseForwardedHeaders();
        app.UseMiddleware<HostGate>();
        if (!app.Environment.IsDevelopment()) app.UseHsts();
        app.Use(app.Services.GetRequiredService<KeyGuesses>().Gate);
        app.UseAuthentication();
        return app;
    }

    /// <summary>Opens or closes what comes after.</summary>
    public static WebApplication UseDoors(this WebApplication app)
    {
        app.Use(Media.Uploaded.Gate);
        app.Use(app.Services.GetRequiredService<RefusedAsking>().Gate);
        app.UseMiddleware<FirstRunGate>();
        app.UseRateLimiter();
        app.UseMiddleware<VisitGate>();
        app.UseAuthorization();
        app.Use((context, next) =>
        {
            // What somebody who signed in was shown stays in no cache, nor behind the back button after signing out.
            if (context.User.Identity is { IsAuthenticated: true }) context.Response.Headers.CacheControl = "no-store";
            return next(context);
        });
        app.Use(HostGate.Dress);
        return app;
    }

    private const string Doors = "Doors";

    // Whoever has one address of IPv6 has the 2^64 beside it.
    internal static string Neighbourhood(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return Convert.ToHexString(bytes, 0, Math.Min(bytes.Length, 8));
    }

    private static void Believe(ForwardedHeadersOptions options, string proxies)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (proxy.Contains('/', StringComparison.Ordinal)) options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            else options.KnownProxies.Add(IPAddress.Parse(proxy));
        }
    }
}
