namespace Tributary.Identity;

/// <summary>What each role may do.</summary>
public static class Roles
{
    /// <summary>The rights of a role.</summary>
    public static Right Rights(this Role role) => role switch
    {
        Role.Owner => Right.All,
        Role.Admin => Right.All & ~Right.ManageOwners,
        Role.Billing => Right.ViewAccounts | Right.ViewPrices | Right.ManagePrices | Right.SellBelowCost | Right.ViewOrders | Right.ViewMoney | Right.ManageMoney
            | Right.ManageTerms,
        Role.Sales => Right.ViewAccounts | Right.ManageAccounts | Right.SwitchAccounts | Right.ViewPrices | Right.ManagePrices | Right.SellBelowCost
            | Right.ViewOrders | Right.ManageOrders | Right.ViewMoney | Right.ViewPeople,
        Role.Support => Right.ViewAll | Right.ManageOrders | Right.ManageWork,
        Role.Viewer => Right.ViewAll,
    };

    /// <summary>True when one who holds <paramref name="rights"/> may give or take this role: never more than they hold.</summary>
    public static bool MayBeGivenBy(this Role role, Right rights) => (role.Rights() & ~rights) == 0;

    /// <summary>What a role with this reach and these edits (see <see cref="Membership.Grants"/>) comes to.</summary>
    public static Grants Held(this Role role, Reach reach, string? edits) => Grants.Of(role.Rights(), reach).With(Grants.Read(edits));

    /// <summary>What a member may do, matter by matter.</summary>
    public static Grants Held(this Membership membership) => membership.Role.Held(membership.Reach, membership.Grants);
}
