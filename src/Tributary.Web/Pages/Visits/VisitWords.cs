using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Identity;

namespace Tributary.Web.Pages.Visits;

/// <summary>The words about visits. All are keys of the texts.</summary>
internal static class VisitWords
{
    /// <summary>What a guest may do, as one chooses it.</summary>
    public static string Offer(GuestMode mode) => mode switch
    {
        GuestMode.ReadOnly => Texts.Key("Look only: nothing can be changed"),
        GuestMode.Full => Texts.Key("Help: do things there for it"),
    };

    /// <summary>What a guest may do.</summary>
    public static string Name(GuestMode mode) => mode switch
    {
        GuestMode.ReadOnly => Texts.Key("Looks only"),
        GuestMode.Full => Texts.Key("Does things"),
    };

    /// <summary>What a guest may do, and with whose eyes.</summary>
    public static string Mode(GuestPass pass, IStringLocalizer<Texts> texts) =>
        pass.SeeAs is { } role ? texts["Sees as {0}", texts[People.Words.Name(role)]] : texts[Name(pass.Mode)];

    /// <summary>Who visits, as the reader may know.</summary>
    public static string Who(GuestPass pass, Viewer reader, IStringLocalizer<Texts> texts) => pass.NameFor(reader) ?? texts["your seller"];

    /// <summary>Who ended it.</summary>
    public static string Ended(GuestPass pass, IStringLocalizer<Texts> texts) => pass.EndedBy switch
    {
        GuestEnd.Visitor => texts["the visitor"],
        GuestEnd.VisitorsAccount => texts["the visitor's account"],
        GuestEnd.Account => texts["the visited account"],
        _ => texts["its time"],
    };

    /// <summary>Whom an account lets in.</summary>
    public static string Of(Welcome welcome) => welcome switch
    {
        Welcome.Anybody => Texts.Key("Guests are welcome"),
        Welcome.LookOnly => Texts.Key("Guests may look, and change nothing"),
        Welcome.AsksFirst => Texts.Key("Guests ask first"),
        Welcome.Nobody => Texts.Key("No guests"),
    };
}
