using Markdig;

namespace Tributary.Web.Help;

/// <summary>For whose people an article is.</summary>
public enum HelpReader
{
    /// <summary>Everybody who signs in.</summary>
    Everyone,

    /// <summary>Those of accounts that sell: the provider and the resellers.</summary>
    Sellers,

    /// <summary>Those of the provider.</summary>
    Provider,
}

/// <summary>
/// An article of the help: a Markdown file below <c>Help/en</c>, carried in the program. Its head is lines of <c>key: value</c>:
/// <c>title</c>, <c>about</c> (one sentence), <c>part</c> (of the table of contents), <c>order</c>, <c>for</c> (<c>everyone</c>,
/// <c>sellers</c>, <c>provider</c>) and <c>pages</c>, the addresses it explains, in which <c>*</c> stands for any one part.
/// </summary>
public sealed record HelpArticle
{
    /// <summary>Its name in the address, which is the file's.</summary>
    public required string Name { get; init; }
    /// <summary>Its heading.</summary>
    public required string Title { get; init; }
    /// <summary>What it tells, in a sentence.</summary>
    public required string About { get; init; }
    /// <summary>The part of the table of contents it stands in.</summary>
    public required string Part { get; init; }
    /// <summary>Its place there.</summary>
    public required int Order { get; init; }
    /// <summary>For whom it is.</summary>
    public required HelpReader For { get; init; }
    /// <summary>The addresses it explains, each as its parts.</summary>
    public required IReadOnlyList<string[]> Pages { get; init; }
    /// <summary>The article as HTML.</summary>
    public required string Html { get; init; }

    /// <summary>The words of its title.</summary>
    public required HelpWord[] TitleWords { get; init; }
    /// <summary>The words of the sentence about it.</summary>
    public required HelpWord[] AboutWords { get; init; }
    /// <summary>The words of its text.</summary>
    public required HelpWord[] TextWords { get; init; }

    /// <summary>Whether the people of this viewer's account may read it.</summary>
    public bool IsFor(Viewer viewer) => For switch
    {
        HelpReader.Everyone => true,
        HelpReader.Sellers => viewer.Kind is AccountKind.Provider or AccountKind.Reseller,
        HelpReader.Provider => viewer.IsProvider,
    };
}

/// <summary>A word as it stands, and folded as it is searched; one with a hyphen is two.</summary>
public sealed record HelpWord(string Text, string[] Folded)
{
    /// <summary>The words of a text.</summary>
    public static HelpWord[] Of(string text) =>
        [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => new HelpWord(word, SearchText.Fold(word).Split(' ', StringSplitOptions.RemoveEmptyEntries)))];

    /// <summary>Whether a folded text begins one of its parts.</summary>
    public bool Begins(string typed) => Array.Exists(Folded, part => part.StartsWith(typed, StringComparison.Ordinal));
}

/// <summary>All articles of the help. They are read once; there are few, so they are searched in memory.</summary>
public static class HelpArticles
{
    private const string Folder = "help/";

    // No HTML passes through: an article is Markdown, and the content policy would drop what is more.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoIdentifiers().Build();

    /// <summary>Every article, in the order of the table of contents.</summary>
    public static IReadOnlyList<HelpArticle> All { get; } = [.. Names().Select(Read).OrderBy(article => article.Order)];

    /// <summary>The article of this name, if it is for this viewer.</summary>
    public static HelpArticle? Find(string? name, Viewer viewer) => All.FirstOrDefault(article => article.Name == name && article.IsFor(viewer));

    /// <summary>The article that explains this address best: the longest of the addresses it lies at or below.</summary>
    public static HelpArticle? Explaining(PathString path, Viewer viewer)
    {
        var parts = Parts(path.Value ?? "");
        return (from article in All
                where article.IsFor(viewer)
                from page in article.Pages
                where Leads(page, parts)
                orderby page.Length descending, page.Count(part => part == "*")
                select article).FirstOrDefault();
    }

    /// <summary>The articles that are for this viewer, in the order of the table of contents.</summary>
    public static IReadOnlyList<HelpArticle> For(Viewer viewer) => [.. All.Where(article => article.IsFor(viewer))];

    private static IEnumerable<string> Names() =>
        typeof(HelpArticles).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal));

    private static HelpArticle Read(string resource)
    {
        using var reader = new StreamReader(typeof(HelpArticles).Assembly.GetManifestResourceStream(resource)!);
        var head = new Dictionary<string, string>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1) throw new InvalidDataException($"{resource}: “{line}” is not a line of its head.");
            head[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }

        var body = reader.ReadToEnd();
        string Of(string key) => head.TryGetValue(key, out var value) ? value : throw new InvalidDataException($"{resource} does not say its {key}.");
        return new()
        {
            Name = resource[(resource.LastIndexOf('/') + 1)..^".md".Length], Title = Of("title"), About = Of("about"), Part = Of("part"),
            Order = int.Parse(Of("order"), System.Globalization.CultureInfo.InvariantCulture), For = Enum.Parse<HelpReader>(Of("for"), ignoreCase: true),
            Pages = [.. Of("pages").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parts)], Html = Markdown.ToHtml(body, Pipeline),
            TitleWords = HelpWord.Of(Of("title")), AboutWords = HelpWord.Of(Of("about")), TextWords = HelpWord.Of(Markdown.ToPlainText(body, Pipeline)),
        };
    }

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    // The address "/" explains itself alone, not everything below it.
    private static bool Leads(string[] page, string[] path) => page.Length == 0
        ? path.Length == 0
        : page.Length <= path.Length && page.Zip(path).All(pair => pair.First == "*" || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
}
