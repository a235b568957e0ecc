using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports.Today;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Today;

/// <summary>Everything that needs a decision from who reads it, in one ranked list; done, or put off, from there.</summary>
[Authorize(Policy = Policies.SignedIn)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>The code of the one kind that is shown, or nothing for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    public Viewer Viewer => current.Viewer;

    /// <summary>The moment of the page (UTC).</summary>
    public DateTime Now { get; } = desk.Now;

    /// <summary>Everything there is; the tiles count it also while one kind is shown.</summary>
    public DecisionList List { get; private set; } = null!;

    public DecisionKind? Only => DecisionCodes.TryRead(Kind, out var kind) ? kind : null;

    public IReadOnlyList<DecisionCount> Counts => List.Counts;

    public IReadOnlyList<Decision> Rows => [.. List.Decisions.Where(d => Only is null || d.Kind == Only).Take(DecisionsAsked.Usual * 2)];

    /// <summary>True when not all of what is shown was looked at.</summary>
    public bool More => Counts.Any(c => (Only is null || c.Kind == Only) && c.More) || List.Decisions.Count(d => Only is null || d.Kind == Only) > Rows.Count;

    public IReadOnlyList<Decision> Off => [.. List.Postponed.Where(d => Only is null || d.Kind == Only)];

    /// <summary>Where one comes back to.</summary>
    public string Here => Only is { } only ? $"/today?kind={only.Code()}" : "/today";

    public async Task OnGetAsync(CancellationToken cancel) =>
        List = await DecisionList.Of(db, Viewer, current.Account, Now, await desk.Today(), cancel: cancel);

    /// <summary>Puts one off: until tomorrow, for a week, or until a day.</summary>
    public async Task<IActionResult> OnPostPostponeAsync(string? decision, string? until, string? on, string? back, CancellationToken cancel)
    {
        var today = await desk.Today();
        var found = await DecisionList.One(db, Viewer, current.Account, Now, today, decision, cancel);
        DateOnly? day = until switch
        {
            "tomorrow" => today.AddDays(1),
            "week" => today.AddDays(7),
            _ => DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var named) ? named : null,
        };
        try
        {
            if (day is null) throw Refusal.Field("until", "decision.until", "Choose a day after today, at most 90 days ahead.");
            await desk.Do(new PostponeDecision { By = Viewer, Decision = found, Until = day }, cancel);
            this.Done(texts["Put off until {0}.", Culture.Of(HttpContext).Day(day.Value)]);
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            this.Fail(texts.Say(no));
        }
        return LocalRedirect(Url.IsLocalUrl(back) ? back! : "/today");
    }

    /// <summary>Brings one back that was put off.</summary>
    public async Task<IActionResult> OnPostTakeUpAsync(string? decision, string? back, CancellationToken cancel)
    {
        var found = await DecisionList.One(db, Viewer, current.Account, Now, await desk.Today(), decision, cancel);
        try
        {
            await desk.Do(new PostponeDecision { By = Viewer, Decision = found }, cancel);
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            this.Fail(texts.Say(no));
        }
        return LocalRedirect(Url.IsLocalUrl(back) ? back! : "/today");
    }
}
