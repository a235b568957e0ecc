using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>
/// Gives pending accounts of one branch their numbers. A worker does it soon after they were opened, as
/// <see cref="Waiting"/> finds them; an account that has its number by then is passed over. What takes longer than
/// <see cref="LongestWait"/> is put before a person by <see cref="ReportPending"/>.
/// </summary>
public sealed class RegisterAccounts : Deed<AccountsRegistered>
{
    /// <summary>How long a number may take before a person is told.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>The accounts' branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The accounts.</summary>
    public required IReadOnlyList<Guid> AccountIds { get; init; }

    public override int BranchId => InBranch;

    /// <summary>The deeds that are to be done now, one a branch, the oldest accounts first.</summary>
    public static async Task<IReadOnlyList<RegisterAccounts>> Waiting(TributaryDb db, Viewer by, int most = 500, CancellationToken cancel = default)
    {
        var pending = await db.Accounts.Where(a => a.Number == null).OrderBy(a => a.OpenedAt).Take(most)
            .Select(a => new { a.BranchId, a.Id }).ToListAsync(cancel);
        return [.. pending.GroupBy(a => a.BranchId)
            .Select(branch => new RegisterAccounts { By = by, InBranch = branch.Key, AccountIds = [.. branch.Select(a => a.Id)] })];
    }

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<RegisterAccounts>().SelectMany(d => d.AccountIds).ToList();
        await sheet.Lock<Account>(ids);
        await sheet.Facts<FreeNumbers>().Load(sheet, ids.Count);
        await NumberNotice.Load(sheet, ids);
    }

    public override AccountsRegistered Decide(Sheet sheet)
    {
        // The program does it, or somebody of the provider who looks into what it did not manage.
        if (!By.IsProvider) throw Refusal.Forbidden("right.missing", "Accounts are registered by the program.");
        By.Need(Right.ManageWork);
        var done = 0;
        foreach (var id in AccountIds)
        {
            if (sheet.Find<Account>(id) is not { IsRegistered: false } account || account.BranchId != BranchId) continue;
            sheet.Change(account).Register(sheet.Facts<FreeNumbers>().Take());
            sheet.Add(new AccountNumber { Number = account.Number!, BranchId = account.BranchId, AccountId = account.Id });
            Findable.WriteNumber(sheet, account);
            NumberNotice.Write(sheet, account);
            sheet.Trail(By, account, "account.registered", PublicId.Format("acc", account.Id), account.Number!);
            done++;
        }
        return new(done);
    }
}

/// <summary>How many accounts got their number.</summary>
public sealed record AccountsRegistered(int Count);

/// <summary>
/// Numbers that nobody has. Two programs may still draw the same one at the same moment: the registry's key stops the
/// later, and the desk decides again with other numbers.
/// </summary>
internal sealed class FreeNumbers
{
    private readonly Queue<string> free = new();

    public async Task Load(Sheet sheet, int count)
    {
        while (free.Count < count)
        {
            var drawn = Enumerable.Range(0, count - free.Count).Select(_ => HumanNumber.Draw()).ToHashSet();
            drawn.ExceptWith(free);
            var taken = await sheet.Db.AccountNumbers.Where(n => drawn.Contains(n.Number)).Select(n => n.Number).ToListAsync();
            foreach (var number in drawn.Except(taken)) free.Enqueue(number);
        }
    }

    public string Take() => free.Dequeue();
}
