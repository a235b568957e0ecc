using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Playwright;
using Tributary.Browser;
using Xunit.v3;

[assembly: NothingToComplain]

namespace Tributary.Browser;

/// <summary>
/// What the browser itself has against the pages of a test: violations of the content policy, errors of scripts, files
/// that are not there. <see cref="NothingToComplain"/> looks here after every test.
/// </summary>
internal static class Complaints
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Heard = new();

    private static readonly string[] Elsewhere = ["Failed to load resource", "Failed to fetch"];

    /// <summary>Listens to every page of this window, for the test that runs now.</summary>
    public static void Listen(IBrowserContext window)
    {
        var heard = Heard.GetOrAdd(TestContext.Current.Test!.UniqueID, _ => []);
        window.Console += (_, message) =>
        {
            // A page that answers 404 may be what the test looks at; files that answer so, and what could not be fetched,
            // are heard of below.
            if (message.Type == "error" && !Elsewhere.Any(said => message.Text.Contains(said, StringComparison.Ordinal))) heard.Enqueue($"{message.Page?.Url}: {message.Text}");
        };
        window.RequestFailed += (_, request) =>
        {
            // A page that keeps itself up to date is left while it asks: the browser breaks that off, and rightly.
            if (request.ResourceType is "fetch" or "xhr" && request.Failure != "net::ERR_ABORTED") heard.Enqueue($"{request.Url} fails: {request.Failure}");
        };
        window.WebError += (_, fault) => heard.Enqueue($"{fault.Page?.Url}: {fault.Error}");
        window.Response += (_, answer) =>
        {
            if (answer.Status >= 400 && !answer.Request.IsNavigationRequest) heard.Enqueue($"{answer.Url} answers {answer.Status}");
        };
    }

    /// <summary>Everything heard for this test so far, which is forgotten with it.</summary>
    public static IReadOnlyList<string> Take(string test) => Heard.TryRemove(test, out var heard) ? [.. heard.Distinct()] : [];
}

/// <summary>No test passes whose pages the browser complained of.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NothingToComplainAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        var heard = Complaints.Take(test.UniqueID);
        Assert.True(heard.Count == 0, string.Join('\n', heard));
    }
}
