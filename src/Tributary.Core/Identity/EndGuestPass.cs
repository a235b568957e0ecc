using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>
/// Ends a visit, or the waiting for one: the visitor, an administrator of the visitor's account, one of the visited account, or
/// its time. What is over already stays as it is.
/// </summary>
public sealed class EndGuestPass : Deed<GuestPassAnswer>
{
    /// <summary>The visited account's branch.</summary>
    public required int AccountBranch { get; init; }
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }

    public override int BranchId => AccountBranch;

    /// <summary>What ends all passes whose time is over and of which nobody has written that down.</summary>
    public static async Task<IReadOnlyList<EndGuestPass>> Over(TributaryDb db, Viewer by, DateTime now, CancellationToken cancel = default) =>
    [
        .. (await db.GuestPasses.AsNoTracking().Where(p => p.EndedAt == null && p.OverAt <= now).OrderBy(p => p.OverAt).Take(500)
            .Select(p => new { p.BranchId, p.Id }).ToListAsync(cancel)).Select(p => new EndGuestPass { By = by, AccountBranch = p.BranchId, PassId = p.Id }),
    ];

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => GuestTrail.Load(sheet, deeds.Cast<EndGuestPass>().Select(d => d.PassId));

    public override GuestPassAnswer Decide(Sheet sheet)
    {
        if (sheet.Find<GuestPass>(PassId) is not { } pass || pass.BranchId != BranchId) throw Refusal.NotFound("guest_pass");
        var by = Side(pass);
        if (pass.EndedAt is not null) return new(pass.Id, pass.State, pass.OverAt);

        var late = sheet.Now >= pass.OverAt;
        sheet.Change(pass).End(late ? GuestEnd.Time : by, late ? pass.OverAt : sheet.Now);
        GuestTrail.Write(sheet, By, sheet.Get<Account>(pass.AccountId), "guest.ended", pass);
        return new(pass.Id, pass.State, pass.OverAt);
    }

    private GuestEnd Side(GuestPass pass)
    {
        if (By.IsProgram) return GuestEnd.Time;
        var fromVisitor = By.AccountId == pass.VisitorAccountId && By.Guest is null;
        // A visitor goes home even when the account is out of their reach by now.
        if (fromVisitor && By.UserId == pass.VisitorId && By.KeyId is null) return GuestEnd.Visitor;
        if (!By.Sees(Right.ManagePeople, pass.Path) && !fromVisitor) throw Refusal.NotFound("guest_pass");
        By.Need(Right.ManagePeople);
        if (By.AccountId == pass.AccountId) return GuestEnd.Account;
        return fromVisitor ? GuestEnd.VisitorsAccount
            : throw Refusal.Forbidden("guest.not_yours_to_end", "The visitor's account and the visited one end a visit, nobody else.");
    }
}

/// <summary>An owner says whom the account lets in from above. Open visits that are not welcome any more end with it.</summary>
public sealed class WelcomeGuests : Deed<GuestsWelcomed>
{
    /// <summary>Whom.</summary>
    public required Welcome Welcome { get; init; }

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var accounts = deeds.Select(d => d.By.AccountId).Distinct().ToArray();
        await sheet.Lock<Account>(accounts);
        await GuestTrail.Load(sheet, await sheet.Db.GuestPasses.Where(p => accounts.Contains(p.AccountId) && p.EndedAt == null).Select(p => p.Id).ToListAsync());
    }

    public override GuestsWelcomed Decide(Sheet sheet)
    {
        var account = sheet.Get<Account>(By.AccountId);
        By.Need(Right.ManageOwners);
        if (account.Kind == AccountKind.Provider) throw Refusal.Conflict("guest.nobody_above", "Nobody stands above the provider, so nobody visits it.");
        sheet.Change(account).Welcome = Welcome;
        sheet.Trail(By, account, "account.guests", PublicId.Format("acc", account.Id));
        var ended = 0;
        foreach (var pass in sheet.All<GuestPass>().Where(p => p.AccountId == account.Id && p.EndedAt is null && !Lets(p)).ToList())
        {
            sheet.Change(pass).End(GuestEnd.Account, sheet.Now);
            GuestTrail.Write(sheet, By, account, "guest.ended", pass);
            ended++;
        }
        return new(Welcome, ended);
    }

    // Who was let in before an account began to ask stays until the visit's end.
    private bool Lets(GuestPass pass) => Welcome switch
    {
        Welcome.Anybody or Welcome.AsksFirst => true,
        Welcome.LookOnly => pass.Mode == GuestMode.ReadOnly,
        Welcome.Nobody => false,
    };
}

/// <summary>Whom the account lets in now, and how many open visits ended with that.</summary>
public sealed record GuestsWelcomed(Welcome Welcome, int Ended);
