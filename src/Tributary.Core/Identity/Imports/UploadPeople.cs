using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Identity.Imports;

/// <summary>What came of a deed on a batch of people.</summary>
/// <param name="ImportId">The import.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="Missing">What has to be chosen before it can be checked, by field of the mapping.</param>
public sealed record PeopleImportAnswer(Guid ImportId, PeopleImportState State, IReadOnlyDictionary<string, string[]> Missing);

/// <summary>
/// Makes an import of a file that was taken in (<see cref="PeopleFile.Keep"/>). With <see cref="Begins"/> it is checked at once
/// where its headings leave nothing to choose.
/// </summary>
public sealed class UploadPeople : Deed<PeopleImportAnswer>
{
    /// <summary>The file.</summary>
    public required KeptFile File { get; init; }
    /// <summary>The account they are added to; null when a column names it.</summary>
    public Guid? TargetId { get; init; }
    /// <summary>How it is read.</summary>
    public required PeopleMapping Mapping { get; init; }
    /// <summary>The headings of the file.</summary>
    public required IReadOnlyList<string> Headings { get; init; }
    /// <summary>True to check it at once, where that is possible.</summary>
    public bool Begins { get; init; }

    public override int BranchId => By.BranchId;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<UploadPeople>().SelectMany(deed => new[] { deed.By.AccountId, deed.TargetId ?? deed.By.AccountId }).Distinct().ToArray();
        return sheet.Fetch(sheet.Db.Accounts.Where(account => ids.Contains(account.Id)));
    }

    public override PeopleImportAnswer Decide(Sheet sheet)
    {
        By.Need(Right.ManagePeople);
        var own = sheet.Get<Account>(By.AccountId);
        if (TargetId is { } target) People.AccountOf(sheet, By, target).NeedRegistered();

        var import = sheet.Add(new PeopleImport
        {
            BranchId = own.BranchId, Id = File.ImportId, AccountId = own.Id, Path = own.Path, FileName = File.Name, Size = File.Size, Hash = File.Hash,
            TargetId = TargetId, CreatedAt = sheet.Now, CreatedBy = By.Name, CreatedById = By.UserId,
        });
        var missing = Mapping.Missing([.. Headings], TargetId is not null);
        if (Begins && missing.Count == 0) import.Check(Mapping, Headings, Asker.Keep(By), sheet.Now);
        else import.Keep(Mapping, Headings, sheet.Now);
        PeopleImportRows.Trail(sheet, By, import, "people.uploaded");
        return new(import.Id, import.State, missing);
    }
}
