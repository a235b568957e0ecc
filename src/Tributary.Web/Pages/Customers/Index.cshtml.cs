using Microsoft.AspNetCore.Authorization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Pages.Accounts;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Customers;

/// <summary>All customers and divisions below, in the tree of accounts.</summary>
[Authorize(Policy = Policies.ViewAccounts)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk) : AccountListPage(db, current, desk)
{
    protected override string ListName => "customers";

    public override IReadOnlyList<AccountKind> Listed { get; } = [AccountKind.Customer, AccountKind.Division];

    // Customers stand below those who sell to them, so the tree shows the resellers too.
    protected override IReadOnlyList<AccountKind> InTree { get; } = [AccountKind.Customer, AccountKind.Division, AccountKind.Reseller];
}
