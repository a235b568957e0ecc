using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Web.Help;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>
/// The search over everything the viewer may see: a page of its own, and the first few of it under the box of the top bar.
/// </summary>
[Authorize(Policy = Policies.SignedIn)]
public sealed class SearchModel(TributaryDb db, CurrentViewer current) : PageModel
{
    private const int FewOnPage = 8;
    private const int FewInBar = 4;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public IReadOnlyList<FoundGroup> Groups { get; private set; } = [];

    /// <summary>Articles of the help in which it was found.</summary>
    public IReadOnlyList<HelpFound> Help { get; private set; } = [];

    /// <summary>True when there is enough to search for.</summary>
    public bool IsAsked => SearchText.Fold(Q).Length >= Search.Shortest;

    /// <summary>The address of the list that shows all of a kind.</summary>
    public string ListOf(FoundGroup group) => FoundWords.List(group, current.Viewer) + QueryString.Create("q", Q ?? "");

    public Task OnGetAsync(CancellationToken cancel) => Look(FewOnPage, cancel);

    /// <summary>What stands under the box while one types.</summary>
    public async Task<IActionResult> OnGetFewAsync(CancellationToken cancel)
    {
        await Look(FewInBar, cancel);
        return Partial("_Found", this);
    }

    private async Task Look(int few, CancellationToken cancel)
    {
        Groups = await new Search(db, current.Viewer).For(Q, few, cancel);
        if (IsAsked) Help = [.. HelpSearch.For(Q, current.Viewer).Take(few)];
    }
}

/// <summary>What the kinds of things that are found are called, and where they are. All words are keys of the texts.</summary>
public static class FoundWords
{
    /// <summary>The heading of a group.</summary>
    public static string Heading(FoundKind kind) => kind switch
    {
        FoundKind.Reseller => Texts.Key("Resellers"),
        FoundKind.Customer => Texts.Key("Customers"),
        FoundKind.Person => Texts.Key("People"),
        FoundKind.Order => Texts.Key("Orders"),
        FoundKind.Subscription => Texts.Key("Subscriptions"),
        FoundKind.Product => Texts.Key("Products"),
    };

    /// <summary>The icon of a group.</summary>
    public static string Icon(FoundKind kind) => kind switch
    {
        FoundKind.Reseller => "sitemap",
        FoundKind.Customer => "users",
        FoundKind.Person => "user",
        FoundKind.Order => "shopping-bag",
        FoundKind.Subscription => "repeat",
        FoundKind.Product => "package",
    };

    /// <summary>Where a thing is shown.</summary>
    public static string Href(FoundThing thing) => thing.Kind switch
    {
        FoundKind.Reseller => $"/resellers/{thing.Id}",
        FoundKind.Customer => $"/customers/{thing.Id}",
        FoundKind.Person => $"/people/{thing.Id}",
        FoundKind.Order => $"/orders/{thing.Id}",
        FoundKind.Subscription => $"/subscriptions/{thing.Id}",
        FoundKind.Product => thing.IsOwn ? $"/catalogue/{thing.Id}" : "/marketplace" + QueryString.Create("q", thing.Name),
    };

    /// <summary>The list in which all things of a kind stand.</summary>
    public static string List(FoundGroup group, Viewer viewer) => group.Kind switch
    {
        FoundKind.Reseller => "/resellers",
        FoundKind.Customer => "/customers",
        FoundKind.Person => "/people",
        FoundKind.Order => "/orders",
        FoundKind.Subscription => "/subscriptions",
        FoundKind.Product => group.Things.All(thing => thing.IsOwn) && viewer.May(Right.ViewPrices) ? "/catalogue" : "/marketplace",
    };

    /// <summary>How many there are, as far as they were counted.</summary>
    public static string Count(FoundGroup group, Culture culture) =>
        group.Count > Search.MostCounted ? $"{culture.Number(Search.MostCounted)}+" : culture.Number(group.Count);
}
