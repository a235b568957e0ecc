using Tributary.Ledger;

namespace Tributary.Catalog;

/// <summary>
/// The maker says what a plan costs it for one interval from a day on, and what is recommended to ask. Price points are
/// added, never changed: the latest whose day has come counts.
/// </summary>
public sealed class SetPricePoint : Deed<PricePointSet>
{
    /// <summary>The plan; the viewer's own.</summary>
    public required Guid PlanId { get; init; }
    /// <summary>For how long one pays.</summary>
    public required Interval Interval { get; init; }
    /// <summary>The maker's base cost of one unit.</summary>
    public required Money BaseCost { get; init; }
    /// <summary>The price recommended to end customers, in the same currency, or null.</summary>
    public Money? Recommended { get; init; }
    /// <summary>The first day, in the root's time zone; null for today.</summary>
    public DateOnly? EffectiveFrom { get; init; }
    /// <summary>Whether it can be bought.</summary>
    public SaleState SaleState { get; init; } = SaleState.Sold;
    /// <summary>The supplier's article number, or empty.</summary>
    public string SupplierSku { get; init; } = "";

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        await Making.LoadMakers(sheet, deeds);
        var plans = deeds.Cast<SetPricePoint>().Select(d => d.PlanId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Plans.Where(p => plans.Contains(p.Id)));
    }

    public override PricePointSet Decide(Sheet sheet)
    {
        if (sheet.Find<Plan>(PlanId) is not { } plan || plan.OwnerId != By.AccountId) throw Refusal.NotFound("plan");
        var maker = Making.Maker(sheet, By);
        if (By.HidesPrices) throw Refusal.Forbidden("prices.hidden", "Your account is not shown amounts.");
        var from = EffectiveFrom ?? sheet.Today;
        var form = new Form();
        var sku = form.Text("supplierSku", SupplierSku);
        form.Must(Enum.IsDefined(Interval), "interval", "This is no interval.");
        form.Must(Enum.IsDefined(SaleState), "saleState", "This is no state of sale.");
        form.Must(!BaseCost.Currency.IsNone && BaseCost.Minor >= 0, "baseCost", "A cost is an amount that is not below zero.");
        form.Must(Recommended is null || Recommended.Value.Currency == BaseCost.Currency, "recommended", "Cost and recommended price are in one currency.");
        form.Must(Recommended is null || Recommended.Value.Minor >= 0, "recommended", "A price is not below zero.");
        form.Must(from >= sheet.Today, "effectiveFrom", "A price cannot begin in the past.");
        form.Check("price_point.invalid");

        var point = sheet.Add(new PricePoint
        {
            BranchId = BranchId, Id = sheet.NewId(), PlanId = plan.Id, OwnerId = maker.Id, Interval = Interval, Currency = BaseCost.Currency,
            BaseCost = BaseCost.Minor, Recommended = Recommended?.Minor, EffectiveFrom = from, SaleState = SaleState, SupplierSku = sku ?? "", CreatedAt = sheet.Now,
        });
        sheet.Trail(By, maker, "price_point.set", PublicId.Format("pln", plan.Id), plan.Name);
        return new(point.Id, from);
    }
}

/// <summary>The price point that was added, and its first day.</summary>
public sealed record PricePointSet(Guid Id, DateOnly EffectiveFrom);
