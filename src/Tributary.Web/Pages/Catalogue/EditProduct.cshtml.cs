using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Catalogue;

/// <summary>Makes a product, or changes one.</summary>
[Authorize(Policy = Policies.ManageCatalogue)]
public sealed class EditProductModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        public string? Code { get; set; }

        [Required]
        public string? Name { get; set; }

        public string? Vendor { get; set; }

        public string? Description { get; set; }

        public string? LaunchAddress { get; set; }

        public bool Withdrawn { get; set; }

        public long? Version { get; set; }
    }

    [BindProperty(SupportsGet = true, Name = "id")]
    public string? ProductId { get; set; }

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>The product that is changed, or null when one is made.</summary>
    public Product? Product { get; private set; }

    public async Task OnGetAsync()
    {
        await Read();
        if (Product is { } product)
            Input = new() { Name = product.Name, Vendor = product.Vendor, Description = product.Description, LaunchAddress = product.LaunchAddress, Withdrawn = product.WithdrawnAt is not null, Version = product.Version };
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await Read();
        if (!ModelState.IsValid) return Page();
        try
        {
            if (Product is { } product)
            {
                await desk.Do(new EditProduct
                {
                    By = current.Viewer, ProductId = product.Id, Version = Input.Version, Name = Input.Name, Vendor = Input.Vendor ?? "", Description = Input.Description ?? "",
                    LaunchAddress = Input.LaunchAddress ?? "", Withdrawn = Input.Withdrawn,
                });
                this.Done(texts["{0} is saved.", Input.Name!]);
                return Redirect($"/catalogue/{ProductId}");
            }
            var made = await desk.Do(new MakeProduct
            {
                By = current.Viewer, Code = Input.Code ?? "", Name = Input.Name!, Vendor = Input.Vendor ?? "", Description = Input.Description ?? "",
                LaunchAddress = Input.LaunchAddress ?? "",
            });
            this.Done(texts["{0} is made. It is sold as soon as it has a plan with a price.", Input.Name!]);
            return Redirect($"/catalogue/{PublicId.Format("prd", made.Id)}");
        }
        catch (Refusal no) when (no.Kind is not (RefusalKind.NotFound or RefusalKind.Forbidden))
        {
            ModelState.Add(no, texts, "Input");
            return Page();
        }
    }

    private async Task Read()
    {
        if (ProductId is null) return;
        if (!PublicId.TryParse(ProductId, "prd", out var id)) throw Refusal.NotFound("product");
        Product = await db.Products.MadeBy(current.Viewer).FirstOrDefaultAsync(p => p.Id == id) ?? throw Refusal.NotFound("product");
    }
}
