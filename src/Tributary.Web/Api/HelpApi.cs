using Tributary.Web.Help;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>An article of the help.</summary>
public sealed record HelpJson
{
    /// <summary>Its name, by which it is read.</summary>
    public required string Name { get; init; }
    /// <summary>Its heading.</summary>
    public required string Title { get; init; }
    /// <summary>What it tells, in a sentence.</summary>
    public required string About { get; init; }
    /// <summary>Where what was looked for was found first; null when nothing was looked for.</summary>
    public string? Excerpt { get; init; }
    /// <summary>Its page in the panel.</summary>
    public required string Page { get; init; }
}

/// <summary><c>/help</c>: the articles that are for the caller's account, for programs that show them beside their own forms.</summary>
internal static class HelpApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/help", List).RequireAuthorization(Policies.SignedIn).WithTags("help").WithSummary("Articles of the help, those that fit best first");

    private static ListOf<HelpJson> List(string? q, Viewer viewer)
    {
        HelpJson Of(HelpArticle article, string? excerpt = null) =>
            new() { Name = article.Name, Title = article.Title, About = article.About, Excerpt = excerpt, Page = $"/help/{article.Name}" };
        return new()
        {
            Items = Filter.Text(q, "q") is { } typed
                ? [.. HelpSearch.For(typed, viewer).Select(found => Of(found.Article, string.Concat(found.Excerpt.Select(words => words.Text))))]
                : [.. HelpArticles.For(viewer).Select(article => Of(article))],
        };
    }
}
