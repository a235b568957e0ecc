using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Identity.Imports;

/// <summary>
/// Makes users many at once, as <see cref="Enrol"/> makes one who sets a password later: without one, with an email that is
/// not confirmed. Whom somebody else made in the same moment is left as they are.
/// </summary>
internal static class EnrolMany
{
    private const int Tries = 5;

    /// <summary>Makes those who are not there; gives the ids of those who are there by now under another id, by the emails' keys.</summary>
    public static async Task<IReadOnlyDictionary<string, Guid>> Do(DatabaseChoice database, IReadOnlyCollection<PersonRow> people, DateTime now, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = database.CreateDbContext();
            var keys = people.Select(row => row.Key).ToArray();
            var there = await db.Users.Where(u => keys.Contains(u.NormalizedEmail)).Select(u => new { u.Id, Key = u.NormalizedEmail! }).ToDictionaryAsync(u => u.Key, u => u.Id, cancel);
            db.Users.AddRange(people.Where(row => !there.ContainsKey(row.Key)).DistinctBy(row => row.Key).Select(row => New(row, now)));
            try
            {
                await db.SaveChangesAsync(cancel);
                return there;
            }
            catch (Exception e) when (attempt < Tries && e is (DbUpdateException or InvalidOperationException { InnerException: DbUpdateException }))
            {
                // Of two who bring the same people at the same moment one is too late, or is told to stand back where each
                // waits for the other (which is wrapped as an invalid operation); it looks again.
            }
        }
    }

    private static User New(PersonRow row, DateTime now) => new()
    {
        Id = row.UserId, Name = row.Name, Email = row.Email, UserName = row.Email, NormalizedEmail = row.Key, NormalizedUserName = row.Key,
        Language = row.Language, TimeZone = row.TimeZone, CreatedAt = now, LockoutEnabled = true, SecurityStamp = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24)),
    };
}
