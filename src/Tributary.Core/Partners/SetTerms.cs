using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Subscriptions;
using Settlement = Tributary.Accounts.Settlement;

namespace Tributary.Partners;

/// <summary>
/// A seller changes the terms of its direct buyer from a day on: the old ones end, new ones begin, and whatever was
/// planned for later gives way. A change of settlement or currency moves or needs balances, so it is made for today only.
/// </summary>
public sealed class SetTerms : Deed<TermsSet>
{
    /// <summary>The buyer's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The buyer.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>The version of the terms that were read; null to overwrite whatever is there.</summary>
    public long? Version { get; init; }
    /// <summary>The first day, in the root's time zone; null for today.</summary>
    public DateOnly? From { get; init; }
    /// <summary>The edge's currency; null for unchanged.</summary>
    public Currency? Currency { get; init; }
    /// <summary>How it is settled; null for unchanged.</summary>
    public Settlement? Settlement { get; init; }
    /// <summary>The buyer's own limit in minor units; null for unchanged, or with <see cref="InheritLimit"/>.</summary>
    public long? CreditLimit { get; init; }
    /// <summary>True to take the limit of the seller's own terms, as they stand today; they must be invoiced in the same currency.</summary>
    public bool InheritLimit { get; init; }
    /// <summary>How many days after its issue an invoice is to be paid; null for unchanged.</summary>
    public int? PaymentDays { get; init; }
    /// <summary>Where it is billed elsewhere: whether invoices are issued here all the same; null for unchanged.</summary>
    public bool? IssuesInvoices { get; init; }
    /// <summary>A higher limit for a while, in minor units; null for none.</summary>
    public long? TemporaryLimit { get; init; }
    /// <summary>The last day of <see cref="TemporaryLimit"/>.</summary>
    public DateOnly? TemporaryUntil { get; init; }

    public override int BranchId => InBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var mine = deeds.Cast<SetTerms>().ToList();
        await Edges.Load(sheet, mine.Select(d => (d.InBranch, d.BuyerId)), change: true);
        var sellers = mine.Select(d => d.By.AccountId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Terms.Where(t => sellers.Contains(t.BuyerId)));
        var busy = sheet.Facts<Busy>();
        // Only a change of currency asks what runs below the buyer, and that is rare: a query for each of them is fine.
        foreach (var deed in mine.Where(d => d.Currency is not null))
            if (sheet.Find<Account>(deed.BuyerId) is { } buyer && await Runs(sheet, buyer)) busy.Buyers.Add(buyer.Id);
    }

    public override TermsSet Decide(Sheet sheet)
    {
        var (buyer, old) = Edges.ForSeller(sheet, By, BranchId, BuyerId);
        By.Need(Right.ManageTerms);
        sheet.NeedVersion(old, Version);
        if (buyer.Status == AccountStatus.Closed) throw Refusal.Conflict("account.closed", "This account is closed.");
        var from = From ?? sheet.Today;
        var terms = new Terms
        {
            BranchId = BranchId, Id = sheet.NewId(), SellerId = old.SellerId, BuyerId = BuyerId, Currency = Currency ?? old.Currency,
            Settlement = Settlement ?? old.Settlement, CreditLimit = Limit(sheet, old), From = from,
            TemporaryLimit = TemporaryLimit, TemporaryUntil = TemporaryUntil,
            PaymentDays = PaymentDays ?? old.PaymentDays, IssuesInvoices = IssuesInvoices ?? old.IssuesInvoices,
        };
        Check(sheet, old, terms);

        // Terms planned for that day or later become empty: they end on the day they were to begin.
        foreach (var planned in Edges.Of(sheet, BuyerId).Where(t => t.To is null || t.To > from))
            sheet.Change(planned).End(planned.From > from ? planned.From : from);
        sheet.Add(terms);
        if (from == sheet.Today) Move(sheet, old, terms);
        sheet.Trail(By, buyer, "terms.set", PublicId.Format("acc", buyer.Id));
        sheet.Notify(buyer, "terms.set", PublicId.Format("acc", buyer.Id));
        return new(terms.Id, terms.From, terms.Currency, terms.Settlement, terms.CreditLimit);
    }

    private long Limit(Sheet sheet, Terms old)
    {
        if ((Settlement ?? old.Settlement) != Accounts.Settlement.Invoiced) return CreditLimit ?? 0;
        if (!InheritLimit) return CreditLimit ?? old.CreditLimit;
        var above = Edges.Of(sheet, By.AccountId).FirstOrDefault(t => t.HoldsOn(sheet.Today));
        if (above is not { Settlement: Accounts.Settlement.Invoiced } || above.Currency != (Currency ?? old.Currency))
            throw Refusal.Field("creditLimit", "terms.nothing_to_inherit", "Your own account has no credit limit in this currency to pass on.");
        return above.CreditLimit;
    }

    private void Check(Sheet sheet, Terms old, Terms terms)
    {
        var form = new Form();
        var turns = terms.Settlement != old.Settlement || terms.Currency != old.Currency;
        form.Must(terms.From >= sheet.Today, "from", "Terms cannot begin in the past.");
        form.Must(terms.From == sheet.Today || !turns, "from", "Another settlement or currency begins today.");
        form.Must(Enum.IsDefined(terms.Settlement), "settlement", "This is no way to settle.");
        form.Must(terms.CreditLimit >= 0, "creditLimit", "A credit limit is not below zero.");
        form.Must(terms.CreditLimit <= long.MaxValue / 4 && (TemporaryLimit ?? 0) <= long.MaxValue / 4, "creditLimit", "This limit is too large.");
        form.Must(terms.CreditLimit == 0 || terms.Settlement == Accounts.Settlement.Invoiced, "creditLimit", "Only who is invoiced has a credit limit.");
        form.Must(TemporaryLimit is null || terms.Settlement == Accounts.Settlement.Invoiced, "temporaryLimit", "Only who is invoiced has a credit limit.");
        form.Must(TemporaryLimit is null == TemporaryUntil is null, "temporaryUntil", "A temporary limit needs its last day, and only that.");
        form.Must(TemporaryLimit is null || TemporaryLimit > terms.CreditLimit, "temporaryLimit", "A temporary limit is higher than the lasting one.");
        form.Must(TemporaryUntil is null || TemporaryUntil >= terms.From, "temporaryUntil", "This day has passed before the terms begin.");
        form.Must(terms.PaymentDays is >= 0 and <= 365, "paymentDays", "From 0 to 365 days.");
        form.Check("terms.invalid");
        if (terms.Currency == old.Currency) return;

        if (sheet.Facts<Busy>().Buyers.Contains(BuyerId) || RunsNow(sheet, sheet.Get<Account>(BuyerId)))
            throw Refusal.Conflict("terms.busy", "The currency cannot change while subscriptions run or orders are open here.");
        foreach (var purpose in new[] { BookPurpose.Wallet, BookPurpose.Owed, BookPurpose.Reserved })
            if (sheet.Book(old, purpose).Balance != 0)
                throw Refusal.Conflict("terms.money_left", "The currency cannot change while the balance is not zero.");
    }

    private void Move(Sheet sheet, Terms old, Terms terms)
    {
        if (terms.Currency != old.Currency) return;
        var (wallet, owed) = (sheet.Book(terms, BookPurpose.Wallet), sheet.Book(terms, BookPurpose.Owed));
        var (from, to) = terms.Settlement == Accounts.Settlement.Prepaid ? (owed, wallet) : (wallet, owed);
        if (from.Balance < 0)
            throw Refusal.Conflict("terms.debt", "This account still owes {0}; it has to be paid before it can go over to prepaid.", new Money(-from.Balance, from.Currency).ToString());
        sheet.Post(BranchId, $"terms:{terms.Id:n}", "terms", null, "Balance carried over to new terms", [new Move(from, to, from.Balance)]);
        sheet.Funding(terms);
    }

    private static async Task<bool> Runs(Sheet sheet, Account buyer) =>
        await sheet.Db.Subscriptions.Where(s => s.BranchId == buyer.BranchId).Under(buyer.Path)
            .AnyAsync(s => s.State != SubscriptionState.Expired && s.State != SubscriptionState.Cancelled)
        || await sheet.Db.Orders.Where(o => o.BranchId == buyer.BranchId).Under(buyer.Path)
            .AnyAsync(o => o.State != OrderState.Completed && o.State != OrderState.Cancelled);

    // What began in this very batch is in no query's answer yet.
    private static bool RunsNow(Sheet sheet, Account buyer) =>
        sheet.Added<Subscription>().Any(s => TreePath.Within(s.Path, buyer.Path) && s.Group != "expired")
        || sheet.Added<Order>().Any(o => TreePath.Within(o.Path, buyer.Path) && o.IsOpen);

    private sealed class Busy
    {
        public HashSet<Guid> Buyers { get; } = [];
    }
}

/// <summary>The terms that were set; the limit is in minor units.</summary>
public sealed record TermsSet(Guid Id, DateOnly From, Currency Currency, Settlement Settlement, long CreditLimit);
