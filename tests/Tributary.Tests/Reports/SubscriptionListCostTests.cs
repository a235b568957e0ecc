using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Subscriptions;
using Tributary.Tests.Accounts;

namespace Tributary.Tests.Reports;

/// <summary>What a page of the list of subscriptions costs does not grow with how many there are, in none of the orders that are offered.</summary>
public sealed class SubscriptionListCostTests
{
    private const int Many = 30_000;

    [Theory, OnBoth]
    public async Task S1_07_Each_order_of_the_list_pages_by_its_index_for_the_whole_tree_a_branch_and_a_small_part(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        world.Unkept.UnionWith(Enum.GetValues<Invariant>());
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora, world.Xena }) await world.TopUp(buyer, 1000m);
        var plan = await world.Plan();
        await world.Buy(world.Cora, plan);
        var small = await world.Buy(world.Xena, plan);
        await Copies(world);

        foreach (var order in Enum.GetValues<SubscriptionOrder>())
        {
            foreach (var viewer in new[] { world.Nora.Viewer, world.Piet.Viewer })
            {
                var (first, rows) = await Page(world, viewer, order, null);
                Assert.Equal(51, rows.Count);
                await Walks(world, first);
                var (second, next) = await Page(world, viewer, order, rows[49].Id);
                Assert.Equal(rows[50].Id, next[0].Id);
                Assert.Equal(51, next.Select(s => s.Id).Except(rows.Take(50).Select(s => s.Id)).Count());
                await Walks(world, second);
            }
            var (few, own) = await Page(world, world.Xena.Viewer, order, null);
            Assert.Equal([small.Id], own.Select(s => s.Id));
            await Walks(world, few, sorts: true);
        }
    }

    private static async Task<(IReadOnlyList<Asked> Questions, IReadOnlyList<Subscription> Rows)> Page(World world, Viewer viewer, SubscriptionOrder order, Guid? after) =>
        await Asked.Watch(async () =>
        {
            await using var db = world.Db();
            return await new SubscriptionsFound(db, viewer, new() { Order = order }).Page(after, 51);
        });

    // How many rows the database really looks at; of SQLite, which does not say, whether it reads the table from end to end or sorts what it found.
    private static async Task Walks(World world, IReadOnlyList<Asked> questions, bool sorts = false)
    {
        foreach (var question in questions.Where(q => q.Words.Contains("subscriptions", StringComparison.Ordinal)))
        {
            await using var connection = await world.Database.OpenAsync();
            if (question.Again is { } again)
            {
                again.Connection = connection;
                again.CommandText = "EXPLAIN (ANALYZE, FORMAT JSON) " + question.Words;
                using var plan = JsonDocument.Parse((string)(await again.ExecuteScalarAsync())!);
                var touched = Rows(plan.RootElement[0].GetProperty("Plan"));
                Assert.True(touched <= 1_000, $"{touched} rows are touched by {question.Words}");
                continue;
            }
            await using var command = connection.CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + question.Words;
            foreach (var name in Regex.Matches(question.Words, "@[A-Za-z_0-9]+").Select(m => m.Value).Distinct())
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, "1");
                command.Parameters.Add(parameter);
            }
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var step = reader.GetString(3);
                Assert.False(step.StartsWith("SCAN", StringComparison.Ordinal) && !step.Contains("INDEX", StringComparison.Ordinal), $"{step} in {question.Words}");
                if (!sorts) Assert.False(step.Contains("TEMP B-TREE", StringComparison.Ordinal) && !step.Contains("LAST", StringComparison.Ordinal), $"{step} in {question.Words}");
            }
        }
    }

    private static int Rows(JsonElement node)
    {
        double Of(string name) => node.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
        var rows = (Of("Actual Rows") + Of("Rows Removed by Filter")) * Math.Max(1, Of("Actual Loops"));
        return (int)rows + (node.TryGetProperty("Plans", out var below) ? below.EnumerateArray().Sum(Rows) : 0);
    }

    // Subscriptions of Cora, as copies of hers; activated over some years, a hundred a day.
    private static async Task Copies(World world)
    {
        await using var db = world.Db();
        db.Database.SetCommandTimeout(300);
        var columns = db.Model.FindEntityType(typeof(Subscription))!.GetProperties().Select(p => p.GetColumnName()).ToList();
        string Value(string column) => column switch
        {
            "id" => db.IsPostgres ? "gen_random_uuid()" : "upper(printf('%s-%s-7%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))",
            "anchor" or "term_end" => db.IsPostgres ? "DATE '2025-01-01' + n / 100" : "date('2025-01-01', '+' || (n / 100) || ' days')",
            _ => $"t.\"{column}\"",
        };
        var series = db.IsPostgres ? $"generate_series(1, {Many}) AS n" : $"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {Many}) SELECT n FROM s)";
#pragma warning disable EF1002 // Only names of the model and numbers of the test are put into the text.
        await db.Database.ExecuteSqlRawAsync($"INSERT INTO subscriptions ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", columns.Select(Value))} FROM subscriptions t, {series} WHERE t.path LIKE (SELECT path FROM accounts WHERE name = 'Cora')");
        await db.Database.ExecuteSqlRawAsync($"UPDATE figures SET count = {Many} WHERE name = '{FigureName.Subscriptions}' AND account_id <> (SELECT id FROM accounts WHERE name = 'Xena') AND key = 'active'");
#pragma warning restore EF1002
        await db.Database.ExecuteSqlRawAsync("ANALYZE");
    }
}
