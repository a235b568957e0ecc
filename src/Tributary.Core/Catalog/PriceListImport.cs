using Tributary.Data;

namespace Tributary.Catalog;

/// <summary>Where an import stands.</summary>
public enum ImportState
{
    /// <summary>Read and compared; nothing written to the catalogue.</summary>
    Checked = 1,
    /// <summary>Written.</summary>
    Applied = 3,
    /// <summary>Given up.</summary>
    Discarded = 4,
    /// <summary>Uploaded; how its columns are read is not decided yet.</summary>
    Uploaded = 5,
}

/// <summary>One uploaded price list: its text, how its columns are read, what the check found, and what became of it.</summary>
public sealed class PriceListImport : TenantEntity
{
    /// <summary>The file's name.</summary>
    public required string FileName { get; init; }
    /// <summary>The file's text.</summary>
    public required string Content { get; init; }
    /// <summary>Mapping and choices, as JSON; see <see cref="PriceListMapping"/>.</summary>
    public required string Settings { get; set; }
    /// <summary>Counts and rows of the last check, as JSON, or empty before it; see <see cref="ImportFindings"/>.</summary>
    public required string Findings { get; set; }
    /// <summary>Where it stands.</summary>
    public ImportState State { get; private set; } = ImportState.Uploaded;
    /// <summary>When it was uploaded (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>Who uploaded it.</summary>
    public required string CreatedBy { get; init; }
    /// <summary>When it was applied (UTC), or null.</summary>
    public DateTime? AppliedAt { get; private set; }

    /// <summary>How its columns are read.</summary>
    public PriceListMapping Mapping() => PriceListMapping.FromJson(Settings);

    /// <summary>What the last check found, or null before it.</summary>
    public ImportFindings? Found() => Findings is "" ? null : ImportFindings.FromJson(Findings);

    /// <summary>Takes a mapping and what was found with it; null where the mapping is not complete yet.</summary>
    public void Check(PriceListMapping mapping, ImportFindings? findings)
    {
        Open();
        (Settings, Findings) = (mapping.ToJson(), findings?.ToJson() ?? "");
        State = findings is null ? ImportState.Uploaded : ImportState.Checked;
    }

    /// <summary>It was written to the catalogue.</summary>
    public void Apply(DateTime at)
    {
        Open();
        if (State != ImportState.Checked) throw Refusal.Conflict("import.unchecked", "This price list has to be checked first.");
        (State, AppliedAt) = (ImportState.Applied, at);
    }

    /// <summary>It is given up.</summary>
    public void Discard()
    {
        Open();
        State = ImportState.Discarded;
    }

    private void Open()
    {
        if (State == ImportState.Applied) throw Refusal.Conflict("import.applied", "This price list was applied already.");
        if (State == ImportState.Discarded) throw Refusal.Conflict("import.discarded", "This import was discarded. Upload the file again.");
    }
}
