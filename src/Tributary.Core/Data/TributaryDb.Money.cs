using Microsoft.EntityFrameworkCore;
using Tributary.Billing;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Reports.Today;

namespace Tributary.Data;

// The tables of money: books, postings, invoices, figures and forecasts of them.
public abstract partial class TributaryDb
{
    public DbSet<Book> Books => Set<Book>();
    public DbSet<Posting> Postings => Set<Posting>();
    public DbSet<Transfer> Transfers => Set<Transfer>();
    public DbSet<Figure> Figures => Set<Figure>();
    public DbSet<Done> Done => Set<Done>();
    public DbSet<Invoice> Invoices => Set<Invoice>();
    public DbSet<InvoiceLine> InvoiceLines => Set<InvoiceLine>();
    public DbSet<InvoiceParty> InvoiceParties => Set<InvoiceParty>();
    public DbSet<Numbering> Numberings => Set<Numbering>();
    public DbSet<WalletForecast> WalletForecasts => Set<WalletForecast>();
    public DbSet<AccountForecast> AccountForecasts => Set<AccountForecast>();
    public DbSet<ChargeForecast> ChargeForecasts => Set<ChargeForecast>();
    public DbSet<RefusalForecast> RefusalForecasts => Set<RefusalForecast>();
    public DbSet<BranchForecast> BranchForecasts => Set<BranchForecast>();
    public DbSet<PostponedDecision> PostponedDecisions => Set<PostponedDecision>();
    public DbSet<BookCheck> BookChecks => Set<BookCheck>();
    public DbSet<Setting> Settings => Set<Setting>();

    private static void MapMoney(ModelBuilder model)
    {
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
        // Those of a range of days are found without reading all that were ever kept.
        model.Entity<Figure>().HasIndex(f => new { f.AccountId, f.Name, f.Key });
        model.Entity<Done>().HasKey(d => new { d.BranchId, d.CallerId, d.Reference });
        model.Entity<Done>().HasIndex(d => d.At);
        Keyed<Invoice>(model, invoice =>
        {
            invoice.HasIndex(i => new { i.BranchId, i.IssuerId, i.Kind, i.Ordinal }).IsUnique();
            invoice.HasIndex(i => new { i.IssuerId, i.Id });
            invoice.HasIndex(i => new { i.BuyerId, i.Id });
            invoice.HasIndex(i => i.CreditsId).HasFilter("credits_id IS NOT NULL");
        });
        model.Entity<InvoiceLine>(line =>
        {
            line.HasKey(l => new { l.BranchId, l.InvoiceId, l.Seq });
            // No transfer stands on two documents.
            line.HasIndex(l => new { l.BranchId, l.PostingNumber, l.NetSeq }).IsUnique();
            line.HasIndex(l => new { l.BranchId, l.PostingNumber, l.TaxSeq }).IsUnique();
            line.HasIndex(l => l.SubscriptionId);
            line.HasIndex(l => l.OrderId);
            line.HasIndex(l => l.CreditsId).HasFilter("credits_id IS NOT NULL");
        });
        model.Entity<InvoiceParty>().HasKey(p => new { p.BranchId, p.InvoiceId, p.AccountId });
        Keyed<Numbering>(model, numbering => numbering.HasIndex(n => new { n.BranchId, n.IssuerId, n.Kind }).IsUnique());
        Keyed<WalletForecast>(model, forecast => forecast.HasIndex(f => new { f.SellerId, f.DryOn, f.Id }));
        model.Entity<AccountForecast>().HasKey(f => new { f.BranchId, f.AccountId, f.Currency, f.IsRevenue });
        model.Entity<AccountForecast>().HasIndex(f => f.AccountId);
        model.Entity<ChargeForecast>(charge =>
        {
            // A subscription is charged on many days, and its id is the row's.
            charge.HasKey(c => new { c.BranchId, c.High, c.Day, c.Id });
            charge.HasIndex(c => new { c.BranchId, c.Day, c.Path, c.Id });
        });
        Keyed<RefusalForecast>(model, refusal =>
        {
            refusal.HasIndex(r => new { r.BranchId, r.SubscriptionId });
            refusal.HasIndex(r => new { r.ShortId, r.Day });
        });
        model.Entity<BranchForecast>().HasKey(f => f.BranchId);
        model.Entity<BranchForecast>().Property(f => f.BranchId).ValueGeneratedNever();
        model.Entity<PostponedDecision>().HasKey(p => new { p.BranchId, p.AccountId, p.PersonId, p.Decision });
        model.Entity<PostponedDecision>().Property(p => p.Decision).HasMaxLength(120);
        model.Entity<PostponedDecision>().HasIndex(p => p.Until);
        model.Entity<BookCheck>().HasKey(c => c.Id);
        model.Entity<BookCheck>().Property(c => c.Id).ValueGeneratedNever();
        model.Entity<Setting>().HasKey(s => s.Name);
    }
}
