using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Data.Seed;
using Tributary.Ledger;

namespace Tributary.Tests.Catalog;

/// <summary>Nora imports price lists, the real ones among them.</summary>
public sealed class ImportPriceListTests
{
    [SharedDataTheory("price-lists"), OnBoth]
    public async Task Nora_imports_the_software_list_of_2019_and_then_that_of_2020(DatabaseKind kind)
    {
        await using var shop = await Shop.Open(kind);
        var uploaded = await shop.Check(Real("saas-2019-2022.csv"));
        Assert.Equal((ImportState.Uploaded, "filterValue"), (uploaded.State, uploaded.Missing.Keys.Single()));

        var checked2019 = await shop.Check(uploaded.ImportId, m => m with { FilterValue = "2019" });
        Assert.Equal(new ImportCounts { Rows = 510, LeftOut = 427, New = 64, Unusable = 19 }, checked2019.Counts);
        Assert.Equal(
            "price.not_a_price 18, unit.unknown 8",
            string.Join(", ", (await shop.Found(checked2019.ImportId)).Items.SelectMany(f => f.Problems).CountBy(p => p.Code).OrderBy(c => c.Key).Select(c => $"{c.Key} {c.Value}")));
        var applied = await shop.Apply(checked2019.ImportId);
        Assert.Equal((20, 64, 0, 64, 19), (applied.Products, applied.NewPlans, applied.ChangedPlans, applied.PricePoints, applied.Unusable));
        Assert.Equal("12.95 USD monthly a user", await shop.PriceOf("canva", "PRO", Interval.Monthly));
        Assert.Equal("373.75 USD monthly a unit", await shop.PriceOf("zapier", "TEAM", Interval.Monthly));
        Assert.Equal("9.00 EUR monthly a user", await shop.PriceOf("github", "TEAM", Interval.Monthly));
        Assert.Null(await shop.PriceOf("github", "TEAM", Interval.Yearly));
        Assert.Null(await shop.PriceOf("box", "ENTERPRISE", Interval.Monthly));

        shop.Clock.Advance(TimeSpan.FromDays(365));
        var checked2020 = await shop.Check(Real("saas-2019-2022.csv"), m => m with { FilterValue = "2020" });
        Assert.Equal(new ImportCounts { Rows = 510, LeftOut = 393, New = 29, Changed = 9, Unchanged = 49, Dropped = 6, Unusable = 30 }, checked2020.Counts);
        var found = await shop.Found(checked2020.ImportId);
        Assert.Equal(
            new FieldChange("price.monthly", "9.00 EUR", "4.00 EUR"),
            found.Items.Single(f => f.Kind == FindingKind.Changed && f.Product == "Github" && f.Code == "TEAM").Changes.Single(c => c.Field.StartsWith("price")));
        await shop.Apply(checked2020.ImportId);
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("4.00 EUR monthly a user", await shop.PriceOf("github", "TEAM", Interval.Monthly));
        Assert.Equal("7.00 EUR monthly a user", await shop.PriceOf("github", "PRO", Interval.Monthly));

        var again = await shop.Check(Real("saas-2019-2022.csv"), m => m with { FilterValue = "2020" });
        Assert.Equal(new ImportCounts { Rows = 510, LeftOut = 393, Unchanged = 87, Dropped = 6, Unusable = 30 }, again.Counts);
        var taken = await shop.Check(again.ImportId, m => m with { WhenDropped = WhenDropped.Withdraw });
        Assert.Equal(6, (await shop.Apply(taken.ImportId)).DroppedPlans);
        Assert.Equal(SaleState.Withdrawn, (await shop.Point("github", "PRO", Interval.Monthly))!.SaleState);
        Assert.Equal(0, (await shop.Check(Real("saas-2019-2022.csv"), m => m with { FilterValue = "2020" })).Counts!.Dropped);
    }

    [SharedDataTheory("price-lists"), OnBoth]
    public async Task Nora_imports_the_domains(DatabaseKind kind)
    {
        await using var shop = await Shop.Open(kind);

        var found = await shop.Check(Real("domains-2022.csv"));
        // 313 names, each with a change of owner; 13 can be renewed only and be neither restored nor transferred.
        Assert.Equal(new ImportCounts { Rows = 313, New = 313 + 313 + 300 + 300, NotOffered = 13 }, found.Counts);
        var applied = await shop.Apply(found.ImportId);

        Assert.Equal((1, 1226, 1226), (applied.Products, applied.NewPlans, applied.PricePoints));
        Assert.Equal("12.00 USD yearly a domain", await shop.PriceOf("domains", "com", Interval.Yearly));
        Assert.Equal("0.00 USD one_time a domain", await shop.PriceOf("domains", "com-change-ownership", Interval.OneTime));
        Assert.Equal("142.00 USD one_time a domain", await shop.PriceOf("domains", "ac-restore", Interval.OneTime));
        Assert.Null(await shop.PriceOf("domains", "audio-restore", Interval.OneTime));
        Assert.Equal((SaleState.RenewalOnly, 1300L), await shop.Point("domains", "audio", Interval.Yearly) is { } audio ? (audio.SaleState, audio.BaseCost) : default);
        await using var db = shop.Database.NewDb();
        Assert.Equal(13, await db.PricePoints.CountAsync(p => p.SaleState == SaleState.RenewalOnly));
    }

    [Theory, OnBoth]
    public async Task A_list_is_applied_once_and_only_to_the_catalogue_it_was_compared_with(DatabaseKind kind)
    {
        await using var shop = await Shop.Open(kind);
        var one = await shop.Check(CarriedPriceList.File(), _ => CarriedPriceList.Mapping);
        var other = await shop.Check(PriceListFile.Of("box.csv", "vendor,code,currency,price,unit\nBox,STARTER,USD,5,user/month\nBox,ENTERPRISE,USD,Contact Sales,user/month\n"));

        Assert.Equal(37, (await shop.Apply(one.ImportId)).NewPlans);
        Assert.Equal("import.applied", await No(() => shop.Apply(one.ImportId)));
        Assert.Equal("import.applied", await No(() => shop.Check(one.ImportId)));
        Assert.Equal("import.outdated", await No(() => shop.Apply(other.ImportId)));
        other = await shop.Check(other.ImportId);
        Assert.Equal("import.unusable_rows", await No(() => shop.Apply(other.ImportId, noneUnlessAll: true)));
        Assert.Equal(1, (await shop.Apply(other.ImportId)).NewPlans);

        var third = await shop.Check(CarriedPriceList.File(), _ => CarriedPriceList.Mapping);
        Assert.Equal((37, 0), (third.Counts!.Unchanged, third.Counts.Dropped));
        await shop.Discard(third.ImportId);
        Assert.Equal("import.discarded", await No(() => shop.Apply(third.ImportId)));
        await using var db = shop.Database.NewDb();
        Assert.Equal(38, await db.Plans.CountAsync());
        Assert.Equal(38, await db.PlanVersions.CountAsync());
        Assert.Equal(2, await db.Trail.CountAsync(t => t.Action == "price_list.applied"));
    }

    [Theory, OnBoth]
    public async Task Prices_count_from_the_day_that_was_chosen(DatabaseKind kind)
    {
        await using var shop = await Shop.Open(kind);
        await shop.Apply((await shop.Check(Box("5"))).ImportId);

        Assert.Equal("import.day_past", await No(() => shop.Check(Box("6"), from: new(2026, 1, 9))));
        var later = await shop.Check(Box("6"), from: new(2026, 3, 1));
        Assert.Equal(new FieldChange("price.monthly", "5.00 USD", "6.00 USD"), (await shop.Found(later.ImportId)).Items.Single().Changes.Single());
        await shop.Apply(later.ImportId);

        await using var db = shop.Database.NewDb();
        Assert.Equal(
            [(new DateOnly(2026, 1, 10), 500L), (new DateOnly(2026, 3, 1), 600L)],
            (await db.PricePoints.OrderBy(p => p.EffectiveFrom).ToListAsync()).Select(p => (p.EffectiveFrom, p.BaseCost)));
        Assert.Equal(1, (await shop.Check(Box("6"), from: new(2026, 4, 1))).Counts!.Unchanged);
        var stale = await shop.Check(Box("7"));
        shop.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("import.day_past", await No(() => shop.Apply(stale.ImportId)));
    }

    [Theory, OnBoth]
    public async Task A_plan_that_changes_gets_a_version_and_one_that_loses_a_price_is_told(DatabaseKind kind)
    {
        await using var shop = await Shop.Open(kind);
        const string Heading = "vendor,code,description,currency,price,annual_price,unit\n";
        await shop.Apply((await shop.Check(PriceListFile.Of("box.csv", Heading + "Box,A,old,USD,5,50,user/month\nBox,B,,USD,1,,user/month\n"))).ImportId);

        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        var next = await shop.Check(PriceListFile.Of("box.csv", Heading + "Box,A,new,USD,5,,member/month\nBox,B,,USD,Contact Sales,,user/month\n"), m => m with { WhenDropped = WhenDropped.RenewalOnly });
        Assert.Equal(
            ["Unusable 3 B ", "Changed 2 A description,unit", "Dropped 2 A price.yearly", "Dropped 3 B price.monthly"],
            (await shop.Found(next.ImportId)).Items.Select(f => $"{f.Kind} {f.Row} {f.Code} {string.Join(',', f.Changes.Select(c => c.Field))}"));
        await shop.Apply(next.ImportId);

        await using var db = shop.Database.NewDb();
        var plan = await db.Plans.SingleAsync(p => p.Code == "A");
        Assert.Equal(("new", "member", 2, 2), (plan.Description, plan.Unit, plan.PlanVersion, await db.PlanVersions.CountAsync(v => v.PlanId == plan.Id)));
        Assert.Equal(SaleState.RenewalOnly, (await shop.Point("box", "A", Interval.Yearly))!.SaleState);
        Assert.Equal(SaleState.Sold, (await shop.Point("box", "A", Interval.Monthly))!.SaleState);
        Assert.Equal(SaleState.RenewalOnly, (await shop.Point("box", "B", Interval.Monthly))!.SaleState);
    }

    [Theory, OnBoth]
    public async Task Only_who_may_make_products_imports_and_only_for_an_account_it_sees(DatabaseKind kind)
    {
        await using var shop = await Shop.Open(kind);
        var found = await shop.Check(Box("5"));
        var viewer = shop.Nora with { Rights = Right.ViewAll };
        var xena = shop.Nora with { AccountId = Guid.NewGuid(), BranchId = 7, Path = "/7/", Kind = AccountKind.Reseller };

        Assert.Equal("right.missing", await No(() => shop.Apply(found.ImportId, by: viewer)));
        Assert.Equal("account.not_found", await No(() => shop.Apply(found.ImportId, by: xena)));
        Assert.Equal("import.not_found", await No(() => shop.Apply(Guid.NewGuid())));
        Assert.Equal(1, (await shop.Apply(found.ImportId)).NewPlans);
    }

    [Fact]
    public async Task A_large_list_is_written_in_one_deed()
    {
        await using var shop = await Shop.Open(DatabaseKind.Sqlite);
        var text = "vendor,code,currency,price,unit\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"Vendor {i % 50},PLAN{i},USD,{i % 500},user/month\n"));

        var found = await shop.Check(PriceListFile.Of("large.csv", text));
        Assert.Equal(20_000, (await shop.Apply(found.ImportId)).NewPlans);
        Assert.Equal(20_000, (await shop.Check(PriceListFile.Of("large.csv", text))).Counts!.Unchanged);
    }

    private static PriceListFile Real(string name) => PriceListFile.Read(name, File.ReadAllBytes(SharedData.At($"price-lists/{name}")));

    private static PriceListFile Box(string price) => PriceListFile.Of("box.csv", $"vendor,code,currency,price,unit\nBox,STARTER,USD,{price},user/month\n");

    private static async Task<string> No(Func<Task> deed) => (await Assert.ThrowsAsync<Refusal>(deed)).Code;

    /// <summary>Nora's installation on the tenth of January 2026, with nothing in it but herself.</summary>
    private sealed class Shop : IAsyncDisposable
    {
        private Shop(TestDatabase database) => (Database, Desk) = (database, new(database.Choice, Clock, NullLogger<Desk>.Instance));

        public TestDatabase Database { get; }
        public MovableClock Clock { get; } = new(new DateOnly(2026, 1, 10));
        public Viewer Nora { get; private set; } = null!;
        private Desk Desk { get; }

        public static async Task<Shop> Open(DatabaseKind kind)
        {
            var shop = new Shop(await TestDatabase.Create(kind));
            var id = PublicId.New(shop.Clock);
            shop.Nora = new() { Name = "Nora", AccountId = id, BranchId = 0, Path = TreePath.Root, Kind = AccountKind.Provider, Rights = Right.All };
            await using var db = shop.Database.NewDb();
            db.Add(new Branch { Id = 0, AccountId = id, Salt = new byte[32] });
            db.Add(new Account { Id = id, Path = TreePath.Root, Kind = AccountKind.Provider, Name = "Nora", Currency = Currency.Usd, OpenedAt = shop.Clock.GetUtcNow().UtcDateTime });
            await db.SaveChangesAsync();
            return shop;
        }

        public Task<ImportChecked> Check(PriceListFile file, Func<PriceListMapping, PriceListMapping>? choose = null, DateOnly? from = null) => Desk.Do(new CheckImport
        {
            By = Nora, Branch = 0, MakerId = Nora.AccountId, File = file, EffectiveFrom = from, Mapping = choose?.Invoke(GuessMapping.Of(file.Table, file.Source)),
        });

        public async Task<ImportChecked> Check(Guid import, Func<PriceListMapping, PriceListMapping>? choose = null) => await Desk.Do(new CheckImport
        {
            By = Nora, Branch = 0, MakerId = Nora.AccountId, ImportId = import, Mapping = choose?.Invoke((await Import(import)).Mapping()),
        });

        public Task<ImportApplied> Apply(Guid import, bool noneUnlessAll = false, Viewer? by = null) =>
            Desk.Do(new ApplyImport { By = by ?? Nora, Branch = 0, MakerId = Nora.AccountId, ImportId = import, NoneUnlessAll = noneUnlessAll });

        public Task Discard(Guid import) => Desk.Do(new DiscardImport { By = Nora, Branch = 0, MakerId = Nora.AccountId, ImportId = import });

        public async Task<ImportFindings> Found(Guid import) => (await Import(import)).Found()!;

        public async Task<PricePoint?> Point(string product, string plan, Interval interval)
        {
            await using var db = Database.NewDb();
            var today = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);
            return await (from point in db.PricePoints
                          join p in db.Plans on point.PlanId equals p.Id
                          join of in db.Products on p.ProductId equals of.Id
                          where of.Code == product.ToUpper() && p.Code == plan.ToUpper() && point.Interval == interval && point.EffectiveFrom <= today
                          orderby point.EffectiveFrom descending, point.CreatedAt descending, point.Id descending
                          select point).FirstOrDefaultAsync();
        }

        public async Task<string?> PriceOf(string product, string plan, Interval interval)
        {
            if (await Point(product, plan, interval) is not { } point) return null;
            await using var db = Database.NewDb();
            return $"{new Money(point.BaseCost, point.Currency)} {interval.Code()} a {(await db.Plans.SingleAsync(p => p.Id == point.PlanId)).Unit}";
        }

        private async Task<PriceListImport> Import(Guid id)
        {
            await using var db = Database.NewDb();
            return await db.PriceListImports.SingleAsync(i => i.Id == id);
        }

        public async ValueTask DisposeAsync()
        {
            await Desk.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
