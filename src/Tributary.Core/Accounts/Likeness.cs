namespace Tributary.Accounts;

/// <summary>Why two companies may be one.</summary>
public enum LikenessReason
{
    /// <summary>The names are the same.</summary>
    SameName = 1,
    /// <summary>The names are the same but for the legal form, accents or punctuation.</summary>
    SameNameButForm = 2,
    /// <summary>The same words in another order.</summary>
    SameWords = 3,
    /// <summary>The names differ as mistyped or differently spelled ones do.</summary>
    NameAlike = 4,
    /// <summary>One name is part of the other.</summary>
    NamePart = 5,
    /// <summary>The same tax number.</summary>
    SameTaxNumber = 6,
    /// <summary>The same number in a company register.</summary>
    SameRegistrationNumber = 7,
    /// <summary>The same domain of website, panel or mail.</summary>
    SameDomain = 8,
    /// <summary>The same mail address.</summary>
    SameEmail = 9,
    /// <summary>The same telephone number.</summary>
    SamePhone = 10,
    /// <summary>Street and town fit.</summary>
    SameAddress = 11,
    /// <summary>The street fits, the town does not or is not known.</summary>
    SameStreet = 12,
    /// <summary>Town or postal code fit, the street does not or is not known.</summary>
    SameTown = 13,
}

/// <summary>One reason, and how far it holds.</summary>
/// <param name="Reason">What fits.</param>
/// <param name="Similarity">How well, from 0 to 1.</param>
/// <param name="Points">What it adds to the score before that is brought between 0 and 1.</param>
public sealed record LikenessPart(LikenessReason Reason, double Similarity, double Points);

/// <summary>How likely two companies are one, and why: the reasons that speak for it, the strongest first.</summary>
/// <param name="Score">From 0 to 1.</param>
/// <param name="Parts">What speaks for it.</param>
public sealed record Likeness(double Score, IReadOnlyList<LikenessPart> Parts)
{
    // Where evidence for and against weigh the same, and how quickly it persuades.
    private const double Even = 4.0;
    private const double Pace = 2.2;

    /// <summary>How likely what is told here and there is one company.</summary>
    public static Likeness Between(AccountDetails one, AccountDetails other) => Of(CompanyFacts.Of(one), CompanyFacts.Of(other));

    /// <summary>
    /// Weighs what two companies have in common against what tells them apart. Each part that both have adds points where it is
    /// alike and takes some where it is not; what one of them lacks says nothing.
    /// </summary>
    internal static Likeness Of(CompanyFacts a, CompanyFacts b)
    {
        var parts = new List<LikenessPart>();
        var points = 0.0;
        void Weigh(LikenessReason? reason, double similarity, double from, double most, double against)
        {
            var gained = similarity >= from ? most * (similarity - from) / (1 - from) : -against * (from - similarity) / from;
            points += gained;
            if (reason is { } why && gained > 0.2 * most) parts.Add(new(why, Math.Round(similarity, 3), Math.Round(gained, 2)));
        }

        if (a.Name.Count > 0 && b.Name.Count > 0)
        {
            var name = NameAlike.Of(a, b);
            Weigh(Why(a, b, name), name, 0.6, 10, 7);
        }
        Address(a, b, Weigh);
        if (a.Country.Length > 0 && b.Country.Length > 0 && a.Country != b.Country) points -= 1.5;
        if (Both(a.TaxNumber, b.TaxNumber)) Weigh(LikenessReason.SameTaxNumber, a.TaxNumber == b.TaxNumber ? 1 : 0, 0.5, 11, 2.5);
        if (Both(a.RegistrationNumber, b.RegistrationNumber))
            Weigh(LikenessReason.SameRegistrationNumber, a.RegistrationNumber == b.RegistrationNumber && a.Country == b.Country ? 1 : 0, 0.5, 9, 2);
        if (Both(a.Email, b.Email) && a.Email == b.Email) Weigh(LikenessReason.SameEmail, 1, 0, 4, 0);
        if (a.Domains.Intersect(b.Domains, StringComparer.Ordinal).Any()) Weigh(LikenessReason.SameDomain, 1, 0, 4, 0);
        if (Both(a.Phone, b.Phone) && a.Phone == b.Phone) Weigh(LikenessReason.SamePhone, 1, 0, 4.5, 0);
        return new(1 / (1 + Math.Exp((Even - points) / Pace)), [.. parts.OrderByDescending(p => p.Points)]);
    }

    private static LikenessReason Why(CompanyFacts a, CompanyFacts b, double name) =>
        a.Called == b.Called ? LikenessReason.SameName
        : a.Joined == b.Joined ? LikenessReason.SameNameButForm
        : a.Sorted == b.Sorted ? LikenessReason.SameWords
        : NameAlike.IsPart(a, b) ? LikenessReason.NamePart
        : LikenessReason.NameAlike;

    private static void Address(CompanyFacts a, CompanyFacts b, Action<LikenessReason?, double, double, double, double> weigh)
    {
        double? street = a.Street.Count > 0 && b.Street.Count > 0 ? NameAlike.OfStreets(a, b) : null;
        double? code = Both(a.PostalCode, b.PostalCode) ? Alike.Steps(a.PostalCode, b.PostalCode) switch { 0 => 1, 1 => 0.7, _ => 0 } : null;
        double? city = Both(a.City, b.City) ? Math.Max(Alike.Typing(a.City, b.City), Alike.JaroWinkler(a.City, b.City) - 0.1) : null;
        var town = Math.Max(code ?? 0, city ?? 0);
        var why = street >= 0.8 ? town >= 0.8 ? LikenessReason.SameAddress : LikenessReason.SameStreet : LikenessReason.SameTown;
        if (street is { } alike) weigh(street >= 0.8 ? why : null, alike, 0.55, 5, 1.5);
        if (Both(a.House, b.House)) weigh(null, a.House == b.House ? 1 : Alike.Typing(a.House, b.House), 0.6, 1.8, 0.8);
        if (city is { } near) weigh(street >= 0.8 ? null : why, near, 0.6, 2.5, 0.8);
        if (code is { } same) weigh(street >= 0.8 || city >= 0.8 ? null : why, same, 0.5, 3, 0.6);
        if (Both(a.Region, b.Region)) weigh(null, a.Region == b.Region ? 1 : 0, 0.5, 0.6, 0.2);
    }

    private static bool Both(string a, string b) => a.Length > 0 && b.Length > 0;
}

/// <summary>How alike the names and the streets of two companies are.</summary>
internal static class NameAlike
{
    // Below it two words are two words.
    private const double OneWord = 0.82;

    /// <summary>From 0 to 1: word by word in whatever order, or as they are typed without blanks, whichever says more.</summary>
    public static double Of(CompanyFacts a, CompanyFacts b)
    {
        if (a.Joined == b.Joined) return 1;
        if (a.Sorted == b.Sorted) return 0.99;
        var (both, less) = ByWords(a.Name, b.Name);
        var whole = Math.Max(Alike.Typing(a.Joined, b.Joined), Alike.Typing(a.Sorted, b.Sorted));
        return Math.Min(0.98, Math.Max(0.7 * both + 0.3 * less, whole));
    }

    /// <summary>The same of streets; a line may stand in either place, and its words be run together.</summary>
    public static double OfStreets(CompanyFacts a, CompanyFacts b)
    {
        var (both, less) = ByWords(a.Street, b.Street);
        var lines = 0.0;
        foreach (var one in a.Lines)
            foreach (var other in b.Lines) lines = Math.Max(lines, Alike.Typing(one, other));
        return Math.Max(0.6 * both + 0.4 * less, lines);
    }

    /// <summary>True when all words that say something of one name are among those of the other.</summary>
    public static bool IsPart(CompanyFacts a, CompanyFacts b)
    {
        var (less, more) = a.Name.Count <= b.Name.Count ? (a.Name, b.Name) : (b.Name, a.Name);
        return less.Count < more.Count && less.All(w => more.Any(o => o.Text == w.Text));
    }

    // How much of both lists, and of the shorter one, is found in the other: the likeliest pairs first, each word once.
    private static (double Both, double Less) ByWords(IReadOnlyList<Word> a, IReadOnlyList<Word> b)
    {
        var pairs = new List<(double Alike, int A, int B)>();
        for (var i = 0; i < a.Count; i++)
            for (var j = 0; j < b.Count; j++)
                if (Words(a[i], b[j]) is var alike and >= OneWord) pairs.Add((alike, i, j));
        pairs.Sort((x, y) => y.Alike.CompareTo(x.Alike));
        var (takenA, takenB) = (new bool[a.Count], new bool[b.Count]);
        var (found, foundA, foundB) = (0.0, 0.0, 0.0);
        foreach (var (alike, i, j) in pairs)
        {
            if (takenA[i] || takenB[j]) continue;
            (takenA[i], takenB[j]) = (true, true);
            found += alike * (a[i].Weight + b[j].Weight);
            foundA += alike * a[i].Weight;
            foundB += alike * b[j].Weight;
        }
        var (allA, allB) = (a.Sum(w => w.Weight), b.Sum(w => w.Weight));
        return (found / (allA + allB), allA <= allB ? foundA / allA : foundB / allB);
    }

    private static double Words(Word a, Word b)
    {
        if (a.Text == b.Text) return 1;
        var (less, more) = a.Text.Length <= b.Text.Length ? (a.Text, b.Text) : (b.Text, a.Text);
        // A word that was cut short, as on forms with little room.
        if (less.Length >= 3 && more.StartsWith(less, StringComparison.Ordinal)) return 0.9;
        var alike = Math.Max(Alike.JaroWinkler(a.Text, b.Text), Alike.Typing(a.Text, b.Text));
        return less.Length >= 4 && a.Sound == b.Sound ? Math.Max(alike, 0.9) : alike;
    }
}
