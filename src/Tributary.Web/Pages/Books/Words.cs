using Tributary.Reports;

namespace Tributary.Web.Pages.Books;

/// <summary>The invariants in words: keys of the texts.</summary>
internal static class Words
{
    /// <summary>What holds.</summary>
    public static string Sentence(this Invariant invariant) => invariant switch
    {
        Invariant.Transfers => Texts.Key("Every transfer is positive, between two books of one currency and branch; all books sum to zero."),
        Invariant.Balances => Texts.Key("Every book's balance is what its transfers make of it, and no guarded book is below its floor."),
        Invariant.Chain => Texts.Key("Postings are numbered without a gap, their references are unique, and their hashes form one chain."),
        Invariant.Lines => Texts.Key("Every line has moved what each level pays, once, and each margin is price less cost."),
        Invariant.Reserved => Texts.Key("Reserved money belongs to an open line, and to no other."),
        Invariant.Periods => Texts.Key("Terms and the rows between them leave no gap and no overlap; each term is charged once."),
        Invariant.Figures => Texts.Key("Every kept figure equals what it summarises."),
        Invariant.Places => Texts.Key("Every row lies in the branch and at the place of its account."),
        Invariant.Trail => Texts.Key("Every change has its line in the trail."),
        Invariant.Invoices => Texts.Key("Every document is the sum of its lines, every line what its transfers moved, numbers have no gap, and what is billed is documented."),
    };
}
