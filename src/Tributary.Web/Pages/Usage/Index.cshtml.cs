using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Usage;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Usage;

/// <summary>How many end users were active, by day or by month, in a range one chooses; beside it the period before, and what happened meanwhile.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>A note as it is typed.</summary>
    public sealed class Form
    {
        public DateOnly? Day { get; set; }

        public string? Text { get; set; }
    }

    /// <summary><c>7d</c>, <c>30d</c>, <c>6m</c> or <c>own</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Range { get; set; }

    /// <summary>The first day of a range of one's own.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    /// <summary>The last day of a range of one's own.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    /// <summary><c>day</c> or <c>month</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Step { get; set; }

    /// <summary>True when the period before is drawn too.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Before { get; set; }

    [BindProperty]
    public Form Input { get; set; } = new();

    public ActiveUsersGraph Graph { get; private set; } = null!;

    /// <summary>The figures of the last day.</summary>
    public ActiveDay Now => Graph.Days[^1];

    public long Came => Graph.Days.Sum(d => d.Came);

    public long Returned => Graph.Days.Sum(d => d.Returned);

    public long Lost => Graph.Days.Sum(d => d.Lost);

    /// <summary>The notes in the range, the latest first.</summary>
    public IReadOnlyList<GraphNote> Notes => [.. Graph.Marks.Select(mark => mark.Note).OfType<GraphNote>().Reverse()];

    public bool MayUpload => current.Viewer.May(Right.RecordUsage);

    public bool MayNote => current.Viewer.May(Right.ManageOrders);

    public Chart Changes => new(
        [.. Graph.Days.Select(d => d.Day)],
        [
            new(texts["New"], [.. Graph.Days.Select(d => (decimal?)d.Came)]), new(texts["Returning"], [.. Graph.Days.Select(d => (decimal?)d.Returned)]),
            new(texts["Lost"], [.. Graph.Days.Select(d => (decimal?)d.Lost)]),
        ]);

    /// <summary>The days of the range as a file.</summary>
    public async Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancel)
    {
        await Load(cancel);
        var activated = Graph.Monthly ? null : Graph.Chart.Bars!.Values;
        var happened = Graph.Marks.ToLookup(mark => mark.Day, mark => ActiveUsersGraph.Told(mark, texts));
        Column<ActiveDay>[] columns =
        [
            Column<ActiveDay>.Day("day", texts["Day"], d => d.Day), Column<ActiveDay>.Number("users", texts["On the day"], d => d.Users),
            Column<ActiveDay>.Number("users7", texts["In 7 days"], d => d.Users7), Column<ActiveDay>.Number("users30", texts["In 30 days"], d => d.Users30),
            Column<ActiveDay>.Number("new", texts["New"], d => d.Came), Column<ActiveDay>.Number("returning", texts["Returning"], d => d.Returned),
            Column<ActiveDay>.Number("lost", texts["Lost"], d => d.Lost), Column<ActiveDay>.Number("events", texts["Events"], d => d.Events),
            .. activated is null ? [] : new[] { Column<ActiveDay>.Number("activations", texts["Activations"], d => activated[d.Day.DayNumber - Graph.First.DayNumber]) },
            Column<ActiveDay>.Text("happened", texts["What happened"], d => string.Join("; ", happened[d.Day])),
        ];
        return await this.Export(format, "active-users", columns, Graph.Days.ToAsyncEnumerable(), cancel);
    }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Load(cancel);
        Input.Day ??= await desk.Today();
    }

    /// <summary>Notes something on a day.</summary>
    public async Task<IActionResult> OnPostNoteAsync(CancellationToken cancel)
    {
        if (!MayNote) return Forbid();
        try
        {
            var written = await desk.Do(new WriteGraphNote { By = current.Viewer, Day = Input.Day, Text = Input.Text }, cancel);
            this.Done(texts["It stands on the graph of {0}.", Culture.Of(HttpContext).Day(written.Day)]);
            return LocalRedirect("/usage");
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts, nameof(Input));
            await Load(cancel);
            return Page();
        }
    }

    private async Task Load(CancellationToken cancel)
    {
        // The figures count what lies below too, and that is told to who looks so far.
        if (current.Viewer.Reach != Reach.AllBelow && current.Account.HasBelow)
            throw Refusal.Forbidden("reach.missing", "These figures count accounts that you do not look after.");
        Graph = await ActiveUsersGraph.Of(db, current.Viewer, current.Account, "/usage", new(Range, From, To, Step == "month", Before), await desk.Today(), texts, cancel);
        if (Graph.WrongRange) ModelState.AddModelError(nameof(To), texts["Choose a last day that is not before the first, and at most a year and a half after it."]);
    }
}
