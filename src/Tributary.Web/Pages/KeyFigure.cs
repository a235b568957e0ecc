using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Orders;
using Tributary.Reports;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages;

/// <summary>A key figure of the home page as a row of a file: what it counts, and a number or an amount.</summary>
/// <param name="Code">What it is, for programs: <c>active_software</c>.</param>
/// <param name="Name">What it is, in the reader's language.</param>
/// <param name="Count">How many, where it is counted.</param>
/// <param name="Amount">How much, where it is money; a figure in several currencies is several rows.</param>
public sealed record KeyFigure(string Code, string Name, long? Count, Money? Amount)
{
    /// <summary>The columns of its file.</summary>
    public static IReadOnlyList<Column<KeyFigure>> Columns(IStringLocalizer<Texts> texts) =>
    [
        Column<KeyFigure>.Text("figure", texts["Figure"], row => row.Name), Column<KeyFigure>.Number("count", texts["Count"], row => row.Count),
        Column<KeyFigure>.Amount("amount", texts["Amount"], row => row.Amount), Column<KeyFigure>.Text("code", texts["Code"], row => row.Code),
    ];

    /// <summary>Those of a home, in the order of the page. What the home does not tell its reader is not there.</summary>
    /// <param name="home">The home.</param>
    /// <param name="users">End users active in thirty days; null for who may not read it.</param>
    /// <param name="orders">Whether figures of subscriptions and orders may be read.</param>
    /// <param name="accounts">Whether figures of accounts may be read.</param>
    /// <param name="texts">The words.</param>
    public static IEnumerable<KeyFigure> Of(Home home, long? users, bool orders, bool accounts, IStringLocalizer<Texts> texts)
    {
        if (home.Wallet is { } wallet)
        {
            yield return new("balance", texts["Balance"], null, wallet.Balance);
            yield return new("reserved", texts["Set aside"], null, wallet.Reserved);
            if (wallet.Available is { } available) yield return new("available", texts["Can be spent"], null, available);
        }
        if (users is { } active) yield return new("active_users", texts["Active users in 30 days"], active, null);
        if (orders)
        {
            yield return new("active_software", texts["Active software"], home.Subscriptions.GetValueOrDefault("active"), null);
            yield return new("products", texts["Products in use"], home.Products, null);
            yield return new("paused", texts["Paused"], home.Subscriptions.GetValueOrDefault("paused"), null);
            yield return new("ended", texts["Ended"], home.Subscriptions.GetValueOrDefault("expired"), null);
            yield return new("pending", texts["Pending"], home.Subscriptions.GetValueOrDefault("pending"), null);
            yield return new("open_orders", texts["Open orders"], home.Orders.Values.Sum(), null);
        }
        if (accounts)
        {
            yield return new("active_customers", texts["Active customers"], home.Customers[AccountStatus.Active], null);
            yield return new("active_resellers", texts["Active resellers"], home.Resellers[AccountStatus.Active], null);
        }
        foreach (var part in home.Recurring)
            foreach (var row in Recurs(part, part.Interval.Code(), texts[Spoken.Interval(part.Interval)], texts)) yield return row;
        if (home.AMonth is not { } month) yield break;
        foreach (var row in Recurs(month, "a_month", texts["All that, a month"], texts)) yield return row;
    }

    private static IEnumerable<KeyFigure> Recurs(Recurring part, string code, string name, IStringLocalizer<Texts> texts)
    {
        foreach (var cost in part.Cost) yield return new($"recurring_cost.{code}", texts["Recurring costs: {0}", name], part.CostCount, cost);
        foreach (var revenue in part.Revenue) yield return new($"recurring_revenue.{code}", texts["Recurring revenue: {0}", name], part.RevenueCount, revenue);
        if (part.Margin is { } margin && part.Revenue.Count > 0) yield return new($"recurring_margin.{code}", texts["Recurring margin: {0}", name], null, margin);
    }
}
