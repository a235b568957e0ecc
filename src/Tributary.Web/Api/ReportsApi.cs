using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Pages;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>How a product is asked for.</summary>
public sealed record DemandJson
{
    /// <summary>The product.</summary>
    public required Ref<Product> Product { get; init; }
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary>Delivered for the first time in these days.</summary>
    public required long Activated { get; init; }
    /// <summary>In as many days before them.</summary>
    public required long ActivatedBefore { get; init; }
    /// <summary>The one against the other, as a share: 0.25 is a quarter more; null where nothing was activated before.</summary>
    public decimal? Growth { get; init; }
    /// <summary>Expired or cancelled in these days.</summary>
    public required long Ended { get; init; }
    /// <summary>What ended, as a share of that and of what is active now.</summary>
    public decimal? Churn { get; init; }
    /// <summary>Active now.</summary>
    public required long Active { get; init; }
}

/// <summary>A key figure: a count, an amount, or both.</summary>
public sealed record KeyFigureJson
{
    /// <summary>What it is, as a code.</summary>
    public required string Figure { get; init; }
    /// <summary>How many.</summary>
    public long? Count { get; init; }
    /// <summary>How much; not there for what is only counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Amount { get; init; }
}

/// <summary>The key figures of a month beside those of the month before.</summary>
public sealed record MonthlyReportJson
{
    /// <summary>The month, <c>yyyy-MM</c>.</summary>
    public required string Month { get; init; }
    /// <summary>The month.</summary>
    public required MonthFiguresJson Figures { get; init; }
    /// <summary>The month before.</summary>
    public required MonthFiguresJson Before { get; init; }
    /// <summary>Your balance now; null where that is not yours to see.</summary>
    public Money? Balance { get; init; }
    /// <summary>What you will be charged in the month after; null where that month is over, or amounts are not yours to see.</summary>
    public ComingMonthJson? Coming { get; init; }
}

/// <summary>What your seller will charge you in the month after a report's, as the forecast knows it.</summary>
public sealed record ComingMonthJson
{
    /// <summary>The month, <c>yyyy-MM</c>.</summary>
    public required string Month { get; init; }
    /// <summary>The first day that is told: the first of the month, or today where it has begun.</summary>
    public required DateOnly From { get; init; }
    /// <summary>When the forecast was made; null while there is none.</summary>
    public DateTime? AsOf { get; init; }
    /// <summary>What is charged, one entry a currency.</summary>
    public required IReadOnlyList<ComingChargesJson> Charges { get; init; }
    /// <summary>Whether your balance suffices to its end; null where nothing is guarded, or not known yet.</summary>
    public bool? Covered { get; init; }
    /// <summary>The first day on which it does not.</summary>
    public DateOnly? ShortOn { get; init; }
    /// <summary>What is missing that day.</summary>
    public Money? Missing { get; init; }

    internal static ComingMonthJson Of(ComingMonth c) => new()
    {
        Month = MonthlyReport.Code(c.Month), From = c.From, AsOf = c.AsOf, Charges = [.. c.Charges.Select(x => new ComingChargesJson { Count = x.Count, Amount = x.Amount })],
        Covered = c.IsCovered, ShortOn = c.ShortOn, Missing = c.Missing,
    };
}

/// <summary>Charges to come in one currency.</summary>
public sealed record ComingChargesJson
{
    /// <summary>How many.</summary>
    public required int Count { get; init; }
    /// <summary>What they come to, gross.</summary>
    public required Money Amount { get; init; }
}

/// <summary>The figures of one month; amounts are empty where they are not yours to see.</summary>
public sealed record MonthFiguresJson
{
    /// <summary>Distinct end users of the month.</summary>
    public required long ActiveUsers { get; init; }
    /// <summary>Subscriptions delivered and not ended at its end.</summary>
    public required long Software { get; init; }
    /// <summary>Delivered for the first time in it.</summary>
    public required long Activated { get; init; }
    /// <summary>Ended in it.</summary>
    public required long Ended { get; init; }
    /// <summary>What you bought, net.</summary>
    public required IReadOnlyList<Money> Cost { get; init; }
    /// <summary>What you sold, net.</summary>
    public required IReadOnlyList<Money> Revenue { get; init; }
    /// <summary>Revenue less cost, at your own rates of its last day.</summary>
    public Money? Margin { get; init; }

    internal static MonthFiguresJson Of(MonthFigures f) => new()
    {
        ActiveUsers = f.ActiveUsers, Software = f.Software, Activated = f.Activated, Ended = f.Ended, Cost = f.Cost, Revenue = f.Revenue, Margin = f.Margin,
    };
}

/// <summary>What one's own account has kept figures of: its key figures, what is in demand, and its months.</summary>
internal static class ReportsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/demand", InDemand).RequireAuthorization(Policies.ViewOrders).WithTags("dashboard").WithSummary("Your products by activations, growth and churn");
        api.MapGet("/figures", Figures).RequireAuthorization(Policies.ViewOrders).WithTags("dashboard").WithSummary("Your key figures, as JSON, CSV or XLSX")
            .Produces<ListOf<KeyFigureJson>>();
        api.MapGet("/reports/monthly/{month}", Monthly).RequireAuthorization(Policies.ViewOrders).WithTags("dashboard").WithSummary("The key figures of a month");
    }

    private static async Task<ListOf<DemandJson>> InDemand([FromQuery(Name = "days")] string? days, Viewer viewer, CurrentViewer current, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        if (viewer.Reach != Reach.AllBelow && current.Account.HasBelow) throw Refusal.Forbidden("reach.missing", "These figures count accounts that you do not look after.");
        var length = days is null ? Demand.Lengths[0]
            : int.TryParse(days, out var asked) && Demand.Lengths.Contains(asked) ? asked : throw Refusal.Field("days", "query.invalid", "This is 30, 90 or 365.");
        return new()
        {
            Items =
            [
                .. (await Demand.Of(db, current.Account, await desk.Today(), length, cancel)).Select(d => new DemandJson
                {
                    Product = new(d.ProductId), Name = d.Name, Activated = d.Activated, ActivatedBefore = d.ActivatedBefore, Growth = Share(d.Growth), Ended = d.Ended,
                    Churn = Share(d.Churn), Active = d.Active,
                }),
            ],
        };
    }

    private static async Task<IResult> Figures([FromQuery(Name = "format")] string? format, Viewer viewer, CurrentViewer current, TributaryDb db, Desk desk, IStringLocalizer<Texts> texts, CancellationToken cancel)
    {
        bool Reaches(Right right) => viewer.May(right) && (viewer.For(right).Reach == Reach.AllBelow || !current.Account.HasBelow);
        var today = await desk.Today();
        var home = await Home.Of(db, viewer, current.Account, today, cancel);
        var users = Reaches(Right.ViewOrders) ? (await Usage.ActiveUsers.On(db, current.Account.Id, today, cancel)).Users30 : (long?)null;
        var figures = KeyFigure.Of(home, users, Reaches(Right.ViewOrders), Reaches(Right.ViewAccounts), texts).ToList();
        var culture = Culture.For(null, null);
        return format switch
        {
            null or "json" => TypedResults.Ok(new ListOf<KeyFigureJson> { Items = figures.ConvertAll(f => new KeyFigureJson { Figure = f.Code, Count = f.Count, Amount = f.Amount }) }),
            "csv" => TypedResults.File(await ListFile.Csv(KeyFigure.Columns(texts), figures.ToAsyncEnumerable(), culture, texts, cancel), ListFile.CsvType, $"key-figures-{today:yyyy-MM-dd}.csv"),
            "xlsx" => TypedResults.File(await ListFile.Xlsx(KeyFigure.Columns(texts), figures.ToAsyncEnumerable(), culture, texts, cancel), ListFile.XlsxType, $"key-figures-{today:yyyy-MM-dd}.xlsx"),
            _ => throw Refusal.Field("format", "query.invalid", "This is json, csv or xlsx."),
        };
    }

    private static async Task<MonthlyReportJson> Monthly(string month, Viewer viewer, CurrentViewer current, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var today = await desk.Today();
        if (MonthlyReport.MonthOf(month) is not { } first || first > today || first.Year < 2000) throw Refusal.NotFound("report");
        var report = await MonthlyReport.Of(db, viewer, current.Account, first, today, cancel);
        return new()
        {
            Month = MonthlyReport.Code(first), Figures = MonthFiguresJson.Of(report.Now), Before = MonthFiguresJson.Of(report.Before), Balance = report.Balance,
            Coming = report.Coming is { } coming ? ComingMonthJson.Of(coming) : null,
        };
    }

    private static decimal? Share(decimal? share) => share is { } value ? decimal.Round(value, 4) : null;
}
