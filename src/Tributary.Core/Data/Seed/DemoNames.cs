using Tributary.Accounts;

namespace Tributary.Data.Seed;

/// <summary>Invented companies, always the same ones in the same order.</summary>
internal sealed class DemoNames(int seed)
{
    private static readonly string[] First =
    [
        "Alder", "Amber", "Arden", "Birch", "Bluebell", "Bramble", "Brook", "Calder", "Canal", "Cedar", "Chalk", "Clover", "Copper", "Coral", "Delta",
        "Drift", "Elm", "Ember", "Fern", "Flint", "Fox", "Garnet", "Glen", "Granite", "Harbour", "Hazel", "Heron", "Holly", "Ivory", "Juniper", "Kestrel",
        "Larch", "Lark", "Lighthouse", "Linden", "Maple", "Marlow", "Meadow", "Mill", "Moss", "North", "Oak", "Orchard", "Otter", "Pebble", "Pine",
        "Quarry", "Raven", "Reed", "Ridge", "River", "Rowan", "Saffron", "Sage", "Sandpiper", "Silver", "Slate", "Sparrow", "Spruce", "Stone", "Swift",
        "Tamar", "Thistle", "Timber", "Vale", "Walnut", "Wharf", "Willow", "Wren", "Yarrow",
    ];

    private static readonly string[] Trade =
    [
        "Accountants", "Architects", "Bakery", "Books", "Brewing", "Builders", "Care", "Ceramics", "Clinic", "Coffee", "Consulting", "Dental", "Design",
        "Digital", "Engineering", "Events", "Films", "Foods", "Furniture", "Gardens", "Health", "Hotels", "Insurance", "Interiors", "Labs", "Law",
        "Logistics", "Marine", "Media", "Motors", "Music", "Optics", "Outdoor", "Pharmacy", "Photography", "Print", "Properties", "Recruiting",
        "Schools", "Shipping", "Software", "Solar", "Sports", "Studio", "Surveyors", "Tools", "Travel", "Veterinary", "Watches", "Wines",
    ];

    private static readonly string[] Host = ["Cloud", "Hosting", "IT", "Networks", "Online", "Systems", "Tech", "Workplace"];
    private static readonly string[] Part = ["Finance", "Human Resources", "Legal", "Logistics", "Marketing", "Production", "Research", "Sales", "Service", "Warehouse"];
    private static readonly string[] Streets = ["Bridge Street", "Canal Road", "Church Lane", "High Street", "Market Square", "Mill Lane", "Park Avenue", "Quay Street", "School Road", "Station Road"];

    private static readonly Dictionary<string, (string Zone, string[] Towns)> Places = new()
    {
        ["US"] = ("America/Chicago", ["Austin", "Chicago", "Dallas", "Madison", "Minneapolis", "St. Louis"]),
        ["DE"] = ("Europe/Berlin", ["Berlin", "Bremen", "Hamburg", "Köln", "Leipzig", "München"]),
        ["GB"] = ("Europe/London", ["Bristol", "Cardiff", "Edinburgh", "Leeds", "London", "Norwich"]),
        ["NL"] = ("Europe/Amsterdam", ["Amsterdam", "Delft", "Groningen", "Rotterdam", "Utrecht", "Zwolle"]),
    };

    private readonly Random random = new(seed);
    private readonly HashSet<string> taken = [];

    public Random Random => random;

    public string Reseller() => Fresh(() => $"{Pick(First)} {Pick(Host)}");

    public string Customer() => Fresh(() => $"{Pick(First)} {Pick(Trade)}");

    public string Division(string of) => Fresh(() => $"{of} {Pick(Part)}");

    public AccountDetails Details(string name, string country, string? currency = null)
    {
        var (zone, towns) = Places[country];
        var host = string.Concat(name.ToLowerInvariant().Where(c => char.IsAsciiLetter(c) || c == ' ')).Replace(' ', '-');
        return new()
        {
            Name = name, Currency = currency, Street = $"{random.Next(1, 180)} {Pick(Streets)}", PostalCode = random.Next(10000, 99999).ToString(System.Globalization.CultureInfo.InvariantCulture),
            City = Pick(towns), Country = country, Language = "en", TimeZone = zone, Email = $"office@{host}.example",
        };
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private string Fresh(Func<string> make)
    {
        for (var i = 0; i < 200; i++)
            if (make() is var name && taken.Add(name)) return name;
        throw new InvalidOperationException("The demo has run out of names.");
    }
}
