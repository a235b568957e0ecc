using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;

namespace Tributary.Bench;

/// <summary>
/// What <c>docs/operating.md</c> says of backups, done: a database with very many transfers is backed up while work goes on, put
/// back to a named moment, and its books are checked by the product's own command.
/// </summary>
internal static class Restore
{
    // So much is done after the backup, and again after the moment it is restored to.
    private const int Later = 2_000;

    public static async Task Run(int transfers)
    {
        Tell("PostgreSQL");
        await OnPostgres(transfers);
        Tell("SQLite");
        await OnSqlite(transfers);
    }

    private static async Task OnPostgres(int transfers)
    {
        var folder = Directory.CreateTempSubdirectory("tributary-restore-").FullName;
        var (archive, backup, socket) = (Path.Combine(folder, "wal"), Path.Combine(folder, "base"), Path.Combine(folder, "socket"));
        foreach (var part in new[] { archive, backup, socket }) Directory.CreateDirectory(part);
        // The server runs as a user of its own.
        if (Environment.UserName == "root") await Shell.Run("chown", ["-R", "postgres", folder]);
        await Shell.Run("chmod", ["700", backup]);
        Environment.SetEnvironmentVariable("TRIBUTARY_POSTGRES_MORE", $"""
            wal_level = replica
            max_wal_senders = 4
            archive_mode = on
            archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f'
            """);
        await using var server = await Postgres.Start();
        try
        {
            var many = await Many.Make(server, "books", Math.Max(80, transfers / 4), branches: 8, behind: 1);
            await Timed("renewed, for the transfers", () => Shell.Run(Served.Published, ["renew"], Setting(many.Connection)));
            Tell($"transfers: {await Count(many.Connection):N0}; database: {Size(await Number(many.Connection, "SELECT pg_database_size('books')"))}");

            await Timed("pg_basebackup", () => AsOwner(Bin("pg_basebackup"), "-h", server.Host, "-U", "postgres", "-D", backup, "-X", "none", "--checkpoint=fast"));
            Tell($"base backup: {Size(SizeOf(backup))}");
            await Work(many);
            var (moment, before) = (await Text(many.Connection, "SELECT now()::text"), await Count(many.Connection));
            await Task.Delay(20);
            await Work(many);
            var after = await Count(many.Connection);
            await server.Execute("SELECT pg_switch_wal()");
            while (await Number(server.Connection, "SELECT count(*) FROM pg_stat_archiver WHERE last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1)") == 0) await Task.Delay(200);
            Tell($"archived WAL: {Size(SizeOf(archive))}");

            await AsOwner("/bin/sh", "-c", $"""
                cat >> '{backup}/postgresql.conf' <<'CONF'
                unix_socket_directories = '{socket}'
                archive_mode = off
                restore_command = 'cp {archive}/%f %p'
                recovery_target_time = '{moment}'
                recovery_target_action = promote
                CONF
                touch '{backup}/recovery.signal'
                """);
            var restored = new NpgsqlConnectionStringBuilder(many.Connection) { Host = socket, CommandTimeout = 0, Pooling = false }.ToString();
            try
            {
                await Timed($"restored to {moment}", async () =>
                {
                    await AsOwner(Bin("pg_ctl"), "-D", backup, "-l", Path.Combine(folder, "log"), "-w", "-t", "3600", "start");
                    while (await Number(restored, "SELECT pg_is_in_recovery()::int") == 1) await Task.Delay(100);
                });
                var found = await Count(restored);
                Tell($"transfers: {before:N0} at the moment, {after:N0} at the end, {found:N0} restored");
                if (found != before) throw new InvalidOperationException("It was not restored to the moment.");
                await Check(restored);
            }
            finally
            {
                await AsOwner(Bin("pg_ctl"), "-D", backup, "-m", "immediate", "-w", "stop");
            }
        }
        finally
        {
            await Shell.Run("rm", ["-rf", folder]);
        }
    }

    private static async Task OnSqlite(int transfers)
    {
        var folder = Directory.CreateTempSubdirectory("tributary-restore-").FullName;
        var (file, copy) = (Path.Combine(folder, "tributary.db"), Path.Combine(folder, "copy.db"));
        try
        {
            await using (var database = DatabaseChoice.From(file))
            {
                var stage = await Stage.Set(database, 8, 50);
                await using var desk = new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance);
                var customers = stage.Branches.SelectMany(b => b.Customers.Select(c => (b.Seller, Customer: c))).ToList();
                async Task Order(int many)
                {
                    var answers = await desk.DoAll(Enumerable.Range(0, many).Select(n => customers[n % customers.Count]).Select(c => new PlaceOrder
                    {
                        By = c.Seller, Branch = c.Customer.BranchId, AccountId = c.Customer.AccountId, Items = [new(stage.PlanId, Interval.Monthly, 1)],
                    }));
                    if (answers.OfType<Exception>().FirstOrDefault() is { } no) throw no;
                }
                async Task<long> Transfers()
                {
                    await using var db = database.CreateDbContext();
                    return await db.Transfers.LongCountAsync();
                }
                while (await Transfers() < transfers) await Order(5_000);
                var before = await Transfers();
                Tell($"transfers: {before:N0}; file: {Size(new FileInfo(file).Length)}");
                using var over = new CancellationTokenSource();
                // The program goes on writing while the copy is made.
                var writing = Task.Run(async () =>
                {
                    do await Order(100);
                    while (!over.IsCancellationRequested);
                });
                await Timed("VACUUM INTO", async () =>
                {
                    await using var connection = await database.OpenAsync();
                    await using var command = connection.CreateCommand();
                    command.CommandText = $"VACUUM INTO '{copy}'";
                    command.CommandTimeout = 0;
                    await command.ExecuteNonQueryAsync();
                });
                await over.CancelAsync();
                await writing;
                var after = await Transfers();
                Tell($"copy: {Size(new FileInfo(copy).Length)}");
                await using var restored = DatabaseChoice.From(copy);
                await using var copied = restored.CreateDbContext();
                var found = await copied.Transfers.LongCountAsync();
                Tell($"transfers: {before:N0} before the copy, {after:N0} at the end, {found:N0} in the copy");
                if (found < before || found > after) throw new InvalidOperationException("The copy is of no moment.");
            }
            SqliteConnection.ClearAllPools();
            await Check(copy);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Top-ups by everyone who sells at the end of a branch, through the desk.
    private static async Task Work(Many many)
    {
        await using var database = DatabaseChoice.From(many.Connection);
        await using var desk = new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance);
        var answers = await desk.DoAll(Enumerable.Range(0, Later).Select(n => (Branch: n % many.Sellers.Count, Customer: 1 + n / many.Sellers.Count % Math.Max(1, many.Customers / many.Sellers.Count - 1))).Select(n => new TopUp
        {
            By = many.Sellers[n.Branch], InBranch = many.Sellers[n.Branch].BranchId, BuyerId = Many.CustomerId(n.Branch, n.Customer), Amount = Money.Exact(1m, Currency.Usd),
        }));
        if (answers.OfType<Exception>().FirstOrDefault() is { } no) throw no;
    }

    private static Task Check(string setting) => Timed("check-books", async () => Tell((await Shell.Run(Served.Published, ["check-books"], Setting(setting))).Trim().Split('\n')[^1]));

    private static Dictionary<string, string> Setting(string database) => new() { ["TRIBUTARY_DB"] = database };

    private static async Task Timed(string what, Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        Tell(string.Create(CultureInfo.InvariantCulture, $"{what}: {clock.Elapsed.TotalSeconds:0.0} s"));
    }

    private static Task<string> AsOwner(string program, params string[] arguments) =>
        Environment.UserName == "root" ? Shell.Run("runuser", ["-u", "postgres", "--", program, .. arguments]) : Shell.Run(program, arguments);

    private static string Bin(string name) =>
        Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin", name)).Where(File.Exists).Order().Last() : name;

    private static Task<long> Count(string connection) => Number(connection, "SELECT count(*) FROM transfers");

    private static async Task<long> Number(string connection, string sql) => Convert.ToInt64(await Scalar(connection, sql), CultureInfo.InvariantCulture);

    private static async Task<string> Text(string connection, string sql) => (string)await Scalar(connection, sql);

    private static async Task<object> Scalar(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open) { CommandTimeout = 0 };
        return (await command.ExecuteScalarAsync())!;
    }

    private static long SizeOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N0} MiB");

    private static void Tell(string words) => Console.WriteLine($"  {words}");
}
