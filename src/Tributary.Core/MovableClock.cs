namespace Tributary;

/// <summary>
/// A clock that stands still until it is moved: tests tell their stories with it, and the demo company lives
/// through its past on it. It only goes forward, as books do. Safe for concurrent use. Timers made from it run in
/// real time; only the instant it tells is movable.
/// </summary>
public sealed class MovableClock : TimeProvider
{
    private long ticks;

    /// <summary>A clock standing at <paramref name="start"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="start"/> is not UTC.</exception>
    public MovableClock(DateTime start) => ticks = Utc(start).Ticks;

    /// <summary>A clock standing at midnight UTC as <paramref name="day"/> begins.</summary>
    public MovableClock(DateOnly day) : this(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)) { }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    /// <summary>Moves to <paramref name="instant"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="instant"/> is not UTC, or lies before where the clock stands.</exception>
    public void MoveTo(DateTime instant)
    {
        var target = Utc(instant).Ticks;
        long seen;
        do
        {
            seen = Interlocked.Read(ref ticks);
            if (target < seen)
                throw new ArgumentException($"The clock stands at {new DateTime(seen, DateTimeKind.Utc):u} and does not go back to {instant:u}.", nameof(instant));
        }
        while (Interlocked.CompareExchange(ref ticks, target, seen) != seen);
    }

    /// <summary>Moves to midnight UTC as <paramref name="day"/> begins.</summary>
    /// <exception cref="ArgumentException">That midnight lies before where the clock stands.</exception>
    public void MoveTo(DateOnly day) => MoveTo(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));

    /// <summary>Moves on by <paramref name="time"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        Interlocked.Add(ref ticks, time.Ticks);
    }

    private static DateTime Utc(DateTime instant) => instant.Kind is DateTimeKind.Utc
        ? instant
        : throw new ArgumentException("The clock takes UTC only.", nameof(instant));
}
