using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Tributary.Accounts;

namespace Tributary.Web.Api;

/// <summary>An example of every body, made from its type, so that it never disagrees with what is really read and written.</summary>
internal static class Samples
{
    private static readonly Guid Id = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057");

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["name"] = "Rosa Reselling", ["street"] = "12 Harbour Street", ["postalCode"] = "10115", ["city"] = "Berlin", ["country"] = "DE",
        ["language"] = "en", ["timeZone"] = "Europe/Berlin", ["email"] = "rosa@reselling.example", ["number"] = "A-1004711", ["reason"] = "Asked for by telephone",
        ["code"] = "crm", ["plan"] = "Team", ["next"] = "AYkKXayWd0u8zrMCCZqAVw", ["reference"] = "Bank transfer 2026-03-01", ["action"] = "order.placed",
        ["actor"] = "Rosa", ["summary"] = "Team, 3 seats", ["kind"] = "licence", ["title"] = "CRM Team, 3 seats", ["vendor"] = "Contoso", ["unit"] = "user",
        ["scopes"] = "orders:write", ["prefix"] = "trib_k3", ["fileName"] = "prices.csv", ["connector"] = "manual", ["memo"] = "Top-up", ["website"] = "https://reselling.example",
        ["state"] = "processing", ["key"] = "trb_…",
        ["domain"] = "panel.reselling.example", ["host"] = "panel.reselling.example", ["colour"] = "#1d4ed8",
        ["phone"] = "+49 30 1234567", ["taxNumber"] = "DE123456789", ["buyerReference"] = "PO 4711", ["externalReference"] = "CRM-17",
    };

    /// <summary>The example of a type, or null where there is none.</summary>
    public static JsonNode? Of(Type type, string name = "")
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return Texts.GetValueOrDefault(name, "text");
        if (type == typeof(bool)) return true;
        if (type == typeof(int) || type == typeof(long)) return name == "version" ? 1 : 3;
        if (type == typeof(decimal)) return 25m;
        if (type == typeof(DateTime)) return "2026-03-01T12:00:00Z";
        if (type == typeof(DateOnly)) return "2026-03-01";
        if (type == typeof(Currency)) return "USD";
        if (type == typeof(Money)) return new JsonObject { ["amount"] = "1234.50", ["currency"] = "USD" };
        if (type == typeof(System.Text.Json.JsonElement)) return new JsonObject();
        if (type == typeof(Interval)) return Interval.Monthly.Code();
        if (type == typeof(AccountKind)) return Code.NameOf(AccountKind.Reseller);
        if (type.IsEnum) return Code.Of(type).Keys.First();
        if (IsRef(type)) return PublicId.Format(Kinds.Prefix(type.GetGenericArguments()[0]), Id);

        var info = ApiJson.Options.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => new JsonArray(Of(info.ElementType!, name)),
            JsonTypeInfoKind.Dictionary => new JsonObject { ["name"] = Of(info.ElementType!, name) },
            JsonTypeInfoKind.Object => new JsonObject(info.Properties.Select(p => KeyValuePair.Create(p.Name, Of(p.PropertyType, p.Name)))),
            _ => null,
        };
    }

    public static bool IsRef(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Ref<>);

    /// <summary>The public id of the account that examples speak of.</summary>
    public static string Account { get; } = PublicId.Format(Kinds.Prefix(typeof(Account)), Id);
}
