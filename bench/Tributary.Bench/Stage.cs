using Microsoft.Extensions.Logging.Abstractions;
using Tributary;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;

/// <summary>Chains of provider, partner, reseller and sub-reseller with customers, whose wallets do not run dry.</summary>
internal sealed record Stage(Guid PlanId, IReadOnlyList<Viewer> Customers)
{
    public static async Task<Stage> Set(DatabaseChoice database, int branches, int customersEach)
    {
        await using var desk = new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance);
        var root = await desk.Do(new SetUp { By = SetUp.Nobody, Details = Details("Provider") with { Currency = "USD" } });
        var provider = Owner(root, AccountKind.Provider, "Provider");
        var product = await desk.Do(new MakeProduct { By = provider, Code = "MAIL", Name = "Mail" });
        var plan = await desk.Do(new MakePlan { By = provider, ProductId = product.Id, Code = "BASIC", Kind = PlanKind.Plan, Details = new() { Name = "Basic" } });
        await desk.Do(new SetPricePoint { By = provider, PlanId = plan.Id, Interval = Interval.Monthly, BaseCost = Money.Exact(8m, Currency.Usd) });

        var customers = new List<Viewer>();
        for (var b = 0; b < branches; b++)
        {
            var above = provider;
            foreach (var level in new[] { "Partner", "Reseller", "Sub-reseller" }) above = await Open(desk, database, provider, above, AccountKind.Reseller, $"{level} {b}");
            for (var c = 0; c < customersEach; c++) customers.Add(await Open(desk, database, provider, above, AccountKind.Customer, $"Customer {b}-{c}"));
        }
        return new Stage(plan.Id, customers);
    }

    private static async Task<Viewer> Open(Desk desk, DatabaseChoice database, Viewer provider, Viewer parent, AccountKind kind, string name)
    {
        var opened = await desk.Do(new OpenAccount
        {
            By = parent, ParentBranchId = parent.BranchId, ParentId = parent.AccountId, Kind = kind, Details = Details(name),
            MayOpen = kind == AccountKind.Reseller ? MayOpen.All : MayOpen.Nothing,
        });
        await using var db = database.CreateDbContext();
        foreach (var deed in await RegisterAccounts.Waiting(db, Viewer.Program("Bench", provider.AccountId))) await desk.Do(deed);
        if (kind == AccountKind.Reseller)
        {
            await desk.Do(new SubmitAccount { By = parent, InBranch = opened.BranchId, AccountId = opened.Id });
            await desk.Do(new ConfirmAccount { By = provider, InBranch = opened.BranchId, AccountId = opened.Id });
        }
        await desk.Do(new TopUp { By = parent, InBranch = opened.BranchId, BuyerId = opened.Id, Amount = Money.Exact(100_000_000m, Currency.Usd) });
        return Owner(opened, kind, name);
    }

    private static Viewer Owner(AccountOpened account, AccountKind kind, string name) =>
        new() { Name = name, AccountId = account.Id, BranchId = account.BranchId, Path = account.Path, Kind = kind, Rights = Right.All };

    private static AccountDetails Details(string name) =>
        new() { Name = name, Street = "Quay 1", PostalCode = "1000", City = "Delft", Country = "NL", Language = "en", TimeZone = "UTC", Email = "office@example.com" };
}
