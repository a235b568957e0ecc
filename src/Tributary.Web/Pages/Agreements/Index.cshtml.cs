using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Agreements;

/// <summary>The versions of what one agrees with one's resellers, and where the next one is published.</summary>
[Authorize(Policy = Policies.ManageSettings)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        public string? Title { get; set; }
        public string? Text { get; set; }
        public DateOnly? From { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>Under which it is published once.</summary>
    [BindProperty]
    public string? Once { get; set; }

    public IReadOnlyList<Version> Versions { get; private set; } = [];

    /// <summary>How many resellers have accepted each version.</summary>
    public IReadOnlyDictionary<Guid, int> Accepted { get; private set; } = new Dictionary<Guid, int>();

    public DateOnly Today { get; private set; }

    public IHtmlContent? Preview { get; private set; }

    /// <summary>The version that holds today.</summary>
    public Guid? InForce => Versions.FirstOrDefault(version => version.From <= Today)?.Id;

    /// <summary>A version without its text.</summary>
    public sealed record Version(Guid Id, int Number, string Title, DateOnly From);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Show(cancel);
        Once = Pages.Once.New();
        Input.From = Today;
    }

    /// <summary>The same page with the text as it will read; nothing is written.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancel)
    {
        await Show(cancel);
        Preview = SafeMarkdown.Html(Input.Text is { Length: <= PublishAgreement.Longest } text ? text : "");
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await Show(cancel);
        if (!ModelState.IsValid) return Page();
        try
        {
            var published = await desk.Do(new PublishAgreement
            {
                By = current.Viewer, Title = Input.Title ?? "", Text = Input.Text ?? "", From = Input.From,
                Reference = Pages.Once.Of(Once), Asked = Pages.Once.Asked(Input.Title, Input.Text, Input.From),
            }, cancel);
            this.Done(texts["Version {0} is published.", published.Number]);
            return LocalRedirect("/settings/agreements");
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts, nameof(Input));
            return Page();
        }
    }

    private async Task Show(CancellationToken cancel)
    {
        if (current.Account.Kind is not (AccountKind.Provider or AccountKind.Reseller)) throw Refusal.NotFound("page");
        Today = await desk.Today();
        Versions = await db.Agreements.PublishedBy(current.Viewer).OrderByDescending(a => a.Number).Take(100).Select(a => new Version(a.Id, a.Number, a.Title, a.From)).ToListAsync(cancel);
        var ids = Versions.Select(version => version.Id).ToArray();
        Accepted = await db.AgreementAcceptances.Where(a => ids.Contains(a.AgreementId)).GroupBy(a => a.AgreementId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
    }
}
