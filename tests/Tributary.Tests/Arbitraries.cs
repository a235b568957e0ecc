using FsCheck;
using FsCheck.Fluent;

namespace Tributary.Tests;

/// <summary>What properties are checked over.</summary>
internal static class Arbitraries
{
    /// <summary>Amounts in minor units: mostly everyday ones, some up to the ends of what a long holds.</summary>
    public static Gen<long> Minor { get; } = Gen.OneOf(
        Gen.Choose(-300, 300).Select(small => (long)small),
        Gen.Choose(-1_000_000_000, 1_000_000_000).Select(large => (long)large),
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        from sign in Gen.Elements(-1L, 1L)
        select sign * (((long)high << 32) | (uint)low));

    /// <summary>Any currency of the table.</summary>
    public static Gen<Currency> Currencies { get; } = Gen.Elements<Currency>(Currency.All);

    /// <summary>Days from 1990 to 2099.</summary>
    public static Gen<DateOnly> Days { get; } =
        Gen.Choose(new DateOnly(1990, 1, 1).DayNumber, new DateOnly(2099, 12, 31).DayNumber).Select(DateOnly.FromDayNumber);

    /// <summary>The intervals that have terms.</summary>
    public static Gen<Interval> Recurring { get; } = Gen.Elements(Interval.Monthly, Interval.Quarterly, Interval.HalfYearly, Interval.Yearly);

    /// <summary>Any id.</summary>
    public static Gen<Guid> Ids { get; } = Gen.Choose(0, 255).ArrayOf(16).Select(bytes => new Guid(Array.ConvertAll(bytes, b => (byte)b)));

    /// <summary>Checks that a law holds for whatever a generator makes. A failure tells the case and the seed that repeats it.</summary>
    public static void Always<T>(this Gen<T> gen, Action<T> law) =>
        Prop.ForAll(gen.ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(300));
}
