using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Partners;

namespace Tributary.Bench;

/// <summary>A branch of the stage: who sells at its end, with a key, and who buys there.</summary>
internal sealed record StageBranch(Viewer Seller, string Key, IReadOnlyList<Viewer> Customers);

/// <summary>
/// Chains of provider, partner, reseller and sub-reseller with customers, made by the product's own deeds, whose wallets
/// do not run dry: every order is paid at four levels.
/// </summary>
internal sealed record Stage(Guid PlanId, Viewer Provider, IReadOnlyList<StageBranch> Branches)
{
    private const decimal Riches = 1_000_000_000m;

    public static async Task<Stage> Set(DatabaseChoice database, int branches, int customersEach)
    {
        await database.MigrateAsync();
        await using var desk = new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance);
        var root = await desk.Do(new SetUp { By = SetUp.Nobody, Details = Details("Provider") with { Currency = "USD" } });
        var provider = Owner(root, AccountKind.Provider, "Provider");
        var product = await desk.Do(new MakeProduct { By = provider, Code = "MAIL", Name = "Mail" });
        var plan = await desk.Do(new MakePlan { By = provider, ProductId = product.Id, Code = "BASIC", Kind = PlanKind.Plan, Details = new() { Name = "Basic" } });
        await desk.Do(new SetPricePoint { By = provider, PlanId = plan.Id, Interval = Interval.Monthly, BaseCost = Money.Exact(8m, Currency.Usd) });

        var made = new List<StageBranch>();
        for (var b = 0; b < branches; b++)
        {
            var seller = provider;
            foreach (var level in new[] { "Partner", "Reseller", "Sub-reseller" })
                seller = (await Open(desk, database, provider, seller, AccountKind.Reseller, [$"{level} {b}"]))[0];
            var customers = await Open(desk, database, provider, seller, AccountKind.Customer, [.. Enumerable.Range(0, customersEach).Select(c => $"Customer {b}-{c}")]);
            made.Add(new(seller, await Key(desk, seller), customers));
        }
        return new(plan.Id, provider, made);
    }

    /// <summary>One chain of resellers, so many levels deep: at each level a customer's account and a key of its seller.</summary>
    public static async Task<(Guid PlanId, IReadOnlyList<(Guid Customer, string Key)>)> Chain(DatabaseChoice database, int depth)
    {
        var stage = await Set(database, 1, 1);
        await using var desk = new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance);
        var (seller, chain) = (stage.Provider, new List<(Guid, string)>());
        for (var level = 1; level <= depth; level++)
        {
            var customer = (await Open(desk, database, stage.Provider, seller, AccountKind.Customer, [$"Customer at level {level}"]))[0];
            chain.Add((customer.AccountId, await Key(desk, seller)));
            if (level < depth) seller = (await Open(desk, database, stage.Provider, seller, AccountKind.Reseller, [$"Level {level}"]))[0];
        }
        return (stage.PlanId, chain);
    }

    /// <summary>An order of one monthly plan for each customer, as a program of its seller sends it.</summary>
    public IReadOnlyList<Request> Orders(int branches) =>
    [
        .. from customer in Enumerable.Range(0, Branches[0].Customers.Count)
           from branch in Branches.Take(branches)
           let account = PublicId.Format("acc", branch.Customers[customer].AccountId)
           select Request.Post("/api/v1/orders", $$"""{"account":"{{account}}","items":[{"plan":"{{PublicId.Format("pln", PlanId)}}","quantity":1,"interval":"monthly"}]}""",
               $"Authorization: Bearer {branch.Key}"),
    ];

    /// <summary>A question for the price of one monthly plan.</summary>
    public static Request Quote(string account, Guid plan, string key) => Request.Post("/api/v1/quotes",
        $$"""{"account":"{{account}}","items":[{"plan":"{{PublicId.Format("pln", plan)}}","quantity":1,"interval":"monthly"}]}""", $"Authorization: Bearer {key}");

    /// <summary>A key with every scope.</summary>
    public static async Task<string> Key(Desk desk, Viewer of)
    {
        var secret = KeySecret.New();
        await desk.Do(new CreateKey
        {
            By = of, AccountBranch = of.BranchId, AccountId = of.AccountId, Name = "Shop", Scopes = Scopes.All, Hash = secret.Hash, Prefix = secret.Prefix,
        });
        return secret.Text;
    }

    private static async Task<IReadOnlyList<Viewer>> Open(Desk desk, DatabaseChoice database, Viewer provider, Viewer parent, AccountKind kind, string[] names)
    {
        var answers = await desk.DoAll(names.Select(name => new OpenAccount
        {
            By = parent, ParentBranchId = parent.BranchId, ParentId = parent.AccountId, Kind = kind, Details = Details(name),
            MayOpen = kind == AccountKind.Reseller ? MayOpen.All : MayOpen.Nothing,
        }));
        var opened = answers.Select(a => a as AccountOpened ?? throw new InvalidOperationException("An account of the stage was refused.", a as Exception)).ToList();
        await using (var db = database.CreateDbContext())
        {
            while (await RegisterAccounts.Waiting(db, Viewer.Program("Bench", provider.AccountId)) is { Count: > 0 } waiting)
                foreach (var deed in waiting) await desk.Do(deed);
        }
        foreach (var account in kind == AccountKind.Reseller ? opened : [])
        {
            await desk.Do(new SubmitAccount { By = parent, InBranch = account.BranchId, AccountId = account.Id });
            await desk.Do(new ConfirmAccount { By = provider, InBranch = account.BranchId, AccountId = account.Id });
        }
        await desk.DoAll(opened.Select(a => new TopUp { By = parent, InBranch = a.BranchId, BuyerId = a.Id, Amount = Money.Exact(Riches, Currency.Usd) }));
        return [.. opened.Zip(names, (a, name) => Owner(a, kind, name))];
    }

    private static Viewer Owner(AccountOpened account, AccountKind kind, string name) =>
        new() { Name = name, AccountId = account.Id, BranchId = account.BranchId, Path = account.Path, Kind = kind, Rights = Right.All };

    private static AccountDetails Details(string name) =>
        new() { Name = name, Street = "Quay 1", PostalCode = "1000", City = "Delft", Country = "NL", Language = "en", TimeZone = "UTC", Email = "office@example.com" };
}
