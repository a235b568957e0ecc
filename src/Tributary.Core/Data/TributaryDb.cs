using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Orders;
using Tributary.Pricing;

namespace Tributary.Data;

/// <summary>
/// All tables, the same on both databases. Names are snake_case; keys of tenant tables begin with the branch; paths are
/// compared byte by byte. There are no navigations and no foreign keys: rows are written by the desk in sets, in any
/// order, and <c>check-books</c> proves that they fit together.
/// </summary>
public abstract partial class TributaryDb(DbContextOptions options) : IdentityUserContext<User, Guid>(options)
{
    /// <summary>True on PostgreSQL, where rows are locked and written as arrays.</summary>
    public abstract bool IsPostgres { get; }

    // Passkeys have their table from the start; Identity would otherwise leave it out.
    protected override Version SchemaVersion => Microsoft.AspNetCore.Identity.IdentitySchemaVersions.Version3;

    /// <summary>Saves, and with every change of a person the words by which they are found.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var person in ChangeTracker.Entries<User>().Where(e => e.State is EntityState.Added or EntityState.Modified).ToList())
            await UserWord.Keep(this, person.Entity, person.State == EntityState.Added, cancellationToken);
        await NoteAnswers(cancellationToken);
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        // The words of a person are written before the person, whose stamp would tell that somebody else was quicker.
        catch (DbUpdateException late) when (late is not DbUpdateConcurrencyException && late.Entries.Any(e => e.Entity is UserWord)
            && ChangeTracker.Entries<User>().Any(e => e.State == EntityState.Modified))
        {
            throw new DbUpdateConcurrencyException(late.Message, late);
        }
    }

    // Who has set a first password has answered the invitations that were a way to it.
    private async Task NoteAnswers(CancellationToken cancel)
    {
        var joined = ChangeTracker.Entries<User>().Where(e => e.State == EntityState.Modified && e.Property(u => u.PasswordHash) is { OriginalValue: null, CurrentValue: not null })
            .Select(e => e.Entity.Id).ToArray();
        if (joined.Length == 0) return;
        foreach (var place in await Memberships.AsTracking().Where(m => joined.Contains(m.UserId) && !m.AwaitsConsent && m.InvitedAt != null).ToListAsync(cancel)) place.InvitedAt = null;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<DateTime>().HaveConversion<UtcConverter>();
        conventions.Properties<Currency>().HaveConversion<CurrencyConverter>().HaveMaxLength(3);
        conventions.Properties<decimal>().HavePrecision(28, 10);
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);

        MapAccounts(model);
        MapPeople(model);
        MapTrade(model);
        MapMoney(model);

        foreach (var entity in model.Model.GetEntityTypes())
        {
            entity.SetTableName(Snake(entity.GetTableName()!.Replace("AspNet", "")));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Snake(property.Name));
                if (IsPostgres && IsCompared(property)) property.SetCollation("C");
            }
            foreach (var key in entity.GetKeys()) key.SetName(Snake($"pk_{entity.GetTableName()}"));
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName(Snake($"ix_{entity.GetTableName()}_{string.Join('_', index.Properties.Select(p => Snake(p.Name)))}"));
        }
    }

    // Paths, and what is looked for by its beginning, are ranges of bytes; SQLite compares so by itself.
    private static bool IsCompared(Microsoft.EntityFrameworkCore.Metadata.IReadOnlyProperty property) =>
        property.Name.EndsWith("Path", StringComparison.Ordinal) || property.Name is "ReadFrom" or "Word" or "NameKey" or "Host"
        || property.Name is nameof(Figure.Key) && property.DeclaringType.ClrType == typeof(Figure)
        || property.Name is nameof(Order.Number) && property.DeclaringType.ClrType == typeof(Order);

    private static void Keyed<T>(ModelBuilder model, Action<Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T>> more) where T : Entity =>
        model.Entity<T>(entity =>
        {
            // An id is found without its branch; the branch belongs to the key so that rows can be spread by it.
            entity.HasKey(e => new { e.Id, e.BranchId });
            entity.Property(e => e.Id).ValueGeneratedNever();
            more(entity);
        });

    private static readonly ValueConverter<IReadOnlyList<Level>, string> JsonLevels = new(
        levels => KeptLevels.TextOf(levels), text => new KeptLevels(text));

    // Levels are frozen: a new list is set, never one changed in place.
    private static readonly ValueComparer<IReadOnlyList<Level>> CompareLevels = new(
        (a, b) => ReferenceEquals(a, b), levels => levels.Count, levels => levels);

    private static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && !char.IsUpper(name[i - 1])) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}

/// <summary>A setting of the whole installation.</summary>
public sealed class Setting : Row
{
    /// <summary>Its name: <c>time_zone</c>, <c>root</c>.</summary>
    public required string Name { get; init; }
    /// <summary>Its value.</summary>
    public required string Value { get; set; }
}

internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
    at => at, at => DateTime.SpecifyKind(at, DateTimeKind.Utc));

internal sealed class CurrencyConverter() : ValueConverter<Currency, string>(
    currency => currency.Code, code => Currency.Of(code));

internal sealed class CurrencyJson : System.Text.Json.Serialization.JsonConverter<Currency>
{
    public override Currency Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Currency.Of(reader.GetString()!);
    public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
}
