using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Reports;

namespace Tributary.Tests.Ledger;

public sealed class SpendTests
{
    [Theory, OnBoth]
    public async Task What_is_set_aside_and_spent_is_told_on_the_statement_of_its_edge(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        world.Unkept.Add(Invariant.Reserved); // Spend sets money aside without a line.
        await world.TopUp(world.Rosa, 20);
        await world.Do(new Spend { By = world.Rosa.Viewer, Buyer = world.Rosa, Aside = 15_00, Taken = 12_00 });
        Assert.Equal([("top_up", 20m, 0m, 20m), ("reserve", -15m, 15m, 5m), ("capture", 0m, -12m, 5m)], await world.Statement(world.Rosa));
        Assert.Equal((5m, 3m), (await world.Balance(world.Rosa), await world.Reserved(world.Rosa)));

        await using var db = world.Db();
        var last = await Statement.Read(db, world.Piet.Viewer, world.Rosa.Id, world.Today, limit: 1);
        Assert.Equal((new Balances(5_00, 15_00), new Balances(5_00, 3_00)), (last.Opening, last.Closing));
    }

    [Theory, OnBoth]
    public async Task A_posting_of_many_transfers_is_one_entry_however_small_the_page(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        world.Unkept.Add(Invariant.Reserved); // Spend sets money aside without a line.
        await world.TopUp(world.Rosa, 20);
        foreach (var aside in new[] { 6_00, 9_00 }) await world.Do(new Spend { By = world.Rosa.Viewer, Buyer = world.Rosa, Aside = aside, Pieces = 3, Taken = 1_00 });
        await using var db = world.Db();
        foreach (var newestFirst in new[] { true, false })
        {
            var read = new List<(string, long, long)>();
            long? after = null;
            do
            {
                var page = await Statement.Read(db, world.Rosa.Viewer, world.Rosa.Id, world.Today, after: after, limit: 1, newestFirst: newestFirst);
                var entry = Assert.Single(page.Entries);
                read.Add((entry.Kind, entry.After.Funds, entry.After.Reserved));
                after = page.Next;
            }
            while (after is not null);
            if (newestFirst) read.Reverse();
            Assert.Equal([("top_up", 20_00, 0), ("reserve", 14_00, 6_00), ("capture", 14_00, 5_00), ("reserve", 5_00, 14_00), ("capture", 5_00, 13_00)], read);
        }
    }

    [Theory, OnBoth]
    public async Task A_low_balance_is_told_once_when_the_mark_is_passed(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        world.Unkept.Add(Invariant.Reserved); // Spend sets money aside without a line.
        await world.Do(new SetOwnSettings { By = world.Rosa.Viewer, LowBalance = 10_00 });
        await world.TopUp(world.Rosa, 20);
        foreach (var aside in new[] { 5_00, 6_00, 1_00 }) await world.Do(new Spend { By = world.Rosa.Viewer, Buyer = world.Rosa, Aside = aside });
        await using var db = world.Db();
        var notice = await db.Notices.SingleAsync(n => n.Kind == "wallet.low");
        Assert.Equal((world.Rosa.Id, """{"available":"9.00","currency":"USD"}"""), (notice.AccountId, notice.Data));
    }

    private sealed class Spend : Deed<string>
    {
        public required Cast Buyer { get; init; }
        public required long Aside { get; init; }
        public long Taken { get; init; }
        public int Pieces { get; init; } = 1;
        public override int BranchId => Buyer.BranchId;

        public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
            Edges.Load(sheet, deeds.Cast<Spend>().Select(d => (d.Buyer.BranchId, d.Buyer.Id)));

        public override string Decide(Sheet sheet)
        {
            var terms = Edges.Of(sheet, Buyer.Id).Single(t => t.HoldsOn(sheet.Today));
            var (funding, reserved) = (sheet.Funding(terms), sheet.Book(terms, BookPurpose.Reserved));
            var before = funding.Balance;
            sheet.Post(BranchId, $"reserve:{sheet.NewId()}", "reserve", null, "Set aside", [.. Enumerable.Range(0, Pieces).Select(_ => new Move(funding, reserved, Aside / Pieces))]);
            sheet.Post(BranchId, $"capture:{sheet.NewId()}", "capture", null, "Delivered", [new Move(reserved, sheet.Book(terms, BookPurpose.Sales), Taken)]);
            LowBalance.Tell(sheet, sheet.Get<Account>(Buyer.Id), terms, before);
            return "done";
        }
    }
}
