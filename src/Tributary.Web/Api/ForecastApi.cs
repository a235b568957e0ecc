using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Subscriptions;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>What the coming twelve months hold for your own account.</summary>
public sealed record ForecastJson
{
    /// <summary>When it was made; null while it has not been yet.</summary>
    public DateTime? AsOf { get; init; }
    /// <summary>Your wallet's; null where nothing is asked of it.</summary>
    public WalletForecastJson? Wallet { get; init; }
    /// <summary>The days or months on which something is charged or refused, one for each currency.</summary>
    public required IReadOnlyList<ForecastStepJson> Steps { get; init; }
}

/// <summary>A day or a month to come, in one currency.</summary>
public sealed record ForecastStepJson
{
    /// <summary>The day, or the first day of the month.</summary>
    public required DateOnly Day { get; init; }
    /// <summary>How many charges you pay.</summary>
    public required int CostCount { get; init; }
    /// <summary>What you pay your seller.</summary>
    public required Money Cost { get; init; }
    /// <summary>How many charges are refused then for the first time for want of your own funds.</summary>
    public required int RefusedCount { get; init; }
    /// <summary>What those would have been.</summary>
    public required Money Refused { get; init; }
    /// <summary>How many charges your buyers pay.</summary>
    public required int RevenueCount { get; init; }
    /// <summary>What they pay you.</summary>
    public required Money Revenue { get; init; }

    internal static ForecastStepJson Of(ForecastStep step) => new()
    {
        Day = step.Day, CostCount = step.CostCount, Cost = step.Cost, RefusedCount = step.RefusedCount, Refused = step.Refused, RevenueCount = step.RevenueCount, Revenue = step.Revenue,
    };
}

/// <summary>What is foretold of a wallet: told to its buyer and its seller.</summary>
public sealed record WalletForecastJson
{
    /// <summary>The buyer.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>The first day on which a charge is refused for want of its funds; null when it is covered for twelve months.</summary>
    public DateOnly? DryOn { get; init; }
    /// <summary>What is missing that day.</summary>
    public required Money Missing { get; init; }
    /// <summary>The smallest top-up today with which nothing is refused for want of its funds.</summary>
    public required Money TopUp { get; init; }
    /// <summary>What is asked of it in thirty days.</summary>
    public required Money Next30 { get; init; }
    /// <summary>Subscriptions below it whose own payers are paid up, and that would be refused with it.</summary>
    public required int Affected { get; init; }

    internal static WalletForecastJson Of(WalletForecast wallet) => new()
    {
        Account = new(wallet.AccountId), DryOn = wallet.DryOn, Missing = new(wallet.Missing, wallet.Currency), TopUp = new(wallet.TopUp, wallet.Currency),
        Next30 = new(wallet.Next30, wallet.Currency), Affected = wallet.Affected,
    };
}

/// <summary>A charge of a day to come.</summary>
public sealed record ChargeForecastJson
{
    /// <summary>What will be renewed.</summary>
    public required Ref<Subscription> Subscription { get; init; }
    /// <summary>Whose it is.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>What you pay for it; null where you do not, or where that is not yours to see.</summary>
    public Money? YouPay { get; init; }
    /// <summary>What your buyer pays you.</summary>
    public Money? BuyerPays { get; init; }
}

/// <summary><c>/forecast</c>: kept rows, made by running the renewals of the coming year without writing.</summary>
internal static class ForecastApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var forecast = api.MapGroup("/forecast").WithTags("forecast");
        forecast.MapGet("/", Read).RequireAuthorization(Policies.ViewMoney).WithSummary("What you pay and are paid in the coming twelve months");
        forecast.MapGet("/wallets", Wallets).RequireAuthorization(Policies.ViewMoney).WithSummary("Which of your direct buyers' wallets run dry, and when");
        forecast.MapGet("/charges", Charges).RequireAuthorization(Policies.ViewOrders).WithSummary("What is charged on a day to come");
    }

    private static async Task<ForecastJson> Read(string? months, string? by, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        if (by is not (null or "day" or "month")) throw Refusal.Field("by", "query.invalid", "This must be one of: day, month.");
        var until = (await desk.Today()).AddMonths(Filter.Count(months, "months", 12) ?? 12);
        var account = await db.Accounts.One(viewer, viewer.AccountId, cancel);
        var forecast = await Forecast.Of(db, viewer, account, await desk.Today(), cancel);
        var near = forecast with { Days = [.. forecast.Days.Where(d => d.Day < until)] };
        return new()
        {
            AsOf = forecast.AsOf, Wallet = forecast.Wallet is { } wallet ? WalletForecastJson.Of(wallet) : null,
            Steps = [.. (by == "day" ? near.Days : near.ByMonth()).Select(ForecastStepJson.Of)],
        };
    }

    private static async Task<ListOf<WalletForecastJson>> Wallets(string? dry, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        viewer.NeedMoney();
        if (dry is not (null or "true" or "false")) throw Refusal.Field("dry", "query.invalid", "This must be one of: true, false.");
        var rows = db.WalletForecasts.OfBuyersOf(viewer);
        if (dry is not null) rows = rows.Where(w => w.DryOn != null == (dry == "true"));
        return paging.Page(await paging.Latest(rows).ToListAsync(cancel), WalletForecastJson.Of);
    }

    private static async Task<ListOf<ChargeForecastJson>> Charges(string? day, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", out var on)) throw Refusal.Field("day", "query.invalid", "This must be a day: 2026-03-15.");
        var rows = await paging.Latest(db.ChargeForecasts.On(viewer, on)).ToListAsync(cancel);
        return paging.Page(rows, row =>
        {
            var (pays, charges) = row.AmountsFor(viewer);
            return new ChargeForecastJson { Subscription = new(row.Id), Account = new(row.AccountId), YouPay = pays, BuyerPays = charges };
        });
    }
}
