using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Subscriptions;

namespace Tributary.Tests.Data;

public sealed class BulkTests
{
    private enum Filling { Empty, Short, Long }

    [Theory, OnBoth]
    public async Task A_set_may_begin_with_a_null_and_go_on_with_a_moment(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var now = world.Clock.GetUtcNow().UtcDateTime;
        await using var db = world.Db();
        await using var transaction = await db.Database.BeginTransactionAsync();

        await Bulk.Insert(db, typeof(Asset), [Asset(world, null), Asset(world, now), Asset(world, null)], default);

        Assert.Equal([null, now, null], await db.Assets.OrderBy(a => a.Id).Select(a => a.RemovedAt).ToListAsync());
    }

    [Fact]
    public async Task Every_row_is_kept_as_entity_framework_would_keep_it()
    {
        await using var world = await World.Empty(DatabaseKind.Sqlite);
        await using var db = world.Db();
        await db.Database.OpenConnectionAsync();
        var types = db.Model.GetEntityTypes().Where(t => typeof(Row).IsAssignableFrom(t.ClrType)).ToList();
        Assert.True(types.Count > 25);
        var seen = new HashSet<Type>();

        foreach (var type in types)
            foreach (var filling in Enum.GetValues<Filling>())
            {
                var row = Sample(type, filling, seen);
                var empty = $"DELETE FROM \"{type.GetTableName()}\"";
                await using var transaction = await db.Database.BeginTransactionAsync();
                await db.Database.ExecuteSqlRawAsync(empty);
                db.Add(row);
                await db.SaveChangesAsync();
                var expected = await Kept(db, type);
                db.ChangeTracker.Clear();
                await db.Database.ExecuteSqlRawAsync(empty);

                await Bulk.Insert(db, type.ClrType, [row], default);

                Assert.Equal(expected, await Kept(db, type));
            }
        await db.Database.CloseConnectionAsync();
        // What the model has none of proves nothing.
        Assert.Superset(new HashSet<Type> { typeof(bool), typeof(int), typeof(long), typeof(string), typeof(Guid), typeof(decimal), typeof(DateTime), typeof(DateOnly), typeof(byte[]) }, seen);
    }

    [Theory, OnBoth]
    public async Task A_row_that_was_changed_meanwhile_is_told_and_the_next_one_is_written(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await using var db = world.Db();
        await db.Database.OpenConnectionAsync();
        Asset[] rows = [Asset(world, null), Asset(world, null)];
        await Bulk.Insert(db, typeof(Asset), rows, default);

        Turn(rows[0], 1);
        Turn(rows[1], 2);
        await using (await db.Database.BeginTransactionAsync())
            await Assert.ThrowsAsync<LostUpdateException>(() => new Bulk(db).Update(typeof(Asset), rows).Send(default));
        Turn(rows[1], 1);
        await new Bulk(db).Update(typeof(Asset), rows).Send(default);

        Assert.Equal([1L, 1L], await db.Assets.Select(a => a.Version).ToListAsync());
        await db.Database.CloseConnectionAsync();
    }

    [Theory, OnBoth]
    public async Task A_row_that_is_refused_leaves_the_connection_fit_for_the_next(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await using var db = world.Db();
        await db.Database.OpenConnectionAsync();
        Asset[] rows = [Asset(world, null), Asset(world, null)];

        await using (await db.Database.BeginTransactionAsync())
            await Assert.ThrowsAnyAsync<DbException>(() => Bulk.Insert(db, typeof(Asset), [rows[0], rows[0], rows[1]], default));
        await using (var good = await db.Database.BeginTransactionAsync())
        {
            await Bulk.Insert(db, typeof(Asset), rows, default);
            await good.CommitAsync();
        }

        Assert.Equal(rows.Select(r => r.Id), await db.Assets.OrderBy(a => a.Id).Select(a => a.Id).ToListAsync());
        await db.Database.CloseConnectionAsync();
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_in_the_middle_leaves_the_statement_fit_for_the_next()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        await using var db = world.Db();
        await db.Database.OpenConnectionAsync();
        var row = Asset(world, null);

        await Assert.ThrowsAsync<InvalidCastException>(() => Bulk.Insert(db, typeof(Asset), [new Setting { Name = "no", Value = "asset" }], default));
        await Bulk.Insert(db, typeof(Asset), [row], default);

        Assert.Equal(row.Id, (await db.Assets.SingleAsync()).Id);
        await db.Database.CloseConnectionAsync();
    }

    [Theory, OnBoth]
    public async Task What_is_there_already_is_added_to(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await using var db = world.Db();
        await using var transaction = await db.Database.BeginTransactionAsync();
        Figure Sum(long count) => new() { BranchId = 1, AccountId = world.Cora.Id, Name = "test", Key = "", Currency = "", Count = count, Amount = 10 * count };

        await new Bulk(db).Add(typeof(Figure), [Sum(1)], ["count", "amount"]).Send(default);
        await new Bulk(db).Add(typeof(Figure), [Sum(2)], ["count", "amount"]).Send(default);

        var kept = await db.Figures.SingleAsync(f => f.Name == "test");
        Assert.Equal((3, 30), (kept.Count, kept.Amount));
    }

    private static void Turn(Asset row, long version) => typeof(Entity).GetProperty(nameof(Entity.Version))!.SetValue(row, version);

    private static Asset Asset(World world, DateTime? removed) => new()
    {
        BranchId = 1, Id = PublicId.New(world.Clock), AccountId = world.Cora.Id, Path = world.Cora.Account.Path, Kind = "licence", Name = "Key",
        CreatedAt = world.Clock.GetUtcNow().UtcDateTime, RemovedAt = removed,
    };

    // Every column of the one row of a table, with the class it is stored in.
    private static async Task<List<string>> Kept(TributaryDb db, IEntityType type)
    {
        var columns = type.GetProperties().Select(p => p.GetColumnName()).ToList();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = $"SELECT {string.Join(", ", columns.Select(c => $"'{c} ' || typeof(\"{c}\") || ' ' || quote(\"{c}\")"))} FROM \"{type.GetTableName()}\"";
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        var kept = columns.Select((_, i) => reader.GetString(i)).ToList();
        Assert.False(await reader.ReadAsync());
        return kept;
    }

    // A row whose every property holds something: what is empty or null where it may be, or what is easily written amiss.
    private static Row Sample(IEntityType type, Filling filling, HashSet<Type> seen)
    {
        var row = (Row)RuntimeHelpers.GetUninitializedObject(type.ClrType);
        foreach (var property in type.GetProperties())
        {
            var bare = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            seen.Add(bare);
            var value = property.IsNullable && filling == Filling.Empty ? null : Value(bare, filling);
            property.FieldInfo!.SetValue(row, value);
        }
        return row;
    }

    private static object Value(Type type, Filling filling) =>
        type == typeof(string) ? filling switch { Filling.Empty => "", Filling.Short => "Zoë's „Hausboot“\t😀", _ => new string('é', 5_000) }
        : type == typeof(byte[]) ? filling == Filling.Empty ? [] : Enumerable.Range(0, filling == Filling.Short ? 32 : 5_000).Select(i => (byte)(i % 256)).ToArray()
        : type == typeof(Guid) ? Guid.NewGuid()
        : type == typeof(bool) ? filling == Filling.Short
        : type == typeof(int) ? filling == Filling.Long ? int.MaxValue : 3
        : type == typeof(long) ? filling == Filling.Long ? long.MaxValue : 3L
        : type == typeof(decimal) ? filling switch { Filling.Empty => 0m, Filling.Short => -12.5m, _ => 1234567890.1234567890123456m }
        : type == typeof(DateTime) ? filling switch
        {
            Filling.Empty => new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc),
            Filling.Short => new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1_234_560),
            _ => DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc),
        }
        : type == typeof(DateOnly) ? filling == Filling.Long ? DateOnly.MaxValue : new DateOnly(2026, 2, 28)
        : type == typeof(Currency) ? Currency.Usd
        : type == typeof(IReadOnlyList<Level>) ? Array.Empty<Level>()
        : type.IsEnum ? Enum.GetValues(type).GetValue(filling == Filling.Empty ? 0 : Enum.GetValues(type).Length - 1)!
        : throw new NotSupportedException($"No sample of {type}.");
}
