using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tributary.Web.Api;

/// <summary>How the API writes and reads JSON: strictly, so that a mistake is told and never guessed away.</summary>
internal static class ApiJson
{
    /// <summary>How deep a body may be nested.</summary>
    public const int MaxDepth = 16;

    public static JsonSerializerOptions Options { get; } = Sealed(Set(new JsonSerializerOptions(JsonSerializerDefaults.Web)));

    // Sealed before anybody uses it: two first users at once would else find it half made.
    private static JsonSerializerOptions Sealed(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>Puts the API's manners into options made for the web.</summary>
    public static JsonSerializerOptions Set(JsonSerializerOptions options)
    {
        options.MaxDepth = MaxDepth;
        options.AllowDuplicateProperties = false;
        options.PropertyNameCaseInsensitive = false;
        options.RespectNullableAnnotations = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // It is served as JSON only, never inside HTML.
        options.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
        options.Converters.Add(new TextConverter());
        options.Converters.Add(new TimeConverter());
        options.Converters.Add(new CurrencyConverter());
        options.Converters.Add(new MoneyConverter());
        options.Converters.Add(new CodeConverters());
        options.Converters.Add(new RefConverters());
        return options;
    }
}

/// <summary>A value of the wrong form, told in a sentence of our own; the serializer adds the path.</summary>
internal sealed class WrongValue(string sentence) : JsonException(sentence);

/// <summary>Texts without control characters, which no field needs and a database may not take.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new WrongValue("This must be a text.");
        var text = reader.GetString()!;
        foreach (var c in text)
            if (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) throw new WrongValue("This text has control characters in it.");
        return text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
}

/// <summary>Times as RFC 3339 in UTC; a time that comes in must say its offset.</summary>
internal sealed class TimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        string[] forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];
        return DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.UtcDateTime
            : throw new WrongValue("This must be a time with its offset, such as 2026-03-01T12:00:00Z.");
    }

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
}

/// <summary>Currencies by their ISO 4217 code.</summary>
internal sealed class CurrencyConverter : JsonConverter<Currency>
{
    public override Currency Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Currency.TryOf(reader.GetString(), out var currency)
            ? currency
            : throw new WrongValue("This must be the code of a currency in capital letters, such as USD.");

    public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
}

/// <summary>Money as <c>{"amount":"1234.50","currency":"USD"}</c>: a decimal text with exactly the currency's digits, never a number.</summary>
internal sealed class MoneyConverter : JsonConverter<Money>
{
    private const string Form = "Money is written as {\"amount\":\"12.50\",\"currency\":\"USD\"}.";

    public override Money Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var money = document.RootElement;
        if (money.ValueKind != JsonValueKind.Object) throw new WrongValue(Form);
        string? amount = null, code = null;
        foreach (var part in money.EnumerateObject())
        {
            if (part.Value.ValueKind != JsonValueKind.String) throw new WrongValue($"{Form} The amount is a text, not a number.");
            switch (part.Name)
            {
                case "amount": amount = part.Value.GetString(); break;
                case "currency": code = part.Value.GetString(); break;
                default: throw new WrongValue(Form);
            }
        }
        if (!Currency.TryOf(code, out var currency)) throw new WrongValue("The currency must be a code in capital letters, such as USD.");
        if (!Money.TryParse(amount, currency, out var read) || read.AmountText != amount)
            throw new WrongValue(currency.Digits == 0
                ? $"An amount in {currency.Code} is a whole number as text, such as \"1234\"."
                : $"An amount in {currency.Code} is a decimal text with exactly {currency.Digits} digits after the point.");
        return read;
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("amount", value.AmountText);
        writer.WriteString("currency", value.Currency.Code);
        writer.WriteEndObject();
    }
}

/// <summary>The codes of an enum's values: snake_case, and for intervals their own names.</summary>
internal static class Code
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyDictionary<string, object>> Tables = new();

    /// <summary>The values by code, in the order of their making.</summary>
    public static IReadOnlyDictionary<string, object> Of(Type type) => Tables.GetOrAdd(type, static type =>
        Enum.GetValues(type).Cast<object>().ToDictionary(NameOf));

    public static string NameOf(object value) => value is Interval interval ? interval.Code() : JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()!);

    public static bool TryRead<T>(string? code, out T value) where T : struct, Enum
    {
        var known = Of(typeof(T)).TryGetValue(code ?? "", out var found);
        value = known ? (T)found! : default;
        return known;
    }

    public static string Choices(Type type) => string.Join(", ", Of(type).Keys);
}

internal sealed class CodeConverters : JsonConverterFactory
{
    public override bool CanConvert(Type type) => type.IsEnum;

    public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(CodeConverter<>).MakeGenericType(type))!;

    private sealed class CodeConverter<T> : JsonConverter<T> where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Code.TryRead<T>(reader.GetString(), out var value)
                ? value
                : throw new WrongValue($"This must be one of: {Code.Choices(typeof(T))}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Code.NameOf(value));
    }
}
