using Microsoft.Extensions.Localization;
using Tributary.Reports;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages.Usage;

/// <summary>A figure of a monthly report in words: counts, or amounts in one or several currencies.</summary>
/// <param name="Name">What it is, in the reader's language.</param>
/// <param name="Now">How many in the month.</param>
/// <param name="Before">How many in the month before; null where that is not known.</param>
/// <param name="NowMoney">The amounts of the month, where it is money.</param>
/// <param name="BeforeMoney">The amounts of the month before.</param>
public sealed record ReportRow(string Name, long? Now, long? Before, IReadOnlyList<Money>? NowMoney = null, IReadOnlyList<Money>? BeforeMoney = null)
{
    /// <summary>A line of a file: of a figure in several currencies one each.</summary>
    public sealed record Line(string Name, long? Now, long? Before, Money? NowMoney, Money? BeforeMoney);

    /// <summary>The rows of a report, in their order; only what its reader may see.</summary>
    public static IReadOnlyList<ReportRow> Of(MonthlyReport report, AccountKind kind, IStringLocalizer<Texts> texts)
    {
        var (now, before) = (report.Now, report.Before);
        List<ReportRow> rows =
        [
            new(texts["Active users"], now.ActiveUsers, before.ActiveUsers), new(texts["Software"], now.Software, before.Software),
            new(texts["Activated"], now.Activated, before.Activated), new(texts["Ended"], now.Ended, before.Ended),
        ];
        if (!report.ShowsMoney) return rows;
        var sells = kind is AccountKind.Provider or AccountKind.Reseller;
        if (kind != AccountKind.Provider) rows.Add(new(texts["Cost"], null, null, now.Cost, before.Cost));
        if (sells) rows.Add(new(texts["Revenue"], null, null, now.Revenue, before.Revenue));
        if (sells && kind != AccountKind.Provider) rows.Add(new(texts["Margin"], null, null, One(now.Margin), One(before.Margin)));
        if (report.Balance is { } balance) rows.Add(new(texts["Balance now"], null, null, [balance], []));
        return rows;

        static IReadOnlyList<Money> One(Money? amount) => amount is { } money ? [money] : [];
    }

    /// <summary>What the file of a report is called, without what says its sort.</summary>
    public static string FileName(MonthlyReport report) => $"report-{MonthlyReport.Code(report.Month)}";

    /// <summary>The columns of the file of a report.</summary>
    public static IReadOnlyList<Column<Line>> Columns(MonthlyReport report, Culture culture, IStringLocalizer<Texts> texts)
    {
        var (now, before) = (MonthlyReport.Code(report.Month), MonthlyReport.Code(report.Month.AddMonths(-1)));
        return
        [
            Column<Line>.Text("figure", texts["Figure"], row => row.Name), Column<Line>.Number("now", now, row => row.Now), Column<Line>.Amount("nowAmount", texts["{0}, amount", now], row => row.NowMoney),
            Column<Line>.Number("before", before, row => row.Before), Column<Line>.Amount("beforeAmount", texts["{0}, amount", before], row => row.BeforeMoney),
        ];
    }

    /// <summary>The lines of the file of a report: its figures, and what is to come, of which there is no month before.</summary>
    public static IEnumerable<Line> File(MonthlyReport report, AccountKind kind, Culture culture, IStringLocalizer<Texts> texts) =>
    [
        .. Of(report, kind, texts).SelectMany(row => row.Lines),
        .. report.Coming is { Charges: { } charges } coming ? charges.Select(c => new Line(ComingWords.Title(coming, culture, texts), c.Count, null, c.Amount, null)) : [],
    ];

    // A figure in several currencies has a line for each.
    private IEnumerable<Line> Lines
    {
        get
        {
            if (NowMoney is null || BeforeMoney is null) return [new(Name, Now, Before, null, null)];
            var currencies = NowMoney.Concat(BeforeMoney).Select(m => m.Currency).Distinct().ToList();
            return currencies.Count == 0 ? [new(Name, null, null, null, null)] : currencies.Select(currency => new Line(Name, null, null, In(NowMoney, currency), In(BeforeMoney, currency)));
        }
    }

    /// <summary>The figure of one of the two months as it is read.</summary>
    public string Told(Culture culture, bool now)
    {
        if ((now ? NowMoney : BeforeMoney) is not { } amounts) return (now ? Now : Before) is { } count ? culture.Number(count) : "–";
        return amounts.Count == 0 ? "–" : string.Join(", ", amounts.Select(culture.Money));
    }

    private static Money? In(IReadOnlyList<Money> amounts, Currency currency) => amounts.Where(m => m.Currency == currency).Select(m => (Money?)m).FirstOrDefault();
}
