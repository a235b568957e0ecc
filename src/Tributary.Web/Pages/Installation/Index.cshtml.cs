using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Mail;
using Tributary.Web.Security;
using Tributary.Web.Workers;

namespace Tributary.Web.Pages.Installation;

/// <summary>How the installation runs, for the provider's people who may change its settings; to everybody else there is no such page.</summary>
[Authorize(Policy = Policies.ManageSettings)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Pulse pulse, ErrorTally errors, MailServer mail, IEnumerable<IHostedService> workers,
    TimeProvider clock, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>Every part, well or not.</summary>
    public IReadOnlyList<Part> Parts { get; private set; } = [];

    /// <summary>Those that want something done.</summary>
    public IReadOnlyList<Part> Unwell => [.. Parts.Where(part => part.State != Wellness.Well)];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!current.Viewer.IsProvider) return NotFound();
        var renewed = workers.OfType<RenewalWorker>().FirstOrDefault()?.LastAt;
        var examined = new Examination(await Condition.Read(db, clock, cancel), db.IsPostgres, pulse, errors, renewed, mail.CanBeSent, clock.GetUtcNow().UtcDateTime);
        Parts = examined.Parts(texts, Culture.Of(HttpContext));
        return Page();
    }
}
