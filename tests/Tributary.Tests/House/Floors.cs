using System.Text.RegularExpressions;

namespace Tributary.Tests.House;

/// <summary>
/// The floors of Core. A module (a folder, and the namespace of the same name) uses only the modules on floors below
/// its own. The files directly in Core are the ground that all stand on; Data holds the one context, so it may use
/// all and be used by all.
/// </summary>
public static partial class Floors
{
    private static readonly string[][] Table =
    [
        ["Accounts", "Notices", "Audit"],
        ["Ledger"],
        ["Identity", "Catalog"],
        ["Pricing"],
        ["Subscriptions"],
        ["Provisioning", "Usage"],
        ["Orders"],
        ["Billing"],
        ["Partners", "Reports"],
    ];

    // The three of the first floor know each other: an account's verb leaves a trail and writes mail, and both name
    // the account they are of. No other neighbours do.
    private static readonly string[] Neighbours = Table[0];

    /// <summary>What a file of Core does that its floor forbids, in words; nothing when all is well.</summary>
    /// <param name="path">The file's path below Core, with forward slashes.</param>
    /// <param name="text">What stands in it.</param>
    public static IEnumerable<string> Broken(string path, string text)
    {
        var folders = path.Split('/')[..^1];
        var home = string.Join('.', ["Tributary", .. folders]);
        if (Namespace().Match(text) is { Success: true } match && match.Groups[1].Value != home)
            yield return $"{path}: its namespace is {match.Groups[1].Value}, its folder {home}";

        var module = folders.FirstOrDefault();
        if (module is "Data") yield break;
        var floor = module is null ? 0 : FloorOf(module);
        if (floor is null)
        {
            yield return $"{path}: {module} is on no floor; give it one in {nameof(Floors)}";
            yield break;
        }

        var uses = Uses().Matches(text).Concat(Shortened.Matches(text)).Select(use => use.Groups[1].Value);
        foreach (var used in uses.Distinct().Where(used => used != module))
            if (FloorOf(used) is { } other && other >= floor && !(Neighbours.Contains(module) && Neighbours.Contains(used)))
                yield return $"{path}: {module ?? "the ground"} (floor {floor}) uses {used} (floor {other})";
    }

    private static int? FloorOf(string module)
    {
        var index = Array.FindIndex(Table, floor => floor.Contains(module));
        return index < 0 ? null : index + 1;
    }

    // `using Tributary.Orders;`, `using static …`, `using X = …` and names written out in full.
    [GeneratedRegex(@"(?<!namespace )(?<![\w.])Tributary\.([A-Z]\w*)")]
    private static partial Regex Uses();

    // `Orders.Order`, which every namespace below Tributary understands. What follows a dot is a member, not a module.
    private static readonly Regex Shortened = new($@"(?<![\w.])({string.Join('|', Table.SelectMany(floor => floor))})\.[A-Z]");

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
