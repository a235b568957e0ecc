using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Tests.Accounts;

namespace Tributary.Tests.Reports;

/// <summary>What a level of the tree costs does not grow with how many accounts there are.</summary>
public sealed class AccountTreeCostTests
{
    private const int Many = 100_000;

    [Theory, OnBoth]
    public async Task S4_02_Opening_a_level_asks_the_same_and_reads_the_same_among_a_hundred_and_a_hundred_thousand(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        world.Unkept.UnionWith(Enum.GetValues<Invariant>());
        await Copies(world, 1, 100);
        var few = await Level(world);
        await Copies(world, 101, Many);
        var many = await Level(world);

        Assert.Equal(50, few.Answer.Nodes.Count(n => n.Depth == 2));
        Assert.Equal(few.Questions.Select(q => (q.Words, q.Rows)), many.Questions.Select(q => (q.Words, q.Rows)));
        // One more than is shown, to know whether there are more; and the last reading that finds none.
        Assert.All(many.Questions, question => Assert.InRange(question.Rows, 0, AccountTree.Most + 2));
        foreach (var question in many.Questions)
        {
            var rows = await Touches(world, question);
            Assert.True(rows <= 1_000, $"{rows} rows are touched by {question.Words}");
        }
    }

    // Piet opens Rosa and Saul, who has all these customers, in his list.
    private static Task<(IReadOnlyList<Asked> Questions, AccountPage Answer)> Level(World world) => Asked.Watch(async () =>
    {
        await using var db = world.Db();
        var tree = new AccountTree(db, world.Piet.Viewer) { Kinds = [AccountKind.Reseller, AccountKind.Customer, AccountKind.Division] };
        return await tree.Tree(world.Piet.Account, [world.Rosa.Id, world.Saul.Id], null, descending: false, world.Today);
    });

    // How many rows the database really looks at; of SQLite, which does not say, whether it reads a table from end to end.
    private static async Task<int> Touches(World world, Asked question)
    {
        await using var connection = await world.Database.OpenAsync();
        if (question.Again is { } again)
        {
            again.Connection = connection;
            again.CommandText = "EXPLAIN (ANALYZE, FORMAT JSON) " + question.Words;
            using var plan = System.Text.Json.JsonDocument.Parse((string)(await again.ExecuteScalarAsync())!);
            return Rows(plan.RootElement[0].GetProperty("Plan"));
        }
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + question.Words;
        foreach (var name in System.Text.RegularExpressions.Regex.Matches(question.Words, "@[A-Za-z_0-9]+").Select(m => m.Value).Distinct())
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, "[]");
            command.Parameters.Add(parameter);
        }
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            if (reader.GetString(3) is var step && step.StartsWith("SCAN ", StringComparison.Ordinal) && !step.Contains("json_each", StringComparison.Ordinal) && step.Contains("account", StringComparison.Ordinal))
                return int.MaxValue;
        return question.Rows;
    }

    private static int Rows(System.Text.Json.JsonElement node)
    {
        double Of(string name) => node.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
        var rows = (Of("Actual Rows") + Of("Rows Removed by Filter")) * Math.Max(1, Of("Actual Loops"));
        return (int)rows + (node.TryGetProperty("Plans", out var below) ? below.EnumerateArray().Sum(Rows) : 0);
    }

    // Customers of Saul, as copies of Cora's row.
    private static async Task Copies(World world, int from, int to)
    {
        await using var db = world.Db();
        db.Database.SetCommandTimeout(300);
        var columns = db.Model.FindEntityType(typeof(Account))!.GetProperties().Select(p => p.GetColumnName()).ToList();
        var path = world.Saul.Account.Path;
        string Value(string column) => column switch
        {
            "id" => db.IsPostgres ? "gen_random_uuid()" : "upper(printf('%s-%s-7%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))",
            "path" => $"'{path}copy' || n || '/'",
            "number" => "'N' || n",
            "name" => db.IsPostgres ? "'Copy ' || lpad(n::text, 7, '0')" : "printf('Copy %07d', n)",
            _ => $"t.\"{column}\"",
        };
        var series = db.IsPostgres ? $"generate_series({from}, {to}) AS n" : $"(WITH RECURSIVE s(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM s WHERE n < {to}) SELECT n FROM s)";
#pragma warning disable EF1002 // Only names of the model and numbers of the test are put into the text.
        await db.Database.ExecuteSqlRawAsync(
            $"INSERT INTO accounts ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", columns.Select(Value))} FROM accounts t, {series} WHERE t.name = 'Cora'");
        await db.Database.ExecuteSqlRawAsync($"UPDATE accounts SET accounts_below = {to} WHERE name = 'Saul'");
#pragma warning restore EF1002
        await db.Database.ExecuteSqlRawAsync("ANALYZE");
    }
}
