using Tributary.Data;

namespace Tributary.Identity;

/// <summary>Which columns a person has chosen to see in a list. Whoever chose none sees the usual ones.</summary>
public sealed class ListColumns : Row
{
    /// <summary>The person.</summary>
    public required Guid UserId { get; init; }
    /// <summary>The list's name.</summary>
    public required string List { get; init; }
    /// <summary>The columns' names, separated by blanks.</summary>
    public required string Columns { get; set; }
}
