using Tributary.Data;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>What there is to decide, as a program and as a person at the panel reads it.</summary>
public sealed class TodayTests
{
    [Theory, OnBoth]
    public async Task N2_A_program_reads_what_waits_puts_it_off_and_sees_it_go_when_it_is_done(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var saul = await stage.As(stage.World.Saul);
        var id = "order_to_approve:" + stage.Waiting;

        var today = (await saul.Get("/today")).Must(200);
        var waiting = today.Body.GetProperty("decisions").EnumerateArray().Single(d => d.GetProperty("id").GetString() == id);
        Assert.Equal((stage.Waiting, stage.World.Cora.Ref(), "Cora", "19.54"), (waiting.GetProperty("subject").GetString(), waiting.GetProperty("account").GetString(),
            waiting.GetProperty("accountName").GetString(), waiting.GetProperty("atRisk").GetProperty("amount").GetString()));
        Assert.Contains("\"kind\":\"order_to_approve\",\"count\":1,\"more\":false", today.Text);
        Assert.Equal("query.invalid", (await saul.Get("/today?kind=weather")).Must(422).Code);

        Assert.Equal("decision.until", (await saul.Post("/today/postpone", new { decision = id, until = "2026-01-15" })).Must(422).Code);
        (await saul.Post("/today/postpone", new { decision = "order_to_approve:ord_01h455vb4pex5vsknk084sn02q", until = "2026-01-16" })).Must(404);
        (await saul.Post("/today/postpone", new { decision = "weather", until = "2026-01-16" })).Must(404);
        (await saul.Post("/today/postpone", new { decision = id, until = "2026-01-16" }, key: "off")).Must(200);
        (await saul.Post("/today/postpone", new { decision = id, until = "2026-01-16" }, key: "off")).Must(200);
        today = (await saul.Get("/today?kind=order_to_approve")).Must(200);
        Assert.Equal((0, id, "2026-01-16"), (today.Body.GetProperty("decisions").GetArrayLength(), today.At("postponed.0.id"), today.At("postponed.0.postponedUntil")));
        (await saul.Post("/today/postpone", new { decision = id })).Must(200);
        Assert.Equal(id, (await saul.Get("/today?kind=order_to_approve")).Must(200).At("decisions.0.id"));

        foreach (var stranger in new[] { stage.World.Xena, stage.Sven, stage.World.Cora, stage.World.Dana })
        {
            Assert.DoesNotContain(stage.Waiting, (await (await stage.As(stranger)).Get("/today")).Must(200).Text);
            (await (await stage.As(stranger)).Post("/today/postpone", new { decision = id, until = "2026-01-16" })).Must(404);
        }
        (await saul.Post($"/orders/{stage.Waiting}/approve", new { })).Must(200);
        Assert.DoesNotContain(stage.Waiting, (await saul.Get("/today?kind=order_to_approve")).Must(200).Text);
    }

    [Fact]
    public async Task N2_A_person_approves_from_the_list_and_is_back_in_it()
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var saul = await stage.Visit(stage.World.Saul);
        var page = await saul.Get("/today");
        Assert.Contains("19.54", page.Text);
        var ask = await saul.Get(page.Document.QuerySelector($"a[href*='{stage.Waiting}/approve']")!.GetAttribute("href")!);
        var done = await saul.Submit(ask, null);
        Assert.Equal((302, "/today"), (done.Status, done.Leads));
        Assert.DoesNotContain(stage.Waiting, (await saul.Get("/today")).Document.DocumentElement.OuterHtml);

        // The home shows the same list's beginning, and a form put off from there leads back there.
        var nora = await stage.Visit(stage.World.Nora);
        var home = await nora.Get("/");
        var form = home.Document.QuerySelector("form[action*='handler=Postpone']");
        Assert.Null(form?.GetAttribute("action")!.Contains("back=%2Ftoday", StringComparison.Ordinal) is true ? form : null);
    }

    [Fact]
    public async Task N2_What_is_put_off_at_the_panel_says_until_when_and_comes_back_at_a_press()
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var saul = await stage.Visit(stage.World.Saul);
        var page = await saul.Get("/today?kind=order_to_approve");
        var off = await saul.Submit(page, Uri.EscapeDataString("order_to_approve:" + stage.Waiting) + "&back=" + Uri.EscapeDataString("/today?kind=order_to_approve"), ("until", "week"));
        Assert.Equal((302, "/today?kind=order_to_approve"), (off.Status, off.Leads));
        page = await saul.Get("/today?kind=order_to_approve");
        Assert.Contains("Put off by you", page.Text);
        Assert.Empty(page.Document.QuerySelectorAll($"a[href*='{stage.Waiting}/approve']"));
        await saul.Submit(page, "back=" + Uri.EscapeDataString("/today?kind=order_to_approve"));
        Assert.Single((await saul.Get("/today?kind=order_to_approve")).Document.QuerySelectorAll($"a[href*='{stage.Waiting}/approve']"));
    }
}
