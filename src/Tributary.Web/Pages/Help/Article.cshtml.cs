using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tributary.Web.Help;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Help;

/// <summary>One article of the help.</summary>
[Authorize(Policy = Policies.SignedIn)]
public sealed class ArticleModel(CurrentViewer current) : PageModel
{
    [FromRoute]
    public string? Name { get; set; }

    public HelpArticle Article { get; private set; } = null!;

    /// <summary>The other articles of its part.</summary>
    public IReadOnlyList<HelpArticle> Beside { get; private set; } = [];

    public void OnGet()
    {
        Article = HelpArticles.Find(Name, current.Viewer) ?? throw Refusal.NotFound("article");
        Beside = [.. HelpArticles.All.Where(other => other.Part == Article.Part && other != Article && other.IsFor(current.Viewer))];
    }
}
