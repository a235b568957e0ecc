using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Identity;

/// <summary>Where a person stands in an account.</summary>
public enum PersonState
{
    /// <summary>Has not said yes yet, or has no password yet.</summary>
    Invited = 1,
    /// <summary>Signs in.</summary>
    Active = 2,
    /// <summary>Held off for some minutes after too many wrong attempts.</summary>
    HeldOff = 3,
}

/// <summary>One line of the list of people. Of somebody who has not said yes yet, only the email is known.</summary>
public sealed record PersonSeen(
    Guid MembershipId, int BranchId, Guid UserId, string? Name, string Email, Guid AccountId, string AccountName, string Path, Role Role, Reach Reach,
    bool AwaitsConsent, bool HasPassword, bool TwoFactor, DateTime? LastSignInAt, bool Locked, Guid? PictureId = null)
{
    /// <summary>Where they may do something else than their role says; see <see cref="Membership.Grants"/>.</summary>
    public string? Grants { get; init; }
    /// <summary>What the account is.</summary>
    public required AccountKind AccountKind { get; init; }
    /// <summary>The account's number; null while it is pending.</summary>
    public string? AccountNumber { get; init; }
    /// <summary>Their telephone, once they said yes.</summary>
    public string? Phone { get; init; }

    /// <summary>Where they stand.</summary>
    public PersonState State => AwaitsConsent || !HasPassword ? PersonState.Invited : Locked ? PersonState.HeldOff : PersonState.Active;

    /// <summary>What they may do, matter by matter.</summary>
    public Grants Held => Role.Held(Reach, Grants);
}

/// <summary>Which of the people one sees are asked for.</summary>
public sealed record PeopleAsked
{
    /// <summary>The beginning of a word of a name or email, or null.</summary>
    public string? Search { get; init; }
    /// <summary>Those of this account alone, or null.</summary>
    public Guid? AccountId { get; init; }
    /// <summary>Those of the account at this path and of all below it, or null.</summary>
    public string? Under { get; init; }
    /// <summary>Those of one role, or null.</summary>
    public Role? Role { get; init; }
    /// <summary>Those who stand there, or null.</summary>
    public PersonState? State { get; init; }
    /// <summary>Those with, or without, two-step sign-in; null for both.</summary>
    public bool? TwoFactor { get; init; }
}

/// <summary>The people a viewer sees: those of their account and of the accounts below, as far as their right to see people reaches.</summary>
public static class PeopleSeen
{
    /// <summary>
    /// A page of people, by account and then by when they came. It walks the one index of living places, so that it costs the same
    /// with a hundred people and with a hundred thousand.
    /// </summary>
    /// <param name="db">Where from.</param>
    /// <param name="viewer">Who reads.</param>
    /// <param name="asked">Which people.</param>
    /// <param name="after">The last membership of the page before, or null.</param>
    /// <param name="most">How many.</param>
    /// <param name="now">Tells who is locked out (UTC).</param>
    /// <param name="cancel">Stops the reading.</param>
    public static async Task<List<PersonSeen>> Page(
        TributaryDb db, Viewer viewer, PeopleAsked asked, Guid? after, int most, DateTime now, CancellationToken cancel = default)
    {
        var page = await (await Ordered(db, viewer, asked, after, most, now, cancel)).ToListAsync(cancel);

        var (users, accounts) = (page.Select(m => m.UserId).Distinct().ToArray(), page.Select(m => m.AccountId).Distinct().ToArray());
        var people = page.Count == 0 ? [] : await db.Users.AsNoTracking().Where(u => users.Contains(u.Id)).ToDictionaryAsync(u => u.Id, cancel);
        var places = page.Count == 0 ? [] : await db.Accounts.AsNoTracking().Where(a => accounts.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancel);
        return [.. page.Where(m => people.ContainsKey(m.UserId)).Select(m => Of(m, people[m.UserId], places[m.AccountId], now))];
    }

    /// <summary>The places of a page, as they are read.</summary>
    public static async Task<IQueryable<Membership>> Ordered(
        TributaryDb db, Viewer viewer, PeopleAsked asked, Guid? after, int most, DateTime now, CancellationToken cancel = default)
    {
        var memberships = await Of(db, viewer.For(Right.ViewPeople), asked, now, cancel);
        if (after is { } last && await db.Memberships.Where(m => m.Id == last).Select(m => m.Path).FirstOrDefaultAsync(cancel) is { } path)
            memberships = memberships.Where(m => string.Compare(m.Path, path) >= 0 && (string.Compare(m.Path, path) > 0 || m.Id > last));
        return memberships.OrderBy(m => m.Path).ThenBy(m => m.Id).Take(most);
    }

    private static async Task<IQueryable<Membership>> Of(TributaryDb db, Viewer viewer, PeopleAsked asked, DateTime now, CancellationToken cancel)
    {
        var memberships = db.Memberships.AsNoTracking().SeenBy(viewer).Where(m => m.EndedAt == null);
        if (asked.AccountId is { } account) memberships = memberships.Where(m => m.AccountId == account);
        if (asked.Under is { } top) memberships = memberships.Under(top);
        if (asked.Role is { } role) memberships = memberships.Where(m => m.Role == role);
        if (!string.IsNullOrWhiteSpace(asked.Search)) memberships = memberships.Called(db, asked.Search);
        // Nothing is told by a filter that the list does not tell: somebody who has not said yes yet is invited, and that is all.
        if (asked.TwoFactor is { } two)
            memberships = memberships.Where(m => (!m.AwaitsConsent && db.Users.Any(u => u.Id == m.UserId && u.TwoFactorEnabled)) == two);
        if (asked.State is null) return memberships;
        if (asked.State == PersonState.Invited) return memberships.Where(m => m.AwaitsConsent || db.Users.Any(u => u.Id == m.UserId && u.PasswordHash == null));
        // SQLite compares no moments with an offset. Few are held off at a time: a good password ends it.
        var since = await db.Users.Where(u => u.LockoutEnd != null).Select(u => new { u.Id, u.LockoutEnd }).ToListAsync(cancel);
        var heldOff = since.Where(u => u.LockoutEnd > now).Select(u => u.Id).ToArray();
        memberships = memberships.Where(m => !m.AwaitsConsent && db.Users.Any(u => u.Id == m.UserId && u.PasswordHash != null));
        return asked.State == PersonState.HeldOff ? memberships.Where(m => heldOff.Contains(m.UserId)) : memberships.Where(m => !heldOff.Contains(m.UserId));
    }

    /// <summary>One of them.</summary>
    /// <exception cref="Refusal">404: there is no such person, or not for this viewer.</exception>
    public static async Task<(PersonSeen Seen, User User)> One(TributaryDb db, Viewer viewer, Guid membershipId, DateTime now)
    {
        viewer = viewer.For(Right.ViewPeople);
        var row = await (from m in db.Memberships.AsNoTracking().SeenBy(viewer)
                         where m.Id == membershipId && m.EndedAt == null
                         join user in db.Users.AsNoTracking() on m.UserId equals user.Id
                         join account in db.Accounts.AsNoTracking() on m.AccountId equals account.Id
                         select new { m, user, account }).FirstOrDefaultAsync() ?? throw Refusal.NotFound("person");
        return (Of(row.m, row.user, row.account, now), row.user);
    }

    /// <summary>
    /// True when all the person's places lie within what the viewer sees and in none they may do more than the viewer: only
    /// then is the person theirs to look after (links to set a password, where they signed in).
    /// </summary>
    public static async Task<bool> LooksAfter(TributaryDb db, Viewer viewer, Guid userId)
    {
        var places = await db.Memberships.AsNoTracking().Where(m => m.UserId == userId && m.EndedAt == null).ToListAsync();
        return places.Count > 0 && places.TrueForAll(m => !m.AwaitsConsent && viewer.Sees(Right.ViewPeople, m.Path) && (m.Held().Rights & ~viewer.Rights) == 0);
    }

    private static PersonSeen Of(Membership m, User user, Account account, DateTime now) => new(
        m.Id, m.BranchId, user.Id, m.AwaitsConsent ? null : user.Name, user.Email!, account.Id, account.Name, m.Path, m.Role, m.Reach, m.AwaitsConsent,
        user.PasswordHash is not null, !m.AwaitsConsent && user.TwoFactorEnabled, m.AwaitsConsent ? null : user.LastSignInAt,
        !m.AwaitsConsent && user.LockoutEnd > now, m.AwaitsConsent ? null : user.PictureId)
    {
        Grants = m.Grants, AccountKind = account.Kind, AccountNumber = account.Number, Phone = m.AwaitsConsent ? null : user.PhoneNumber,
    };
}
