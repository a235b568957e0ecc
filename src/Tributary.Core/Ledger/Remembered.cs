using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Ledger;

/// <summary>What was answered under a caller's reference, so that the same reference is answered the same.</summary>
internal static class Remembered
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new CurrencyJson() } };

    // An answer is a JSON object, so that nothing else begins like a refusal.
    private const string Refused = "!";

    /// <summary>The answers to those of these deeds, all with a reference, whose reference was used before.</summary>
    public static async Task<IReadOnlyDictionary<Deed, object>> Of(TributaryDb db, IReadOnlyCollection<Deed> deeds)
    {
        var answers = new Dictionary<Deed, object>(ReferenceEqualityComparer.Instance);
        if (deeds.Count == 0) return answers;
        var keys = deeds.Select(d => (d.BranchId, d.By.CallerId, Reference: d.Reference!)).Distinct();
        var done = await db.Under<Done>(["branch_id", "caller_id", "reference"], [.. keys.Select(k => new object[] { k.BranchId, k.CallerId, k.Reference })])
            .ToDictionaryAsync(d => (d.BranchId, d.CallerId, d.Reference));
        foreach (var deed in deeds)
            if (done.TryGetValue((deed.BranchId, deed.By.CallerId, deed.Reference!), out var before))
                answers[deed] = IsSame(before.Asked, deed) ? Read(before.Answer, deed.AnswerType) : Reused();
        return answers;
    }

    /// <summary>Keeps what a deed with a reference comes to: its answer, or the business's no.</summary>
    public static void Keep(Sheet sheet, Deed deed, object outcome) => sheet.Add(new Done
    {
        BranchId = deed.BranchId, CallerId = deed.By.CallerId, Reference = deed.Reference!, Asked = deed.Asked, At = sheet.Now,
        Answer = outcome is Refusal no ? Refused + JsonSerializer.Serialize(Kept.Of(no)) : JsonSerializer.Serialize(outcome, deed.AnswerType, Json),
    });

    /// <summary>
    /// A program that hears the business's no may act on it, so the same reference hears it again. A person's form is sent
    /// again on purpose, after a top-up for example.
    /// </summary>
    public static bool KeepsRefusal(Deed deed) => deed.Reference is not null && deed.By.KeyId is not null;

    /// <summary>Whether the deed asks what was asked under its reference before.</summary>
    public static bool IsSame(byte[] asked, Deed deed) => asked.AsSpan().SequenceEqual(deed.Asked);

    /// <summary>The refusal of a reference that stands for something else.</summary>
    public static Refusal Reused() => Refusal.Invalid("idempotency.reused", "This idempotency key was used for another request.");

    private static object Read(string answer, Type type) => answer.StartsWith(Refused, StringComparison.Ordinal)
        ? JsonSerializer.Deserialize<Kept>(answer[Refused.Length..])!.Again()
        : JsonSerializer.Deserialize(answer, type, Json)!;

    private sealed record Kept(string Code, string Text, string[] Arguments)
    {
        public static Kept Of(Refusal no) => new(no.Code, no.Text, [.. no.Arguments.Select(a => string.Format(CultureInfo.InvariantCulture, "{0}", a))]);

        public Refusal Again() => Refusal.Again(RefusalKind.Conflict, Code, Text, Arguments);
    }
}
