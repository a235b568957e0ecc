using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>An owner or administrator of the visited account says yes or no to a visit.</summary>
public sealed class AnswerGuestPass : Deed<GuestPassAnswer>
{
    /// <summary>The visited account's branch.</summary>
    public required int AccountBranch { get; init; }
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }
    /// <summary>True for yes.</summary>
    public required bool Agree { get; init; }

    public override int BranchId => AccountBranch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => GuestTrail.Load(sheet, deeds.Cast<AnswerGuestPass>().Select(d => d.PassId));

    public override GuestPassAnswer Decide(Sheet sheet)
    {
        var pass = GuestTrail.Seen(sheet, By, BranchId, PassId, _ => Right.ManagePeople);
        By.Need(Right.ManagePeople);
        if (pass.AccountId != By.AccountId || By.Guest is not null) throw Refusal.Forbidden("guest.not_yours_to_answer", "Only the account that is to be visited answers.");
        if (pass.StateAt(sheet.Now) != GuestState.Asked) throw Refusal.Conflict("guest.answered", "There is nothing to answer any more.");

        sheet.Change(pass);
        if (Agree) pass.Agree(By.Name, sheet.Now);
        else pass.Refuse(By.Name, sheet.Now);
        GuestTrail.Write(sheet, By, sheet.Get<Account>(pass.AccountId), Agree ? "guest.agreed" : "guest.refused", pass);
        sheet.Notify(sheet.Get<Account>(pass.VisitorAccountId), Agree ? "guest.agreed" : "guest.refused", PublicId.Format("acc", pass.AccountId));
        return new(pass.Id, pass.State, pass.OverAt);
    }
}

/// <summary>The visitor comes in, once the account has agreed; or comes in again while the visit runs.</summary>
public sealed class BeginGuestPass : Deed<GuestPassAnswer>
{
    /// <summary>The visited account's branch.</summary>
    public required int AccountBranch { get; init; }
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }

    public override int BranchId => AccountBranch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => GuestTrail.Load(sheet, deeds.Cast<BeginGuestPass>().Select(d => d.PassId));

    public override GuestPassAnswer Decide(Sheet sheet)
    {
        var pass = GuestTrail.Seen(sheet, By, BranchId, PassId, pass => GuestPass.Needed(pass.Mode));
        if (By.Guest is not null) throw Refusal.Conflict("guest.nested", "You are visiting an account already. Go back to your own panel first.");
        if (By.UserId != pass.VisitorId || By.AccountId != pass.VisitorAccountId || By.KeyId is not null)
            throw Refusal.Forbidden("guest.not_visitor", "Only the person whom the pass names comes in by it.");
        By.Need(GuestPass.Needed(pass.Mode));
        var account = sheet.Get<Account>(pass.AccountId);
        if (!GuestPass.CanBeVisited(account)) throw Refusal.Conflict("guest.account_closed", "This account is not active, so nobody acts in it.");
        switch (pass.StateAt(sheet.Now))
        {
            case GuestState.Asked:
                throw Refusal.Conflict("guest.unanswered", "The account has not answered yet.");
            case GuestState.Ended or GuestState.Refused:
                throw Refusal.Conflict("guest.over", "This visit is over. Ask for a new one.");
            case GuestState.Agreed:
                sheet.Change(pass).Begin(sheet.Now);
                GuestTrail.Began(sheet, By, account, pass);
                break;
        }
        return new(pass.Id, pass.State, pass.OverAt);
    }
}
