using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Provisioning;
using Tributary.Reports;
using Tributary.Subscriptions;

namespace Tributary.Bench;

/// <summary>
/// A PostgreSQL database with very many customers at the end of chains of four levels, each with a subscription that is due.
/// One customer of each branch is made by the product's own deeds: opened, sold to, delivered. The others are copies of its
/// rows by set-based SQL, with ids, paths and numbers of their own, always the same ones. They were adopted from elsewhere,
/// so that no posting lies behind their first term, and they are settled on account. The books check without a finding.
/// </summary>
internal sealed class Many
{
    // What a customer may owe, in cents.
    private const string Credit = "100000000";

    private readonly Postgres server;

    private Many(Postgres server, string name, IReadOnlyList<Viewer> sellers, Guid planId, int customers) =>
        (this.server, Name, Sellers, PlanId, Customers) = (server, name, sellers, planId, customers);

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>Who sells at the end of each branch.</summary>
    public IReadOnlyList<Viewer> Sellers { get; }

    public Guid PlanId { get; }

    /// <summary>How many customers there are in all branches.</summary>
    public int Customers { get; }

    public string Connection => server.Of(Name);

    /// <summary>The customer that was copied as the n-th of a branch.</summary>
    public static Guid CustomerId(int branch, int n) => Id(1, branch, n);

    /// <summary>The subscription of that customer.</summary>
    public static Guid SubscriptionId(int branch, int n) => Id(4, branch, n);

    /// <summary>Makes the database.</summary>
    /// <param name="server">Where.</param>
    /// <param name="name">Its name.</param>
    /// <param name="customers">How many customers, shared evenly among the branches.</param>
    /// <param name="branches">How many branches; with one, everything hangs below one partner.</param>
    /// <param name="behind">How many terms are due of each copy: with one, its first term ends today; with none, it begins today.</param>
    /// <param name="interval">How long each subscription's term is.</param>
    public static async Task<Many> Make(Postgres server, string name, int customers, int branches, int behind, Interval interval = Interval.Monthly)
    {
        var clock = Stopwatch.StartNew();
        await server.Create(name);
        await using var database = DatabaseChoice.From(server.Of(name));
        var stage = await Stage.Set(database, branches, 1);
        if (interval != Interval.Monthly)
        {
            await using var desk = new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance);
            await desk.Do(new SetPricePoint { By = stage.Provider, PlanId = stage.PlanId, Interval = interval, BaseCost = Money.Exact(8m * interval.Months(), Currency.Usd) });
        }
        // A program that finds no check of the books begins one; this one is of tonight, so that nobody is measured beside another.
        await using (var db = database.CreateDbContext()) await BookCheck.Keep(db, TimeProvider.System, await CheckBooks.Run(database, TimeProvider.System));
        for (var b = 0; b < branches; b++)
        {
            var template = stage.Branches[b].Customers[0];
            await Sell(database, stage, b, interval);
            await using var connection = new NpgsqlConnection(server.Of(name));
            await connection.OpenAsync();
            await Copy(connection, database, b, stage.Branches[b].Seller, template, customers / branches - 1, behind, interval);
        }
        await server.Execute("VACUUM ANALYZE", name);
        NpgsqlConnection.ClearAllPools();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {customers:N0} customers with subscriptions were made in {clock.Elapsed.TotalSeconds:0} s"));
        return new(server, name, [.. stage.Branches.Select(b => b.Seller)], stage.PlanId, customers);
    }

    /// <summary>A copy of this database under another name, to be changed and thrown away.</summary>
    public Task<string> Again(string name) => server.Create(name, Name);

    private static async Task Sell(DatabaseChoice database, Stage stage, int b, Interval interval)
    {
        await using var desk = new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance);
        var (seller, customer) = (stage.Branches[b].Seller, stage.Branches[b].Customers[0]);
        var order = await desk.Do(new PlaceOrder { By = seller, Branch = customer.BranchId, AccountId = customer.AccountId, Items = [new(stage.PlanId, interval, 1)] });
        await using var db = database.CreateDbContext();
        var work = await db.Work.SingleAsync(w => w.OrderId == order.OrderId);
        await desk.Do(new FinishWork { By = stage.Provider, Branch = customer.BranchId, WorkId = work.Id, Outcome = new() { Kind = OutcomeKind.Done } });
    }

    private static async Task Copy(NpgsqlConnection connection, DatabaseChoice database, int b, Viewer seller, Viewer template, int copies, int behind, Interval interval)
    {
        if (copies == 0) return;
        await using var db = database.CreateDbContext();
        var branch = await db.Branches.AsNoTracking().SingleAsync(x => x.Id == template.BranchId);
        var subscription = await db.Subscriptions.AsNoTracking().SingleAsync(s => s.AccountId == template.AccountId);

        await Run("CREATE TEMP TABLE seed (n int, account_id uuid, path text COLLATE \"C\", number text, name text)");
        await using (var copy = await connection.BeginBinaryImportAsync("COPY seed FROM STDIN (FORMAT binary)"))
        {
            for (var n = 1; n <= copies; n++)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(n, NpgsqlDbType.Integer);
                await copy.WriteAsync(CustomerId(b, n), NpgsqlDbType.Uuid);
                await copy.WriteAsync(TreePath.Child(seller.Path, branch.LastNode + n), NpgsqlDbType.Text);
                // Shorter than the product's own numbers, so that none is drawn twice.
                await copy.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{b:00}-{n:0000000}"), NpgsqlDbType.Text);
                await copy.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"Customer {b:00} {n:0000000}"), NpgsqlDbType.Text);
            }
            await copy.CompleteAsync();
        }
        await Run("ANALYZE seed");

        var (own, sold) = ($"t.id = '{template.AccountId}'", $"t.id = '{subscription.Id}'");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var first = today.AddMonths(-behind * interval.Months());
        var (start, due) = ($"DATE '{first:yyyy-MM-dd}'", $"DATE '{first.AddMonths(interval.Months()):yyyy-MM-dd}'");
        await Rows("accounts", own, ("id", "s.account_id"), ("path", "s.path"), ("number", "s.number"), ("name", "s.name"));
        await Rows("account_numbers", $"t.account_id = '{template.AccountId}'", ("number", "s.number"), ("account_id", "s.account_id"));
        await Rows("company_profiles", $"t.account_id = '{template.AccountId}'", ("account_id", "s.account_id"));
        await Rows("terms", $"t.buyer_id = '{template.AccountId}'", ("id", Uuid(2, "t.id")), ("buyer_id", "s.account_id"),
            ("settlement", "2"), ("credit_limit", Credit));
        await Rows("books", $"t.buyer_id = '{template.AccountId}' AND t.purpose IN (1, 4)", ("id", Uuid(3, "t.id")), ("buyer_id", "s.account_id"), ("balance", "0"),
            ("purpose", "CASE t.purpose WHEN 1 THEN 3 ELSE t.purpose END"), ("floor", $"CASE t.purpose WHEN 1 THEN -{Credit} END"));
        await Rows("subscriptions", sold, ("id", $"'{Prefix(4, b)}'::text || lpad(to_hex(s.n), 12, '0')"), ("account_id", "s.account_id"), ("path", "s.path"),
            ("payer_id", "s.account_id"), ("origin", "'adopted'"), ("activated_on", "NULL"), ("levels", $"replace(t.levels::text, '{template.AccountId}', s.account_id::text)"),
            ("anchor", start), ("term_start", start), ("term_end", due), ("due_on", due));
        await Rows("periods", $"t.subscription_id = '{subscription.Id}'", ("subscription_id", $"'{Prefix(4, b)}'::text || lpad(to_hex(s.n), 12, '0')"), ("line_id", "NULL"), ("start", start), ("end", due));
        await Rows("trail", $"t.account_id = '{template.AccountId}' AND t.action IN ('account.opened', 'work.done')", ("id", Uuid(5, "t.id")), ("account_id", "s.account_id"), ("path", "s.path"));
        await Rows("figures", $"t.account_id = '{template.AccountId}' AND t.name IN ('subscriptions', 'software', 'recurring.cost') AND t.count <> 0", ("account_id", "s.account_id"));

        // What the template counts for above it, each copy counts for too.
        await Run($"UPDATE figures SET count = count * {copies + 1}, amount = amount * {copies + 1} WHERE branch_id = {template.BranchId} AND account_id <> '{template.AccountId}'"
            + " AND (name IN ('subscriptions', 'software') OR name = 'accounts' AND key LIKE 'customer:%' OR name = 'children' AND key LIKE 'customer:%')"
            + $" AND account_id NOT IN (SELECT account_id FROM seed)");
        // Of what recurs, only the lowest edge is the template's alone; above, each edge bears it for every copy.
        await Run($"UPDATE figures SET count = count * {copies + 1}, amount = amount * {copies + 1} WHERE branch_id = {template.BranchId} AND account_id <> '{template.AccountId}'"
            + " AND name IN ('recurring.cost', 'recurring.revenue') AND account_id NOT IN (SELECT account_id FROM seed)");
        await Run($"UPDATE accounts SET accounts_below = accounts_below + {copies} WHERE branch_id = {template.BranchId} AND kind = 2");
        await Run($"UPDATE branches SET last_node = last_node + {copies} WHERE id = {template.BranchId}");
        await Run("DROP TABLE seed");

        async Task Run(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }

        // Copies rows of a table for every line of the seed; what is not said stays as it is.
        async Task Rows(string table, string which, params (string Column, string Value)[] changes)
        {
            var columns = new List<(string Name, string Type)>();
            await using (var ask = new NpgsqlCommand($"SELECT column_name, CASE WHEN data_type = 'ARRAY' THEN 'text' ELSE data_type END FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}'", connection))
            await using (var reader = await ask.ExecuteReaderAsync())
                while (await reader.ReadAsync()) columns.Add((reader.GetString(0), reader.GetString(1)));
            var list = string.Join(", ", columns.Select(c => $"\"{c.Name}\""));
            var values = string.Join(", ", columns.Select(c =>
                changes.FirstOrDefault(x => x.Column == c.Name) is { Column: not null } change ? $"({change.Value})::{c.Type}" : $"t.\"{c.Name}\""));
            await Run($"INSERT INTO {table} ({list}) SELECT {values} FROM seed s, {table} t WHERE {which} ORDER BY s.n");
        }
    }

    // A uuid of version 7 of a moment in 2024: of this kind of row, this branch and number.
    private static Guid Id(int kind, int branch, int n) => Guid.Parse(Prefix(kind, branch) + n.ToString("x12", CultureInfo.InvariantCulture));

    private static string Prefix(int kind, int branch) => string.Create(CultureInfo.InvariantCulture, $"018cc251-{kind:x4}-7000-{0x8000 + branch:x4}-");

    // Where a row of the template has several like it, the last digits of its own id keep the copies apart.
    private static string Uuid(int kind, string id) => $"md5('{kind}' || s.account_id::text || {id}::text)";
}
