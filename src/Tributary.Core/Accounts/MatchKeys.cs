using System.Text;
using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>
/// One of the keys under which an account is found again when somebody types its company a second time: a hash of a part of its
/// name, its address or its numbers, or of both, or one of its name's rarest trigrams. Kept by the deeds that change these. It names
/// the account by its path, so that the keys of a subtree are a range of the index.
/// </summary>
public sealed class AccountKey : Row
{
    /// <summary>The account's branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The account's path.</summary>
    public required string Path { get; init; }
    /// <summary>Its place among the account's keys.</summary>
    public required int Seq { get; init; }
    /// <summary>The hash; 0 where the place is free.</summary>
    public required long Key { get; set; }
}

/// <summary>The keys of a company: a few of each sort, so that some survive whatever is mistyped, left out or changed.</summary>
internal static class MatchKeys
{
    /// <summary>The most keys that are kept of a company.</summary>
    public const int Most = 32;

    /// <summary>How many trigrams of a name are kept: the rarest by their letters, which any spelling of the name has mostly in common.</summary>
    private const int Trigrams = 6;

    // How common letters are in the names of the world's companies and people, the commonest first.
    private const string ByCommonness = "eanirotslcdhmugpbkvfyzwjxq";

    /// <summary>What is kept of a company.</summary>
    public static IReadOnlyList<long> Of(CompanyFacts facts) => [.. All(facts, Trigrams).Distinct().Take(Most)];

    /// <summary>What is asked for when it is typed: the same, and more of its trigrams, since those that are kept may be any of them.</summary>
    public static IReadOnlyList<long> Asked(CompanyFacts facts) => [.. All(facts, 2 * Trigrams).Distinct().Take(Most + Trigrams)];

    private static IEnumerable<long> All(CompanyFacts facts, int trigrams)
    {
        // What says most comes first: a name of many words keeps the keys of its rarest ones.
        string[] names = [.. facts.Name.Where(w => w.Text.Length > 1).OrderByDescending(w => w.Weight).ThenBy(w => w.Text, StringComparer.Ordinal).Take(3).Select(w => w.Sound)];
        string[] ways = [.. facts.Street.Where(w => w.Weight >= 1).Take(3).Select(w => w.Sound)];
        var city = facts.City.Length == 0 ? "" : Alike.Sound(facts.City);
        var (code, house) = (facts.PostalCode, facts.House);

        if (facts.TaxNumber.Length > 3) yield return Hash("tax", facts.TaxNumber);
        if (facts.RegistrationNumber.Length > 2) yield return Hash("register", facts.RegistrationNumber);
        foreach (var domain in facts.Domains.Take(2)) yield return Hash("domain", domain);
        if (facts.Phone.Length > 0) yield return Hash("phone", facts.Phone);
        if (facts.Email.Length > 0) yield return Hash("email", facts.Email);

        if (facts.Sorted.Length > 0) yield return Hash("name", facts.Sorted);
        foreach (var name in names) yield return Hash("word", name);
        if (names.Length > 1) yield return Hash("words", string.Join(' ', names[..2].Order(StringComparer.Ordinal)));
        foreach (var name in names.Take(2))
        {
            if (code.Length > 0) yield return Hash("word and code", name, code);
            if (city.Length > 0) yield return Hash("word and city", name, city);
            if (ways.Length > 0) yield return Hash("word and street", name, ways[0]);
        }
        if (code.Length > 0 && house.Length > 0) yield return Hash("code and house", code, house);
        foreach (var way in ways.Take(2))
        {
            if (code.Length > 0) yield return Hash("code and street", code, way);
            if (house.Length > 0) yield return Hash("house and street", house, way);
        }
        if (ways.Length > 0 && city.Length > 0) yield return Hash("street and city", ways[0], city);
        if (house.Length > 0 && city.Length > 0) yield return Hash("house and city", house, city);
        foreach (var trigram in Rarest(facts, trigrams)) yield return Hash("trigram", trigram);
    }

    // Out of the words one by one, so that their order is all the same.
    private static IEnumerable<string> Rarest(CompanyFacts facts, int many)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in facts.Name.Where(w => w.Weight > 0.35))
        {
            var padded = $" {word.Text} ";
            for (var at = 0; at + 3 <= padded.Length; at++) all.Add(padded.Substring(at, 3));
        }
        return all.OrderByDescending(Rarity).ThenBy(t => t, StringComparer.Ordinal).Take(many);
    }

    private static int Rarity(string trigram)
    {
        var rarity = 0;
        foreach (var letter in trigram)
            rarity += letter == ' ' ? 4 : ByCommonness.IndexOf(letter) is var at and >= 0 ? at : ByCommonness.Length;
        return rarity;
    }

    // FNV-1a of 64 bits: the same on every machine and in every version, which string.GetHashCode is not.
    private static long Hash(string sort, string text, string more = "")
    {
        var hash = 14695981039346656037UL;
        foreach (var part in (ReadOnlySpan<string>)[sort, "\0", text, "\0", more])
            foreach (var one in Encoding.UTF8.GetBytes(part))
                hash = unchecked((hash ^ one) * 1099511628211UL);
        return unchecked((long)hash) is var key and not 0 ? key : 1;
    }
}

/// <summary>The keys of accounts.</summary>
public static class AccountKeys
{
    /// <summary>The keys of an account of this name with these details.</summary>
    public static IReadOnlyList<long> Of(string name, CompanyProfile profile) => MatchKeys.Of(CompanyFacts.Of(name, profile));
}
