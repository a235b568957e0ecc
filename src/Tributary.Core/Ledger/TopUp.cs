using Tributary.Accounts;

namespace Tributary.Ledger;

/// <summary>
/// A seller writes money it has received to the credit of its direct buyer: into the wallet, or against what is owed on
/// account. Nobody else credits a wallet.
/// </summary>
public sealed class TopUp : Deed<ToppedUp>
{
    /// <summary>The most that is credited at once, in major units of the currency.</summary>
    public const decimal Most = 1_000_000_000m;

    /// <summary>The buyer's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The buyer.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>How much, in the edge's currency; more than nothing.</summary>
    public required Money Amount { get; init; }
    /// <summary>What the buyer reads on its statement: where the money came from, a payment's reference.</summary>
    public string Note { get; init; } = "";

    public override int BranchId => InBranch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    public override IEnumerable<Guid> Funds => [BuyerId];

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        Edges.Load(sheet, deeds.Cast<TopUp>().Select(d => (d.InBranch, d.BuyerId)));

    public override ToppedUp Decide(Sheet sheet)
    {
        var (buyer, terms) = Edges.ForSeller(sheet, By, BranchId, BuyerId);
        var form = new Form();
        var note = form.Text("reference", Note) ?? "";
        form.Must(Amount.Minor > 0, "amount", "The amount must be more than zero.");
        form.Must(Amount.Currency == terms.Currency, "amount", $"This wallet is kept in {terms.Currency.Code}.");
        if (Amount.Currency == terms.Currency) form.Must(Amount.Amount <= Most, "amount", "This is more than can be credited at once.");
        form.Check("wallet.invalid");
        if (terms.Settlement == Settlement.BilledElsewhere)
            throw Refusal.Conflict("wallet.elsewhere", "This account settles outside; there is no wallet to credit.");
        if (buyer.Status == AccountStatus.Closed) throw Refusal.Conflict("account.closed", "This account is closed.");

        var funding = sheet.Funding(terms);
        if (funding.Balance > long.MaxValue / 4) throw Refusal.Conflict("wallet.full", "This wallet holds as much as it can.");
        var id = sheet.NewId();
        var posting = sheet.Post(BranchId, $"top_up:{id:n}", "top_up", null, note.Length == 0 ? "Top-up" : note,
            [new Move(sheet.Book(terms, BookPurpose.Cash), funding, Amount.Minor)])!;
        sheet.Trail(By, buyer, "wallet.credited", PublicId.Format("pst", posting.Id), note);
        sheet.Notify(buyer, "wallet.credited", PublicId.Format("pst", posting.Id));
        return new(posting.Id, Amount, new(funding.Balance, terms.Currency));
    }
}

/// <summary>The posting of a top-up, what was credited and the balance after it.</summary>
public sealed record ToppedUp(Guid PostingId, Money Amount, Money Balance);
