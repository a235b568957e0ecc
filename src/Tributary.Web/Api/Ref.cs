using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tributary.Accounts;
using Tributary.Audit;
using Tributary.Billing;
using Tributary.Catalog;
using Tributary.Identity;
using Tributary.Identity.Imports;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Orders;
using Tributary.Orders.Bulk;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Subscriptions;
using Tributary.Usage;

namespace Tributary.Web.Api;

/// <summary>The prefixes of public ids, and what a thing is called when it is not found.</summary>
internal static class Kinds
{
    private static readonly FrozenDictionary<Type, (string Prefix, string Noun)> Table = new Dictionary<Type, (string, string)>
    {
        [typeof(Account)] = ("acc", "account"),
        [typeof(Agreement)] = ("agr", "agreement"),
        [typeof(User)] = ("usr", "user"),
        [typeof(Product)] = ("prd", "product"),
        [typeof(Plan)] = ("pln", "plan"),
        [typeof(PriceRule)] = ("prc", "price"),
        [typeof(ExchangeRate)] = ("rat", "exchange_rate"),
        [typeof(PriceListImport)] = ("imp", "import"),
        [typeof(PeopleImport)] = ("imp", "import"),
        [typeof(Order)] = ("ord", "order"),
        [typeof(OrderLine)] = ("lin", "order_line"),
        [typeof(Subscription)] = ("sub", "subscription"),
        [typeof(BulkRun)] = ("blk", "bulk_run"),
        [typeof(SavedView)] = ("viw", "view"),
        [typeof(Asset)] = ("ast", "asset"),
        [typeof(Posting)] = ("pst", "posting"),
        [typeof(Invoice)] = ("inv", "invoice"),
        [typeof(GraphNote)] = ("gnt", "note"),
        [typeof(Work)] = ("wrk", "work"),
        [typeof(ApiKey)] = ("key", "key"),
        [typeof(Notice)] = ("ntc", "notice"),
        [typeof(Message)] = ("msg", "mail"),
        [typeof(GuestPass)] = ("gst", "guest_pass"),
        [typeof(TrailEntry)] = ("trl", "trail_entry"),
    }.ToFrozenDictionary();

    public static string Prefix(Type type) => Table[type].Prefix;

    public static string Noun(Type type) => Table[type].Noun;
}

/// <summary>
/// The public id of a <typeparamref name="T"/>, such as <c>ord_01h455vb4pex5vsknk084sn02q</c>. In an address, what is no such
/// id leads to nothing (404); in a body or a filter it is a wrong value of its field (422).
/// </summary>
public readonly record struct Ref<T>
{
    private readonly Guid? found;

    /// <summary>The public form of an id that is known.</summary>
    public Ref(Guid id) => found = id;

    /// <summary>The id itself.</summary>
    /// <exception cref="Refusal">There cannot be such a thing.</exception>
    public Guid Id => found ?? throw Refusal.NotFound(Kinds.Noun(typeof(T)));

    /// <summary>Reads an address's part; it always succeeds, so that garbage reads as something that is not there.</summary>
    public static bool TryParse(string? text, out Ref<T> id)
    {
        TryRead(text, out id);
        return true;
    }

    /// <summary>Reads exactly what <see cref="ToString"/> writes.</summary>
    public static bool TryRead([NotNullWhen(true)] string? text, out Ref<T> id)
    {
        var known = PublicId.TryParse(text, Kinds.Prefix(typeof(T)), out var guid);
        id = known ? new(guid) : default;
        return known;
    }

    /// <summary>The public id.</summary>
    public override string ToString() => PublicId.Format(Kinds.Prefix(typeof(T)), Id);
}

/// <summary>Public ids from the ids of rows.</summary>
internal static class Refs
{
    public static Ref<T> To<T>(Guid id) => new(id);

    public static Ref<T>? To<T>(Guid? id) => id is { } known ? new Ref<T>(known) : null;
}

internal sealed class RefConverters : JsonConverterFactory
{
    public override bool CanConvert(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Ref<>);

    public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(RefConverter<>).MakeGenericType(type.GetGenericArguments()))!;

    private sealed class RefConverter<T> : JsonConverter<Ref<T>>
    {
        public override Ref<T> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Ref<T>.TryRead(reader.GetString(), out var id)
                ? id
                : throw new WrongValue($"This must be an id that begins with {Kinds.Prefix(typeof(T))}_.");

        public override void Write(Utf8JsonWriter writer, Ref<T> value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
