using Tributary.Data;

namespace Tributary.Catalog;

/// <summary>Where an import stands.</summary>
public enum ImportState
{
    /// <summary>Read and compared; nothing written to the catalogue.</summary>
    Checked = 1,
    /// <summary>Being written.</summary>
    Applying = 2,
    /// <summary>Written.</summary>
    Applied = 3,
    /// <summary>Given up.</summary>
    Discarded = 4,
}

/// <summary>One uploaded price list: its text, how its columns are read, what the check found, and what became of it.</summary>
public sealed class PriceListImport : TenantEntity
{
    /// <summary>The file's name.</summary>
    public required string FileName { get; init; }
    /// <summary>The file's text.</summary>
    public required string Content { get; init; }
    /// <summary>Mapping and choices, as JSON.</summary>
    public required string Settings { get; set; }
    /// <summary>Counts and rows of the last check, as JSON.</summary>
    public required string Findings { get; set; }
    /// <summary>Where it stands.</summary>
    public ImportState State { get; set; } = ImportState.Checked;
    /// <summary>When it was uploaded (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>Who uploaded it.</summary>
    public required string CreatedBy { get; init; }
    /// <summary>When it was applied (UTC), or null.</summary>
    public DateTime? AppliedAt { get; set; }
}
