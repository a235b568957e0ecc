using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Pricing;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>What one has made for one direct buyer alone, and where more of it is made.</summary>
[Authorize(Policy = Policies.ViewPrices)]
public sealed class AddOnsModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : RecordPage(db, current)
{
    /// <summary>One of them at one interval.</summary>
    public sealed record Line(Product Product, Interval? Interval, string Unit, Money? Cost, Money? Price);

    /// <summary>What is typed; amounts in major units.</summary>
    public sealed class Form
    {
        public string? Name { get; set; }
        public string? Code { get; set; }
        public string? Unit { get; set; }
        public Interval Interval { get; set; } = Interval.OneTime;
        public decimal? Price { get; set; }
        public decimal? Cost { get; set; }
        public string? Description { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>Under which it is made once.</summary>
    [BindProperty]
    public string? Once { get; set; }

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>The currency the buyer pays in.</summary>
    public Currency Currency { get; private set; }

    public bool MayMake => Viewer.May(Right.ManageCatalogue | Right.ManagePrices);

    public IEnumerable<SelectListItem> Every => Intervals.All.Select(one => new SelectListItem(texts[Spoken.Interval(one)], one.ToString()));

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Show(cancel);
        Once = Pages.Once.New();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await Show(cancel);
        Viewer.Need(Right.ManageCatalogue | Right.ManagePrices);
        if (Input.Price is null) ModelState.AddModelError("Input.Price", texts["This is needed."]);
        if (!ModelState.IsValid) return Page();
        try
        {
            await desk.Do(new MakeAddOn
            {
                By = Viewer, BuyerId = Account.Id, Code = Input.Code ?? "", Name = Input.Name ?? "", Description = Input.Description ?? "", Unit = Input.Unit, Interval = Input.Interval,
                Price = Money.Exact(Input.Price!.Value, Currency), Cost = Input.Cost is { } cost ? Money.Exact(cost, Currency) : null,
                Reference = Pages.Once.Of(Once), Asked = Pages.Once.Asked(Account.Id, Input.Code, Input.Name, Input.Description, Input.Unit, Input.Interval, Input.Price, Input.Cost),
            }, cancel);
            this.Done(texts["{0} is made. {1} can order it, and sell it on.", Input.Name!, Account.Name]);
            return LocalRedirect(Place + "/add-ons");
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts, nameof(Input));
            return Page();
        }
    }

    private async Task Show(CancellationToken cancel)
    {
        await Load(cancel);
        if (!ShowsPrices) throw Refusal.NotFound("account");
        var (own, buyer, today) = (Viewer.AccountId, Account.Id, await desk.Today());
        Currency = await Db.Terms.Where(t => t.BuyerId == buyer && t.SellerId == own && t.From <= today && (t.To == null || t.To > today)).OrderByDescending(t => t.From)
            .Select(t => t.Currency).FirstOrDefaultAsync(cancel);
        if (Currency.IsNone) throw Refusal.NotFound("account");
        // What it pays comes out of the quotes themselves; what is withdrawn has no price any more.
        var shown = new List<Line>();
        for (var page = await desk.Preview(Made(null)); ; page = await desk.Preview(Made(page.Next)))
        {
            shown.AddRange(page.Rows.Select(row => new Line(row.Product, row.Interval, row.Plan.Unit, row.Cost, row.Price)));
            if (page.Next is null) break;
        }
        var withdrawn = await Db.Products.MadeBy(Viewer).AsNoTracking().Where(p => p.ForId == buyer && p.WithdrawnAt != null).OrderBy(p => p.Name).ThenBy(p => p.Id).Take(100).ToListAsync(cancel);
        shown.AddRange(withdrawn.Select(product => new Line(product, null, "", null, null)));
        Lines = shown;
    }

    private PriceTable Made(Guid? after) => new() { By = Viewer, BuyerId = Account.Id, MadeForBuyer = true, After = after };
}
