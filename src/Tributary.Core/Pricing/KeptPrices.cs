using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;

namespace Tributary.Pricing;

/// <summary>Who sells to whom; nobody (an empty id) for whomever the seller has made no rule for. In the buyer's branch.</summary>
internal readonly record struct Edge(Guid SellerId, Guid BuyerId, int BranchId);

/// <summary>
/// What quoting reads, as a lane of the desk keeps it over batches: accounts with their terms, plans with their prices, the
/// rules of an edge for a plan, the rates of a seller. Only what is there is kept, never that something was missing.
/// </summary>
internal sealed class KeptPrices : Standing
{
    private readonly Dictionary<string, (Account Account, Terms[] Terms)> accounts = [];
    private readonly Dictionary<Guid, (Plan Plan, Product Product, PricePoint[] Points)> plans = [];
    private readonly Dictionary<(Edge Edge, Guid Plan), PriceRule[]> rules = [];
    private readonly Dictionary<Guid, (int Branch, ExchangeRate[] Rates)> rates = [];

    /// <inheritdoc/>
    public override int Count => accounts.Count + plans.Count + rules.Count + rates.Count;

    public (Account Account, Terms[] Terms)? At(string path) => accounts.TryGetValue(path, out var at) ? at : null;

    public (Plan Plan, Product Product, PricePoint[] Points)? Plan(Guid id) => plans.TryGetValue(id, out var at) ? at : null;

    public PriceRule[]? Rules(Edge edge, Guid planId) => rules.GetValueOrDefault((edge, planId));

    public ExchangeRate[]? Rates(Guid sellerId) => rates.TryGetValue(sellerId, out var at) ? at.Rates : null;

    public void Keep(Account account, Terms[] terms) => accounts[account.Path] = (account, terms);

    public void Keep(Plan plan, Product product, PricePoint[] points) => plans[plan.Id] = (plan, product, points);

    public void Keep(Edge edge, Guid planId, PriceRule[] fitting) => rules[(edge, planId)] = fitting;

    public void Keep(Account seller, ExchangeRate[] made) => rates[seller.Id] = (seller.BranchId, made);

    /// <inheritdoc/>
    public override void Forget(int branchId)
    {
        // What the root sets, everybody buys at.
        Drop(accounts, at => at.Value.Account.BranchId == branchId || branchId == 0);
        Drop(plans, at => at.Value.Plan.BranchId == branchId || branchId == 0);
        Drop(rules, at => at.Key.Edge.BranchId == branchId || branchId == 0);
        Drop(rates, at => at.Value.Branch == branchId || branchId == 0);
    }

    private static void Drop<TKey, TValue>(Dictionary<TKey, TValue> kept, Func<KeyValuePair<TKey, TValue>, bool> goes) where TKey : notnull
    {
        foreach (var gone in kept.Where(goes).ToList()) kept.Remove(gone.Key);
    }
}
