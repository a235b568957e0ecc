using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Identity;

/// <summary>Where a person may act: a living membership and its account.</summary>
public sealed record Place
{
    /// <summary>Their role and reach there.</summary>
    public required Membership Membership { get; init; }
    /// <summary>For whom they act.</summary>
    public required Account Account { get; init; }

    public void Deconstruct(out Membership membership, out Account account) => (membership, account) = (Membership, Account);
}

/// <summary>How places are found.</summary>
public static class Places
{
    /// <summary>The places of a person, invitations among them. An account that is inactive or closed lets nobody in.</summary>
    public static IQueryable<Place> PlacesOf(this TributaryDb db, Guid userId) =>
        db.PlacesOf(db.Memberships.AsNoTracking().Where(membership => membership.UserId == userId));

    /// <summary>The places of several persons.</summary>
    public static IQueryable<Place> PlacesOf(this TributaryDb db, Guid[] userIds) =>
        db.PlacesOf(db.Memberships.AsNoTracking().Where(membership => userIds.Contains(membership.UserId)));

    /// <summary>Those of them at or below a path: the ones that a host in somebody's brand knows of. All of them where it is null.</summary>
    public static IQueryable<Place> Within(this IQueryable<Place> places, string? path)
    {
        if (path is null) return places;
        var end = TreePath.End(path);
        return places.Where(place => string.Compare(place.Account.Path, path) >= 0 && string.Compare(place.Account.Path, end) < 0);
    }

    private static IQueryable<Place> PlacesOf(this TributaryDb db, IQueryable<Membership> memberships) =>
        from membership in memberships
        where membership.EndedAt == null
        join account in db.Accounts.AsNoTracking() on membership.AccountId equals account.Id
        where account.Status != AccountStatus.Inactive && account.Status != AccountStatus.Closed
        orderby account.Path
        select new Place { Membership = membership, Account = account };
}
