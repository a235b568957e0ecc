using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>
/// A list as somebody wants to see it again: its filters and order as they stand in the address, and its columns. It is of one
/// person in one account; shared, the account's other people read it too. One that a key keeps is shared.
/// </summary>
public sealed class SavedView : TenantEntity
{
    /// <summary>The most that one person keeps of a list.</summary>
    public const int Most = 50;

    /// <summary>The list's name.</summary>
    public required string List { get; init; }
    /// <summary>Whose it is, or null for a key of the account.</summary>
    public Guid? UserId { get; init; }
    /// <summary>That person's name when it was kept.</summary>
    public required string KeptBy { get; init; }
    /// <summary>When it was kept first (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>What it is called.</summary>
    public string Name { get; internal set; } = "";
    /// <summary>Filters and order as a query without its question mark.</summary>
    public string Query { get; internal set; } = "";
    /// <summary>The columns' names, separated by blanks; null for those that the reader sees anyway.</summary>
    public string? Columns { get; internal set; }
    /// <summary>Since when the account's other people read it (UTC), or null.</summary>
    public DateTime? SharedAt { get; internal set; }
    /// <summary>Since when the list opens with it for its person (UTC), or null.</summary>
    public DateTime? DefaultAt { get; internal set; }
    /// <summary>When it was taken away (UTC), or null.</summary>
    public DateTime? DroppedAt { get; internal set; }
}

/// <summary>A view that was kept.</summary>
public sealed record SavedViewAnswer(Guid ViewId, string Name);

/// <summary>Keeps a view of a list, a new one or one of the asker's own anew.</summary>
public sealed class KeepView : Deed<SavedViewAnswer>
{
    /// <summary>The view that is changed, or null for a new one.</summary>
    public Guid? ViewId { get; init; }
    /// <summary>The list's name.</summary>
    public required string List { get; init; }
    /// <summary>What it is called, at most 60 characters.</summary>
    public required string Name { get; init; }
    /// <summary>Filters and order as a query without its question mark; null leaves those of <see cref="ViewId"/>.</summary>
    public string? Query { get; init; }
    /// <summary>The columns' names, separated by blanks, or null.</summary>
    public string? Columns { get; init; }
    /// <summary>True for all people of the account.</summary>
    public bool Shared { get; init; }
    /// <summary>True to open the list with it.</summary>
    public bool Default { get; init; }

    /// <inheritdoc/>
    public override int BranchId => By.BranchId;

    /// <inheritdoc/>
    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => SavedViews.Load(sheet, deeds);

    /// <inheritdoc/>
    public override SavedViewAnswer Decide(Sheet sheet)
    {
        SavedViews.NeedOwn(By);
        var name = Name.Trim();
        if (name.Length is 0 or > 60) throw Refusal.Field("name", "view.name", "A name of at most {0} characters.", 60);
        if (Query?.Length > 2000) throw Refusal.Field("query", "view.query", "These filters are too long to be kept.");
        var own = SavedViews.Standing(sheet, By).Where(v => v.List == List && SavedViews.IsOf(v, By)).ToList();
        if (own.Exists(v => v.Id != ViewId && string.Equals(v.Name, name, StringComparison.OrdinalIgnoreCase)))
            throw Refusal.Field("name", "view.name_taken", "You have a view of this name already.");

        var view = ViewId is { } id ? SavedViews.Find(sheet, By, id) : null;
        if (view is null)
        {
            if (own.Count >= SavedView.Most) throw Refusal.Conflict("view.too_many", "You have {0} views of this list. Take one away first.", SavedView.Most);
            var account = sheet.Get<Account>(By.AccountId);
            view = sheet.Add(new SavedView
            {
                BranchId = account.BranchId, Id = sheet.NewId(), AccountId = account.Id, Path = account.Path, List = List, UserId = By.UserId, KeptBy = By.Name, CreatedAt = sheet.Now,
            });
        }
        sheet.Change(view);
        (view.Name, view.Query, view.Columns) = (name, Query ?? view.Query, Query is null ? view.Columns : Columns);
        view.SharedAt = Shared || By.UserId is null ? view.SharedAt ?? sheet.Now : null;
        if (SavedViews.IsOf(view, By)) Open(sheet, view, own);
        sheet.Trail(By, view.BranchId, view.AccountId, view.Path, "view.kept", PublicId.Format("viw", view.Id), view.Name);
        return new(view.Id, view.Name);
    }

    // One view opens a person's list; another's place goes over to it.
    private void Open(Sheet sheet, SavedView view, IEnumerable<SavedView> own)
    {
        var opens = Default && By.UserId is not null;
        if (opens) foreach (var other in own.Where(v => v.Id != view.Id && v.DefaultAt is not null)) sheet.Change(other).DefaultAt = null;
        view.DefaultAt = opens ? view.DefaultAt ?? sheet.Now : null;
    }
}

/// <summary>Takes a view away: one's own, or a shared one for who sets up the account.</summary>
public sealed class DropView : Deed<SavedViewAnswer>
{
    /// <summary>The view.</summary>
    public required Guid ViewId { get; init; }

    /// <inheritdoc/>
    public override int BranchId => By.BranchId;

    /// <inheritdoc/>
    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => SavedViews.Load(sheet, deeds);

    /// <inheritdoc/>
    public override SavedViewAnswer Decide(Sheet sheet)
    {
        SavedViews.NeedOwn(By);
        var view = sheet.Change(SavedViews.Find(sheet, By, ViewId));
        view.DroppedAt = sheet.Now;
        sheet.Trail(By, view.BranchId, view.AccountId, view.Path, "view.dropped", PublicId.Format("viw", view.Id), view.Name);
        return new(view.Id, view.Name);
    }
}

/// <summary>Which views there are for whom, and what their deeds have in common.</summary>
public static class SavedViews
{
    /// <summary>The views of a list that the viewer reads: their own, and what others of the account share.</summary>
    public static IQueryable<SavedView> ReadBy(this IQueryable<SavedView> views, Viewer viewer)
    {
        var (branch, account, person) = (viewer.BranchId, viewer.AccountId, viewer.Guest is null ? viewer.UserId : null);
        return views.Where(v => v.BranchId == branch && v.AccountId == account && v.DroppedAt == null && (v.SharedAt != null || person != null && v.UserId == person));
    }

    /// <summary>True when it is the viewer's own.</summary>
    public static bool IsOf(SavedView view, Viewer by) => view.AccountId == by.AccountId && view.UserId == by.UserId;

    /// <summary>True when the viewer may change it or take it away.</summary>
    public static bool MayEdit(SavedView view, Viewer by) => by.Guest is null && (IsOf(view, by) || view.AccountId == by.AccountId && view.SharedAt is not null && by.May(Right.ManageSettings));

    internal static async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var accounts = deeds.Select(deed => deed.By.AccountId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => accounts.Contains(a.Id)));
        var ids = await sheet.Db.SavedViews.Where(v => accounts.Contains(v.AccountId) && v.DroppedAt == null).Select(v => v.Id).ToListAsync();
        await sheet.Lock<SavedView>(ids);
    }

    internal static IEnumerable<SavedView> Standing(Sheet sheet, Viewer by) => sheet.All<SavedView>().Where(v => v.AccountId == by.AccountId && v.DroppedAt is null);

    internal static SavedView Find(Sheet sheet, Viewer by, Guid id) =>
        sheet.Find<SavedView>(id) is { DroppedAt: null } view && MayEdit(view, by) ? view : throw Refusal.NotFound("view");

    internal static void NeedOwn(Viewer by)
    {
        if (by.Guest is not null) throw Refusal.Forbidden("view.own_people", "Views are kept by the account's own people.");
    }
}
