using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Tributary.Identity;

namespace Tributary.Web.Security;

/// <summary>
/// Whoever comes to the API: <c>Authorization: Bearer trb_…</c>, and nothing else; a session's cookie opens no endpoint,
/// so that no other site can use it. What is wrong with a key is not told.
/// </summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, CurrentViewer current, KeyGuesses guesses)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string Key = "ApiKey";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0) return AuthenticateResult.NoResult();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.Fail("Not a bearer key.");
        var text = header[Bearer.Length..].Trim();
        if (!text.StartsWith(KeySecret.Start, StringComparison.Ordinal) || text.Length > 100 || !await current.FromKey(text, HostBrand.PathOf(Context)))
        {
            guesses.Wrong(Context);
            return AuthenticateResult.Fail("No such key.");
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, current.Viewer.Name)], Scheme.Name);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return base.HandleChallengeAsync(properties);
    }
}
