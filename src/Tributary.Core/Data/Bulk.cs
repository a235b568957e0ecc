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
/// of rows), one prepared statement on SQLite. Columns come from the model, so a new property needs nothing here.
/// </summary>
public static class Bulk
{
    private static readonly ConcurrentDictionary<(Type Context, Type Row), Table> Tables = new();

    /// <summary>Inserts <paramref name="rows"/>, all of one type, in the context's transaction.</summary>
    public static Task Insert(TributaryDb db, Type type, IReadOnlyList<Row> rows, CancellationToken cancel) =>
        rows.Count == 0 ? Task.CompletedTask : Of(db, type).Insert(db, rows, cancel);

    /// <summary>Writes every column of <paramref name="rows"/> back. A row with a version must be there with the version before.</summary>
    /// <exception cref="LostUpdateException">A row was changed by somebody else meanwhile: reload and decide again.</exception>
    public static Task Update(TributaryDb db, Type type, IReadOnlyList<Row> rows, CancellationToken cancel) =>
        rows.Count == 0 ? Task.CompletedTask : Of(db, type).Update(db, rows, cancel);

    /// <summary>Inserts rows or, where the key is there already, adds the given columns to it.</summary>
    public static Task Add(TributaryDb db, Type type, IReadOnlyList<Row> rows, IReadOnlyList<string> summed, CancellationToken cancel) =>
        rows.Count == 0 ? Task.CompletedTask : Of(db, type).Insert(db, rows, cancel, summed);

    private static Table Of(TributaryDb db, Type type) =>
        Tables.GetOrAdd((db.GetType(), type), _ => new Table(db.Model.FindEntityType(type)!, db.IsPostgres));

    private sealed class Table
    {
        private readonly bool postgres;
        private readonly string name;
        private readonly List<Column> keys = [];
        private readonly List<Column> rest = [];
        private readonly Column? version;

        public Table(IEntityType type, bool postgres)
        {
            this.postgres = postgres;
            name = Quote(type.GetTableName()!);
            var key = type.FindPrimaryKey()!.Properties;
            foreach (var property in key) keys.Add(Column.Of(property));
            foreach (var property in type.GetProperties().Where(p => !key.Contains(p))) rest.Add(Column.Of(property));
            version = rest.Find(c => c.Name == "version");
        }

        public async Task Insert(TributaryDb db, IReadOnlyList<Row> rows, CancellationToken cancel, IReadOnlyList<string>? summed = null)
        {
            List<Column> columns = [.. keys, .. rest];
            var list = string.Join(", ", columns.Select(c => Quote(c.Name)));
            var conflict = summed is null ? "" :
                $" ON CONFLICT ({string.Join(", ", keys.Select(c => Quote(c.Name)))}) DO UPDATE SET " +
                string.Join(", ", summed.Select(s => $"{Quote(s)} = {name}.{Quote(s)} + excluded.{Quote(s)}"));
            await using var command = Command(db);
            if (postgres)
            {
                command.CommandText = $"INSERT INTO {name} ({list}) SELECT * FROM {Unnest(columns)}{conflict}";
                Arrays(command, columns, rows);
                await command.ExecuteNonQueryAsync(cancel);
            }
            else
            {
                command.CommandText = $"INSERT INTO {name} ({list}) VALUES ({string.Join(", ", columns.Select((_, i) => "@p" + i))}){conflict}";
                await Each(command, columns, rows, null, cancel);
            }
        }

        public async Task Update(TributaryDb db, IReadOnlyList<Row> rows, CancellationToken cancel)
        {
            List<Column> columns = [.. keys, .. rest];
            await using var command = Command(db);
            if (postgres)
            {
                var set = string.Join(", ", rest.Select(c => $"{Quote(c.Name)} = u.{Quote(c.Name)}"));
                var where = string.Join(" AND ", keys.Select(c => $"t.{Quote(c.Name)} = u.{Quote(c.Name)}"));
                if (version is not null) where += " AND t.version = u.version - 1";
                command.CommandText = $"UPDATE {name} t SET {set} FROM {Unnest(columns)} WHERE {where}";
                Arrays(command, columns, rows);
                var changed = await command.ExecuteNonQueryAsync(cancel);
                if (changed != rows.Count) throw new LostUpdateException(name);
            }
            else
            {
                var set = string.Join(", ", rest.Select((c, i) => $"{Quote(c.Name)} = @p{keys.Count + i}"));
                var where = string.Join(" AND ", keys.Select((c, i) => $"{Quote(c.Name)} = @p{i}"));
                if (version is not null) where += $" AND version = @p{columns.IndexOf(version)} - 1";
                command.CommandText = $"UPDATE {name} SET {set} WHERE {where}";
                await Each(command, columns, rows, 1, cancel);
            }
        }

        private async Task Each(DbCommand command, List<Column> columns, IReadOnlyList<Row> rows, int? mustChange, CancellationToken cancel)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = "@p" + i;
                command.Parameters.Add(parameter);
            }
            foreach (var row in rows)
            {
                for (var i = 0; i < columns.Count; i++) command.Parameters[i].Value = columns[i].Value(row) ?? DBNull.Value;
                var changed = await command.ExecuteNonQueryAsync(cancel);
                if (mustChange is { } must && changed != must) throw new LostUpdateException(name);
            }
        }

        private static string Unnest(List<Column> columns) =>
            new StringBuilder("unnest(").AppendJoin(", ", columns.Select((c, i) => $"@p{i}::{c.StoreType}[]"))
                .Append(") AS u(").AppendJoin(", ", columns.Select(c => Quote(c.Name))).Append(')').ToString();

        private static void Arrays(DbCommand command, List<Column> columns, IReadOnlyList<Row> rows)
        {
            for (var i = 0; i < columns.Count; i++)
                // The type is said, for it cannot be guessed from an array that begins with a null.
                command.Parameters.Add(new NpgsqlParameter { ParameterName = "p" + i, DataTypeName = columns[i].StoreType + "[]", Value = columns[i].Array(rows) });
        }

        private static DbCommand Command(TributaryDb db)
        {
            var command = db.Database.GetDbConnection().CreateCommand();
            command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
            return command;
        }
    }

    private static string Quote(string name) => $"\"{name}\"";

    /// <summary>One column: how its value is read from a row, as the database keeps it.</summary>
    private abstract class Column
    {
        public required string Name { get; init; }
        public required string StoreType { get; init; }
        public abstract object? Value(Row row);
        public abstract Array Array(IReadOnlyList<Row> rows);

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

        public override Array Array(IReadOnlyList<Row> rows)
        {
            var values = new T[rows.Count];
            for (var i = 0; i < values.Length; i++) values[i] = read(rows[i]);
            return values;
        }
    }
}

/// <summary>A row was not there as it was read: another instance wrote it meanwhile.</summary>
public sealed class LostUpdateException(string table) : Exception($"A row of {table} was changed meanwhile.");
