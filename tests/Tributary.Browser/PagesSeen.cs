using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;

namespace Tributary.Browser;

/// <summary>Notes which pages the program gave to a browser's window, as their routes say it; what a page fetches by itself does not count.</summary>
internal sealed class PagesSeen : IStartupFilter
{
    private readonly ConcurrentDictionary<string, bool> seen = new();

    /// <summary>The routes that were shown.</summary>
    public IReadOnlyCollection<string> Routes => [.. seen.Keys];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, on) =>
        {
            var shown = HttpMethods.IsGet(context.Request.Method) && context.Request.Headers["Sec-Fetch-Dest"] == "document";
            await on(context);
            if (!shown || context.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { } route } page || page.Metadata.GetMetadata<PageActionDescriptor>() is null) return;
            // A page that only leads elsewhere was not seen; the error page answers with the error it shows.
            if (context.Response.StatusCode == StatusCodes.Status200OK || route.StartsWith("error/", StringComparison.Ordinal)) seen.TryAdd(route, true);
        });
        next(app);
    };
}
