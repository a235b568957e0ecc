namespace Tributary.Reports.Today;

/// <summary>
/// In which order decisions stand. First by how long there is: what goes wrong within a day (or has), then within a week, then
/// later, then what waits without harm. Among those that have as long, the most money first; an amount whose exchange rate the reader has not set stands
/// behind the known ones, and what is no amount behind both. Then the earlier last safe moment, then the kind, then the thing: a total
/// order, the same whoever asks and however often. Pure.
/// </summary>
public sealed class DecisionRank(DateTime now) : IComparer<Decision>
{
    /// <summary>How close the last safe moment has to be for a decision to be one of now.</summary>
    public static readonly TimeSpan Now = TimeSpan.FromDays(1);

    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    /// <summary>How long there is: 0 not a day, 1 not a week, 2 longer, 3 as long as one likes.</summary>
    public int Band(Decision decision) => decision.LastSafe switch
    {
        null => 3,
        { } last when last - now < Now => 0,
        { } last when last - now < Soon => 1,
        _ => 2,
    };

    /// <inheritdoc/>
    public int Compare(Decision? x, Decision? y)
    {
        if (x is null || y is null) return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var order = Band(x).CompareTo(Band(y));
        if (order == 0) order = Known(x).CompareTo(Known(y));
        if (order == 0) order = (y.Weight ?? 0).CompareTo(x.Weight ?? 0);
        if (order == 0) order = (x.LastSafe ?? DateTime.MaxValue).CompareTo(y.LastSafe ?? DateTime.MaxValue);
        if (order == 0) order = x.Kind.CompareTo(y.Kind);
        return order == 0 ? string.CompareOrdinal(x.Subject, y.Subject) : order;
    }

    private static int Known(Decision decision) => decision.Weight is not null ? 0 : decision.AtRisk is not null ? 1 : 2;
}
