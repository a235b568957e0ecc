using System.Text.Json.Serialization;

namespace Tributary.Reports;

/// <summary>What always holds; the numbers people use are <see cref="Invariants.Number"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Invariant>))]
public enum Invariant
{
    /// <summary>1: transfers are positive, between two books of one currency and branch; all books sum to zero.</summary>
    Transfers,
    /// <summary>2: a book's balance is what its transfers make of it, and never below its floor.</summary>
    Balances,
    /// <summary>2b: postings are numbered without a gap and chained by their hashes.</summary>
    Chain,
    /// <summary>3: a line's transfers are what its levels say, and the margins follow from the prices.</summary>
    Lines,
    /// <summary>4: reserved money belongs to an open line.</summary>
    Reserved,
    /// <summary>5: a subscription's time line has no gap and no overlap; each term is charged once.</summary>
    Periods,
    /// <summary>6: a kept figure is what it summarises.</summary>
    Figures,
    /// <summary>7: a row lies in the branch and at the path of its account.</summary>
    Places,
    /// <summary>8: a change has its line in the trail.</summary>
    Trail,
    /// <summary>9: a document is the sum of its lines, a line what its transfers moved, and what is billed is documented.</summary>
    Invoices,
}

/// <summary>How people call the invariants.</summary>
public static class Invariants
{
    /// <summary>All of them, in the order they are told.</summary>
    public static IReadOnlyList<Invariant> All { get; } = Enum.GetValues<Invariant>();

    /// <summary>The number of the domain's list; the chain of postings is 2b.</summary>
    public static string Number(this Invariant invariant) => invariant switch
    {
        Invariant.Transfers => "1",
        Invariant.Balances => "2",
        Invariant.Chain => "2b",
        Invariant.Lines => "3",
        Invariant.Reserved => "4",
        Invariant.Periods => "5",
        Invariant.Figures => "6",
        Invariant.Places => "7",
        Invariant.Trail => "8",
        Invariant.Invoices => "9",
    };
}

/// <summary>Something that does not hold.</summary>
/// <param name="BranchId">The branch it lies in.</param>
/// <param name="Id">Which row, as a public id or in words such as <c>posting 12</c>.</param>
/// <param name="Words">What was expected and what was found. It may tell amounts: only the provider reads it.</param>
public sealed record Finding(int BranchId, string Id, string Words);

/// <summary>What came of one invariant.</summary>
/// <param name="Invariant">Which.</param>
/// <param name="Rows">How many rows were looked at.</param>
/// <param name="Findings">How many do not hold.</param>
/// <param name="Listed">The first <see cref="CheckReport.MostListed"/> of them.</param>
public sealed record InvariantReport(Invariant Invariant, long Rows, long Findings, IReadOnlyList<Finding> Listed);

/// <summary>What <see cref="CheckBooks"/> saw at one moment of the database.</summary>
public sealed record CheckReport
{
    /// <summary>The most findings that are listed for one invariant; all are counted.</summary>
    public const int MostListed = 100;

    /// <summary>When it began (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>How long it took.</summary>
    public required TimeSpan Took { get; init; }
    /// <summary>The one branch that was checked, or null for all.</summary>
    public int? BranchId { get; init; }
    /// <summary>Every invariant, in order.</summary>
    public required IReadOnlyList<InvariantReport> Invariants { get; init; }
    /// <summary>How many findings each branch has; a branch with none is not in it.</summary>
    public required IReadOnlyDictionary<int, long> ByBranch { get; init; }

    /// <summary>How many rows were looked at, counting a row once for each invariant.</summary>
    [JsonIgnore]
    public long Rows => Invariants.Sum(i => i.Rows);
    /// <summary>How many findings there are.</summary>
    [JsonIgnore]
    public long Findings => Invariants.Sum(i => i.Findings);
}

/// <summary>Gathers what the checks see.</summary>
internal sealed class Findings
{
    private readonly Dictionary<Invariant, (long Rows, long Count, List<Finding> Listed)> all =
        Invariants.All.ToDictionary(i => i, _ => (0L, 0L, new List<Finding>()));
    private readonly SortedDictionary<int, long> byBranch = [];

    public IReadOnlyDictionary<int, long> ByBranch => byBranch;

    public IReadOnlyList<InvariantReport> Reports =>
        [.. Invariants.All.Select(i => new InvariantReport(i, all[i].Rows, all[i].Count, all[i].Listed))];

    public void Looked(Invariant invariant, long rows = 1)
    {
        var (before, count, listed) = all[invariant];
        all[invariant] = (before + rows, count, listed);
    }

    public void Add(Invariant invariant, int branchId, string id, string words)
    {
        var (rows, count, listed) = all[invariant];
        if (listed.Count < CheckReport.MostListed) listed.Add(new(branchId, id, words));
        all[invariant] = (rows, count + 1, listed);
        byBranch[branchId] = byBranch.GetValueOrDefault(branchId) + 1;
    }
}
