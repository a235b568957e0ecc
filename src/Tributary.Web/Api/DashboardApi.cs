using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>Where an account stands now.</summary>
public sealed record DashboardJson
{
    /// <summary>The account.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>How many distinct end users it has, with all below it, who opened or used something in the last thirty days.</summary>
    public required long ActiveUsers { get; init; }
    /// <summary>How many active subscriptions it has, with all below it.</summary>
    public required long ActiveSoftware { get; init; }
    /// <summary>The same by product.</summary>
    public required IReadOnlyList<SoftwareJson> Software { get; init; }
    /// <summary>Its subscriptions with all below it, by what they count as.</summary>
    public required SubscriptionCountsJson Subscriptions { get; init; }
    /// <summary>Its balance with its seller; null where that is not yours to see.</summary>
    public Money? Balance { get; init; }
    /// <summary>What of it is set aside for open orders.</summary>
    public Money? Reserved { get; init; }
    /// <summary>What can be spent; null where nothing is guarded.</summary>
    public Money? Available { get; init; }
    /// <summary>What recurs; null where that is not yours to see.</summary>
    public RecurringJson? Recurring { get; init; }
}

/// <summary>How many active subscriptions of one product.</summary>
public sealed record SoftwareJson
{
    /// <summary>The product.</summary>
    public required Ref<Product> Product { get; init; }
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary>How many.</summary>
    public required long Count { get; init; }
}

/// <summary>Subscriptions by what they count as.</summary>
public sealed record SubscriptionCountsJson
{
    /// <summary>In use and paid for.</summary>
    public required long Active { get; init; }
    /// <summary>Paused, on hold or in grace.</summary>
    public required long Paused { get; init; }
    /// <summary>Expired or cancelled.</summary>
    public required long Expired { get; init; }
    /// <summary>Ordered, not delivered.</summary>
    public required long Pending { get; init; }
}

/// <summary>What recurs, by interval, for each term.</summary>
public sealed record RecurringJson
{
    /// <summary>Every month.</summary>
    public required RecurringPartJson Monthly { get; init; }
    /// <summary>Every three months.</summary>
    public required RecurringPartJson Quarterly { get; init; }
    /// <summary>Every six months.</summary>
    public required RecurringPartJson Semiannual { get; init; }
    /// <summary>Every year.</summary>
    public required RecurringPartJson Yearly { get; init; }
}

/// <summary>What recurs in one interval.</summary>
public sealed record RecurringPartJson
{
    /// <summary>How many subscriptions the account pays for.</summary>
    public required long Count { get; init; }
    /// <summary>What it pays its seller each term.</summary>
    public required IReadOnlyList<Money> Cost { get; init; }
    /// <summary>What its buyers pay it each term; told to the account itself only.</summary>
    public required IReadOnlyList<Money> Revenue { get; init; }
}

/// <summary><c>/accounts/{id}/dashboard</c>: kept figures, never a sum over raw rows.</summary>
internal static class DashboardApi
{
    private static readonly string[] Names = [FigureName.Subscriptions, FigureName.Software, FigureName.RecurringCost, FigureName.RecurringRevenue];

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/accounts/{id}/dashboard", Read).RequireAuthorization(Policies.ViewOrders).WithTags("dashboard").WithSummary("Where an account stands now");

    private static async Task<DashboardJson> Read(Ref<Account> id, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        // Its figures count what lies below it too, and that is told to who looks so far.
        if (viewer.Reach != Reach.AllBelow && account.HasBelow)
            throw Refusal.Forbidden("reach.missing", "These figures count accounts that you do not look after.");
        var figures = await db.Figures.AsNoTracking().Where(f => f.AccountId == account.Id && Names.Contains(f.Name)).ToListAsync(cancel);
        long Count(string group) => figures.Where(f => f.Name == FigureName.Subscriptions && f.Key == group).Sum(f => f.Count);

        var software = figures.Where(f => f.Name == FigureName.Software).GroupBy(f => Guid.Parse(f.Key))
            .Select(g => (Product: g.Key, Count: g.Sum(f => f.Count))).Where(p => p.Count > 0).ToList();
        var products = software.Select(p => p.Product).ToArray();
        var names = await db.Products.AsNoTracking().Where(p => products.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel);
        var amounts = viewer.May(Right.ViewMoney, account.Path) && !viewer.HidesPrices;
        var wallet = amounts ? (await Wallet.OfMany(db, viewer, [account.Id], await desk.Today(), cancel)).GetValueOrDefault(account.Id) : null;
        return new()
        {
            Account = id, ActiveUsers = (await Usage.ActiveUsers.On(db, account.Id, await desk.Today(), cancel)).Users30, ActiveSoftware = software.Sum(p => p.Count),
            Software = [.. software.OrderByDescending(p => p.Count).ThenBy(p => p.Product).Select(p => new SoftwareJson { Product = new(p.Product), Name = names.GetValueOrDefault(p.Product, ""), Count = p.Count })],
            Subscriptions = new() { Active = Count("active"), Paused = Count("paused"), Expired = Count("expired"), Pending = Count("pending") },
            Balance = wallet?.Balance, Reserved = wallet?.Reserved, Available = wallet?.Available,
            // What an account pays is its seller's business and its own; what its buyers pay, its own alone.
            Recurring = amounts && (viewer.For(Right.ViewMoney).Reach == Reach.AllBelow || !account.HasBelow) && (wallet is not null || account.Id == viewer.AccountId) ? Recurring(figures, account.Id == viewer.AccountId) : null,
        };
    }

    private static RecurringJson Recurring(List<Figure> figures, bool own)
    {
        RecurringPartJson Part(Interval interval) => new()
        {
            Count = figures.Where(f => f.Name == FigureName.RecurringCost && f.Key == interval.Code()).Sum(f => f.Count),
            Cost = Sums(FigureName.RecurringCost, interval), Revenue = own ? Sums(FigureName.RecurringRevenue, interval) : [],
        };
        IReadOnlyList<Money> Sums(string name, Interval interval) =>
        [
            .. figures.Where(f => f.Name == name && f.Key == interval.Code()).GroupBy(f => f.Currency)
                .Select(g => new Money(g.Sum(f => f.Amount), Currency.Of(g.Key))).Where(m => !m.IsZero).OrderBy(m => m.Currency.Code, StringComparer.Ordinal),
        ];
        return new() { Monthly = Part(Interval.Monthly), Quarterly = Part(Interval.Quarterly), Semiannual = Part(Interval.HalfYearly), Yearly = Part(Interval.Yearly) };
    }
}
