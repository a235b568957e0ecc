using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Tributary.Reports;
using Tributary.Subscriptions;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>Filters and order of the list of subscriptions as they stand in its address. What makes no sense there is no filter.</summary>
internal static class SubscriptionAddress
{
    /// <summary>The parts of the address that narrow or order the list.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "q", "client", "account", "status", "product", "interval", "activatedFrom", "activatedTo", "nextFrom", "nextTo", "minQuantity", "maxQuantity", "when", "sort",
    ];

    /// <summary>What the list is asked for.</summary>
    /// <param name="query">The address.</param>
    /// <param name="today">The day it is.</param>
    /// <param name="under">The path of the account in the address, which the viewer sees; or null.</param>
    public static SubscriptionsAsked Read(IQueryCollection query, DateOnly today, string? under)
    {
        var (next, ends) = Coming(query["when"], today);
        return new()
        {
            Words = Text(query["q"]), Client = Text(query["client"]), Under = under, States = StatesOf(query["status"]),
            ProductId = PublicId.TryParse(query["product"], "prd", out var product) ? product : null,
            Interval = Intervals.TryParse(query["interval"], out var interval) ? interval : null,
            Recurs = query["when"] == "recurs", ActivatedFrom = Day(query["activatedFrom"]), ActivatedTo = Day(query["activatedTo"]), NextFrom = Day(query["nextFrom"]), NextTo = Day(query["nextTo"]) ?? next, EndsBy = ends,
            MinQuantity = Number(query["minQuantity"]), MaxQuantity = Number(query["maxQuantity"]), Order = OrderOf(query["sort"]) ?? SubscriptionOrder.Latest,
        };
    }

    /// <summary>The parts of an address that narrow or order the list, as a view keeps them.</summary>
    public static string Kept(IQueryCollection query)
    {
        var kept = new QueryBuilder();
        foreach (var (name, value) in Parts(query)) kept.Add(name, value);
        return kept.ToQueryString().ToUriComponent().TrimStart('?');
    }

    /// <summary>The parts of an address that narrow or order the list, one by one.</summary>
    public static IEnumerable<(string Name, string Value)> Parts(IQueryCollection query) =>
        from name in Names
        let value = query[name].ToString()
        where value.Length is > 0 and <= 200
        select (name, value);

    /// <summary>The states behind a status of the list; null for one there is not.</summary>
    public static IReadOnlyList<SubscriptionState>? StatesOf(string? status) => status switch
    {
        "active" => [SubscriptionState.Active],
        "paused" => [SubscriptionState.Paused, SubscriptionState.OnHold, SubscriptionState.Grace],
        "expired" => [SubscriptionState.Expired, SubscriptionState.Cancelled],
        "pending" => [SubscriptionState.Pending],
        _ => null,
    };

    /// <summary>The order behind a sort of the list; null for one there is not.</summary>
    public static SubscriptionOrder? OrderOf(string? sort) => sort switch
    {
        "ordered" => SubscriptionOrder.Earliest,
        "-ordered" => SubscriptionOrder.Latest,
        "activated" => SubscriptionOrder.Activated,
        "-activated" => SubscriptionOrder.ActivatedLast,
        "due" => SubscriptionOrder.Due,
        "-due" => SubscriptionOrder.DueLast,
        _ => null,
    };

    private static (DateOnly? Next, DateOnly? Ends) Coming(string? when, DateOnly today)
    {
        if (when?.Split('-') is not [var what, var text] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days is not (30 or 60 or 90)) return (null, null);
        var until = today.AddDays(days);
        return what switch
        {
            "renews" => (until, null),
            "ends" => (null, until),
            _ => (null, null),
        };
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) || text.Length > 200 ? null : text.Trim();

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
