using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Reports;
using Tributary.Tests.Api;
using Tributary.Tests.Web;
using Tributary.Web.Mail;

namespace Tributary.Tests.Reports;

/// <summary>
/// What a monthly report tells of the month to come. Cora buys two mailboxes on 15 January and a third on 20 February, which her seller
/// and all above renew each month; it is 20 February, or the first of March.
/// </summary>
public sealed class ComingMonthTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static async Task Trade(World world, decimal credit = 1000m)
    {
        var plan = await world.Plan("MAIL", 8m, details: new() { GraceDays = 3, PausedDays = 10 });
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 1000m);
        await world.TopUp(world.Cora, credit);
        await world.Buy(world.Cora, plan, quantity: 2);
        world.Clock.Advance(TimeSpan.FromDays(31));
        await world.Renew();
        world.Clock.Advance(TimeSpan.FromDays(5));
        await world.Buy(world.Cora, plan);
    }

    private static int Charges(Answer report) =>
        report.Body.GetProperty("coming") is { ValueKind: System.Text.Json.JsonValueKind.Object } coming ? coming.GetProperty("charges").GetArrayLength() : 0;

    [Theory, OnBoth]
    public async Task S1_08_What_the_report_tells_of_the_coming_month_at_each_level_comes_true(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await Trade(world);
        await world.Foretell();

        var told = new Dictionary<Guid, Answer>();
        foreach (var cast in new[] { world.Cora, world.Saul, world.Rosa, world.Piet })
        {
            var api = await panel.Api(cast);
            var report = (await api.Get("/reports/monthly/2026-02")).Must(200);
            told[cast.Id] = report;
            Assert.Equal(("2026-03", "2026-03-01", "2", "USD", "True", null), (report.At("coming.month"), report.At("coming.from"), report.At("coming.charges.0.count"),
                report.At("coming.charges.0.amount.currency"), report.At("coming.covered"), report.At("coming.shortOn")));
            Assert.NotNull(report.At("coming.asOf"));
            // What is left of February brings nothing any more, and January's coming month is told from today on; December's is over.
            var january = (await api.Get("/reports/monthly/2026-01")).Must(200);
            Assert.Equal(("2026-02", "2026-02-20", 0), (january.At("coming.month"), january.At("coming.from"), Charges(january)));
            Assert.Equal(System.Text.Json.JsonValueKind.Null, (await api.Get("/reports/monthly/2025-12")).Must(200).Body.GetProperty("coming").ValueKind);
        }
        var amount = told[world.Saul.Id].At("coming.charges.0.amount.amount")!;

        // The page and its file say the same, to Saul's own people alone.
        var saul = await panel.SignIn(world.Saul);
        var page = await saul.Get("/reports/monthly/2026-02");
        Assert.Contains("Charges to come in March 2026", page.Of("#coming"));
        Assert.Contains($"{amount} USD in 2 charges", page.Of("#coming").Replace('\u00a0', ' '));
        Assert.Contains("Your balance covers it.", page.Of("#coming"));
        var file = await saul.Client.GetStringAsync("/reports/monthly/2026-02?handler=Export&format=csv", Cancel);
        Assert.Contains($"\"Charges to come in March 2026, gross\",2,{amount},USD,", file);
        Assert.Contains("Nothing, as far as is known today.", (await saul.Get("/reports/monthly/2026-01")).Of("#coming"));
        Assert.Null((await saul.Get("/reports/monthly/2025-12")).Document.QuerySelector("#coming"));
        // Who buys of nobody, pays nothing of their own, or is in another branch, is told nothing of it.
        foreach (var other in new[] { world.Nora, world.Dana, world.Xena })
        {
            var report = (await (await panel.Api(other)).Get("/reports/monthly/2026-02")).Must(200);
            Assert.Equal(0, Charges(report));
            Assert.DoesNotContain(amount, (await (await panel.SignIn(other)).Get("/reports/monthly/2026-02")).Of("main"));
        }

        await world.RenewOn(new(2026, 3, 15));
        await world.RenewOn(new(2026, 3, 31));
        await using var db = world.Db();
        var captured = (await db.OrderLines.AsNoTracking().Where(l => l.State == LineState.Captured).ToListAsync(Cancel))
            .Where(l => l.SettledAt!.Value.ToString("yyyy-MM", CultureInfo.InvariantCulture) == "2026-03").SelectMany(l => l.Levels).ToList();
        foreach (var (buyer, report) in told)
            Assert.Equal(new Money(captured.Where(l => l.BuyerId == buyer).Sum(l => l.Gross), Currency.Usd).AmountText, report.At("coming.charges.0.amount.amount"));
    }

    [Theory, OnBoth]
    public async Task S1_08_The_mailed_report_tells_the_coming_month_warns_of_a_short_balance_and_bears_the_file_of_the_page(DatabaseKind kind)
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(kind, host => host.UseSetting(MailServer.Setting, postbox.Setting));
        var world = panel.World;
        // Five at 19.54 were paid: 25 are left, too little for two on 15 March, enough for the one on the 20th, for which Saul pays too.
        await Trade(world, credit: 122.70m);
        var (cora, saul) = (await panel.Person(world.Cora, email: "cora@cora.test", name: "Cora Cole"), await panel.Person(world.Saul, email: "sia@saul.test", name: "Sia Saul"));
        foreach (var (cast, person) in new[] { (world.Cora, cora), (world.Saul, saul) }) await world.Do(new WantReport { By = cast.Viewer with { UserId = person.Id }, Wanted = true });
        world.Clock.MoveTo(new DateTime(2026, 3, 1, 9, 0, 0, DateTimeKind.Utc));
        await world.Foretell();
        await using (var db = world.Db())
            foreach (var due in await MailMonthlyReport.Due(db, world.Worker, new(2026, 3, 1), 10, Cancel)) await world.Do(due);

        foreach (var (address, person) in new[] { ("cora@cora.test", cora), ("sia@saul.test", saul) })
        {
            var mail = Assert.Single(await postbox.To(address), m => m.Of("Subject").Contains("report of February 2026", StringComparison.Ordinal));
            var visitor = await panel.SignIn(person);
            var (name, text) = Assert.Single(mail.Files);
            Assert.Equal("report-2026-02.csv", name);
            Assert.Equal(await visitor.Client.GetStringAsync("/reports/monthly/2026-02?handler=Export&format=csv", Cancel), text.TrimStart('\ufeff'));
            Assert.All(text.TrimStart('\ufeff').Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(line => line.Split(',')), cell => Assert.DoesNotMatch("^\"?[=+@\t]", cell));
            Assert.Contains("Charges to come in March 2026, gross", text);
            Assert.Equal(("multipart/mixed", true), (mail.Kind, mail.Html.Contains("Charges to come in March 2026", StringComparison.Ordinal)));
            Assert.All(new[] { "Piet", "Nora" }, above => Assert.DoesNotContain(above, mail.Whole));
            var at = (await visitor.Get("/reports/monthly/2026-02")).Of("#coming").Replace('\u00a0', ' ');
            foreach (var line in mail.Plain.Replace('\u00a0', ' ').Split('\n').Where(line => line.StartsWith("Your balance", StringComparison.Ordinal))) Assert.Contains(line.Trim(), at);
        }
        var asked = Assert.Single(await postbox.To("cora@cora.test"), m => m.Of("Subject").Contains("report of", StringComparison.Ordinal)).Plain.Replace('\u00a0', ' ');
        Assert.Contains("Your balance suffices until 15 Mar 2026.", asked);
        Assert.Contains("Your balance covers it.", Assert.Single(await postbox.To("sia@saul.test"), m => m.Of("Subject").Contains("report of", StringComparison.Ordinal)).Plain);
        var coming = (await (await panel.Api(world.Cora)).Get("/reports/monthly/2026-02")).Must(200);
        Assert.Equal(("False", "2026-03-15"), (coming.At("coming.covered"), coming.At("coming.shortOn")));
        Assert.Equal(("2", "58.62"), (coming.At("coming.charges.0.count"), coming.At("coming.charges.0.amount.amount")));
        Assert.Equal("14.08", coming.At("coming.missing.amount"));
        Assert.Contains("That day 14.08 USD is missing", asked);

        // In the panel its sender reads neither figures nor a file.
        var row = await (await panel.SignIn(world.Rosa)).Get("/mail");
        Assert.DoesNotContain("report-2026-02.csv", row.Text);
    }

    [Theory, OnBoth]
    public async Task S1_08_Who_is_shown_no_prices_is_told_no_amount_of_the_coming_month_on_the_page_in_the_file_or_by_mail(DatabaseKind kind)
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(kind, host => host.UseSetting(MailServer.Setting, postbox.Setting));
        var world = panel.World;
        await Trade(world);
        await world.Foretell();
        var amount = (await (await panel.Api(world.Cora)).Get("/reports/monthly/2026-02")).Must(200).At("coming.charges.0.amount.amount")!;
        await world.Do(new GrantRights
        {
            By = world.Saul.Viewer, InBranch = world.Cora.BranchId, AccountId = world.Cora.Id, MayOpen = MayOpen.Divisions, MaxResellerDepth = null, MaxAccounts = null, HidesPrices = true,
        });
        var cora = await panel.Person(world.Cora, email: "cora@cora.test", name: "Cora Cole");
        await world.Do(new WantReport { By = world.Cora.Viewer with { UserId = cora.Id }, Wanted = true });
        world.Clock.MoveTo(new DateTime(2026, 3, 1, 9, 0, 0, DateTimeKind.Utc));
        await world.Foretell();
        await using (var db = world.Db())
            foreach (var due in await MailMonthlyReport.Due(db, world.Worker, new(2026, 3, 1), 10, Cancel)) await world.Do(due);

        var report = (await (await panel.Api(world.Cora)).Get("/reports/monthly/2026-02")).Must(200);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, report.Body.GetProperty("coming").ValueKind);
        var visitor = await panel.SignIn(cora);
        var page = await visitor.Get("/reports/monthly/2026-02");
        Assert.Null(page.Document.QuerySelector("#coming"));
        var mail = Assert.Single(await postbox.To("cora@cora.test"), m => m.Of("Subject").Contains("report of", StringComparison.Ordinal));
        var file = Assert.Single(mail.Files).Value;
        foreach (var read in new[] { page.Text, mail.Whole, file, await visitor.Client.GetStringAsync("/reports/monthly/2026-02?handler=Export&format=csv", Cancel) })
        {
            Assert.DoesNotContain(amount, read);
            Assert.DoesNotContain("USD", read);
        }
        Assert.Contains("Active users", file);
    }

    [Theory, OnBoth]
    public async Task Before_the_first_forecast_it_is_said_that_nothing_is_known_yet(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await Trade(world);
        await using var db = world.Db();
        var (viewer, id) = (world.Saul.Viewer, world.Saul.Id);
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == id, Cancel);
        async Task<ComingMonth> Coming() => (await MonthlyReport.Of(db, viewer, account, new(2026, 2, 1), world.Today, Cancel)).Coming!;
        var unknown = await Coming();
        Assert.Equal((null, null, 0), (unknown.AsOf, unknown.IsCovered, unknown.Charges.Count));
        await world.Foretell();
        Assert.Equal((true, 2), ((await Coming()).IsCovered, Assert.Single((await Coming()).Charges).Count));
    }
}
