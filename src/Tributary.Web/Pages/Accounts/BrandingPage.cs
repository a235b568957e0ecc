using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Media;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>
/// How a seller shows itself: name, colour, logo, departments, and the domain of its panel with its proof. The same page for one's own
/// account and for one that is looked after from above.
/// </summary>
public abstract class BrandingPage(TributaryDb db, CurrentViewer current, Desk desk, SellersBrand brands, IStringLocalizer<Texts> texts) : RecordPage(db, current)
{
    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        public string? Name { get; set; }
        public string? Colour { get; set; }
        public string? MailFrom { get; set; }
        public string? SalesEmail { get; set; }
        public string? SalesPhone { get; set; }
        public string? SalesSignature { get; set; }
        public string? SupportEmail { get; set; }
        public string? SupportPhone { get; set; }
        public string? SupportSignature { get; set; }
        public string? BillingEmail { get; set; }
        public string? BillingPhone { get; set; }
        public string? BillingSignature { get; set; }

        /// <summary>The domain of its panel, in a form of its own.</summary>
        public string? Domain { get; set; }

        /// <summary>The logo, in a form of its own.</summary>
        public IFormFile? File { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    [BindProperty]
    public long? Version { get; set; }

    public BrandSeen Seen { get; private set; } = null!;

    /// <summary>The address of this page.</summary>
    public abstract string At { get; }

    /// <summary>Only a reseller's panel has a domain; the provider's hosts are the installation's settings.</summary>
    public bool HasDomain => Account.Kind == AccountKind.Reseller;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await LoadSeller(cancel);
        var brand = Seen.Brand;
        Input = new()
        {
            Name = brand.Name, Colour = brand.Colour, MailFrom = brand.MailFrom, SalesEmail = brand.SalesEmail, SalesPhone = brand.SalesPhone, SalesSignature = brand.SalesSignature,
            SupportEmail = brand.SupportEmail, SupportPhone = brand.SupportPhone, SupportSignature = brand.SupportSignature,
            BillingEmail = brand.BillingEmail, BillingPhone = brand.BillingPhone, BillingSignature = brand.BillingSignature,
        };
        FillDomain();
        Version = Account.Version;
    }

    public Task<IActionResult> OnPostAsync(CancellationToken cancel) => Change(cancel, async () =>
    {
        await desk.Do(Deed(new()
        {
            Name = Input.Name ?? "", Colour = Input.Colour ?? "", MailFrom = Input.MailFrom ?? "", SalesEmail = Input.SalesEmail ?? "", SalesPhone = Input.SalesPhone ?? "",
            SalesSignature = Input.SalesSignature ?? "", SupportEmail = Input.SupportEmail ?? "", SupportPhone = Input.SupportPhone ?? "", SupportSignature = Input.SupportSignature ?? "",
            BillingEmail = Input.BillingEmail ?? "", BillingPhone = Input.BillingPhone ?? "", BillingSignature = Input.BillingSignature ?? "",
        }), cancel);
        this.Done(texts["The branding is saved."]);
    });

    public Task<IActionResult> OnPostLogoAsync(CancellationToken cancel) => Change(cancel, async () =>
    {
        var logo = await Picture.Logo(await Input.File.Bytes(Picture.MostOfLogo, cancel), desk.Now, cancel);
        await desk.Do(Deed(new(), logo), cancel);
        this.Done(texts["The logo is saved."]);
    });

    public Task<IActionResult> OnPostDropLogoAsync(CancellationToken cancel) => Change(cancel, async () =>
    {
        await desk.Do(Deed(new(), drops: true), cancel);
        this.Done(texts["The logo is removed."]);
    });

    public Task<IActionResult> OnPostDomainAsync(CancellationToken cancel) => Change(cancel, async () =>
    {
        if (!HasDomain) throw Refusal.NotFound("domain");
        await brands.NeedOther(Input.Domain);
        await desk.Do(new EditAccount { By = Viewer, InBranch = Account.BranchId, AccountId = Account.Id, Details = new() { Domain = Input.Domain ?? "" } }, cancel);
        this.Done(string.IsNullOrWhiteSpace(Input.Domain) ? texts["The domain is given up."] : texts["The domain is saved. Set its record next."]);
    });

    public Task<IActionResult> OnPostCheckAsync(CancellationToken cancel) => Change(cancel, async () =>
    {
        var look = await brands.Check(Viewer, Account, cancel);
        if (look.Proven) this.Done(texts["{0} is proven. The panel is there now.", DomainName.Shown(look.Host)]);
        else this.Warn(texts[Words.Finding(look.Finding)]);
    });

    /// <summary>Finds the account, and how it shows itself.</summary>
    /// <exception cref="Refusal">404: it is not there, not this viewer's, or does not sell.</exception>
    protected virtual async Task LoadSeller(CancellationToken cancel)
    {
        if (Account.Kind is not (AccountKind.Provider or AccountKind.Reseller)) throw Refusal.NotFound("account");
        Seen = await brands.Read(Account, cancel);
    }

    private SetBranding Deed(BrandDetails details, Upload? logo = null, bool drops = false) => new()
    {
        By = Viewer, InBranch = Account.BranchId, AccountId = Account.Id, Version = Version, Details = details, Logo = logo, DropsLogo = drops,
    };

    private void FillDomain() => Input.Domain ??= Seen.Wanted is { } wanted ? DomainName.Shown(wanted.Host) : null;

    private async Task<IActionResult> Change(CancellationToken cancel, Func<Task> change)
    {
        await LoadSeller(cancel);
        try
        {
            await change();
            return LocalRedirect(At);
        }
        catch (Refusal no) when (no.Kind is not (RefusalKind.NotFound or RefusalKind.Forbidden))
        {
            // What the other forms of the page hold is shown as it stands.
            var (typed, version) = (Input, Version);
            await OnGetAsync(cancel);
            foreach (var field in typeof(Form).GetProperties().Where(field => Request.HasFormContentType && Request.Form.ContainsKey($"{nameof(Input)}.{field.Name}")))
                field.SetValue(Input, field.GetValue(typed));
            Version = version ?? Version;
            ModelState.Add(no, texts, nameof(Input));
            return Page();
        }
    }
}
