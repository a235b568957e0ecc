using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Usage;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Usage;

/// <summary>A note of one's own account on its graph: written anew, or taken off.</summary>
[Authorize(Policy = Policies.ManageOrders)]
public sealed class NoteModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty]
    public IndexModel.Form Input { get; set; } = new();

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var note = await Find(cancel);
        (Input.Day, Input.Text) = (note.Day, note.Text);
    }

    public Task<IActionResult> OnPostAsync(CancellationToken cancel) => Change(
        note => new WriteGraphNote { By = current.Viewer, NoteId = note.Id, Day = Input.Day ?? note.Day, Text = Input.Text ?? "" }, texts["The note is saved."], cancel);

    public Task<IActionResult> OnPostRemoveAsync(CancellationToken cancel) => Change(
        note => new RemoveGraphNote { By = current.Viewer, NoteId = note.Id }, texts["The note is taken off the graph."], cancel);

    private async Task<IActionResult> Change(Func<GraphNote, Deed<GraphNoteWritten>> deed, string said, CancellationToken cancel)
    {
        var note = await Find(cancel);
        try
        {
            await desk.Do(deed(note), cancel);
            this.Done(said);
            return LocalRedirect("/usage");
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts, nameof(Input));
            return Page();
        }
    }

    private async Task<GraphNote> Find(CancellationToken cancel) =>
        PublicId.TryParse(Id, "gnt", out var id) && await db.GraphNotes.AsNoTracking().Own(current.Viewer).FirstOrDefaultAsync(n => n.Id == id, cancel) is { } note
            ? note : throw Refusal.NotFound("note");
}
