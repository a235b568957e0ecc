namespace Tributary.Tests;

public sealed class MovableClockTests
{
    private readonly MovableClock clock = new(new DateOnly(2026, 1, 31));

    [Fact]
    public void It_stands_still_until_it_is_moved()
    {
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero), clock.GetUtcNow());

        clock.Advance(TimeSpan.FromHours(36));
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 12, 0, 0, TimeSpan.Zero), clock.GetUtcNow());

        clock.MoveTo(new DateOnly(2026, 2, 28));
        Assert.Equal(new DateTimeOffset(2026, 2, 28, 0, 0, 0, TimeSpan.Zero), clock.GetUtcNow());
    }

    [Fact]
    public void It_never_goes_back()
    {
        Assert.Throws<ArgumentException>(() => clock.MoveTo(new DateOnly(2026, 1, 30)));
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void It_takes_utc_only() =>
        Assert.Throws<ArgumentException>(() => clock.MoveTo(new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Local)));
}
