using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Orders;
using Tributary.Subscriptions;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages;

/// <summary>The words for what the business calls by codes and enums. All are keys of the texts.</summary>
public static class Spoken
{
    /// <summary>What an account is.</summary>
    public static string Kind(AccountKind kind) => kind switch
    {
        AccountKind.Provider => Texts.Key("Provider"),
        AccountKind.Reseller => Texts.Key("Reseller"),
        AccountKind.Customer => Texts.Key("Customer"),
        AccountKind.Division => Texts.Key("Division"),
    };

    /// <summary>How often something is charged.</summary>
    public static string Interval(Interval interval) => interval switch
    {
        Tributary.Interval.OneTime => Texts.Key("One-time"),
        Tributary.Interval.Monthly => Texts.Key("Monthly"),
        Tributary.Interval.Quarterly => Texts.Key("Quarterly"),
        Tributary.Interval.HalfYearly => Texts.Key("Bi-annual"),
        Tributary.Interval.Yearly => Texts.Key("Yearly"),
        _ => throw new ArgumentOutOfRangeException(nameof(interval)),
    };

    /// <summary>The interval behind an amount: 12.00 USD <em>per month</em>.</summary>
    public static string Per(Interval interval) => interval switch
    {
        Tributary.Interval.OneTime => Texts.Key("one-off"),
        Tributary.Interval.Monthly => Texts.Key("per month"),
        Tributary.Interval.Quarterly => Texts.Key("per quarter"),
        Tributary.Interval.HalfYearly => Texts.Key("per half-year"),
        Tributary.Interval.Yearly => Texts.Key("per year"),
        _ => throw new ArgumentOutOfRangeException(nameof(interval)),
    };

    /// <summary>What an order is for.</summary>
    public static string Order(OrderKind kind) => kind switch
    {
        OrderKind.Sale => Texts.Key("Sale"),
        OrderKind.Renewal => Texts.Key("Renewal"),
        OrderKind.Change => Texts.Key("Change"),
        OrderKind.Cancellation => Texts.Key("Cancellation"),
    };

    /// <summary>What happened to a line's money.</summary>
    public static string Money(LineState state) => state switch
    {
        LineState.Open => Texts.Key("Not charged yet"),
        LineState.Reserved => Texts.Key("Reserved"),
        LineState.Captured => Texts.Key("Charged"),
        LineState.Released => Texts.Key("Given back"),
    };

    /// <summary>What a stretch of a subscription's life is.</summary>
    public static (string Word, Tone Tone) Period(PeriodKind kind) => kind switch
    {
        PeriodKind.Paid => (Texts.Key("Paid term"), Tone.Good),
        PeriodKind.Unpaid => (Texts.Key("Without service"), Tone.Bad),
        PeriodKind.Paused => (Texts.Key("Paused"), Tone.Warning),
        PeriodKind.Trial => (Texts.Key("Trial"), Tone.Busy),
    };

    /// <summary>How an edge is settled.</summary>
    public static string Settled(Settlement settlement) => settlement switch
    {
        Settlement.Prepaid => Texts.Key("Prepaid"),
        Settlement.Invoiced => Texts.Key("Invoiced"),
        Settlement.BilledElsewhere => Texts.Key("Billed elsewhere"),
    };

    /// <summary>Where an account's own page is.</summary>
    public static string Place(Account account) =>
        $"/{(account.Kind == AccountKind.Reseller ? "resellers" : "customers")}/{PublicId.Format("acc", account.Id)}";

    /// <summary>The code of an order's state, as the kit's states are named.</summary>
    public static string State(string code) => code.Replace("_", "");

    private static readonly Dictionary<string, string> Deeds = new()
    {
        ["order.placed"] = Texts.Key("Ordered"),
        ["order.approved"] = Texts.Key("Approved"),
        ["order.resumed"] = Texts.Key("Went on"),
        ["order.tried"] = Texts.Key("Tried again"),
        ["order.cancelled"] = Texts.Key("Order cancelled"),
        ["order.lapsed"] = Texts.Key("Lapsed: it waited too long"),
        ["order.not_delivered"] = Texts.Key("Could not be delivered"),
        ["work.done"] = Texts.Key("Delivered"),
        ["work.failed"] = Texts.Key("Could not be delivered"),
        ["work.needs_person"] = Texts.Key("A person takes over the delivery"),
        ["work.disputed"] = Texts.Key("The delivery is being checked"),
        ["work.handed"] = Texts.Key("Handed over for delivery"),
        ["work.retried"] = Texts.Key("Delivery tried again"),
        ["subscription.renewed"] = Texts.Key("Renewed"),
        ["subscription.in_grace"] = Texts.Key("Renewal not paid: in grace"),
        ["subscription.paused_by_seller"] = Texts.Key("Paused by the seller"),
        ["subscription.paused_unpaid"] = Texts.Key("Paused: renewal not paid"),
        ["subscription.expired"] = Texts.Key("Expired"),
        ["subscription.ended"] = Texts.Key("Ended"),
        ["subscription.paused"] = Texts.Key("Paused on request"),
        ["subscription.resumed"] = Texts.Key("Resumed"),
        ["subscription.stays_paused"] = Texts.Key("Stays paused: not sold any more"),
        ["subscription.resume_waits"] = Texts.Key("Resuming is being processed"),
        ["subscription.assigned"] = Texts.Key("Given to another account"),
        ["subscription.assigned_away"] = Texts.Key("Went to another account"),
        ["subscription.assigned_here"] = Texts.Key("Came from another account"),
        ["subscription.held"] = Texts.Key("Put on hold"),
        ["subscription.unheld"] = Texts.Key("Hold ended"),
        ["subscription.change_planned"] = Texts.Key("Change planned for the next term"),
        ["subscription.change_ordered"] = Texts.Key("Change ordered"),
        ["subscription.ends_with_term"] = Texts.Key("Cancelled with the end of the term"),
        ["subscription.cancelled"] = Texts.Key("Cancelled at once"),
        ["subscription.kept"] = Texts.Key("Cancellation taken back"),
    };

    /// <summary>A line of the trail in words.</summary>
    public static string Deed(string action) => Deeds.GetValueOrDefault(action, action);

    /// <summary>Who did it, as this viewer may know: nobody from above reads by name.</summary>
    public static string Actor(Audit.TrailEntry entry, Viewer viewer, IStringLocalizer<Texts> texts) =>
        entry.UserId is null && entry.ActorPath == TreePath.Root ? texts["automatically"]
            : Reports.Activity.TellsVisit(viewer, entry)
                ? Told.OnBehalf(Reports.Activity.Names(viewer, entry) ? entry.Actor : null, entry.OnBehalfOfId == viewer.AccountId ? null : entry.OnBehalfOf, texts)
            : Reports.Activity.Names(viewer, entry) ? entry.Actor
            : texts["your seller"];
}
