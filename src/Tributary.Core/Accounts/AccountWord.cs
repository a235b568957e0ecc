using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>
/// A text by which an account is found: its name or domain from one of its words on, folded by <see cref="SearchText"/>, or
/// its number. Kept by the deeds that change these; a row that is not needed any more bears an empty text.
/// </summary>
public sealed class AccountWord : Row
{
    /// <summary>The place of the number; the words of the name and of the domain follow.</summary>
    public const int OfNumber = 0;

    /// <summary>The place of the whole name, from its first word on.</summary>
    public const int OfName = 1;

    private const int OfDomain = 51;

    /// <summary>The account's branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>Its place among the account's words.</summary>
    public required int Seq { get; init; }
    /// <summary>The folded text.</summary>
    public required string Word { get; set; }

    /// <summary>The words of an account with this name and domain, by their places. A domain's last part says nothing by itself.</summary>
    public static IEnumerable<(int Seq, string Word)> Of(string name, string? domain) =>
    [
        .. SearchText.Words(name).Select((word, at) => (OfName + at, word)),
        .. SearchText.Words(domain is null ? null : DomainName.Shown(domain)).SkipLast(1).Select((word, at) => (OfDomain + at, word)),
    ];

    /// <summary>The number as it is found.</summary>
    public static string OfANumber(string number) => SearchText.Fold(number);
}

/// <summary>How accounts are found by what people call them.</summary>
public static class AccountsCalled
{
    /// <summary>Those with a word of their name or domain, or a number, that begins with what was typed. Nothing readable finds nothing.</summary>
    public static IQueryable<Account> Called(this IQueryable<Account> accounts, TributaryDb db, string? typed)
    {
        var from = SearchText.Fold(typed);
        if (from.Length == 0) return accounts.Where(_ => false);
        var end = SearchText.End(from);
        if (Number(typed!) is not { } number)
            return accounts.Where(a => db.AccountWords.Any(w => w.BranchId == a.BranchId && w.AccountId == a.Id
                && string.Compare(w.Word, from) >= 0 && string.Compare(w.Word, end) < 0));

        var numbersEnd = SearchText.End(number);
        return accounts.Where(a => db.AccountWords.Any(w => w.BranchId == a.BranchId && w.AccountId == a.Id
            && (string.Compare(w.Word, from) >= 0 && string.Compare(w.Word, end) < 0
                || string.Compare(w.Word, number) >= 0 && string.Compare(w.Word, numbersEnd) < 0)));
    }

    // People leave the dash of a number out.
    private static string? Number(string typed)
    {
        var digits = typed.Trim();
        return digits.Length is > 4 and <= 8 && digits.All(char.IsAsciiDigit) ? $"{digits[..4]} {digits[4..]}" : null;
    }
}
