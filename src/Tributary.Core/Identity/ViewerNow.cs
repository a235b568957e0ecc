using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Identity;

/// <summary>
/// Somebody who asked for something that is done later, as they are by now: what a worker does for them, it does with the
/// rights they hold at that moment. Sessions and keys read the same in each request.
/// </summary>
public static class ViewerNow
{
    /// <summary>The viewer who asked, read anew.</summary>
    /// <exception cref="Refusal"><c>asker.gone</c>: they may not act for the account any more.</exception>
    public static async Task<Viewer> Of(TributaryDb db, Viewer asked, DateTime now, CancellationToken cancel = default)
    {
        var account = await AccountOf(db, asked.AccountId, cancel);
        if (account is null or { Status: AccountStatus.Inactive or AccountStatus.Closed }) throw Gone();
        // What an account hides, it hides from all below it.
        var chain = TreePath.Chain(account.Path).ToArray();
        var hides = await db.Accounts.AnyAsync(a => chain.Contains(a.Path) && a.HidesPrices, cancel);
        if (asked.Guest is { } guest) return await OfGuest(db, asked, guest, account, hides, now, cancel);
        if (asked.KeyId is null) return await OfPerson(db, asked, account, hides, cancel) ?? throw Gone();

        var key = await db.ApiKeys.AsNoTracking().FirstOrDefaultAsync(k => k.Id == asked.KeyId && k.RevokedAt == null && k.ExpiresAt > now, cancel) ?? throw Gone();
        var rights = Scopes.Rights(key.Scopes);
        if (key.UserId is null) return Of(asked, account, hides) with { Rights = rights };
        // A person's key leaves with the person, and never does more than they may by now.
        var person = await OfPerson(db, asked, account, hides, cancel) ?? throw Gone();
        return person with { Rights = rights & person.Rights };
    }

    private static async Task<Viewer> OfGuest(TributaryDb db, Viewer asked, Guest guest, Account visited, bool hides, DateTime now, CancellationToken cancel)
    {
        var pass = await db.GuestPasses.AsNoTracking().FirstOrDefaultAsync(p => p.Id == guest.PassId, cancel);
        var at = await AccountOf(db, guest.AccountId, cancel);
        if (pass is null || at is null || await OfPerson(db, asked with { UserId = pass.VisitorId }, at, hides: false, cancel) is not { } home || !pass.IsGood(home, visited, now)) throw Gone();
        return pass.AsGuest(home, visited, hides);
    }

    private static async Task<Viewer?> OfPerson(TributaryDb db, Viewer asked, Account at, bool hides, CancellationToken cancel)
    {
        var person = asked.UserId;
        if (person is null) return null;
        var place = await db.Memberships.AsNoTracking().FirstOrDefaultAsync(m => m.UserId == person && m.AccountId == at.Id && m.EndedAt == null && !m.AwaitsConsent, cancel);
        if (place is null) return null;
        var held = place.Held();
        return Of(asked, at, hides) with { Rights = held.Rights, Reach = place.Reach, Grants = place.Grants is null ? null : held };
    }

    private static Viewer Of(Viewer asked, Account at, bool hides) => new()
    {
        UserId = asked.UserId, KeyId = asked.KeyId, Name = asked.Name, AccountId = at.Id, BranchId = at.BranchId, Path = at.Path, Kind = at.Kind,
        Rights = Right.None, HidesPrices = hides,
    };

    private static Task<Account?> AccountOf(TributaryDb db, Guid id, CancellationToken cancel) => db.Accounts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, cancel);

    private static Refusal Gone() => Refusal.Forbidden("asker.gone", "Whoever asked for this may not act for the account any more.");
}
