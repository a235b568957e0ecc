using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Identity.Imports;

/// <summary>
/// Who asked for an import, kept beside it as they were when they asked: what a worker does for them it does with the rights
/// they had then. Whoever has left the account by now, or whose key was taken back, gets nothing done any more.
/// </summary>
public static class Asker
{
    /// <summary>Keeps a viewer.</summary>
    public static string Keep(Viewer by) => JsonSerializer.Serialize(by);

    /// <summary>The viewer as they were.</summary>
    public static Viewer Read(string kept) => JsonSerializer.Deserialize<Viewer>(kept)!;

    /// <summary>The viewer for whom a worker acts.</summary>
    /// <exception cref="Refusal"><c>import.asker_gone</c>: they may not act for the account any more.</exception>
    public static async Task<Viewer> Again(TributaryDb db, PeopleImport import, DateTime now, CancellationToken cancel)
    {
        var by = Read(import.AskedBy);
        var (account, key, person) = (by.AccountId, by.KeyId, by.UserId);
        var status = await db.Accounts.Where(a => a.Id == account).Select(a => (AccountStatus?)a.Status).FirstOrDefaultAsync(cancel);
        var holds = status is not (null or AccountStatus.Inactive or AccountStatus.Closed);
        if (holds && key is not null) holds = await db.ApiKeys.AnyAsync(k => k.Id == key && k.RevokedAt == null && k.ExpiresAt > now, cancel);
        if (holds && person is not null)
        {
            var places = await db.Memberships.Where(m => m.UserId == person && m.EndedAt == null && !m.AwaitsConsent).Select(m => m.Path).ToListAsync(cancel);
            holds = places.Any(path => TreePath.Within(by.Path, path));
        }
        return holds ? by : throw Refusal.Forbidden("import.asker_gone", "Whoever asked for this may not act for the account any more. Somebody else has to upload the file again.");
    }
}
