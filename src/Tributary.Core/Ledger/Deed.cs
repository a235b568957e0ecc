namespace Tributary.Ledger;

/// <summary>
/// A change of the business. The desk gathers deeds into batches: <c>Load</c> runs once for all waiting deeds of a
/// class and fetches what they need in a constant number of queries; <c>Decide</c> then runs for one after the
/// other, in order of arrival, on the rows in memory. Deciding does no I/O. It refuses by throwing
/// <see cref="Refusal"/>; whatever it had changed by then is put back.
/// </summary>
public abstract class Deed
{
    /// <summary>Who does it.</summary>
    public required Viewer By { get; init; }

    /// <summary>The one branch it touches.</summary>
    public abstract int BranchId { get; }

    /// <summary>The caller's reference; the same one with the same <see cref="Asked"/> is done once and answered the same. Null for none.</summary>
    public string? Reference { get; init; }

    /// <summary>SHA-256 of what is asked under <see cref="Reference"/>.</summary>
    public byte[] Asked { get; init; } = [];

    /// <summary>A row as the caller read it: the deed is refused as stale when it has changed since. Null when the caller does not say.</summary>
    public Expected? Expected { get; init; }

    /// <summary>
    /// True when it never changes a standing row (<see cref="Data.IStanding"/>): a batch of such deeds may be decided on what the
    /// desk has kept of them; any other batch reads them anew.
    /// </summary>
    public virtual bool SparesFacts => false;

    /// <summary>The buyers whose means this deed enlarges: once it is done, what waited for them is tried again.</summary>
    public virtual IEnumerable<Guid> Funds => [];

    /// <summary>Fetches what all of <paramref name="deeds"/> need; they are of the class of this one.</summary>
    public abstract Task Load(Sheet sheet, IReadOnlyList<Deed> deeds);

    internal abstract object DecideAny(Sheet sheet);

    internal abstract Type AnswerType { get; }
}

/// <summary>A row of this class and id, which the deed loads, at the version the caller worked from.</summary>
public sealed record Expected(Type Type, Guid Id, long Version);

/// <summary>A deed that answers with a <typeparamref name="TAnswer"/>, which must go through JSON unharmed.</summary>
public abstract class Deed<TAnswer> : Deed where TAnswer : notnull
{
    /// <summary>Decides on what was loaded and writes the result onto the sheet.</summary>
    /// <exception cref="Refusal">The business says no; nothing remains of it.</exception>
    public abstract TAnswer Decide(Sheet sheet);

    internal override object DecideAny(Sheet sheet)
    {
        // The pages' door says so too; here it holds for whatever way a deed comes. A preview, which writes nothing, does not pass here.
        if (By.Guest is { IsReadOnly: true }) throw Refusal.Forbidden("guest.read_only", "You are visiting this account to look; nothing is changed.");
        return Decide(sheet);
    }

    internal override Type AnswerType => typeof(TAnswer);
}
