using System.Text.Json;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Provisioning;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Catalogue;

/// <summary>Makes a plan of a product, or changes one: which is a new version of it.</summary>
[Authorize(Policy = Policies.ManageCatalogue)]
public sealed class EditPlanModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts, ConnectorList connectors) : PageModel
{
    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        public string? Code { get; set; }
        public PlanKind Kind { get; set; } = PlanKind.Plan;
        [Required]
        public string? Name { get; set; }
        public string? Description { get; set; }
        [Required]
        public string? Unit { get; set; } = "unit";
        public int MinQuantity { get; set; } = 1;
        public int? MaxQuantity { get; set; }
        public int GraceDays { get; set; } = 7;
        public int PausedDays { get; set; } = 30;
        public int CancellationDays { get; set; }
        public int NoticeDays { get; set; }
        public int VendorCutoffDays { get; set; }
        public bool DowngradesAtOnce { get; set; }
        public string Connector { get; set; } = "manual";
        public string? ConnectorSettings { get; set; }
        public bool Withdrawn { get; set; }
        public long? Version { get; set; }
    }

    [BindProperty(SupportsGet = true, Name = "id")]
    public string? ProductId { get; set; }

    [BindProperty(SupportsGet = true, Name = "plan")]
    public string? PlanId { get; set; }

    [BindProperty]
    public Form Input { get; set; } = new();

    public Product Product { get; private set; } = null!;

    /// <summary>The plan that is changed, or null when one is made.</summary>
    public Plan? Plan { get; private set; }

    public async Task OnGetAsync()
    {
        await Read();
        if (Plan is not { } plan) return;
        Input = new()
        {
            Name = plan.Name, Description = plan.Description, Unit = plan.Unit, MinQuantity = plan.MinQuantity, MaxQuantity = plan.MaxQuantity, GraceDays = plan.GraceDays,
            PausedDays = plan.PausedDays, CancellationDays = plan.CancellationDays, NoticeDays = plan.NoticeDays, VendorCutoffDays = plan.VendorCutoffDays,
            DowngradesAtOnce = plan.DowngradesAtOnce, Connector = plan.Connector, ConnectorSettings = JsonSerializer.Serialize(connectors.Shown(plan.Connector, plan.ConnectorSettings)), Withdrawn = plan.WithdrawnAt is not null,
            Version = plan.Version, Kind = plan.Kind,
        };
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await Read();
        if (!ModelState.IsValid) return Page();
        var details = new PlanDetails
        {
            Name = Input.Name, Description = Input.Description ?? "", Unit = Input.Unit, MinQuantity = Input.MinQuantity, MaxQuantity = Input.MaxQuantity ?? 0,
            GraceDays = Input.GraceDays, PausedDays = Input.PausedDays, CancellationDays = Input.CancellationDays, NoticeDays = Input.NoticeDays,
            VendorCutoffDays = Input.VendorCutoffDays, DowngradesAtOnce = Input.DowngradesAtOnce, Connector = Input.Connector,
        };
        try
        {
            // What the connector is told is checked here, and its secrets are sealed; one that is left out stays as it was.
            details = details with
            {
                ConnectorSettings = connectors.Seal(Input.Connector ?? "manual", string.IsNullOrWhiteSpace(Input.ConnectorSettings) ? "{}" : Input.ConnectorSettings,
                    Plan?.Connector == Input.Connector ? Plan?.ConnectorSettings : null),
            };
            Guid id;
            if (Plan is { } plan)
                id = (await desk.Do(new EditPlan { By = current.Viewer, PlanId = plan.Id, Version = Input.Version, Details = details, Withdrawn = Input.Withdrawn })).Id;
            else
                id = (await desk.Do(new MakePlan { By = current.Viewer, ProductId = Product.Id, Code = Input.Code ?? "", Kind = Input.Kind, Details = details })).Id;
            this.Done(Plan is null ? texts["{0} is made. It is sold as soon as it has a price.", Input.Name!] : texts["{0} is saved.", Input.Name!]);
            return Redirect($"/catalogue/plans/{PublicId.Format("pln", id)}");
        }
        catch (Refusal no) when (no.Kind is not (RefusalKind.NotFound or RefusalKind.Forbidden))
        {
            ModelState.Add(no, texts, "Input");
            return Page();
        }
    }

    private async Task Read()
    {
        var viewer = current.Viewer;
        if (PlanId is not null)
        {
            if (!PublicId.TryParse(PlanId, "pln", out var planId)) throw Refusal.NotFound("plan");
            Plan = await db.Plans.MadeBy(viewer).FirstOrDefaultAsync(p => p.Id == planId) ?? throw Refusal.NotFound("plan");
            Product = await db.Products.MadeBy(viewer).FirstAsync(p => p.Id == Plan.ProductId);
            return;
        }
        if (!PublicId.TryParse(ProductId, "prd", out var id)) throw Refusal.NotFound("product");
        Product = await db.Products.MadeBy(viewer).FirstOrDefaultAsync(p => p.Id == id) ?? throw Refusal.NotFound("product");
    }
}
