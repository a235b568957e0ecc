using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Accounts;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Prices;

/// <summary>How far a price reaches that is typed beside one row.</summary>
public enum PriceReach
{
    /// <summary>The row's plan and interval.</summary>
    Interval = 1,
    /// <summary>The plan, in every interval.</summary>
    Plan = 2,
    /// <summary>The product, in every plan.</summary>
    Product = 3,
    /// <summary>Everything one sells.</summary>
    Everything = 4,
}

/// <summary>What is typed to set a price.</summary>
public sealed class PriceForm
{
    public PriceRuleKind Kind { get; set; } = PriceRuleKind.Markup;
    public decimal? Value { get; set; }
    public PriceReach For { get; set; } = PriceReach.Interval;
    public DateOnly? From { get; set; }
    public bool AllowLoss { get; set; }
}

/// <summary>What a price would change: the row as it is, and as it would be on the first day.</summary>
public sealed record Effect(PriceRow Before, PriceRow After, DateOnly From);

/// <summary>
/// The price manager: what one pays, the rule, what one asks. The same for everybody and, on a buyer's record, for that
/// buyer. What is shown before saving comes from the quotes themselves, with the rule that is only being considered.
/// </summary>
public abstract class PricesPage(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : RecordPage(db, current)
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>Only this product (<c>prd_…</c>).</summary>
    [BindProperty(SupportsGet = true)]
    public string? Product { get; set; }

    /// <summary>The row that is being edited: <c>pln_….monthly</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Edit { get; set; }

    [BindProperty]
    public PriceForm Input { get; set; } = new();

    public PricesShown Prices { get; private set; } = null!;

    public Effect? Effect { get; private set; }

    public IReadOnlyList<SelectListItem> Products { get; private set; } = [];

    public bool MayChange => Viewer.May(Right.ManagePrices);

    /// <summary>The buyer whose prices these are; null for everybody's.</summary>
    public abstract Guid? BuyerId { get; }

    /// <summary>The address of this page.</summary>
    public abstract string Here { get; }

    public string? Next => Prices.Next is { } id ? PublicId.Format("pln", id) : null;

    public IEnumerable<SelectListItem> Kinds =>
    [
        new(texts["Markup on my cost, %"], nameof(PriceRuleKind.Markup)),
        new(texts["Fixed price, {0}", Prices.Currency.Code], nameof(PriceRuleKind.Fixed)),
        new(texts["Discount from recommended, %"], nameof(PriceRuleKind.Discount)),
    ];

    public IEnumerable<SelectListItem> Reaches =>
    [
        new(texts["this plan and interval"], nameof(PriceReach.Interval)), new(texts["this plan, every interval"], nameof(PriceReach.Plan)),
        new(texts["the whole product"], nameof(PriceReach.Product)), new(texts["everything"], nameof(PriceReach.Everything)),
    ];

    /// <summary>The address of a row while it is edited.</summary>
    public static string KeyOf(PriceRow row) => $"{PublicId.Format("pln", row.Plan.Id)}.{row.Interval.Code()}";

    /// <summary>Finds whose prices these are.</summary>
    protected abstract Task Find(CancellationToken cancel);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await Show(cancel);
        if (Editing() is { } row) Fill(row);
        ModelState.Clear();
        return Page();
    }

    /// <summary>The same page with the effect of what is typed; nothing is written.</summary>
    public async Task<IActionResult> OnPostEffectAsync(CancellationToken cancel)
    {
        await Show(cancel);
        if (Editing() is { } row) await Consider(row);
        return Page();
    }

    public async Task<IActionResult> OnPostSetAsync(CancellationToken cancel)
    {
        Viewer.Need(Right.ManagePrices);
        await Show(cancel);
        if (Editing() is not { } row) throw Refusal.NotFound("plan");
        if (!Complete()) return Page();
        try
        {
            await desk.Do(Deed(row), cancel);
            this.Done(texts["The price of {0} is set.", row.Plan.Name]);
            return LocalRedirect(Request.With(("handler", null), ("edit", null)));
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            Tell(no);
            return Page();
        }
    }

    /// <summary>The list with its columns.</summary>
    public ListView List => ListView.Of(Columns);

    private IEnumerable<Column<PriceRow>> Columns =>
    [
        Column<PriceRow>.Text("product", texts["Product"], row => row.Product.Name),
        Column<PriceRow>.Text("vendor", texts["Vendor"], row => row.Product.Vendor),
        Column<PriceRow>.Text("plan", texts["Plan"], row => row.Plan.Name),
        Column<PriceRow>.Text("interval", texts["Interval"], row => texts[Spoken.Interval(row.Interval)]),
        Column<PriceRow>.Text("unit", texts["Unit"], row => row.Plan.Unit),
        Column<PriceRow>.Amount("recommended", texts["Recommended"], row => row.Recommended) with { OnPhones = false },
        Column<PriceRow>.Amount("cost", texts["My cost"], row => row.Cost) with { OnPhones = false },
        Column<PriceRow>.Text("rule", texts["Rule"], row => row.Price is null ? row.Problem is { } problem ? texts.Say(problem) : "" : $"{Words(row.Rule, row.Percent, Culture.Of(HttpContext))}, {Scope(row.Rule)}") with { OnPhones = false },
        Column<PriceRow>.Amount("price", texts["My price"], row => row.Price),
        Column<PriceRow>.Amount("margin", texts["Margin"], row => row.Margin) with { OnPhones = false },
        Column<PriceRow>.Day("since", texts["Since"], row => row.Rule?.EffectiveFrom) with { OnPhones = false },
    ];

    /// <summary>The file of what the list shows.</summary>
    public async Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancel)
    {
        await Find(cancel);
        return await this.Export(format, "prices", [.. Columns], ListExports.All(Part, cancel), cancel);
    }

    private async Task<ListPart<PriceRow>> Part(string? after, CancellationToken cancel)
    {
        var part = await desk.Preview(Table(after));
        return new(part.Rows, part.Next is { } id ? PublicId.Format("pln", id) : null);
    }

    private PriceTable Table(string? after) => new()
    {
        By = Viewer, BuyerId = BuyerId, ProductId = PublicId.TryParse(Product, "prd", out var product) ? product : null, Search = Q,
        After = PublicId.TryParse(after, "pln", out var last) ? last : null,
    };

    private async Task Show(CancellationToken cancel)
    {
        await Find(cancel);
        Prices = await desk.Preview(Table(After));
        var (makers, buyer) = (TreePath.Chain(Viewer.Path).ToArray(), BuyerId);
        Products = await Db.Products.AsNoTracking()
            .Where(p => makers.Contains(p.OwnerPath) && p.WithdrawnAt == null && (p.ForPath == null || p.ForId == buyer || makers.Contains(p.ForPath))).OrderBy(p => p.Name).Take(200)
            .Select(p => new SelectListItem(p.Name, PublicId.Format("prd", p.Id))).ToListAsync(cancel);
    }

    private PriceRow? Editing() => Edit is null || !MayChange ? null : Prices.Rows.FirstOrDefault(row => KeyOf(row) == Edit);

    private void Fill(PriceRow row)
    {
        var own = row.Rule is { } rule && rule.BuyerId == BuyerId ? rule : null;
        Input = new()
        {
            Kind = own?.Kind ?? PriceRuleKind.Markup, From = Prices.Day,
            Value = own is { Kind: PriceRuleKind.Fixed, Currency: { } currency } ? new Money(own.Amount, currency).Amount : own?.Percent ?? row.Percent,
            For = own switch { { Interval: not null } or null => PriceReach.Interval, { PlanId: not null } => PriceReach.Plan, { ProductId: not null } => PriceReach.Product, _ => PriceReach.Everything },
            AllowLoss = own?.AllowsLoss ?? false,
        };
    }

    // The deed judges the rule; the quotes, with the rule put among the others, say what comes of it.
    private async Task Consider(PriceRow row)
    {
        if (!Complete()) return;
        try
        {
            var deed = Deed(row);
            await desk.Preview(deed);
            var from = deed.EffectiveFrom ?? Prices.Day;
            var rule = new PriceRule
            {
                Id = Guid.NewGuid(), SellerId = Viewer.AccountId, BuyerId = deed.BuyerId, ProductId = deed.ProductId, PlanId = deed.PlanId, Interval = deed.Interval,
                Kind = deed.Kind, Percent = deed.Percent, Amount = deed.Amount?.Minor ?? 0, Currency = deed.Amount?.Currency, EffectiveFrom = from,
                AllowsLoss = deed.AllowLoss, CreatedAt = DateTime.MaxValue, CreatedBy = Viewer.Name,
            };
            async Task<PriceRow?> On(PriceRule? considered) => (await desk.Preview(new PriceTable { By = Viewer, BuyerId = BuyerId, PlanId = row.Plan.Id, Day = from, Considered = considered }))
                .Rows.FirstOrDefault(one => one.Interval == row.Interval);
            if (await On(null) is not { } before || await On(rule) is not { } after) return;
            if (after.Problem is { } problem) Tell(problem);
            else Effect = new(before, after, from);
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            Tell(no);
        }
    }

    private bool Complete()
    {
        if (Input.Value is null && !ModelState.ContainsKey("Input.Value")) ModelState.AddModelError("Input.Value", texts["This is needed."]);
        else if (Input.Value is null && ModelState["Input.Value"]!.Errors.Count == 0) ModelState.AddModelError("Input.Value", texts["This is needed."]);
        return ModelState.IsValid;
    }

    private SetPrice Deed(PriceRow row) => new()
    {
        By = Viewer, BuyerId = BuyerId, Kind = Input.Kind, EffectiveFrom = Input.From, AllowLoss = Input.AllowLoss,
        PlanId = Input.For is PriceReach.Interval or PriceReach.Plan ? row.Plan.Id : null,
        ProductId = Input.For == PriceReach.Product ? row.Product.Id : null,
        Interval = Input.For == PriceReach.Interval ? row.Interval : null,
        Percent = Input.Kind == PriceRuleKind.Fixed ? 0 : Input.Value ?? 0,
        Amount = Input.Kind == PriceRuleKind.Fixed ? Money.Exact(Input.Value ?? 0, Prices.Currency) : null,
    };

    // The deed names its fields for each kind of price; here one field holds the figure.
    private void Tell(Refusal no)
    {
        if (no.Errors.Count == 0) ModelState.AddModelError("", texts.Say(no));
        foreach (var (field, sentences) in no.Errors)
            foreach (var sentence in sentences)
                ModelState.AddModelError(field is "effectiveFrom" ? "Input.From" : "Input.Value", texts[sentence]);
    }

    /// <summary>A rule in a few words.</summary>
    public string Words(PriceRule? rule, decimal percent, Culture culture)
    {
        string Figure(decimal value) => culture.Number(value, value == decimal.Truncate(value) ? 0 : value == decimal.Round(value, 2) ? 2 : 4);
        if (rule is null) return texts["Markup {0} %", Figure(percent)];
        return rule.Kind switch
        {
            PriceRuleKind.Fixed => texts["Fixed"],
            PriceRuleKind.Discount => texts["{0} % off recommended", Figure(rule.Percent)],
            _ => texts["Markup {0} %", Figure(rule.Percent)],
        };
    }

    /// <summary>For whom and what a rule was made.</summary>
    public string Scope(PriceRule? rule)
    {
        if (rule is null) return texts["your default"];
        var parts = new List<string>();
        if (rule.BuyerId is not null) parts.Add(texts["this buyer"]);
        if (rule.Interval is not null && rule.PlanId is not null) parts.Add(texts["this plan and interval"]);
        else if (rule.PlanId is not null) parts.Add(texts["this plan"]);
        else if (rule.ProductId is not null) parts.Add(texts["the whole product"]);
        else if (rule.Interval is not null) parts.Add(texts["this interval"]);
        return parts.Count == 0 ? texts["everything"] : string.Join(", ", parts);
    }

    /// <summary>A rate as people read it.</summary>
    public static string Rate(decimal rate) => rate.ToString("0.######", CultureInfo.CurrentCulture);
}
