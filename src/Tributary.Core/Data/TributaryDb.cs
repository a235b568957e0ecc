using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Tributary.Accounts;
using Tributary.Audit;
using Tributary.Catalog;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Orders;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Reports;
using Tributary.Subscriptions;

namespace Tributary.Data;

/// <summary>
/// All tables, the same on both databases. Names are snake_case; keys of tenant tables begin with the branch; paths are
/// compared byte by byte. There are no navigations and no foreign keys: rows are written by the desk in sets, in any
/// order, and <c>check-books</c> proves that they fit together.
/// </summary>
public abstract class TributaryDb(DbContextOptions options) : IdentityUserContext<User, Guid>(options)
{
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<CompanyProfile> CompanyProfiles => Set<CompanyProfile>();
    public DbSet<AccountNumber> AccountNumbers => Set<AccountNumber>();
    public DbSet<AccountWord> AccountWords => Set<AccountWord>();
    public DbSet<Branch> Branches => Set<Branch>();
    public DbSet<Terms> Terms => Set<Terms>();
    public DbSet<TrailEntry> Trail => Set<TrailEntry>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<UserWord> UserWords => Set<UserWord>();
    public DbSet<ListColumns> ListColumns => Set<ListColumns>();
    public DbSet<SignInRecord> SignIns => Set<SignInRecord>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();
    public DbSet<Product> Products => Set<Product>();
    public DbSet<Plan> Plans => Set<Plan>();
    public DbSet<PlanVersion> PlanVersions => Set<PlanVersion>();
    public DbSet<PricePoint> PricePoints => Set<PricePoint>();
    public DbSet<PriceListImport> PriceListImports => Set<PriceListImport>();
    public DbSet<Book> Books => Set<Book>();
    public DbSet<Posting> Postings => Set<Posting>();
    public DbSet<Transfer> Transfers => Set<Transfer>();
    public DbSet<Figure> Figures => Set<Figure>();
    public DbSet<Done> Done => Set<Done>();
    public DbSet<PriceRule> PriceRules => Set<PriceRule>();
    public DbSet<ExchangeRate> ExchangeRates => Set<ExchangeRate>();
    public DbSet<Subscription> Subscriptions => Set<Subscription>();
    public DbSet<Period> Periods => Set<Period>();
    public DbSet<Asset> Assets => Set<Asset>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<OrderLine> OrderLines => Set<OrderLine>();
    public DbSet<Work> Work => Set<Work>();
    public DbSet<BookCheck> BookChecks => Set<BookCheck>();
    public DbSet<Setting> Settings => Set<Setting>();

    /// <summary>True on PostgreSQL, where rows are locked and written as arrays.</summary>
    public abstract bool IsPostgres { get; }

    // Passkeys have their table from the start; Identity would otherwise leave it out.
    protected override Version SchemaVersion => Microsoft.AspNetCore.Identity.IdentitySchemaVersions.Version3;

    /// <summary>Saves, and with every change of a person the words by which they are found.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var person in ChangeTracker.Entries<User>().Where(e => e.State is EntityState.Added or EntityState.Modified).ToList())
            await UserWord.Keep(this, person.Entity, cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
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

        model.Entity<Branch>().HasKey(b => b.Id);
        model.Entity<Branch>().Property(b => b.Id).ValueGeneratedNever();
        model.Entity<AccountNumber>().HasKey(n => n.Number);
        Keyed<Account>(model, account =>
        {
            account.HasIndex(a => a.Path).IsUnique();
            account.HasIndex(a => new { a.BranchId, a.ParentId, a.Name });
            account.HasIndex(a => a.Number);
        });
        model.Entity<CompanyProfile>().HasKey(p => new { p.BranchId, p.AccountId });
        model.Entity<AccountWord>().HasKey(w => new { w.BranchId, w.AccountId, w.Seq });
        model.Entity<AccountWord>().HasIndex(w => new { w.Word, w.BranchId, w.AccountId });
        Keyed<Terms>(model, terms =>
        {
            terms.HasIndex(t => new { t.BranchId, t.BuyerId, t.From });
            terms.HasIndex(t => new { t.BranchId, t.SellerId });
            terms.HasIndex(t => t.BuyerId);
        });
        Keyed<TrailEntry>(model, trail =>
        {
            trail.HasIndex(t => new { t.BranchId, t.Path, t.At });
        });
        Keyed<Notice>(model, notice => notice.HasIndex(n => new { n.AccountId, n.At }));

        Keyed<Membership>(model, membership =>
        {
            membership.HasIndex(m => m.UserId);
            membership.HasIndex(m => new { m.AccountId, m.UserId });
        });
        model.Entity<UserWord>().HasKey(w => new { w.UserId, w.Word });
        model.Entity<UserWord>().HasIndex(w => new { w.Word, w.UserId });
        model.Entity<ListColumns>().HasKey(c => new { c.UserId, c.List });
        model.Entity<SignInRecord>().HasKey(r => r.Id);
        model.Entity<SignInRecord>().HasIndex(r => new { r.UserId, r.At });
        model.Entity<SignInRecord>().HasIndex(r => r.At);
        model.Entity<ProtectionKey>().HasKey(k => k.Name);
        Keyed<ApiKey>(model, key =>
        {
            key.HasIndex(k => k.Hash).IsUnique();
            key.HasIndex(k => k.AccountId);
        });

        Keyed<Product>(model, product =>
        {
            product.HasIndex(p => new { p.BranchId, p.OwnerId, p.Code }).IsUnique();
            product.HasIndex(p => new { p.OwnerPath, p.NameKey });
        });
        Keyed<Plan>(model, plan => plan.HasIndex(p => new { p.BranchId, p.ProductId, p.Code }).IsUnique());
        model.Entity<PlanVersion>().HasKey(v => new { v.BranchId, v.PlanId, v.Number });
        Keyed<PricePoint>(model, point => point.HasIndex(p => new { p.BranchId, p.PlanId, p.Interval, p.EffectiveFrom }));
        Keyed<PriceListImport>(model, import => import.HasIndex(i => new { i.AccountId, i.CreatedAt }));

        Keyed<Book>(model, book =>
        {
            book.HasIndex(b => new { b.BranchId, b.BuyerId, b.SellerId, b.Purpose, b.Currency }).IsUnique();
            book.HasIndex(b => b.SellerId);
            book.ToTable(t => t.HasCheckConstraint("ck_books_floor", "floor IS NULL OR balance >= floor"));
        });
        model.Entity<Posting>(posting =>
        {
            posting.HasKey(p => new { p.BranchId, p.Number });
            posting.HasIndex(p => new { p.BranchId, p.Reference }).IsUnique();
            posting.HasIndex(p => p.OrderId);
        });
        model.Entity<Transfer>(transfer =>
        {
            transfer.HasKey(t => new { t.BranchId, t.PostingNumber, t.Seq });
            transfer.HasIndex(t => new { t.BuyerId, t.PostingNumber });
            transfer.ToTable(t => t.HasCheckConstraint("ck_transfers_amount", "amount > 0 AND from_book_id <> to_book_id"));
        });
        model.Entity<Figure>().HasKey(f => new { f.BranchId, f.AccountId, f.Name, f.Key, f.Currency });
        model.Entity<Figure>().HasIndex(f => new { f.AccountId, f.Name });
        model.Entity<Done>().HasKey(d => new { d.BranchId, d.CallerId, d.Reference });
        model.Entity<Done>().HasIndex(d => d.At);

        Keyed<PriceRule>(model, rule => rule.HasIndex(r => new { r.SellerId, r.PlanId }));
        Keyed<ExchangeRate>(model, rate => rate.HasIndex(r => new { r.SellerId, r.From, r.To, r.EffectiveFrom }));

        Keyed<Subscription>(model, subscription =>
        {
            subscription.HasIndex(s => new { s.BranchId, s.Path, s.Id });
            subscription.HasIndex(s => new { s.BranchId, s.DueOn, s.Id }).HasFilter("due_on IS NOT NULL");
            subscription.HasIndex(s => new { s.PlanId, s.Path });
            subscription.HasIndex(s => new { s.ShortId, s.Id }).HasFilter("short_id IS NOT NULL");
            subscription.Property(s => s.Levels).HasConversion(JsonLevels, CompareLevels);
        });
        model.Entity<Period>(period =>
        {
            period.HasKey(p => new { p.BranchId, p.SubscriptionId, p.Seq });
            period.HasIndex(p => new { p.BranchId, p.SubscriptionId, p.Start }).IsUnique().HasFilter("\"end\" IS NULL OR \"end\" > start");
        });
        Keyed<Asset>(model, asset =>
        {
            asset.HasIndex(a => new { a.BranchId, a.Path, a.Id });
            asset.HasIndex(a => a.SubscriptionId);
        });
        Keyed<Order>(model, order =>
        {
            order.HasIndex(o => new { o.BranchId, o.Path, o.Id });
            order.HasIndex(o => new { o.ShortId, o.Id }).HasFilter("short_id IS NOT NULL");
            order.HasIndex(o => o.Number);
        });
        Keyed<OrderLine>(model, line =>
        {
            line.HasIndex(l => l.OrderId);
            line.HasIndex(l => l.SubscriptionId);
            line.Property(l => l.Levels).HasConversion(JsonLevels, CompareLevels);
        });
        Keyed<Work>(model, work =>
        {
            // What waits or is under way, in the order it is claimed; and what was handed over, by when it is missed.
            work.HasIndex(w => new { w.Connector, w.NotBefore, w.Id }).HasFilter("state IN (1, 2)");
            work.HasIndex(w => w.LeasedUntil).HasFilter("state = 3");
            // The list of what is open, and its counts, which may not grow with all that was ever done.
            work.HasIndex(w => new { w.BranchId, w.Path, w.State, w.Id }).HasFilter("state <> 4 OR disputed_at IS NOT NULL");
            work.HasIndex(w => new { w.BranchId, w.Path, w.Id });
            work.HasIndex(w => new { w.SubscriptionId, w.Id });
            work.HasIndex(w => w.DisputedAt).HasFilter("disputed_at IS NOT NULL");
        });
        model.Entity<BookCheck>().HasKey(c => c.Id);
        model.Entity<BookCheck>().Property(c => c.Id).ValueGeneratedNever();
        model.Entity<Setting>().HasKey(s => s.Name);

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
        property.Name is "Path" or "OwnerPath" or "ShortPath" or "ActorPath" or "ReadFrom" or "Word" or "NameKey"
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
