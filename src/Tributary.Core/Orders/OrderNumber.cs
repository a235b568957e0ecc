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
