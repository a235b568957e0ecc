using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Notices;

namespace Tributary.Partners;

/// <summary>
/// Sends a mail once more: a new one with the same words and a link of its own, since whoever received the first would take
/// a second one of that id for the same. Only people of the account that sent it do so.
/// </summary>
public sealed class ResendMessage : Deed<MessageResent>
{
    /// <summary>The branch of the account that was written to.</summary>
    public required int InBranch { get; init; }
    /// <summary>The mail.</summary>
    public required Guid MessageId { get; init; }

    public override int BranchId => InBranch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<ResendMessage>().Select(d => d.MessageId).Distinct().ToArray();
        var accounts = (await sheet.Fetch(sheet.Db.Messages.Where(m => ids.Contains(m.Id)))).Select(m => m.AccountId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => accounts.Contains(a.Id)));
    }

    public override MessageResent Decide(Sheet sheet)
    {
        if (sheet.Find<Message>(MessageId) is not { } first || first.BranchId != BranchId || first.SenderId != By.AccountId || !By.Sees(Right.ManagePeople, first.Path))
            throw Refusal.NotFound("mail");
        By.Need(Right.ManagePeople);
        if (first.IsOpen) throw Refusal.Conflict("mail.under_way", "This mail is on its way already.");

        var again = sheet.Add(new Message
        {
            BranchId = first.BranchId, Id = sheet.NewId(), AccountId = first.AccountId, Path = first.Path, SenderId = first.SenderId, UserId = first.UserId,
            Email = first.Email, Template = first.Template, Data = first.Data, Department = first.Department, At = sheet.Now,
        });
        sheet.Change(first).Resend(sheet.Now);
        sheet.Trail(By, sheet.Get<Account>(first.AccountId), "mail.resent", PublicId.Format("msg", again.Id));
        return new(again.Id);
    }
}

/// <summary>The mail that was written anew.</summary>
public sealed record MessageResent(Guid MessageId);
