using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Tributary.Provisioning;

/// <summary>
/// The connectors of this installation, and the door for what plans say to them: settings are checked when a plan is
/// edited, secrets among them lie encrypted in the database. Safe for concurrent use.
/// </summary>
public sealed class ConnectorList
{
    private const string Sealed = "sealed:";
    private readonly Dictionary<string, IConnector> byKey;
    private readonly IDataProtector box;

    /// <summary>A list of connectors with different keys.</summary>
    public ConnectorList(IEnumerable<IConnector> connectors, IDataProtectionProvider protection)
    {
        byKey = connectors.ToDictionary(c => c.Key, StringComparer.Ordinal);
        box = protection.CreateProtector("Tributary.Provisioning.ConnectorSettings");
    }

    /// <summary>All of them, by key.</summary>
    public IReadOnlyCollection<IConnector> All => byKey.Values;

    /// <summary>The connector of that key, or null.</summary>
    public IConnector? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>
    /// Checks what a plan is to say to a connector and gives the JSON to be stored as the plan's settings. A secret left
    /// empty stays what it was <paramref name="before"/>.
    /// </summary>
    /// <exception cref="Refusal">422: no such connector, an unknown setting, or values that are wrong, by field.</exception>
    public string Seal(string key, string json, string? before = null)
    {
        var connector = Find(key) ?? throw Refusal.Field("connector", "connector.unknown", "There is no connector \"{0}\".", key);
        var given = Read(json);
        var had = before is null ? [] : Read(before);
        var errors = new Dictionary<string, string[]>();
        foreach (var extra in given.Keys.Where(k => connector.Settings.All(s => s.Key != k)))
            errors[$"settings.{extra}"] = ["This connector has no such setting."];

        var kept = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in connector.Settings)
        {
            var value = given.GetValueOrDefault(setting.Key)?.Trim();
            if (string.IsNullOrEmpty(value) && setting.Kind == SettingKind.Secret) value = had.GetValueOrDefault(setting.Key);
            if (string.IsNullOrEmpty(value))
            {
                if (setting.Required && setting.Default is null) errors[$"settings.{setting.Key}"] = ["This is needed."];
                continue;
            }
            var isSealed = value.StartsWith(Sealed, StringComparison.Ordinal);
            if (isSealed ? value != had.GetValueOrDefault(setting.Key) : setting.Wrong(value) is not null)
                errors[$"settings.{setting.Key}"] = [isSealed ? "Enter the secret itself." : setting.Wrong(value)!];
            kept[setting.Key] = setting.Kind == SettingKind.Secret && !isSealed ? Sealed + box.Protect(value) : value;
        }
        if (errors.Count > 0) throw Refusal.Fields("connector.settings", errors);
        return JsonSerializer.Serialize(kept);
    }

    /// <summary>What a form shows of stored settings: secrets are left out.</summary>
    public IReadOnlyDictionary<string, string> Shown(string key, string json)
    {
        var secret = Find(key)?.Settings.Where(s => s.Kind == SettingKind.Secret).Select(s => s.Key).ToHashSet() ?? [];
        return Read(json).Where(p => !secret.Contains(p.Key)).ToDictionary();
    }

    /// <summary>Stored settings for the connector's use: defaults filled in, secrets readable.</summary>
    /// <param name="wrong">What stands in the way, for the maker's people, or null.</param>
    internal IReadOnlyDictionary<string, string> Open(IConnector connector, string json, out string? wrong)
    {
        wrong = null;
        var stored = Read(json);
        var open = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in connector.Settings)
        {
            var value = stored.GetValueOrDefault(setting.Key) ?? setting.Default;
            if (value is null)
            {
                if (setting.Required) wrong ??= $"The plan does not say \"{setting.Label}\", which its connector needs.";
                continue;
            }
            try { open[setting.Key] = value.StartsWith(Sealed, StringComparison.Ordinal) ? box.Unprotect(value[Sealed.Length..]) : value; }
            catch (CryptographicException) { wrong ??= $"\"{setting.Label}\" of the plan cannot be decrypted any more; enter it again."; }
        }
        return open;
    }

    /// <summary>Settings as they are stored, secrets sealed. Numbers and switches may come as such through the API; here they are text.</summary>
    /// <exception cref="Refusal">422: it is no JSON object.</exception>
    internal static Dictionary<string, string> Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(string.IsNullOrWhiteSpace(json) ? "{}" : json);
            return document.RootElement.EnumerateObject()
                .Where(p => p.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array))
                .ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText(), StringComparer.Ordinal);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or ArgumentException)
        {
            throw Refusal.Field("settings", "connector.settings", "The settings must be a JSON object.");
        }
    }
}
