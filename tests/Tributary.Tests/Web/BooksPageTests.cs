using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Web.Workers;

namespace Tributary.Tests.Web;

public sealed class BooksPageTests
{
    [Theory, OnBoth]
    public async Task The_provider_reads_every_invariant_and_a_reseller_only_that_its_branch_holds(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        await Checked(panel);
        await Wreck(panel, by: +1);
        await Again(panel);

        var nora = await (await panel.SignIn(panel.World.Nora)).Get("/books");
        Assert.Contains("The last posting must be 0, the branch says 1.", nora.Text);
        Assert.Equal(10, nora.Document.QuerySelectorAll("#invariants tbody tr").Length);

        var xena = await (await panel.SignIn(panel.World.Xena)).Get("/books");
        Assert.Contains("The books check out", xena.Text);
        Assert.Null(xena.Document.QuerySelector("main table, main form"));

        var rosa = await (await panel.SignIn(panel.World.Rosa)).Get("/books");
        Assert.Contains("The last check has findings", rosa.Text);
        Assert.DoesNotContain("the branch says", rosa.Text);
        Assert.Null(rosa.Document.QuerySelector("main table, main form"));

        await Wreck(panel, by: -1);
    }

    [Fact]
    public async Task Only_the_provider_has_them_checked()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await Checked(panel);
        panel.World.Clock.Advance(TimeSpan.FromMinutes(1));

        var rosa = await panel.SignIn(panel.World.Rosa);
        var token = (await rosa.Get("/keys/new")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var answer = await rosa.Client.PostAsync("/books?handler=Check", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);

        var nora = await panel.SignIn(panel.World.Nora);
        Assert.Equal("/books", (await nora.Submit(await nora.Get("/books"), null)).Leads);
        await Checked(panel, since: panel.World.Clock.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task What_was_not_checked_last_night_is_checked_after_the_start()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);

        await Checked(panel);

        await using var db = panel.World.Db();
        Assert.Equal(0, (await BookCheck.Last(db))!.Findings);
    }

    private static async Task Again(Panel panel)
    {
        panel.World.Clock.Advance(TimeSpan.FromMinutes(1));
        panel.Services.GetRequiredService<BookCheckBell>().Ring();
        await Checked(panel, since: panel.World.Clock.GetUtcNow().UtcDateTime);
    }

    // The worker does it in its own time; the runner stops a test that waits for ever.
    private static async Task Checked(Panel panel, DateTime since = default)
    {
        var bell = panel.Services.GetRequiredService<BookCheckBell>();
        await using var db = panel.World.Db();
        while (await BookCheck.LastAt(db) is not { } at || at < since || bell.IsRung) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static async Task Wreck(Panel panel, int by)
    {
        await using var db = panel.World.Db();
        await db.Database.ExecuteSqlAsync($"UPDATE branches SET last_posting = last_posting + {by} WHERE id = 1");
    }
}
