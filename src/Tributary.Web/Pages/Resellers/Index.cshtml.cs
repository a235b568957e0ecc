using Microsoft.AspNetCore.Authorization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Pages.Accounts;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Resellers;

/// <summary>All resellers below, as a tree, with where each stands.</summary>
[Authorize(Policy = Policies.ViewAccounts)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk) : AccountListPage(db, current, desk)
{
    protected override string ListName => "resellers";

    public override IReadOnlyList<AccountKind> Listed { get; } = [AccountKind.Reseller];

    protected override IReadOnlyList<AccountKind> InTree => Listed;
}
