using Microsoft.EntityFrameworkCore;
using Tributary.Identity;
using Tributary.Identity.Imports;

namespace Tributary.Data;

// The tables of people, of how they come in and what they may.
public abstract partial class TributaryDb
{
    public DbSet<PeopleImport> PeopleImports => Set<PeopleImport>();
    public DbSet<ImportChunk> ImportChunks => Set<ImportChunk>();
    public DbSet<ImportFault> ImportFaults => Set<ImportFault>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<UserWord> UserWords => Set<UserWord>();
    public DbSet<ListColumns> ListColumns => Set<ListColumns>();
    public DbSet<SignInRecord> SignIns => Set<SignInRecord>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<GuestPass> GuestPasses => Set<GuestPass>();
    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();
    public DbSet<SavedView> SavedViews => Set<SavedView>();

    private static void MapPeople(ModelBuilder model)
    {
        Keyed<Membership>(model, membership =>
        {
            membership.HasIndex(m => m.UserId);
            membership.HasIndex(m => new { m.AccountId, m.UserId });
            // The list of people goes by account and then by when they came, over branches too.
            membership.HasIndex(m => new { m.Path, m.Id }).HasFilter("ended_at IS NULL");
            membership.HasIndex(m => new { m.Path, m.InvitedAt }).HasFilter("invited_at IS NOT NULL AND ended_at IS NULL");
            // To whom the report of the month past is to go.
            membership.HasIndex(m => m.ReportedMonth).HasFilter("wants_report_since IS NOT NULL AND ended_at IS NULL");
        });
        Keyed<GuestPass>(model, pass =>
        {
            pass.HasIndex(p => new { p.BranchId, p.Path, p.Id });
            pass.HasIndex(p => new { p.AccountId, p.VisitorId }).HasFilter("ended_at IS NULL");
            pass.HasIndex(p => p.OverAt).HasFilter("ended_at IS NULL");
        });
        Keyed<PeopleImport>(model, import =>
        {
            import.HasIndex(i => new { i.AccountId, i.Id });
            // What a worker has to do.
            import.HasIndex(i => i.LeasedUntil).HasFilter("state IN (2, 4)");
        });
        model.Entity<ImportChunk>().HasKey(c => new { c.BranchId, c.ImportId, c.Seq });
        model.Entity<ImportChunk>().HasIndex(c => c.At);
        model.Entity<ImportFault>().HasKey(f => new { f.BranchId, f.ImportId, f.Run, f.Row });
        model.Entity<ImportFault>().HasIndex(f => f.At);
        model.Entity<User>().HasIndex(u => u.LockoutEnd).HasFilter("lockout_end IS NOT NULL");
        model.Entity<UserWord>().HasKey(w => new { w.UserId, w.Word });
        model.Entity<UserWord>().HasIndex(w => new { w.Word, w.UserId });
        model.Entity<ListColumns>().HasKey(c => new { c.UserId, c.List });
        Keyed<SavedView>(model, view => view.HasIndex(v => new { v.AccountId, v.List, v.Id }).HasFilter("dropped_at IS NULL"));
        model.Entity<SignInRecord>().HasKey(r => r.Id);
        model.Entity<SignInRecord>().HasIndex(r => new { r.UserId, r.At });
        model.Entity<SignInRecord>().HasIndex(r => r.At);
        model.Entity<ProtectionKey>().HasKey(k => k.Name);
        Keyed<ApiKey>(model, key =>
        {
            key.HasIndex(k => k.Hash).IsUnique();
            key.HasIndex(k => k.AccountId);
        });
    }
}
