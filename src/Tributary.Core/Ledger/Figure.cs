using Tributary.Data;

namespace Tributary.Ledger;

/// <summary>
/// A kept rollup: a count and an amount of one account, changed in the transaction of the deed that changes what it
/// summarises. The root's figures are one row a branch and summed on reading. <c>check-books</c> recomputes them.
/// </summary>
public sealed class Figure : Row
{
    /// <summary>The branch the summarised rows lie in.</summary>
    public required int BranchId { get; init; }
    /// <summary>Whose figure it is.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>What is counted: see <see cref="FigureName"/>.</summary>
    public required string Name { get; init; }
    /// <summary>What it is broken down by, or empty.</summary>
    public required string Key { get; init; }
    /// <summary>Currency of <see cref="Amount"/>, or an empty text when only counted.</summary>
    public required string Currency { get; init; }
    /// <summary>How many.</summary>
    public required long Count { get; init; }
    /// <summary>How much, in minor units.</summary>
    public required long Amount { get; init; }
}

/// <summary>The names of the figures that are kept.</summary>
public static class FigureName
{
    /// <summary>Accounts below, by <c>kind:status</c>; all depths.</summary>
    public const string Accounts = "accounts";
    /// <summary>Direct children, by <c>kind:status</c>.</summary>
    public const string Children = "children";
    /// <summary>Subscriptions of the account and all below, by the group that this account reads: active, paused, expired, pending.</summary>
    public const string Subscriptions = "subscriptions";
    /// <summary>Active subscriptions of the account and all below, by product id.</summary>
    public const string Software = "software";
    /// <summary>What the account pays its seller for what recurs, by interval code, per term; the account's and all below it.</summary>
    public const string RecurringCost = "recurring.cost";
    /// <summary>What its buyers pay the account for what recurs, by interval code, per term.</summary>
    public const string RecurringRevenue = "recurring.revenue";
    /// <summary>Open orders of the account and all below, by the code of the state that this account reads (<c>awaiting_funds</c>).</summary>
    public const string Orders = "orders";
    /// <summary>What the account sold, net, by month (yyyy-MM).</summary>
    public const string SoldNet = "sold.net";
    /// <summary>What the account paid its seller, net, by month (yyyy-MM).</summary>
    public const string BoughtNet = "bought.net";
    /// <summary>Subscriptions of the account and all below that were delivered first on a day (yyyy-MM-dd), whatever became of them.</summary>
    public const string Activated = "activated";
    /// <summary>The same by day and product; see <see cref="FigureDay"/>.</summary>
    public const string ActivatedOf = "activated.product";
    /// <summary>Delivered subscriptions of the account and all below that ended on a day (yyyy-MM-dd).</summary>
    public const string Ended = "ended";
    /// <summary>The same by day and product.</summary>
    public const string EndedOf = "ended.product";
}

/// <summary>The keys of what is counted by day, in whose order the days stand.</summary>
public static class FigureDay
{
    private const int DayLength = 10;

    /// <summary>A day.</summary>
    public static string Key(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A day and a product: <c>yyyy-MM-dd:</c> and the product's id.</summary>
    public static string Key(DateOnly day, Guid productId) => $"{Key(day)}:{productId:N}";

    /// <summary>The day of a key.</summary>
    public static DateOnly DayOf(string key) => DateOnly.ParseExact(key.AsSpan(0, DayLength), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The product of a key that names one.</summary>
    public static Guid ProductOf(string key) => Guid.Parse(key.AsSpan(DayLength + 1));
}
