using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using SQLitePCL;

namespace Tributary.Data;

/// <summary>
/// Writes many rows of one type at once: arrays through <c>unnest</c> on PostgreSQL (one statement whatever the number
/// of rows, and all statements of a <see cref="Send"/> in one round trip), one prepared statement run once a row on SQLite.
/// Columns come from the model, so a new property needs nothing here. Everything is in the context's transaction.
/// </summary>
public sealed class Bulk(TributaryDb db)
{
    private static readonly ConcurrentDictionary<(Type Context, Type Row), Table> Tables = new();

    private readonly List<Statement> statements = [];

    /// <summary>Inserts <paramref name="rows"/>, all of one type.</summary>
    public Bulk Insert(Type type, IReadOnlyList<Row> rows) => With(type, rows, table => table.Inserting(rows));

    /// <summary>Writes <paramref name="rows"/> back, with all that may have changed. A row with a version must be there with the version before.</summary>
    public Bulk Update(Type type, IReadOnlyList<Row> rows)
    {
        if (!rows.Any(HasMoved)) return With(type, rows, table => table.Updating(rows));
        var (moved, stayed) = (rows.Where(HasMoved).ToList(), rows.Where(row => !HasMoved(row)).ToList());
        return With(type, moved, table => table.Moving(moved)).With(type, stayed, table => table.Updating(stayed));
    }

    /// <summary>Removes <paramref name="rows"/>, all of one type, by their keys. One that is gone already is no matter.</summary>
    public Bulk Delete(Type type, IReadOnlyList<Row> rows) => With(type, rows, table => table.Deleting(rows));

    /// <summary>Inserts rows or, where the key is there already, adds the given columns to it.</summary>
    public Bulk Add(Type type, IReadOnlyList<Row> rows, IReadOnlyList<string> summed) => With(type, rows, table => table.Inserting(rows, summed));

    /// <summary>Writes what was handed in, in that order.</summary>
    /// <exception cref="LostUpdateException">A row was changed by somebody else meanwhile: reload and decide again.</exception>
    public async Task Send(CancellationToken cancel)
    {
        if (statements.Count == 0) return;
        if (db.Database.GetDbConnection() is NpgsqlConnection postgres) await AtOnce(postgres, cancel);
        else await Each((SqliteConnection)db.Database.GetDbConnection(), cancel);
        statements.Clear();
    }

    /// <summary>Inserts <paramref name="rows"/>, all of one type, at once.</summary>
    public static Task Insert(TributaryDb db, Type type, IReadOnlyList<Row> rows, CancellationToken cancel) => new Bulk(db).Insert(type, rows).Send(cancel);

    private static bool HasMoved(Row row) => row is TenantEntity { HasMoved: true };

    private Bulk With(Type type, IReadOnlyList<Row> rows, Func<Table, Statement> statement)
    {
        if (rows.Count > 0) statements.Add(statement(Tables.GetOrAdd((db.GetType(), type), _ => new Table(db.Model.FindEntityType(type)!, db.IsPostgres))));
        return this;
    }

    private async Task AtOnce(NpgsqlConnection connection, CancellationToken cancel)
    {
        // A pooled connection outside of a transaction is opened for the batch alone.
        await db.Database.OpenConnectionAsync(cancel);
        try
        {
            await using var batch = connection.CreateBatch();
            foreach (var statement in statements)
            {
                var command = new NpgsqlBatchCommand(statement.Sql);
                foreach (var column in statement.Columns) command.Parameters.Add(column.Values(statement.Rows));
                batch.BatchCommands.Add(command);
            }
            await batch.ExecuteNonQueryAsync(cancel);
            for (var i = 0; i < statements.Count; i++)
                if (statements[i].IsUpdate && batch.BatchCommands[i].RecordsAffected != statements[i].Rows.Count) throw new LostUpdateException(statements[i].Table);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    // In no other thread and with no waiting in between: SQLite works in the caller's.
    private async Task Each(SqliteConnection connection, CancellationToken cancel)
    {
        await db.Database.OpenConnectionAsync(cancel);
        try
        {
            foreach (var statement in statements)
            {
                cancel.ThrowIfCancellationRequested();
                if (!SqliteStatements.Run(connection, statement.Sql, statement.Bind!, statement.Rows, statement.IsUpdate ? 1 : null))
                    throw new LostUpdateException(statement.Table);
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>One statement for rows of one table, whose parameters are the columns; on SQLite with how a row is bound to them.</summary>
    private sealed record Statement(string Table, string Sql, IReadOnlyList<Column> Columns, Action<sqlite3_stmt, Row>? Bind, IReadOnlyList<Row> Rows, bool IsUpdate);

    private sealed class Table
    {
        private readonly bool postgres;
        private readonly string name;
        private readonly string keyList;
        private readonly List<Column> columns = [];
        private readonly string insert;
        private readonly string update;
        private readonly string move;
        private readonly string delete;
        private readonly List<Column> keys;
        private readonly Action<sqlite3_stmt, Row>? bindDelete;
        private readonly Action<sqlite3_stmt, Row>? bindInsert;
        private readonly Action<sqlite3_stmt, Row>? bindUpdate;
        private readonly Action<sqlite3_stmt, Row>? bindMove;

        public Table(IEntityType type, bool postgres)
        {
            this.postgres = postgres;
            name = Quote(type.GetTableName()!);
            var key = type.FindPrimaryKey()!.Properties;
            foreach (var property in key) columns.Add(Column.Of(property));
            foreach (var property in type.GetProperties().Where(p => !key.Contains(p))) columns.Add(Column.Of(property));
            keys = columns[..key.Count];
            var rest = columns[key.Count..];
            keyList = string.Join(", ", keys.Select(c => Quote(c.Name)));

            var list = string.Join(", ", columns.Select(c => Quote(c.Name)));
            // What a row was read as is said by its version; where it has none, its lock is that of another row.
            var version = columns.Find(c => c.Name == "version");
            if (postgres)
            {
                insert = $"INSERT INTO {name} ({list}) SELECT * FROM {Unnest(columns)}";
                delete = $"DELETE FROM {name} t USING {Unnest(keys)} WHERE " + string.Join(" AND ", keys.Select(c => $"t.{Quote(c.Name)} = u.{Quote(c.Name)}"));
                update = $"UPDATE {name} t SET {string.Join(", ", rest.Select(c => $"{Quote(c.Name)} = u.{Quote(c.Name)}"))} FROM {Unnest(columns)} WHERE "
                    + string.Join(" AND ", keys.Select(c => $"t.{Quote(c.Name)} = u.{Quote(c.Name)}")) + (version is null ? "" : " AND t.version = u.version - 1");
                move = update;
                return;
            }
            insert = $"INSERT INTO {name} ({list}) VALUES ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))})";
            bindInsert = Binding(columns);
            delete = $"DELETE FROM {name} WHERE {string.Join(" AND ", keys.Select((c, i) => $"{Quote(c.Name)} = ?{i + 1}"))}";
            bindDelete = Binding(keys);
            // SQLite writes the entries of every index anew that holds a column which is set, be its value the same or not. So
            // what can be set only when a row is made (most of what is indexed) is not set again.
            List<Column> changing = [.. keys, .. rest.Where(c => !c.IsForGood)];
            update = Setting(changing, version);
            bindUpdate = Binding(changing);
            // A row that goes to another account is rare, and is written whole.
            move = Setting(columns, version);
            bindMove = bindInsert;
        }

        public Statement Inserting(IReadOnlyList<Row> rows, IReadOnlyList<string>? summed = null)
        {
            var conflict = summed is null ? "" :
                $" ON CONFLICT ({keyList}) DO UPDATE SET " + string.Join(", ", summed.Select(s => $"{Quote(s)} = {name}.{Quote(s)} + excluded.{Quote(s)}"));
            return new(name, insert + conflict, columns, bindInsert, rows, false);
        }

        public Statement Updating(IReadOnlyList<Row> rows) => new(name, update, columns, bindUpdate, rows, true);

        /// <summary>Writes rows back whose account is another one than it was.</summary>
        public Statement Moving(IReadOnlyList<Row> rows) => new(name, move, columns, bindMove, rows, true);

        public Statement Deleting(IReadOnlyList<Row> rows) => new(name, delete, keys, bindDelete, rows, false);

        // SQLite's parameters are numbered as the columns stand, of which the keys are the first.
        private string Setting(List<Column> written, Column? version)
        {
            string Equal(Column column) => $"{Quote(column.Name)} = ?{written.IndexOf(column) + 1}";
            return $"UPDATE {name} SET {string.Join(", ", written[keys.Count..].Select(Equal))} WHERE "
                + string.Join(" AND ", keys.Select(Equal)) + (version is null ? "" : $" AND {Equal(version)} - 1");
        }

        private static string Unnest(IReadOnlyList<Column> columns) =>
            new StringBuilder("unnest(").AppendJoin(", ", columns.Select((c, i) => $"${i + 1}::{c.StoreType}[]"))
                .Append(") AS u(").AppendJoin(", ", columns.Select(c => Quote(c.Name))).Append(')').ToString();
    }

    private static string Quote(string name) => $"\"{name}\"";

    // One delegate that binds a whole row.
    private static Action<sqlite3_stmt, Row> Binding(List<Column> columns)
    {
        var (statement, row) = (Expression.Parameter(typeof(sqlite3_stmt), "statement"), Expression.Parameter(typeof(Row), "row"));
        return Expression.Lambda<Action<sqlite3_stmt, Row>>(
            Expression.Block(columns.Select((column, i) => SqliteValue.Binding(statement, i + 1, Expression.Invoke(column.Read, row)))), statement, row).Compile();
    }

    /// <summary>One column: how its value is read from a row, as the database keeps it.</summary>
    private abstract class Column
    {
        public required string Name { get; init; }
        public required string StoreType { get; init; }
        /// <summary>Whether it is set when a row is made, and never again.</summary>
        public required bool IsForGood { get; init; }
        public abstract LambdaExpression Read { get; }
        public abstract NpgsqlParameter Values(IReadOnlyList<Row> rows);

        public static Column Of(IProperty property)
        {
            var mapping = property.GetTypeMapping();
            var row = Expression.Parameter(typeof(Row), "row");
            Expression value = Expression.Property(Expression.Convert(row, property.DeclaringType.ClrType), property.PropertyInfo!);
            var provider = property.ClrType;
            if (mapping.Converter is { } converter)
            {
                var underlying = Nullable.GetUnderlyingType(property.ClrType);
                var input = underlying is not null && converter.ModelClrType == underlying ? Expression.Property(value, "Value") : value;
                Expression converted = Expression.Invoke(converter.ConvertToProviderExpression, input);
                provider = converter.ProviderClrType;
                if (property.IsNullable)
                {
                    if (provider.IsValueType && Nullable.GetUnderlyingType(provider) is null) provider = typeof(Nullable<>).MakeGenericType(provider);
                    converted = Expression.Condition(
                        Expression.Equal(value, Expression.Constant(null, property.ClrType)), Expression.Default(provider), Expression.Convert(converted, provider));
                }
                value = converted;
            }
            return (Column)Activator.CreateInstance(
                typeof(Column<>).MakeGenericType(provider), [Expression.Lambda(value, row), property.GetColumnName(), StoreTypeOf(property), SetsOnce(property.PropertyInfo!)])!;
        }

        private static bool SetsOnce(PropertyInfo property) =>
            property.SetMethod is { } set && set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

        // unnest takes the bare type; a length or precision belongs to the column alone.
        private static string StoreTypeOf(IProperty property)
        {
            var type = property.GetColumnType();
            var bracket = type.IndexOf('(');
            return bracket < 0 ? type : type[..bracket];
        }
    }

    private sealed class Column<T> : Column
    {
        private readonly Lazy<Func<Row, T>> read;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Column(Expression<Func<Row, T>> read, string name, string storeType, bool isForGood) =>
            (Read, this.read, Name, StoreType, IsForGood) = (read, new(read.Compile), name, storeType, isForGood);

        public override LambdaExpression Read { get; }

        public override NpgsqlParameter Values(IReadOnlyList<Row> rows)
        {
            var read = this.read.Value;
            var values = new T[rows.Count];
            for (var i = 0; i < values.Length; i++) values[i] = read(rows[i]);
            // The type is said, for it cannot be guessed from an array that begins with a null.
            return new NpgsqlParameter<T[]> { TypedValue = values, DataTypeName = StoreType + "[]" };
        }
    }
}

/// <summary>A row was not there as it was read: another instance wrote it meanwhile.</summary>
public sealed class LostUpdateException(string table) : Exception($"A row of {table} was changed meanwhile.");
