using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;

namespace Tributary.Web.Security;

/// <summary>An API key, for whom it acts, and where the person it belongs to may act; as of now.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">Its account.</param>
/// <param name="Place">The place of the person it belongs to; null when it is the account's own, or they have none there (any more).</param>
/// <param name="HidesPrices">Whether the account, or one above it, is shown no amounts.</param>
public sealed record KeyHolder(ApiKey Key, Account At, Place? Place, bool HidesPrices);

/// <summary>
/// Who calls with a key. Each request is answered from the database and not from memory, so that a key revoked anywhere
/// opens nothing from the next request on; requests that come together are answered together.
/// </summary>
public sealed class KeyHolders
{
    private readonly DatabaseChoice database;
    private readonly Gather<string, KeyHolder> gather;

    public KeyHolders(DatabaseChoice database) => (this.database, gather) = (database, new(Fetch));

    /// <summary>The holder of the key with this hash, or null.</summary>
    public Task<KeyHolder?> Of(byte[] hash) => gather.Get(Convert.ToHexString(hash));

    private async Task<IReadOnlyDictionary<string, KeyHolder>> Fetch(IReadOnlyCollection<string> asked)
    {
        await using var db = database.CreateDbContext();
        var hashes = asked.Select(Convert.FromHexString).ToArray();
        var found = await (
            from key in db.ApiKeys.AsNoTracking()
            where hashes.Contains(key.Hash)
            join account in db.Accounts.AsNoTracking() on new { key.BranchId, Id = key.AccountId } equals new { account.BranchId, account.Id }
            select new { Key = key, At = account }).ToListAsync();

        var people = found.Select(f => f.Key.UserId).OfType<Guid>().Distinct().ToArray();
        var places = people.Length == 0 ? [] : await db.PlacesOf(people).ToListAsync();
        var hiding = await db.HidingPrices(found.Select(f => f.At.Path));
        return found.ToDictionary(f => Convert.ToHexString(f.Key.Hash), f => new KeyHolder(f.Key, f.At,
            places.Find(p => p.Membership.UserId == f.Key.UserId && p.Account.Id == f.At.Id && !p.Membership.AwaitsConsent),
            hiding.Exists(path => TreePath.Within(f.At.Path, path))));
    }
}

/// <summary>A place, and whether its account, or one above it, is shown no amounts.</summary>
public sealed record PlaceNow(Place Place, bool HidesPrices);

/// <summary>Somebody with a session, and where they may act; as of now.</summary>
public sealed record PersonNow(User User, IReadOnlyList<PlaceNow> Places);

/// <summary>Who has a session. As with <see cref="KeyHolders"/>, each request is answered from the database, together with those beside it.</summary>
public sealed class PeopleNow
{
    private readonly DatabaseChoice database;
    private readonly Gather<Guid, PersonNow> gather;

    public PeopleNow(DatabaseChoice database) => (this.database, gather) = (database, new(Fetch));

    /// <summary>The person with this id, or null.</summary>
    public Task<PersonNow?> Of(Guid userId) => gather.Get(userId);

    private async Task<IReadOnlyDictionary<Guid, PersonNow>> Fetch(IReadOnlyCollection<Guid> asked)
    {
        await using var db = database.CreateDbContext();
        var found = await Found.List(db, [.. asked]);
        // What an account hides it says itself; only those above it are still to be asked.
        var hiding = await db.HidingPrices(found.Where(f => f.Account is { ParentId: not null, HidesPrices: false }).Select(f => f.Account!.Path));
        PlaceNow Now(Membership membership, Account account) =>
            new(new Place { Membership = membership, Account = account }, account.HidesPrices || hiding.Exists(path => TreePath.Within(account.Path, path)));
        return found.GroupBy(f => f.User.Id).ToDictionary(of => of.Key,
            of => new PersonNow(of.First().User, [.. of.Where(f => f.Account is not null).Select(f => Now(f.Membership!, f.Account!))]));
    }

    // A row for each place, and one for a person who has none (any more).
    private static readonly FixedQuery<Guid[], UserAt> Found = new((db, ids) =>
        from user in db.Users.AsNoTracking()
        where ids.Contains(user.Id)
        from place in db.Memberships.Where(m => m.UserId == user.Id && m.EndedAt == null)
            .Join(db.Accounts.Where(a => a.Status != AccountStatus.Inactive && a.Status != AccountStatus.Closed), m => m.AccountId, a => a.Id, (m, a) => new { Membership = m, Account = a })
            .DefaultIfEmpty()
        orderby place.Account.Path
        select new UserAt { User = user, Membership = place.Membership, Account = place.Account });

    private sealed class UserAt
    {
        public required User User { get; init; }
        public Membership? Membership { get; init; }
        public Account? Account { get; init; }
    }
}

/// <summary>What an account hides, it hides from all below it.</summary>
internal static class Hiding
{
    /// <summary>The paths of those that hide amounts, among the accounts at these paths and above them.</summary>
    public static async Task<List<string>> HidingPrices(this TributaryDb db, IEnumerable<string> paths)
    {
        var chains = paths.SelectMany(TreePath.Chain).Distinct().ToArray();
        return chains.Length == 0 ? [] : await db.Accounts.Where(a => chains.Contains(a.Path) && a.HidesPrices).Select(a => a.Path).ToListAsync();
    }
}

/// <summary>Accounts by their id, fetched together for requests that come together.</summary>
public sealed class AccountsById
{
    private readonly DatabaseChoice database;
    private readonly Gather<Guid, Account> gather;

    public AccountsById(DatabaseChoice database) => (this.database, gather) = (database, new(Fetch));

    /// <summary>The account with this id if the viewer sees it.</summary>
    /// <exception cref="Refusal">404: there is none, or it is not theirs.</exception>
    public async Task<Account> One(Viewer viewer, Guid id) =>
        await gather.Get(id) is { } account && viewer.Sees(account.Path) ? account : throw Refusal.NotFound("account");

    private async Task<IReadOnlyDictionary<Guid, Account>> Fetch(IReadOnlyCollection<Guid> asked)
    {
        await using var db = database.CreateDbContext();
        var ids = asked.ToArray();
        return await db.Accounts.AsNoTracking().Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id);
    }
}
