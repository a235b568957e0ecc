using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Tributary.Billing;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Browser;

/// <summary>Billing as people see it: after the demo company's year, whose months were billed.</summary>
public sealed class InvoiceTests(Panel panel)
{
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(Folders.Root, "artifacts", "screenshots")).FullName;

    [Fact]
    public async Task S0_10_A_partner_opens_prints_and_exports_its_consolidated_invoice_and_its_seller_gives_a_line_back()
    {
        await using var site = await panel.AfterAYear();
        await Bill(site);
        var (nora, piet) = (await site.SignIn("Nora"), await site.SignIn("Piet"));

        await piet.GotoAsync("/invoices/received");
        await Draw(piet, "invoices-received");
        await piet.Follow(piet.Locator("main a.row-open").First);
        var address = new Uri(piet.Url).AbsolutePath;
        Assert.True(await piet.Locator("details.bill-group").CountAsync() > 1, "It is consolidated over several accounts.");
        await Draw(piet, "invoice");
        await piet.GotoAsync(address + "/print");
        Assert.Contains("Total", await piet.Locator("main").InnerTextAsync());
        await piet.PdfAsync(new() { Path = Path.Combine(Folder, "invoice.pdf"), PreferCSSPageSize = true, PrintBackground = true });

        await nora.GotoAsync(address + "/credit");
        await nora.Locator("[name=Which][value=lines]").CheckAsync();
        await nora.Locator("[name=Chosen]").First.CheckAsync();
        await nora.Locator("[name='Amount[1]']").FillAsync("0.01");
        await nora.Type(("Reason", "Agreed by telephone"));
        await Draw(nora, "invoice-credit");
        await nora.Press("Yes, issue the credit note");
        Assert.Contains("Credit note", await nora.Text());
        Assert.Contains("0.01 USD", await piet.Read(address));
        await nora.GotoAsync("/invoices?status=partlycredited");
        Assert.Equal(1, await nora.Locator("main a.row-open").CountAsync());
    }

    [Fact]
    public async Task S0_11_A_partner_sets_billed_elsewhere_and_takes_the_charges_of_a_month_as_a_file()
    {
        await using var site = await panel.AfterAYear();
        var piet = await site.SignIn("Piet");
        var rosa = await site.AddressOf("Rosewood IT");

        await piet.GotoAsync(rosa + "/wallet?handler=Terms");
        await piet.Type(("Input.Settlement", "BilledElsewhere"));
        await Draw(piet, "terms-elsewhere");
        await piet.Press("Set terms");
        Assert.Contains("Billed elsewhere", await piet.Text());
        await piet.GotoAsync("/invoices/charges?account=" + rosa.Split('/')[^1]);
        Assert.Contains("This month still runs", await piet.Text());
        await Draw(piet, "charges");
        var file = await piet.APIRequest.GetAsync(new Uri(new Uri(piet.Url), $"/invoices/charges?account={rosa.Split('/')[^1]}&handler=Export&format=csv").ToString());
        Assert.Equal((200, "text/csv; charset=utf-8"), (file.Status, file.Headers["content-type"]));
        Assert.True((await file.TextAsync()).Split('\n').Length > 2, await file.TextAsync());
        await piet.GotoAsync("/invoices");
        await Draw(piet, "invoices-issued");
    }

    [Fact]
    public async Task S4_10_Who_is_shown_no_prices_has_no_billing_and_its_seller_has_its_documents()
    {
        await using var site = await panel.AfterAYear();
        var (rosa, cora) = (await site.SignIn("Rosa"), await site.SignIn("Cora"));
        var customer = await site.AddressOf("Corbel Architects");
        Assert.Equal(1, await cora.Locator("nav a[href='/invoices']").CountAsync());

        await rosa.GotoAsync(customer + "/rights");
        await rosa.Type(("Input.HidesPrices", "true"));
        await rosa.Press("Save");
        await Bill(site);

        foreach (var address in new[] { "/", "/subscriptions", "/orders", "/marketplace" })
        {
            var text = await cora.Read(address);
            Assert.DoesNotMatch(@"\d\.\d\d\s*USD", text);
        }
        await cora.GotoAsync("/");
        Assert.Equal(0, await cora.Locator("nav a[href='/invoices']").CountAsync());
        await Draw(cora, "hidden-prices");
        await rosa.GotoAsync("/invoices?account=" + customer.Split('/')[^1]);
        Assert.True(await rosa.Locator("main a.row-open").CountAsync() > 0);
    }

    // The months that lie behind are billed by the worker too; whoever is first, the other finds nothing left.
    private static async Task Bill(Site site)
    {
        var database = site.Services.GetRequiredService<DatabaseChoice>();
        await using var db = database.CreateDbContext();
        var root = await db.Accounts.AsNoTracking().SingleAsync(a => a.Path == "/");
        Assert.Equal(0, (await new BillingRun(database, site.Services.GetRequiredService<Desk>()).Run(Viewer.Program("Billing", root.Id))).Faults);
    }

    private static async Task Draw(IPage page, string name)
    {
        Assert.Empty(await page.Violations());
        if (Environment.GetEnvironmentVariable("TRIBUTARY_PICTURES") != "1") return;
        var address = page.ViewportSize!;
        foreach (var (width, theme) in new[] { (1440, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"billing-{name}-{width}-{theme.ToString().ToLowerInvariant()}.png"), FullPage = true });
        }
        await page.SetViewportSizeAsync(address.Width, address.Height);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
