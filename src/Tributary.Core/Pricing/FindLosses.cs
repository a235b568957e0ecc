using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Pricing;

/// <summary>
/// Looks for prices below cost, seller by seller, by the same quotes that orders are settled by. Only who has set a price that does not
/// follow its cost upward can have one: a fixed amount, a discount from the recommended price, a markup below zero. Of those the plans
/// that they speak of are quoted for today, for the day they begin, and for <see cref="Ahead"/> days from now, so that a cost which rises is
/// told before it does. What was found of a seller replaces what was found before, in a transaction of its own and not at the desk: nothing of the
/// business changes. Two programs that look at once come to the same.
/// </summary>
public sealed class FindLosses(DatabaseChoice database, Desk desk)
{
    /// <summary>How many days ahead costs are looked at.</summary>
    public const int Ahead = 14;

    private const int AtOnce = 200;

    /// <summary>Looks at every seller at or below this path, and tells how many prices lie below cost.</summary>
    public async Task<int> Run(string path, CancellationToken cancel = default)
    {
        var (found, after) = (0, Guid.Empty);
        while (true)
        {
            await using var db = database.CreateDbContext();
            var sellers = await Sellers(db, after, cancel);
            if (sellers.Count == 0) return found;
            after = sellers[^1];
            var accounts = await db.Accounts.AsNoTracking().Under(path).Where(a => sellers.Contains(a.Id)).ToListAsync(cancel);
            foreach (var seller in accounts) found += await Look(db, seller, cancel);
        }
    }

    // Who has such a rule, and who had one that was found to lie below cost.
    private static async Task<List<Guid>> Sellers(TributaryDb db, Guid after, CancellationToken cancel)
    {
        var ruled = await db.PriceRules.Where(r => r.SellerId > after && (r.Kind != PriceRuleKind.Markup || r.Percent < 0)).Select(r => r.SellerId).Distinct()
            .OrderBy(id => id).Take(AtOnce).ToListAsync(cancel);
        var noted = await db.PriceLosses.Where(l => l.SellerId > after).Select(l => l.SellerId).Distinct().OrderBy(id => id).Take(AtOnce).ToListAsync(cancel);
        // The database compares ids in its own way, so whichever of the two is cut off says how far both were read.
        var all = ruled.Concat(noted).Distinct().ToHashSet();
        if (all.Count == 0) return [];
        return await db.Accounts.Where(a => all.Contains(a.Id)).OrderBy(a => a.Id).Select(a => a.Id).Take(AtOnce).ToListAsync(cancel);
    }

    private async Task<int> Look(TributaryDb db, Account seller, CancellationToken cancel)
    {
        var (id, today) = (seller.Id, await desk.Today());
        var rules = await db.PriceRules.AsNoTracking().Where(r => r.SellerId == id && (r.Kind != PriceRuleKind.Markup || r.Percent < 0)
            && (r.EffectiveTo == null || r.EffectiveTo > today)).ToListAsync(cancel);
        var buyerIds = rules.Select(r => r.BuyerId).OfType<Guid>().Distinct().ToArray();
        var buyers = await db.Accounts.AsNoTracking().Where(a => buyerIds.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancel);
        var by = new Viewer
        {
            Name = "Program", AccountId = id, BranchId = seller.BranchId, Path = seller.Path, Kind = seller.Kind, Rights = Right.ViewPrices, IsProgram = true,
        };
        var found = new Dictionary<(Guid Buyer, Guid Plan, Interval), PriceLoss>();
        foreach (var scope in rules.GroupBy(r => (r.BuyerId, r.ProductId, r.PlanId)))
        {
            var days = scope.Select(r => r.EffectiveFrom).Append(today).Append(today.AddDays(Ahead)).Where(day => day >= today).Distinct().Order();
            foreach (var day in days)
                foreach (var row in await Rows(by, scope.Key.BuyerId, scope.Key.ProductId, scope.Key.PlanId, day))
                {
                    if (row.Problem?.Code != "price.below_cost") continue;
                    var key = (scope.Key.BuyerId ?? Guid.Empty, row.Plan.Id, row.Interval);
                    if (!found.ContainsKey(key)) found[key] = Of(seller, scope.Key.BuyerId is { } b ? buyers.GetValueOrDefault(b) : null, row, rules, day);
                }
        }
        await Keep(db, id, [.. found.Values], cancel);
        return found.Count;
    }

    private async Task<IReadOnlyList<PriceRow>> Rows(Viewer by, Guid? buyer, Guid? product, Guid? plan, DateOnly day)
    {
        var rows = new List<PriceRow>();
        Guid? after = null;
        do
        {
            PricesShown shown;
            try
            {
                shown = await desk.Preview(new PriceTable { By = by, BuyerId = buyer, ProductId = product, PlanId = plan, Day = day, After = after });
            }
            catch (Refusal)
            {
                // The buyer is not one any more.
                return rows;
            }
            rows.AddRange(shown.Rows);
            after = shown.Next;
        }
        while (after is not null);
        return rows;
    }

    private PriceLoss Of(Account seller, Account? buyer, PriceRow row, IReadOnlyList<PriceRule> rules, DateOnly day)
    {
        // The narrowest fixed price that speaks here is the one that was asked; of a percentage the loss is not told.
        var asked = rules.Where(r => r.EffectiveFrom <= day && (r.BuyerId is null || r.BuyerId == buyer?.Id) && (r.PlanId is null || r.PlanId == row.Plan.Id)
                && (r.ProductId is null || r.ProductId == row.Plan.ProductId) && (r.Interval is null || r.Interval == row.Interval))
            .OrderByDescending(r => r.Narrowness).ThenByDescending(r => r.EffectiveFrom).ThenByDescending(r => r.CreatedAt).FirstOrDefault();
        var fixedIn = asked is { Kind: PriceRuleKind.Fixed, Currency: { } currency } && row.Cost?.Currency == currency;
        return new()
        {
            BranchId = seller.BranchId, SellerId = seller.Id, BuyerId = buyer?.Id ?? Guid.Empty, BuyerPath = buyer?.Path, PlanId = row.Plan.Id, Interval = row.Interval,
            Title = row.Product.Name == row.Plan.Name ? row.Plan.Name : $"{row.Product.Name}, {row.Plan.Name}", From = day, At = desk.Now,
            Loss = fixedIn ? row.Cost!.Value.Minor - asked!.Amount : null, Currency = asked?.Currency ?? row.Cost?.Currency ?? seller.Currency,
        };
    }

    private static async Task Keep(TributaryDb db, Guid sellerId, PriceLoss[] found, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.PriceLosses.Where(l => l.SellerId == sellerId).ExecuteDeleteAsync(cancel);
        if (found.Length > 0) await Bulk.Insert(db, typeof(PriceLoss), found, cancel);
        await transaction.CommitAsync(cancel);
    }
}
