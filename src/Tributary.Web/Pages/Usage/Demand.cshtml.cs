using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Usage;

/// <summary>What is in demand: all products by activations, growth and churn.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class DemandModel(TributaryDb db, CurrentViewer current, Desk desk) : ListPage<Demand>
{
    /// <summary>How many days: 30, 90 or 365.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Days { get; set; }

    /// <summary>By what: <c>activated</c> unless said; with a minus the other way round.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    public int Length => Days is { } days && Demand.Lengths.Contains(days) ? days : Demand.Lengths[0];

    protected override string ListName => "demand";

    protected override IReadOnlyList<Column<Demand>> Columns =>
    [
        Column<Demand>.Text("product", T["Product"], row => row.Name) with { Fixed = true },
        Column<Demand>.Number("activated", T["Activated"], row => row.Activated),
        Column<Demand>.Number("before", T["In the days before"], row => row.ActivatedBefore) with { OnPhones = false },
        Column<Demand>.Number("growth", T["Growth"], row => row.Growth),
        Column<Demand>.Number("ended", T["Ended"], row => row.Ended) with { OnPhones = false },
        Column<Demand>.Number("churn", T["Churn"], row => row.Churn) with { OnPhones = false },
        Column<Demand>.Number("active", T["Active now"], row => row.Active) with { OnPhones = false },
    ];

    /// <summary>The address with another length.</summary>
    public string With(int days) => "/demand" + QueryString.Create(new Dictionary<string, string?> { ["days"] = $"{days}", ["sort"] = Sort }.Where(part => part.Value is not null));

    protected override async Task<ListPart<Demand>> Part(string? after, CancellationToken cancel)
    {
        // The figures count what lies below too, and that is told to who looks so far.
        if (current.Viewer.Reach != Reach.AllBelow && current.Account.HasBelow)
            throw Refusal.Forbidden("reach.missing", "These figures count accounts that you do not look after.");
        IEnumerable<Demand> rows = await Demand.Of(db, current.Account, await desk.Today(), Length, cancel);
        rows = Sort switch
        {
            "name" => rows.OrderBy(d => d.Name, StringComparer.CurrentCultureIgnoreCase),
            "-name" => rows.OrderByDescending(d => d.Name, StringComparer.CurrentCultureIgnoreCase),
            "activated" => rows.OrderBy(d => d.Activated),
            "growth" => rows.OrderBy(d => d.Growth ?? decimal.MinValue),
            "-growth" => rows.OrderByDescending(d => d.Growth ?? decimal.MinValue),
            "churn" => rows.OrderBy(d => d.Churn ?? -1),
            "-churn" => rows.OrderByDescending(d => d.Churn ?? -1),
            "active" => rows.OrderBy(d => d.Active),
            "-active" => rows.OrderByDescending(d => d.Active),
            _ => rows,
        };
        // There are as many rows as products: they are read at once, and shown part by part.
        if (PublicId.TryParse(after, "prd", out var last)) rows = rows.SkipWhile(d => d.ProductId != last).Skip(1);
        return ListPart.Of([.. rows.Take(ListPart.Most + 1)], d => PublicId.Format("prd", d.ProductId));
    }
}
