using System.Globalization;

namespace Tributary.Crash;

/// <summary>
/// The clock of programs under test: the real one, moved by as much as a file says. Whoever writes the file moves it for
/// all of them at once, while they run. Timers of more than a minute go off after a quarter of a second, so that what a
/// program does once an hour it does at once in a story. Safe for concurrent use.
/// </summary>
public sealed class FileClock(string file) : TimeProvider
{
    /// <summary>The environment variable that names the file to a served program.</summary>
    public const string Setting = "TRIBUTARY_TEST_CLOCK";

    private const long Fresh = TimeSpan.TicksPerMillisecond * 20;
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(250);
    private readonly Lock gate = new();
    private long readAt = -Fresh;
    private TimeSpan offset;

    /// <summary>The file.</summary>
    public string File => file;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Sooner(dueTime), Sooner(period));

    /// <summary>Moves the clock to an instant (UTC), from which it goes on.</summary>
    public void MoveTo(DateTime instant)
    {
        var text = (instant - System.GetUtcNow().UtcDateTime).Ticks.ToString(CultureInfo.InvariantCulture);
        // Renamed into its place, so that nobody reads half of it.
        global::System.IO.File.WriteAllText(file + ".new", text);
        global::System.IO.File.Move(file + ".new", file, overwrite: true);
        lock (gate) readAt = -Fresh;
    }

    /// <summary>Moves the clock on.</summary>
    public void Advance(TimeSpan time) => MoveTo(GetUtcNow().UtcDateTime + time);

    private TimeSpan Offset()
    {
        lock (gate)
        {
            var now = Environment.TickCount64 * TimeSpan.TicksPerMillisecond;
            if (now - readAt < Fresh) return offset;
            offset = new(long.Parse(global::System.IO.File.ReadAllText(file), CultureInfo.InvariantCulture));
            readAt = now;
            return offset;
        }
    }

    private static TimeSpan Sooner(TimeSpan time) => time > TimeSpan.FromMinutes(1) ? Soon : time;
}
