using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages;

/// <summary>
/// The gallery: every piece of the kit with content as it will really be, for those who write pages. It is there in Development only;
/// <c>?part=empty</c> shows the lists without rows, <c>?part=signed-out</c> the other layout, <c>?part=question</c> a question alone.
/// </summary>
[AllowAnonymous]
public sealed class KitModel(IWebHostEnvironment environment, TimeProvider clock) : PageModel
{
    /// <summary>One row of the sample lists.</summary>
    public sealed record Row(
        string Id, string Name, string Number, string Status, string? Domain, int Customers, Money Month, decimal Margin, Money Balance, DateTime? Seen);

    /// <summary>One node of the sample tree.</summary>
    public sealed record Node(string Id, int Depth, bool HasChildren, string Name, string Kind, string Number, string Status, string Country);

    /// <summary>What the sample form asks for.</summary>
    public sealed class Form
    {
        [Required, StringLength(100)]
        public string Name { get; set; } = "Northwind Cloud";

        [Required, EmailAddress]
        public string Email { get; set; } = "";

        public string Country { get; set; } = "NL";

        public string Settlement { get; set; } = "prepaid";

        [Range(0, 500)]
        public decimal Markup { get; set; } = 25m;

        public DateOnly From { get; set; } = new(2026, 12, 1);

        public string? Note { get; set; }

        public bool Invite { get; set; } = true;
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    public DateOnly Today => DateOnly.FromDateTime(Now);

    public string Part => Request.Query["part"].ToString();

    public static IReadOnlyList<NavigationItem> Places { get; } =
    [
        new("Today", "/kit", "home"),
        new("Customers", "/customers", "users"),
        new("Resellers", "/resellers", "sitemap"),
        new("Marketplace", "/marketplace", "shopping-bag", View: PanelView.Business),
        new("Subscriptions", "/subscriptions", "repeat"),
        new("Orders", "/orders", "receipt"),
        new("Billing", "/billing", "file-invoice", View: PanelView.Business),
        new("Catalogue & prices", "/catalogue", "tags", View: PanelView.Business),
        new("Provisioning", "/provisioning", "server-cog", View: PanelView.Operations),
        new("Reports", "/reports", "chart-bar", View: PanelView.Business),
        new("People", "/people", "users-group"),
        new("Settings", "/settings", "settings"),
    ];

    public IReadOnlyList<Row> Rows =>
    [
        new("acc_1", "Northwind Cloud", "R-10024", "Active", "northwind.cloud", 128, Usd(1_204_00), 0.243m, Usd(2_310_40), Now.AddMinutes(-4)),
        new("acc_2", "Lumen & Söhne IT GmbH", "R-10031", "Active", "lumen-it.de", 74, Eur(6_820_15), 0.198m, Eur(-310_00), Now.AddHours(-3)),
        new("acc_3", "Fjord Managed Services", "R-10038", "InProvisioning", "fjord.services", 0, Usd(0), 0m, Usd(500_00), Now.AddDays(-1)),
        new("acc_4", "Kanda Systems 株式会社", "R-10040", "InProgress", null, 0, new(0, Currency.Jpy), 0m, new(1_250_000, Currency.Jpy), null),
        new("acc_5", "Bluebird Telecom", "R-09871", "Inactive", "bluebird.tel", 19, Usd(96_00), 0.11m, Usd(0), Now.AddDays(-48)),
        new("acc_6", "Atlas Hosting Partners of the Greater Midwest", "R-10002", "Active", "atlashosting.example", 412, Usd(18_452_90), 0.312m, Usd(9_120_75), Now.AddDays(-2)),
    ];

    public IReadOnlyList<Node> Nodes
    {
        get
        {
            Node[] all =
            [
                new("acc_r", 0, true, "Rosa Digital", "Reseller", "R-10024", "Active", "NL"),
                new("acc_s", 1, true, "Saul & Co", "Reseller", "R-10112", "Active", "BE"),
                new("acc_c", 2, true, "Cora Logistics", "Customer", "C-20411", "Active", "BE"),
                new("acc_d", 3, false, "Dana, warehouse division", "Division", "PENDING", "Pending", "FR"),
                new("acc_p", 0, false, "Pelican Dental Group", "Customer", "C-20007", "Active", "US"),
            ];
            var open = OpenNodes.Of(Request);
            var parents = new Dictionary<string, string> { ["acc_s"] = "acc_r", ["acc_c"] = "acc_s", ["acc_d"] = "acc_c" };
            bool Shown(string id) => !parents.TryGetValue(id, out var parent) || (open.Contains(parent) && Shown(parent));
            return [.. all.Where(node => Shown(node.Id))];
        }
    }

    public Chart Users
    {
        get
        {
            var days = Enumerable.Range(0, 30).Select(back => Today.AddDays(back - 29)).ToList();
            var own = days.Select((day, at) => (decimal?)(940 + (at * 11) + ((day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) ? -210 : at * 7 % 60))).ToList();
            return new(days, [new("Active users", own)], [new(Today.AddDays(-12), "Price of AI Writer changed")]);
        }
    }

    public Chart Revenue
    {
        get
        {
            var months = Enumerable.Range(0, 12).Select(back => new DateOnly(Today.Year, Today.Month, 1).AddMonths(back - 11)).ToList();
            return new(
                months,
                [
                    new("Revenue", [.. months.Select((_, at) => (decimal?)(4200 + (at * 310) + (at % 3 * 420)))]),
                    new("Cost", [.. months.Select((_, at) => (decimal?)(3100 + (at * 205) + (at % 4 * 150)))]),
                ],
                Monthly: true,
                Currency: Currency.Usd);
        }
    }

    public IReadOnlyList<TermStretch> Terms =>
    [
        new(new(2025, 12, 31), new(2026, 1, 31), "Monthly · 3 seats"),
        new(new(2026, 1, 31), new(2026, 2, 28), "Paused by Cora", Tone.Warning),
        new(Today.AddDays(-9), Today.AddDays(21), "Monthly · 5 seats · 60.00 USD", Tone.Good),
        new(Today.AddDays(21), null, "Renews at 62.50 USD"),
    ];

    public IEnumerable<SelectListItem> Countries => [new("Belgium", "BE"), new("Germany", "DE"), new("Netherlands", "NL"), new("United States", "US")];

    public IEnumerable<SelectListItem> Settlements =>
        [new("Prepaid: from a wallet, never below zero", "prepaid"), new("Invoiced: up to a credit limit", "invoiced"), new("Billed elsewhere: recorded and exported only", "elsewhere")];

    public IActionResult OnGet() => environment.IsDevelopment() ? Page() : NotFound();

    public IActionResult OnPost()
    {
        if (!environment.IsDevelopment())
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        this.Done($"{Input.Name} is saved.");
        return Redirect("/kit");
    }

    public static Money Usd(long cents) => new(cents, Currency.Usd);

    private static Money Eur(long cents) => new(cents, Currency.Eur);
}
