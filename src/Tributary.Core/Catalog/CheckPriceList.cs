namespace Tributary.Catalog;

/// <summary>A price that would be written.</summary>
/// <param name="Before">What counts now, or null.</param>
/// <param name="After">What would count; null when the file has no such price any more.</param>
public sealed record PriceChange(Interval Interval, PricePoint? Before, ListedPrice? After);

/// <summary>What an import would do to one plan.</summary>
public sealed record PlanChange
{
    /// <summary>New, changed, unchanged or dropped. A plan that lost one of its prices is dropped for that price alone, beside what else is found.</summary>
    public required FindingKind Kind { get; init; }
    /// <summary>The row that gives it, or that names it without a usable price; null when the file does not know it.</summary>
    public int? Row { get; init; }
    /// <summary>The plan as the file has it; null when dropped.</summary>
    public ListedPlan? Listed { get; init; }
    /// <summary>The product in the catalogue, or null.</summary>
    public Product? Product { get; init; }
    /// <summary>The plan in the catalogue, or null.</summary>
    public Plan? Plan { get; init; }
    /// <summary>Fields that would change.</summary>
    public IReadOnlyList<FieldChange> Fields { get; init; } = [];
    /// <summary>Price points that would be written.</summary>
    public IReadOnlyList<PriceChange> Prices { get; init; } = [];
}

/// <summary>Everything an import would do, and what it cannot.</summary>
public sealed record PriceListDiff(PriceListReading Reading, IReadOnlyList<PlanChange> Plans, IReadOnlyList<UnusableRow> Unusable, string Fingerprint);

/// <summary>Compares what a price list says with what its maker's catalogue has. Pure: the same for a check, for applying, and for a test.</summary>
public static class CheckPriceList
{
    /// <summary>Compares.</summary>
    public static PriceListDiff Compare(PriceListReading reading, MakersCatalogue catalogue, PriceListMapping mapping)
    {
        var changes = new List<PlanChange>(reading.Plans.Count);
        var unusable = new List<UnusableRow>(reading.Unusable);
        var met = new HashSet<Guid>();
        foreach (var listed in reading.Plans)
        {
            var product = catalogue.Product(listed.ProductCode);
            var plan = catalogue.Plan(product, listed.Code);
            if (plan is not null) met.Add(plan.Id);
            if (plan is not null && plan.Kind != listed.Kind)
            {
                unusable.Add(new(listed.Row, listed.Product, listed.Code,
                    [new(mapping.KindColumn ?? "", "kind.changed", "This is an add-on on one side and a plan on the other. A plan keeps its kind: give it another code.", [], "")]));
                continue;
            }
            changes.Add(OfListed(listed, product, plan, catalogue, mapping));
            if (plan is not null && Dropped(plan, product!, listed.Row, Gone(plan, listed.Prices, catalogue, mapping)) is { } change) changes.Add(change);
        }

        // A row without a usable price does not keep its plan in the list, but says where to look.
        var rows = new Dictionary<(string, string), int>();
        foreach (var row in unusable) rows.TryAdd((ReadPriceList.CodeOf(row.Product), row.Code.ToUpperInvariant()), row.Row);
        foreach (var plan in catalogue.Plans.Where(p => p.Source == mapping.Source && p.WithdrawnAt is null && !met.Contains(p.Id)).OrderBy(p => p.Id))
        {
            var product = catalogue.ProductOf(plan);
            var at = rows.TryGetValue((product.Code, plan.Code), out var row) ? row : (int?)null;
            if (Dropped(plan, product, at, Gone(plan, [], catalogue, mapping)) is { } change) changes.Add(change);
        }
        return new(reading, changes, [.. unusable.OrderBy(u => u.Row)], catalogue.Fingerprint);
    }

    private static PlanChange? Dropped(Plan plan, Product product, int? row, List<PriceChange> gone) => gone.Count == 0 ? null : new()
    {
        Kind = FindingKind.Dropped, Row = row, Product = product, Plan = plan, Fields = [.. gone.SelectMany(OfPrice)], Prices = gone,
    };

    // The prices that the file does not have and that are not yet what dropped ones become.
    private static List<PriceChange> Gone(Plan plan, IReadOnlyList<ListedPrice> listed, MakersCatalogue catalogue, PriceListMapping mapping)
    {
        var already = mapping.WhenDropped == WhenDropped.RenewalOnly ? SaleState.RenewalOnly : SaleState.Withdrawn;
        return [.. catalogue.Prices(plan).Where(p => p.SaleState < already && listed.All(l => l.Interval != p.Interval)).Select(p => new PriceChange(p.Interval, p, null))];
    }

    private static PlanChange OfListed(ListedPlan listed, Product? product, Plan? plan, MakersCatalogue catalogue, PriceListMapping mapping)
    {
        var fields = new List<FieldChange>();
        void Compare(string field, string? before, string after)
        {
            if ((before ?? "") != after) fields.Add(new(field, before, after));
        }
        // A name made of the code does not take back one that a person gave.
        if (mapping.NameColumn is not null || plan is null) Compare("name", plan?.Name, listed.Name);
        if (mapping.DescriptionColumn is not null || plan is null) Compare("description", plan?.Description, listed.Description);
        Compare("unit", plan?.Unit, listed.Unit);
        if (plan is not null) Compare("list", plan.Source, mapping.Source);
        if (plan is not null && (plan.WithdrawnAt ?? product!.WithdrawnAt) is not null) fields.Add(new("sale", Code(SaleState.Withdrawn), Code(SaleState.Sold)));
        if (product is not null && listed.Vendor is not "") Compare("vendor", product.Vendor, listed.Vendor);

        var prices = new List<PriceChange>();
        foreach (var price in listed.Prices.OrderBy(p => p.Interval))
        {
            var before = plan is null ? null : catalogue.Price(plan, price.Interval);
            if (before is null || !Same(before, price)) prices.Add(new(price.Interval, before, price));
        }
        fields.AddRange(prices.SelectMany(OfPrice));
        var kind = plan is null ? FindingKind.New : fields.Count > 0 ? FindingKind.Changed : FindingKind.Unchanged;
        return new() { Kind = kind, Row = listed.Row, Listed = listed, Product = product, Plan = plan, Fields = fields, Prices = prices };
    }

    private static bool Same(PricePoint before, ListedPrice after) =>
        before.Currency == after.Price.Currency && before.BaseCost == after.Price.Minor && before.Recommended == after.Recommended
        && before.SaleState == after.State && before.SupplierSku == after.Sku;

    private static IEnumerable<FieldChange> OfPrice(PriceChange change)
    {
        var (interval, before, after) = (change.Interval.Code(), change.Before, change.After);
        FieldChange? Differ(string field, string? old, string? now) => old == now ? null : new($"{field}.{interval}", old, now);
        return new[]
        {
            Differ("price", before is null ? null : new Money(before.BaseCost, before.Currency).ToString(), after?.Price.ToString()),
            Differ("recommended", before?.Recommended is { } old ? new Money(old, before.Currency).ToString() : null,
                after?.Recommended is { } now ? new Money(now, after.Price.Currency).ToString() : null),
            after is null ? null : Differ("sale", Code(before?.SaleState ?? SaleState.Sold), Code(after.State)),
            after is null ? null : Differ("sku", Null(before?.SupplierSku), Null(after.Sku)),
        }.OfType<FieldChange>();
    }

    private static string? Null(string? text) => text is "" ? null : text;

    private static string Code(SaleState state) => state switch
    {
        SaleState.Sold => "sold",
        SaleState.RenewalOnly => "renewal_only",
        SaleState.Withdrawn => "withdrawn",
    };

    /// <summary>The diff as it is shown and kept: what changes first, what cannot be used, then the rest.</summary>
    public static ImportFindings Findings(PriceListDiff diff, DateOnly effectiveFrom)
    {
        var items = new List<Finding>();
        void Rows(FindingKind kind, IEnumerable<UnusableRow> rows)
        {
            foreach (var row in rows)
                items.Add(new() { Seq = items.Count + 1, Kind = kind, Row = row.Row, Product = row.Product, Code = row.Code, Problems = row.Problems });
        }
        void Plans(FindingKind kind)
        {
            foreach (var plan in diff.Plans.Where(p => p.Kind == kind))
            {
                items.Add(new()
                {
                    Seq = items.Count + 1, Kind = kind, Row = plan.Row, Product = plan.Listed?.Product ?? plan.Product!.Name,
                    Code = plan.Listed?.Code ?? plan.Plan!.Code, Name = plan.Listed?.Name ?? plan.Plan!.Name, Changes = plan.Fields,
                });
            }
        }
        Rows(FindingKind.Unusable, diff.Unusable);
        Plans(FindingKind.Changed);
        Plans(FindingKind.Dropped);
        Plans(FindingKind.New);
        Rows(FindingKind.NotOffered, diff.Reading.NotOffered);
        Rows(FindingKind.Repeated, diff.Reading.Repeated);
        Plans(FindingKind.Unchanged);
        int Count(FindingKind kind) => diff.Plans.Count(p => p.Kind == kind);
        return new()
        {
            EffectiveFrom = effectiveFrom, Fingerprint = diff.Fingerprint, Items = items,
            Counts = new()
            {
                Rows = diff.Reading.Rows, LeftOut = diff.Reading.LeftOut, New = Count(FindingKind.New), Changed = Count(FindingKind.Changed),
                Unchanged = Count(FindingKind.Unchanged), Dropped = Count(FindingKind.Dropped), Unusable = diff.Unusable.Count,
                NotOffered = diff.Reading.NotOffered.Count, Repeated = diff.Reading.Repeated.Count,
            },
        };
    }
}
