using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Reports;

/// <summary>
/// One moment of the database, read by any number of ordered streams side by side while others go on writing. SQLite
/// reads them all on one connection; PostgreSQL lends its exported snapshot to one connection a stream.
/// </summary>
internal sealed class Snapshot : IAsyncDisposable
{
    private readonly DatabaseChoice database;
    private readonly int? branch;
    private readonly CancellationToken cancel;
    private readonly List<TributaryDb> open = [];
    private readonly Stack<TributaryDb> idle = [];
    private string name = "";

    private Snapshot(DatabaseChoice database, int? branch, CancellationToken cancel) =>
        (this.database, this.branch, this.cancel) = (database, branch, cancel);

    /// <summary>Takes the snapshot, of one branch or of all.</summary>
    public static async Task<Snapshot> Take(DatabaseChoice database, int? branch, CancellationToken cancel)
    {
        var snapshot = new Snapshot(database, branch, cancel);
        try
        {
            snapshot.idle.Push(await snapshot.Connect());
            return snapshot;
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rows of a table that lie in the branch that is asked for.</summary>
    public IQueryable<T> Of<T>(TributaryDb db) where T : Row =>
        branch is { } only ? db.Set<T>().Where(row => EF.Property<int>(row, "BranchId") == only) : db.Set<T>();

    /// <summary>The connection that holds the snapshot, for reading one query after the other.</summary>
    public TributaryDb Db => open[0];

    /// <summary>What tables there are.</summary>
    public IModel Model => open[0].Model;

    /// <summary>The branches that are asked for, in order.</summary>
    public IQueryable<Branch> Branches(TributaryDb db) =>
        db.Branches.Where(b => branch == null || b.Id == branch).OrderBy(b => b.Id);

    /// <summary>Reads a query as a stream, never holding more of it than a row.</summary>
    public async IAsyncEnumerable<T> Read<T>(Func<TributaryDb, IQueryable<T>> query)
    {
        var db = idle.Count > 0 ? idle.Pop() : await Connect();
        try
        {
            await foreach (var row in query(db).AsAsyncEnumerable().WithCancellation(cancel)) yield return row;
        }
        finally
        {
            idle.Push(db);
        }
    }

    /// <summary>Reads a query as a stream that stands on its first row, to be merged with others of the same order.</summary>
    public Task<Cursor<T>> Open<T>(Func<TributaryDb, IQueryable<T>> query) => Cursor<T>.On(Read(query));

    public async ValueTask DisposeAsync()
    {
        // The first one holds the snapshot, so it goes last.
        foreach (var db in Enumerable.Reverse(open)) await db.DisposeAsync();
    }

    private async Task<TributaryDb> Connect()
    {
        // Any number of readers may be open on one connection of SQLite.
        if (open.Count > 0 && !open[0].IsPostgres) return open[0];

        var db = database.CreateDbContext();
        open.Add(db);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        db.Database.SetCommandTimeout(TimeSpan.FromHours(6));
        if (!db.IsPostgres)
        {
            // Deferred, because a transaction of SQLite that is not keeps every writer out.
            await db.Database.OpenConnectionAsync(cancel);
            await db.Database.UseTransactionAsync(((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true), cancel);
            return db;
        }
        await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        if (name is "") name = await db.Database.SqlQuery<string>($"SELECT pg_export_snapshot() AS \"Value\"").SingleAsync(cancel);
#pragma warning disable EF1002 // The statement takes no parameter, and the name is the server's own.
        else await db.Database.ExecuteSqlRawAsync($"SET TRANSACTION SNAPSHOT '{name}'", cancel);
#pragma warning restore EF1002
        return db;
    }
}

/// <summary>A stream one row ahead.</summary>
internal sealed class Cursor<T> : IAsyncDisposable
{
    private readonly IAsyncEnumerator<T> rows;

    private Cursor(IAsyncEnumerator<T> rows) => this.rows = rows;

    /// <summary>Whether it stands on a row.</summary>
    public bool Has { get; private set; }

    /// <summary>The row it stands on.</summary>
    public T Row => rows.Current;

    public static async Task<Cursor<T>> On(IAsyncEnumerable<T> rows)
    {
        var cursor = new Cursor<T>(rows.GetAsyncEnumerator());
        await cursor.Step();
        return cursor;
    }

    /// <summary>Goes on to the next row, if there is one.</summary>
    public async Task Step() => Has = await rows.MoveNextAsync();

    /// <summary>
    /// The rows of one key, and past them; <paramref name="place"/> compares a row's key with it. Rows of smaller keys
    /// have no partner on the other side; they are handed to <paramref name="stray"/> or passed over.
    /// </summary>
    public async IAsyncEnumerable<T> At(Func<T, int> place, Action<T>? stray = null)
    {
        for (; Has && place(Row) is <= 0 and var order; await Step())
        {
            if (order == 0) yield return Row;
            else stray?.Invoke(Row);
        }
    }

    /// <summary>What is left, with no partner on the other side.</summary>
    public async Task Rest(Action<T> stray)
    {
        for (; Has; await Step()) stray(Row);
    }

    public ValueTask DisposeAsync() => rows.DisposeAsync();
}
