using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Subscriptions;

namespace Tributary.Reports;

/// <summary>The accounts from the root down to where the walk of <see cref="CheckFigures"/> stands, with what each should keep.</summary>
internal sealed class Walk(Findings findings, int branch)
{
    private readonly List<Step> open = [];

    /// <summary>Goes on to the next account in the order of paths, leaving those it does not stand below.</summary>
    public void Enter(Account account)
    {
        Leave(account.Path);
        var key = FigureKey.Of(account);
        if (account.Path != TreePath.Root || branch == 0) findings.Looked(Invariant.Figures);
        for (var i = 0; i < open.Count; i++)
        {
            open[i].Below++;
            open[i].Add((FigureName.Accounts, key, ""), 1, 0);
            if (open[i].Account.Id == account.ParentId) open[i].Add((FigureName.Children, key, ""), 1, 0);
        }
        open.Add(new(account));
    }

    /// <summary>Compares and leaves every account that <paramref name="path"/> does not stand below; all of them for "".</summary>
    public void Leave(string path)
    {
        while (open.Count > 0 && !TreePath.Within(path, open[^1].Account.Path))
        {
            Compare(open[^1]);
            open.RemoveAt(open.Count - 1);
        }
    }

    /// <summary>A figure that is kept for the account the walk stands at.</summary>
    public void Keep(Figure figure)
    {
        findings.Looked(Invariant.Figures);
        open[^1].Kept[(figure.Name, figure.Key, figure.Currency)] = (figure.Count, figure.Amount);
    }

    /// <summary>A figure of an account that is not in its branch.</summary>
    public void Stray(Figure figure) =>
        findings.Add(Invariant.Figures, branch, Ids.Account(figure.AccountId), $"{figure.Name} is kept for an account that is not in this branch.");

    /// <summary>Counts one for the account the walk stands at and all above it, under what each of them reads.</summary>
    public void Below(string name, Func<Account, string> key)
    {
        findings.Looked(Invariant.Figures);
        foreach (var step in open) step.Add((name, key(step.Account), ""), 1, 0);
    }

    /// <summary>Counts a subscription, and what recurs of it at each level.</summary>
    public void Count(Subscription subscription)
    {
        Below(FigureName.Subscriptions, account => subscription.GroupAt(account.Path));
        foreach (var step in open.Where(step => subscription.GroupAt(step.Account.Path) == "active"))
            step.Add((FigureName.Software, FigureKey.Of(subscription), ""), 1, 0);
        if (subscription.ActivatedOn is { } activated) OnDay(FigureName.Activated, FigureName.ActivatedOf, activated, subscription.ProductId);
        if (subscription.EndedOn is { } ended) OnDay(FigureName.Ended, FigureName.EndedOf, ended, subscription.ProductId);
        if (!subscription.Recurs) return;
        foreach (var level in subscription.Levels)
        {
            At(level.BuyerId, Ids.Subscription(subscription.Id))?.Add((FigureName.RecurringCost, subscription.Interval.Code(), level.Currency.Code), 1, level.PerTerm);
            At(level.SellerId, Ids.Subscription(subscription.Id))?.Add((FigureName.RecurringRevenue, subscription.Interval.Code(), level.Currency.Code), 1, level.PerTerm);
        }
    }

    private void OnDay(string name, string ofProduct, DateOnly day, Guid productId)
    {
        Below(name, _ => FigureDay.Key(day));
        Below(ofProduct, _ => FigureDay.Key(day, productId));
    }

    /// <summary>Counts what a captured line sold and bought at each level.</summary>
    public void Sold(Guid lineId, IReadOnlyList<Level> levels, string month)
    {
        findings.Looked(Invariant.Figures);
        foreach (var level in levels)
        {
            At(level.SellerId, Ids.Line(lineId))?.Add((FigureName.SoldNet, month, level.Currency.Code), 1, level.Net);
            At(level.BuyerId, Ids.Line(lineId))?.Add((FigureName.BoughtNet, month, level.Currency.Code), 1, level.Net);
        }
    }

    private Step? At(Guid accountId, string id)
    {
        var step = open.Find(s => s.Account.Id == accountId);
        if (step is null) findings.Add(Invariant.Figures, branch, id, $"Its levels must lie between the root and its account, {Ids.Account(accountId)} does not.");
        return step;
    }

    private void Compare(Step step)
    {
        foreach (var name in step.Due.Keys.Union(step.Kept.Keys).Order())
        {
            var (due, kept) = (step.Due.GetValueOrDefault(name), step.Kept.GetValueOrDefault(name));
            if (due != kept) Found(step, $"{name.Name} {name.Key} {name.Currency}".TrimEnd(), Told(due, name.Currency), Told(kept, name.Currency));
        }
        // The root's own number would tie every branch to it; its figures are one row a branch instead.
        if (step.Account.Path != TreePath.Root && step.Account.AccountsBelow != step.Below)
            Found(step, "accounts below", step.Below.ToString(), step.Account.AccountsBelow.ToString());
    }

    private void Found(Step step, string what, string due, string kept) =>
        findings.Add(Invariant.Figures, branch, Ids.Account(step.Account.Id), $"{what} must be {due}, it is {kept}.");

    private static string Told((long Count, long Amount) figure, string currency) =>
        currency is "" ? $"{figure.Count}" : $"{figure.Amount} in {figure.Count}";

    private sealed class Step(Account account)
    {
        public Account Account => account;
        public int Below { get; set; }
        public Dictionary<(string Name, string Key, string Currency), (long Count, long Amount)> Due { get; } = [];
        public Dictionary<(string Name, string Key, string Currency), (long Count, long Amount)> Kept { get; } = [];

        public void Add((string, string, string) name, long count, long amount)
        {
            var (c, a) = Due.GetValueOrDefault(name);
            Due[name] = (c + count, a + amount);
        }
    }
}

/// <summary>How the figures of accounts and software are keyed.</summary>
internal static class FigureKey
{
    /// <summary><c>kind:status</c>.</summary>
    public static string Of(Account account) => $"{account.Kind.Code()}:{account.Status.Code()}";

    /// <summary>The product.</summary>
    public static string Of(Subscription subscription) => subscription.ProductId.ToString("N");
}
