using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Usage;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A note that is put on the graph.</summary>
public sealed record WriteNoteJson
{
    /// <summary>The day it stands on.</summary>
    [Required] public DateOnly? Day { get; init; }
    /// <summary>What happened, in one line.</summary>
    [Required, MinLength(1), MaxLength(GraphNote.LongestText)] public string? Text { get; init; }
}

/// <summary>What changes of a note.</summary>
public sealed record ChangeNoteJson
{
    /// <summary>The day it stands on.</summary>
    public DateOnly? Day { get; init; }
    /// <summary>What happened.</summary>
    [MinLength(1), MaxLength(GraphNote.LongestText)] public string? Text { get; init; }
}

/// <summary>A note on the graph of active users.</summary>
public sealed record NoteJson
{
    /// <summary>Its id.</summary>
    public required Ref<GraphNote> Id { get; init; }
    /// <summary>The day it stands on.</summary>
    public required DateOnly Day { get; init; }
    /// <summary>What happened.</summary>
    public required string Text { get; init; }
}

/// <summary><c>/graph-notes</c>: what the own account's people noted on the graph of active users.</summary>
internal static class GraphNotesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var notes = api.MapGroup("/graph-notes").WithTags("usage");
        notes.MapGet("/", List).RequireAuthorization(Policies.ViewOrders).WithSummary("Notes on your graph, the latest written first");
        notes.MapPost("/", Write).RequireAuthorization(Policies.ManageOrders).WithSummary("Note something on a day");
        notes.MapPatch("/{id}", Change).RequireAuthorization(Policies.ManageOrders).WithSummary("Write a note anew");
        notes.MapDelete("/{id}", Remove).RequireAuthorization(Policies.ManageOrders).WithSummary("Take a note off");
    }

    private static async Task<ListOf<NoteJson>> List([AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var found = await paging.Latest(db.GraphNotes.AsNoTracking().Own(viewer)).ToListAsync(cancel);
        return paging.Page(found, n => new NoteJson { Id = new(n.Id), Day = n.Day, Text = n.Text });
    }

    private static async Task<Created<NoteJson>> Write(Body<WriteNoteJson> body, Asked asked, Viewer viewer, Desk desk, CancellationToken cancel)
    {
        var note = Json(await desk.Do(new WriteGraphNote { By = viewer, Day = body.Value.Day, Text = body.Value.Text, Reference = asked.Reference, Asked = asked.Hash }, cancel));
        return TypedResults.Created($"{ApiSetup.Base}/graph-notes/{note.Id}", note);
    }

    private static async Task<NoteJson> Change(Ref<GraphNote> id, Body<ChangeNoteJson> body, Asked asked, Viewer viewer, Desk desk, CancellationToken cancel) =>
        Json(await desk.Do(new WriteGraphNote { By = viewer, NoteId = id.Id, Day = body.Value.Day, Text = body.Value.Text, Reference = asked.Reference, Asked = asked.Hash }, cancel));

    private static async Task<NoContent> Remove(Ref<GraphNote> id, Asked asked, Viewer viewer, Desk desk, CancellationToken cancel)
    {
        await desk.Do(new RemoveGraphNote { By = viewer, NoteId = id.Id, Reference = asked.Reference, Asked = asked.Hash }, cancel);
        return TypedResults.NoContent();
    }

    private static NoteJson Json(GraphNoteWritten note) => new() { Id = new(note.Id), Day = note.Day, Text = note.Text };
}
