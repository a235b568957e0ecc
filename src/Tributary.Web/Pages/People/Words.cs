using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;
using Tributary.Identity;

namespace Tributary.Web.Pages.People;

/// <summary>The words for roles and reaches, and what can be chosen of them.</summary>
internal static class Words
{
    public static string Of(Reach reach) => reach switch
    {
        Reach.Own => Texts.Key("This account"),
        Reach.Direct => Texts.Key("And those directly below"),
        Reach.AllBelow => Texts.Key("And all below"),
    };

    /// <summary>How somebody tried to sign in.</summary>
    public static string How(string how) => how switch
    {
        "password" => Texts.Key("Password"),
        "totp" => Texts.Key("Code of the app"),
        "recovery_code" => Texts.Key("Recovery code"),
        "password_awaiting_code" => Texts.Key("Password right, code not given"),
        _ => how,
    };

    /// <summary>The role's bare name.</summary>
    public static string Name(Role role) => role switch
    {
        Role.Owner => Texts.Key("Owner"),
        Role.Admin => Texts.Key("Admin"),
        Role.Billing => Texts.Key("Billing"),
        Role.Sales => Texts.Key("Sales"),
        Role.Support => Texts.Key("Support"),
        Role.Viewer => Texts.Key("Viewer"),
    };

    private static string Of(Role role) => role switch
    {
        Role.Owner => Texts.Key("Owner: everything, and who else is an owner"),
        Role.Admin => Texts.Key("Admin: everything but owners"),
        Role.Billing => Texts.Key("Billing: money, invoices, prices"),
        Role.Sales => Texts.Key("Sales: accounts, orders, prices"),
        Role.Support => Texts.Key("Support: sees all, helps with orders and provisioning"),
        Role.Viewer => Texts.Key("Viewer: sees all, changes nothing"),
    };

    /// <summary>The roles this viewer may give.</summary>
    public static IReadOnlyList<SelectListItem> Roles(Viewer viewer, IStringLocalizer<Texts> texts) =>
        [.. Enum.GetValues<Role>().Where(role => role.MayBeGivenBy(viewer.Rights)).Select(role => new SelectListItem(texts[Of(role)], role.ToString()))];

    /// <summary>How far somebody in the account at <paramref name="path"/> may be let look by this viewer.</summary>
    public static IReadOnlyList<SelectListItem> Reaches(IStringLocalizer<Texts> texts, Viewer viewer, string path) =>
        [.. Enum.GetValues<Reach>().Where(reach => viewer.Covers(Matter.People, path, reach)).Select(reach => new SelectListItem(texts[Of(reach)], reach.ToString()))];

    /// <summary>The widest of them.</summary>
    public static Reach Widest(Viewer viewer, string path) => Enum.GetValues<Reach>().LastOrDefault(reach => viewer.Covers(Matter.People, path, reach), Reach.Own);
}
