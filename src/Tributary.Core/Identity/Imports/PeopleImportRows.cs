using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Identity.Imports;

/// <summary>What the deeds of an import load and look up alike, and whose imports one sees.</summary>
public static class PeopleImportRows
{
    /// <summary>
    /// The imports of the viewer's own account. Who does not look at all below it sees their own only, since a file holds what
    /// is beyond them.
    /// </summary>
    public static IQueryable<PeopleImport> UploadedFor(this IQueryable<PeopleImport> imports, Viewer viewer)
    {
        var (branch, account, person) = (viewer.BranchId, viewer.AccountId, viewer.UserId);
        imports = imports.Where(i => i.BranchId == branch && i.AccountId == account);
        return viewer.Reach == Reach.AllBelow ? imports : imports.Where(i => person != null && i.CreatedById == person);
    }

    /// <summary>Loads the imports, locked, and the accounts they belong to.</summary>
    internal static async Task Load(Sheet sheet, IEnumerable<Guid> imports)
    {
        var locked = await sheet.Lock<PeopleImport>(imports);
        var accounts = locked.Select(i => i.AccountId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => accounts.Contains(a.Id)));
    }

    /// <summary>An import of the viewer's own account.</summary>
    internal static PeopleImport Own(Sheet sheet, Viewer by, int branch, Guid id)
    {
        by.Need(Right.ManagePeople);
        return sheet.Find<PeopleImport>(id) is { } import && import.BranchId == branch && import.AccountId == by.AccountId
            && (by.Reach == Reach.AllBelow || (by.UserId is { } person && import.CreatedById == person))
            ? import
            : throw Refusal.NotFound("import");
    }

    /// <summary>Leaves a line in the trail of the account that uploaded it.</summary>
    internal static void Trail(Sheet sheet, Viewer by, PeopleImport import, string action, string? details = null) =>
        sheet.Trail(by, sheet.Get<Account>(import.AccountId), action, PublicId.Format("imp", import.Id), import.FileName, details);
}
