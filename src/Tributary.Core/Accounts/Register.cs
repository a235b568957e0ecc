using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>
/// One loading of a public register of companies. Its entries are matched from when it is finished until one of the same source
/// is finished after it.
/// </summary>
public sealed class RegisterLoad : Row
{
    /// <summary>Counted over all loadings.</summary>
    public required int Id { get; init; }
    /// <summary>Which register: <c>Companies House</c>.</summary>
    public required string Source { get; init; }
    /// <summary>When it was begun (UTC).</summary>
    public required DateTime BeganAt { get; init; }
    /// <summary>Who loaded it.</summary>
    public required string By { get; init; }
    /// <summary>How many entries it has.</summary>
    public int Count { get; private set; }
    /// <summary>How many rows of the file had no name.</summary>
    public int Skipped { get; private set; }
    /// <summary>When it was finished (UTC), or null.</summary>
    public DateTime? FinishedAt { get; private set; }
    /// <summary>When another one took its place (UTC), or null.</summary>
    public DateTime? ReplacedAt { get; private set; }

    /// <summary>True while its entries are matched.</summary>
    public bool IsCurrent => FinishedAt is not null && ReplacedAt is null;

    /// <summary>More entries were read.</summary>
    public void Grow(int by) => Count += by;

    /// <summary>All of it is read.</summary>
    public void Finish(DateTime at, int skipped) => (FinishedAt, Skipped) = (at, skipped);

    /// <summary>It is matched no more.</summary>
    public void Replace(DateTime at) => ReplacedAt = at;
}

/// <summary>A company as a public register has it. Read by everybody, of no branch, never changed.</summary>
public sealed class RegisterEntry : Row
{
    /// <summary>The loading it came with.</summary>
    public required int LoadId { get; init; }
    /// <summary>Its place there.</summary>
    public required int Line { get; init; }
    /// <summary>The company's name.</summary>
    public required string Name { get; init; }
    /// <summary>Its number in the register, or empty.</summary>
    public string Number { get; init; } = "";
    /// <summary>Its tax number, or empty.</summary>
    public string TaxNumber { get; init; } = "";
    public string Street { get; init; } = "";
    public string Street2 { get; init; } = "";
    public string PostalCode { get; init; } = "";
    public string City { get; init; } = "";
    public string Region { get; init; } = "";
    /// <summary>ISO 3166-1 alpha-2 code, or empty.</summary>
    public string Country { get; init; } = "";
    /// <summary>Its web address, or empty.</summary>
    public string Website { get; init; } = "";
}

/// <summary>A key under which an entry of a register is found, as <see cref="AccountKey"/> for accounts.</summary>
public sealed class RegisterKey : Row
{
    /// <summary>The loading.</summary>
    public required int LoadId { get; init; }
    /// <summary>The hash.</summary>
    public required long Key { get; init; }
    /// <summary>The entry's place in the loading.</summary>
    public required int Line { get; init; }

    /// <summary>The keys of an entry.</summary>
    public static IEnumerable<RegisterKey> Of(RegisterEntry entry) =>
        MatchKeys.Of(CompanyFacts.Of(entry)).Select(key => new RegisterKey { LoadId = entry.LoadId, Key = key, Line = entry.Line });
}
