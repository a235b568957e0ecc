using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Subscriptions;
using Tributary.Web.Api;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Assets;

/// <summary>What deliveries made and who uses it: licences, domains, certificates; given out and taken back one by one or many at once.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk) : ListPage<AssetRow>
{
    private const int MostProducts = 100;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>The code of an <see cref="AssetShare"/>, or nothing for all that were not removed.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    /// <summary>Only those of this account and of those below it, as owner or as user: its public id or its number.</summary>
    [BindProperty(SupportsGet = true, Name = "account")]
    public string? Of { get; set; }

    /// <summary>The public id of a product.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Product { get; set; }

    /// <summary>The code of an <see cref="AssetExpiry"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Expires { get; set; }

    /// <summary>The account of <see cref="Of"/>.</summary>
    public Account? Account { get; private set; }

    public string? AccountTyped => Account?.Number ?? (Account is null ? Of : null);

    /// <summary>What of the list is shown.</summary>
    public string Shown
    {
        get
        {
            var share = Status switch { "unassigned" => T["Unassigned"], "assigned" => T["Assigned"], "removed" => T["Taken back"], _ => T["All"] };
            return Account is { } account ? $"{share.Value}, {T["{0} and below", account.Name].Value}" : share.Value;
        }
    }

    public bool MayManage => current.Viewer.May(Right.ManageOrders);

    /// <summary>Accounts to give assets to.</summary>
    public IReadOnlyList<Account> Users { get; private set; } = [];

    public IEnumerable<SelectListItem> Kinds { get; private set; } = [];

    public IEnumerable<SelectListItem> Products { get; private set; } = [];

    public IEnumerable<SelectListItem> Expiries =>
        [new(T["Expired"], "expired"), new(T["Within {0} days", AssetsSeen.SoonDays], "soon"), new(T["Later or never"], "later")];

    public IReadOnlyDictionary<AssetShare, int> Counts { get; private set; } = new Dictionary<AssetShare, int>();

    protected override string ListName => "assets";

    protected override IReadOnlyList<Column<AssetRow>> Columns =>
    [
        Column<AssetRow>.Text("name", T["Asset"], row => row.Asset.Name) with { Fixed = true },
        Column<AssetRow>.Text("kind", T["Kind"], row => T[AssetRow.Kind(row.Asset.Kind)]) with { OnPhones = false },
        Column<AssetRow>.Text("product", T["Product"], row => row.Product) with { OnPhones = false },
        Column<AssetRow>.Text("owner", T["Bought by"], row => row.Owner) with { OnPhones = false },
        Column<AssetRow>.Text("user", T["Used by"], row => row.User),
        Column<AssetRow>.Text("state", T["State"], row => T[Statuses.Of(row.State).Word]) with { InFilesOnly = true },
        Column<AssetRow>.Day("expires", T["Expires"], row => row.Asset.ExpiresOn) with { OnPhones = false },
        Column<AssetRow>.Moment("made", T["Delivered"], row => row.Asset.CreatedAt) with { OnPhones = false },
        // A file lies about and is passed on: it says that there is a key, and never which.
        Column<AssetRow>.Text("key", T["Key"], row => row.Asset.Secret is null ? "" : "••••") with { InFilesOnly = true },
    ];

    public override async Task OnGetAsync(CancellationToken cancel)
    {
        await base.OnGetAsync(cancel);
        await Choices(cancel);
    }

    /// <summary>Gives the chosen assets to an account, or takes them back. Each is a deed of its own: what cannot be done is named.</summary>
    public async Task<IActionResult> OnPostAssignAsync(string[] asset, string? to, bool back, CancellationToken cancel)
    {
        current.Viewer.Need(Right.ManageOrders);
        var ids = asset.Select(one => PublicId.TryParse(one, "ast", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct().Take(ListPart.Most).ToArray();
        var found = await db.Assets.AsNoTracking().SeenOrUsedBy(current.Viewer).Where(a => ids.Contains(a.Id)).ToListAsync(cancel);
        if (ids.Length > 0 && found.Count < ids.Length) throw Refusal.NotFound("asset");
        try
        {
            if (found.Count == 0) throw Refusal.Field("asset", "asset.none", "Choose at least one asset.");
            var target = back ? null : await AssetUsers.Find(db, current.Viewer, to);
            var deeds = found.ConvertAll(one => new AssignAsset { By = current.Viewer, Branch = one.BranchId, AssetId = one.Id, ToId = target?.Id });
            var answers = await desk.DoAll(deeds, cancel);
            var done = answers.Count(answer => answer is AssetAssigned);
            if (done > 0) this.Done(target is null ? T["{0} taken back.", done] : T["{0} assigned to {1}.", done, target.Name]);
            foreach (var (one, no) in found.Zip(answers).Where(pair => pair.Second is Refusal)) this.Fail($"{one.Name}: {T.Say(Sentence((Refusal)no))}");
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Invalid)
        {
            this.Fail(T.Say(Sentence(no)));
        }
        return LocalRedirect(Request.With(("handler", null)));
    }

    protected override async Task<ListPart<AssetRow>> Part(string? key, CancellationToken cancel)
    {
        if (!string.IsNullOrWhiteSpace(Of))
        {
            Account = await Find(Of.Trim(), cancel);
            if (Account is null) return new([], null);
        }
        var query = db.Assets.AsNoTracking().SeenOrUsedBy(current.Viewer).Asked(db, Asked(Code.TryRead<AssetShare>(Status, out var share) ? share : AssetShare.Living), await desk.Today());
        if (PublicId.TryParse(key, "ast", out var after)) query = query.Where(a => a.Id < after);
        var found = await query.OrderByDescending(a => a.Id).Take(ListPart.Most + 1).ToListAsync(cancel);
        return ListPart.Of(await AssetRow.Of(db, current.Viewer, found, cancel), row => row.Id);
    }

    private AssetsAsked Asked(AssetShare share) => new()
    {
        Search = Q, Kind = Kind, Share = share, Under = Account?.Path, ProductId = PublicId.TryParse(Product, "prd", out var product) ? product : null,
        Expiry = Code.TryRead<AssetExpiry>(Expires, out var expiry) ? expiry : null,
    };

    private async Task Choices(CancellationToken cancel)
    {
        var seen = db.Assets.AsNoTracking().SeenOrUsedBy(current.Viewer);
        Kinds = [.. (await seen.Select(a => a.Kind).Distinct().OrderBy(kind => kind).Take(20).ToListAsync(cancel)).Select(kind => new SelectListItem(T[AssetRow.Kind(kind)], kind))];
        var products = from p in db.Products.AsNoTracking()
                       where db.Subscriptions.SeenBy(current.Viewer).Any(s => s.ProductId == p.Id && seen.Any(a => a.BranchId == s.BranchId && a.SubscriptionId == s.Id))
                       orderby p.Name
                       select new { p.Id, p.Name };
        Products = [.. (await products.Take(MostProducts).ToListAsync(cancel)).Select(p => new SelectListItem(p.Name, PublicId.Format("prd", p.Id)))];
        if (MayManage) Users = await AssetUsers.Below(db, current.Viewer, Account?.Path ?? current.Viewer.Path, cancel);

        var today = await desk.Today();
        var counts = new Dictionary<AssetShare, int>();
        foreach (var share in new[] { AssetShare.Living, AssetShare.Unassigned, AssetShare.Assigned, AssetShare.Removed })
            counts[share] = Of is { Length: > 0 } && Account is null ? 0 : await seen.Asked(db, Asked(share), today).OrderBy(a => a.Id).Take(MostCounted).CountAsync(cancel);
        Counts = counts;
    }

    /// <summary>Tiles count so far and no further, so that they cost the same with very many assets.</summary>
    public const int MostCounted = 10_000;

    private static Refusal Sentence(Refusal no) => no.Errors.Values.FirstOrDefault()?.FirstOrDefault() is { } sentence ? Refusal.Conflict(no.Code, sentence) : no;

    private async Task<Account?> Find(string typed, CancellationToken cancel) => PublicId.TryParse(typed, "acc", out var id)
        ? await db.Accounts.One(current.Viewer, id, cancel)
        : await db.Accounts.AsNoTracking().SeenBy(current.Viewer).FirstOrDefaultAsync(a => a.Number == typed, cancel);
}
