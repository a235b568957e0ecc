using Tributary.Data;
using static Tributary.Tests.Web.Shopping;

namespace Tributary.Tests.Web;

/// <summary>The list of activated products without JavaScript: filters in the address, views, and the review before a deed on many.</summary>
public sealed class SubscriptionListTests
{
    [Fact]
    public async Task S1_07_A_view_opens_the_list_is_shared_and_is_taken_away()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (cora, saul, _) = await Bought(panel, 3);
        var list = await saul.Get("/subscriptions?interval=monthly&sort=-due");
        Contains(list, "Activated products", "15 Jan 2026", "15 Feb 2026", "Cora", "58.62", "46.89", "11.73");
        Lacks(list, AboveSaul);

        var kept = await saul.Submit(list, "/subscriptions/views?handler=Keep", ("name", "Due last"), ("shared", "true"), ("opens", "true"));
        Assert.StartsWith("/subscriptions?view=viw_", kept.Leads);
        Assert.EndsWith("&interval=monthly&sort=-due", kept.Leads);
        Assert.Equal(kept.Leads, (await saul.Get("/subscriptions")).Leads);
        Contains(await saul.Get(kept.Leads!), "Due last");
        Contains(await saul.Get("/subscriptions?view=all"), "Activated products");

        var colleague = await panel.SignIn(panel.World.Saul, Tributary.Identity.Role.Support);
        Assert.Equal(200, (await colleague.Get("/subscriptions")).Status);
        Contains(await colleague.Get("/subscriptions/views"), "Due last", "by Alex Doe");
        Lacks(await cora.Get("/subscriptions/views"), ["Due last"]);
        var own = await saul.Get("/subscriptions/views");
        await saul.Submit(own, "/subscriptions/views?handler=Drop");
        Contains(await saul.Get("/subscriptions/views"), "No views yet");
        Assert.Equal(200, (await saul.Get("/subscriptions")).Status);
    }

    [Theory, OnBoth]
    public async Task S1_07_The_dashboard_shows_what_was_activated_last_to_those_it_concerns(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var xena = await panel.SignIn(panel.World.Xena);
        Assert.Contains("Here stands what was ordered and runs", (await xena.Get("/")).Of("#activated"));
        var (cora, saul, address) = await Bought(panel, 3);

        var shown = (await saul.Get("/")).Of("#activated");
        Assert.All(["MAIL", "Cora", "Monthly × 3", "Active", "15 Jan 2026", "15 Feb 2026"], what => Assert.Contains(what, shown));
        Assert.Equal(address, (await cora.Get("/")).Document.QuerySelector("#activated .row-open")!.GetAttribute("href"));
        await Say(cora, address + "/pause");
        var paused = (await saul.Get("/")).Of("#activated");
        Assert.Contains("Paused", paused);
        Assert.DoesNotContain("15 Feb 2026", paused);
        Assert.Contains("Here stands what was ordered and runs", (await xena.Get("/")).Of("#activated"));
    }

    [Fact]
    public async Task S1_07_Support_is_asked_with_product_client_and_what_happened_of_ones_own_seller_alone()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (cora, saul, address) = await Bought(panel, 1);
        var world = panel.World;
        await Say(cora, address + "/pause");
        Assert.Null((await cora.Get(address)).Document.QuerySelector("main a[href^='mailto:']"));
        await world.Dress(world.Saul, new() { SupportEmail = "help@saul.test" });

        var mail = Uri.UnescapeDataString((await cora.Get(address)).Document.QuerySelector("main a[href^='mailto:']")!.GetAttribute("href")!);
        Assert.StartsWith("mailto:help@saul.test?subject=Product MAIL", mail);
        foreach (var carried in new[] { "Client: Cora", address.Split('/')[^1], "Paused" }) Assert.Contains(carried, mail);
        // Saul's own seller has none, and Saul is not sold to by himself.
        Assert.Null((await saul.Get(address)).Document.QuerySelector("main a[href^='mailto:']"));
    }

    [Fact]
    public async Task S1_07_Many_are_reviewed_once_and_what_was_not_reviewed_is_not_done()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (_, saul, address) = await Bought(panel, 3);
        var id = address.Split('/')[^1];

        var review = await saul.Get("/subscriptions/bulk?deed=renew&all=yes&interval=monthly");
        Contains(review, "Renew now: 1 subscriptions", "46.89", "58.62");
        Lacks(review, AboveSaul);
        await panel.World.Buy(panel.World.Cora, new(default, (await panel.World.Reload(IdOf(address, "sub"))).PlanId, panel.World.Nora));
        Assert.StartsWith("/subscriptions/bulk?deed=renew", (await saul.Submit(review, null)).Leads);
        Contains(await saul.Get("/subscriptions/bulk"), "None yet");

        var begun = await saul.Submit(await saul.Get("/subscriptions/bulk?deed=pause&id=" + id), null);
        Contains(await saul.Get(begun.Leads!), "Pause", "1 subscriptions");
        Contains(await saul.Get("/subscriptions/bulk?deed=pause"), "Nothing is chosen");
        Assert.Equal(404, (await (await panel.SignIn(panel.World.Xena)).Get(begun.Leads!)).Status);
        Assert.Equal(404, (await (await panel.SignIn(panel.World.Xena)).Get("/subscriptions/bulk?deed=pause&id=" + id)).Status);
    }
}
