using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Identity.Imports;

/// <summary>
/// Forgets the files of people and the rows of them that could not be used once they were kept for <see cref="PeopleImport.Kept"/>,
/// and files for which no import was made. What was imported, and by whom, stays.
/// </summary>
public static class ForgetPeopleFiles
{
    private static readonly TimeSpan Unmade = TimeSpan.FromHours(6);

    private const int Most = 100;

    /// <summary>Deletes what is old enough by <paramref name="now"/> (UTC); tells how many parts and rows that were.</summary>
    public static async Task<int> Run(DatabaseChoice database, DateTime now, CancellationToken cancel = default)
    {
        await using var db = database.CreateDbContext();
        var (old, unmade) = (now - PeopleImport.Kept, now - Unmade);
        var all = await db.ImportFaults.Where(f => f.At < old).ExecuteDeleteAsync(cancel);
        while (true)
        {
            // A few at a time, since each is large and a deletion holds others off.
            var parts = await db.ImportChunks
                .Where(c => c.At < old || (c.At < unmade && !db.PeopleImports.Any(i => i.BranchId == c.BranchId && i.Id == c.ImportId)))
                .OrderBy(c => c.At).Select(c => new { c.BranchId, c.ImportId, c.Seq }).Take(Most).ToListAsync(cancel);
            foreach (var part in parts)
                all += await db.ImportChunks.Where(c => c.BranchId == part.BranchId && c.ImportId == part.ImportId && c.Seq == part.Seq).ExecuteDeleteAsync(cancel);
            if (parts.Count < Most) return all;
        }
    }
}
