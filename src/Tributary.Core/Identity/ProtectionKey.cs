using Tributary.Data;

namespace Tributary.Identity;

/// <summary>
/// A key with which the program protects cookies and links. It lies in the database, so that all programs on it
/// understand each other and a restart signs nobody out; who can read the database can therefore forge sessions.
/// </summary>
public sealed class ProtectionKey : Row
{
    /// <summary>The key's name.</summary>
    public required string Name { get; init; }
    /// <summary>The key as XML, as the framework wrote it.</summary>
    public required string Xml { get; init; }
}
