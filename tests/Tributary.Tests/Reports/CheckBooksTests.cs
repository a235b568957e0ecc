using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Reports;

namespace Tributary.Tests.Reports;

/// <summary>
/// One good database a kind; each case changes a row behind the program's back, looks what is found, and puts the table
/// back as it was.
/// </summary>
public sealed class CheckBooksTests(CheckBooksTests.Lived lived) : IClassFixture<CheckBooksTests.Lived>
{
    private const string OneBook = "(SELECT id FROM books WHERE purpose = 4 ORDER BY id LIMIT 1)";
    private const string OneLine = "(SELECT id FROM order_lines WHERE state = 3 AND action = 1 ORDER BY id LIMIT 1)";
    private const string OneSubscription = "(SELECT subscription_id FROM periods WHERE seq = 3 ORDER BY subscription_id LIMIT 1)";

    [Theory, OnBoth]
    public async Task What_was_done_by_deeds_holds(DatabaseKind kind)
    {
        var report = await CheckBooks.Run((await lived.In(kind)).Database, TimeProvider.System);

        Assert.Equal("", Books.Told(report));
        Assert.All(report.Invariants, invariant => Assert.True(invariant.Rows > 0, $"{invariant.Invariant} looked at nothing."));
    }

    [Theory]
    // 1: transfers
    [OnBoth("1 2", "books", $"UPDATE books SET balance = balance + 1 WHERE id = {OneBook}", "All books must sum to 0, they sum to 1.")]
    [OnBoth("1 2 2b", "transfers", "UPDATE transfers SET posting_number = 999 WHERE posting_number = 3 AND seq = 0 AND branch_id = 1", "It must belong to a posting of its branch")]
    [OnBoth("1 3 4", "books", "UPDATE books SET currency = 'EUR' WHERE id = (SELECT id FROM books WHERE purpose = 2 AND currency = 'USD' AND balance > 0 ORDER BY id LIMIT 1)", "Both books must have one currency")]
    // 2: balances
    [OnBoth("2", "transfers", "UPDATE transfers SET to_balance = to_balance + 7 WHERE posting_number = 2 AND seq = 0 AND branch_id = 1", "the balance must be ")]
    [OnBoth("2", "transfers", "UPDATE transfers SET from_balance = from_balance - 7 WHERE posting_number = 4 AND seq = 0 AND branch_id = 1", "the balance must be ")]
    [OnBoth("2 2b", "transfers", "UPDATE transfers SET from_book_id = to_book_id, to_book_id = from_book_id WHERE posting_number = 1 AND branch_id = 1", "is not what was hashed")]
    // 2b: the chain
    [OnBoth("1 2b", "postings", "DELETE FROM postings WHERE branch_id = 1 AND number = 3", "The next number must be 3, it is 4.")]
    [OnBoth("2b", "postings", "UPDATE postings SET reference = 'renamed' WHERE branch_id = 1 AND number = 3", "The hash must be ")]
    [OnBoth("2b", "transfers", "UPDATE transfers SET hash = (SELECT hash FROM postings LIMIT 1) WHERE branch_id = 1 AND posting_number = 4 AND seq = 0", "Transfer 0 is not what was hashed")]
    [OnBoth("2b", "branches", "UPDATE branches SET last_posting = last_posting - 1 WHERE id = 1", "the branch says ")]
    [OnBoth("2b", "branches", "UPDATE branches SET last_hash = salt WHERE id = 1", "The branch must end on the hash of posting ")]
    // 3: lines and their levels
    [OnBoth("3", "order_lines", $"UPDATE order_lines SET levels = replace(levels, '\"margin\":', '\"margin\":1') WHERE id = {OneLine}", "the margin must be ")]
    [OnBoth("3 6", "order_lines", "UPDATE order_lines SET state = 4 WHERE id = (SELECT id FROM order_lines WHERE action = 4 AND levels <> '[]' LIMIT 1)", "Released: must have moved funding 0")]
    [OnBoth("2b 3", "transfers", "UPDATE transfers SET line_id = NULL WHERE branch_id = 1 AND seq = 0 AND posting_number = (SELECT MIN(number) FROM postings WHERE kind = 'capture' AND branch_id = 1)", "must have moved funding")]
    [OnBoth("3", "order_lines", $"UPDATE order_lines SET quantity = quantity + 1 WHERE id = {OneLine}", "the charge must be ")]
    // 4: reserved money
    [OnBoth("3 4", "order_lines", "UPDATE order_lines SET state = 1 WHERE state = 2", "Reserved must be 0, which is what open lines need")]
    [OnBoth("4", "orders", "UPDATE orders SET state = 2 WHERE state = 3", "A reserved line must be of an order that is being delivered; its order is AwaitingFunds.")]
    // 5: terms
    [OnBoth("5", "periods", $"UPDATE periods SET \"end\" = '2026-01-20' WHERE seq = 1 AND subscription_id = {OneSubscription}", "must start where the one before ends, on 2026-01-20")]
    [OnBoth("5", "periods", $"DELETE FROM periods WHERE seq = 2 AND subscription_id = {OneSubscription}", "where 2 is due there is 3")]
    [OnBoth("5", "periods", $"UPDATE periods SET line_id = (SELECT line_id FROM periods WHERE seq = 1 AND subscription_id = {OneSubscription}) WHERE seq = 2 AND subscription_id = {OneSubscription}", "must pay for exactly one row; it pays for ")]
    [OnBoth("5", "subscriptions", $"UPDATE subscriptions SET term_end = '2026-03-16' WHERE id = {OneSubscription}", "it says 2026-03-16")]
    [OnBoth("5", "subscriptions", $"UPDATE subscriptions SET anchor = '2026-01-14' WHERE id = {OneSubscription}", "must run to the next start counted from 2026-01-14")]
    // 6: figures
    [OnBoth("6", "figures", "UPDATE figures SET count = count + 1 WHERE name = 'accounts' AND key = 'customer:active' AND branch_id = 1", "accounts customer:active must be 2, it is 3")]
    [OnBoth("6", "figures", "UPDATE figures SET amount = amount + 1 WHERE name = 'recurring.cost' AND branch_id = 1", "recurring.cost monthly USD must be ")]
    [OnBoth("6", "figures", "DELETE FROM figures WHERE name = 'subscriptions' AND key = 'active' AND branch_id = 1", "subscriptions active must be ")]
    [OnBoth("6", "figures", "UPDATE figures SET amount = amount - 5 WHERE name = 'sold.net' AND key = '2026-01' AND branch_id = 1", "sold.net 2026-01 ")]
    [OnBoth("6", "figures", "UPDATE figures SET amount = amount - 5 WHERE name = 'bought.net' AND key = '2026-01' AND branch_id = 1", "bought.net 2026-01 ")]
    [OnBoth("6", "figures", "UPDATE figures SET count = 0 WHERE name = 'orders' AND branch_id = 1", "orders provisioning must be 1, it is 0")]
    [OnBoth("6", "accounts", "UPDATE accounts SET accounts_below = 0 WHERE name = 'Piet'", "accounts below must be 5, it is 0")]
    // 7: places
    [OnBoth("7", "notices", "UPDATE notices SET path = '/1/' WHERE id = (SELECT id FROM notices WHERE path <> '/1/' ORDER BY id LIMIT 1)", "It must lie at ")]
    [OnBoth("7", "trail", "UPDATE trail SET branch_id = 2 WHERE id = (SELECT id FROM trail WHERE branch_id = 1 ORDER BY id LIMIT 1)", "in branch 1, it lies at ")]
    [OnBoth("7", "terms", "UPDATE terms SET branch_id = 2 WHERE buyer_id = (SELECT id FROM accounts WHERE name = 'Rosa')", "It must lie in its buyer's branch, 1; it lies in 2.")]
    [OnBoth("7", "terms", "UPDATE terms SET seller_id = (SELECT id FROM accounts WHERE name = 'Xena') WHERE buyer_id = (SELECT id FROM accounts WHERE name = 'Rosa')", "The buyer must stand below the seller")]
    // 8: the trail
    [OnBoth("8", "trail", "DELETE FROM trail WHERE action = 'price.set'", "When it was written")]
    [OnBoth("8", "trail", "DELETE FROM trail WHERE action = 'wallet.credited' AND account_id = (SELECT id FROM accounts WHERE name = 'Cora')", "When it was posted")]
    [OnBoth("8", "trail", "DELETE FROM trail WHERE action = 'order.placed'", "When it was placed")]
    [OnBoth("8", "trail", "DELETE FROM trail WHERE action = 'account.opened' AND account_id = (SELECT id FROM accounts WHERE name = 'Nora')", "When it was opened")]
    [OnBoth("8", "trail", "UPDATE trail SET account_id = (SELECT id FROM accounts WHERE name = 'Piet'), path = '/1/' WHERE action = 'subscription.renewed' AND branch_id = 1", "there must be a line in the trail")]
    public async Task A_row_that_was_changed_is_found(DatabaseKind kind, string invariants, string table, string sql, string words)
    {
        var world = await lived.In(kind);
        await using var db = world.Db();
        var changed = await Wrecking(db, table, sql, async () =>
        {
            var report = await CheckBooks.Run(world.Database, TimeProvider.System);

            Assert.Contains(words, Books.Told(report));
            Assert.Equal(invariants, string.Join(' ', report.Invariants.Where(i => i.Findings > 0).Select(i => i.Invariant.Number())));
        });

        Assert.True(changed > 0, "The case changed nothing.");
    }

    [Theory, OnBoth]
    public async Task One_branch_is_checked_alone(DatabaseKind kind)
    {
        var world = await lived.In(kind);
        await using var db = world.Db();
        await Wrecking(db, "branches", "UPDATE branches SET last_posting = 99 WHERE id = 2", async () =>
        {
            Assert.Equal(0, (await CheckBooks.Run(world.Database, world.Clock, branch: 1)).Findings);
            Assert.Equal(1, (await CheckBooks.Run(world.Database, world.Clock, branch: 2)).Findings);
            Assert.Equal([2], (await CheckBooks.Run(world.Database, world.Clock)).ByBranch.Keys);
        });
    }

    [Theory, OnBoth]
    public async Task At_most_a_hundred_findings_are_listed_and_all_are_counted(DatabaseKind kind)
    {
        var world = await lived.In(kind);
        await using var db = world.Db();
        const string Many = """
            INSERT INTO figures (branch_id, account_id, name, key, currency, count, amount)
            SELECT f.branch_id, f.account_id, f.name, f.key || g.name || g.key || g.currency || g.account_id || g.branch_id, '', 1, 0 FROM figures f, figures g WHERE f.name = 'children'
            """;
        var made = await Wrecking(db, "figures", Many, async () =>
        {
            var figures = (await CheckBooks.Run(world.Database, world.Clock)).Invariants.Single(i => i.Invariant == Invariant.Figures);
            Assert.True(figures.Findings > 100);
            Assert.Equal(100, figures.Listed.Count);
        });

        Assert.True(made > 100);
    }

    [Theory, OnBoth]
    public async Task The_last_run_over_all_branches_is_kept(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await using var db = world.Db();
        Assert.Null(await BookCheck.Last(db));

        await BookCheck.Keep(db, world.Clock, await CheckBooks.Run(world.Database, world.Clock));
        world.Clock.Advance(TimeSpan.FromDays(1));
        var report = await CheckBooks.Run(world.Database, world.Clock);
        await BookCheck.Keep(db, world.Clock, report);

        Assert.Equal(report.At, (await BookCheck.Last(db))!.At);
        Assert.Equal(report.Rows, (await BookCheck.Last(db))!.Rows);
        Assert.Equal(1, await db.BookChecks.CountAsync());
    }

    private static async Task<int> Wrecking(TributaryDb db, string table, string sql, Func<Task> look)
    {
#pragma warning disable EF1002 // The statements are the cases' own.
        await db.Database.ExecuteSqlRawAsync($"CREATE TABLE kept AS SELECT * FROM {table}");
        try
        {
            var changed = await db.Database.ExecuteSqlRawAsync(sql);
            await look();
            return changed;
        }
        finally
        {
            await db.Database.ExecuteSqlRawAsync($"DELETE FROM {table}");
            await db.Database.ExecuteSqlRawAsync($"INSERT INTO {table} SELECT * FROM kept");
            await db.Database.ExecuteSqlRawAsync("DROP TABLE kept");
        }
#pragma warning restore EF1002
    }

    public sealed class Lived : IAsyncLifetime
    {
        private readonly Dictionary<DatabaseKind, World> worlds = [];

        internal async Task<World> In(DatabaseKind kind)
        {
            if (!worlds.TryGetValue(kind, out var world)) worlds[kind] = world = await LivedIn.Open(kind);
            return world;
        }

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            foreach (var world in worlds.Values) await world.DisposeAsync();
        }
    }
}
