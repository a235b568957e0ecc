using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Forecasts;

/// <summary>What is foretold of one direct buyer's wallet.</summary>
public sealed record BuyerForecast(WalletForecast Wallet, Account Account)
{
    /// <summary>An amount of its wallet.</summary>
    public Money Of(long minor) => new(minor, Wallet.Currency);
}

/// <summary>Which of one's direct buyers' wallets run dry, the first one first, and how many who have paid up would suffer.</summary>
[Authorize(Policy = Policies.ViewMoney)]
public sealed class WalletsModel(TributaryDb db, CurrentViewer current) : ListPage<BuyerForecast>
{
    public bool MayCredit => current.Viewer.May(Right.ManageMoney);

    protected override string ListName => "forecast-wallets";

    protected override IReadOnlyList<Column<BuyerForecast>> Columns =>
    [
        Column<BuyerForecast>.Text("name", T["Name"], row => row.Account.Name) with { Fixed = true },
        Column<BuyerForecast>.Text("kind", T["Kind"], row => T[Spoken.Kind(row.Account.Kind)]) with { InFilesOnly = true },
        Column<BuyerForecast>.Day("dry", T["Runs dry"], row => row.Wallet.DryOn),
        Column<BuyerForecast>.Amount("missing", T["Missing that day"], row => row.Wallet.DryOn is null ? null : row.Of(row.Wallet.Missing)) with { OnPhones = false },
        Column<BuyerForecast>.Amount("topup", T["Smallest top-up"], row => row.Of(row.Wallet.TopUp)),
        Column<BuyerForecast>.Amount("soon", T["Next 30 days"], row => row.Of(row.Wallet.Next30)) with { OnPhones = false },
        Column<BuyerForecast>.Number("affected", T["Paid up and affected"], row => row.Wallet.Affected) with { OnPhones = false },
    ];

    protected override async Task<ListPart<BuyerForecast>> Part(string? after, CancellationToken cancel)
    {
        var viewer = current.Viewer;
        viewer.NeedMoney();
        if (viewer.Kind is not (AccountKind.Provider or AccountKind.Reseller)) throw Refusal.NotFound("page");
        var rows = db.WalletForecasts.OfBuyersOf(viewer);
        if (PublicId.TryParse(after, "acc", out var id) && await db.WalletForecasts.OfBuyersOf(viewer).FirstOrDefaultAsync(w => w.Id == id, cancel) is { } last)
        {
            var dry = last.DryOn;
            rows = dry is null ? rows.Where(w => w.DryOn == null && w.Id.CompareTo(id) > 0)
                : rows.Where(w => w.DryOn == null || w.DryOn > dry || w.DryOn == dry && w.Id.CompareTo(id) > 0);
        }
        var part = await rows.OrderBy(w => w.DryOn == null).ThenBy(w => w.DryOn).ThenBy(w => w.Id).Take(ListPart.Most + 1).ToListAsync(cancel);
        var ids = part.Select(w => w.AccountId).ToArray();
        var accounts = await db.Accounts.AsNoTracking().Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancel);
        return ListPart.Of([.. part.Select(w => new BuyerForecast(w, accounts[w.AccountId]))], row => PublicId.Format("acc", row.Account.Id));
    }
}
