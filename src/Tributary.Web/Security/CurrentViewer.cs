using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;

namespace Tributary.Web.Security;

/// <summary>
/// Who asks in this request, for which account, with which rights. Read anew from the database for each request, so
/// that a role taken away, a session ended or a key revoked holds from the next click on.
/// </summary>
public sealed class CurrentViewer(TributaryDb db, KeyHolders keys, PeopleNow people, TimeProvider clock)
{
    private Viewer? viewer;

    /// <summary>The viewer. Only behind a policy, which made sure that there is one.</summary>
    public Viewer Viewer => viewer ?? throw new InvalidOperationException("Nobody acts for an account in this request; its page or endpoint has no policy.");

    /// <summary>The viewer, or null when nobody signed in or they have not chosen for whom they act.</summary>
    public Viewer? OrNull => viewer;

    /// <summary>The person who signed in, or null.</summary>
    public User? Person { get; private set; }

    /// <summary>Who the person is in their own account: the viewer, except on a visit.</summary>
    public Viewer? AtHome { get; private set; }

    /// <summary>The pass by which the viewer is a guest, or null.</summary>
    public GuestPass? Visit { get; private set; }

    /// <summary>True when the session is still on a visit that is over, so that its next step is home; nothing is done for it before.</summary>
    public bool VisitIsOver { get; private set; }

    /// <summary>The account the viewer acts for.</summary>
    public Account Account => account ?? throw new InvalidOperationException("Nobody acts for an account in this request.");

    private Account? account;

    /// <summary>From here on the request is answered as far down as this right reaches: the one that its policy names.</summary>
    internal void LookWith(Right right) => viewer = viewer?.For(right);

    /// <summary>Takes a session's cookie in. False when the session is over: another password, a place that was taken away.</summary>
    /// <param name="under">At a host in somebody's brand, the path at or below which the place must be; null elsewhere.</param>
    public async Task<bool> FromSession(ClaimsPrincipal principal, string? under = null)
    {
        if (!Guid.TryParse(principal.FindFirstValue(Session.UserClaim), out var userId)) return false;
        if (await people.Of(userId) is not ({ } user, var places)) return false;
        if (user.SecurityStamp != principal.FindFirstValue(Session.StampClaim)) return false;
        Person = user;

        if (!Guid.TryParse(principal.FindFirstValue(Session.PlaceClaim), out var membershipId)) return true;
        if (places.FirstOrDefault(place => place.Place.Membership.Id == membershipId) is not ({ Membership.AwaitsConsent: false } place, var hidesPrices)) return false;
        var (membership, at) = place;
        if (under is not null && !TreePath.Within(at.Path, under)) return false;
        var held = membership.Held();
        account = at;
        viewer = new Viewer
        {
            UserId = user.Id, Name = user.Name, AccountId = at.Id, BranchId = at.BranchId, Path = at.Path, Kind = at.Kind,
            Rights = held.Rights, Reach = membership.Reach, Grants = membership.Grants is null ? null : held, HidesPrices = hidesPrices,
        };
        AtHome = viewer;
        if (Guid.TryParse(principal.FindFirstValue(Session.PassClaim), out var passId)) await Go(viewer, passId);
        return true;
    }

    // The pass is read with each request, like everything else: ended, over, or the right for it taken away, it opens nothing.
    private async Task Go(Viewer home, Guid passId)
    {
        var found = (await Visited.List(db, passId)).FirstOrDefault();
        Visit = found?.Pass;
        if (found is not { Pass: var pass, Account: var at } || !pass.IsGood(home, at, clock.GetUtcNow().UtcDateTime))
        {
            VisitIsOver = true;
            return;
        }
        account = at;
        viewer = pass.AsGuest(home, at, hidesPrices: (await db.HidingPrices([at.Path])).Count > 0);
    }

    private static readonly FixedQuery<Guid, VisitNow> Visited = new((db, id) =>
        from pass in db.GuestPasses.AsNoTracking()
        where pass.Id == id
        join account in db.Accounts.AsNoTracking() on new { pass.BranchId, Id = pass.AccountId } equals new { account.BranchId, account.Id }
        select new VisitNow { Pass = pass, Account = account });

    private sealed class VisitNow
    {
        public required GuestPass Pass { get; init; }
        public required Account Account { get; init; }
    }

    /// <summary>Takes an API key in. False when there is none such, or not any more.</summary>
    /// <param name="under">At a host in somebody's brand, the path at or below which the key's account must be; null elsewhere.</param>
    public async Task<bool> FromKey(string text, string? under = null)
    {
        var hash = KeySecret.HashOf(text);
        var now = clock.GetUtcNow().UtcDateTime;
        if (await keys.Of(hash) is not ({ } key, { } at, var place, var hidesPrices)) return false;
        if (!CryptographicOperations.FixedTimeEquals(key.Hash, hash) || key.RevokedAt is not null || key.ExpiresAt <= now) return false;
        if (at.Status is AccountStatus.Inactive or AccountStatus.Closed || under is not null && !TreePath.Within(at.Path, under)) return false;

        var (rights, reach, grants) = (Scopes.Rights(key.Scopes), Reach.AllBelow, (Grants?)null);
        if (key.UserId is not null)
        {
            // A person's key leaves with the person, and never does more than they may by now.
            if (place is null) return false;
            var held = place.Membership.Held();
            (rights, reach, grants) = (rights & held.Rights, place.Membership.Reach, place.Membership.Grants is null ? null : held);
        }
        if (key.LastUsedAt is null || key.LastUsedAt < now.AddHours(-1))
            await db.ApiKeys.Where(k => k.BranchId == key.BranchId && k.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now));

        account = at;
        viewer = new Viewer
        {
            UserId = key.UserId, KeyId = key.Id, Name = key.Name, AccountId = at.Id, BranchId = at.BranchId, Path = at.Path, Kind = at.Kind,
            Rights = rights, Reach = reach, Grants = grants, HidesPrices = hidesPrices,
        };
        return true;
    }
}
