using System.Net;
using System.Text.RegularExpressions;

namespace Tributary.Bench;

/// <summary>Somebody who is signed in to the panel as a browser is, by the form.</summary>
internal static partial class Visitor
{
    /// <summary>Makes an owner of the provider with the program's own command, and signs in; gives the cookie header.</summary>
    public static async Task<string> SignIn(string database, int port)
    {
        var email = $"bench-{Guid.NewGuid():N}@example.com";
        var password = (await Shell.Run(Served.Published, ["admin", "create", "--email", email, "--name", "Bench"], new Dictionary<string, string> { ["TRIBUTARY_DB"] = database })).Trim();
        var cookies = new CookieContainer();
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = new($"http://127.0.0.1:{port}") };
        var page = await http.GetStringAsync("/login");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Input.Email"] = email, ["Input.Password"] = password, ["__RequestVerificationToken"] = WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value),
        });
        using var answer = await http.PostAsync("/login", form);
        if (answer.StatusCode != HttpStatusCode.Found) throw new InvalidOperationException($"Signing in was answered {answer.StatusCode}.");
        return "Cookie: " + cookies.GetCookieHeader(http.BaseAddress);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
