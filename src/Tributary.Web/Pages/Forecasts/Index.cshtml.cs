using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Forecasts;

/// <summary>What the coming twelve months charge and bring, by month or by day, and when the balance does not suffice any more.</summary>
[Authorize(Policy = Policies.ViewMoney)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk, TopBar bar, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary><c>day</c> or <c>month</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? By { get; set; }

    public bool Daily => By == "day";

    public Forecast Forecast { get; private set; } = null!;

    public Ledger.Wallet? Wallet { get; private set; }

    public IReadOnlyList<ForecastStep> Steps { get; private set; } = [];

    /// <summary>What it pays and is paid, a chart a currency.</summary>
    public IReadOnlyList<(Currency Currency, Chart Chart)> Charts { get; private set; } = [];

    /// <summary>What can be spent at the end of each day; null where nothing is guarded, or nothing is charged.</summary>
    public Chart? Balance { get; private set; }

    public bool Sells => current.Viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    public bool Buys => Wallet is not null;

    public bool MayOpenDays => current.Viewer.May(Right.ViewOrders);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Read(cancel);
        Charts = [.. Forecast.Days.GroupBy(d => d.Currency).Select(g => (g.Key, Drawn(g.Key)))];
        if (Wallet is { Available: { } available } wallet && Forecast.Days.Any(d => d.CostCount + d.RefusedCount > 0 && d.Currency == wallet.Currency)) Balance = Left(available);
    }

    /// <summary>The days or months as a file.</summary>
    public async Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancel)
    {
        await Read(cancel);
        Column<ForecastStep>[] columns =
        [
            Daily ? Column<ForecastStep>.Day("day", texts["Day"], s => s.Day) : Column<ForecastStep>.Text("month", texts["Month"], s => s.Day.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
            Column<ForecastStep>.Number("charges", texts["Charges"], s => s.CostCount), Column<ForecastStep>.Amount("pays", texts["You pay"], s => s.Cost),
            Column<ForecastStep>.Number("refusals", texts["Refused"], s => s.RefusedCount), Column<ForecastStep>.Amount("refused", texts["Amount refused"], s => s.Refused),
            .. Sells ? [Column<ForecastStep>.Number("sales", texts["Charges to buyers"], s => s.RevenueCount), Column<ForecastStep>.Amount("earns", texts["You earn"], s => s.Revenue)] : Array.Empty<Column<ForecastStep>>(),
        ];
        return await this.Export(format, "forecast", columns, Steps.ToAsyncEnumerable(), cancel);
    }

    private async Task Read(CancellationToken cancel)
    {
        var today = await desk.Today();
        Forecast = await Forecast.Of(db, current.Viewer, current.Account, today, cancel);
        Wallet = await bar.Wallet();
        Steps = Daily ? Forecast.Days : Forecast.ByMonth();
    }

    private Chart Drawn(Currency currency)
    {
        var steps = Steps.Where(s => s.Currency == currency).ToDictionary(s => s.Day);
        var first = new DateOnly(Forecast.First.Year, Forecast.First.Month, 1);
        DateOnly[] days = Daily ? [.. Days()] : [.. Enumerable.Range(0, 13).Select(first.AddMonths).TakeWhile(month => month < Forecast.First.AddYears(1))];
        ChartLine Line(string name, Func<ForecastStep, Money> amount) => new(name, [.. days.Select(day => (decimal?)(steps.TryGetValue(day, out var step) ? amount(step).Amount : 0m))]);
        List<ChartLine> lines = [];
        if (Buys) lines.Add(Line(texts["You pay"], s => s.Cost));
        if (Sells) lines.Add(Line(texts["You earn"], s => s.Revenue));
        if (steps.Values.Any(s => s.RefusedCount > 0)) lines.Add(Line(texts["Refused"], s => s.Refused));
        return new(days, lines, Monthly: !Daily, Currency: currency);
    }

    private Chart Left(Money available)
    {
        var costs = Forecast.Days.Where(d => d.Currency == available.Currency).ToDictionary(d => d.Day);
        var left = available.Minor;
        var values = new List<decimal?>();
        foreach (var day in Days())
        {
            if (costs.TryGetValue(day, out var step)) left -= step.Cost.Minor;
            values.Add(new Money(Math.Max(0, left), available.Currency).Amount);
        }
        ChartMark[] marks = Forecast.Wallet?.DryOn is { } dry && dry >= Forecast.First ? [new(dry, texts["Runs dry"])] : [];
        return new([.. Days()], [new(texts["Can be spent"], values)], marks, Currency: available.Currency);
    }

    private IEnumerable<DateOnly> Days() => Enumerable.Range(0, Forecast.First.AddYears(1).DayNumber - Forecast.First.DayNumber).Select(Forecast.First.AddDays);
}
