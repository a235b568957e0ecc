using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Notices;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Provisioning;
using Tributary.Reports;
using Tributary.Reports.Today;
using Tributary.Subscriptions;
using Tributary.Tests.Accounts;

namespace Tributary.Tests.Reports;

/// <summary>What there is to decide is read by indexes that hold only what waits, so that it costs the same however much there is.</summary>
public sealed class DecisionCostTests
{
    private const int Few = 800;
    private const int Many = 20_000;

    // What a source may walk from end to end, since it holds nothing but what waits.
    private static readonly string[] Small =
    [
        "ix_accounts_path_status", "ix_accounts_pending_reported_at_id", "ix_subscriptions_grace_until_id", "ix_work_disputed_at", "ix_orders_short_path_id",
        "ix_subscriptions_short_path_id", "ix_orders_state_path_id", "ix_work_owner_path_id", "ix_memberships_path_invited_at",
    ];

    [Theory, OnBoth]
    public async Task N2_The_list_asks_the_same_and_reads_the_same_among_hundreds_and_tens_of_thousands(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        world.Unkept.UnionWith(Enum.GetValues<Invariant>());
        await Furnish(world);
        await Copies(world, 1, Few);
        var few = new Dictionary<Cast, IReadOnlyList<Asked>>();
        Cast[] readers = [world.Nora, world.Piet, world.Rosa, world.Saul, world.Cora];
        foreach (var reader in readers) few[reader] = (await Ask(world, reader)).Questions;
        await Copies(world, Few + 1, Many);

        foreach (var reader in readers)
        {
            var (questions, list) = await Ask(world, reader);
            Assert.Equal(few[reader].Select(Plain), questions.Select(Plain));
            // Which fifty of a kind come first is as good as chance here, and so is how many accounts they are of.
            Assert.All(questions, question => Assert.InRange(question.Rows, 0, 3 * DecisionsAsked.Usual));
            if (reader == world.Nora) Assert.True(list.More);
            foreach (var question in questions)
            {
                var rows = await Touches(world, question);
                Assert.True(rows <= 1_000, $"{reader.Account.Name}: {rows} rows are touched by {question.Words}");
            }
        }
    }

    // SQLite writes a list of values out, a parameter for each.
    private static string Plain(Asked question) => Regex.Replace(question.Words, @"@\w+(, @\w+)+", "@list");

    private static Task<(IReadOnlyList<Asked> Questions, DecisionList Answer)> Ask(World world, Cast reader) => Asked.Watch(async () =>
    {
        await using var db = world.Db();
        return await DecisionList.Of(db, reader.Viewer, reader.Account, world.Desk.Now, world.Today);
    });

    // One of everything that may wait, as whatever is copied is copied from.
    private static async Task Furnish(World world)
    {
        var plan = await world.Plan();
        foreach (var buyer in new[] { world.Piet, world.Saul, world.Cora }) await world.TopUp(buyer, 100m);
        await world.Order(world.Cora, plan);
        await world.TopUp(world.Rosa, 100m);
        await world.Buy(world.Cora, plan);
        var work = await world.Order(world.Cora, plan);
        await using var db = world.Db();
        var asked = await db.Work.AsNoTracking().SingleAsync(w => w.OrderId == work.OrderId);
        await world.Do(new FinishWork { By = world.Worker, Branch = asked.BranchId, WorkId = asked.Id, Outcome = new() { Kind = OutcomeKind.NeedsPerson } });
        var person = new User { Id = Guid.CreateVersion7(), Name = "Una", Email = "una@example.com", UserName = "una@example.com", CreatedAt = world.Desk.Now };
        db.Users.Add(person);
        await db.SaveChangesAsync();
        await world.Do(new AddPerson { By = world.Saul.Viewer, AccountBranch = world.Saul.BranchId, AccountId = world.Saul.Id, UserId = person.Id, Role = Role.Viewer, Invites = true });
        await world.Do(new OpenAccount { By = world.Saul.Viewer, ParentBranchId = world.Saul.BranchId, ParentId = world.Saul.Id, Kind = AccountKind.Reseller, Details = World.Details("Olga") });
        world.Clock.MoveTo(world.Today.AddDays(20));
    }

    // Of everything there are as many that wait as that do not.
    private static async Task Copies(World world, int from, int to)
    {
        await Copy<Account>(world, from, to, "t.name = 'Cora'", ("path", $"'{world.Saul.Account.Path}copy' || n || '/'"), ("number", "'N' || n"));
        await Copy<Account>(world, from, to, "t.name = 'Olga'", ("path", $"'{world.Saul.Account.Path}olga' || n || '/'"), ("status", "1 + n % 3"), ("number", Nullable("'O' || n", 5)), ("pending_reported_at", Nullable("t.opened_at", 2)));
        await Copy<Order>(world, from, to, $"t.state = {(int)OrderState.AwaitingFunds} AND t.short_id IS NOT NULL", ("state", "1 + n % 6"), ("number", "'O' || n"),
            ("short_id", "CASE WHEN n % 6 IN (1, 5) THEN t.short_id END"), ("short_path", "CASE WHEN n % 6 IN (1, 5) THEN t.short_path END"));
        await Copy<Order>(world, from, to, $"t.state = {(int)OrderState.NeedsAttention}", ("number", "'P' || n"));
        await Copy<Subscription>(world, from, to, "t.due_on IS NOT NULL", ("short_id", Nullable("(SELECT id FROM accounts WHERE name = 'Rosa')", 2)), ("short_path", Nullable($"'{world.Rosa.Account.Path}'", 2)), ("grace_until", "t.due_on"));
        await Copy<Work>(world, from, to, $"t.state = {(int)WorkState.NeedsPerson}", ("state", "1 + n % 6"));
        await Copy<Membership>(world, from, to, "t.invited_at IS NOT NULL", ("invited_at", Nullable("t.invited_at", 2)));
        await Copy<Message>(world, from, to, "t.template = 'invitation'", ("state", "1 + n % 5"));
        await using var db = world.Db();
        await db.Database.ExecuteSqlRawAsync("ANALYZE");
    }

    private static string Nullable(string value, int each) => $"CASE WHEN n % {each} = 0 THEN NULL ELSE {value} END";

    private static async Task Copy<T>(World world, int from, int to, string which, params (string Column, string Value)[] changed) where T : Entity
    {
        await using var db = world.Db();
        db.Database.SetCommandTimeout(300);
        var entity = db.Model.FindEntityType(typeof(T))!;
        var columns = entity.GetProperties().Select(p => p.GetColumnName()).ToList();
        string Value(string column) => column switch
        {
            "id" => db.IsPostgres ? "gen_random_uuid()" : "upper(printf('%s-%s-7%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))",
            _ => changed.FirstOrDefault(c => c.Column == column).Value ?? $"t.\"{column}\"",
        };
        var series = db.IsPostgres ? $"generate_series({from}, {to}) AS n" : $"(WITH RECURSIVE s(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM s WHERE n < {to}) SELECT n FROM s)";
        var first = $"SELECT * FROM {entity.GetTableName()} t WHERE {which} ORDER BY id LIMIT 1";
#pragma warning disable EF1002 // Only names of the model and words of the test are put into the text.
        await db.Database.ExecuteSqlRawAsync(
            $"INSERT INTO {entity.GetTableName()} ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", columns.Select(Value))} FROM ({first}) t, {series}");
#pragma warning restore EF1002
    }

    // How many rows the database really looks at; of SQLite, which does not say, whether it reads anything from end to end but what is small.
    private static async Task<int> Touches(World world, Asked question)
    {
        await using var connection = await world.Database.OpenAsync();
        if (question.Again is { } again)
        {
            again.Connection = connection;
            again.CommandText = "EXPLAIN (ANALYZE, FORMAT JSON) " + question.Words;
            using var plan = JsonDocument.Parse((string)(await again.ExecuteScalarAsync())!);
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
            if (reader.GetString(3) is var step && step.StartsWith("SCAN ", StringComparison.Ordinal) && !step.Contains("SUBQUERY", StringComparison.Ordinal)
                && !step.Contains("CONSTANT ROW", StringComparison.Ordinal) && !step.Contains("json_each", StringComparison.Ordinal) && !Small.Any(index => step.Contains(index, StringComparison.Ordinal))
                && await Count(world, question, step) > 1_000)
                Assert.Fail($"{step}: {question.Words}");
        return question.Rows;
    }

    // SQLite reads a table of a few rows rather than its index, and is right.
    private static async Task<long> Count(World world, Asked question, string step)
    {
        var table = Regex.Match(question.Words, $"\"(\\w+)\" AS \"{step.Split(' ')[1]}\"").Groups[1].Value;
        if (table.Length == 0) return long.MaxValue;
        await using var connection = await world.Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM \"{table}\"";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static int Rows(JsonElement node)
    {
        double Of(string name) => node.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
        var rows = (Of("Actual Rows") + Of("Rows Removed by Filter")) * Math.Max(1, Of("Actual Loops"));
        return (int)rows + (node.TryGetProperty("Plans", out var below) ? below.EnumerateArray().Sum(Rows) : 0);
    }
}
