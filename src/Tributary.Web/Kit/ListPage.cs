using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Security;

namespace Tributary.Web.Kit;

/// <summary>Some rows of a list, and the key after which the next ones come; null at the end.</summary>
public sealed record ListPart<TRow>(IReadOnlyList<TRow> Rows, string? Next);

/// <summary>How lists are parted.</summary>
public static class ListPart
{
    /// <summary>The most rows a page shows.</summary>
    public const int Most = 50;

    /// <summary>The part that these rows begin, of which one more than <see cref="Most"/> was asked for, so that it is known whether more follow.</summary>
    public static ListPart<TRow> Of<TRow>(IReadOnlyList<TRow> rows, Func<TRow, string> key) =>
        rows.Count <= Most ? new(rows, null) : new([.. rows.Take(Most)], key(rows[Most - 1]));
}

/// <summary>
/// A page that is a list. It declares its columns once and reads its rows part by part; from that come the table, the choice
/// of columns, and the files of all that the list shows, with its filters and its order. Whatever the page checks or refuses, it
/// does in <see cref="Part"/>, which the files go through too.
/// </summary>
public abstract class ListPage<TRow> : PageModel
{
    private ListView? view;

    /// <summary>The key after which this page of the list begins; null at its beginning.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>The rows of this page.</summary>
    public IReadOnlyList<TRow> Rows { get; private set; } = [];

    /// <summary>The key after which the next page begins; null on the last.</summary>
    public string? Next { get; private set; }

    /// <summary>The list as this person sees it.</summary>
    public ListView View => view ??= new(Columns, null);

    /// <summary>The name under which the choice of columns is kept and files are called.</summary>
    protected abstract string ListName { get; }

    /// <summary>The columns, in their order on screen; only those that this person may see.</summary>
    protected abstract IReadOnlyList<Column<TRow>> Columns { get; }

    /// <summary>The rows after a key, as many as the page shows at once, in the order and with the filters of the address.</summary>
    protected abstract Task<ListPart<TRow>> Part(string? after, CancellationToken cancel);

    /// <summary>All rows, for a file.</summary>
    protected virtual IAsyncEnumerable<TRow> All(CancellationToken cancel) => ListExports.All(Part, cancel);

    /// <summary>The texts in the reader's language.</summary>
    protected IStringLocalizer<Texts> T => HttpContext.RequestServices.GetRequiredService<IStringLocalizer<Texts>>();

    /// <summary>The columns that are shown: those this person chose for the list, or null for the usual ones.</summary>
    protected virtual Task<IReadOnlySet<string>?> ChosenColumns() => Memory.Of(ListName);

    private ChosenColumns Memory => HttpContext.RequestServices.GetRequiredService<ChosenColumns>();

    /// <inheritdoc/>
    [NonHandler] // Its name would make it one, for a verb of its own.
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        view = new(Columns, await ChosenColumns());
        await next();
    }

    /// <summary>Reads the rows of the page; a page overrides it that shows more than its list.</summary>
    public virtual async Task OnGetAsync(CancellationToken cancel) => (Rows, Next) = await Part(After, cancel);

    /// <summary>The file of what the list shows: <c>?handler=Export&amp;format=xlsx</c> beside the list's own filters.</summary>
    public Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancel) =>
        this.Export(format, ListName, [.. Columns.Where(View.Shows)], All(cancel), cancel);

    /// <summary>Remembers which columns this person wants to see; <paramref name="usual"/> forgets it.</summary>
    public async Task<IActionResult> OnPostColumnsAsync(string[] columns, string? back, string? usual)
    {
        var chosen = View.Choices.Where(column => columns.Contains(column.Name)).Select(column => column.Name).ToHashSet();
        await Memory.Keep(ListName, usual is not null || chosen.SetEquals(View.Choices.Where(column => column.Usual).Select(column => column.Name)) ? null : chosen);
        return LocalRedirect(Url.IsLocalUrl(back) ? back : Request.With(("handler", null)));
    }
}

/// <summary>Files of lists, also for pages that are more than a list.</summary>
public static class ListExports
{
    /// <summary>All rows of a list, part after part, by the key of the last one read.</summary>
    public static async IAsyncEnumerable<TRow> All<TRow>(Func<string?, CancellationToken, Task<ListPart<TRow>>> parts, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? after = null;
        do
        {
            var part = await parts(after, cancel);
            foreach (var row in part.Rows) yield return row;
            after = part.Next;
        }
        while (after is not null);
    }

    /// <summary>The file of these rows: <c>csv</c> or <c>xlsx</c>, called after the list and the day; 404 for any other format.</summary>
    public static async Task<IActionResult> Export<TRow>(
        this PageModel page, string? format, string name, IReadOnlyList<Column<TRow>> columns, IAsyncEnumerable<TRow> rows, CancellationToken cancel)
    {
        if (format is not ("csv" or "xlsx")) return page.NotFound();
        var services = page.HttpContext.RequestServices;
        var (clock, texts) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IStringLocalizer<Texts>>());
        var culture = Culture.Of(page.HttpContext);
        var called = $"{name}-{culture.LocalDay(clock.GetUtcNow().UtcDateTime):yyyy-MM-dd}.{format}";
        page.Response.Headers.CacheControl = "no-store";
        return format == "csv"
            ? page.File(await ListFile.Csv(columns, rows, culture, texts, cancel), ListFile.CsvType, called)
            : page.File(await ListFile.Xlsx(columns, rows, culture, texts, cancel), ListFile.XlsxType, called);
    }
}

/// <summary>Which columns a person sees in which list: a row for each list they have changed.</summary>
public sealed class ChosenColumns(TributaryDb db, CurrentViewer current)
{
    /// <summary>The columns that were chosen in this list, or null for the usual ones.</summary>
    public async Task<IReadOnlySet<string>?> Of(string list)
    {
        if (current.Person?.Id is not { } person) return null;
        var row = (await Chosen.List(db, person)).FirstOrDefault(c => c.List == list);
        return row?.Columns.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
    }

    private static readonly FixedQuery<Guid, ListColumns> Chosen = new((db, person) => db.ListColumns.AsNoTracking().Where(c => c.UserId == person));

    /// <summary>Keeps a choice; null takes it back.</summary>
    public async Task Keep(string list, IReadOnlySet<string>? columns)
    {
        if (current.Person?.Id is not { } person) return;
        var row = await db.ListColumns.SingleOrDefaultAsync(c => c.UserId == person && c.List == list);
        var text = columns is null ? null : string.Join(' ', columns);
        if (row is not null && text is null) db.ListColumns.Remove(row);
        else if (row is not null) row.Columns = text!;
        else if (text is not null) db.ListColumns.Add(new ListColumns { UserId = person, List = list, Columns = text });
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException)
        {
            // The button was pressed twice at once, and the other press has kept it.
        }
    }
}
