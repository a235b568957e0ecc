using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Data.Seed;
using Tributary.Identity;

namespace Tributary.Tests.Web;

public sealed class CataloguePagesTests
{
    private const string Software = "vendor,list_year,currency,kind,code,description,price,annual_price,unit\n" +
        "Box,2019,USD,plan,STARTER,,5,,user/month\nBox,2019,USD,plan,ENTERPRISE,,Contact Sales,,user/month\nBox,2020,USD,plan,STARTER,,6,,user/month\n" +
        "Github,2019,EUR,plan,TEAM,<b>bold</b>,9,,user/month\nOpenPhone,2019,USD,add-on,sms,,0.01,,message\nBox,2019,USD,plan,=cmd,,=1+1,,user/month\n";

    [Theory, OnBoth]
    public async Task Nora_uploads_a_list_decides_checks_and_applies_it(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var nora = await panel.SignIn(panel.World.Nora);

        var uploaded = await Upload(nora, "software.csv", Software);
        var mapping = await nora.Get(uploaded.Leads!);
        Assert.Contains("Contact Sales", mapping.Text);
        var open = await Fill(nora, mapping, "/mapping");
        Assert.Contains("Choose which rows are meant.", open.Text);
        var found = await Fill(nora, mapping, "/mapping", ("Input.FilterValue", "2019"), ("Input.Units[1].Unit", "message"), ("Input.Units[1].Interval", "one_time"));
        var check = await nora.Get(found.Leads!);
        Assert.Contains("“Contact Sales” is not a price.", check.Text);
        Assert.Contains("<b>bold</b>", check.Text);
        Assert.Equal(["All 5", "New 3", "Changed 0", "Dropped 0", "Unchanged 0", "Unusable 2"], check.Document.QuerySelectorAll(".tile").Select(t => $"{t.QuerySelector(".tile-label")!.TextContent} {t.QuerySelector(".tile-count")!.TextContent}"));
        Assert.DoesNotContain("Contact Sales", (await nora.Get(found.Leads + "?kind=New")).Text);

        var file = await nora.Client.GetAsync(found.Leads + "?handler=Unusable");
        Assert.Equal("text/csv; charset=utf-8", file.Content.Headers.ContentType!.ToString());
        Assert.Contains("'=cmd", await file.Content.ReadAsStringAsync());

        var review = await nora.Get(found.Leads + "/apply");
        Assert.Contains("cannot be used", (await Fill(nora, review, "/apply", ("Input.NoneUnlessAll", "true"))).Text);
        var applied = await Fill(nora, review, "/apply");
        Assert.Contains("3 new plans", (await nora.Get(applied.Leads!)).Text);
        Assert.Contains("applied already", (await Fill(nora, review, "/apply")).Text);

        var catalogue = await nora.Get("/catalogue?q=github");
        Assert.Equal(["Github"], catalogue.Document.QuerySelectorAll("tbody .row-open").Select(r => r.TextContent));
        var product = await nora.Get(catalogue.Document.QuerySelector("tbody .row-open")!.GetAttribute("href")!);
        Assert.Contains("9.00", product.Of("tbody"));
        var plan = await nora.Get(product.Document.QuerySelector("tbody .row-open")!.GetAttribute("href")!);
        Assert.Contains("software", plan.Text);
        Assert.Equal(200, (await nora.Get("/catalogue/imports")).Status);
    }

    [Fact]
    public async Task A_file_that_is_no_table_is_refused_beside_its_field()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var nora = await panel.SignIn(panel.World.Nora);

        Assert.Contains("Choose a file.", (await Fill(nora, await nora.Get("/catalogue/imports"), "/imports")).Text);
        Assert.Contains("This is not a text file.", (await Upload(nora, "list.xlsx", "PK\u0003\u0004\0\0\0x")).Text);
    }

    [Fact]
    public async Task Nora_makes_a_product_by_hand_gives_it_a_price_and_takes_it_off_sale()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var nora = await panel.SignIn(panel.World.Nora);

        var made = await Fill(nora, await nora.Get("/catalogue/new"), "/catalogue/new", ("Input.Code", "phone"), ("Input.Name", "Phone service"));
        var planned = await Fill(nora, await nora.Get(made.Leads + "/plans/new"), "/plans/new", ("Input.Code", "base"), ("Input.Name", "Base"), ("Input.Unit", "line"));
        Assert.Contains("Write an amount", (await Fill(nora, await nora.Get(planned.Leads + "/price"), "/price", ("Input.BaseCost", "1,5"))).Text);
        var priced = await Fill(nora, await nora.Get(planned.Leads + "/price"), "/price", ("Input.BaseCost", "12.50"), ("Input.Recommended", "20"));
        var plan = await nora.Get(priced.Leads!);
        Assert.Contains("12.50", plan.Of("#prices"));
        await Fill(nora, await nora.Get(priced.Leads + "/edit"), "/edit", ("Input.Name", "Base line"));
        Assert.Equal(["2", "1"], (await nora.Get(priced.Leads!)).Document.QuerySelectorAll("#versions tbody tr td:first-child").Select(cell => cell.TextContent));
        await Fill(nora, await nora.Get(made.Leads + "/edit"), "/edit", ("Input.Withdrawn", "true"));

        Assert.Contains("Phone service", (await nora.Get("/catalogue?status=withdrawn")).Of("#products"));
        await using var db = panel.World.Db();
        var point = await db.PricePoints.SingleAsync();
        Assert.Equal((1250L, 2000L, Interval.Monthly, Currency.Usd), (point.BaseCost, point.Recommended!.Value, point.Interval, point.Currency));
    }

    [Fact]
    public async Task A_catalogue_is_its_maker_s_alone()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        var done = await world.Do(new CheckImport
        {
            By = world.Nora.Viewer, Branch = 0, MakerId = world.Nora.Id, File = CarriedPriceList.File(), Mapping = CarriedPriceList.Mapping,
        });
        await world.Do(new ApplyImport { By = world.Nora.Viewer, Branch = 0, MakerId = world.Nora.Id, ImportId = done.ImportId });
        await using var db = world.Db();
        var plan = await db.Plans.FirstAsync();
        var (import, product, plans) = ($"/catalogue/imports/{PublicId.Format("imp", done.ImportId)}", $"/catalogue/{PublicId.Format("prd", plan.ProductId)}", $"/catalogue/plans/{PublicId.Format("pln", plan.Id)}");
        string[] pages = [import, import + "/mapping", import + "/apply", import + "/discard", import + "?handler=Unusable", product, product + "/edit", product + "/plans/new", plans, plans + "/edit", plans + "/price"];

        var (nora, piet, xena, reader, visitor) = (await panel.SignIn(world.Nora), await panel.SignIn(world.Piet), await panel.SignIn(world.Xena), await panel.SignIn(world.Nora, Role.Viewer), panel.Visitor());
        foreach (var page in pages)
        {
            Assert.Equal(200, (await nora.Get(page)).Status);
            Assert.Equal(404, (await piet.Get(page)).Status);
            Assert.Equal(404, (await xena.Get(page)).Status);
            Assert.Equal(302, (await visitor.Get(page)).Status);
            Assert.Equal(page == product || page == plans ? 200 : 403, (await reader.Get(page)).Status);
        }
        Assert.DoesNotContain("Figma", (await piet.Get("/catalogue")).Text);
        Assert.Contains("Figma", (await nora.Get("/catalogue")).Text);
    }

    private static async Task<Seen> Upload(Visitor visitor, string name, string text)
    {
        var page = await visitor.Get("/catalogue/imports");
        var form = page.Document.QuerySelectorAll<IHtmlFormElement>("form").Single(f => f.GetAttribute("action") == "/catalogue/imports" && f.Method == "post");
        using var body = new MultipartFormDataContent { { new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(text)), "Input.File", name } };
        foreach (var hidden in form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]")) body.Add(new StringContent(hidden.Value), hidden.Name!);
        return await Seen.Of(await visitor.Client.PostAsync("/catalogue/imports", body));
    }

    // Sends a form as a browser does: everything in it, with what was typed in place of what stood there.
    private static async Task<Seen> Fill(Visitor visitor, Seen page, string action, params (string Name, string Value)[] typed)
    {
        var form = page.Document.QuerySelectorAll<IHtmlFormElement>("form").Single(f => f.Method == "post" && f.GetAttribute("action")!.EndsWith(action, StringComparison.Ordinal));
        var values = new List<KeyValuePair<string, string>>();
        foreach (var control in form.Elements)
        {
            var (name, value) = control switch
            {
                IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } or IHtmlInputElement { Type: "file" } => (null, null),
                IHtmlInputElement input => (input.Name, input.Value),
                IHtmlSelectElement select => (select.Name, select.Value),
                IHtmlTextAreaElement area => (area.Name, area.Value),
                _ => (null, null),
            };
            if (!string.IsNullOrEmpty(name) && typed.All(t => t.Name != name)) values.Add(new(name, value ?? ""));
        }
        values.AddRange(typed.Select(t => new KeyValuePair<string, string>(t.Name, t.Value)));
        return await Seen.Of(await visitor.Client.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(values)));
    }
}
