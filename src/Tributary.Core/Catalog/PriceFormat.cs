using System.Globalization;
using System.Text;

namespace Tributary.Catalog;

/// <summary>
/// How amounts are written in a price list. Stated by whoever imports and kept to strictly: what is written
/// otherwise is reported, never guessed at.
/// </summary>
public sealed record PriceFormat
{
    private const int MostWholeDigits = 12;

    /// <summary>The decimal sign: a point or a comma.</summary>
    public string Decimal { get; init; } = ".";
    /// <summary>What stands between thousands: nothing, a comma, a point, a space (of any width) or an apostrophe. Where it is used, it is used right.</summary>
    public string Thousands { get; init; } = "";
    /// <summary>A sign that may stand before or after an amount, such as <c>$</c>, or nothing. It does not say the currency.</summary>
    public string Sign { get; init; } = "";

    /// <summary>Reads an amount in major units.</summary>
    /// <returns>Null when it was read; else the reason's code: <c>price.not_a_price</c>, <c>price.format</c>, <c>price.negative</c> or <c>price.range</c>.</returns>
    public string? Read(string cell, out decimal amount)
    {
        amount = 0;
        var text = cell.AsSpan().Trim();
        if (!text.ContainsAnyInRange('0', '9')) return "price.not_a_price";
        if (Sign is not "")
        {
            if (text.StartsWith(Sign, StringComparison.Ordinal)) text = text[Sign.Length..].TrimStart();
            else if (text.EndsWith(Sign, StringComparison.Ordinal)) text = text[..^Sign.Length].TrimEnd();
        }
        if (text.Contains('-') || text.Contains('\u2212')) return "price.negative";

        var point = text.IndexOf(Decimal, StringComparison.Ordinal);
        var fraction = point < 0 ? [] : text[(point + Decimal.Length)..];
        if (point >= 0 && (fraction.IsEmpty || fraction.ContainsAnyExceptInRange('0', '9'))) return "price.format";
        if (Whole(point < 0 ? text : text[..point]) is not { } whole) return "price.format";
        if (whole.TrimStart('0').Length > MostWholeDigits || fraction.Length > MostWholeDigits) return "price.range";
        amount = decimal.Parse($"{whole}.{fraction}0", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return null;
    }

    // The digits without what separates thousands, or null when something else stands there or a group is not three digits.
    private string? Whole(ReadOnlySpan<char> text)
    {
        var digits = new StringBuilder(text.Length);
        var group = 0;
        var grouped = false;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                digits.Append(character);
                group++;
            }
            else if (Separates(character) && (grouped ? group == 3 : group is >= 1 and <= 3))
            {
                (grouped, group) = (true, 0);
            }
            else
            {
                return null;
            }
        }
        return digits.Length > 0 && (!grouped || group == 3) ? digits.ToString() : null;
    }

    private bool Separates(char character) => Thousands switch
    {
        "" => false,
        " " => character is ' ' or '\u00A0' or '\u202F' or '\u2009',
        "'" => character is '\'' or '\u2019',
        _ => character == Thousands[0],
    };

    /// <summary>An amount as <see cref="Read"/> takes it: the sign, separated thousands, the currency's decimal places.</summary>
    public string Write(Money money)
    {
        var text = money.AmountText;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var written = new StringBuilder(Sign);
        for (var i = 0; i < whole.Length; i++)
        {
            if (i > 0 && (whole.Length - i) % 3 == 0) written.Append(Thousands);
            written.Append(whole[i]);
        }
        return point < 0 ? written.ToString() : written.Append(Decimal).Append(text, point + 1, text.Length - point - 1).ToString();
    }
}
