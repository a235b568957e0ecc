using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Audit;
using Tributary.Notices;

namespace Tributary.Data;

// The tables of accounts, of what they sign and show, and of whom they resemble.
public abstract partial class TributaryDb
{
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<CompanyProfile> CompanyProfiles => Set<CompanyProfile>();
    public DbSet<AccountNumber> AccountNumbers => Set<AccountNumber>();
    public DbSet<AccountWord> AccountWords => Set<AccountWord>();
    public DbSet<AccountKey> AccountKeys => Set<AccountKey>();
    public DbSet<RegisterLoad> RegisterLoads => Set<RegisterLoad>();
    public DbSet<RegisterEntry> RegisterEntries => Set<RegisterEntry>();
    public DbSet<RegisterKey> RegisterKeys => Set<RegisterKey>();
    public DbSet<Branch> Branches => Set<Branch>();
    public DbSet<Terms> Terms => Set<Terms>();
    public DbSet<TrailEntry> Trail => Set<TrailEntry>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<Branding> Brandings => Set<Branding>();
    public DbSet<HostName> HostNames => Set<HostName>();
    public DbSet<Upload> Uploads => Set<Upload>();
    public DbSet<OnboardingWaiver> OnboardingWaivers => Set<OnboardingWaiver>();
    public DbSet<Agreement> Agreements => Set<Agreement>();
    public DbSet<AgreementAcceptance> AgreementAcceptances => Set<AgreementAcceptance>();
    public DbSet<Deactivation> Deactivations => Set<Deactivation>();

    private static void MapAccounts(ModelBuilder model)
    {
        model.Entity<Branch>().HasKey(b => b.Id);
        model.Entity<Branch>().Property(b => b.Id).ValueGeneratedNever();
        Keyed<Account>(model, account =>
        {
            account.HasIndex(a => a.Path).IsUnique();
            account.HasIndex(a => new { a.BranchId, a.ParentId, a.Name });
            account.HasIndex(a => a.Number);
            // What waits for a person, which is little whatever there is besides.
            account.HasIndex(a => new { a.Path, a.Status }).HasFilter("status = 2 OR reactivation_requested");
            account.HasIndex(a => new { a.ParentId, a.StatusSince }).HasFilter("status = 1");
            account.HasIndex(a => new { a.PendingReportedAt, a.Id }).HasFilter("number IS NULL AND pending_reported_at IS NOT NULL");
        });
        model.Entity<CompanyProfile>().HasKey(p => new { p.BranchId, p.AccountId });
        model.Entity<CompanyProfile>().HasIndex(p => p.ExternalReference).HasFilter("external_reference IS NOT NULL");
        model.Entity<AccountNumber>().HasKey(n => n.Number);
        model.Entity<AccountWord>().HasKey(w => new { w.BranchId, w.AccountId, w.Seq });
        model.Entity<AccountWord>().HasIndex(w => new { w.Word, w.BranchId, w.AccountId });
        model.Entity<AccountKey>().HasKey(k => new { k.BranchId, k.Path, k.Seq });
        model.Entity<AccountKey>().HasIndex(k => new { k.Key, k.Path });
        model.Entity<RegisterLoad>().HasKey(l => l.Id);
        model.Entity<RegisterLoad>().Property(l => l.Id).ValueGeneratedNever();
        model.Entity<RegisterEntry>().HasKey(e => new { e.LoadId, e.Line });
        model.Entity<RegisterKey>().HasKey(k => new { k.LoadId, k.Key, k.Line });
        Keyed<Terms>(model, terms =>
        {
            terms.HasIndex(t => new { t.BranchId, t.BuyerId, t.From });
            terms.HasIndex(t => new { t.BranchId, t.SellerId });
            terms.HasIndex(t => t.BuyerId);
            terms.Property(t => t.PaymentDays).HasDefaultValue(14);
        });
        model.Entity<Branding>().HasKey(b => new { b.BranchId, b.AccountId });
        model.Entity<HostName>().HasKey(h => new { h.Host, h.AccountId });
        model.Entity<HostName>().HasIndex(h => h.Host).IsUnique().HasFilter("proven_at IS NOT NULL");
        model.Entity<HostName>().HasIndex(h => h.AccountId);
        model.Entity<Upload>().HasKey(u => u.Id);
        model.Entity<Upload>().Property(u => u.Id).ValueGeneratedNever();
        model.Entity<OnboardingWaiver>().HasKey(w => new { w.BranchId, w.AccountId, w.Line });
        Keyed<Agreement>(model, agreement => 
        {
            agreement.HasIndex(a => new { a.BranchId, a.AccountId, a.Number }).IsUnique();
            agreement.HasIndex(a => new { a.AccountId, a.Number });
        });
        Keyed<AgreementAcceptance>(model, acceptance =>
        {
            acceptance.HasIndex(a => new { a.BranchId, a.AccountId, a.At });
            acceptance.HasIndex(a => new { a.AgreementId, a.At });
        });
        Keyed<Deactivation>(model, deactivation =>
        {
            deactivation.HasIndex(d => d.AccountId);
            deactivation.HasIndex(d => d.NextAt).HasFilter("next_at IS NOT NULL");
        });
        Keyed<TrailEntry>(model, trail =>
        {
            trail.HasIndex(t => new { t.BranchId, t.Path, t.At });
            trail.HasIndex(t => new { t.PassId, t.Id }).HasFilter("pass_id IS NOT NULL");
            trail.Ignore(t => t.AuthorPath);
        });
        Keyed<Notice>(model, notice =>
        {
            notice.HasIndex(n => new { n.AccountId, n.At });
            notice.HasIndex(n => n.At).HasFilter("for_mail");
        });
        Keyed<Message>(model, message =>
        {
            message.HasIndex(m => new { m.NotBefore, m.Id }).HasFilter("state IN (1, 2)");
            message.HasIndex(m => m.At).HasFilter("state = 4");
            message.HasIndex(m => new { m.SenderId, m.Id });
            message.HasIndex(m => new { m.SenderId, m.At }).HasFilter("state = 4 AND resent_at IS NULL");
            message.HasIndex(m => new { m.BranchId, m.Path, m.Id });
        });
    }
}
