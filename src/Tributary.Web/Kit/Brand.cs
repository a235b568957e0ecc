using System.Globalization;

namespace Tributary.Web.Kit;

/// <summary>
/// In whose name this request is answered: the reseller's own name, logo and colour on its own domain. Whoever resolves the host sets it
/// with <c>context.Features.Set(brand)</c>; without that it is Tributary's own.
/// </summary>
/// <param name="Name">Shown at top left and in every page's title.</param>
/// <param name="Logo">An address on this site of a logo that stands in place of the mark, or null.</param>
/// <param name="Accent">The brand's colour as <c>#rrggbb</c>, or null for the built-in one.</param>
public sealed record Brand(string Name, string? Logo = null, string? Accent = null)
{
    /// <summary>Tributary's own.</summary>
    public static Brand Own { get; } = new("Tributary");

    /// <summary>The brand of this request.</summary>
    public static Brand Of(HttpContext context) => context.Features.Get<Brand>() ?? Own;

    /// <summary>The address of the style sheet that sets the accent, or null when the built-in one is used.</summary>
    public string? StyleSheet => Accent is { } accent && Accents.TryParse(accent, out _) ? $"/brand/{accent.TrimStart('#').ToLowerInvariant()}.css" : null;
}

/// <summary>
/// Turns one brand colour into the few accents the panel uses, each with enough contrast for text (WCAG 2.2 AA, 4.5 to 1).
/// A pale brand is darkened on white and a dark one is lightened on black; its hue stays.
/// </summary>
public static class Accents
{
    private const double Enough = 4.6;

    // The grounds text stands on: a little darker than the page in light, a little lighter than a card in dark.
    private static readonly (byte R, byte G, byte B) LightGround = (0xf4, 0xf6, 0xf8);
    private static readonly (byte R, byte G, byte B) DarkGround = (0x24, 0x2a, 0x33);

    /// <summary>Reads <c>#rrggbb</c> or <c>rrggbb</c>.</summary>
    public static bool TryParse(string text, out (byte R, byte G, byte B) colour)
    {
        var digits = text.TrimStart('#');
        colour = default;
        if (digits.Length != 6 || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        colour = ((byte)(value >> 16), (byte)((value >> 8) & 255), (byte)(value & 255));
        return true;
    }

    /// <summary>A brand colour for where there is no style sheet, such as mail: white words on it, and words of it on white, can be read.</summary>
    public static string OnWhite((byte R, byte G, byte B) colour) => Hex(Towards(colour, (0, 0, 0), (255, 255, 255)));

    /// <summary>The style sheet that sets the accents of a brand colour.</summary>
    public static string StyleSheet((byte R, byte G, byte B) colour)
    {
        var onLight = Towards(colour, (0, 0, 0), LightGround);
        var onDark = Towards(colour, (255, 255, 255), DarkGround);
        var button = Towards(colour, (0, 0, 0), (255, 255, 255));
        return $$"""
            :root {
              --accent: light-dark({{Hex(onLight)}}, {{Hex(onDark)}});
              --accent-fill: {{Hex(button)}};
              --accent-on-fill: #fff;
            }

            """;
    }

    /// <summary>The contrast of two colours, from 1 to 21.</summary>
    public static double Contrast((byte R, byte G, byte B) one, (byte R, byte G, byte B) other)
    {
        var (light, dark) = (Luminance(one), Luminance(other));
        return (Math.Max(light, dark) + 0.05) / (Math.Min(light, dark) + 0.05);
    }

    private static (byte R, byte G, byte B) Towards((byte R, byte G, byte B) colour, (byte R, byte G, byte B) end, (byte R, byte G, byte B) ground)
    {
        var mixed = colour;
        for (var step = 1; step <= 20 && Contrast(mixed, ground) < Enough; step++)
        {
            mixed = (Mix(colour.R, end.R, step), Mix(colour.G, end.G, step), Mix(colour.B, end.B, step));
        }

        return mixed;
    }

    private static byte Mix(byte from, byte to, int twentieths) => (byte)(from + ((to - from) * twentieths / 20));

    private static double Luminance((byte R, byte G, byte B) colour) =>
        (0.2126 * Linear(colour.R)) + (0.7152 * Linear(colour.G)) + (0.0722 * Linear(colour.B));

    private static double Linear(byte channel)
    {
        var share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }

    private static string Hex((byte R, byte G, byte B) colour) => $"#{colour.R:x2}{colour.G:x2}{colour.B:x2}";
}
