using System.Globalization;
using System.IO.Compression;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Tests.House;
using Tributary.Web.Kit;

namespace Tributary.Tests.Web;

/// <summary>What every list offers: files of what it shows, and a choice of columns that is remembered.</summary>
public sealed class ListsTests
{
    private static readonly string[] Lists =
    [
        "/orders", "/subscriptions", "/customers", "/resellers", "/people", "/keys", "/provisioning", "/wallet", "/wallet/buyers", "/prices", "/catalogue", "/activity", "/sign-ins", "/notices", "/prices/rates",
    ];

    private static async Task<List<string[]>> Sheet(Visitor visitor, string address)
    {
        var bytes = await visitor.Client.GetByteArrayAsync(address);
        using var workbook = SpreadsheetDocument.Open(new MemoryStream(bytes), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(workbook).Select(error => $"{error.Path?.XPath}: {error.Description}"));
        return [.. workbook.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.Row>()
            .Select(row => row.Elements<Cell>().Select(cell => cell.InlineString?.InnerText ?? cell.CellValue?.Text ?? "").ToArray())];
    }

    [Fact]
    public async Task Every_list_has_its_files()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await Shopping.Bought(panel, 3);
        var saul = await panel.SignIn(panel.World.Saul);

        foreach (var list in Lists)
        {
            var menu = (await saul.Get(list)).Document.QuerySelectorAll(".list-menu a[download]").Select(a => a.GetAttribute("href")!).ToList();
            Assert.True(menu.Count == 2, list);
            Assert.NotEmpty(await Sheet(saul, menu[0]));
            var csv = await saul.Client.GetAsync(menu[1]);
            Assert.Equal("text/csv", csv.Content.Headers.ContentType!.MediaType);
            Assert.EndsWith("2026-01-15.csv", csv.Content.Headers.ContentDisposition!.FileName);
            Assert.Equal(404, (await saul.Get(list + "?handler=Export&format=exe")).Status);
        }
        Assert.Contains("/login", (await panel.Visitor().Get("/orders?handler=Export&format=csv")).Leads);
        Assert.Equal(403, (await (await panel.SignIn(panel.World.Saul, Role.Billing)).Get("/people?handler=Export&format=csv")).Status);
    }

    [Fact]
    public async Task The_counts_above_a_list_are_for_those_who_see_all_that_is_counted()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await Shopping.Bought(panel, 3);

        foreach (var cast in new[] { panel.World.Nora, panel.World.Saul })
            foreach (var (list, counts) in new[] { ("/orders", ".tile-count"), ("/subscriptions", ".tile-count") })
            {
                Assert.NotEmpty((await (await panel.SignIn(cast)).Get(list)).Document.QuerySelectorAll(counts));
                Assert.Empty((await (await panel.SignIn(cast, reach: Reach.Own)).Get(list)).Document.QuerySelectorAll(counts));
            }
    }

    [Theory, InlineData(Reach.AllBelow, true), InlineData(Reach.Direct, true), InlineData(Reach.Own, false)]
    public async Task What_buyers_pay_is_a_column_for_those_who_see_buyers(Reach reach, bool has)
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await Shopping.Bought(panel, 3);
        var saul = await panel.SignIn(panel.World.Saul, reach: reach);

        foreach (var list in new[] { "/orders", "/subscriptions" })
            Assert.Equal(has, (await Sheet(saul, $"{list}?handler=Export&format=xlsx"))[0].Contains("Your buyer pays"));
    }

    [Fact]
    public async Task A_phone_leaves_out_a_column_with_all_its_cells()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (_, saul, subscription) = await Shopping.Bought(panel, 3);
        var world = panel.World;
        var (nora, rosa, hidden) = (await panel.SignIn(world.Nora), await panel.SignIn(world.Rosa), 0);
        var order = (await saul.Get("/orders")).Document.QuerySelector(".row-open")!.GetAttribute("href")!;
        var product = (await nora.Get("/catalogue")).Document.QuerySelector(".row-open")!.GetAttribute("href")!;
        var pages = Lists.Select(list => (saul, list)).Concat([(saul, subscription), (saul, order), (nora, product), (nora, "/books"), (nora, "/people"), (rosa, $"/resellers/{PublicId.Format("acc", world.Saul.Id)}/wallet"),
            (saul, $"/customers/{PublicId.Format("acc", world.Cora.Id)}/history")]);

        foreach (var (who, address) in pages)
        {
            var page = await who.Get(address);
            Assert.True(page.Status == 200, $"{address} answers {page.Status}");
            foreach (var table in page.Document.QuerySelectorAll("table.table"))
            {
                var head = table.QuerySelectorAll("thead > tr > th").Select(th => th.ClassList.Contains("phone-hide")).ToList();
                hidden += head.Count(hides => hides);
                foreach (var row in table.QuerySelectorAll("tbody > tr").Where(row => row.QuerySelector("[colspan]") is null))
                    Assert.True(head.SequenceEqual(row.Children.Select(cell => cell.ClassList.Contains("phone-hide"))), $"{address}: {row.TextContent}");
            }
        }
        Assert.True(hidden > 20, $"{hidden} columns are left out.");
    }

    [Theory, OnBoth]
    public async Task A_file_holds_what_the_list_shows_on_all_its_pages(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        for (var i = 0; i < 60; i++) await world.Add(world.Saul, AccountKind.Customer, $"=Shop {i:00}");
        var saul = await panel.SignIn(world.Saul);

        var csv = (await saul.Client.GetStringAsync("/customers?handler=Export&format=csv&sort=-name")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("Name,Kind,Below,Number,Status,A month,\"A month, currency\",Balance", csv[0].TrimStart('\ufeff'));
        Assert.Equal(1 + 60 + 2, csv.Length);
        Assert.StartsWith("\"'=Shop 59\",Customer,", csv.First(line => line.Contains("Shop")));
        Assert.Contains(csv, line => line.StartsWith("Dana,Division,Cora,", StringComparison.Ordinal));

        var sheet = await Sheet(saul, "/customers?handler=Export&format=xlsx&q=shop");
        Assert.Equal(61, sheet.Count);
        Assert.Contains(sheet, row => row[0] == "=Shop 00");
        Assert.Equal(2, (await Sheet(saul, "/customers?handler=Export&format=xlsx&q=cora")).Count);
    }

    [Fact]
    public async Task A_text_that_looks_like_a_formula_stays_a_text_when_its_cell_is_edited()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await panel.World.Add(panel.World.Saul, AccountKind.Customer, "=1+1");
        var saul = await panel.SignIn(panel.World.Saul);

        using var workbook = SpreadsheetDocument.Open(new MemoryStream(await saul.Client.GetByteArrayAsync("/customers?handler=Export&format=xlsx")), isEditable: false);

        var formats = workbook.WorkbookPart!.WorkbookStylesPart!.Stylesheet.CellFormats!.Elements<CellFormat>().ToList();
        var cells = workbook.WorkbookPart.WorksheetParts.Single().Worksheet.Descendants<Cell>().ToLookup(cell => cell.InlineString?.InnerText);
        bool IsLiteral(string text) => formats[(int)cells[text].First().StyleIndex!.Value].QuotePrefix?.Value == true;
        Assert.True(IsLiteral("=1+1"));
        Assert.False(IsLiteral("Cora"));
    }

    [Fact]
    public async Task Amounts_are_numbers_with_their_currency_beside_and_days_are_dates()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await Shopping.Bought(panel, 3);
        var saul = await panel.SignIn(panel.World.Saul);

        var sheet = await Sheet(saul, "/subscriptions?handler=Export&format=xlsx");
        string Of(string heading, int row = 1) => sheet[row][Array.IndexOf(sheet[0], heading)];
        Assert.Equal(("46.89", "USD", "58.62", "3"), (Of("You pay"), Of("You pay, currency"), Of("Your buyer pays"), Of("Quantity")));
        Assert.Equal(new DateTime(2026, 2, 15), DateTime.FromOADate(double.Parse(Of("Next charge"), CultureInfo.InvariantCulture)));
        var csv = await saul.Client.GetStringAsync("/subscriptions?handler=Export&format=csv");
        Assert.Contains(",3,58.62,USD,46.89,USD,11.73,USD,2026-01-15,2026-02-15,Renews", csv);
    }

    [Fact]
    public async Task No_file_tells_what_the_page_does_not()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await Shopping.Bought(panel, 3);
        var cora = await panel.SignIn(panel.World.Cora);

        foreach (var list in Lists.Where(list => list is not ("/prices" or "/prices/rates" or "/catalogue" or "/wallet/buyers" or "/resellers")))
        {
            var csv = await cora.Client.GetStringAsync(list + "?handler=Export&format=csv");
            foreach (var secret in Shopping.AboveCora.Concat(["Rosa", "Piet", "Nora"])) Assert.False(csv.Contains(secret), $"{list} tells {secret}");
        }
        Assert.Equal(404, (await cora.Get("/wallet/buyers?handler=Export&format=csv")).Status);
        Assert.Equal(404, (await cora.Get("/prices?handler=Export&format=csv")).Status);
        Assert.Equal(404, (await (await panel.SignIn(panel.World.Xena)).Get($"/customers/{PublicId.Format("acc", panel.World.Cora.Id)}/history?handler=Export&format=csv")).Status);
    }

    [Fact]
    public async Task A_person_chooses_columns_and_the_list_remembers()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await Shopping.Bought(panel, 3);
        var user = await panel.Person(panel.World.Saul);
        var saul = await panel.SignIn(user);
        static string[] Headings(Seen page) => [.. page.Document.QuerySelectorAll("#subscriptions thead th").Select(th => th.TextContent.Trim()).Where(heading => heading != "Choose")];

        var page = await saul.Get("/subscriptions?status=active");
        Assert.Equal(["Subscription", "Client", "Status", "Quantity", "Your buyer pays", "You pay", "Margin", "Activated", "Next charge"], Headings(page));
        var chosen = await saul.Submit(page, "handler=Columns", ("columns", "status"), ("columns", "since"), ("columns", "nonsense"));

        Assert.Equal("/subscriptions?status=active", chosen.Leads);
        Assert.Equal(["Subscription", "Status", "Activated"], Headings(await saul.Get("/subscriptions")));
        Assert.Equal("Subscription,Status,Activated,After that", (await saul.Client.GetStringAsync("/subscriptions?handler=Export&format=csv")).Split("\r\n")[0].TrimStart('\ufeff'));
        Assert.Equal(["Subscription", "Status", "Activated"], Headings(await (await panel.SignIn(user)).Get("/subscriptions")));
        Assert.Equal(9, Headings(await (await panel.SignIn(panel.World.Saul)).Get("/subscriptions")).Length);

        await saul.Submit(await saul.Get("/subscriptions"), "handler=Columns", ("usual", "yes"));
        Assert.Equal(9, Headings(await saul.Get("/subscriptions")).Length);
        await using var db = panel.World.Db();
        Assert.Empty(db.ListColumns);
    }

    [Fact]
    public async Task Going_back_leads_nowhere_else()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var saul = await panel.SignIn(panel.World.Saul);
        var page = await saul.Get("/orders");
        var form = page.Document.QuerySelector("form[action$='handler=Columns']")!;
        var body = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = form.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!, ["back"] = "https://evil.example/", ["columns"] = "status",
        });

        var answer = await saul.Client.PostAsync("/orders?handler=Columns", body);

        Assert.Equal("/orders", answer.Headers.Location!.ToString());
    }

    [Fact]
    public void Every_cell_is_of_a_declared_column_and_every_column_has_one()
    {
        var pages = typeof(Program).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(PageModel)) && IsList(type)).ToList();
        Assert.True(pages.Count >= 10);
        var views = Sources.Of("src/Tributary.Web/Pages").Where(file => file.Path.EndsWith(".cshtml", StringComparison.Ordinal)).ToList();
        // A heading without words takes them from its column, so each column that is used has been declared by its page.
        Sources.AssertNone(from view in views
                           from System.Text.RegularExpressions.Match cell in System.Text.RegularExpressions.Regex.Matches(view.Text, "<td[^>]* column=\"([^\"]+)\"|<td column=\"([^\"]+)\"")
                           let name = cell.Groups[1].Value + cell.Groups[2].Value
                           where !view.Text.Contains($"<col-head column=\"{name}\"") && !System.Text.RegularExpressions.Regex.IsMatch(view.Text, $"<(col-head|th)[^>]* column=\"{name}\"")
                           select $"{view.Path}: {name} has a cell and no heading");
    }

    private static bool IsList(Type? type) => type is not null && (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ListPage<>) || IsList(type.BaseType));
}
