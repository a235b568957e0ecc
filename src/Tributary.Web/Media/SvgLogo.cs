using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Tributary.Web.Media;

/// <summary>
/// Writes an SVG anew with what drawings are made of and nothing else: a list of elements and attributes, references only to the
/// drawing itself. Scripts, handlers, foreign content, styles, links, pictures and whatever is fetched from elsewhere are left out.
/// </summary>
internal static partial class SvgLogo
{
    private const string Unreadable = "This is no SVG we can read. Save it as a plain SVG, or use PNG.";
    private const int MostElements = 5_000;
    private const int MostDepth = 40;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly XNamespace Link = "http://www.w3.org/1999/xlink";

    private static readonly FrozenSet<string> Elements = Words(
        "svg g defs path rect circle ellipse line polyline polygon text tspan linearGradient radialGradient stop clipPath mask title desc");

    private static readonly FrozenSet<string> Looks = Words("""
        fill fill-rule fill-opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset stroke-opacity
        opacity color stop-color stop-opacity clip-path clip-rule mask font-family font-size font-weight font-style text-anchor letter-spacing
        dominant-baseline display visibility paint-order vector-effect
        """);

    private static readonly FrozenSet<string> Attributes = Words("""
        id d x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy width height points transform offset gradientUnits gradientTransform spreadMethod
        clipPathUnits maskUnits maskContentUnits preserveAspectRatio
        """).Union(Looks).ToFrozenSet();

    private static readonly FrozenSet<string> Drawn = Words("path rect circle ellipse line polyline polygon text");

    /// <summary>Whether it claims to be one: text that begins with a tag.</summary>
    public static bool Is(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        return bytes.TrimStart(" \t\r\n"u8).StartsWith("<"u8);
    }

    /// <summary>The same drawing, cleaned, and the size it is shown at.</summary>
    /// <exception cref="Refusal">It is none.</exception>
    public static (byte[] Svg, int Width, int Height) Clean(byte[] bytes)
    {
        var root = Read(bytes);
        if (root.Name != Svg + "svg" || Box(root) is not { } box) throw No();
        var count = 0;
        var clean = Copy(root, 0, ref count) ?? throw No();
        if (!clean.Descendants().Any(element => Drawn.Contains(element.Name.LocalName))) throw No();

        var scale = Math.Min(512 / box.Width, 256 / box.Height);
        var (width, height) = (Math.Max(1, (int)Math.Round(box.Width * scale)), Math.Max(1, (int)Math.Round(box.Height * scale)));
        clean.SetAttributeValue("viewBox", string.Create(CultureInfo.InvariantCulture, $"{box.X} {box.Y} {box.Width} {box.Height}"));
        clean.SetAttributeValue("width", width);
        clean.SetAttributeValue("height", height);
        return (Encoding.UTF8.GetBytes(clean.ToString(SaveOptions.DisableFormatting)), width, height);
    }

    // Entities are not known, nothing is fetched, and what is nested too deep is not read to its end.
    private static XElement Read(byte[] bytes)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, MaxCharactersInDocument = 2_000_000, IgnoreComments = true, IgnoreProcessingInstructions = true,
            });
            while (reader.Read())
                if (reader.Depth > MostDepth) throw No();
            using var again = XmlReader.Create(new MemoryStream(bytes), reader.Settings);
            return XElement.Load(again);
        }
        catch (XmlException)
        {
            throw No();
        }
    }

    private static (double X, double Y, double Width, double Height)? Box(XElement root)
    {
        var numbers = ((string?)root.Attribute("viewBox") ?? $"0 0 {Pixels("width")} {Pixels("height")}").Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var read = numbers.Select(number => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) < 1e6 ? value : double.NaN).ToArray();
        return read is [var x, var y, > 0.001 and var width, > 0.001 and var height] && !double.IsNaN(x) && !double.IsNaN(y) && width / height is > 0.02 and < 50 ? (x, y, width, height) : null;

        string Pixels(string side) => ((string?)root.Attribute(side) ?? "").Replace("px", "", StringComparison.OrdinalIgnoreCase).Trim();
    }

    private static XElement? Copy(XElement from, int depth, ref int count)
    {
        var name = from.Name.LocalName;
        if (from.Name.Namespace != Svg || !Elements.Contains(name) || name == "svg" && depth > 0) return null;
        if (++count > MostElements) throw No();
        var to = new XElement(Svg + name);
        foreach (var attribute in from.Attributes()) Copy(attribute, to);
        // What a style says wins over an attribute of the same name.
        foreach (var (property, value) in Declarations((string?)from.Attribute("style")))
            if (Looks.Contains(property) && IsHarmless(value)) to.SetAttributeValue(property, value);
        foreach (var node in from.Nodes())
        {
            if (node is XElement child && Copy(child, depth + 1, ref count) is { } copied) to.Add(copied);
            else if (node is XText text && name is "text" or "tspan" or "title" or "desc") to.Add(new XText(((XText)node).Value));
        }
        return to;
    }

    private static void Copy(XAttribute from, XElement to)
    {
        var name = from.Name.LocalName;
        // A gradient may take over from another one of the same drawing; nothing else refers.
        if (name == "href" && (from.Name.Namespace == Link || from.Name.Namespace == XNamespace.None) && to.Name.LocalName.EndsWith("Gradient", StringComparison.Ordinal) && Inside().IsMatch(from.Value))
            to.SetAttributeValue("href", from.Value);
        else if (from.Name.Namespace == XNamespace.None && Attributes.Contains(name) && IsHarmless(from.Value))
            to.SetAttributeValue(name, from.Value);
    }

    private static IEnumerable<(string Property, string Value)> Declarations(string? style) =>
        from declaration in (style ?? "").Split(';')
        let parts = declaration.Split(':', 2)
        where parts.Length == 2
        select (parts[0].Trim().ToLowerInvariant(), parts[1].Trim());

    private static bool IsHarmless(string value) =>
        !value.Contains('\\', StringComparison.Ordinal) && !value.Contains('@', StringComparison.Ordinal) && !Scheme().IsMatch(value)
        && (!value.Contains("url", StringComparison.OrdinalIgnoreCase) || OwnUrl().IsMatch(value.Trim()));

    private static Refusal No() => Refusal.Field("file", "picture.unreadable", Unreadable);

    private static FrozenSet<string> Words(string text) => text.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\A#[\w.:-]{1,100}\z")]
    private static partial Regex Inside();

    [GeneratedRegex(@"\Aurl\(\s*(['""]?)#[\w.:-]{1,100}\1\s*\)\z", RegexOptions.IgnoreCase)]
    private static partial Regex OwnUrl();

    [GeneratedRegex(@"(javascript|data|vbscript|https?|file)\s*:|expression\s*\(|image-set|image\s*\(", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();
}
