using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;

namespace Tributary.Partners;

/// <summary>
/// A seller makes an add-on for one of its direct buyers: Custom logo, Phone Service, Do It For You. It is offered to that buyer
/// and sold on by it to those below, each at its own price, and to nobody else. It is delivered by hand, through the work list.
/// Product, plan, cost and price are made at once.
/// </summary>
public sealed class MakeAddOn : Deed<AddOnMade>
{
    /// <summary>The buyer; a reseller or customer to whom the viewer's account sells.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>Unique among the maker's products; see <see cref="Making.Code"/>.</summary>
    public required string Code { get; init; }
    /// <summary>The name on screen.</summary>
    public required string Name { get; init; }
    /// <summary>A few sentences.</summary>
    public string Description { get; init; } = "";
    /// <summary>What one of it is.</summary>
    public string? Unit { get; init; }
    /// <summary>For how long one pays.</summary>
    public required Interval Interval { get; init; }
    /// <summary>What the buyer pays for one, in the currency of its terms.</summary>
    public required Money Price { get; init; }
    /// <summary>What one costs the maker, in the same currency; null for nothing.</summary>
    public Money? Cost { get; init; }

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        await Making.LoadMakers(sheet, deeds);
        var mine = deeds.Cast<MakeAddOn>().ToList();
        var buyers = mine.Select(d => d.BuyerId).Distinct().ToArray();
        var makers = mine.Select(d => d.By.AccountId).Distinct().ToArray();
        var codes = mine.Select(d => d.Code.Trim().ToUpperInvariant()).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => buyers.Contains(a.Id)));
        await sheet.Fetch(sheet.Db.Terms.Where(t => buyers.Contains(t.BuyerId)));
        await sheet.Fetch(sheet.Db.Products.Where(p => makers.Contains(p.OwnerId) && codes.Contains(p.Code)));
    }

    public override AddOnMade Decide(Sheet sheet)
    {
        if (sheet.Find<Account>(BuyerId) is not { } buyer || !By.Sees(Right.ManagePrices, buyer.Path)
            || sheet.All<Terms>().Where(t => t.BuyerId == BuyerId && t.HoldsOn(sheet.Today)).MaxBy(t => t.From) is not { } terms || terms.SellerId != By.AccountId)
            throw Refusal.NotFound("account");
        var maker = Making.Maker(sheet, By);
        By.Need(Right.ManagePrices);
        if (By.HidesPrices) throw Refusal.Forbidden("prices.hidden", "Your account is not shown amounts.");
        if (buyer.Status == AccountStatus.Closed) throw Refusal.Conflict("account.closed", "This account is closed.");
        var cost = Cost ?? Money.Zero(terms.Currency);
        var form = new Form();
        var code = Making.Code(form, "code", Code);
        var name = form.Text("name", Name, required: true);
        var description = form.Text("description", Description, 4000, lines: true) ?? "";
        var unit = form.Text("unit", Unit, 40);
        form.Must(Enum.IsDefined(Interval), "interval", "This is no interval.");
        form.Must(Price.Currency == terms.Currency, "price", $"This buyer pays in {terms.Currency.Code}.");
        form.Must(cost.Currency == terms.Currency, "cost", $"This buyer pays in {terms.Currency.Code}.");
        form.Must(Price.Minor >= 0, "price", "A price is not below zero.");
        form.Must(cost.Minor >= 0, "cost", "A cost is an amount that is not below zero.");
        form.Must(Price.Currency != cost.Currency || Price.Minor >= cost.Minor, "price", "This lies below your cost.");
        form.Must(!sheet.All<Product>().Any(p => p.OwnerId == maker.Id && p.Code == code), "code", "You have a product with this code already.");
        form.Check("add_on.invalid");

        var product = sheet.Add(new Product
        {
            BranchId = BranchId, Id = sheet.NewId(), OwnerId = maker.Id, OwnerPath = maker.Path, ForId = buyer.Id, ForPath = buyer.Path, Code = code, Name = name!,
            Description = description,
        });
        var plan = sheet.Add(new Plan
        {
            BranchId = BranchId, Id = sheet.NewId(), ProductId = product.Id, OwnerId = maker.Id, OwnerPath = maker.Path, ForId = buyer.Id, ForPath = buyer.Path,
            Code = code, Kind = PlanKind.AddOn, Name = name!, Description = description, Unit = string.IsNullOrEmpty(unit) ? "unit" : unit,
        });
        sheet.Add(new PlanVersion { BranchId = BranchId, PlanId = plan.Id, Number = plan.PlanVersion, At = sheet.Now, Snapshot = Making.Snapshot(plan) });
        sheet.Add(new PricePoint
        {
            BranchId = BranchId, Id = sheet.NewId(), PlanId = plan.Id, OwnerId = maker.Id, Interval = Interval, Currency = cost.Currency, BaseCost = cost.Minor,
            EffectiveFrom = sheet.Today, CreatedAt = sheet.Now,
        });
        sheet.Add(new PriceRule
        {
            BranchId = BranchId, Id = sheet.NewId(), SellerId = maker.Id, BuyerId = buyer.Id, PlanId = plan.Id, Interval = Interval, Kind = PriceRuleKind.Fixed,
            Amount = Price.Minor, Currency = Price.Currency, EffectiveFrom = sheet.Today, CreatedAt = sheet.Now, CreatedBy = By.Name,
        });
        sheet.Trail(By, maker, "price.add_on_made", PublicId.Format("prd", product.Id), product.Name);
        return new(product.Id, plan.Id, code);
    }
}

/// <summary>The add-on that was made: its product, and the plan that is ordered.</summary>
public sealed record AddOnMade(Guid ProductId, Guid PlanId, string Code);
