using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tributary;

/// <summary>What rights are about: the rows of the grid that says what a person may do.</summary>
public enum Matter
{
    /// <summary>Accounts, their details and their trail.</summary>
    Accounts = 1,
    /// <summary>What is paid and charged, and the catalogue's prices.</summary>
    Prices = 2,
    /// <summary>Orders, subscriptions and what was delivered.</summary>
    Orders = 3,
    /// <summary>Wallets, terms, statements.</summary>
    Money = 4,
    /// <summary>Provisioning work.</summary>
    Work = 5,
    /// <summary>People and API keys.</summary>
    People = 6,
    /// <summary>Making products and plans; seeing the catalogue comes with <see cref="Prices"/>.</summary>
    Catalogue = 7,
    /// <summary>The account's settings.</summary>
    Settings = 8,
}

/// <summary>How much a person may do in a matter; each level holds those below it.</summary>
public enum GrantLevel
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Look.</summary>
    View = 1,
    /// <summary>Look and change.</summary>
    Manage = 2,
    /// <summary>That, and what is dangerous there.</summary>
    Admin = 3,
}

/// <summary>One field of the grid: how much, and how far down.</summary>
public readonly record struct Grant(GrantLevel Level, Reach Reach);

/// <summary>
/// The grid of what a person may do: matter by matter a level and a reach. A role is a preset of it with one reach for all;
/// a member's own edits stand beside the role as text, <c>prices:view:own money:none</c>, and what they do not name follows
/// the role, whatever it becomes.
/// </summary>
[JsonConverter(typeof(GrantsJson))]
public sealed class Grants : IEquatable<Grants>
{
    // The one table of levels. A level that stands nowhere in a row is not offered there.
    private static readonly (Matter Matter, GrantLevel Level, Right Right)[] Table =
    [
        (Matter.Accounts, GrantLevel.View, Right.ViewAccounts),
        (Matter.Accounts, GrantLevel.Manage, Right.ManageAccounts),
        (Matter.Accounts, GrantLevel.Admin, Right.SwitchAccounts),
        (Matter.Prices, GrantLevel.View, Right.ViewPrices),
        (Matter.Prices, GrantLevel.Manage, Right.ManagePrices),
        (Matter.Prices, GrantLevel.Admin, Right.SellBelowCost),
        (Matter.Orders, GrantLevel.View, Right.ViewOrders),
        (Matter.Orders, GrantLevel.Manage, Right.ManageOrders),
        (Matter.Orders, GrantLevel.Admin, Right.RecordUsage),
        (Matter.Money, GrantLevel.View, Right.ViewMoney),
        (Matter.Money, GrantLevel.Manage, Right.ManageMoney),
        (Matter.Money, GrantLevel.Admin, Right.ManageTerms),
        (Matter.Work, GrantLevel.View, Right.ViewWork),
        (Matter.Work, GrantLevel.Manage, Right.ManageWork),
        (Matter.People, GrantLevel.View, Right.ViewPeople),
        (Matter.People, GrantLevel.Manage, Right.ManagePeople),
        (Matter.People, GrantLevel.Admin, Right.ManageOwners),
        (Matter.Catalogue, GrantLevel.Manage, Right.ManageCatalogue),
        (Matter.Settings, GrantLevel.Manage, Right.ManageSettings),
    ];

    private readonly IReadOnlyDictionary<Matter, Grant> held;

    private Grants(IReadOnlyDictionary<Matter, Grant> held) => this.held = held;

    /// <summary>Every matter, in the order of the grid.</summary>
    public static IReadOnlyList<Matter> Matters { get; } = [.. Enum.GetValues<Matter>()];

    /// <summary>The levels there are in a matter, from none up.</summary>
    public static IReadOnlyList<GrantLevel> LevelsOf(Matter matter) => [GrantLevel.None, .. Table.Where(row => row.Matter == matter).Select(row => row.Level)];

    /// <summary>The rights of a level: its own and those of the levels below it.</summary>
    public static Right RightsOf(Matter matter, GrantLevel level) =>
        Table.Where(row => row.Matter == matter && row.Level <= level).Aggregate(Right.None, (rights, row) => rights | row.Right);

    /// <summary>The grid of somebody with these rights, as far down in every matter.</summary>
    public static Grants Of(Right rights, Reach reach) => new(Matters.ToDictionary(matter => matter, matter =>
        new Grant(LevelsOf(matter).Last(level => (RightsOf(matter, level) & ~rights) == 0), reach)));

    /// <summary>This grid with a member's own edits.</summary>
    public Grants With(IReadOnlyDictionary<Matter, Grant> edits) => new(Matters.ToDictionary(matter => matter, matter => edits.TryGetValue(matter, out var own) ? own : held[matter]));

    /// <summary>What is held in a matter.</summary>
    public Grant this[Matter matter] => held[matter];

    /// <summary>All rights that are held somewhere.</summary>
    public Right Rights => Matters.Aggregate(Right.None, (rights, matter) => rights | RightsOf(matter, held[matter].Level));

    /// <summary>How far these rights reach, all of them; with none named, as far as everything that is held does.</summary>
    public Reach ReachOf(Right rights)
    {
        var concerned = rights == Right.None
            ? Matters.Where(matter => held[matter].Level > GrantLevel.None)
            : Matters.Where(matter => (RightsOf(matter, GrantLevel.Admin) & rights) != 0);
        return concerned.Select(matter => held[matter].Reach).DefaultIfEmpty(Reach.Own).Min();
    }

    /// <summary>The rights of the matters of which <paramref name="reached"/> is true.</summary>
    internal Right Where(Func<Reach, bool> reached) =>
        Matters.Where(matter => reached(held[matter].Reach)).Aggregate(Right.None, (rights, matter) => rights | RightsOf(matter, held[matter].Level));

    /// <summary>The whole grid as text, in the form of a member's edits.</summary>
    public override string ToString() => Write(held)!;

    /// <summary>The grid that <see cref="ToString"/> wrote; what holds nothing reaches nowhere.</summary>
    public static Grants Parse(string text) => Of(Right.None, Reach.Own).With(Read(text));

    public bool Equals(Grants? other) => other is not null && ToString() == other.ToString();

    public override bool Equals(object? other) => Equals(other as Grants);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Reads a member's edits; null is none.</summary>
    public static IReadOnlyDictionary<Matter, Grant> Read(string? text)
    {
        var edits = new Dictionary<Matter, Grant>();
        foreach (var parts in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(edit => edit.Split(':')))
        {
            var level = Enum.Parse<GrantLevel>(parts[1], ignoreCase: true);
            edits.Add(Enum.Parse<Matter>(parts[0], ignoreCase: true), new(level, parts.Length > 2 ? Enum.Parse<Reach>(parts[2], ignoreCase: true) : Reach.Own));
        }
        return edits;
    }

    /// <summary>The one text of a member's edits; null when there are none, so that they may do what their role says.</summary>
    public static string? Write(IReadOnlyDictionary<Matter, Grant> edits)
    {
        var texts = Matters.Where(edits.ContainsKey).Select(matter => (Matter: matter, Own: edits[matter])).Select(edit =>
            (edit.Own.Level == GrantLevel.None ? $"{edit.Matter}:none" : $"{edit.Matter}:{edit.Own.Level}:{edit.Own.Reach}").ToLowerInvariant()).ToList();
        return texts.Count == 0 ? null : string.Join(' ', texts);
    }

    /// <summary>Reads edits that somebody asks for, and brings them into their one form.</summary>
    /// <exception cref="Refusal">A level is not offered in its matter, or this is no reach.</exception>
    public static string? Checked(IReadOnlyDictionary<Matter, Grant> edits)
    {
        var form = new Form();
        foreach (var (matter, own) in edits)
        {
            form.Must(Enum.IsDefined(matter) && LevelsOf(matter).Contains(own.Level), "grants", "There is no such level in this matter.");
            form.Must(own.Level == GrantLevel.None || Enum.IsDefined(own.Reach), "grants", "This is no reach.");
        }
        form.Check("grants.invalid");
        return Write(edits);
    }
}

internal sealed class GrantsJson : JsonConverter<Grants>
{
    public override Grants Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Grants.Parse(reader.GetString()!);
    public override void Write(Utf8JsonWriter writer, Grants value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
