using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Orders;
using Tributary.Orders.Bulk;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Subscriptions;
using Tributary.Usage;

namespace Tributary.Data;

// The tables of the catalogue, of prices, and of what is bought, delivered and used.
public abstract partial class TributaryDb
{
    public DbSet<Product> Products => Set<Product>();
    public DbSet<Plan> Plans => Set<Plan>();
    public DbSet<PlanVersion> PlanVersions => Set<PlanVersion>();
    public DbSet<PricePoint> PricePoints => Set<PricePoint>();
    public DbSet<PriceListImport> PriceListImports => Set<PriceListImport>();
    public DbSet<PriceRule> PriceRules => Set<PriceRule>();
    public DbSet<ExchangeRate> ExchangeRates => Set<ExchangeRate>();
    public DbSet<Subscription> Subscriptions => Set<Subscription>();
    public DbSet<Period> Periods => Set<Period>();
    public DbSet<BulkRun> BulkRuns => Set<BulkRun>();
    public DbSet<BulkItem> BulkItems => Set<BulkItem>();
    public DbSet<Asset> Assets => Set<Asset>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<OrderLine> OrderLines => Set<OrderLine>();
    public DbSet<Work> Work => Set<Work>();
    public DbSet<UsageEvent> UsageEvents => Set<UsageEvent>();
    public DbSet<Launch> Launches => Set<Launch>();
    public DbSet<EndUser> EndUsers => Set<EndUser>();
    public DbSet<ActiveDay> ActiveDays => Set<ActiveDay>();
    public DbSet<GraphNote> GraphNotes => Set<GraphNote>();
    public DbSet<PriceLoss> PriceLosses => Set<PriceLoss>();

    private static void MapTrade(ModelBuilder model)
    {
        Keyed<Product>(model, product =>
        {
            product.HasIndex(p => new { p.BranchId, p.OwnerId, p.Code }).IsUnique();
            product.HasIndex(p => new { p.OwnerPath, p.NameKey });
        });
        Keyed<Plan>(model, plan => plan.HasIndex(p => new { p.BranchId, p.ProductId, p.Code }).IsUnique());
        model.Entity<PlanVersion>().HasKey(v => new { v.BranchId, v.PlanId, v.Number });
        Keyed<PricePoint>(model, point => point.HasIndex(p => new { p.BranchId, p.PlanId, p.Interval, p.EffectiveFrom }));
        Keyed<PriceListImport>(model, import => import.HasIndex(i => new { i.AccountId, i.CreatedAt }));
        Keyed<PriceRule>(model, rule =>
        {
            rule.HasIndex(r => new { r.SellerId, r.PlanId });
            // The days on which a seller's prices changed.
            rule.HasIndex(r => new { r.SellerId, r.EffectiveFrom });
        });
        Keyed<ExchangeRate>(model, rate => rate.HasIndex(r => new { r.SellerId, r.From, r.To, r.EffectiveFrom }));
        model.Entity<PriceLoss>().HasKey(l => new { l.BranchId, l.SellerId, l.BuyerId, l.PlanId, l.Interval });
        model.Entity<PriceLoss>().HasIndex(l => new { l.SellerId, l.From });
        Keyed<Subscription>(model, subscription =>
        {
            subscription.HasIndex(s => new { s.BranchId, s.Path, s.Id });
            subscription.HasIndex(s => new { s.BranchId, s.DueOn, s.Id }).HasFilter("due_on IS NOT NULL");
            subscription.HasIndex(s => new { s.PlanId, s.Path });
            // The orders of the list, whatever part of the tree is looked at.
            subscription.HasIndex(s => new { s.Anchor, s.Id }).HasFilter("anchor IS NOT NULL");
            subscription.HasIndex(s => new { s.TermEnd, s.Id }).HasFilter("due_on IS NOT NULL");
            subscription.HasIndex(s => new { s.ShortId, s.Id }).HasFilter("short_id IS NOT NULL");
            subscription.HasIndex(s => new { s.ShortPath, s.Id }).HasFilter("short_path IS NOT NULL");
            subscription.HasIndex(s => new { s.GraceUntil, s.Id }).HasFilter("grace_until IS NOT NULL AND short_id IS NULL");
            subscription.HasIndex(s => new { s.StoppedById, s.Id }).HasFilter("stopped_by_id IS NOT NULL");
            subscription.Property(s => s.Levels).HasConversion(JsonLevels, CompareLevels);
        });
        model.Entity<Period>(period =>
        {
            period.HasKey(p => new { p.BranchId, p.SubscriptionId, p.Seq });
            period.HasIndex(p => new { p.BranchId, p.SubscriptionId, p.Start }).IsUnique().HasFilter("\"end\" IS NULL OR \"end\" > start");
        });
        Keyed<BulkRun>(model, run =>
        {
            run.HasIndex(r => new { r.AccountId, r.Id });
            // What a worker has to do.
            run.HasIndex(r => r.LeasedUntil).HasFilter("state = 1");
        });
        model.Entity<BulkItem>().HasKey(i => new { i.BranchId, i.RunId, i.Seq });
        Keyed<Asset>(model, asset =>
        {
            asset.HasIndex(a => new { a.BranchId, a.Path, a.Id });
            asset.HasIndex(a => a.SubscriptionId);
            asset.HasIndex(a => new { a.BranchId, a.AssignedPath, a.Id }).HasFilter("assigned_path IS NOT NULL");
        });
        Keyed<Order>(model, order =>
        {
            order.HasIndex(o => new { o.BranchId, o.Path, o.Id });
            order.HasIndex(o => new { o.ShortId, o.Id }).HasFilter("short_id IS NOT NULL");
            order.HasIndex(o => new { o.ShortPath, o.Id }).HasFilter("state = 2");
            order.HasIndex(o => new { o.State, o.Path, o.Id }).HasFilter("state = 1 OR state = 5");
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
            work.HasIndex(w => new { w.OwnerPath, w.Id }).HasFilter("state = 5");
            work.HasIndex(w => w.DisputedAt).HasFilter("disputed_at IS NOT NULL");
        });
        model.Entity<UsageEvent>().HasKey(e => new { e.BranchId, e.Id });
        model.Entity<UsageEvent>().Property(e => e.Kind).HasMaxLength(32);
        model.Entity<Launch>().HasKey(l => new { l.BranchId, l.Id });
        // A token names no branch, and what is forgotten is found by its time.
        model.Entity<Launch>().HasIndex(l => l.Id);
        model.Entity<Launch>().HasIndex(l => l.ExpiresAt);
        model.Entity<EndUser>().HasKey(u => new { u.BranchId, u.AccountId, u.Key });
        model.Entity<ActiveDay>().HasKey(d => new { d.BranchId, d.AccountId, d.Day });
        model.Entity<ActiveDay>().HasIndex(d => new { d.AccountId, d.Day });
        Keyed<GraphNote>(model, note => note.HasIndex(n => new { n.AccountId, n.Day }));
    }
}
