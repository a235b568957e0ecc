using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Identity;

/// <summary>One line of the list of people. Of somebody who has not said yes yet, only the email is known.</summary>
public sealed record PersonSeen(
    Guid MembershipId, int BranchId, Guid UserId, string? Name, string Email, Guid AccountId, string AccountName, string Path, Role Role, Reach Reach,
    bool AwaitsConsent, bool HasPassword, bool TwoFactor, DateTime? LastSignInAt, bool Locked);

/// <summary>The people a viewer sees: those of their account and of the accounts below.</summary>
public static class PeopleSeen
{
    /// <summary>A page of people, by account and then by when they came.</summary>
    /// <param name="search">The beginning of a word of a name or email, or null.</param>
    /// <param name="after">The last membership of the page before, or null.</param>
    /// <param name="now">Tells who is locked out (UTC).</param>
    /// <param name="accountId">Only the people of this account, or null.</param>
    public static async Task<List<PersonSeen>> Page(TributaryDb db, Viewer viewer, string? search, Guid? after, int most, DateTime now, Guid? accountId = null)
    {
        var memberships = db.Memberships.AsNoTracking().SeenBy(viewer).Where(m => m.EndedAt == null && (accountId == null || m.AccountId == accountId));
        if (!string.IsNullOrWhiteSpace(search)) memberships = memberships.Called(db, search);
        if (after is { } last && await memberships.Where(m => m.Id == last).Select(m => m.Path).FirstOrDefaultAsync() is { } path)
            memberships = memberships.Where(m => string.Compare(m.Path, path) > 0 || m.Path == path && m.Id > last);
        var rows = from m in memberships
                   join user in db.Users.AsNoTracking() on m.UserId equals user.Id
                   join account in db.Accounts.AsNoTracking() on m.AccountId equals account.Id
                   select new { m, user, account };
        var page = await rows.OrderBy(r => r.m.Path).ThenBy(r => r.m.Id).Take(most).ToListAsync();
        return [.. page.Select(r => Of(r.m, r.user, r.account, now))];
    }

    /// <summary>One of them.</summary>
    /// <exception cref="Refusal">404: there is no such person, or not for this viewer.</exception>
    public static async Task<(PersonSeen Seen, User User)> One(TributaryDb db, Viewer viewer, Guid membershipId, DateTime now)
    {
        var row = await (from m in db.Memberships.AsNoTracking().SeenBy(viewer)
                         where m.Id == membershipId && m.EndedAt == null
                         join user in db.Users.AsNoTracking() on m.UserId equals user.Id
                         join account in db.Accounts.AsNoTracking() on m.AccountId equals account.Id
                         select new { m, user, account }).FirstOrDefaultAsync() ?? throw Refusal.NotFound("person");
        return (Of(row.m, row.user, row.account, now), row.user);
    }

    /// <summary>
    /// True when all the person's places lie within what the viewer sees and none has a role above the viewer's: only
    /// then is the person theirs to look after (links to set a password, where they signed in).
    /// </summary>
    public static async Task<bool> LooksAfter(TributaryDb db, Viewer viewer, Guid userId)
    {
        var places = await db.Memberships.AsNoTracking().Where(m => m.UserId == userId && m.EndedAt == null).ToListAsync();
        return places.Count > 0 && places.TrueForAll(m => !m.AwaitsConsent && viewer.Sees(m.Path) && m.Role.MayBeGivenBy(viewer.Rights));
    }

    private static PersonSeen Of(Membership m, User user, Account account, DateTime now) => new(
        m.Id, m.BranchId, user.Id, m.AwaitsConsent ? null : user.Name, user.Email!, account.Id, account.Name, m.Path, m.Role, m.Reach, m.AwaitsConsent,
        user.PasswordHash is not null, !m.AwaitsConsent && user.TwoFactorEnabled, m.AwaitsConsent ? null : user.LastSignInAt,
        !m.AwaitsConsent && user.LockoutEnd > now);
}
