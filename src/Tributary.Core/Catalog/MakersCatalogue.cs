using System.Security.Cryptography;

namespace Tributary.Catalog;

/// <summary>What one maker sells on a day: its products and plans, and of each plan and interval the price point that counts.</summary>
public sealed class MakersCatalogue
{
    private readonly Dictionary<string, Product> products = new(StringComparer.Ordinal);
    private readonly Dictionary<(Guid, string), Plan> plans = [];
    private readonly Dictionary<(Guid, Interval), PricePoint> prices = [];
    private readonly Dictionary<Guid, Product> productOf = [];

    /// <summary>Takes the maker's rows, all of them.</summary>
    /// <param name="day">The day whose price points count.</param>
    public MakersCatalogue(IEnumerable<Product> products, IEnumerable<Plan> plans, IEnumerable<PricePoint> prices, DateOnly day)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[24];
        foreach (var product in products.OrderBy(p => p.Id))
        {
            this.products[product.Code] = product;
            productOf[product.Id] = product;
            Append(hash, bytes, product.Id, product.Version);
        }
        foreach (var plan in plans.OrderBy(p => p.Id))
        {
            this.plans[(plan.ProductId, plan.Code)] = plan;
            Append(hash, bytes, plan.Id, plan.Version);
        }
        foreach (var point in prices.OrderBy(p => p.Id))
        {
            Append(hash, bytes, point.Id, point.Version);
            if (point.EffectiveFrom > day) continue;
            var key = (point.PlanId, point.Interval);
            if (!this.prices.TryGetValue(key, out var before)
                || (point.EffectiveFrom, point.CreatedAt, point.Id).CompareTo((before.EffectiveFrom, before.CreatedAt, before.Id)) > 0) this.prices[key] = point;
        }
        Fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Changes with every change of the maker's products, plans and price points.</summary>
    public string Fingerprint { get; }

    /// <summary>All plans.</summary>
    public IEnumerable<Plan> Plans => plans.Values;

    /// <summary>The product of a code, or null.</summary>
    public Product? Product(string code) => products.GetValueOrDefault(code);

    /// <summary>The product of a plan.</summary>
    public Product ProductOf(Plan plan) => productOf[plan.ProductId];

    /// <summary>The plan of a code in a product, or null.</summary>
    public Plan? Plan(Product? product, string code) => product is null ? null : plans.GetValueOrDefault((product.Id, code));

    /// <summary>The price point of a plan and interval that counts, or null.</summary>
    public PricePoint? Price(Plan plan, Interval interval) => prices.GetValueOrDefault((plan.Id, interval));

    /// <summary>The price points of a plan that count.</summary>
    public IEnumerable<PricePoint> Prices(Plan plan) => Intervals.All.Select(i => Price(plan, i)).OfType<PricePoint>();

    private static void Append(IncrementalHash hash, Span<byte> bytes, Guid id, long version)
    {
        id.TryWriteBytes(bytes);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], version);
        hash.AppendData(bytes);
    }
}
