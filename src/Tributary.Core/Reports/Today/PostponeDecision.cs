using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Reports.Today;

/// <summary>
/// A person puts a decision off to a later day, or takes it up again. Nothing else changes by it: what waits goes on waiting, and
/// whoever else may decide still reads it.
/// </summary>
public sealed class PostponeDecision : Deed<DecisionPostponed>
{
    /// <summary>The longest that anything is put off.</summary>
    public const int MostDays = 90;

    /// <summary>The decision, as it stands in the list of who asks.</summary>
    public required Decision Decision { get; init; }
    /// <summary>The first day it is back, in the root's time zone; null to take it up again now.</summary>
    public DateOnly? Until { get; init; }

    public override int BranchId => By.BranchId;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var (accounts, people) = (deeds.Select(d => d.By.AccountId).Distinct().ToArray(), deeds.Select(d => d.By.CallerId).Distinct().ToArray());
        await sheet.Fetch(sheet.Db.Accounts.Where(a => accounts.Contains(a.Id)));
        var branches = deeds.Select(d => d.BranchId).Distinct().ToArray();
        var rows = sheet.Facts<Rows>().All;
        foreach (var row in await sheet.Db.PostponedDecisions.AsNoTracking()
            .Where(p => branches.Contains(p.BranchId) && accounts.Contains(p.AccountId) && people.Contains(p.PersonId)).ToListAsync()) rows.TryAdd((row.AccountId, row.PersonId, row.Decision), row);
    }

    public override DecisionPostponed Decide(Sheet sheet)
    {
        // A guest's list is the account's own people's; what they put off is theirs.
        if (By.Guest is not null) throw Refusal.Forbidden("guest.not_postponed", "What is put off is each person's own. A guest puts nothing off here.");
        if (Until is { } day) Check(sheet, day);

        var all = sheet.Facts<Rows>().All;
        var key = (By.AccountId, By.CallerId, Decision.Key);
        var there = all.GetValueOrDefault(key) ?? sheet.Added<PostponedDecision>().FirstOrDefault(p => (p.AccountId, p.PersonId, p.Decision) == key);
        if (Until is null && (there is null || there.Until <= sheet.Today)) return new(Decision.Key, null);
        if (there is null)
        {
            if (all.Values.Count(p => p.AccountId == By.AccountId && p.PersonId == By.CallerId && p.Until > sheet.Today) >= PostponedDecision.Most)
                throw Refusal.Conflict("decision.too_many", "You have put off as much as one person can. Decide some of it first.");
            sheet.Add(new PostponedDecision
            {
                BranchId = BranchId, AccountId = By.AccountId, PersonId = By.CallerId, Decision = Decision.Key, Until = Until!.Value,
                Amount = Decision.AtRisk?.Minor, Currency = Decision.AtRisk?.Currency, At = sheet.Now,
            });
        }
        else
        {
            sheet.Change(there);
            (there.Until, there.Amount, there.Currency, there.At) = (Until ?? sheet.Today, Decision.AtRisk?.Minor, Decision.AtRisk?.Currency, sheet.Now);
        }
        sheet.Trail(By, sheet.Get<Account>(By.AccountId), Until is null ? "decision.taken_up" : "decision.postponed", Decision.Subject);
        return new(Decision.Key, Until);
    }

    private void Check(Sheet sheet, DateOnly day)
    {
        if (day <= sheet.Today || day > sheet.Today.AddDays(MostDays))
            throw Refusal.Field("until", "decision.until", "Choose a day after today, at most 90 days ahead.");
        if (Decision.LastSafe is { } last && last - sheet.Now < DecisionRank.Now)
            throw Refusal.Conflict("decision.cannot_wait", "Less than a day is left for this; it cannot be put off.");
    }

    private sealed class Rows
    {
        public Dictionary<(Guid Account, Guid Person, string Decision), PostponedDecision> All { get; } = [];
    }
}

/// <summary>What was put off, and until when; null where it is back.</summary>
public sealed record DecisionPostponed(string Decision, DateOnly? Until);
