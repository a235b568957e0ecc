using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Tributary.Data;

/// <summary>
/// Rows by many keys of several columns, each key looked up by itself in the index. Conditions that each hold a list of
/// values would ask for every combination of them, and a join is the planner's to turn into reading the whole table.
/// </summary>
internal static class Lookups
{
    /// <summary>The rows under these keys, unlocked.</summary>
    /// <param name="db">Where.</param>
    /// <param name="columns">The columns of a key, in the order of an index.</param>
    /// <param name="keys">The values of each key: whole numbers, ids, texts, days.</param>
    public static IQueryable<T> Under<T>(this TributaryDb db, string[] columns, IReadOnlyList<object[]> keys) where T : Row => Looked<T>(db, columns, "=", keys);

    /// <summary>The rows of which the last column is greater than the key's and the others are equal, unlocked.</summary>
    public static IQueryable<T> Above<T>(this TributaryDb db, string[] columns, IReadOnlyList<object[]> keys) where T : Row => Looked<T>(db, columns, ">", keys);

    private static IQueryable<T> Looked<T>(TributaryDb db, string[] columns, string last, IReadOnlyList<object[]> keys) where T : Row
    {
        if (keys.Count == 0) return db.Set<T>().Where(_ => false);
        string Is(int column) => column == columns.Length - 1 ? last : "=";
        var table = db.Model.FindEntityType(typeof(T))!.GetTableName();
#pragma warning disable EF1002 // Only names of the model and places of parameters are put into the text.
        if (db.IsPostgres)
        {
            var places = string.Join(", ", columns.Select((_, i) => $"{{{i}}}"));
            var equal = string.Join(" AND ", columns.Select((c, i) => $"t.{c} {Is(i)} k.{c}"));
            return db.Set<T>().FromSqlRaw(
                $"SELECT t.* FROM unnest({places}) AS k({string.Join(", ", columns)}), LATERAL (SELECT * FROM {table} t WHERE {equal} OFFSET 0) t",
                [.. columns.Select((_, i) => Values(keys, i))]).AsNoTracking();
        }
        var same = string.Join(" AND ", columns.Select((c, i) => $"t.{c} {Is(i)} k.value ->> {i}"));
        return db.Set<T>().FromSqlRaw(
            $"SELECT t.* FROM json_each({{0}}) AS k CROSS JOIN {table} t ON {same}", JsonSerializer.Serialize(keys.Select(key => key.Select(Text)))).AsNoTracking();
#pragma warning restore EF1002
    }

    private static Array Values(IReadOnlyList<object[]> keys, int column)
    {
        var values = Array.CreateInstance(keys[0][column].GetType(), keys.Count);
        for (var i = 0; i < keys.Count; i++) values.SetValue(keys[i][column], i);
        return values;
    }

    // As SQLite's columns hold it.
    private static object Text(object value) => value is Guid id ? id.ToString("D").ToUpperInvariant() : value;
}
