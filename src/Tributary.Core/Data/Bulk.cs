using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Tributary.Data;

/// <summary>
/// Writes many rows of one type at once: arrays through <c>unnest</c> on PostgreSQL (one statement whatever the number
/// of rows, and all statements of a <see cref="Send"/> in one round trip), one prepared statement on SQLite. Columns come
/// from the model, so a new property needs nothing here. Everything is in the context's transaction.
/// </summary>
public sealed class Bulk(TributaryDb db)
{
    private static readonly ConcurrentDictionary<(Type Context, Type Row), Table> Tables = new();

    private readonly List<Statement> statements = [];

    /// <summary>Inserts <paramref name="rows"/>, all of one type.</summary>
    public Bulk Insert(Type type, IReadOnlyList<Row> rows) => With(type, rows, table => table.Inserting(rows));

    /// <summary>Writes every column of <paramref name="rows"/> back. A row with a version must be there with the version before.</summary>
    public Bulk Update(Type type, IReadOnlyList<Row> rows) => With(type, rows, table => table.Updating(rows));

    /// <summary>Inserts rows or, where the key is there already, adds the given columns to it.</summary>
    public Bulk Add(Type type, IReadOnlyList<Row> rows, IReadOnlyList<string> summed) => With(type, rows, table => table.Inserting(rows, summed));

    /// <summary>Writes what was handed in, in that order.</summary>
    /// <exception cref="LostUpdateException">A row was changed by somebody else meanwhile: reload and decide again.</exception>
    public async Task Send(CancellationToken cancel)
    {
        if (statements.Count == 0) return;
        if (db.Database.GetDbConnection() is NpgsqlConnection postgres) await AtOnce(postgres, cancel);
        else
            foreach (var statement in statements) await Each(statement, cancel);
        statements.Clear();
    }

    /// <summary>Inserts <paramref name="rows"/>, all of one type, at once.</summary>
    public static Task Insert(TributaryDb db, Type type, IReadOnlyList<Row> rows, CancellationToken cancel) => new Bulk(db).Insert(type, rows).Send(cancel);

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

    private async Task Each(Statement statement, CancellationToken cancel)
    {
        await db.Database.OpenConnectionAsync(cancel);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
            command.CommandText = statement.Sql;
            var parameters = new DbParameter[statement.Columns.Count];
            for (var i = 0; i < parameters.Length; i++)
            {
                parameters[i] = command.CreateParameter();
                parameters[i].ParameterName = "@p" + i;
                command.Parameters.Add(parameters[i]);
            }
            foreach (var row in statement.Rows)
            {
                for (var i = 0; i < parameters.Length; i++) parameters[i].Value = statement.Columns[i].Value(row) ?? DBNull.Value;
                var changed = await command.ExecuteNonQueryAsync(cancel);
                if (statement.IsUpdate && changed != 1) throw new LostUpdateException(statement.Table);
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>One statement for rows of one table, whose parameters are the columns.</summary>
    private sealed record Statement(string Table, string Sql, IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows, bool IsUpdate);

    private sealed class Table
    {
        private readonly bool postgres;
        private readonly string name;
        private readonly string keyList;
        private readonly List<Column> columns = [];
        private readonly string insert;
        private readonly string update;

        public Table(IEntityType type, bool postgres)
        {
            this.postgres = postgres;
            name = Quote(type.GetTableName()!);
            var key = type.FindPrimaryKey()!.Properties;
            foreach (var property in key) columns.Add(Column.Of(property));
            foreach (var property in type.GetProperties().Where(p => !key.Contains(p))) columns.Add(Column.Of(property));
            var (keys, rest) = (columns[..key.Count], columns[key.Count..]);
            keyList = string.Join(", ", keys.Select(c => Quote(c.Name)));

            var list = string.Join(", ", columns.Select(c => Quote(c.Name)));
            insert = postgres
                ? $"INSERT INTO {name} ({list}) SELECT * FROM {Unnest()}"
                : $"INSERT INTO {name} ({list}) VALUES ({string.Join(", ", columns.Select((_, i) => "@p" + i))})";
            // What a row was read as is said by its version; where it has none, its lock is that of another row.
            var version = columns.Find(c => c.Name == "version");
            update = postgres
                ? $"UPDATE {name} t SET {string.Join(", ", rest.Select(c => $"{Quote(c.Name)} = u.{Quote(c.Name)}"))} FROM {Unnest()} WHERE "
                    + string.Join(" AND ", keys.Select(c => $"t.{Quote(c.Name)} = u.{Quote(c.Name)}")) + (version is null ? "" : " AND t.version = u.version - 1")
                : $"UPDATE {name} SET {string.Join(", ", rest.Select(c => $"{Quote(c.Name)} = {At(c)}"))} WHERE "
                    + string.Join(" AND ", keys.Select(c => $"{Quote(c.Name)} = {At(c)}")) + (version is null ? "" : $" AND version = {At(version)} - 1");
        }

        public Statement Inserting(IReadOnlyList<Row> rows, IReadOnlyList<string>? summed = null)
        {
            var conflict = summed is null ? "" :
                $" ON CONFLICT ({keyList}) DO UPDATE SET " + string.Join(", ", summed.Select(s => $"{Quote(s)} = {name}.{Quote(s)} + excluded.{Quote(s)}"));
            return new(name, insert + conflict, columns, rows, false);
        }

        public Statement Updating(IReadOnlyList<Row> rows) => new(name, update, columns, rows, true);

        private string At(Column column) => (postgres ? "$" : "@p") + (columns.IndexOf(column) + (postgres ? 1 : 0));

        private string Unnest() =>
            new StringBuilder("unnest(").AppendJoin(", ", columns.Select(c => $"{At(c)}::{c.StoreType}[]"))
                .Append(") AS u(").AppendJoin(", ", columns.Select(c => Quote(c.Name))).Append(')').ToString();
    }

    private static string Quote(string name) => $"\"{name}\"";

    /// <summary>One column: how its value is read from a row, as the database keeps it.</summary>
    private abstract class Column
    {
        public required string Name { get; init; }
        public required string StoreType { get; init; }
        public abstract object? Value(Row row);
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
                typeof(Column<>).MakeGenericType(provider), [Expression.Lambda(value, row).Compile(), property.GetColumnName(), StoreTypeOf(property)])!;
        }

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
        private readonly Func<Row, T> read;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Column(Func<Row, T> read, string name, string storeType) => (this.read, Name, StoreType) = (read, name, storeType);

        public override object? Value(Row row) => read(row);

        public override NpgsqlParameter Values(IReadOnlyList<Row> rows)
        {
            var values = new T[rows.Count];
            for (var i = 0; i < values.Length; i++) values[i] = read(rows[i]);
            // The type is said, for it cannot be guessed from an array that begins with a null.
            return new NpgsqlParameter<T[]> { TypedValue = values, DataTypeName = StoreType + "[]" };
        }
    }
}

/// <summary>A row was not there as it was read: another instance wrote it meanwhile.</summary>
public sealed class LostUpdateException(string table) : Exception($"A row of {table} was changed meanwhile.");
