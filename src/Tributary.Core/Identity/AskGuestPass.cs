using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>
/// A person wants to visit an account below theirs. Where guests are welcome the visit begins at once; where the account asks
/// first, its owners and administrators are asked. An account in which nobody could answer welcomes guests: whoever is
/// responsible for it is not locked out by a door that nobody can open.
/// </summary>
public sealed class AskGuestPass : Deed<GuestPassAnswer>
{
    /// <summary>The account's branch.</summary>
    public required int AccountBranch { get; init; }
    /// <summary>The account to be visited.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The person who visits: whoever asks, or, when a program asks, somebody of its account.</summary>
    public required Guid VisitorId { get; init; }
    /// <summary>Why; the account reads it.</summary>
    public required string Reason { get; init; }
    /// <summary>How long, in minutes.</summary>
    public required int Minutes { get; init; }
    /// <summary>What the guest wants to do.</summary>
    public GuestMode Mode { get; init; } = GuestMode.ReadOnly;
    /// <summary>Whose eyes the guest wants, or null for their own.</summary>
    public Role? SeeAs { get; init; }

    public override int BranchId => AccountBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var asked = deeds.Cast<AskGuestPass>().ToList();
        var (visited, from, visitors) = (Of(asked, d => d.AccountId), Of(asked, d => d.By.AccountId), Of(asked, d => d.VisitorId));
        var both = visited.Concat(from).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => both.Contains(a.Id)));
        await sheet.Fetch(sheet.Db.Memberships.Where(m => from.Contains(m.AccountId) && visitors.Contains(m.UserId) && m.EndedAt == null && !m.AwaitsConsent));
        await sheet.Fetch(sheet.Db.Memberships.Where(m => visited.Contains(m.AccountId) && m.EndedAt == null && !m.AwaitsConsent));
        await sheet.Fetch(sheet.Db.GuestPasses.Where(p => visited.Contains(p.AccountId) && visitors.Contains(p.VisitorId) && p.EndedAt == null));
        var names = sheet.Facts<VisitorNames>();
        foreach (var user in await sheet.Db.Users.Where(u => visitors.Contains(u.Id)).Select(u => new { u.Id, u.Name }).ToListAsync()) names[user.Id] = user.Name;
    }

    public override GuestPassAnswer Decide(Sheet sheet)
    {
        if (sheet.Find<Account>(AccountId) is not { } account || account.BranchId != BranchId || !By.Sees(GuestPass.Needed(Mode), account.Path)) throw Refusal.NotFound("account");
        if (By.Guest is not null) throw Refusal.Conflict("guest.nested", "You are visiting an account already. Go back to your own panel first.");
        if (account.Id == By.AccountId) throw Refusal.Conflict("guest.self", "This is your own account; there is nothing to visit.");
        By.Need(GuestPass.Needed(Mode));
        var visitor = Visitor(sheet);
        visitor.Need(GuestPass.Needed(Mode));
        if (!visitor.Sees(GuestPass.Needed(Mode), account.Path)) throw Refusal.NotFound("account");
        if (!GuestPass.CanBeVisited(account)) throw Refusal.Conflict("guest.account_closed", "This account is not active, so nobody acts in it.");

        var form = new Form();
        var reason = form.Text("reason", Reason, 500, required: true, lines: true);
        form.Must(Minutes is >= 1 and <= GuestPass.MostMinutes, "minutes", "A visit lasts between 1 minute and 8 hours.");
        form.Must(SeeAs is null || Mode == GuestMode.ReadOnly, "seeAs", "Who sees as others see changes nothing.");
        form.Check("guest.invalid");
        var asks = AsksFirst(sheet, account);
        if (sheet.All<GuestPass>().Any(p => p.AccountId == account.Id && p.VisitorId == VisitorId && p.IsOpen(sheet.Now)))
            throw Refusal.Conflict("guest.open", "A visit to this account is open already. Go on with it, or end it first.");

        var home = sheet.Get<Account>(By.AccountId);
        var pass = sheet.Add(new GuestPass
        {
            BranchId = account.BranchId, Id = sheet.NewId(), AccountId = account.Id, Path = account.Path, VisitorId = VisitorId, VisitorName = visitor.Name,
            VisitorAccountId = home.Id, VisitorAccount = home.Name, VisitorPath = home.Path, Reason = reason!, Mode = Mode, SeeAs = SeeAs, Minutes = Minutes,
            AskedAt = sheet.Now, OverAt = sheet.Now + GuestPass.Waits,
        });
        if (asks)
        {
            GuestTrail.Write(sheet, By, account, "guest.asked", pass);
            sheet.Notify(account, "guest.asked", PublicId.Format("acc", account.Id));
        }
        // A program asks for somebody, who then comes in by themselves.
        else if (By.UserId != VisitorId || By.KeyId is not null)
        {
            pass.Agree();
            GuestTrail.Write(sheet, By, account, "guest.prepared", pass);
        }
        else
        {
            pass.Begin(sheet.Now);
            GuestTrail.Began(sheet, By, account, pass);
        }
        return new(pass.Id, pass.State, pass.OverAt);
    }

    // Whoever asks for somebody else gives them no more than both may.
    private Viewer Visitor(Sheet sheet)
    {
        var place = sheet.All<Membership>().FirstOrDefault(m => m.AccountId == By.AccountId && m.UserId == VisitorId && m is { EndedAt: null, AwaitsConsent: false })
            ?? throw Refusal.NotFound("person");
        var held = place.Held();
        return By with
        {
            UserId = VisitorId, KeyId = null, Name = sheet.Facts<VisitorNames>()[VisitorId], Rights = By.Rights & held.Rights, Reach = place.Reach,
            Grants = place.Grants is null ? null : held,
        };
    }

    private bool AsksFirst(Sheet sheet, Account account)
    {
        if (!People.In(sheet, account.Id).Any(m => m.Role is Role.Owner or Role.Admin && !m.AwaitsConsent)) return false;
        return account.Welcome switch
        {
            Welcome.Anybody => false,
            Welcome.AsksFirst => true,
            Welcome.LookOnly => Mode == GuestMode.ReadOnly ? false
                : throw Refusal.Conflict("guest.look_only", "This account receives guests who look and change nothing. Its owners decide that."),
            Welcome.Nobody => throw Refusal.Conflict("guest.not_welcome", "This account receives no guests. Its owners decide that; what you may see of it stands in your own panel."),
        };
    }

    private static Guid[] Of(List<AskGuestPass> deeds, Func<AskGuestPass, Guid> id) => [.. deeds.Select(id).Distinct()];

    private sealed class VisitorNames : Dictionary<Guid, string>;
}

/// <summary>What the deeds about visits tell of them.</summary>
internal static class GuestTrail
{
    /// <summary>A line of the visited account's trail about the pass itself.</summary>
    public static void Write(Sheet sheet, Viewer by, Account account, string action, GuestPass pass) => sheet.Trail(
        by, account.BranchId, account.Id, account.Path, action, PublicId.Format("gst", pass.Id),
        pass.Mode == GuestMode.Full ? $"full, {pass.Minutes} min" : $"read-only, {pass.Minutes} min", passId: pass.Id);

    /// <summary>A visit has begun: in the trail, and told to the account.</summary>
    public static void Began(Sheet sheet, Viewer by, Account account, GuestPass pass)
    {
        Write(sheet, by, account, "guest.began", pass);
        sheet.Notify(account, "guest.came", PublicId.Format("acc", account.Id));
    }

    /// <summary>Fetches passes, to be changed, and the accounts they are about.</summary>
    public static async Task Load(Sheet sheet, IEnumerable<Guid> passIds)
    {
        var passes = await sheet.Lock<GuestPass>(passIds);
        var accounts = passes.SelectMany(p => new[] { p.AccountId, p.VisitorAccountId }).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => accounts.Contains(a.Id)));
    }

    /// <summary>The pass, for whoever sees the visited account with what this deed needs.</summary>
    /// <exception cref="Refusal">404: there is none, or not for this viewer.</exception>
    public static GuestPass Seen(Sheet sheet, Viewer by, int branchId, Guid passId, Func<GuestPass, Right> needed) =>
        sheet.Find<GuestPass>(passId) is { } pass && pass.BranchId == branchId && by.Sees(needed(pass), pass.Path) ? pass : throw Refusal.NotFound("guest_pass");
}
