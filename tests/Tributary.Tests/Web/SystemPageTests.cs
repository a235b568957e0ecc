using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tributary.Data;
using Tributary.Provisioning;
using Tributary.Reports;
using Tributary.Web.Workers;

namespace Tributary.Tests.Web;

public sealed class SystemPageTests
{
    [Theory, OnBoth]
    public async Task A_well_installation_says_so_with_its_figures(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var nora = await panel.SignIn(panel.World.Nora);
        await Settled(panel);

        var page = await nora.Get("/system");

        Assert.Equal(["database", "desk", "work", "renewals", "books", "errors", "mail", "program"], page.Document.QuerySelectorAll("main section h2").Select(h => h.Id!["part-".Length..]));
        Assert.Contains("All is well", page.Text);
        Assert.All(page.Document.QuerySelectorAll("main section .card-header"), head => Assert.Contains("Well", head.TextContent));
        Assert.Contains(kind == DatabaseKind.Sqlite ? "SQLite" : "PostgreSQL", Section(page, "database"));
        Assert.Contains("MiB", Section(page, "database"));
        Assert.Matches("_[A-Z][A-Za-z]+", Section(page, "database"));
    }

    [Theory, OnBoth]
    public async Task What_is_not_well_says_what_to_do(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var nora = await panel.SignIn(world.Nora);
        await Settled(panel);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        await world.Order(world.Cora, await world.Plan());
        // What is delivered by hand is with a person and nothing is wrong with it.
        Assert.Matches(@"Well[\s\S]*With a person\s*1", Section(await nora.Get("/system"), "work"));
        panel.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Tributary.Test").LogError("Nobody reads {Secret} here.", "whsec_canary");
        await using (var db = world.Db())
        {
            await db.Work.ExecuteUpdateAsync(w => w.SetProperty(x => x.State, WorkState.NeedsPerson).SetProperty(x => x.Connector, "webhook"));
            await db.Subscriptions.ExecuteUpdateAsync(s => s.SetProperty(x => x.DueOn, world.Today.AddDays(-3)));
            await db.BookChecks.ExecuteUpdateAsync(c => c.SetProperty(x => x.Findings, 2));
        }

        var page = await nora.Get("/system");

        Assert.Contains("Something needs a look", page.Text);
        Assert.Contains("Open Provisioning", Section(page, "work"));
        Assert.Contains("Something was due before today", Section(page, "renewals"));
        Assert.Contains("12 Jan 2026", Section(page, "renewals"));
        Assert.Contains("The books do not hold", Section(page, "books"));
        Assert.Contains("Read the program's log", Section(page, "errors"));
        Assert.Contains("Tributary.Test", Section(page, "errors"));
        Assert.DoesNotContain("canary", page.Document.DocumentElement.OuterHtml);
        Assert.Contains("Well", Section(page, "desk"));

        await using (var db = world.Db())
        {
            await db.Work.ExecuteUpdateAsync(w => w.SetProperty(x => x.State, WorkState.Waiting));
            await db.Subscriptions.ExecuteUpdateAsync(s => s.SetProperty(x => x.DueOn, (DateOnly?)null));
            await db.BookChecks.ExecuteUpdateAsync(c => c.SetProperty(x => x.Findings, 0));
        }
        world.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.DoesNotContain("Read the program's log: each error", (await nora.Get("/system")).Text);
    }

    [Fact]
    public async Task What_the_desk_did_is_counted()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var pulse = panel.Services.GetRequiredService<Pulse>();
        await Settled(panel);
        var before = pulse.Count;

        var desk = panel.Services.GetRequiredService<Tributary.Ledger.Desk>();
        for (var i = 0; i < 6; i++)
            await desk.Do(new Tributary.Partners.SetOwnSettings { By = panel.World.Xena.Viewer, DefaultMarkupPercent = 10 + i });

        Assert.Equal(before.Deeds + 6, pulse.Count.Deeds);
        Assert.Equal(new Pulse.Batch(panel.World.Clock.GetUtcNow().UtcDateTime, 1), pulse.Last);
        Assert.True(pulse.PerSecond >= 0.1, $"{pulse.PerSecond}");
        panel.World.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, pulse.PerSecond);
    }

    [Fact]
    public async Task Only_the_provider_finds_it()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        foreach (var (cast, finds) in new[] { (panel.World.Nora, true), (panel.World.Piet, false), (panel.World.Cora, false) })
        {
            var visitor = await panel.SignIn(cast);
            Assert.Equal(finds, (await visitor.Get("/")).Document.QuerySelector(".side a[href='/system']") is not null);
            Assert.Equal(finds ? 200 : 404, (await visitor.Get("/system")).Status);
        }
    }

    // The workers do their first rounds in their own time; the runner stops a test that waits for ever.
    private static async Task Settled(Panel panel)
    {
        var workers = panel.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().ToList();
        await using var db = panel.World.Db();
        while (await BookCheck.LastAt(db) is null || panel.Services.GetRequiredService<BookCheckBell>().IsRung
            || !workers.Any(w => w.GetType().Name == "RenewalWorker" && w.GetType().GetProperty("LastAt")!.GetValue(w) is not null))
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static string Section(Seen page, string part) => page.Document.QuerySelector($"section[aria-labelledby=part-{part}]")!.TextContent;
}
