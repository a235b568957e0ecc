using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Partners;

/// <summary>Removes pictures that nobody shows any more: a photo that somebody took away is gone soon, not only hidden.</summary>
public static class ForgetUploads
{
    /// <summary>How long one is kept that nobody shows: whoever uploads it is about to.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>Removes them; answers how many.</summary>
    /// <param name="now">The moment (UTC).</param>
    public static Task<int> Run(TributaryDb db, DateTime now, CancellationToken cancel = default)
    {
        var before = now - Kept;
        return db.Uploads.Where(u => u.CreatedAt < before && !db.Brandings.Any(b => b.LogoId == u.Id) && !db.Users.Any(person => person.PictureId == u.Id))
            .ExecuteDeleteAsync(cancel);
    }
}
