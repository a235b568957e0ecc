using System.Globalization;

namespace Tributary.Provisioning;

/// <summary>What may stand in a setting.</summary>
public enum SettingKind
{
    /// <summary>A line of text.</summary>
    Text = 1,
    /// <summary>An address of the web.</summary>
    Url = 2,
    /// <summary>A whole number.</summary>
    Number = 3,
    /// <summary>Yes or no.</summary>
    Switch = 4,
    /// <summary>A text that is kept encrypted and never shown again.</summary>
    Secret = 5,
}

/// <summary>One thing a plan says to its connector.</summary>
/// <param name="Key">Its name in the plan's settings.</param>
/// <param name="Label">Its English name on screen.</param>
/// <param name="Kind">What may stand in it.</param>
public sealed record ConnectorSetting(string Key, string Label, SettingKind Kind)
{
    /// <summary>A sentence of help, in English.</summary>
    public string Help { get; init; } = "";
    /// <summary>True when the connector cannot work without it.</summary>
    public bool Required { get; init; }
    /// <summary>What counts when nothing is said.</summary>
    public string? Default { get; init; }
    /// <summary>The smallest number.</summary>
    public int Min { get; init; }
    /// <summary>The largest number.</summary>
    public int Max { get; init; } = int.MaxValue;
    /// <summary>A check of its own: the sentence to show when the value is wrong, else null.</summary>
    public Func<string, string?>? Check { get; init; }

    /// <summary>What is wrong with <paramref name="value"/>, in an English sentence, or null.</summary>
    public string? Wrong(string value) => Kind switch
    {
        SettingKind.Text or SettingKind.Secret => value.Length > 2000 ? "This is too long." : Check?.Invoke(value),
        SettingKind.Url => IsWeb(value) ? Check?.Invoke(value) : "Enter an address that begins with https://.",
        SettingKind.Number => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= Min && number <= Max
            ? Check?.Invoke(value)
            : $"Enter a whole number from {Min} to {Max}.",
        SettingKind.Switch => value is "true" or "false" ? Check?.Invoke(value) : "Say true or false.",
    };

    private static bool IsWeb(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0 && value.Length <= 2000;
}
