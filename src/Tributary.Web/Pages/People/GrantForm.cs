using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Pages.People;

/// <summary>One row of the grid of rights as it is typed: nothing chosen means that it is as the role says.</summary>
public sealed class GrantRow
{
    public Matter Matter { get; set; }

    /// <summary>The level's name; empty for what the role says.</summary>
    public string? Level { get; set; }

    public Reach Reach { get; set; } = Reach.Own;
}

/// <summary>The grid of rights behind the role, as a form.</summary>
public static class GrantForm
{
    /// <summary>The rows of the grid, filled with a member's own edits.</summary>
    public static List<GrantRow> Rows(string? kept)
    {
        var edits = Grants.Read(kept);
        return [.. Grants.Matters.Select(matter => edits.TryGetValue(matter, out var own)
            ? new GrantRow { Matter = matter, Level = own.Level.ToString(), Reach = own.Reach } : new GrantRow { Matter = matter })];
    }

    /// <summary>What was typed, as it is kept; null when nothing differs from the role.</summary>
    /// <exception cref="Refusal">There is no such level in a matter.</exception>
    public static string? Kept(IEnumerable<GrantRow> rows)
    {
        var edits = new Dictionary<Matter, Grant>();
        foreach (var row in rows.Where(row => !string.IsNullOrEmpty(row.Level)))
        {
            var known = Enum.TryParse<GrantLevel>(row.Level, out var level) && Enum.IsDefined(level);
            edits[row.Matter] = new(known ? level : (GrantLevel)(-1), row.Reach);
        }
        return Grants.Checked(edits);
    }

    /// <summary>The levels of a matter that this viewer may give, after what the role says.</summary>
    public static IEnumerable<SelectListItem> Levels(Matter matter, Grant ofRole, Viewer viewer, IStringLocalizer<Texts> texts) =>
    [
        new(texts["As the role says: {0}", Say(matter, ofRole, texts)], ""),
        .. Grants.LevelsOf(matter).Where(level => (Grants.RightsOf(matter, level) & ~viewer.Rights) == 0)
            .Select(level => new SelectListItem(texts[Of(matter, level)], level.ToString())),
    ];

    /// <summary>How far somebody in the account at <paramref name="path"/> may be let look in a matter by this viewer.</summary>
    public static IEnumerable<SelectListItem> Reaches(Matter matter, string path, Viewer viewer, IStringLocalizer<Texts> texts) =>
        [.. Enum.GetValues<Reach>().Where(reach => viewer.Covers(matter, path, reach)).Select(reach => new SelectListItem(texts[Words.Of(reach)], reach.ToString()))];

    /// <summary>A field of the grid in words.</summary>
    public static string Say(Matter matter, Grant grant, IStringLocalizer<Texts> texts) =>
        grant.Level == GrantLevel.None ? texts[Of(matter, grant.Level)] : texts["{0} ({1})", texts[Of(matter, grant.Level)], texts[Words.Of(grant.Reach)]];

    /// <summary>What a matter is called.</summary>
    public static string Of(Matter matter) => matter switch
    {
        Matter.Accounts => Texts.Key("Accounts"),
        Matter.Prices => Texts.Key("Prices"),
        Matter.Orders => Texts.Key("Orders and subscriptions"),
        Matter.Money => Texts.Key("Money"),
        Matter.Work => Texts.Key("Provisioning"),
        Matter.People => Texts.Key("People"),
        Matter.Catalogue => Texts.Key("Catalogue"),
        Matter.Settings => Texts.Key("Settings"),
    };

    /// <summary>What a level means in a matter.</summary>
    public static string Of(Matter matter, GrantLevel level) => (matter, level) switch
    {
        (_, GrantLevel.None) => Texts.Key("Nothing"),
        (_, GrantLevel.View) => Texts.Key("See"),
        (Matter.Money, GrantLevel.Manage) => Texts.Key("See and credit"),
        (_, GrantLevel.Manage) => Texts.Key("See and change"),
        (Matter.Accounts, _) => Texts.Key("See, change, switch off and on, and say what they may open"),
        (Matter.Orders, _) => Texts.Key("See and change, also report usage"),
        (Matter.Prices, _) => Texts.Key("See and change, also below cost"),
        (Matter.Money, _) => Texts.Key("See and credit, also terms and limits"),
        (Matter.People, _) => Texts.Key("See and change, also owners"),
        _ => Texts.Key("See, change, and what is dangerous"),
    };
}
