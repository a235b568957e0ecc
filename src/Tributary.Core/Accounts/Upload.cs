using System.Security.Cryptography;
using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>
/// A picture that somebody uploaded: a logo, a photo. It is kept as it was made anew from what came in, never as it came,
/// and found by its content, so it never changes and is the same row whoever shows it.
/// </summary>
public sealed class Upload : Row
{
    /// <summary>The first half of the SHA-256 of the content.</summary>
    public required Guid Id { get; init; }
    /// <summary>The media type: <c>image/png</c>, <c>image/jpeg</c>, <c>image/svg+xml</c>.</summary>
    public required string Type { get; init; }
    /// <summary>The file.</summary>
    public required byte[] Content { get; init; }
    /// <summary>In pixels.</summary>
    public required int Width { get; init; }
    /// <summary>In pixels.</summary>
    public required int Height { get; init; }
    /// <summary>When it came in (UTC).</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The row of this content.</summary>
    public static Upload Of(byte[] content, string type, int width, int height, DateTime at) => new()
    {
        Id = new(SHA256.HashData(content).AsSpan(0, 16), bigEndian: true), Type = type, Content = content, Width = width, Height = height, CreatedAt = at,
    };
}
