using System.Globalization;
using System.Text.Json;
using Tributary.Accounts;

namespace Tributary.Ledger;

/// <summary>Warns a buyer when a deed has taken its available balance below the mark it set for itself.</summary>
public static class LowBalance
{
    /// <summary>
    /// Tells the buyer once, when the balance passes the mark downward. Call it after posting.
    /// </summary>
    /// <param name="sheet">The sheet of the deed.</param>
    /// <param name="buyer">Who pays.</param>
    /// <param name="terms">The terms it pays under.</param>
    /// <param name="before">The balance of the funding book before the deed, in minor units.</param>
    public static void Tell(Sheet sheet, Account buyer, Terms terms, long before)
    {
        if (buyer.LowBalance is not { } mark || terms.FloorOn(sheet.Today) is not { } floor) return;
        var after = sheet.Funding(terms).Balance;
        if (before - floor < mark || after - floor >= mark) return;
        var available = new Money(Math.Max(0, after - floor), terms.Currency);
        var data = JsonSerializer.Serialize(new { available = available.Amount.ToString(CultureInfo.InvariantCulture), currency = terms.Currency.Code });
        sheet.Notify(buyer, "wallet.low", data: data);
    }
}
