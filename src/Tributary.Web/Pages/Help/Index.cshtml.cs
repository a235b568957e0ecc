using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tributary.Web.Help;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Help;

/// <summary>The help: its table of contents, or the articles in which one finds what one looks for.</summary>
[Authorize(Policy = Policies.SignedIn)]
public sealed class IndexModel(CurrentViewer current) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public IReadOnlyList<HelpArticle> Articles { get; private set; } = [];

    public bool IsSearched => !string.IsNullOrWhiteSpace(Q);

    /// <summary>What was found, best first.</summary>
    public IReadOnlyList<HelpFound> Found { get; private set; } = [];

    public void OnGet()
    {
        if (IsSearched) Found = HelpSearch.For(Q, current.Viewer);
        else Articles = HelpArticles.For(current.Viewer);
    }
}
