using System.Globalization;
using System.Text.Json.Serialization;

namespace Tributary;

/// <summary>What is wrong with one cell of an uploaded table.</summary>
/// <param name="Column">Its heading; empty when it is about the row.</param>
/// <param name="Code">The reason's stable name: <c>price.not_a_price</c>, <c>email.wrong</c>, …</param>
/// <param name="Text">The English sentence with places for the arguments: the key of its translation.</param>
/// <param name="Arguments">What belongs into the places.</param>
/// <param name="Value">What stands in the cell, cut short.</param>
public sealed record RowProblem(string Column, string Code, string Text, string[] Arguments, string Value)
{
    /// <summary>The sentence in English.</summary>
    [JsonIgnore]
    public string Sentence => Arguments.Length == 0 ? Text : string.Format(CultureInfo.InvariantCulture, Text, Arguments);

    /// <summary>A text short enough to be shown in a sentence.</summary>
    // Never through the middle of a surrogate pair, which no database would take.
    public static string Cut(string text) =>
        text.Length <= 100 ? text : text[..(char.IsHighSurrogate(text[98]) ? 98 : 99)] + "…";

    /// <summary>A refusal as a problem of a row.</summary>
    public static RowProblem Of(Refusal no, string column = "", string value = "") =>
        new(column, no.Code, no.Text, [.. no.Arguments.Select(a => string.Format(CultureInfo.InvariantCulture, "{0}", a))], Cut(value));
}
