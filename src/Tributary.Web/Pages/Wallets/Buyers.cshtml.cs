using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Wallets;

/// <summary>What each direct buyer has with one's own account.</summary>
[Authorize(Policy = Policies.ViewMoney)]
public sealed class BuyersModel(TributaryDb db, CurrentViewer current, Desk desk) : ListPage<AccountNode>
{
    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    public bool HasOwn => !current.Viewer.IsProvider;

    public bool MayCredit => current.Viewer.May(Right.ManageMoney);

    protected override string ListName => "buyers";

    protected override IReadOnlyList<Column<AccountNode>> Columns =>
    [
        Column<AccountNode>.Text("name", T["Name"], node => node.Account.Name) with { Fixed = true },
        Column<AccountNode>.Text("kind", T["Kind"], node => T[Spoken.Kind(node.Account.Kind)]) with { InFilesOnly = true },
        Column<AccountNode>.Text("number", T["Number"], node => node.Account.Number) with { Usual = false, OnPhones = false },
        Column<AccountNode>.Text("settlement", T["Settlement"], node => T[Spoken.Settled(node.Wallet!.Settlement)]) with { OnPhones = false },
        Column<AccountNode>.Amount("balance", T["Balance"], node => node.Wallet!.Balance),
        Column<AccountNode>.Amount("reserved", T["Set aside"], node => node.Wallet!.Reserved) with { OnPhones = false },
        Column<AccountNode>.Amount("available", T["Can be spent"], node => node.Wallet!.Available) with { OnPhones = false },
        Column<AccountNode>.Amount("month", T["A month"], node => node.AMonth) with { OnPhones = false },
    ];

    protected override async Task<ListPart<AccountNode>> Part(string? key, CancellationToken cancel)
    {
        current.Viewer.NeedMoney();
        if (current.Viewer.Kind is not (AccountKind.Provider or AccountKind.Reseller)) throw Refusal.NotFound("page");
        var tree = new AccountTree(db, current.Viewer) { Kinds = [AccountKind.Reseller, AccountKind.Customer] };
        var page = await tree.Tree(current.Account, [], PublicId.TryParse(key, "acc", out var after) ? after : null, Sort == "-name", await desk.Today(), cancel);
        return new([.. page.Nodes.Where(node => node.Wallet is not null)], page.Next is { } next ? PublicId.Format("acc", next) : null);
    }
}
