using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>The views of the list of subscriptions: kept from the list, named, shared, made the first, taken away.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class ViewsModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    private const string List = "subscriptions";

    public IReadOnlyList<SavedView> Views { get; private set; } = [];

    public Viewer Viewer => current.Viewer;

    public async Task OnGetAsync(CancellationToken cancel) =>
        Views = [.. (await db.SavedViews.AsNoTracking().ReadBy(current.Viewer).Where(v => v.List == List).OrderBy(v => v.Id).Take(200).ToListAsync(cancel))
            .OrderByDescending(v => SavedViews.IsOf(v, current.Viewer)).ThenBy(v => v.Name, StringComparer.CurrentCultureIgnoreCase)];

    /// <summary>Keeps what the list shows; of its address only what narrows or orders the list.</summary>
    public async Task<IActionResult> OnPostKeepAsync(string? name, string? query, string? columns, bool shared, bool opens, CancellationToken cancel)
    {
        try
        {
            var kept = SubscriptionAddress.Kept(new QueryCollection(QueryHelpers.ParseQuery(query)));
            var answer = await desk.Do(new KeepView { By = current.Viewer, List = List, Name = name ?? "", Query = kept, Columns = columns, Shared = shared, Default = opens }, cancel);
            this.Done(texts["The view {0} is kept.", answer.Name]);
            return Redirect($"/subscriptions?view={PublicId.Format("viw", answer.ViewId)}{(kept.Length > 0 ? "&" + kept : "")}");
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Invalid or RefusalKind.Forbidden)
        {
            this.Fail(Sentence(no));
            return Redirect("/subscriptions?view=all" + (string.IsNullOrEmpty(query) ? "" : "&" + query));
        }
    }

    /// <summary>Another name, shared or not, first or not; what it shows stays.</summary>
    public async Task<IActionResult> OnPostChangeAsync(string? id, string? name, bool shared, bool opens, CancellationToken cancel)
    {
        try
        {
            await desk.Do(new KeepView { By = current.Viewer, ViewId = await Seen(id, cancel), List = List, Name = name ?? "", Shared = shared, Default = opens }, cancel);
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Invalid)
        {
            this.Fail(Sentence(no));
        }
        return Redirect("/subscriptions/views");
    }

    public async Task<IActionResult> OnPostDropAsync(string? id, CancellationToken cancel)
    {
        var answer = await desk.Do(new DropView { By = current.Viewer, ViewId = await Seen(id, cancel) }, cancel);
        this.Done(texts["The view {0} is taken away.", answer.Name]);
        return Redirect("/subscriptions/views");
    }

    private async Task<Guid> Seen(string? text, CancellationToken cancel) =>
        PublicId.TryParse(text, "viw", out var id) && await db.SavedViews.ReadBy(current.Viewer).AnyAsync(v => v.Id == id, cancel) ? id : throw Refusal.NotFound("view");

    private string Sentence(Refusal no) => no.Errors.Values.SelectMany(sentences => sentences).FirstOrDefault() is { } sentence ? texts[sentence] : texts.Say(no);
}
