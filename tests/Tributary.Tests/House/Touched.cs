using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Tests.House;

/// <summary>One statement that wrote: into which table, rows of which branch, and on PostgreSQL in which words.</summary>
public sealed record Write(long Id, string Table, int? Branch, string Words);

/// <summary>
/// Watches what the desk writes from inside the database, whichever way it gets there: triggers note the branch of each
/// row that is written, and with every commit of the desk they are held against the deeds that were done.
/// </summary>
public sealed partial class Touched
{
    private readonly World world;
    private readonly string[] tables;
    private readonly ConcurrentQueue<string> wrong = new();
    private readonly ConcurrentDictionary<string, int> deeds = new();
    private int statements;

    private Touched(World world, string[] tables) => (this.world, this.tables) = (world, tables);

    /// <summary>What no deed may do, and was done.</summary>
    public IReadOnlyCollection<string> Wrong => wrong;

    /// <summary>The classes of deeds that were watched.</summary>
    public IEnumerable<string> Deeds => deeds.Keys.Order(StringComparer.Ordinal);

    /// <summary>How many writes were seen.</summary>
    public int Statements => statements;

    /// <summary>Watches this stage's desk, which has one lane, from now on.</summary>
    public static async Task<Touched> Watch(World world)
    {
        await using var db = world.Db();
        var tables = (from entity in db.Model.GetEntityTypes()
                      let branch = entity.GetTableName() == "branches" ? "id" : entity.GetProperties().Select(p => p.GetColumnName()).FirstOrDefault(c => c == "branch_id")
                      where branch is not null
                      select (Table: entity.GetTableName()!, Branch: branch)).ToArray();
        await Run(db, db.IsPostgres
            ? "CREATE TABLE touched (id bigint GENERATED ALWAYS AS IDENTITY, tbl text, branch int, words text)"
            : "CREATE TABLE touched (id integer PRIMARY KEY AUTOINCREMENT, tbl text, branch int, words text)");
        foreach (var (table, branch) in tables)
            foreach (var (verb, rows) in new[] { ("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD") })
                await Run(db, db.IsPostgres ? OnPostgres(table, branch, verb, rows) : OnSqlite(table, branch, verb, rows));
        var touched = new Touched(world, [.. tables.Select(t => t.Table)]);
        world.Desk.Committed += touched.Look;
        return touched;
    }

    /// <summary>Whether these words write rows of one table by means of those of another, or rows that were not asked for with their branch.</summary>
    public static string? Joins(string words, IEnumerable<string> tables)
    {
        if (Target().Match(words) is not { Success: true } match) return null;
        var target = match.Groups["table"].Value;
        var named = Name().Matches(words[(match.Index + match.Length)..]).Select(m => m.Groups["table"].Value).Where(t => tables.Contains(t)).ToList();
        if (named.Count > 0) return $"{target} is written by means of {named[0]}";
        var asksForBranch = !match.Value.StartsWith("INSERT", StringComparison.OrdinalIgnoreCase) && target != "branches";
        return asksForBranch && !ByBranch().IsMatch(words) ? $"{target} is written without its branch" : null;
    }

    // Statements see the rows of their own: a trigger a statement says what one write touched. The words are the client's.
    private static string OnPostgres(string table, string branch, string verb, string rows) => $"""
        CREATE FUNCTION touch_{table}_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO touched (tbl, branch, words)
            SELECT '{table}', b, current_query() FROM (SELECT DISTINCT {branch} AS b FROM rows) r; RETURN NULL;
        END $$;
        CREATE TRIGGER touch_{table}_{verb} AFTER {verb} ON "{table}" REFERENCING {rows} TABLE AS rows
            FOR EACH STATEMENT EXECUTE FUNCTION touch_{table}_{verb}();
        """;

    private static string OnSqlite(string table, string branch, string verb, string rows) =>
        $"CREATE TRIGGER touch_{table}_{verb} AFTER {verb} ON \"{table}\" BEGIN INSERT INTO touched (tbl, branch, words) VALUES ('{table}', {rows}.{branch}, ''); END";

    private void Look(IReadOnlyList<Deed> done)
    {
        // After the commit, on the thread of the desk's one lane: nothing of the next batch is there yet.
        using var db = world.Db();
        var writes = db.Database.SqlQueryRaw<Write>("SELECT id AS \"Id\", tbl AS \"Table\", branch AS \"Branch\", words AS \"Words\" FROM touched").ToList();
        db.Database.ExecuteSqlRaw("DELETE FROM touched");
        foreach (var deed in done) deeds.AddOrUpdate(deed.GetType().Name, 1, (_, n) => n + 1);
        Interlocked.Add(ref statements, writes.Count);

        var names = string.Join(", ", done.Select(d => d.GetType().Name).Distinct());
        var own = done.Select(d => (int?)d.BranchId).ToHashSet();
        foreach (var write in writes.Where(w => !own.Contains(w.Branch))) wrong.Enqueue($"{names} of branch {string.Join(", ", own)} writes {write.Table} of branch {write.Branch}");
        foreach (var words in writes.Select(w => w.Words).Distinct())
            if (Joins(words, tables) is { } joined) wrong.Enqueue($"{names}: {joined}: {words}");
    }

    private static async Task Run(TributaryDb db, string sql)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
        await db.Database.CloseConnectionAsync();
    }

    [GeneratedRegex("""^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(?<table>\w+)"?""", RegexOptions.IgnoreCase)]
    private static partial Regex Target();

    [GeneratedRegex("""\b(?:FROM|JOIN|USING)\s+"?(?<table>\w+)"?""", RegexOptions.IgnoreCase)]
    private static partial Regex Name();

    [GeneratedRegex("""\bbranch_id"?\s*=""", RegexOptions.IgnoreCase)]
    private static partial Regex ByBranch();
}
