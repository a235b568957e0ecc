using System.Collections.Frozen;

namespace Tributary.Notices;

/// <summary>
/// A sort of notice that is mailed as well, because something follows from it: to those people of the account who hold the
/// right that concerns it, by this department of its seller.
/// </summary>
public sealed record Consequence(Right Right, Department Department)
{
    private static readonly FrozenDictionary<string, Consequence> Table = new Dictionary<string, Consequence>
    {
        ["account.activated"] = new(Right.ManageAccounts, Department.Sales),
        ["account.deactivated"] = new(Right.ManageAccounts, Department.Support),
        ["account.to_confirm"] = new(Right.ManageAccounts, Department.Sales),
        ["account.pending"] = new(Right.ManageAccounts, Department.Support),
        ["terms.set"] = new(Right.ManageMoney, Department.Billing),
        ["wallet.low"] = new(Right.ManageMoney, Department.Billing),
        ["invoice.issued"] = new(Right.ManageMoney, Department.Billing),
        ["credit_note.issued"] = new(Right.ManageMoney, Department.Billing),
        ["order.awaiting_approval"] = new(Right.ManageOrders, Department.Sales),
        ["order.awaiting_funds"] = new(Right.ManageMoney, Department.Billing),
        ["order.lapsed"] = new(Right.ManageMoney, Department.Billing),
        ["order.not_delivered"] = new(Right.ManageOrders, Department.Support),
        ["renewal.short"] = new(Right.ManageMoney, Department.Billing),
        ["renewal.ahead"] = new(Right.ManageMoney, Department.Billing),
        ["renewal.paused"] = new(Right.ManageMoney, Department.Billing),
        ["renewal.paused.service"] = new(Right.ManageOrders, Department.Support),
        ["subscription.expired"] = new(Right.ManageOrders, Department.Support),
    }.ToFrozenDictionary();

    /// <summary>What follows from notices of this kind; null where they are shown in the panel alone.</summary>
    public static Consequence? Of(string kind) => Table.GetValueOrDefault(kind);
}
