using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tributary.Pricing;

/// <summary>
/// Levels as a row keeps them: text that is taken apart when somebody asks for a level, and put together once however many
/// rows bear it. A renewal at the same prices reads and writes them without a look inside. Frozen; safe for concurrent use.
/// </summary>
public sealed class KeptLevels : IReadOnlyList<Level>
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new Data.CurrencyJson() },
    };

    private IReadOnlyList<Level>? levels;
    private string? text;

    /// <summary>These levels, which nobody changes any more.</summary>
    public KeptLevels(IReadOnlyList<Level> levels) => this.levels = levels;

    /// <summary>The levels of this text.</summary>
    public KeptLevels(string text) => this.text = text;

    /// <inheritdoc/>
    public int Count => Levels.Count;

    /// <inheritdoc/>
    public Level this[int index] => Levels[index];

    private IReadOnlyList<Level> Levels => levels ??= JsonSerializer.Deserialize<List<Level>>(text!, Json)!;

    /// <summary>Levels as text.</summary>
    public static string TextOf(IReadOnlyList<Level> levels) =>
        levels is KeptLevels kept ? kept.text ??= JsonSerializer.Serialize(kept.Levels, Json) : JsonSerializer.Serialize(levels, Json);

    /// <summary>True when both are written alike, and so are the same in everything; what is written differently may be the same nevertheless.</summary>
    public static bool WrittenAlike(IReadOnlyList<Level> one, IReadOnlyList<Level> other) => ReferenceEquals(one, other) || one is not Level[] { Length: 0 } && TextOf(one) == TextOf(other);

    /// <inheritdoc/>
    public IEnumerator<Level> GetEnumerator() => Levels.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
