using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>One address that somebody can come to, and what it answers.</summary>
/// <param name="Pattern">The address without ids, filters and sorting: what stands for all pages of its sort.</param>
internal sealed record Stop(string Address, string Pattern, int Status, string ContentType, string Text)
{
    /// <summary>Whether it is a page, and not a file or a picture.</summary>
    public bool IsPage => ContentType.StartsWith("text/html", StringComparison.Ordinal);
}

/// <summary>A walk along all links a signed-in person can find, in the source of the pages, without drawing them.</summary>
internal static partial class Walk
{
    /// <summary>Walks on from the first page; of each sort of page no more than <paramref name="each"/> are opened.</summary>
    public static async IAsyncEnumerable<Stop> Through(IPage page, int each)
    {
        var origin = new Uri(page.Url);
        var seen = new HashSet<string>();
        var sorts = new Dictionary<string, int>();
        // What was searched for is led to by a form, not by a link.
        var open = new Queue<string>(["/", "/search?q=co"]);
        while (open.TryDequeue(out var address))
        {
            if (!seen.Add(address)) continue;
            var pattern = Pattern(address);
            if ((sorts[pattern] = sorts.GetValueOrDefault(pattern) + 1) > each) continue;
            var answer = await page.APIRequest.GetAsync(new Uri(origin, address).ToString());
            var stop = new Stop(address, pattern, answer.Status, answer.Headers.GetValueOrDefault("content-type", ""), await answer.TextAsync());
            yield return stop;
            if (!stop.IsPage) continue;
            foreach (Match link in Link().Matches(stop.Text)) open.Enqueue(WebUtility.HtmlDecode(link.Groups[1].Value));
        }
    }

    /// <summary>The sort of page an address leads to.</summary>
    // What a query changes is mostly which rows are shown; editing a row and other handlers are pages of their own.
    public static string Pattern(string address)
    {
        var parts = address.Split('?', 2);
        var path = Month().Replace(Id().Replace(parts[0], "{id}"), "{month}");
        var query = parts.Length == 2 ? parts[1].Split('&') : [];
        var own = query.Where(part => part.StartsWith("handler=", StringComparison.Ordinal) || path == "/accounts/add" && part.StartsWith("kind=", StringComparison.Ordinal)).Order()
            .Concat(query.Any(part => part.StartsWith("edit=", StringComparison.Ordinal)) ? ["edit"] : []);
        return string.Join('?', [path, .. own]);
    }

    [GeneratedRegex("[a-z]{2,4}_[0-9a-z]{20,}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\b\d{4}-\d\d\b")]
    private static partial Regex Month();

    [GeneratedRegex("<a [^>]*href=\"(/[^\"#]*)\"")]
    private static partial Regex Link();
}
