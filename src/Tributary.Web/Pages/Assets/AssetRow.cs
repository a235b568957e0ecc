using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Subscriptions;
using Tributary.Web.Pages.Subscriptions;

namespace Tributary.Web.Pages.Assets;

/// <summary>One line of the list of assets. Accounts are named as far as the viewer may know of them.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Id">Its public id.</param>
/// <param name="Product">What it came out of; empty for something that came out of no subscription.</param>
/// <param name="Owner">Whose it is; empty where that stands above the viewer.</param>
/// <param name="User">Who uses it, or null.</param>
/// <param name="MayAssign">Whether this viewer may give it to somebody.</param>
public sealed record AssetRow(Asset Asset, string Id, string Product, string Owner, string? User, bool MayAssign)
{
    /// <summary>The name of the state of an asset, for its pill.</summary>
    public string State => Asset.RemovedAt is not null ? "Removed" : Asset.AssignedToId is null ? "Unassigned" : "Assigned";

    /// <summary>The rows of these assets, which were reached through the viewer, in four queries.</summary>
    public static async Task<IReadOnlyList<AssetRow>> Of(TributaryDb db, Viewer viewer, IReadOnlyList<Asset> assets, CancellationToken cancel = default)
    {
        var ids = assets.SelectMany(a => new[] { a.AccountId, a.AssignedToId ?? a.AccountId }).Distinct().ToArray();
        var names = await db.Accounts.AsNoTracking().SeenBy(viewer).Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
        var subscriptions = assets.Select(a => a.SubscriptionId).OfType<Guid>().Distinct().ToArray();
        var sold = await (from s in db.Subscriptions.AsNoTracking()
                          where subscriptions.Contains(s.Id)
                          join plan in db.Plans on s.PlanId equals plan.Id
                          join product in db.Products on s.ProductId equals product.Id
                          select new { s.Id, Plan = plan.Name, Product = product.Name }).ToDictionaryAsync(s => s.Id, s => SubscriptionRow.Called(s.Product, s.Plan), cancel);
        return [.. assets.Select(a => new AssetRow(a, PublicId.Format("ast", a.Id), a.SubscriptionId is { } of ? sold.GetValueOrDefault(of, "") : "",
            names.GetValueOrDefault(a.AccountId, ""), a.AssignedToId is { } user ? names.GetValueOrDefault(user, "") : null,
            a.RemovedAt is null && viewer.May(Right.ManageOrders, a.Path)))];
    }

    /// <summary>What an asset is, in words.</summary>
    public static string Kind(string kind) => kind switch
    {
        "licence" => Texts.Key("Licence"),
        "service" => Texts.Key("Service"),
        "domain" => Texts.Key("Domain"),
        "certificate" => Texts.Key("Certificate"),
        "mailbox" => Texts.Key("Mailbox"),
        "instance" => Texts.Key("Instance"),
        _ => kind,
    };
}

/// <summary>To whom assets may be given: chosen by number, since there may be very many.</summary>
public static class AssetUsers
{
    /// <summary>The most that are offered while one types.</summary>
    public const int Most = 50;

    /// <summary>The account with this number or public id, if the viewer sees it.</summary>
    /// <exception cref="Refusal">There is none, or not this viewer's.</exception>
    public static async Task<Account> Find(TributaryDb db, Viewer viewer, string? typed)
    {
        var text = typed?.Trim() ?? "";
        var seen = db.Accounts.AsNoTracking().SeenBy(viewer.For(Right.ManageOrders));
        var found = PublicId.TryParse(text, "acc", out var id) ? await seen.FirstOrDefaultAsync(a => a.Id == id)
            : text.Length == 0 ? null : await seen.FirstOrDefaultAsync(a => a.Number == text);
        return found ?? throw Refusal.Field("account", "account.unknown", "No account you look after has this number.");
    }

    /// <summary>The first accounts at and below a path, to choose from.</summary>
    public static Task<List<Account>> Below(TributaryDb db, Viewer viewer, string path, CancellationToken cancel = default) =>
        db.Accounts.AsNoTracking().SeenBy(viewer.For(Right.ManageOrders)).Under(path)
            .Where(a => a.Number != null && a.Status != AccountStatus.Inactive && a.Status != AccountStatus.Closed).OrderBy(a => a.Path).Take(Most).ToListAsync(cancel);
}
