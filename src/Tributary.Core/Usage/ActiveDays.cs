namespace Tributary.Usage;

/// <summary>
/// The active days of one person, and what another one of them changes in the figures of their account. Pure: the figures
/// of any order of events are those of the days alone.
/// </summary>
public static class ActiveDays
{
    /// <summary>After so many days without any, somebody counts as lost, and as returned when they come again.</summary>
    public const int Window = 30;

    /// <summary>Marks a day as active.</summary>
    /// <param name="user">Who.</param>
    /// <param name="day">The day.</param>
    /// <param name="sums">Where the change of the figures is added.</param>
    /// <returns>False when it was active before: nothing changes.</returns>
    public static bool Mark(EndUser user, DateOnly day, Sums sums)
    {
        if (user.Days.Length == 0)
        {
            (user.FirstDay, user.LastDay, user.Days) = (day, day, [1]);
            Change(null, day, null, sums);
            return true;
        }
        var bit = day.DayNumber - user.FirstDay.DayNumber;
        if (bit >= 0 && Has(user.Days, bit)) return false;

        var (before, after) = (Before(user, bit), After(user, bit));
        if (bit < 0)
        {
            user.Days = Shifted(user.Days, -bit);
            (user.FirstDay, bit) = (day, 0);
        }
        else
        {
            user.Days = user.Days.Length > bit >> 3 ? (byte[])user.Days.Clone() : Longer(user.Days, bit);
        }
        user.Days[bit >> 3] |= (byte)(1 << (bit & 7));
        if (day > user.LastDay) user.LastDay = day;
        Change(before, day, after, sums);
        return true;
    }

    /// <summary>The days of somebody in order.</summary>
    public static IEnumerable<DateOnly> Of(EndUser user)
    {
        for (var bit = 0; bit < user.Days.Length * 8; bit++)
            if (Has(user.Days, bit)) yield return user.FirstDay.AddDays(bit);
    }

    private static void Change(DateOnly? before, DateOnly day, DateOnly? after, Sums sums)
    {
        sums.Of(day).Users++;
        if (!SameMonth(before, day) && !SameMonth(after, day)) sums.Of(new(day.Year, day.Month, 1)).MonthUsers++;
        Cover(before, day, after, 7, sums);
        Cover(before, day, after, Window, sums);

        Step(before, after, -1, sums);
        Step(before, day, 1, sums);
        Step(day, after, 1, sums);
    }

    // The days whose trailing window holds this day and held no other one of theirs.
    private static void Cover(DateOnly? before, DateOnly day, DateOnly? after, int window, Sums sums)
    {
        var from = before is { } b && b.DayNumber + window > day.DayNumber ? b.DayNumber + window : day.DayNumber;
        var to = day.DayNumber + window - 1;
        if (after is { } a && a.DayNumber - 1 < to) to = a.DayNumber - 1;
        for (var at = from; at <= to; at++)
        {
            if (window == 7) sums.Of(DateOnly.FromDayNumber(at)).Users7++;
            else sums.Of(DateOnly.FromDayNumber(at)).Users30++;
        }
    }

    // What two active days that follow each other say of coming and going; one of them may not be.
    private static void Step(DateOnly? from, DateOnly? to, int by, Sums sums)
    {
        if (from is null && to is { } first) sums.Of(first).Came += by;
        if (from is not { } last || (to is { } next && next.DayNumber - last.DayNumber <= Window)) return;
        sums.Of(last.AddDays(Window)).Lost += by;
        if (to is { } back) sums.Of(back).Returned += by;
    }

    private static bool SameMonth(DateOnly? one, DateOnly other) => one is { } day && day.Year == other.Year && day.Month == other.Month;

    private static bool Has(byte[] days, int bit) => bit >> 3 < days.Length && (days[bit >> 3] & (1 << (bit & 7))) != 0;

    private static DateOnly? Before(EndUser user, int bit)
    {
        for (var at = Math.Min(bit - 1, user.Days.Length * 8 - 1); at >= 0; at--)
        {
            // Most of what is behind somebody who comes rarely is empty.
            if (user.Days[at >> 3] == 0) at &= ~7;
            else if (Has(user.Days, at)) return user.FirstDay.AddDays(at);
        }
        return null;
    }

    private static DateOnly? After(EndUser user, int bit)
    {
        for (var at = Math.Max(bit + 1, 0); at < user.Days.Length * 8; at++)
        {
            if (user.Days[at >> 3] == 0) at |= 7;
            else if (Has(user.Days, at)) return user.FirstDay.AddDays(at);
        }
        return null;
    }

    private static byte[] Longer(byte[] days, int bit)
    {
        var longer = new byte[(bit >> 3) + 1];
        days.CopyTo(longer, 0);
        return longer;
    }

    private static byte[] Shifted(byte[] days, int by)
    {
        var shifted = new byte[(days.Length * 8 + by + 7) >> 3];
        var (bytes, bits) = (by >> 3, by & 7);
        for (var i = 0; i < days.Length; i++)
        {
            shifted[i + bytes] |= (byte)((days[i] << bits) & 0xff);
            if (bits > 0 && i + bytes + 1 < shifted.Length) shifted[i + bytes + 1] |= (byte)(days[i] >> (8 - bits));
        }
        return shifted;
    }
}

/// <summary>What changes in the figures of one account, by day.</summary>
public sealed class Sums
{
    private readonly Dictionary<DateOnly, ActiveDay> days = [];

    /// <summary>The change on a day; account and branch are filled in by who writes it.</summary>
    public ActiveDay Of(DateOnly day) => days.TryGetValue(day, out var sum) ? sum : days[day] = new() { BranchId = 0, AccountId = Guid.Empty, Day = day };

    /// <summary>All that changes, none of it nothing.</summary>
    public IEnumerable<ActiveDay> All => days.Values.Where(day => !day.IsNothing);

    /// <summary>Adds what changed somewhere below.</summary>
    public void Add(Sums below)
    {
        foreach (var from in below.All)
        {
            var to = Of(from.Day);
            to.Events += from.Events;
            to.Users += from.Users;
            to.Users7 += from.Users7;
            to.Users30 += from.Users30;
            to.MonthUsers += from.MonthUsers;
            to.Came += from.Came;
            to.Returned += from.Returned;
            to.Lost += from.Lost;
        }
    }

    /// <summary>The rows to be added to an account's.</summary>
    public IEnumerable<ActiveDay> Rows(int branchId, Guid accountId) => All.Select(day => new ActiveDay
    {
        BranchId = branchId, AccountId = accountId, Day = day.Day, Events = day.Events, Users = day.Users, Users7 = day.Users7, Users30 = day.Users30,
        MonthUsers = day.MonthUsers, Came = day.Came, Returned = day.Returned, Lost = day.Lost,
    });
}
