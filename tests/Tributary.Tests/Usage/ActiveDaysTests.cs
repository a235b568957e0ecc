using FsCheck;
using FsCheck.Fluent;
using Tributary.Usage;

namespace Tributary.Tests.Usage;

public sealed class ActiveDaysTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    // Several people's days over half a year and more, in any order, some of them twice.
    private static readonly Gen<(int Who, DateOnly Day)[]> Visits =
        (from who in Gen.Choose(0, 3) from day in Gen.Frequency((3, Gen.Choose(0, 60)), (1, Gen.Choose(0, 400))) select (who, First.AddDays(day))).ArrayOf()
        .Select(visits => visits.Take(60).ToArray());

    [Fact]
    public void Whatever_the_order_the_days_of_a_person_are_kept() =>
        Visits.Always(visits =>
        {
            var (people, _) = Marked(visits);
            foreach (var (who, person) in people)
                Assert.Equal(visits.Where(v => v.Who == who).Select(v => v.Day).Distinct().Order(), ActiveDays.Of(person));
        });

    [Fact]
    public void The_figures_are_those_that_one_counts_by_hand() =>
        Visits.Always(visits =>
        {
            var (_, sums) = Marked(visits);
            for (var day = First; day < First.AddDays(440); day = day.AddDays(1))
            {
                var kept = sums.Of(day);
                Assert.Equal(Distinct(visits, day, day), kept.Users);
                Assert.Equal(Distinct(visits, day.AddDays(-6), day), kept.Users7);
                Assert.Equal(Distinct(visits, day.AddDays(-29), day), kept.Users30);
                if (day.Day == 1) Assert.Equal(Distinct(visits, day, day.AddMonths(1).AddDays(-1)), kept.MonthUsers);
            }
        });

    [Fact]
    public void Who_came_returned_and_was_lost_makes_the_difference_from_day_to_day() =>
        Visits.Always(visits =>
        {
            var (_, sums) = Marked(visits);
            for (var day = First; day < First.AddDays(440); day = day.AddDays(1))
            {
                var kept = sums.Of(day);
                Assert.Equal(kept.Users30 - sums.Of(day.AddDays(-1)).Users30, kept.Came + kept.Returned - kept.Lost);
                Assert.Equal(visits.Where(v => v.Day == day).Select(v => v.Who).Distinct().Count(who => visits.All(v => v.Who != who || v.Day >= day)), kept.Came);
            }
        });

    private static (Dictionary<int, EndUser> People, Sums Sums) Marked((int Who, DateOnly Day)[] visits)
    {
        var (people, sums) = (new Dictionary<int, EndUser>(), new Sums());
        foreach (var (who, day) in visits)
        {
            if (!people.TryGetValue(who, out var person)) people[who] = person = new() { BranchId = 1, AccountId = Guid.Empty, Key = Guid.NewGuid() };
            ActiveDays.Mark(person, day, sums);
        }
        return (people, sums);
    }

    private static long Distinct((int Who, DateOnly Day)[] visits, DateOnly from, DateOnly to) =>
        visits.Where(v => v.Day >= from && v.Day <= to).Select(v => v.Who).Distinct().Count();
}
