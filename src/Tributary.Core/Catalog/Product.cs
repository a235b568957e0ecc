using Tributary.Data;

namespace Tributary.Catalog;

/// <summary>
/// Something that is sold. Its owner, the maker, stands at the top of its chain of prices; everybody below the maker
/// may be sold it. Owned by one account, in that account's branch.
/// </summary>
public sealed class Product : Entity, IStanding
{
    /// <summary>The maker.</summary>
    public required Guid OwnerId { get; init; }
    /// <summary>The maker's path: the chain of prices begins there.</summary>
    public required string OwnerPath { get; init; }
    /// <summary>The one buyer of the maker for whom it is made; null for everybody below the maker.</summary>
    public Guid? ForId { get; init; }
    /// <summary>That buyer's path: it and those below it are offered the product, and nobody else.</summary>
    public string? ForPath { get; init; }
    /// <summary>A short code, unique for its maker.</summary>
    public required string Code { get; init; }
    /// <summary>The name on screen.</summary>
    public required string Name
    {
        get;
        set => (field, NameKey) = (value, " " + SearchText.Fold(value));
    }
    /// <summary>The name as it is looked for: folded by <see cref="SearchText"/>, a blank before each word.</summary>
    public string NameKey { get; private set; } = "";
    /// <summary>Who stands behind it, or empty.</summary>
    public string Vendor { get; set; } = "";
    /// <summary>A few sentences.</summary>
    public string Description { get; set; } = "";
    /// <summary>Where those who have it open it from the panel, or empty.</summary>
    public string LaunchAddress { get; set; } = "";
    /// <summary>True (the default) when its plans can be sold by themselves; false when they need a plan of <see cref="NeedsProductId"/>.</summary>
    public bool StandsAlone => NeedsProductId is null;
    /// <summary>The product it needs, when its owner says so.</summary>
    public Guid? NeedsProductId { get; set; }
    /// <summary>When it was taken off sale, or null.</summary>
    public DateTime? WithdrawnAt { get; set; }

    /// <summary>True where the account at <paramref name="path"/> may buy it: it stands below the maker, and at or below whom it is made for.</summary>
    public bool IsOfferedTo(string path) => TreePath.Within(path, OwnerPath) && (ForPath is null || TreePath.Within(path, ForPath));
}

/// <summary>A plan, or an add-on sold beside one or alone.</summary>
public enum PlanKind
{
    /// <summary>A plan.</summary>
    Plan = 1,
    /// <summary>An add-on.</summary>
    AddOn = 2,
}

/// <summary>One way of buying a product. It has versions; a subscription knows the version it was sold at.</summary>
public sealed class Plan : Entity, IStanding
{
    /// <summary>The product.</summary>
    public required Guid ProductId { get; init; }
    /// <summary>The maker (the product's owner).</summary>
    public required Guid OwnerId { get; init; }
    /// <summary>The maker's path.</summary>
    public required string OwnerPath { get; init; }
    /// <summary>The one buyer for whom the product is made; null for everybody below the maker.</summary>
    public Guid? ForId { get; init; }
    /// <summary>That buyer's path.</summary>
    public string? ForPath { get; init; }
    /// <summary>A short code, unique in its product.</summary>
    public required string Code { get; init; }
    /// <summary>Plan or add-on.</summary>
    public required PlanKind Kind { get; init; }
    /// <summary>The name on screen.</summary>
    public required string Name
    {
        get;
        set => (field, NameKey) = (value, " " + SearchText.Fold(value));
    }
    /// <summary>The name as it is looked for: folded by <see cref="SearchText"/>, a blank before each word.</summary>
    public string NameKey { get; private set; } = "";
    /// <summary>A few sentences.</summary>
    public string Description { get; set; } = "";
    /// <summary>What one of it is: user, account, domain, GB. Quantities count these.</summary>
    public string Unit { get; set; } = "unit";
    /// <summary>Grows with every change of what is sold; a subscription keeps the version it was sold at.</summary>
    public int PlanVersion { get; set; } = 1;
    /// <summary>The smallest quantity of one order.</summary>
    public int MinQuantity { get; set; } = 1;
    /// <summary>The largest quantity, or null.</summary>
    public int? MaxQuantity { get; set; }
    /// <summary>Days after a renewal that was short of funds in which the service goes on.</summary>
    public int GraceDays { get; set; } = 7;
    /// <summary>Days a subscription stays paused for want of funds before it expires.</summary>
    public int PausedDays { get; set; } = 30;
    /// <summary>Days after a term's start in which cancelling now gives the rest of the term back; 0 for never.</summary>
    public int CancellationDays { get; set; }
    /// <summary>Days before a term's end by which a cancellation must be said; 0 for up to the last day.</summary>
    public int NoticeDays { get; set; }
    /// <summary>Days before a renewal after which the vendor cannot be stopped any more; 0 where it can until the day.</summary>
    public int VendorCutoffDays { get; set; }
    /// <summary>True when fewer seats or a cheaper plan take effect at once, with the credit going to the wallet.</summary>
    public bool DowngradesAtOnce { get; set; }
    /// <summary>The plans it may be changed to, as a JSON array of ids; null for every plan of the same product.</summary>
    public string? UpgradePaths { get; set; }
    /// <summary>Which connector delivers it: <c>manual</c>, <c>licence</c>, <c>webhook</c>.</summary>
    public string Connector { get; set; } = "manual";
    /// <summary>The connector's settings for this plan, as a JSON object.</summary>
    public string ConnectorSettings { get; set; } = "{}";
    /// <summary>The price list it was last imported from, or empty: a newer list of that name is compared with it.</summary>
    public string Source { get; set; } = "";
    /// <summary>When it was taken off sale, or null.</summary>
    public DateTime? WithdrawnAt { get; set; }

    /// <summary>True where the account at <paramref name="path"/> may buy it, as <see cref="Product.IsOfferedTo"/>.</summary>
    public bool IsOfferedTo(string path) => TreePath.Within(path, OwnerPath) && (ForPath is null || TreePath.Within(path, ForPath));

    /// <summary>True where this seller may ask a price for it: the maker, and everybody who may buy it.</summary>
    public bool IsSoldBy(Guid sellerId, string path) => OwnerId == sellerId || IsOfferedTo(path);
}

/// <summary>A plan as it was sold at one version: what a subscription of that version was promised.</summary>
public sealed class PlanVersion : Row
{
    /// <summary>The maker's branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The plan.</summary>
    public required Guid PlanId { get; init; }
    /// <summary>The version.</summary>
    public required int Number { get; init; }
    /// <summary>Since when (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>The plan's fields at that version, as JSON.</summary>
    public required string Snapshot { get; init; }
}

/// <summary>Whether a price point can be bought.</summary>
public enum SaleState
{
    /// <summary>New and renewed.</summary>
    Sold = 1,
    /// <summary>Renewed for those who have it, not sold anew.</summary>
    RenewalOnly = 2,
    /// <summary>Neither; what runs ends with its term.</summary>
    Withdrawn = 3,
}

/// <summary>
/// What a plan costs its maker for one interval from a day on, and what is recommended to ask for it. The latest
/// price point of a plan and interval whose day has come is the one that counts.
/// </summary>
public sealed class PricePoint : Entity, IStanding
{
    /// <summary>The plan.</summary>
    public required Guid PlanId { get; init; }
    /// <summary>The maker.</summary>
    public required Guid OwnerId { get; init; }
    /// <summary>For how long one pays.</summary>
    public required Interval Interval { get; init; }
    /// <summary>The currency of cost and recommendation.</summary>
    public required Currency Currency { get; init; }
    /// <summary>The maker's base cost of one unit for one interval, in minor units.</summary>
    public required long BaseCost { get; init; }
    /// <summary>The price recommended to end customers, in minor units, or null.</summary>
    public long? Recommended { get; init; }
    /// <summary>First day it counts.</summary>
    public required DateOnly EffectiveFrom { get; init; }
    /// <summary>Whether it can be bought.</summary>
    public SaleState SaleState { get; init; } = SaleState.Sold;
    /// <summary>The supplier's article number, or empty.</summary>
    public string SupplierSku { get; init; } = "";
    /// <summary>When it was written (UTC): among price points of one day the later one counts.</summary>
    public required DateTime CreatedAt { get; init; }
}
