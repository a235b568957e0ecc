using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Usage;

/// <summary>Forgets what end users are called where somebody above them wishes not to know any more; their days stay.</summary>
public static class ForgetEndUsers
{
    /// <summary>Does it; answers how many names were forgotten.</summary>
    public static async Task<int> Do(DatabaseChoice database, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var forgotten = 0;
        foreach (var above in await db.Accounts.AsNoTracking().Where(a => a.HidesEndUsers).ToListAsync(cancel))
        {
            var below = db.Accounts.Under(above.Path).Select(a => a.Id);
            forgotten += await db.EndUsers.Where(u => u.Name != null && below.Contains(u.AccountId)).ExecuteUpdateAsync(set => set.SetProperty(u => u.Name, (string?)null), cancel);
        }
        return forgotten;
    }
}
