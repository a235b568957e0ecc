using System.Collections.ObjectModel;
using System.Globalization;

namespace Tributary;

/// <summary>What sort of "no" a <see cref="Refusal"/> is. The number is the HTTP status the program answers with.</summary>
public enum RefusalKind
{
    /// <summary>The caller may not do this, although they may know that it exists.</summary>
    Forbidden = 403,

    /// <summary>There is nothing here for this viewer. What belongs to somebody else reads exactly the same.</summary>
    NotFound = 404,

    /// <summary>The request is understood and well formed, but the business says no (too little money, wrong state).</summary>
    Conflict = 409,

    /// <summary>The caller worked from an older version of the row than the one that is stored.</summary>
    Stale = 412,

    /// <summary>The input itself is wrong and cannot succeed unchanged.</summary>
    Invalid = 422,
}

/// <summary>
/// A "no" that the caller is meant to read. Every other exception is a bug.
/// The sentence is English that may be shown to a customer, so it must never name a price, a brand or an id
/// that the reader could not already see.
/// </summary>
public sealed class Refusal : Exception
{
    private static readonly IReadOnlyDictionary<string, string[]> NoErrors = ReadOnlyDictionary<string, string[]>.Empty;

    private Refusal(RefusalKind kind, string code, string text, object[] arguments, IReadOnlyDictionary<string, string[]> errors)
        : base(Fill(text, arguments))
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        Kind = kind;
        Code = code;
        Text = text;
        Arguments = arguments;
        Errors = errors;
    }

    /// <summary>A stable name for programs, such as <c>wallet.insufficient</c>. It is never translated.</summary>
    public string Code { get; }

    /// <summary>What sort of "no" this is; it decides the HTTP status.</summary>
    public RefusalKind Kind { get; }

    /// <summary>
    /// The English sentence before its arguments are put in: the key under which it is translated.
    /// It is a composite format when there are <see cref="Arguments"/>, and plain text when there are none.
    /// </summary>
    public string Text { get; }

    /// <summary>What belongs into the places of <see cref="Text"/>. May be empty.</summary>
    public IReadOnlyList<object> Arguments { get; }

    /// <summary>The sentences by input field. Empty when the refusal is not about particular fields.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; }

    /// <summary>The business says no to something that is well formed.</summary>
    public static Refusal Conflict(string code, string sentence, params object[] arguments) =>
        new(RefusalKind.Conflict, code, sentence, arguments, NoErrors);

    /// <summary>The input is wrong as a whole, not in one field.</summary>
    public static Refusal Invalid(string code, string sentence, params object[] arguments) =>
        new(RefusalKind.Invalid, code, sentence, arguments, NoErrors);

    /// <summary>One field of the input is wrong.</summary>
    public static Refusal Field(string field, string code, string sentence, params object[] arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        return new(RefusalKind.Invalid, code, sentence, arguments, new Dictionary<string, string[]> { [field] = [Fill(sentence, arguments)] });
    }

    /// <summary>Several fields of the input are wrong; each says what is wrong with it.</summary>
    public static Refusal Fields(string code, IReadOnlyDictionary<string, string[]> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (errors.Count == 0)
        {
            throw new ArgumentException("A refusal about fields names at least one.", nameof(errors));
        }

        return new(RefusalKind.Invalid, code, "Some of what you entered needs your attention.", [], errors);
    }

    /// <summary>There is no such thing for this viewer. The sentence does not repeat the id that was asked for.</summary>
    /// <param name="noun">What was looked for, in the singular: <c>order</c>, <c>price_rule</c>.</param>
    public static Refusal NotFound(string noun)
    {
        ArgumentException.ThrowIfNullOrEmpty(noun);
        return new(RefusalKind.NotFound, noun + ".not_found", "We could not find this {0}.", [noun.Replace('_', ' ')], NoErrors);
    }

    /// <summary>The viewer may know that this exists but may not do this to it.</summary>
    public static Refusal Forbidden(string code, string sentence, params object[] arguments) =>
        new(RefusalKind.Forbidden, code, sentence, arguments, NoErrors);

    /// <summary>Somebody else changed the row since the caller read it.</summary>
    public static Refusal Stale() =>
        new(RefusalKind.Stale, "stale", "This was changed by somebody else in the meantime. Load it again and repeat your change.", [], NoErrors);

    /// <summary>The refusal that was answered before, as it was kept.</summary>
    internal static Refusal Again(RefusalKind kind, string code, string text, string[] arguments) => new(kind, code, text, arguments, NoErrors);

    // Without arguments the sentence is taken as it stands, so that a brace in it is only a brace.
    private static string Fill(string text, object[] arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.Length == 0 ? text : string.Format(CultureInfo.InvariantCulture, text, arguments);
    }
}
