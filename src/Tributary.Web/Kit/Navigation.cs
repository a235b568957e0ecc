using Microsoft.AspNetCore.Authorization;
using Tributary.Accounts;
using Tributary.Web.Security;

namespace Tributary.Web.Kit;

/// <summary>The two ways to look at the panel: the daily one, and the one of delivery.</summary>
[Flags]
public enum PanelView
{
    /// <summary>Customers, sales and money.</summary>
    Business = 1,

    /// <summary>What is being provisioned, where, and what needs a hand.</summary>
    Operations = 2,

    /// <summary>Stands in both.</summary>
    Both = Business | Operations,
}

/// <summary>One place a person can go.</summary>
/// <param name="Text">The English word, looked up in the texts.</param>
/// <param name="Href">Its address; it is the current one on every page below that address.</param>
/// <param name="Icon">The name of its icon.</param>
/// <param name="Policy">The authorization policy a person must meet to see it, or null when everybody signed in may.</param>
/// <param name="View">In which view it stands.</param>
/// <param name="For">For which accounts it is a place at all; for every one when null.</param>
public sealed record NavigationItem(string Text, string Href, string Icon, string? Policy = null, PanelView View = PanelView.Both, Func<CurrentViewer, bool>? For = null)
{
    /// <summary>The places that belong together have one number; a line is drawn where it changes.</summary>
    public int Group { get; init; }

    /// <summary>Whether this is where the person is.</summary>
    // The settings are several pages side by side, of which the place leads to the first.
    public bool IsCurrent(PathString path) => Href == "/" ? path == "/" : path.StartsWithSegments(Href.StartsWith("/settings/", StringComparison.Ordinal) ? "/settings" : Href);
}

/// <summary>
/// The one navigation, in this order: Today · Overview · Customers · Resellers · Marketplace · Subscriptions · Orders · Billing ·
/// Catalogue &amp; prices · Provisioning · Reports · People · Visits · Settings · Health · Help. A line stands here when its page exists.
/// </summary>
public static class Navigation
{
    /// <summary>The cookie that remembers which view a person is in.</summary>
    public const string ViewCookie = "view";

    private static readonly NavigationItem[][] Groups =
    [
        [
            new(Texts.Key("Today"), "/today", "list-check"),
            new(Texts.Key("Overview"), "/", "layout-dashboard"),
        ],
        [
            new(Texts.Key("Customers"), "/customers", "users", nameof(Right.ViewAccounts), PanelView.Business, Sells),
            new(Texts.Key("Divisions"), "/customers", "building", nameof(Right.ViewAccounts), PanelView.Business, who => !Sells(who) && who.Account.MayOpen.HasFlag(MayOpen.Divisions)),
            new(Texts.Key("Resellers"), "/resellers", "sitemap", nameof(Right.ViewAccounts), PanelView.Business, Sells),
            new(Texts.Key("Marketplace"), "/marketplace", "building-store", nameof(Right.ManageOrders), PanelView.Business),
            new(Texts.Key("Subscriptions"), "/subscriptions", "repeat", nameof(Right.ViewOrders)),
            new(Texts.Key("Assets"), "/assets", "certificate", nameof(Right.ViewOrders)),
            new(Texts.Key("Orders"), "/orders", "shopping-bag", nameof(Right.ViewOrders)),
        ],
        [
            new(Texts.Key("Active users"), "/usage", "chart-line", nameof(Right.ViewOrders), PanelView.Business),
            new(Texts.Key("In demand"), "/demand", "trending-up", nameof(Right.ViewOrders), PanelView.Business, Sells),
        ],
        [
            new(Texts.Key("Wallet"), "/wallet", "wallet", nameof(Right.ViewMoney), PanelView.Business, SeesAmounts),
            new(Texts.Key("Forecast"), "/forecast", "calendar", nameof(Right.ViewMoney), PanelView.Business, who => SeesAmounts(who) && who.Viewer.Kind != AccountKind.Division),
            new(Texts.Key("Billing"), "/invoices", "file-invoice", nameof(Right.ViewMoney), PanelView.Business, who => SeesAmounts(who) && who.Viewer.Kind != AccountKind.Division),
            new(Texts.Key("Prices"), "/prices", "tags", nameof(Right.ViewPrices), PanelView.Business, who => Sells(who) && SeesAmounts(who)),
            new(Texts.Key("Catalogue"), "/catalogue", "package", nameof(Right.ViewPrices), PanelView.Business, Sells),
            new(Texts.Key("Books"), "/books", "scale", nameof(Right.ViewMoney), PanelView.Both, Sells),
        ],
        [
            new(Texts.Key("Provisioning"), "/provisioning", "server-cog", nameof(Right.ViewWork)),
            new(Texts.Key("Activity"), "/activity", "activity", nameof(Right.ViewAccounts)),
        ],
        [
            new(Texts.Key("People"), "/people", "users-group", nameof(Right.ViewPeople)),
            new(Texts.Key("Sent mail"), "/mail", "mail", nameof(Right.ViewPeople), PanelView.Both, Sells),
            new(Texts.Key("Visits"), "/visits", "world", nameof(Right.ViewAccounts), PanelView.Business),
            new(Texts.Key("API keys"), "/keys", "key", nameof(Right.ManagePeople)),
            new(Texts.Key("Settings"), "/settings/selling", "settings", nameof(Right.ManageSettings), PanelView.Business),
            new(Texts.Key("Public registers"), "/registers", "building-bank", nameof(Right.ManageSettings), PanelView.Operations, who => who.Viewer.IsProvider),
            new(Texts.Key("Health"), "/system", "server", nameof(Right.ManageSettings), PanelView.Both, who => who.Viewer.IsProvider),
            new(Texts.Key("Help"), "/help", "help"),
        ],
    ];

    /// <summary>Every place, in the order it is shown.</summary>
    public static IReadOnlyList<NavigationItem> Items { get; } = [.. Groups.SelectMany((group, at) => group.Select(item => item with { Group = at }))];

    private static readonly Dictionary<string, Right> Rights = Enum.GetValues<Right>().Where(right => long.IsPow2((long)right)).ToDictionary(right => right.ToString());

    private static bool Sells(CurrentViewer who) => who.Viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    private static bool SeesAmounts(CurrentViewer who) => !who.Viewer.HidesPrices;

    /// <summary>The view this person is in; the daily one unless they changed.</summary>
    public static PanelView ViewOf(HttpContext context) =>
        context.Request.Cookies[ViewCookie] == "operations" ? PanelView.Operations : PanelView.Business;

    /// <summary>Those of the places this person may go to, in both views.</summary>
    public static async Task<IReadOnlyList<NavigationItem>> OfAsync(HttpContext context, IEnumerable<NavigationItem> items)
    {
        var door = context.RequestServices.GetRequiredService<IAuthorizationService>();
        var who = context.RequestServices.GetService<CurrentViewer>();
        var open = new List<NavigationItem>();
        foreach (var item in items)
        {
            if (item.For is { } isFor && (who?.OrNull is null || !isFor(who)))
            {
                continue;
            }

            // The policies of the places are rights by their names. Asking the door for each of them would cost as much as drawing them.
            var isOpen = item.Policy is null
                || (who is not null && Rights.TryGetValue(item.Policy, out var right) ? who.OrNull?.May(right) is true : (await door.AuthorizeAsync(context.User, item.Policy)).Succeeded);
            if (isOpen)
            {
                open.Add(item);
            }
        }

        return open;
    }
}
