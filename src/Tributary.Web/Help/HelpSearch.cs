namespace Tributary.Web.Help;

/// <summary>Some words of an article; those that were looked for are marked.</summary>
public sealed record HelpWords(string Text, bool Marked);

/// <summary>An article in which something was found: its title and the sentence around the first place, with what was found marked.</summary>
public sealed record HelpFound(HelpArticle Article, IReadOnlyList<HelpWords> Title, IReadOnlyList<HelpWords> Excerpt);

/// <summary>
/// Looks through the articles a viewer may read, by the beginnings of words, folded as everything that is searched. A word in the
/// title counts more than one in the sentence about the article, and that more than one in its text. Where no article has all the
/// words, those that have the most of them are found: people ask whole questions.
/// </summary>
public static class HelpSearch
{
    private static readonly HashSet<string> Common = ["how", "the", "and", "for", "what", "where", "when", "can", "does", "with", "from", "you", "why", "who", "are", "one"];

    private const int InTitle = 12;
    private const int InAbout = 5;
    private const int MostInText = 4;
    private const int WordsBefore = 8;
    private const int WordsShown = 32;
    private const int MostTyped = 12;

    /// <summary>The articles that fit best first; none when nothing is typed.</summary>
    public static IReadOnlyList<HelpFound> For(string? typed, Viewer viewer)
    {
        var words = Telling(HelpWord.Of(typed ?? "").SelectMany(word => word.Folded).Distinct().Take(MostTyped).ToList());
        if (words.Count == 0) return [];
        var rated = (from article in HelpArticles.All
                     where article.IsFor(viewer)
                     let scores = words.ConvertAll(word => Score(article, word))
                     let hits = scores.Count(score => score > 0)
                     where hits > 0
                     select (Article: article, Hits: hits, Score: scores.Sum())).ToList();
        if (rated.Count == 0) return [];
        var most = rated.Max(one => one.Hits);
        return
        [
            .. from one in rated
               where one.Hits == most
               orderby one.Score descending, one.Article.Order
               select new HelpFound(one.Article, Marked(one.Article.TitleWords, words), Excerpt(one.Article, words)),
        ];
    }

    // Of a whole question the words that every article has say nothing; typed alone they are looked for like others.
    private static List<string> Telling(List<string> typed)
    {
        var telling = typed.FindAll(word => word.Length > 2 && !Common.Contains(word));
        return telling.Count > 0 ? telling : typed;
    }

    private static int Score(HelpArticle article, string word) =>
        (article.TitleWords.Any(one => one.Begins(word)) ? InTitle : 0) + (article.AboutWords.Any(one => one.Begins(word)) ? InAbout : 0)
        + Math.Min(article.TextWords.Count(one => one.Begins(word)), MostInText);

    private static IReadOnlyList<HelpWords> Excerpt(HelpArticle article, List<string> words)
    {
        var text = article.TextWords;
        var first = Array.FindIndex(text, one => words.Exists(one.Begins));
        if (first < 0) return Marked(article.AboutWords, words);
        var from = Math.Max(0, first - WordsBefore);
        var until = Math.Min(text.Length, from + WordsShown);
        var shown = Marked(text[from..until], words);
        return [.. from > 0 ? [new("… ", false)] : Array.Empty<HelpWords>(), .. shown, .. until < text.Length ? [new(" …", false)] : Array.Empty<HelpWords>()];
    }

    // Words of one sort that stand together are one piece, so that a page has few elements; the blank between pieces belongs to neither mark.
    private static List<HelpWords> Marked(HelpWord[] text, List<string> words)
    {
        var pieces = new List<HelpWords>();
        foreach (var one in text)
        {
            var marked = words.Exists(one.Begins);
            if (pieces.Count == 0) pieces.Add(new(one.Text, marked));
            else if (pieces[^1].Marked == marked) pieces[^1] = pieces[^1] with { Text = $"{pieces[^1].Text} {one.Text}" };
            else if (marked)
            {
                pieces[^1] = pieces[^1] with { Text = pieces[^1].Text + " " };
                pieces.Add(new(one.Text, true));
            }
            else pieces.Add(new(" " + one.Text, false));
        }
        return pieces;
    }
}
