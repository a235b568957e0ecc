using Tributary.Ledger;

namespace Tributary.Catalog;

/// <summary>The viewer's account makes a product. It stands at the top of the product's chain of prices.</summary>
public sealed class MakeProduct : Deed<ProductMade>
{
    /// <summary>Unique for its maker; see <see cref="Making.Code"/>.</summary>
    public required string Code { get; init; }
    /// <summary>The name on screen.</summary>
    public required string Name { get; init; }
    /// <summary>Who stands behind it, or empty.</summary>
    public string Vendor { get; init; } = "";
    /// <summary>A few sentences.</summary>
    public string Description { get; init; } = "";
    /// <summary>Where it is opened from the panel, or empty: https, or http on this machine.</summary>
    public string LaunchAddress { get; init; } = "";
    /// <summary>The product (of the same maker) without which it is not sold, or null.</summary>
    public Guid? NeedsProductId { get; init; }

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        await Making.LoadMakers(sheet, deeds);
        var mine = deeds.Cast<MakeProduct>().ToList();
        var makers = mine.Select(d => d.By.AccountId).Distinct().ToArray();
        var codes = mine.Select(d => d.Code.Trim().ToUpperInvariant()).Distinct().ToArray();
        var needed = mine.Select(d => d.NeedsProductId).OfType<Guid>().ToArray();
        await sheet.Fetch(sheet.Db.Products.Where(p => makers.Contains(p.OwnerId) && codes.Contains(p.Code) || needed.Contains(p.Id)));
    }

    public override ProductMade Decide(Sheet sheet)
    {
        var maker = Making.Maker(sheet, By);
        var form = new Form();
        var code = Making.Code(form, "code", Code);
        var name = form.Text("name", Name, required: true);
        var vendor = form.Text("vendor", Vendor);
        var description = form.Text("description", Description, 4000, lines: true);
        var launch = Catalog.LaunchAddress.Read(form, "launchAddress", LaunchAddress);
        form.Check("product.invalid");
        if (NeedsProductId is { } needed && (sheet.Find<Product>(needed) is not { } other || other.OwnerId != maker.Id)) throw Refusal.NotFound("product");
        if (sheet.All<Product>().Any(p => p.OwnerId == maker.Id && p.Code == code))
            throw Refusal.Field("code", "product.code_taken", "You have a product with this code already.");

        var product = sheet.Add(new Product
        {
            BranchId = BranchId, Id = sheet.NewId(), OwnerId = maker.Id, OwnerPath = maker.Path, Code = code, Name = name!, Vendor = vendor ?? "",
            Description = description ?? "", LaunchAddress = launch ?? "", NeedsProductId = NeedsProductId,
        });
        sheet.Trail(By, maker, "product.made", PublicId.Format("prd", product.Id), product.Name);
        return new(product.Id, product.BranchId, product.Code);
    }
}

/// <summary>The product that was made.</summary>
public sealed record ProductMade(Guid Id, int BranchId, string Code);

/// <summary>Its maker changes a product, or takes it off sale. What is not given stays.</summary>
public sealed class EditProduct : Deed<ProductEdited>
{
    /// <summary>The product.</summary>
    public required Guid ProductId { get; init; }
    /// <summary>The version it was read at; null to overwrite whatever is there.</summary>
    public long? Version { get; init; }
    /// <summary>The name on screen.</summary>
    public string? Name { get; init; }
    /// <summary>Who stands behind it.</summary>
    public string? Vendor { get; init; }
    /// <summary>A few sentences.</summary>
    public string? Description { get; init; }
    /// <summary>Where it is opened from the panel; empty for nowhere.</summary>
    public string? LaunchAddress { get; init; }
    /// <summary>True takes it off sale, false brings it back; what runs goes on.</summary>
    public bool? Withdrawn { get; init; }

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        await Making.LoadMakers(sheet, deeds);
        await sheet.Lock<Product>(deeds.Cast<EditProduct>().Select(d => d.ProductId));
    }

    public override ProductEdited Decide(Sheet sheet)
    {
        if (sheet.Find<Product>(ProductId) is not { } product || product.OwnerId != By.AccountId) throw Refusal.NotFound("product");
        var maker = Making.Maker(sheet, By);
        sheet.NeedVersion(product, Version);
        var form = new Form();
        var name = form.Text("name", Name, required: Name is not null);
        var vendor = form.Text("vendor", Vendor);
        var description = form.Text("description", Description, 4000, lines: true);
        var launch = Catalog.LaunchAddress.Read(form, "launchAddress", LaunchAddress);
        form.Check("product.invalid");

        sheet.Change(product);
        product.Name = name ?? product.Name;
        product.Vendor = vendor ?? product.Vendor;
        product.Description = description ?? product.Description;
        product.LaunchAddress = launch ?? product.LaunchAddress;
        if (Withdrawn is { } withdrawn) product.WithdrawnAt = withdrawn ? product.WithdrawnAt ?? sheet.Now : null;
        sheet.Trail(By, maker, "product.edited", PublicId.Format("prd", product.Id), product.Name);
        return new(product.Id, product.Version + 1);
    }
}

/// <summary>The product that was edited, and its new version.</summary>
public sealed record ProductEdited(Guid Id, long Version);
