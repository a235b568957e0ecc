using System.Collections.Frozen;
using System.Globalization;

namespace Tributary.Accounts;

/// <summary>A word of a name or an address, and how much it says.</summary>
internal readonly record struct Word(string Text, double Weight)
{
    public string Sound { get; } = Alike.Sound(Text);
}

/// <summary>
/// What is known of a company or person, in the shape in which it is compared: a name without its legal form, an address in its
/// parts, numbers without their punctuation. Made once for each side of a comparison.
/// </summary>
internal sealed class CompanyFacts
{
    private const int MostWords = 10;

    // Words that many companies bear; they tell one from another only a little.
    private static readonly FrozenSet<string> Common = Set(
        "and the of for de der die das van von den und et la le les el los y e i o og och en international internationale internacional internazionale intl "
        + "group groupe gruppe grupo gruppo holding holdings beteiligungs company companies services service servicios serviços dienste "
        + "solutions solution loesungen systems system systeme sistemas technologies technology technologie technologia tech industries industry industrie industria ind "
        + "products produkte productos trading handel handels trade management consulting consultants consult beratung enterprise enterprises "
        + "global world europe europa european nederland netherland netherlands holland deutschland germany france italia espana schweiz suisse "
        + "royal koninklijke koninklike koninkl verwaltung verwaltungs vertrieb vertriebs online digital media software data marketing associates partners center centre "
        + "shop store haus house maatschappij research");

    private static readonly FrozenSet<string> WaysAndPlaces = Set(
        "street st str strasse strase straat road rd avenue av ave place pl crescent cres circuit cct court ct close cl drive dr lane ln way parade pde "
        + "terrace tce boulevard blvd rue route chemin allee allée via viale piazza corso calle avenida plaza paseo rua travessa platz weg gasse ring "
        + "allee ulica ul aleja ulitsa utca laan plein gracht weg kade gatan vag vej gade gate katu square sq highway hwy row mews grove gardens quay "
        + "floor fl suite ste unit apt apartment building bldg level box po etage stock no nr the of de la le du des van der flat block");

    private static readonly FrozenSet<string> FreeMail = Set(
        "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de ymail.com icloud.com me.com mac.com aol.com "
        + "gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de posteo.de mail.com mail.ru yandex.ru yandex.com rambler.ru proton.me protonmail.com "
        + "qq.com 163.com 126.com sina.com naver.com daum.net orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it telefonica.net "
        + "ziggo.nl kpnmail.nl planet.nl xs4all.nl telenet.be skynet.be bluewin.ch seznam.cz wp.pl onet.pl interia.pl o2.pl bigpond.com optusnet.com.au uol.com.br terra.com.br");

    /// <summary>The words of the name without legal forms, at most ten.</summary>
    public required IReadOnlyList<Word> Name { get; init; }
    /// <summary>All words of the name, legal forms too.</summary>
    public required string Called { get; init; }
    /// <summary>The words of the name without legal forms, as one.</summary>
    public required string Joined { get; init; }
    /// <summary>The same in alphabetical order.</summary>
    public required string Sorted { get; init; }
    /// <summary>The words of street and what stands beside it, without numbers.</summary>
    public required IReadOnlyList<Word> Street { get; init; }
    /// <summary>The lines of the address without their numbers, each as one word.</summary>
    public required IReadOnlyList<string> Lines { get; init; }
    /// <summary>The first number of the street, or empty.</summary>
    public required string House { get; init; }
    public required string PostalCode { get; init; }
    public required string City { get; init; }
    public required string Region { get; init; }
    public required string Country { get; init; }
    public required string TaxNumber { get; init; }
    public required string RegistrationNumber { get; init; }
    public required string Phone { get; init; }
    public required string Email { get; init; }
    /// <summary>Host names of its website, its panel and its mail, without those where anybody has an address.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>True when there is not enough to look for anything.</summary>
    public bool IsEmpty => Name.Count == 0 && Street.Count == 0 && TaxNumber.Length == 0 && RegistrationNumber.Length == 0 && Domains.Count == 0 && Phone.Length == 0 && Email.Length == 0;

    /// <summary>The facts of an account.</summary>
    public static CompanyFacts Of(string name, CompanyProfile profile) => Of(name, profile.Street, profile.Street2, profile.PostalCode, profile.City, profile.Region,
        profile.Country, profile.TaxNumber, profile.RegistrationNumber, profile.Phone, profile.Email, profile.Website, profile.Domain);

    /// <summary>The facts of what somebody types.</summary>
    public static CompanyFacts Of(AccountDetails typed) => Of(typed.Name, typed.Street, typed.Street2, typed.PostalCode, typed.City, typed.Region,
        typed.Country, typed.TaxNumber, typed.RegistrationNumber, typed.Phone, typed.Email, typed.Website, typed.Domain);

    /// <summary>The facts of an entry of a public register.</summary>
    public static CompanyFacts Of(RegisterEntry entry) => Of(entry.Name, entry.Street, entry.Street2, entry.PostalCode, entry.City, entry.Region,
        entry.Country, entry.TaxNumber, entry.Number, null, null, entry.Website, null);

    private static CompanyFacts Of(string? name, string? street, string? street2, string? postalCode, string? city, string? region, string? country,
        string? taxNumber, string? registrationNumber, string? phone, string? email, string? website, string? domain)
    {
        var words = NameOf(name);
        string[] texts = [.. words.Select(w => w.Text)];
        string[] lines = [Latin.Of(street), Latin.Of(street2)];
        var house = lines.SelectMany(line => line.Split(' ')).FirstOrDefault(part => part.Length > 0 && char.IsAsciiDigit(part[0])) ?? "";
        return new()
        {
            Name = words, Called = string.Join(' ', Latin.Words(name)), Joined = string.Concat(texts), Sorted = string.Concat(texts.Order(StringComparer.Ordinal)),
            Street = [.. lines.SelectMany(line => line.Split(' ')).Where(part => part.Length > 0 && !char.IsAsciiDigit(part[0])).Take(MostWords)
                .Select(part => new Word(part, WaysAndPlaces.Contains(part) ? 0.25 : part.Length == 1 ? 0.2 : 1))],
            Lines = [.. lines.Select(line => string.Concat(line.Split(' ').Where(part => part.Length > 0 && !char.IsAsciiDigit(part[0])))).Where(line => line.Length > 0)],
            House = house, PostalCode = Bare(postalCode), City = Bare(city), Region = Bare(region), Country = country?.Trim().ToUpperInvariant() ?? "",
            TaxNumber = Unprefixed(Bare(taxNumber)), RegistrationNumber = Bare(registrationNumber).TrimStart('0'), Phone = Digits(phone),
            Email = email?.Trim().ToLowerInvariant() ?? "", Domains = [.. DomainsOf(email, website, domain).Distinct()],
        };
    }

    private static List<Word> NameOf(string? name)
    {
        var words = new List<Word>();
        var place = false;
        foreach (var part in (name ?? "").Split(','))
        {
            var bare = LegalForms.Without(Latin.Words(part), out var found);
            foreach (var text in bare)
                if (words.Count < MostWords && !words.Exists(w => w.Text == text)) words.Add(new(text, place ? 0.1 : Weight(text)));
            // What stands behind a legal form and a comma is where the company sits: "Honeywell B.V., Amsterdam, NL".
            place |= found && words.Count > 0;
        }
        return words.Count > 0 ? words : [.. Latin.Words(name).Take(MostWords).Select(text => new Word(text, Weight(text)))];
    }

    private static double Weight(string word) => Common.Contains(word) ? 0.35 : word.Length switch { 1 => 0.3, 2 => 0.6, _ => Math.Min(1.3, 0.7 + 0.08 * word.Length) };

    private static string Bare(string? text) => Latin.Of(text).Replace(" ", "", StringComparison.Ordinal);

    // The letters of the country stand before it in some books and not in others.
    private static string Unprefixed(string number) => number.Length > 4 && char.IsAsciiLetter(number[0]) && char.IsAsciiLetter(number[1]) ? number[2..] : number;

    private static string Digits(string? phone)
    {
        var digits = string.Concat((phone ?? "").Where(char.IsAsciiDigit));
        return digits.Length < 6 ? "" : digits.Length > 8 ? digits[^8..] : digits;
    }

    private static IEnumerable<string> DomainsOf(string? email, string? website, string? domain)
    {
        if (Uri.TryCreate(website, UriKind.Absolute, out var site) && site.Host.Contains('.')) yield return Host(site.Host);
        if (domain?.Contains('.') == true) yield return Host(domain);
        if (email?.Split('@') is [_, var host] && host.Contains('.') && !FreeMail.Contains(host.Trim().ToLowerInvariant())) yield return Host(host);
    }

    private static string Host(string host)
    {
        var small = host.Trim().TrimEnd('.').ToLower(CultureInfo.InvariantCulture);
        return small.StartsWith("www.", StringComparison.Ordinal) ? small[4..] : small;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
