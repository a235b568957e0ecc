using System.Text.Json;
using Tributary.Ledger;

namespace Tributary.Identity.Imports;

/// <summary>Whether a worker has an import now.</summary>
internal sealed record PeopleClaimed(Guid ImportId, bool IsTaken);

/// <summary>A worker takes up an import that has to be checked or applied and on which nobody works, or not any more.</summary>
internal sealed class ClaimPeople : Deed<PeopleClaimed>
{
    /// <summary>The import's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The import.</summary>
    public required Guid ImportId { get; init; }
    /// <summary>The worker's name for this turn.</summary>
    public required string Lease { get; init; }

    public override int BranchId => InBranch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => PeopleImportRows.Load(sheet, deeds.Cast<ClaimPeople>().Select(d => d.ImportId));

    public override PeopleClaimed Decide(Sheet sheet)
    {
        var import = sheet.Change(sheet.Get<PeopleImport>(ImportId));
        import.Claim(Lease, sheet.Now, sheet.Now + RunPeopleImports.LeaseTime);
        return new(import.Id, import.LeasedBy == Lease);
    }
}

/// <summary>
/// A worker says how far it has come with an import, with the rows that cannot be used; or that it is over, cannot go on, or
/// that the program stops. Whoever has lost the lease meanwhile is refused, so that each row is counted once.
/// </summary>
internal sealed class AdvancePeople : Deed<PeopleClaimed>
{
    /// <summary>The import's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The import.</summary>
    public required Guid ImportId { get; init; }
    /// <summary>The worker's name for this turn.</summary>
    public required string Lease { get; init; }
    /// <summary>What was finished, or null.</summary>
    public PeopleProgress? More { get; init; }
    /// <summary>Rows that cannot be used.</summary>
    public IReadOnlyList<ImportFault> Faults { get; init; } = [];
    /// <summary>True at the end of the file.</summary>
    public bool IsOver { get; init; }
    /// <summary>Why it cannot go on, or null.</summary>
    public RowProblem? Failure { get; init; }
    /// <summary>True when the program stops.</summary>
    public bool GivesBack { get; init; }

    public override int BranchId => InBranch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => PeopleImportRows.Load(sheet, deeds.Cast<AdvancePeople>().Select(d => d.ImportId));

    public override PeopleClaimed Decide(Sheet sheet)
    {
        var import = sheet.Get<PeopleImport>(ImportId);
        import.NeedLease(Lease);
        sheet.Change(import);
        if (More is not null) import.Advance(More, sheet.Now + RunPeopleImports.LeaseTime);
        foreach (var fault in Faults) sheet.Add(fault);
        if (Failure is not null) Finish(sheet, import, () => import.Fail(Failure, sheet.Now), "people.failed");
        else if (IsOver && import.State == PeopleImportState.Applying) Finish(sheet, import, () => import.End(sheet.Now), "people.imported");
        else if (IsOver) import.End(sheet.Now);
        else if (GivesBack) import.GiveBack();
        return new(import.Id, import.LeasedBy == Lease);
    }

    // In the name of whoever asked for it.
    private static void Finish(Sheet sheet, PeopleImport import, Action turn, string action)
    {
        turn();
        PeopleImportRows.Trail(sheet, Asker.Read(import.AskedBy), import, action, JsonSerializer.Serialize(new
        {
            added = import.Added, asked = import.Asked, there = import.There, faulty = import.Faulty,
        }));
    }
}
