using Tributary.Data;

namespace Tributary.Ledger;

/// <summary>A refusal as it is kept under a program's reference.</summary>
internal sealed record KeptRefusal(string Code, string Text, string[] Arguments)
{
    private const string Start = "!";

    /// <summary>As it stands in <see cref="Done.Answer"/>.</summary>
    public static string Write(Refusal no) => Start + System.Text.Json.JsonSerializer.Serialize(
        new KeptRefusal(no.Code, no.Text, [.. no.Arguments.Select(a => string.Format(System.Globalization.CultureInfo.InvariantCulture, "{0}", a))]));

    /// <summary>The refusal that an answer is, or null when it is none.</summary>
    public static Refusal? Read(string answer)
    {
        if (!answer.StartsWith(Start, StringComparison.Ordinal)) return null;
        var kept = System.Text.Json.JsonSerializer.Deserialize<KeptRefusal>(answer[Start.Length..])!;
        return Refusal.Again(RefusalKind.Conflict, kept.Code, kept.Text, kept.Arguments, new Dictionary<string, string[]>());
    }
}

/// <summary>The answer that a deed under a caller's reference gave, kept so that the same reference is answered the same.</summary>
public sealed class Done : Row
{
    /// <summary>The deed's branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>Who called: a key, a person or an account.</summary>
    public required Guid CallerId { get; init; }
    /// <summary>The caller's reference (Idempotency-Key), at most 200 characters.</summary>
    public required string Reference { get; init; }
    /// <summary>SHA-256 of what was asked.</summary>
    public required byte[] Asked { get; init; }
    /// <summary>The answer as JSON; or the business's no, see <see cref="KeptRefusal"/>.</summary>
    public required string Answer { get; init; }
    /// <summary>When (UTC); kept 24 hours.</summary>
    public required DateTime At { get; init; }
}
