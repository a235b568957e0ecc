namespace Tributary.Orders;

/// <summary>The human number of an order: ten characters from the random part of its id, so that nobody reads from it how many orders there are.</summary>
internal static class OrderNumber
{
    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        Span<char> text = stackalloc char[11];
        for (var i = 0; i < 11; i++)
        {
            if (i == 5) { text[i] = '-'; continue; }
            text[i] = Digits[(int)(bits & 31)];
            bits >>= 5;
        }
        return new string(text);
    }
}

/// <summary>How orders are found by their numbers.</summary>
public static class OrdersNumbered
{
    /// <summary>
    /// Those whose number begins with what was typed, with or without its dash, in any case. The letters that numbers do
    /// without are read as the digits they look like. What is no number finds nothing.
    /// </summary>
    public static IQueryable<Order> Numbered(this IQueryable<Order> orders, string? typed)
    {
        var bare = (typed ?? "").Trim().ToUpperInvariant().Replace("-", "").Replace(" ", "").Replace('O', '0').Replace('I', '1').Replace('L', '1');
        if (bare.Length is 0 or > 10 || !bare.All(char.IsAsciiLetterOrDigit)) return orders.Where(_ => false);
        var from = bare.Length > 5 ? $"{bare[..5]}-{bare[5..]}" : bare;
        var end = SearchText.End(from);
        return orders.Where(o => string.Compare(o.Number, from) >= 0 && string.Compare(o.Number, end) < 0);
    }
}
