namespace Tributary.Identity;

/// <summary>What each role may do.</summary>
public static class Roles
{
    /// <summary>The rights of a role.</summary>
    public static Right Rights(this Role role) => role switch
    {
        Role.Owner => Right.All,
        Role.Admin => Right.All & ~Right.ManageOwners,
        Role.Billing => Right.ViewAccounts | Right.ViewPrices | Right.ManagePrices | Right.ViewOrders | Right.ViewMoney | Right.ManageMoney,
        Role.Sales => Right.ViewAccounts | Right.ManageAccounts | Right.ViewPrices | Right.ManagePrices | Right.ViewOrders | Right.ManageOrders
            | Right.ViewMoney | Right.ViewPeople,
        Role.Support => Right.ViewAll | Right.ManageOrders | Right.ManageWork,
        Role.Viewer => Right.ViewAll,
    };

    /// <summary>True when one who holds <paramref name="rights"/> may give or take this role: never more than they hold.</summary>
    public static bool MayBeGivenBy(this Role role, Right rights) => (role.Rights() & ~rights) == 0;
}
