using System.Text.Json;
using Tributary.Ledger;

namespace Tributary.Catalog;

/// <summary>What a plan promises. Null means not given: a default when the plan is made, unchanged when it is edited.</summary>
public sealed record PlanDetails
{
    /// <summary>The name on screen.</summary>
    public string? Name { get; init; }
    /// <summary>A few sentences.</summary>
    public string? Description { get; init; }
    /// <summary>What one of it is: user, account, domain, GB.</summary>
    public string? Unit { get; init; }
    /// <summary>The smallest quantity of one order.</summary>
    public int? MinQuantity { get; init; }
    /// <summary>The largest quantity; 0 for any.</summary>
    public int? MaxQuantity { get; init; }
    /// <summary>Days of grace after a renewal that was short of funds.</summary>
    public int? GraceDays { get; init; }
    /// <summary>Days it stays paused for want of funds before it expires.</summary>
    public int? PausedDays { get; init; }
    /// <summary>Days after a term's start in which cancelling now gives the rest back.</summary>
    public int? CancellationDays { get; init; }
    /// <summary>Days before a term's end by which a cancellation must be said.</summary>
    public int? NoticeDays { get; init; }
    /// <summary>Days before a renewal after which the vendor cannot be stopped.</summary>
    public int? VendorCutoffDays { get; init; }
    /// <summary>True when fewer seats or a cheaper plan take effect at once.</summary>
    public bool? DowngradesAtOnce { get; init; }
    /// <summary>The plans it may be changed to; empty for every plan of the same product.</summary>
    public IReadOnlyList<Guid>? UpgradePaths { get; init; }
    /// <summary>Which connector delivers it.</summary>
    public string? Connector { get; init; }
    /// <summary>The connector's settings, as a JSON object.</summary>
    public string? ConnectorSettings { get; init; }

    /// <summary>Puts what was given into the plan; what is wrong is told to <paramref name="form"/>.</summary>
    internal void Into(Plan plan, Form form)
    {
        plan.Name = form.Text("name", Name, required: Name is not null) ?? plan.Name;
        plan.Description = form.Text("description", Description, 4000, lines: true) ?? plan.Description;
        plan.Unit = form.Text("unit", Unit, 40, required: Unit is not null) ?? plan.Unit;
        plan.MinQuantity = MinQuantity ?? plan.MinQuantity;
        if (MaxQuantity is { } max) plan.MaxQuantity = max == 0 ? null : max;
        plan.GraceDays = Days(form, "graceDays", GraceDays) ?? plan.GraceDays;
        plan.PausedDays = Days(form, "pausedDays", PausedDays) ?? plan.PausedDays;
        plan.CancellationDays = Days(form, "cancellationDays", CancellationDays) ?? plan.CancellationDays;
        plan.NoticeDays = Days(form, "noticeDays", NoticeDays) ?? plan.NoticeDays;
        plan.VendorCutoffDays = Days(form, "vendorCutoffDays", VendorCutoffDays) ?? plan.VendorCutoffDays;
        plan.DowngradesAtOnce = DowngradesAtOnce ?? plan.DowngradesAtOnce;
        if (UpgradePaths is { } paths) plan.UpgradePaths = paths.Count == 0 ? null : JsonSerializer.Serialize(paths.Distinct());
        plan.Connector = form.Text("connector", Connector, 64, required: Connector is not null) ?? plan.Connector;
        plan.ConnectorSettings = ConnectorSettings ?? plan.ConnectorSettings;
        form.Must(plan.MinQuantity >= 1, "minQuantity", "The smallest quantity is at least 1.");
        form.Must(plan.MaxQuantity is null || plan.MaxQuantity >= plan.MinQuantity, "maxQuantity", "The largest quantity is not below the smallest.");
        form.Must(ConnectorSettings is null || IsObject(ConnectorSettings), "connectorSettings", "The settings are a JSON object of at most 20000 characters.");
    }

    private static int? Days(Form form, string field, int? days)
    {
        form.Must(days is null or >= 0 and <= 3650, field, "This is a number of days between 0 and 3650.");
        return days;
    }

    private static bool IsObject(string json)
    {
        if (json.Length > 20_000) return false;
        try
        {
            using var read = JsonDocument.Parse(json);
            return read.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>The maker of a product makes a plan or an add-on of it. Its prices are price points, see <see cref="SetPricePoint"/>.</summary>
public sealed class MakePlan : Deed<PlanMade>
{
    /// <summary>The product; the viewer's own.</summary>
    public required Guid ProductId { get; init; }
    /// <summary>Unique in its product; see <see cref="Making.Code"/>.</summary>
    public required string Code { get; init; }
    /// <summary>Plan or add-on.</summary>
    public PlanKind Kind { get; init; } = PlanKind.Plan;
    /// <summary>What it promises; the name is needed.</summary>
    public required PlanDetails Details { get; init; }

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        await Making.LoadMakers(sheet, deeds);
        var mine = deeds.Cast<MakePlan>().ToList();
        var products = mine.Select(d => d.ProductId).Distinct().ToArray();
        var codes = mine.Select(d => d.Code.Trim().ToUpperInvariant()).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Products.Where(p => products.Contains(p.Id)));
        await sheet.Fetch(sheet.Db.Plans.Where(p => products.Contains(p.ProductId) && codes.Contains(p.Code)));
    }

    public override PlanMade Decide(Sheet sheet)
    {
        if (sheet.Find<Product>(ProductId) is not { } product || product.OwnerId != By.AccountId) throw Refusal.NotFound("product");
        var maker = Making.Maker(sheet, By);
        var form = new Form();
        var plan = new Plan
        {
            BranchId = BranchId, Id = sheet.NewId(), ProductId = product.Id, OwnerId = maker.Id, OwnerPath = maker.Path,
            ForId = product.ForId, ForPath = product.ForPath, Code = Making.Code(form, "code", Code), Kind = Kind, Name = "",
        };
        form.Must(Enum.IsDefined(Kind), "kind", "This is a plan or an add-on.");
        form.Must(Details.Name is not null, "name", "This is needed.");
        Details.Into(plan, form);
        form.Check("plan.invalid");
        if (sheet.All<Plan>().Any(p => p.ProductId == product.Id && p.Code == plan.Code))
            throw Refusal.Field("code", "plan.code_taken", "This product has a plan with this code already.");

        sheet.Add(plan);
        sheet.Add(new PlanVersion { BranchId = BranchId, PlanId = plan.Id, Number = plan.PlanVersion, At = sheet.Now, Snapshot = Making.Snapshot(plan) });
        sheet.Trail(By, maker, "plan.made", PublicId.Format("pln", plan.Id), plan.Name);
        return new(plan.Id, plan.BranchId, plan.Code);
    }
}

/// <summary>The plan that was made.</summary>
public sealed record PlanMade(Guid Id, int BranchId, string Code);
