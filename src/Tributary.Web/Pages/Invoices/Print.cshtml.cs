using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Billing;
using Tributary.Data;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Invoices;

/// <summary>The document as it is printed or kept as PDF: on A4, in the name of its issuer, with nothing of the panel around it.</summary>
[Authorize(Policy = Policies.ViewMoney)]
public sealed class PrintModel(TributaryDb db, CurrentViewer current) : InvoicePage(db, current)
{
    public IReadOnlyList<AccountGroup> Groups { get; private set; } = [];

    /// <summary>The name the issuer shows itself by, and how its billing department is reached.</summary>
    public Branding? Branding { get; private set; }

    /// <summary>The number of the invoice that a credit note gives back from, or null.</summary>
    public string? Credits { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Find(cancel);
        Groups = await Grouped(cancel);
        var issuer = Invoice.IssuerId;
        Branding = await Db.Brandings.AsNoTracking().FirstOrDefaultAsync(b => b.AccountId == issuer, cancel);
        Credits = Related.FirstOrDefault(i => i.Id == Invoice.CreditsId)?.Number;
    }

    /// <summary>The ways to reach the issuer's billing department, as far as they are known.</summary>
    public IEnumerable<string> Reached => new[] { Branding?.BillingEmail is { Length: > 0 } mail ? mail : Party(Invoice.IssuerId)?.Email, Branding?.BillingPhone }.OfType<string>().Where(way => way.Length > 0);
}
