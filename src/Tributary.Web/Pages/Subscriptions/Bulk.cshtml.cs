using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders.Bulk;
using Tributary.Reports;
using Tributary.Subscriptions;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Marketplace;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>
/// The one review before a deed on many subscriptions: how many, what it comes to at the viewer's level, which ones cannot and why.
/// Without a deed in the address it lists the runs there were.
/// </summary>
[Authorize(Policy = Policies.ManageOrders)]
public sealed class BulkModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    private const int MostShown = 50;

    /// <summary>The code of the deed.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Deed { get; set; }

    /// <summary>The chosen subscriptions, by their public ids.</summary>
    [BindProperty(SupportsGet = true, Name = "id")]
    public string[] Chosen { get; set; } = [];

    /// <summary><c>yes</c> for all that the filters of the address show.</summary>
    [BindProperty(SupportsGet = true)]
    public string? All { get; set; }

    [BindProperty]
    public string? Once { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The digest of the subscriptions that were reviewed: what was not looked at is not done.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    /// <summary>What is going to be done; null where the runs are listed.</summary>
    public BulkDeed? What => BulkWords.Of(Deed);

    public int Total { get; private set; }

    /// <summary>True when the list shows more than can be done at once.</summary>
    public bool TooMany { get; private set; }

    public BulkReview? Review { get; private set; }

    /// <summary>The first of those that cannot be done, with the reason.</summary>
    public IReadOnlyList<(SubscriptionRow Row, string Why)> Cannot { get; private set; } = [];

    /// <summary>The runs there were, the latest first.</summary>
    public IReadOnlyList<BulkRun> Runs { get; private set; } = [];

    public string Back => Request.With(("deed", null), ("id", null), ("all", null)).Replace("/subscriptions/bulk", "/subscriptions", StringComparison.Ordinal);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        if (What is not { } what)
        {
            Runs = await db.BulkRuns.AsNoTracking().AskedFor(current.Viewer).OrderByDescending(r => r.Id).Take(MostShown).ToListAsync(cancel);
            return;
        }
        Once = Pages.Once.New();
        var keys = await Keys(cancel);
        if (TooMany || keys.Count == 0) return;
        Seen = Digest(keys);
        var rows = await Rows(keys, cancel);
        Review = await BulkReview.Of(desk, current.Viewer, what, rows);
        var first = Review.Refused.Take(MostShown).ToList();
        var shown = (await SubscriptionRow.Of(db, current.Viewer, [.. first.Select(r => r.Subscription)])).ToDictionary(row => row.Id);
        Cannot = [.. first.Select(r => (shown[PublicId.Format("sub", r.Subscription.Id)], texts.Say(r.Why)))];
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (What is not { } what) return NotFound();
        var keys = await Keys(cancel);
        if (TooMany || keys.Count == 0 || Digest(keys) != Seen)
        {
            this.Warn(texts["The list has changed meanwhile. Look again before it is done."]);
            return Redirect(Request.Here());
        }
        try
        {
            var answer = await desk.Do(new StartBulk
            {
                By = current.Viewer, What = what, Subscriptions = keys, Reason = Reason?.Trim() ?? "",
                Reference = Pages.Once.Of(Once), Asked = Pages.Once.Asked(Deed, Seen, Reason),
            }, cancel);
            return Redirect($"/subscriptions/bulk/{PublicId.Format("blk", answer.RunId)}");
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Invalid)
        {
            this.Fail(texts.Say(no));
            return Redirect(Request.Here());
        }
    }

    private async Task<IReadOnlyList<(int Branch, Guid Id)>> Keys(CancellationToken cancel)
    {
        if (All != "yes")
        {
            // What is chosen is sent in the order of the list; a wrong or foreign id is no subscription at all.
            var ids = Chosen.Select(text => PublicId.TryParse(text, "sub", out var id) ? id : throw Refusal.NotFound("subscription")).Distinct().ToArray();
            var seen = await db.Subscriptions.AsNoTracking().SeenBy(current.Viewer).Where(s => ids.Contains(s.Id)).Select(s => new { s.BranchId, s.Id }).ToListAsync(cancel);
            if (seen.Count != ids.Length) throw Refusal.NotFound("subscription");
            Total = ids.Length;
            return [.. seen.OrderByDescending(s => s.Id).Select(s => (s.BranchId, s.Id))];
        }
        var of = Request.Query["account"].ToString();
        var under = of.Length == 0 ? null : (await Marketplace.Chosen.Find(db, current.Viewer, of)).Path;
        var keys = await new SubscriptionsFound(db, current.Viewer, SubscriptionAddress.Read(Request.Query, await desk.Today(), under)).Keys(BulkRun.Most + 1, cancel);
        (Total, TooMany) = (keys.Count, keys.Count > BulkRun.Most);
        return keys;
    }

    private async Task<IReadOnlyList<Subscription>> Rows(IReadOnlyList<(int Branch, Guid Id)> keys, CancellationToken cancel)
    {
        var ids = keys.Select(key => key.Id).ToArray();
        return await db.Subscriptions.AsNoTracking().SeenBy(current.Viewer).Where(s => ids.Contains(s.Id)).OrderByDescending(s => s.Id).ToListAsync(cancel);
    }

    private static string Digest(IReadOnlyList<(int Branch, Guid Id)> keys)
    {
        var bytes = new byte[keys.Count * 16];
        for (var i = 0; i < keys.Count; i++) keys[i].Id.TryWriteBytes(bytes.AsSpan(i * 16));
        return Convert.ToHexString(SHA256.HashData(bytes));
    }
}
