using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Tributary.Data;

namespace Tributary.Browser;

/// <summary>Opening accounts below others: the tree, the form, what is there already, and the number that comes by itself.</summary>
public sealed class CreateCustomerTests(Panel panel)
{
    private static readonly bool Pictures = Environment.GetEnvironmentVariable("TRIBUTARY_PICTURES") == "1";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S4_02_The_tree_opens_with_an_arrow_and_is_searched_by_name_number_domain_and_email(bool javaScript)
    {
        var site = await panel.Trading();
        var piet = await site.SignIn("Piet", javaScript: javaScript);
        await site.Person("Ines Holm", $"ines{javaScript}@holm.example".ToLowerInvariant(), "Corbel Architects");

        await piet.GotoAsync("/customers");
        var rosa = piet.Locator("#accounts tr").Filter(new() { HasText = "Rosewood IT" });
        Assert.Equal(0, await piet.Locator("#accounts tr").Filter(new() { HasText = "Corbel Architects" }).CountAsync());
        await rosa.Locator(".tree-arrow").ClickAsync();
        var cora = piet.Locator("#accounts tr").Filter(new() { HasText = "Corbel Architects" });
        await Assertions.Expect(cora).ToHaveCountAsync(1);
        var number = (await cora.Locator("td").Nth(1).InnerTextAsync()).Trim();

        foreach (var typed in new[] { "corb", number, $"ines{javaScript}@holm".ToLowerInvariant() })
        {
            await piet.GotoAsync("/customers?q=" + Uri.EscapeDataString(typed));
            Assert.Contains("Corbel Architects", await piet.Locator("#accounts table").InnerTextAsync());
        }
        // The menu of a row works without a script too.
        await piet.GotoAsync("/resellers");
        var row = piet.Locator("#accounts tr").Filter(new() { HasText = "Rosewood IT" });
        await row.Locator("summary").ClickAsync();
        await Picture(piet, "s4-02-row-menu");
        await piet.Follow(row.GetByRole(AriaRole.Link, new() { Name = "Create a customer" }));
        Assert.Contains("Below Rosewood IT", await piet.Text());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S4_03_A_customer_is_created_from_the_menu_of_a_row_with_a_contact_that_was_looked_for(bool javaScript)
    {
        var site = await panel.Trading();
        var rosa = await site.SignIn("Rosa", javaScript: javaScript);
        var name = javaScript ? "Quillfeather Press" : "Thornbury Looms";
        await rosa.GotoAsync("/accounts/add?kind=customer");
        await rosa.Type(("Company.Name", name), ("Company.Street", "Kade 9"), ("Company.City", "Delft"), ("Company.Country", "NL"));
        await rosa.Type(("Notify.Search", "rosa"));
        if (!javaScript) await rosa.Press("Search, or list all");
        await rosa.Locator("#notify-people .radio").First.ClickAsync();
        Assert.Equal(name, await rosa.Locator("[name='Company.Name']").InputValueAsync());
        await Picture(rosa, "s4-03-form");

        await rosa.Press("Review");
        var review = await rosa.Text();
        Assert.Contains("Told of the number", review);
        Assert.Contains("Rosa Delgado", review);
        await rosa.Press("Change something");
        Assert.Equal("Kade 9", await rosa.Locator("[name='Company.Street']").InputValueAsync());
        // Not a customer after all: a sub division, which has no terms of its own.
        await rosa.Locator("[name=kind][value=division]").CheckAsync();
        await rosa.Press("Review");
        Assert.DoesNotContain("Prepaid", await rosa.Text());
        await rosa.Press("Open " + name);
        Assert.Contains("users, assets or orders", await rosa.Locator(".flashes").InnerTextAsync());
        await rosa.Until(new Uri(rosa.Url).AbsolutePath, "Division");

        await using var db = site.Services.GetRequiredService<DatabaseChoice>().CreateDbContext();
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Name == name);
        for (var tries = 0; tries < Hands.Patience / 100 && !await db.Messages.AnyAsync(m => m.AccountId == account.Id && m.Template == "account.registered"); tries++) await Task.Delay(100);
        Assert.Equal(1, await db.Messages.CountAsync(m => m.AccountId == account.Id && m.Template == "account.registered"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S4_04_The_review_shows_what_is_there_already_and_nothing_typed_is_lost(bool javaScript)
    {
        var site = await panel.Trading();
        var nora = await site.SignIn("Nora", javaScript: javaScript);
        var rosa = await site.SignIn("Rosa", javaScript: javaScript);
        await nora.GotoAsync("/registers");
        await nora.Type(("Input.Source", "Trade register"));
        await nora.Locator("[name='Input.File']").SetInputFilesAsync(new FilePayload
        {
            Name = "register.csv", MimeType = "text/csv", Buffer = "name,number,street,postal code,city,country\nBramblewick Mill Holding B.V.,KVK 4711,Mill Lane 17,2611 AA,Delft,NL\n"u8.ToArray(),
        });
        await nora.Press("Load");
        Assert.Contains("Trade register", await nora.Text());
        await Picture(nora, "s4-04-registers");

        await rosa.GotoAsync("/accounts/add?kind=customer");
        await rosa.Type(("Company.Name", "Corbell Architect Ltd"), ("Company.Street", "Elsewhere 1"), ("Company.City", "Delft"), ("Company.Country", "NL"), ("Company.Phone", "0123 456"));
        await rosa.Press("Review");
        var corbel = rosa.Locator("#similar li").Filter(new() { HasText = "Corbel Architects" });
        Assert.Contains("name", await corbel.Locator(".similar-why").InnerTextAsync(), StringComparison.OrdinalIgnoreCase);
        await Picture(rosa, "s4-04-review");
        await rosa.Follow(corbel.GetByRole(AriaRole.Button));
        Assert.Equal(await site.AddressOf("Corbel Architects"), new Uri(rosa.Url).AbsolutePath);
        Assert.Contains("No new account", await rosa.Locator(".flashes").InnerTextAsync());

        // An entry of the register fills in what is missing; the rest stays as it was typed.
        var name = javaScript ? "Bramblewick Mills" : "Bramblewik Mill";
        await rosa.GotoAsync("/accounts/add?kind=customer");
        await rosa.Type(("Company.Name", name), ("Company.Street", "Mill Lane 17"), ("Company.City", "Delft"), ("Company.Country", "NL"), ("Company.Phone", "0123 456"));
        await rosa.Press("Review");
        await rosa.Follow(rosa.Locator("#similar li").Filter(new() { HasText = "Trade register" }).GetByRole(AriaRole.Button));
        Assert.Contains("Taken over from Trade register", await rosa.Text());
        await rosa.Press("Change something");
        foreach (var (field, value) in new[] { ("Name", name), ("PostalCode", "2611 AA"), ("RegistrationNumber", "KVK 4711"), ("Phone", "0123 456") })
            Assert.Equal(value, await rosa.Locator($"[name='Company.{field}']").InputValueAsync());
        await rosa.Press("Review");
        await rosa.Press("Open " + name);
        Assert.Contains(name, await rosa.Text());
    }

    [Fact]
    public async Task S4_05_The_number_reads_pending_and_comes_by_itself_on_the_open_list_once_a_person_has_looked_into_it()
    {
        var site = await panel.Trading();
        var (rosa, nora) = (await site.SignIn("Rosa"), await site.SignIn("Nora"));
        // What the registry of numbers refuses is put before a person at once.
        await Registry(site, "CREATE TRIGGER held BEFORE INSERT ON account_numbers BEGIN SELECT RAISE(ABORT, 'The registry of numbers is closed.'); END");
        try
        {
            await rosa.GotoAsync("/accounts/add?kind=customer");
            await rosa.Type(("Company.Name", "Pendulum Clocks"), ("Company.Street", "Kade 12"), ("Company.City", "Delft"), ("Company.Country", "NL"));
            await rosa.Press("Review");
            await rosa.Press("Open Pendulum Clocks");
            Assert.Contains("can have no users, assets or orders", await rosa.Text());
            await rosa.GotoAsync("/customers");
            var waiting = rosa.Locator("#accounts tr").Filter(new() { HasText = "Pendulum Clocks" });
            Assert.Contains("PENDING", await waiting.InnerTextAsync());
            await waiting.Locator("summary").ClickAsync();
            Assert.Contains("wait for the number", await waiting.InnerTextAsync());
            await Picture(rosa, "s4-05-pending");
            await nora.Until("/provisioning", "Pendulum Clocks");
        }
        finally
        {
            await Registry(site, "DROP TRIGGER held");
        }

        // The list stands open and is not loaded again.
        await nora.GotoAsync("/provisioning");
        // Whatever else is opened on this stage wakes the worker, which may have been quicker.
        var again = nora.Locator("tr").Filter(new() { HasText = "Pendulum Clocks" }).GetByRole(AriaRole.Button);
        if (await again.CountAsync() > 0) await nora.Follow(again);

        var row = rosa.Locator("#accounts tr").Filter(new() { HasText = "Pendulum Clocks" });
        await Assertions.Expect(row.Locator("[id^=number-]")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^\s*\d{4}-\d{4}\s*$"), new() { Timeout = Hands.Patience });
    }

    private static async Task Registry(Site site, string sql)
    {
        await using var connection = await site.Services.GetRequiredService<DatabaseChoice>().OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Picture(IPage page, string name)
    {
        if (!Pictures) return;
        var folder = Directory.CreateDirectory(Path.Combine(Folders.Root, "artifacts", "screenshots", "sub-accounts")).FullName;
        foreach (var dark in new[] { false, true })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            foreach (var width in new[] { 1440, 390 })
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{(dark ? "dark" : "light")}.png"), FullPage = true });
            }
        }
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(1440, 900);
    }
}
