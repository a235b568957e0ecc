using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.IO.Compression;

namespace Tributary.Accounts;

/// <summary>
/// Host names as people type and read them, <c>müller.example</c>, and as they are kept and compared: in ASCII (A-labels), in
/// lower case, without a dot at the end.
/// </summary>
public static class DomainName
{
    // The record that proves a name stands below it and has to fit as well.
    private const int Longest = 230;

    // Names that never lead to anybody else's machine.
    private static readonly string[] Reserved = ["localhost", "local", "internal", "invalid", "onion", "arpa"];

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };
    private static readonly SearchValues<char> OfHosts = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
    private static readonly SearchValues<char> NoHost = SearchValues.Create("/\\?#@:[]%_*, \t\r\n");

    /// <summary>Reads a domain that somebody wants for a panel: <c>yourdomainname.com</c> and nothing around it.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="host">The name as it is kept; empty when it is none.</param>
    /// <returns>What is wrong, in a sentence its author may read; null when all is well.</returns>
    public static string? Read(string typed, out string host)
    {
        host = "";
        var name = typed.Trim();
        if (name.Contains("://", StringComparison.Ordinal) || name.AsSpan().ContainsAny(NoHost)) return "Only the host name: no https, no www, no path.";
        if (!TryAscii(name, out var ascii)) return "This is no host name; use one such as panel.example.com.";
        if (ascii.StartsWith("www.", StringComparison.Ordinal)) return "Only the host name: no https, no www, no path.";
        var labels = ascii.Split('.');
        // Whatever ends in a number is an address to a browser.
        if (labels.Length < 2 || ascii.Length > Longest || IsNumber(labels[^1]) || Reserved.Contains(labels[^1]))
            return "This is no host name; use one such as panel.example.com.";
        if (PublicSuffixes.Contain(ascii)) return "Everybody registers names under this one; use a name of your own below it.";
        host = ascii;
        return null;
    }

    /// <summary>The name as people read it, in their own script.</summary>
    public static string Shown(string host)
    {
        try { return Idn.GetUnicode(host); }
        catch (ArgumentException) { return host; }
    }

    /// <summary>A name as a browser sends it, in the form in which names are kept.</summary>
    public static string Plain(string host) => (host.EndsWith('.') ? host[..^1] : host).ToLowerInvariant();

    /// <summary>A name that an operator wrote down, in the form in which names are kept.</summary>
    public static string Told(string host) => TryAscii(host, out var ascii) ? ascii : Plain(host);

    /// <summary>Whether a name as a browser sends it can be one at all, so that it is worth looking for.</summary>
    public static bool CanBe(string host) => host.Length is > 0 and <= 253 && !host.AsSpan().ContainsAnyExcept(OfHosts);

    private static bool TryAscii(string name, out string ascii)
    {
        ascii = "";
        try
        {
            var read = Idn.GetAscii(Plain(name)).ToLowerInvariant();
            // What came as an A-label has to be one, and a name must not be written in two ways.
            if (read.EndsWith('.') || Idn.GetAscii(Idn.GetUnicode(read)).ToLowerInvariant() != read) return false;
            ascii = read;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsNumber(string label) =>
        label.All(char.IsAsciiDigit) || label.StartsWith("0x", StringComparison.Ordinal) && label.AsSpan(2).IndexOfAnyExcept(SearchValues.Create("0123456789abcdef")) < 0;
}

/// <summary>
/// The names under which everybody registers, such as <c>com</c> and <c>co.uk</c>: the ICANN part of the Public Suffix List
/// (MPL 2.0; its licence lies beside the file).
/// </summary>
internal static class PublicSuffixes
{
    private static readonly Lazy<FrozenSet<string>> Rules = new(Read);

    /// <summary>True when the name, in ASCII, is such a one itself.</summary>
    public static bool Contain(string host)
    {
        var parent = host.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? host[(dot + 1)..] : null;
        if (Rules.Value.Contains("!" + host)) return false;
        // Above a rule for whatever stands below it nobody has a name of their own either.
        return parent is null || Rules.Value.Contains(host) || Rules.Value.Contains("*." + parent) || Rules.Value.Contains("*." + host);
    }

    private static FrozenSet<string> Read()
    {
        using var packed = typeof(PublicSuffixes).Assembly.GetManifestResourceStream("PublicSuffixes.txt.gz")!;
        using var text = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var idn = new IdnMapping();
        var rules = new HashSet<string>(StringComparer.Ordinal);
        while (text.ReadLine() is { } rule)
        {
            var start = rule.StartsWith('!') ? "!" : rule.StartsWith("*.", StringComparison.Ordinal) ? "*." : "";
            rules.Add(start + idn.GetAscii(rule[start.Length..]));
        }
        return rules.ToFrozenSet(StringComparer.Ordinal);
    }
}
