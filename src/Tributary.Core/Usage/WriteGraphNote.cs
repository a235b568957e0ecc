using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Usage;

/// <summary>Notes something on a day of the own graph, or writes a note anew.</summary>
public sealed class WriteGraphNote : Deed<GraphNoteWritten>
{
    /// <summary>The note that is written anew; null for a new one.</summary>
    public Guid? NoteId { get; init; }
    /// <summary>The day it stands on; null leaves it where it is.</summary>
    public DateOnly? Day { get; init; }
    /// <summary>What happened; null leaves it as it is.</summary>
    public string? Text { get; init; }

    /// <inheritdoc/>
    public override int BranchId => By.BranchId;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => await GraphNoteDeeds.Load(sheet, deeds, deeds.Cast<WriteGraphNote>().Select(d => d.NoteId).OfType<Guid>());

    /// <inheritdoc/>
    public override GraphNoteWritten Decide(Sheet sheet)
    {
        By.Need(Right.ViewOrders | GraphNoteDeeds.Writes);
        var account = sheet.Get<Account>(By.AccountId);
        var note = NoteId is { } id ? GraphNoteDeeds.Own(sheet, By, id) : null;
        var (day, text) = (Day ?? note?.Day, (Text ?? note?.Text ?? "").Trim());
        var form = new Form();
        form.Must(day is not null, "day", "This is needed.");
        form.Must(day is null || Math.Abs(day.Value.DayNumber - sheet.Today.DayNumber) <= ActiveUsers.MostDays, "day", "Choose a day within three years of today.");
        form.Must(text.Length > 0, "text", "This is needed.");
        form.Must(text.Length <= GraphNote.LongestText && !text.Any(char.IsControl), "text", "One line of at most 80 characters.");
        form.Check("graph_note.invalid");

        if (note is null)
        {
            note = sheet.Add(new GraphNote
            {
                BranchId = account.BranchId, Id = sheet.NewId(), AccountId = account.Id, Path = account.Path, Day = day!.Value, Text = text,
                CreatedAt = sheet.Now, CreatedBy = By.Name,
            });
        }
        else
        {
            sheet.Change(note);
            (note.Day, note.Text) = (day!.Value, text);
        }
        // The trail is read above too, and what was noted is not.
        sheet.Trail(By, account, NoteId is null ? "graph_note.written" : "graph_note.changed", PublicId.Format("gnt", note.Id));
        return new(note.Id, note.Day, note.Text);
    }
}

/// <summary>Takes a note off the own graph.</summary>
public sealed class RemoveGraphNote : Deed<GraphNoteWritten>
{
    /// <summary>The note.</summary>
    public required Guid NoteId { get; init; }

    /// <inheritdoc/>
    public override int BranchId => By.BranchId;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => await GraphNoteDeeds.Load(sheet, deeds, deeds.Cast<RemoveGraphNote>().Select(d => d.NoteId));

    /// <inheritdoc/>
    public override GraphNoteWritten Decide(Sheet sheet)
    {
        By.Need(Right.ViewOrders | GraphNoteDeeds.Writes);
        var note = GraphNoteDeeds.Own(sheet, By, NoteId);
        sheet.Change(note).RemovedAt = sheet.Now;
        sheet.Trail(By, sheet.Get<Account>(By.AccountId), "graph_note.removed", PublicId.Format("gnt", note.Id));
        return new(note.Id, note.Day, note.Text);
    }
}

/// <summary>The note that was written or taken away.</summary>
public sealed record GraphNoteWritten(Guid Id, DateOnly Day, string Text);

/// <summary>What the deeds of notes have in common.</summary>
internal static class GraphNoteDeeds
{
    /// <summary>Whoever may do business in the account may note what they did.</summary>
    public const Right Writes = Right.ManageOrders;

    public static async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds, IEnumerable<Guid> notes)
    {
        var accounts = deeds.Select(d => d.By.AccountId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => accounts.Contains(a.Id)));
        await sheet.Lock<GraphNote>(notes);
    }

    /// <summary>A note of the asker's own account that still stands.</summary>
    public static GraphNote Own(Sheet sheet, Viewer by, Guid id) =>
        sheet.Find<GraphNote>(id) is { RemovedAt: null } note && note.AccountId == by.AccountId ? note : throw Refusal.NotFound("note");
}
