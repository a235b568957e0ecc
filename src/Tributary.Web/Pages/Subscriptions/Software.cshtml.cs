using Microsoft.AspNetCore.Authorization;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>A product and how many subscriptions of it are active.</summary>
public sealed record SoftwareRow(Guid ProductId, string Name, long Active);

/// <summary>What runs, by product: the list behind the number of active software. Each product opens its subscriptions.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class SoftwareModel(TributaryDb db, CurrentViewer current) : ListPage<SoftwareRow>
{
    /// <summary>Over all products.</summary>
    public long Total { get; private set; }

    protected override string ListName => "software";

    protected override IReadOnlyList<Column<SoftwareRow>> Columns =>
    [
        Column<SoftwareRow>.Text("product", T["Product"], row => row.Name) with { Fixed = true },
        Column<SoftwareRow>.Number("active", T["Active now"], row => row.Active) with { Fixed = true },
    ];

    protected override async Task<ListPart<SoftwareRow>> Part(string? after, CancellationToken cancel)
    {
        // The figures count what lies below too, and that is told to who looks so far.
        if (current.Viewer.Reach != Reach.AllBelow && current.Account.HasBelow)
            throw Refusal.Forbidden("reach.missing", "These figures count accounts that you do not look after.");
        var running = await Demand.Running(db, current.Account, cancel);
        Total = running.Values.Sum();
        var names = await Demand.Names(db, [.. running.Keys], cancel);
        // There are as many rows as products: they are read at once, and shown part by part.
        IEnumerable<SoftwareRow> rows = running.Select(r => new SoftwareRow(r.Key, names.GetValueOrDefault(r.Key, ""), r.Value))
            .OrderByDescending(r => r.Active).ThenBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.ProductId);
        if (PublicId.TryParse(after, "prd", out var last)) rows = rows.SkipWhile(r => r.ProductId != last).Skip(1);
        return ListPart.Of([.. rows.Take(ListPart.Most + 1)], r => PublicId.Format("prd", r.ProductId));
    }
}
