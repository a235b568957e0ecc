using System.Security.Cryptography;

namespace Tributary.Accounts;

/// <summary>
/// The numbers people read to each other: <c>4821-9037</c>. Random, so that they tell nobody how many there are; the last
/// digit is a check digit (Luhn), so that a slip of the tongue is no other account.
/// </summary>
public static class HumanNumber
{
    /// <summary>A new one; the caller sees to it that it is unique.</summary>
    public static string Draw()
    {
        var digits = RandomNumberGenerator.GetInt32(1_000_000, 10_000_000) * 10L;
        digits += (10 - Sum(digits) % 10) % 10;
        return $"{digits / 10_000:0000}-{digits % 10_000:0000}";
    }

    /// <summary>True when it is written like one and its check digit is right.</summary>
    public static bool Is(string number) =>
        number.Length == 9 && number[4] == '-' && number[0] != '0'
        && long.TryParse(number.Remove(4, 1), System.Globalization.NumberStyles.None, null, out var digits) && Sum(digits) % 10 == 0;

    private static long Sum(long digits)
    {
        long sum = 0;
        for (var place = 0; digits > 0; place++, digits /= 10)
        {
            var digit = digits % 10 * (place % 2 + 1);
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum;
    }
}
