using FsCheck;
using FsCheck.Fluent;

namespace Tributary.Tests;

public sealed class TermTests
{
    private static readonly Term March = new(new(2026, 3, 1), new(2026, 4, 1));

    private static readonly Gen<(DateOnly Anchor, Interval Interval, int N)> Terms =
        from anchor in Arbitraries.Days
        from interval in Arbitraries.Recurring
        from n in Gen.Choose(0, 200)
        select (anchor, interval, n);

    [Theory]
    [InlineData(Interval.OneTime, 0, "one_time")]
    [InlineData(Interval.Monthly, 1, "monthly")]
    [InlineData(Interval.Quarterly, 3, "quarterly")]
    [InlineData(Interval.HalfYearly, 6, "semiannual")]
    [InlineData(Interval.Yearly, 12, "yearly")]
    public void An_interval_has_a_code_and_a_length(Interval interval, int months, string code)
    {
        Assert.Equal((months, code), (interval.Months(), interval.Code()));
        Assert.True(Intervals.TryParse(code, out var read));
        Assert.Equal(interval, read);
        Assert.Contains(interval, Intervals.All);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Monthly")]
    [InlineData("1")]
    [InlineData("biannual")]
    public void Other_words_are_no_interval(string? code) => Assert.False(Intervals.TryParse(code, out _));

    [Fact]
    public void A_term_has_its_start_and_not_its_end()
    {
        Assert.Equal(31, March.Days);
        Assert.True(March.Contains(new(2026, 3, 1)) && March.Contains(new(2026, 3, 31)));
        Assert.False(March.Contains(new(2026, 2, 28)) || March.Contains(new(2026, 4, 1)));
        Assert.Throws<ArgumentException>(() => new Term(new(2026, 4, 1), new(2026, 3, 31)));
    }

    [Theory]
    [InlineData("2026-02-01", 31)]
    [InlineData("2026-03-01", 31)]
    [InlineData("2026-03-02", 30)]
    [InlineData("2026-03-31", 1)]
    [InlineData("2026-04-01", 0)]
    [InlineData("2027-01-01", 0)]
    public void The_day_itself_is_left(string from, int left) => Assert.Equal(left, March.DaysLeft(Day(from)));

    [Fact]
    public void The_31st_is_the_31st_again_after_February()
    {
        var starts = Enumerable.Range(0, 6).Select(n => Calendar.NthStart(new(2027, 12, 31), Interval.Monthly, n));
        Assert.Equal<DateOnly>([new(2027, 12, 31), new(2028, 1, 31), new(2028, 2, 29), new(2028, 3, 31), new(2028, 4, 30), new(2028, 5, 31)], starts);
        Assert.Equal(new(2028, 2, 29), Calendar.NthStart(new(2024, 2, 29), Interval.Yearly, 4));
        Assert.Equal(new(2027, 2, 28), Calendar.NthStart(new(2024, 2, 29), Interval.Yearly, 3));
    }

    [Theory]
    [InlineData("2026-01-31", "2026-01-31", 0, "2026-02-28")]
    [InlineData("2026-01-31", "2026-02-27", 0, "2026-02-28")]
    [InlineData("2026-01-31", "2026-02-28", 1, "2026-03-31")]
    [InlineData("2026-01-31", "2026-03-30", 1, "2026-03-31")]
    [InlineData("2026-01-31", "2026-03-31", 2, "2026-04-30")]
    public void A_day_belongs_to_one_term(string anchor, string day, int n, string next)
    {
        Assert.Equal(n, Calendar.IndexOf(Day(anchor), Interval.Monthly, Day(day)));
        Assert.Equal(Day(next), Calendar.NextStartAfter(Day(anchor), Interval.Monthly, Day(day)));
        Assert.Equal(Calendar.Nth(Day(anchor), Interval.Monthly, n), Calendar.Containing(Day(anchor), Interval.Monthly, Day(day)));
    }

    [Fact]
    public void Before_the_anchor_there_is_only_the_start_to_come()
    {
        Assert.Equal(new(2026, 1, 31), Calendar.NextStartAfter(new(2026, 1, 31), Interval.Monthly, new(2025, 6, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar.IndexOf(new(2026, 1, 31), Interval.Monthly, new(2026, 1, 30)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar.NthStart(new(2026, 1, 31), Interval.Monthly, -1));
    }

    [Fact]
    public void A_one_time_charge_has_no_terms()
    {
        DateOnly day = new(2026, 1, 31);
        Assert.Throws<ArgumentException>(() => Calendar.NthStart(day, Interval.OneTime, 1));
        Assert.Throws<ArgumentException>(() => Calendar.IndexOf(day, Interval.OneTime, day));
        Assert.Throws<ArgumentException>(() => Calendar.Containing(day, Interval.OneTime, day));
        Assert.Throws<ArgumentException>(() => Calendar.NextStartAfter(day, Interval.OneTime, day.AddDays(-1)));
    }

    [Theory]
    [InlineData(28)]
    [InlineData(29)]
    [InlineData(30)]
    [InlineData(31)]
    public void Ten_years_pass_without_drift_gap_or_overlap(int dayOfMonth)
    {
        foreach (var interval in Intervals.All.Where(interval => interval.Months() > 0))
        {
            DateOnly anchor = new(2024, 1, dayOfMonth);
            var terms = Enumerable.Range(0, 120 / interval.Months()).Select(n => Calendar.Nth(anchor, interval, n)).ToList();
            Assert.Equal(anchor, terms[0].Start);
            Assert.Equal(anchor.AddYears(10), terms[^1].End);
            Assert.All(terms.Zip(terms.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
            Assert.All(terms, term => Assert.Equal(Math.Min(dayOfMonth, DateTime.DaysInMonth(term.Start.Year, term.Start.Month)), term.Start.Day));

            // Every single day of the ten years lies in exactly the term that the index names.
            for (var day = anchor; day < terms[^1].End; day = day.AddDays(1))
                Assert.Equal(terms.FindIndex(term => term.Contains(day)), Calendar.IndexOf(anchor, interval, day));
        }
    }

    [Fact]
    public void The_index_of_a_start_is_its_number() =>
        Terms.Always(made =>
        {
            var term = Calendar.Nth(made.Anchor, made.Interval, made.N);
            Assert.True(term.Days >= 28);
            Assert.Equal(made.N, Calendar.IndexOf(made.Anchor, made.Interval, term.Start));
            Assert.Equal(made.N, Calendar.IndexOf(made.Anchor, made.Interval, term.End.AddDays(-1)));
            Assert.Equal(term.End, Calendar.NextStartAfter(made.Anchor, made.Interval, term.Start));
        });

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
