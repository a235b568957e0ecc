using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Notices;
using Tributary.Orders;
using Tributary.Reports;
using Tributary.Tests.Api;
using Tributary.Tests.Web;
using Tributary.Web.Mail;

namespace Tributary.Tests.Reports;

/// <summary>
/// What the dashboard tells over time: the graph with what happened, what is in demand, and the month's report. Two subscriptions of
/// Cora's begin on 15 January, one of them ends on 15 February, and on 20 February she buys a third. The books are checked after each.
/// </summary>
public sealed class DashboardRowsTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static async Task<(World World, MadePlan Plan)> TwoMonths(DatabaseKind kind)
    {
        var world = await World.Open(kind);
        var plan = await world.Plan("MAIL", 8m, 21.35m);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        await world.Buy(world.Cora, plan, quantity: 2);
        var ending = await world.Buy(world.Cora, plan);
        await world.Do(new CancelSubscription { By = world.Cora.Viewer, Branch = ending.BranchId, SubscriptionId = ending.Id });
        world.Clock.Advance(TimeSpan.FromDays(31));
        await new RenewalRun(world.Database, world.Desk).Run(world.Worker);
        world.Clock.Advance(TimeSpan.FromDays(5));
        await world.Buy(world.Cora, plan);
        return (world, plan);
    }

    [Theory, OnBoth]
    public async Task S1_10_Products_by_activations_growth_and_churn_at_every_level(DatabaseKind kind)
    {
        var (world, plan) = await TwoMonths(kind);
        await using var panel = Panel.On(world);
        foreach (var cast in new[] { world.Cora, world.Saul, world.Piet, world.Nora })
        {
            var api = await panel.Api(cast);
            var demand = (await api.Get("/demand?days=30")).Must(200);
            Assert.Equal(PublicId.Format("prd", plan.ProductId), demand.At("items.0.product"));
            Assert.Equal(("1", "2", "-0.5"), (demand.At("items.0.activated"), demand.At("items.0.activatedBefore"), demand.At("items.0.growth")));
            Assert.Equal(("1", "2", "0.3333"), (demand.At("items.0.ended"), demand.At("items.0.active"), demand.At("items.0.churn")));
            Assert.Equal(("3", null), ((await api.Get("/demand?days=90")).At("items.0.activated"), (await api.Get("/demand?days=90")).At("items.0.growth")));
        }
        Assert.DoesNotContain("Product MAIL", (await (await panel.Api(world.Xena)).Get("/demand")).Must(200).Text);
        (await (await panel.Api(world.Saul)).Get("/demand?days=31")).Must(422);

        var saul = await panel.SignIn(world.Saul);
        var page = await saul.Get("/demand");
        Assert.Contains("▼", page.Of("#demand"));
        Assert.Contains("fewer by", page.Of("#demand"));
        Assert.Contains("Churn", page.Text);
        Assert.Contains("Product MAIL", (await saul.Get("/")).Of("#demand"));
    }

    [Theory, OnBoth]
    public async Task S1_02_The_number_of_active_software_opens_its_list_by_product(DatabaseKind kind)
    {
        var (world, plan) = await TwoMonths(kind);
        await using var panel = Panel.On(world);
        var saul = await panel.SignIn(world.Saul);
        Assert.NotNull((await saul.Get("/")).Document.QuerySelector("a[href='/software']"));

        var list = await saul.Get("/software");
        Assert.Equal("2", list.Of("#software tbody tr td:last-of-type"));
        var opens = list.Document.QuerySelector("#software a.row-open")!.GetAttribute("href")!;
        Assert.Equal($"/subscriptions?product={PublicId.Format("prd", plan.ProductId)}&status=active", opens);
        Assert.Equal(2, (await saul.Get(opens)).Document.QuerySelectorAll("main a.row-open").Length);
        Assert.Empty((await saul.Get($"/subscriptions?product={PublicId.Format("prd", Guid.CreateVersion7())}")).Document.QuerySelectorAll("main a.row-open"));
        Assert.Contains("Nothing runs yet", (await (await panel.SignIn(world.Xena)).Get("/software")).Text);
        Assert.Equal(403, (await (await panel.SignIn(world.Saul, reach: Reach.Own)).Get("/software")).Status);
    }

    [Theory, OnBoth]
    public async Task S1_06_Notes_prices_and_activations_stand_on_the_graph_each_for_whom_they_concern(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var plan = await world.Plan("MAIL", 8m, 21.35m);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        await world.Buy(world.Cora, plan);
        await world.Buy(world.Cora, plan);
        await world.Markup(world.Saul, 30m);
        await world.Markup(world.Piet, 40m);

        var (saul, rosa) = (await panel.Api(world.Saul), await panel.Api(world.Rosa));
        var note = (await saul.Post("/graph-notes", new { day = "2026-01-14", text = "Spring promotion" })).Must(201);
        (await saul.Post("/graph-notes", new { day = "2026-01-14", text = "Second note of the day" })).Must(201);
        Assert.Equal("2", (await saul.Get("/graph-notes")).Must(200).Body.GetProperty("items").GetArrayLength().ToString(CultureInfo.InvariantCulture));
        Assert.Equal(0, (await rosa.Get("/graph-notes")).Must(200).Body.GetProperty("items").GetArrayLength());
        (await rosa.Patch("/graph-notes/" + note.Id, new { text = "Taken over" })).Must(404);
        (await rosa.Delete("/graph-notes/" + note.Id)).Must(404);
        (await saul.Patch("/graph-notes/" + note.Id, new { text = "" })).Must(422);
        Assert.Equal("Spring sale", (await saul.Patch("/graph-notes/" + note.Id, new { text = "Spring sale" })).Must(200).At("text"));

        var page = await (await panel.SignIn(world.Saul)).Get("/usage?range=7d");
        string Row(Seen seen, string has) => seen.Document.QuerySelectorAll("#graph .chart-table tbody tr").Select(row => row.TextContent).Single(row => row.Contains(has, StringComparison.Ordinal));
        // Two notes of one day are one mark, and one cell of the table.
        Assert.Contains("Second note of the day", Row(page, "Spring sale"));
        Assert.EndsWith("21 price changed", Row(page, "1 price changed"));
        Assert.Equal(2, page.Document.QuerySelectorAll("#graph .chart-mark").Length);
        Assert.DoesNotContain("of your costs", page.Of("#graph"));

        var cora = await (await panel.SignIn(world.Cora)).Get("/");
        Assert.Contains("1 of your costs changed", cora.Of("#graph"));
        Assert.DoesNotContain("Spring", cora.Text);
        var home = await (await panel.SignIn(world.Rosa)).Get("/?range=7d&step=month");
        Assert.Contains("1 of your costs changed", home.Of("#graph"));
        Assert.DoesNotContain("Spring", home.Text);
        Assert.DoesNotContain("Spring", (await (await panel.SignIn(world.Rosa)).Get("/activity")).Text);

        (await saul.Delete("/graph-notes/" + note.Id)).Must(204);
        (await saul.Delete("/graph-notes/" + note.Id)).Must(404);
        Assert.DoesNotContain("Spring sale", (await (await panel.SignIn(world.Saul)).Get("/usage?range=7d")).Of("#graph"));
    }

    [Theory, OnBoth]
    public async Task S1_08_The_report_of_a_month_equals_its_captured_lines_and_is_mailed_once(DatabaseKind kind)
    {
        var (world, _) = await TwoMonths(kind);
        await using var panel = Panel.On(world);
        var person = await panel.Person(world.Saul, email: "sia@saul.test", name: "Sia Saul");
        var viewer = world.Saul.Viewer with { UserId = person.Id };
        await using var db = world.Db();
        foreach (var month in new[] { "2026-01", "2026-02" })
        {
            var report = (await (await panel.Api(world.Saul)).Get("/reports/monthly/" + month)).Must(200);
            var levels = (await db.OrderLines.AsNoTracking().Where(l => l.State == LineState.Captured).ToListAsync(Cancel))
                .Where(l => l.SettledAt!.Value.ToString("yyyy-MM", CultureInfo.InvariantCulture) == month).SelectMany(l => l.Levels).ToList();
            Assert.Equal(new Money(levels.Where(l => l.SellerId == world.Saul.Id).Sum(l => l.Net), Currency.Usd).AmountText, report.At("figures.revenue.0.amount"));
            Assert.Equal(new Money(levels.Where(l => l.BuyerId == world.Saul.Id).Sum(l => l.Net), Currency.Usd).AmountText, report.At("figures.cost.0.amount"));
        }
        var january = (await (await panel.Api(world.Saul)).Get("/reports/monthly/2026-01")).Must(200);
        Assert.Equal(("2", "2", "0"), (january.At("figures.activated"), january.At("figures.software"), january.At("figures.ended")));
        var february = (await (await panel.Api(world.Saul)).Get("/reports/monthly/2026-02")).Must(200);
        Assert.Equal(("1", "2", "1", "2"), (february.At("figures.activated"), february.At("figures.software"), february.At("figures.ended"), february.At("before.activated")));
        (await (await panel.Api(world.Saul)).Get("/reports/monthly/2026-03")).Must(404);
        var own = await (await panel.SignIn(person)).Get("/reports/monthly/2026-01");
        Assert.Contains(january.At("figures.revenue.0.amount")!, own.Of("#report"));

        // Wanted in February, it comes with the first of March, and once.
        await world.Do(new WantReport { By = viewer, Wanted = true });
        await world.Refused("report.person", new WantReport { By = world.Worker, Wanted = true });
        Assert.Empty(await MailMonthlyReport.Due(db, world.Worker, new(2026, 2, 28), 10, Cancel));
        var due = await MailMonthlyReport.Due(db, world.Worker, new(2026, 3, 1), 10, Cancel);
        Assert.True((await world.Do(Assert.Single(due))).Now);
        Assert.False((await world.Do(due[0])).Now);
        Assert.Empty(await MailMonthlyReport.Due(db, world.Worker, new(2026, 3, 1), 10, Cancel));
        await world.Refused("person.not_found", new MailMonthlyReport { By = viewer, Branch = due[0].Branch, MembershipId = due[0].MembershipId, Month = new(2026, 3, 1) });

        var message = await db.Messages.AsNoTracking().SingleAsync(m => m.Template == MailMonthlyReport.Template, Cancel);
        await using var scope = panel.Services.CreateAsyncScope();
        async Task<RenderedMail> Read(MailReader reader) =>
            (await scope.ServiceProvider.GetRequiredService<RenderMail>().Do([message], reader, null, amounts: true, Cancel))[message.Id].Mail!;
        var mail = await Read(MailReader.Recipient);
        Assert.Equal(("sia@saul.test", world.Rosa.Id), (mail.To, message.SenderId));
        Assert.Contains(february.At("figures.revenue.0.amount")!, mail.Text);
        Assert.Contains("/reports/monthly/2026-02", mail.Text);
        foreach (var above in new[] { "Piet", "Nora" }) Assert.DoesNotContain(above, mail.Text);
        // The seller's people see that it was sent, and no figure of it.
        foreach (var reader in new[] { MailReader.Sender, MailReader.Messenger }) Assert.DoesNotContain(february.At("figures.revenue.0.amount")!, (await Read(reader)).Text);
    }

    [Theory, OnBoth]
    public async Task S1_08_Key_figures_and_lists_open_clean_as_files(DatabaseKind kind)
    {
        var (world, plan) = await TwoMonths(kind);
        await using var panel = Panel.On(world);
        await using (var db = world.Db())
            await db.Products.Where(p => p.Id == plan.ProductId).ExecuteUpdateAsync(set => set.SetProperty(p => p.Name, "=HYPERLINK(\"http://evil.test\")"), Cancel);
        var (saul, api) = (await panel.SignIn(world.Saul), await panel.Api(world.Saul));

        foreach (var page in new[] { "/", "/usage", "/demand", "/software", "/reports/monthly/2026-01" })
        {
            Clean(await saul.Client.GetByteArrayAsync(page + "?handler=Export&format=xlsx", Cancel));
            var csv = await saul.Client.GetStringAsync(page + "?handler=Export&format=csv", Cancel);
            Assert.DoesNotContain("\n=", csv.Replace("\"", ""));
            if (page is "/demand" or "/software") Assert.Contains("'=HYPERLINK", csv);
            Assert.Equal(404, (await saul.Get(page + "?handler=Export&format=exe")).Status);
        }
        Clean(await api.GetByteArrayAsync("/api/v1/figures?format=xlsx", Cancel));
        var figures = (await api.Get("/figures?format=csv")).Must(200).Text;
        Assert.Contains(",active_software", figures);
        Assert.Contains("recurring_cost.monthly", figures);
        Assert.Contains("active_software", (await api.Get("/figures")).Must(200).Text);
        (await api.Get("/figures?format=exe")).Must(422);
    }

    private static void Clean(byte[] bytes)
    {
        using var workbook = SpreadsheetDocument.Open(new MemoryStream(bytes), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(workbook).Select(error => $"{error.Path?.XPath}: {error.Description}"));
    }
}
