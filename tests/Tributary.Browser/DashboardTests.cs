using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Tributary.Data;
using Tributary.Subscriptions;

namespace Tributary.Browser;

/// <summary>The figures of the dashboard as people read them, in the demo company after its year.</summary>
public sealed class DashboardTests(Panel panel)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S1_01_A_file_of_events_is_uploaded_and_its_people_are_counted(bool javaScript)
    {
        await using var site = await panel.AfterAYear();
        var rosa = await site.SignIn("Rosa", javaScript: javaScript);
        await rosa.GotoAsync("/usage");
        var before = await InThirtyDays(rosa);
        await rosa.Follow(rosa.Locator("main a[href='/usage/upload']"));
        await rosa.Press("Upload");
        Assert.Contains("Choose a file.", await rosa.Text());

        await using var db = site.Services.GetRequiredService<DatabaseChoice>().CreateDbContext();
        var at = site.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime.AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var cora = site.Cast["Cora"];
        var used = PublicId.Format("sub", await db.Subscriptions.Where(s => s.AccountId == cora.Id && s.State == SubscriptionState.Active).Select(s => s.Id).FirstAsync());
        var text = $"id;subscription;end user;at\nf1;{used};Zoë;{at}\nf2;{used};山田;{at}\nf2;{used};山田;{at}\nf3;{used};Ömer;yesterday\n<b>f4</b>;sub_1;Ömer;{at}\n";
        await Send(rosa, text);
        var said = await rosa.Text();
        Assert.Contains("This is no moment", said);
        Assert.Contains("This is no subscription", said);
        Assert.Equal(["2", "1", "2"], await rosa.Locator(".figure-tile .figure-value").AllInnerTextsAsync());
        if (javaScript) await rosa.Look("usage-uploaded");
        await Send(rosa, text);
        Assert.Equal(["0", "3", "2"], await rosa.Locator(".figure-tile .figure-value").AllInnerTextsAsync());
        await rosa.GotoAsync("/usage");
        Assert.Equal(before + 2, await InThirtyDays(rosa));
    }

    [Fact]
    public async Task S1_01_A_seller_counts_on_exactly_without_keeping_who_the_end_users_are()
    {
        await using var site = await panel.AfterAYear();
        var rosa = await site.SignIn("Rosa");
        var database = site.Services.GetRequiredService<DatabaseChoice>();
        await using var db = database.CreateDbContext();
        var day = site.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime.AddDays(-1);
        var cora = site.Cast["Cora"].Id;
        var used = PublicId.Format("sub", await db.Subscriptions.Where(s => s.AccountId == cora && s.State == SubscriptionState.Active).Select(s => s.Id).FirstAsync());
        string Event(string id, string who, int minutes) => $"{id},{used},{who},{day.AddMinutes(-minutes).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}\n";
        async Task<List<string>> Kept() => await db.EndUsers.AsNoTracking().Where(u => u.AccountId == cora && EF.Functions.Like(u.Name, "%@whocame.example")).Select(u => u.Name!).OrderBy(name => name).ToListAsync();
        await rosa.GotoAsync("/usage");
        var before = await InThirtyDays(rosa);

        // Ada and Ben come while names are kept.
        await rosa.Follow(rosa.Locator("main a[href='/usage/upload']"));
        await Send(rosa, "id,subscription,end user,at\n" + Event("p1", "ada@whocame.example", 1) + Event("p2", "ben@whocame.example", 2) + Event("p3", "Ada@whocame.example", 3));
        Assert.Equal(["3", "0", "0"], await rosa.Locator(".figure-tile .figure-value").AllInnerTextsAsync());
        await rosa.GotoAsync("/usage");
        Assert.Equal(before + 2, await InThirtyDays(rosa));
        Assert.Equal(["ada@whocame.example", "ben@whocame.example"], await Kept());

        // Rosa chooses not to know.
        await rosa.GotoAsync("/settings/selling");
        await rosa.Type(("Input.HidesEndUsers", "true"));
        await rosa.Look("end-users-unknown");
        await rosa.Press("Save");
        Assert.Contains("Your settings are saved.", await rosa.Text());
        Assert.True(await rosa.Locator("[name='Input.HidesEndUsers']:not([type=hidden])").IsCheckedAsync());

        // Ada comes back, in other letters; Cleo is new; and the first file is uploaded once more.
        await rosa.GotoAsync("/usage/upload");
        await Send(rosa, "id,subscription,end user,at\n" + Event("p1", "ada@whocame.example", 1) + Event("p4", "ADA@whocame.example", 4) + Event("p5", "cleo@whocame.example", 5));
        Assert.Equal(["2", "1", "0"], await rosa.Locator(".figure-tile .figure-value").AllInnerTextsAsync());
        await rosa.GotoAsync("/usage");
        Assert.Equal(before + 3, await InThirtyDays(rosa));
        Assert.DoesNotContain("cleo@whocame.example", await Kept());

        // The program forgets the other names within an hour; this is that hour's turn.
        await Tributary.Usage.ForgetEndUsers.Do(database, TestContext.Current.CancellationToken);
        Assert.Empty(await Kept());
        await rosa.GotoAsync("/usage");
        Assert.Equal(before + 3, await InThirtyDays(rosa));
        var buyer = await site.SignIn("Cora");
        foreach (var (page, address) in new[] { (rosa, "/usage"), (rosa, "/usage/upload"), (rosa, "/activity"), (rosa, "/customers"), (rosa, await site.AddressOf(await db.Accounts.Where(a => a.Id == cora).Select(a => a.Name).SingleAsync())), (buyer, "/usage"), (buyer, "/subscriptions/" + used) })
            Assert.DoesNotContain("whocame.example", await page.Read(address), StringComparison.OrdinalIgnoreCase);
        var file = await rosa.APIRequest.GetAsync(new Uri(new Uri(rosa.Url), "/usage?handler=Export&format=csv").ToString());
        Assert.DoesNotContain("whocame.example", await file.TextAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty((await Tributary.Reports.CheckBooks.Run(database, site.Services.GetRequiredService<TimeProvider>())).Invariants.SelectMany(i => i.Listed));
        await rosa.GotoAsync("/settings/selling");
        Assert.Empty(await rosa.Violations());
    }

    [Fact]
    public async Task S1_02_S1_10_What_runs_and_what_is_in_demand_by_product_open_their_lists()
    {
        await using var site = await panel.AfterAYear();
        var piet = await site.SignIn("Piet");
        await piet.GotoAsync("/");
        await piet.Follow(piet.Locator("main a[href='/software']").First);
        await piet.Look("software");
        var running = int.Parse((await piet.Locator("#software tbody td.num").First.InnerTextAsync()).Split('\n')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        await piet.Follow(piet.Locator("#software a.row-open").First);
        Assert.Equal(Math.Min(running, 50), await piet.Locator("#subscriptions a.row-open").CountAsync());
        await piet.GotoAsync("/");
        await piet.Follow(piet.Locator("main a[href='/demand']").First);
        Assert.True(await piet.Locator("#demand a.row-open").CountAsync() > 0, "A year of trade has brought something into demand.");
        await piet.Look("demand");
    }

    [Fact]
    public async Task S1_06_The_graph_is_read_by_range_and_month_with_a_note_and_its_table()
    {
        await using var site = await panel.AfterAYear();
        var rosa = await site.SignIn("Rosa");
        await rosa.GotoAsync("/usage");
        Assert.True(await InThirtyDays(rosa) > 0, "The demo's people use what was bought.");
        foreach (var way in new[] { "7 days", "6 months", "By month", "With the period before" }) await rosa.Follow(rosa.Locator("#graph a.tab", new() { HasText = way }));
        await rosa.Look("usage-graph");
        await rosa.GotoAsync("/usage?range=30d");
        await rosa.Type(("Input.Text", "Spring promotion"));
        await rosa.Press("Note it");
        await rosa.Locator("#graph summary", new() { HasText = "Show as a table" }).First.ClickAsync();
        Assert.Contains("Spring promotion", await rosa.Locator("#graph table").First.InnerTextAsync());
        Assert.Empty(await rosa.Violations());
    }

    [Fact]
    public async Task S1_08_Key_figures_and_the_report_of_a_month_are_read_taken_as_files_and_asked_for_by_mail()
    {
        await using var site = await panel.AfterAYear();
        var piet = await site.SignIn("Piet");
        await piet.GotoAsync("/reports/monthly");
        Assert.True(await piet.Locator("#report tbody tr").CountAsync() > 3, "A month has its figures.");
        await piet.Until("/reports/monthly", "Charges to come in");
        await piet.Until("/reports/monthly", "As of");
        Assert.Empty(await piet.Violations());
        await piet.Look("report-of-a-month");
        foreach (var (address, format) in new[] { ("/?handler=Export", "csv"), ("/?handler=Export", "xlsx"), ("/reports/monthly?handler=Export", "csv"), ("/reports/monthly?handler=Export", "xlsx") })
        {
            var file = await piet.APIRequest.GetAsync(new Uri(new Uri(piet.Url), $"{address}&format={format}").ToString());
            var bytes = await file.BodyAsync();
            Assert.Equal(200, file.Status);
            if (format == "xlsx") Assert.Equal("PK"u8.ToArray(), bytes[..2]);
            else Assert.True(Encoding.UTF8.GetString(bytes).Count(c => c == '\n') > 3, $"{address} has rows.");
        }
        await piet.Follow(piet.Locator("main a[href='/profile#report']"));
        Assert.True(await piet.Locator("#report").CountAsync() > 0, "It is asked for in the profile.");
    }

    private static async Task Send(IPage page, string text)
    {
        await page.Locator("[name='Input.File']").SetInputFilesAsync(new FilePayload { Name = "usage.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) });
        await page.Press("Upload");
    }

    private static async Task<int> InThirtyDays(IPage page) =>
        int.Parse((await page.Locator(".figure-tile .figure-value").First.InnerTextAsync()).Split('\n')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
