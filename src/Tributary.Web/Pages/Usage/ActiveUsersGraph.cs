using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Usage;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages.Usage;

/// <summary>Which days of the graph are asked for, and how.</summary>
/// <param name="Range"><c>7d</c>, <c>30d</c>, <c>6m</c> or <c>own</c>; anything else is thirty days.</param>
/// <param name="From">The first day of a range of one's own.</param>
/// <param name="To">The last day of it.</param>
/// <param name="Monthly">By month instead of by day.</param>
/// <param name="Before">With the period before.</param>
public sealed record GraphAsked(string? Range, DateOnly? From, DateOnly? To, bool Monthly, bool Before);

/// <summary>
/// The graph of active users with what happened meanwhile, as the home page and its own page draw it. All of it is of kept figures.
/// </summary>
public sealed class ActiveUsersGraph
{
    private ActiveUsersGraph(string page, string range, DateOnly first, DateOnly last, GraphAsked asked) =>
        (Page, Range, First, Last, Monthly, Before) = (page, range, first, last, asked.Monthly, asked.Before);

    /// <summary>The page it stands on.</summary>
    public string Page { get; }

    /// <summary><c>7d</c>, <c>30d</c>, <c>6m</c> or <c>own</c>.</summary>
    public string Range { get; }

    public DateOnly First { get; }

    public DateOnly Last { get; }

    public bool Monthly { get; }

    public bool Before { get; }

    /// <summary>The days of the range.</summary>
    public IReadOnlyList<ActiveDay> Days { get; private set; } = [];

    /// <summary>The day before the range.</summary>
    public ActiveDay Then { get; private set; } = null!;

    /// <summary>The day with the most active users, or null when nobody was active.</summary>
    public ActiveDay? Peak => Days.Where(d => d.Users > 0).MaxBy(d => d.Users);

    /// <summary>What happened in these days.</summary>
    public IReadOnlyList<GraphMark> Marks { get; private set; } = [];

    /// <summary>What is drawn.</summary>
    public Chart Chart { get; private set; } = null!;

    /// <summary>True when the range that was asked for is none, and thirty days stand in its place.</summary>
    public bool WrongRange { get; private init; }

    /// <summary>Reads it for the viewer's own account, whose figures they must look as far as.</summary>
    public static async Task<ActiveUsersGraph> Of(TributaryDb db, Viewer viewer, Account account, string page, GraphAsked asked, DateOnly today, IStringLocalizer<Texts> texts, CancellationToken cancel)
    {
        var own = asked is { Range: "own", From: not null, To: not null };
        var wrong = own && (asked.To < asked.From || asked.From!.Value.Year < 2000 || asked.To!.Value.Year > 9000
            || asked.To!.Value.DayNumber - asked.From!.Value.DayNumber >= ActiveUsers.MostDays / 2);
        var (range, first, last) = asked.Range switch
        {
            "7d" => ("7d", today.AddDays(-6), today),
            "6m" => ("6m", today.AddMonths(-6).AddDays(1), today),
            "own" when own && !wrong => ("own", asked.From!.Value, asked.To!.Value),
            "own" => ("own", today.AddDays(-29), today),
            _ => ("30d", today.AddDays(-29), today),
        };
        var graph = new ActiveUsersGraph(page, range, first, last, asked) { WrongRange = wrong };
        await graph.Load(db, viewer, account, today, texts, cancel);
        return graph;
    }

    /// <summary>The address of the page with one choice changed.</summary>
    public string With(string name, string value) => Address(Page, name, value);

    /// <summary>The address of the page as it is shown.</summary>
    public string Here => Address(Page, "range", Range);

    internal string Address(string page, string name, string value)
    {
        var query = new Dictionary<string, string?> { ["range"] = Range, ["step"] = Monthly ? "month" : null, ["before"] = Before ? "true" : null };
        if (Range == "own") (query["from"], query["to"]) = ($"{First:yyyy-MM-dd}", $"{Last:yyyy-MM-dd}");
        query[name] = value;
        return page + QueryString.Create(query.Where(part => part.Value is not null));
    }

    /// <summary>A mark in words.</summary>
    public static string Told(GraphMark mark, IStringLocalizer<Texts> texts) => mark.Kind switch
    {
        GraphMarkKind.Price => mark.Count == 1 ? texts["1 price changed"] : texts["{0} prices changed", mark.Count],
        GraphMarkKind.Cost => mark.Count == 1 ? texts["1 of your costs changed"] : texts["{0} of your costs changed", mark.Count],
        GraphMarkKind.Note => mark.Note!.Text,
    };

    private async Task Load(TributaryDb db, Viewer viewer, Account account, DateOnly today, IStringLocalizer<Texts> texts, CancellationToken cancel)
    {
        var length = Last.DayNumber - First.DayNumber + 1;
        var all = await ActiveUsers.Between(db, account.Id, First.AddDays(Before ? -length : -1), Last, cancel);
        Days = [.. all.TakeLast(length)];
        Then = all[^(length + 1)];
        var activated = await DayCounts.ByDay(db, account, FigureName.Activated, Monthly ? new(First.Year, First.Month, 1) : First, Last, cancel);
        Marks = await GraphMarks.Between(db, viewer, First, Last, today, cancel);
        IReadOnlyList<ChartMark> marks = [.. Marks.Select(mark => new ChartMark(mark.Day, Told(mark, texts)))];
        Chart = Monthly ? await Months(db, account, marks, activated, texts, cancel) : ByDay([.. all.Take(length)], marks, activated, texts);
    }

    private Chart ByDay(IReadOnlyList<ActiveDay> before, IReadOnlyList<ChartMark> marks, IReadOnlyDictionary<DateOnly, long> activated, IStringLocalizer<Texts> texts)
    {
        List<ChartLine> lines =
        [
            new(texts["On the day"], [.. Days.Select(d => (decimal?)d.Users)]), new(texts["In 7 days"], [.. Days.Select(d => (decimal?)d.Users7)]),
            new(texts["In 30 days"], [.. Days.Select(d => (decimal?)d.Users30)]),
        ];
        if (Before) lines.Add(new(texts["On the day, the period before"], [.. before.Select(d => (decimal?)d.Users)]));
        return new([.. Days.Select(d => d.Day)], lines, marks, Bars: new(texts["Activations"], [.. Days.Select(d => (decimal?)activated.GetValueOrDefault(d.Day))]));
    }

    private async Task<Chart> Months(TributaryDb db, Account account, IReadOnlyList<ChartMark> marks, IReadOnlyDictionary<DateOnly, long> activated, IStringLocalizer<Texts> texts, CancellationToken cancel)
    {
        var count = (Last.Year - First.Year) * 12 + Last.Month - First.Month + 1;
        var start = new DateOnly(First.Year, First.Month, 1);
        var kept = await ActiveUsers.ByMonth(db, account.Id, start.AddMonths(-count), Last, cancel);
        ChartLine Line(string name, DateOnly from) => new(name, [.. Enumerable.Range(0, count).Select(n => (decimal?)kept.GetValueOrDefault(from.AddMonths(n)))]);
        List<ChartLine> lines = [Line(texts["In the month"], start)];
        if (Before) lines.Add(Line(texts["The period before"], start.AddMonths(-count)));
        IReadOnlyList<DateOnly> months = [.. Enumerable.Range(0, count).Select(start.AddMonths)];
        return new(months, lines, marks, Monthly: true,
            Bars: new(texts["Activations"], [.. months.Select(m => (decimal?)activated.Where(a => a.Key.Year == m.Year && a.Key.Month == m.Month).Sum(a => a.Value))]));
    }
}
