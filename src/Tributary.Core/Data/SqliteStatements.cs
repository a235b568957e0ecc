using System.Buffers;
using System.Data;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Tributary.Data;

/// <summary>
/// The statements of a SQLite connection, each prepared once and kept until the connection closes. They run in whatever
/// transaction the connection is in.
/// </summary>
internal sealed class SqliteStatements
{
    private static readonly ConditionalWeakTable<SqliteConnection, SqliteStatements> All = [];

    private readonly Dictionary<string, sqlite3_stmt> kept = [];

    private SqliteStatements(SqliteConnection connection) => connection.StateChange += (_, change) =>
    {
        // What is closed goes back to a pool and may be another one's next, and a file is let go of only with its last statement.
        if (change.CurrentState != ConnectionState.Closed) return;
        foreach (var statement in kept.Values) statement.Dispose();
        kept.Clear();
    };

    /// <summary>Runs a statement once a row. Whatever happens, it can be run again.</summary>
    /// <param name="connection">Where; it is open.</param>
    /// <param name="sql">One statement that gives no rows, whose parameters are numbered.</param>
    /// <param name="bind">Binds every parameter of the statement to a row's values.</param>
    /// <param name="rows">For what.</param>
    /// <param name="change">How many rows each run must change; null for any number.</param>
    /// <returns>False when a run changed another number of rows: it was the last one.</returns>
    /// <exception cref="SqliteException">The database says no.</exception>
    public static bool Run(SqliteConnection connection, string sql, Action<sqlite3_stmt, Row> bind, IReadOnlyList<Row> rows, int? change = null)
    {
        var handle = connection.Handle!;
        var statement = All.GetValue(connection, c => new(c)).Prepared(handle, sql);
        try
        {
            for (var i = 0; i < rows.Count; i++)
            {
                bind(statement, rows[i]);
                var code = sqlite3_step(statement);
                if (code != SQLITE_DONE) SqliteException.ThrowExceptionForRC(code, handle);
                if (change is { } wanted && sqlite3_changes(handle) != wanted) return false;
                sqlite3_reset(statement);
            }
            return true;
        }
        finally
        {
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
        }
    }

    private sqlite3_stmt Prepared(sqlite3 handle, string sql)
    {
        if (kept.TryGetValue(sql, out var statement)) return statement;
        SqliteException.ThrowExceptionForRC(sqlite3_prepare_v3(handle, sql, SQLITE_PREPARE_PERSISTENT, out statement), handle);
        return kept[sql] = statement;
    }
}

/// <summary>Binds values as Microsoft.Data.Sqlite does, so that both read and find what the other wrote, but without a box and a parameter around each.</summary>
internal static class SqliteValue
{
    /// <summary>The call that binds a value of whatever type, null too.</summary>
    /// <exception cref="NotSupportedException">Nothing here binds values of that type.</exception>
    public static Expression Binding(ParameterExpression statement, int place, Expression value)
    {
        var type = Nullable.GetUnderlyingType(value.Type) ?? value.Type;
        var bind = typeof(SqliteValue).GetMethod(nameof(Bind), BindingFlags.Public | BindingFlags.Static | BindingFlags.ExactBinding, [typeof(sqlite3_stmt), typeof(int), type])
            ?? throw new NotSupportedException($"A column of {type} cannot be written to SQLite yet: {nameof(SqliteValue)} has no {nameof(Bind)} for it.");
        if (type == value.Type) return Expression.Call(bind, statement, Expression.Constant(place), value);
        var read = Expression.Variable(value.Type);
        return Expression.Block([read], Expression.Assign(read, value), Expression.IfThenElse(
            Expression.Property(read, "HasValue"),
            Expression.Call(bind, statement, Expression.Constant(place), Expression.Property(read, "Value")),
            Expression.Call(typeof(SqliteValue), nameof(Null), null, statement, Expression.Constant(place))));
    }

    public static void Bind(sqlite3_stmt statement, int place, long value) => Checked(sqlite3_bind_int64(statement, place, value));

    public static void Bind(sqlite3_stmt statement, int place, int value) => Bind(statement, place, (long)value);

    public static void Bind(sqlite3_stmt statement, int place, short value) => Bind(statement, place, (long)value);

    public static void Bind(sqlite3_stmt statement, int place, byte value) => Bind(statement, place, (long)value);

    public static void Bind(sqlite3_stmt statement, int place, bool value) => Bind(statement, place, value ? 1L : 0L);

    public static void Bind(sqlite3_stmt statement, int place, double value) => Checked(sqlite3_bind_double(statement, place, value));

    public static void Bind(sqlite3_stmt statement, int place, decimal value) => Formatted(statement, place, value, "0.0###########################");

    public static void Bind(sqlite3_stmt statement, int place, DateTime value) => Formatted(statement, place, value, @"yyyy\-MM\-dd HH\:mm\:ss.FFFFFFF");

    public static void Bind(sqlite3_stmt statement, int place, DateOnly value) => Formatted(statement, place, value, @"yyyy\-MM\-dd");

    public static void Bind(sqlite3_stmt statement, int place, Guid value)
    {
        Span<byte> text = stackalloc byte[36];
        value.TryFormat(text, out _);
        Ascii.ToUpperInPlace(text, out _);
        Text(statement, place, text);
    }

    public static void Bind(sqlite3_stmt statement, int place, string? value)
    {
        if (value is null)
        {
            Null(statement, place);
            return;
        }
        const int small = 512;
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most <= small)
        {
            Span<byte> text = stackalloc byte[small];
            Text(statement, place, text[..Encoding.UTF8.GetBytes(value, text)]);
            return;
        }
        var rented = ArrayPool<byte>.Shared.Rent(most);
        Text(statement, place, rented.AsSpan(0, Encoding.UTF8.GetBytes(value, rented)));
        ArrayPool<byte>.Shared.Return(rented);
    }

    public static void Bind(sqlite3_stmt statement, int place, byte[]? value)
    {
        if (value is null) Null(statement, place);
        // An empty span has no address, which would be a null.
        else Checked(value.Length == 0 ? sqlite3_bind_zeroblob(statement, place, 0) : sqlite3_bind_blob(statement, place, value.AsSpan()));
    }

    public static void Null(sqlite3_stmt statement, int place) => Checked(sqlite3_bind_null(statement, place));

    private static void Formatted<T>(sqlite3_stmt statement, int place, T value, string format) where T : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[64];
        value.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        Text(statement, place, text[..length]);
    }

    private static void Text(sqlite3_stmt statement, int place, ReadOnlySpan<byte> text) =>
        Checked(text.IsEmpty ? sqlite3_bind_text(statement, place, "") : sqlite3_bind_text(statement, place, text));

    // Nothing but a parameter that is not there, or memory that is not to be had, makes binding fail.
    private static void Checked(int code)
    {
        if (code != SQLITE_OK) SqliteException.ThrowExceptionForRC(code, null);
    }
}
