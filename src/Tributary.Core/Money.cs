using System.Globalization;

namespace Tributary;

/// <summary>
/// An amount in whole minor units (cents, fils, or yen) of one currency. Arithmetic is checked: it overflows loudly.
/// Mixing two currencies, or using no currency at all, is a bug and throws <see cref="InvalidOperationException"/>;
/// only <c>==</c> may compare across currencies, and answers no.
/// Anything with fractions of a minor unit is a <see cref="decimal"/> until it passes <see cref="Round"/>.
/// </summary>
/// <param name="Minor">The amount in minor units.</param>
/// <param name="Currency">The currency, which says how many minor units make a major one.</param>
public readonly record struct Money(long Minor, Currency Currency) : IComparable<Money>
{
    private static readonly decimal[] PowersOfTen = [1, 10, 100, 1_000, 10_000];

    /// <summary>Nothing, in a currency.</summary>
    public static Money Zero(Currency currency) => new(0, currency.OrBug());

    /// <summary>The money that is exactly this amount in major units.</summary>
    /// <exception cref="Refusal"><c>money.precision</c> when the currency has no such small units, <c>money.range</c> when it is too large.</exception>
    public static Money Exact(decimal amount, Currency currency)
    {
        var money = Round(amount, currency);
        return money.Amount == amount
            ? money
            : throw Refusal.Invalid("money.precision", "An amount in {0} has at most {1} decimal places.", currency.Code, currency.Digits);
    }

    /// <summary>
    /// The one door through which a computed amount in major units becomes money: rounded half away from zero
    /// to the currency's minor unit.
    /// </summary>
    /// <exception cref="Refusal"><c>money.range</c> when it is too large.</exception>
    public static Money Round(decimal amount, Currency currency)
    {
        var rounded = decimal.Round(amount, currency.Digits, MidpointRounding.AwayFromZero);
        return TryFromRounded(rounded, currency, out var money)
            ? money
            : throw Refusal.Invalid("money.range", "This amount is too large.");
    }

    /// <summary>
    /// Reads an amount as people and programs write it: an optional sign, digits, and optionally a point with further digits,
    /// at most as many as the currency has. No spaces, no thousands separators, no exponent.
    /// </summary>
    public static bool TryParse(string? amountText, Currency currency, out Money money)
    {
        var digits = currency.Digits;
        money = default;
        if (string.IsNullOrEmpty(amountText))
        {
            return false;
        }

        var unsigned = amountText.AsSpan(amountText[0] is '+' or '-' ? 1 : 0);
        var point = unsigned.IndexOf('.');
        var whole = point < 0 ? unsigned : unsigned[..point];
        var fraction = point < 0 ? [] : unsigned[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty) || fraction.Length > digits || !AllDigits(whole) || !AllDigits(fraction))
        {
            return false;
        }

        // Leading zeros are harmless; what remains must fit a decimal without being rounded before it is checked.
        var significant = whole.TrimStart('0');
        return significant.Length <= 19
            && decimal.TryParse(amountText, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && TryFromRounded(amount, currency, out money);
    }

    /// <summary>The amount in major units, with exactly the currency's decimal places.</summary>
    public decimal Amount
    {
        get
        {
            var magnitude = Minor < 0 ? (ulong)-(Minor + 1) + 1 : (ulong)Minor;
            return Scaled(magnitude, Minor < 0, Currency.Digits);
        }
    }

    /// <summary>The amount alone, as <c>1234.50</c>: a point, no separators, exactly the currency's decimal places.</summary>
    public string AmountText => Amount.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether it is nothing.</summary>
    public bool IsZero => Minor == 0;

    /// <summary>Whether it is more than nothing.</summary>
    public bool IsPositive => Minor > 0;

    /// <summary>Whether it is less than nothing.</summary>
    public bool IsNegative => Minor < 0;

    /// <summary>Compares two amounts of one currency.</summary>
    public int CompareTo(Money other)
    {
        _ = Shared(this, other);
        return Minor.CompareTo(other.Minor);
    }

    /// <summary>Adds two amounts of one currency.</summary>
    public static Money operator +(Money left, Money right) => new(checked(left.Minor + right.Minor), Shared(left, right));

    /// <summary>Subtracts two amounts of one currency.</summary>
    public static Money operator -(Money left, Money right) => new(checked(left.Minor - right.Minor), Shared(left, right));

    /// <summary>The same amount the other way round.</summary>
    public static Money operator -(Money money) => new(checked(-money.Minor), money.Currency.OrBug());

    /// <summary>The amount of so many units; a price is rounded before it is multiplied.</summary>
    public static Money operator *(Money money, long times) => new(checked(money.Minor * times), money.Currency.OrBug());

    /// <summary>Whether the left amount is smaller.</summary>
    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left amount is larger.</summary>
    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left amount is not larger.</summary>
    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left amount is not smaller.</summary>
    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    /// <summary>The amount and the code, as <c>1234.50 USD</c>, the same in every culture.</summary>
    public override string ToString() => Currency.IsNone ? "" : $"{AmountText} {Currency.Code}";

    private static Currency Shared(Money left, Money right) =>
        left.Currency == right.Currency
            ? left.Currency.OrBug()
            : throw new InvalidOperationException($"{left} and {right} are of different currencies.");

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static decimal Scaled(ulong magnitude, bool negative, int digits) =>
        new(unchecked((int)magnitude), unchecked((int)(magnitude >> 32)), 0, negative, (byte)digits);

    // The amount has at most the currency's decimal places, so the multiplication below is exact once it is in range.
    private static bool TryFromRounded(decimal rounded, Currency currency, out Money money)
    {
        var limit = Scaled(long.MaxValue, negative: false, currency.Digits);
        if (rounded > limit || rounded < -limit)
        {
            money = default;
            return false;
        }

        money = new((long)(rounded * PowersOfTen[currency.Digits]), currency);
        return true;
    }
}
