using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Reports.Today;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages.Today;

/// <summary>How a decision reads, and the one button that does it or leads exactly to where it is done.</summary>
/// <param name="Icon">Its picture.</param>
/// <param name="Title">What there is to decide.</param>
/// <param name="Under">What happens otherwise.</param>
/// <param name="Button">The button's word.</param>
/// <param name="Href">Where it leads.</param>
/// <param name="Does">Whether the button leads there, asks first in a dialog, or does it.</param>
public sealed record DecisionWords(string Icon, string Title, string Under, string Button, string Href, Does Does = Does.Leads)
{
    /// <summary>What a tile calls all of a kind.</summary>
    public static string Many(DecisionKind kind) => kind switch
    {
        DecisionKind.OrderShort => Texts.Key("Orders without funds"),
        DecisionKind.RenewalUnpaid => Texts.Key("Renewals unpaid"),
        DecisionKind.BuyerShort => Texts.Key("Buyers short of funds"),
        DecisionKind.RenewalUnsure => Texts.Key("Renewals unsure"),
        DecisionKind.BalanceLow => Texts.Key("Low balance"),
        DecisionKind.RenewalWithoutPrice => Texts.Key("Renewals without a price"),
        DecisionKind.OrderToApprove => Texts.Key("Orders to approve"),
        DecisionKind.WorkNeedsPerson => Texts.Key("Deliveries"),
        DecisionKind.OrderNeedsAttention => Texts.Key("Orders in trouble"),
        DecisionKind.PriceBelowCost => Texts.Key("Prices below cost"),
        DecisionKind.AccountToConfirm => Texts.Key("Resellers to confirm"),
        DecisionKind.VisitAsked => Texts.Key("Visits asked for"),
        DecisionKind.AgreementToAccept => Texts.Key("Agreements to accept"),
        DecisionKind.NumberPending => Texts.Key("Numbers pending"),
        DecisionKind.OnboardingStuck => Texts.Key("Resellers not ready"),
        DecisionKind.DomainUnproven => Texts.Key("Domains unproven"),
        DecisionKind.MailFailed => Texts.Key("Mails not sent"),
        DecisionKind.InvitationUnanswered => Texts.Key("Invitations unanswered"),
        DecisionKind.BuyerRunsDry => Texts.Key("Buyers running dry"),
    };

    /// <summary>The words for a decision.</summary>
    public static DecisionWords Of(Decision decision, Account about, Viewer viewer, IStringLocalizer<Texts> texts)
    {
        var (what, subject, name, place) = (decision.What, decision.Subject, about.Name, Spoken.Place(about));
        bool May(Right rights) => viewer.May(rights, about.Path);
        return decision.Kind switch
        {
            DecisionKind.OrderShort => new("alert-triangle", texts["Order {0} waits for funds", what], texts["This much is missing in your wallet. It goes on by itself after a top-up, or lapses."], texts["Top up"], "/wallet"),
            DecisionKind.RenewalUnpaid => new("alert-triangle", texts["The renewal of {0} is not paid", what], texts["Your balance did not suffice. It runs on for its days of grace, then it is paused."], texts["Top up"], "/wallet"),
            DecisionKind.BuyerShort => new("wallet", texts["{0} is short of funds", name], texts["Its orders or renewals wait. They go on by themselves after a top-up."],
                May(Right.ManageMoney) ? texts["Top up"] : texts["Look"], place + "/wallet#top-up"),
            DecisionKind.BuyerRunsDry => new("wallet", texts["{0}'s balance will not last", name], texts["This much will be missing for its renewals. A top-up before that day prevents it."],
                May(Right.ManageMoney) ? texts["Top up"] : texts["Look"], place + "/wallet#top-up"),
            DecisionKind.RenewalUnsure => new("repeat", texts["{0} renews, and your balance will not suffice", what], texts["On that day it would be refused. A top-up before it prevents that."], texts["Top up"], "/wallet"),
            DecisionKind.BalanceLow => new("wallet", texts["Your balance is low"], texts["This much is missing up to the mark that you set."], texts["Top up"], "/wallet"),
            DecisionKind.RenewalWithoutPrice => new("tags", texts["{0} cannot be renewed: a price is missing", what], texts["Look at its price at each level; it runs on for its days of grace."], texts["Look"], $"/subscriptions/{subject}"),
            DecisionKind.OrderToApprove => May(Right.ManageOrders)
                ? new("shopping-cart", texts["Order {0} waits for approval", what], texts["Nothing is reserved until they are approved."], texts["Approve"], $"/orders/{subject}/approve?from={Address.FromToday}", Does.Asks)
                : new("shopping-cart", texts["Order {0} waits for approval", what], texts["Nothing is reserved until they are approved."], texts["Look"], $"/orders/{subject}"),
            DecisionKind.WorkNeedsPerson => new("server-cog", decision.Again ? texts["{0}: its delivery is contradicted", what] : texts["{0} waits to be delivered by hand", what],
                decision.Again ? texts["The other side says something else than how it was finished."] : texts["Say when it is done, or that it failed."], texts["Open"], $"/provisioning/{subject}"),
            DecisionKind.OrderNeedsAttention => new("alert-circle", texts["Order {0} needs attention", what], texts["Its delivery did not go through."], texts["Look"], $"/orders/{subject}"),
            DecisionKind.PriceBelowCost => Price(decision, about, viewer, texts),
            DecisionKind.AccountToConfirm => new("hourglass", decision.Again ? texts["{0} asks to come back", name] : texts["{0} asks to go live", name],
                texts["It can sell once you have confirmed it."], texts["Confirm"], $"{place}/ask/confirm?from={Address.FromToday}", Does.Asks),
            DecisionKind.VisitAsked => new("world", texts["Your seller asks to visit your account"], what, texts["Answer"], $"/visits/{subject}"),
            DecisionKind.AgreementToAccept => new("file-text", decision.Again ? texts["There is a new version of your seller's agreement"] : texts["Your seller's agreement waits to be accepted"],
                what, texts["Read and accept"], "/agreement"),
            DecisionKind.NumberPending => new("clock", texts["{0} still waits for its number", name], texts["Until it is there it has no users, assets or orders."], texts["Look"], "/provisioning"),
            DecisionKind.OnboardingStuck => new("checklist", texts["{0} is not ready to go live", name], texts["It has been set up for two weeks or longer. Its list says what is missing."], texts["Open its list"], place + "/onboarding"),
            DecisionKind.DomainUnproven => new("world-www", texts["{0} is not proven to be yours", what], texts["The DNS record was looked for and not found."], texts["Look"], "/settings/branding"),
            DecisionKind.MailFailed => May(Right.ManagePeople)
                ? new("mail", texts["A mail to {0} was given up", what], texts["Whoever should have read it does not know of it."], texts["Send again"], $"/mail/{subject}?handler=Resend&from={Address.FromToday}", Does.Does)
                : new("mail", texts["A mail to {0} was given up", what], texts["Whoever should have read it does not know of it."], texts["Look"], $"/mail/{subject}"),
            DecisionKind.InvitationUnanswered => decision.Again
                ? new("user-plus", texts["{0} has not answered your invitation", what], texts["They are asked when they sign in next."], texts["Look"], $"/people/{subject}")
                : new("user-plus", texts["{0} has not answered your invitation", what], texts["They have set no password yet."], texts["Invite again"], $"/people/{subject}?handler=Invite&from={Address.FromToday}", Does.Does),
        };
    }

    // The list of prices is opened at the plan, with its row ready to be changed.
    private static DecisionWords Price(Decision decision, Account about, Viewer viewer, IStringLocalizer<Texts> texts)
    {
        var row = string.Join('.', decision.Subject.Split('.')[..2]);
        var plan = Uri.EscapeDataString(decision.What[(decision.What.LastIndexOf(", ", StringComparison.Ordinal) is var cut && cut < 0 ? 0 : cut + 2)..]);
        var list = about.Id == viewer.AccountId ? "/prices" : Spoken.Place(about) + "/prices";
        return new("tags", about.Id == viewer.AccountId ? texts["The price of {0} is below your cost", decision.What] : texts["The price of {0} for {1} is below your cost", decision.What, about.Name],
            texts["Nobody can be sold it at that price, and no renewal is charged."], texts["Change the price"], $"{list}?q={plan}&edit={row}");
    }
}

/// <summary>What a button does.</summary>
public enum Does
{
    /// <summary>It leads to where it is done.</summary>
    Leads,

    /// <summary>It asks in a dialog, and then does it.</summary>
    Asks,

    /// <summary>It does it.</summary>
    Does,
}

/// <summary>Decisions as they are drawn.</summary>
/// <param name="List">What was read.</param>
/// <param name="Rows">Which of them are drawn.</param>
/// <param name="Viewer">Who reads.</param>
/// <param name="Now">The moment it is (UTC).</param>
/// <param name="Back">Where one comes back to after putting one off.</param>
public sealed record DecisionsShown(DecisionList List, IReadOnlyList<Decision> Rows, Viewer Viewer, DateTime Now, string Back)
{
    /// <summary>Whether it can be put off: by the account's own people, while there is a day at least.</summary>
    public bool CanWait(Decision decision) => Viewer.Guest is null && !IsPressing(decision);

    /// <summary>Whether less than a day is left.</summary>
    public bool IsPressing(Decision decision) => new DecisionRank(Now).Band(decision) == 0;

    /// <summary>How many there are, as it is said where not all were looked at.</summary>
    public static string Said(int count, bool more, Culture culture) => culture.Number(count) + (more ? "+" : "");
}
