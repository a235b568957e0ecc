using Tributary.Data;

namespace Tributary.Ledger;

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
    /// <summary>The answer as JSON; or the business's no, see <see cref="Remembered"/>.</summary>
    public required string Answer { get; init; }
    /// <summary>When (UTC); how long it is kept says <see cref="ForgetReferences"/>.</summary>
    public required DateTime At { get; init; }
}
