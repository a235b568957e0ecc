using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Ledger;

/// <summary>
/// Forgets what programs did under their references (<see cref="Done"/>) once that has been kept for <see cref="Kept"/>. What a
/// person's form or the other side of a delivery did is kept for good: a form that lay open for a week must credit nothing twice.
/// </summary>
public static class ForgetReferences
{
    /// <summary>For how long a program's reference is answered as it was first.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>About the most that is deleted at once, so that no deed waits long for it.</summary>
    private const int Most = 1000;

    /// <summary>Deletes what is old enough by <paramref name="now"/> (UTC), and tells how much that was. Safe beside any desk.</summary>
    /// <param name="since">
    /// What is older than this was seen to before, so that what is kept for good is not looked through every time (UTC).
    /// </param>
    public static async Task<int> Run(DatabaseChoice database, DateTime since, DateTime now, CancellationToken cancel = default)
    {
        await using var db = database.CreateDbContext();
        var before = now - Kept;
        var programs = db.Done.Where(d => d.At < before && db.ApiKeys.Any(key => key.Id == d.CallerId));
        for (var all = 0; ;)
        {
            // Found before the deletion begins, which on SQLite holds everybody's writing off.
            var next = await programs.Where(d => d.At >= since).OrderBy(d => d.At).Select(d => d.At).Take(Most).ToListAsync(cancel);
            if (next is not [var first, ..]) return all;
            since = next[^1];
            all += await programs.Where(d => d.At >= first && d.At <= since).ExecuteDeleteAsync(cancel);
        }
    }
}
