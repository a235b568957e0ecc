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

    /// <summary>The account the viewer acts for.</summary>
    public Account Account => account ?? throw new InvalidOperationException("Nobody acts for an account in this request.");

    private Account? account;

    /// <summary>Takes a session's cookie in. False when the session is over: another password, a place that was taken away.</summary>
    public async Task<bool> FromSession(ClaimsPrincipal principal)
    {
        if (!Guid.TryParse(principal.FindFirstValue(Session.UserClaim), out var userId)) return false;
        if (await people.Of(userId) is not ({ } user, var places)) return false;
        if (user.SecurityStamp != principal.FindFirstValue(Session.StampClaim)) return false;
        Person = user;

        if (!Guid.TryParse(principal.FindFirstValue(Session.PlaceClaim), out var membershipId)) return true;
        if (places.FirstOrDefault(place => place.Place.Membership.Id == membershipId) is not ({ Membership.AwaitsConsent: false } place, var hidesPrices)) return false;
        var (membership, at) = place;
        account = at;
        viewer = new Viewer
        {
            UserId = user.Id, Name = user.Name, AccountId = at.Id, BranchId = at.BranchId, Path = at.Path, Kind = at.Kind,
            Rights = membership.Role.Rights(), Reach = membership.Reach, HidesPrices = hidesPrices,
        };
        return true;
    }

    /// <summary>Takes an API key in. False when there is none such, or not any more.</summary>
    public async Task<bool> FromKey(string text)
    {
        var hash = KeySecret.HashOf(text);
        var now = clock.GetUtcNow().UtcDateTime;
        if (await keys.Of(hash) is not ({ } key, { } at, var place, var hidesPrices)) return false;
        if (!CryptographicOperations.FixedTimeEquals(key.Hash, hash) || key.RevokedAt is not null || key.ExpiresAt <= now) return false;
        if (at.Status is AccountStatus.Inactive or AccountStatus.Closed) return false;

        var (rights, reach) = (Scopes.Rights(key.Scopes), Reach.AllBelow);
        if (key.UserId is not null)
        {
            // A person's key leaves with the person, and never does more than they may by now.
            if (place is null) return false;
            (rights, reach) = (rights & place.Membership.Role.Rights(), place.Membership.Reach);
        }
        if (key.LastUsedAt is null || key.LastUsedAt < now.AddHours(-1))
            await db.ApiKeys.Where(k => k.BranchId == key.BranchId && k.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now));

        account = at;
        viewer = new Viewer
        {
            UserId = key.UserId, KeyId = key.Id, Name = key.Name, AccountId = at.Id, BranchId = at.BranchId, Path = at.Path, Kind = at.Kind,
            Rights = rights, Reach = reach, HidesPrices = hidesPrices,
        };
        return true;
    }
}
