using Tributary.Data;
using Tributary.Identity;
using Tributary.Tests.Api;
using static Tributary.Tests.Web.Shopping;

namespace Tributary.Tests.Web;

/// <summary>Finding and looking after what was ordered, page by page, without JavaScript.</summary>
public sealed class SubscriptionPagesTests
{
    [Fact]
    public async Task A_subscription_is_paused_resumed_cancelled_and_kept_by_its_customer_and_held_by_its_seller_alone()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (cora, saul, address) = await Bought(panel, 3);

        Contains(await cora.Get(address), "Active", "15 Feb 2026", "58.62");
        Lacks(await cora.Get(address), AboveCora);
        await Say(cora, address + "/pause");
        Contains(await cora.Get(address), "Paused on request", "Resume");
        Contains(await cora.Get(address + "/resume"), "nothing is charged now");
        await Say(cora, address + "/resume");

        var cancel = await cora.Get(address + "/cancel");
        Contains(cancel, "With the term, on 15 Feb 2026", "Nothing is given back");
        await cora.Submit(cancel, null, ("When", "term"), ("Reason", "Moving house"));
        Contains(await cora.Get(address), "Ends on 15 Feb 2026");
        await Say(cora, address + "/keep");
        Lacks(await cora.Get(address), ["Ends on 15 Feb 2026"]);

        Contains(await cora.Get(address + "/hold"), "Only a seller of this account");
        await Say(saul, address + "/hold");
        Contains(await cora.Get(address), "On hold", "while billing goes on");
        await Say(saul, address + "/unhold");
        Contains(await saul.Get(address), "Active", "58.62", "46.89", "11.73");
    }

    [Fact]
    public async Task It_is_given_to_a_division_after_a_look_at_what_changes_and_stays_where_it_is_for_everybody_else()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (cora, saul, address) = await Bought(panel, 3);
        var (world, dana) = (panel.World, panel.World.Dana);
        var other = await world.Add(world.Saul, AccountKind.Customer, "Ines");

        Contains(await cora.Get(address), "Assign to another account");
        var choice = await saul.Get(address + "/assign");
        Contains(choice, "Whose shall it be?", "Dana");
        Lacks(choice, ["Ines"]);
        Contains(await saul.Get(address + "/assign?to=" + other.Ref()), "sell it anew");
        Assert.Equal(404, (await cora.Get(address + "/assign?to=" + other.Ref())).Status);
        foreach (var wrong in new[] { "acc_1", "nobody", world.Xena.Ref() }) Assert.Equal(404, (await cora.Get(address + "/assign?to=" + wrong)).Status);
        Assert.Equal(403, (await (await panel.SignIn(world.Cora, role: Role.Viewer)).Get(address + "/assign")).Status);

        var review = await cora.Get(address + "/assign?to=" + dana.Ref());
        Contains(review, "From Cora to Dana", "Nothing is charged and nothing is given back", "14 Feb 2026");
        Lacks(review, AboveCora);
        Assert.Equal(302, (await cora.Submit(review, "/assign")).Status);
        Assert.Equal(302, (await cora.Submit(review, "/assign")).Status);
        Contains(await cora.Get(address), "Dana", "Given to another account", "Delivered");
        var own = await panel.SignIn(dana);
        Contains(await own.Get(address), "Came from another account", "15 Feb 2026");
        Contains(await own.Get(address + "/assign"), "There is no other account to give it to");
        Contains(await cora.Get(address + "/assign?to=" + dana.Ref()), "It belongs to Dana already.");
        Contains(await saul.Get(address + "/assign"), "pays for it");
    }

    [Fact]
    public async Task More_seats_show_credit_charge_and_net_before_they_are_ordered()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (cora, saul, address) = await Bought(panel, 3);
        panel.World.Clock.Advance(TimeSpan.FromDays(10));
        (cora, saul) = (await panel.SignIn(panel.World.Cora), await panel.SignIn(panel.World.Saul));

        // 21 of 31 days are left: 13.24 a seat.
        var preview = await cora.Get(address + "/change?quantity=5");
        Contains(preview, "66.20", "39.72", "26.48", "97.70");
        Lacks(preview, AboveCora);
        Contains(await saul.Get(address + "/change?quantity=5"), "26.48", "21.18");
        await cora.Submit(preview, null);
        Contains(await cora.Get(address), "A change is being delivered");
        await panel.World.Deliver();
        Contains(await cora.Get(address), "97.70", "Change");
        Contains(await cora.Get("/orders/changes"), "26.48");
        Contains(await cora.Get("/orders/sales"), "58.62");
    }

    [Fact]
    public async Task Renewed_early_is_paid_once_however_often_it_is_said()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (cora, _, address) = await Bought(panel, 1);

        var question = await cora.Get(address + "/renew");
        Contains(question, "15 Feb 2026", "14 Mar 2026", "19.54");
        await cora.Submit(question, null);
        await cora.Submit(question, null);

        Assert.Equal(100000 - 2 * 1954, (await panel.World.Held(panel.World.Cora)).Available);
        Contains(await cora.Get(address), "15 Mar 2026");
    }

    [Theory, OnBoth]
    public async Task Lists_find_by_state_interval_what_comes_and_words(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var (cora, saul, address) = await Bought(panel, 1);
        var name = "Product MAIL";

        foreach (var found in new[] { "?status=active", "?interval=monthly", "?when=renews-60", "?q=mail", "?q=cora", "?sort=due" })
            Contains(await saul.Get("/subscriptions" + found), name);
        foreach (var missed in new[] { "?status=paused", "?interval=yearly", "?when=ends-90", "?q=nothing" })
            Nothing(await saul.Get("/subscriptions" + missed));
        var id = address.Split('/')[^1];
        Nothing(await saul.Get("/subscriptions?after=" + id));
        Nothing(await saul.Get("/subscriptions?sort=due&after=" + id));

        var (coras, rosas) = (PublicId.Format("acc", panel.World.Cora.Id), PublicId.Format("acc", panel.World.Rosa.Id));
        Contains(await saul.Get("/subscriptions?account=" + coras), name, "Of Cora");
        Contains(await saul.Get("/orders?account=" + coras), name, "Of Cora");
        Lacks(await saul.Get("/orders?account=" + PublicId.Format("acc", panel.World.Dana.Id)), [name]);
        Assert.Equal(404, (await saul.Get("/orders?account=" + rosas)).Status);
        Assert.Equal(404, (await saul.Get("/subscriptions?account=" + rosas)).Status);

        var number = (await cora.Get("/orders")).Of(".row-open");
        foreach (var found in new[] { "", "?q=" + number, "?q=" + number[..3].ToLowerInvariant(), "?status=completed" })
            Contains(await cora.Get("/orders" + found), name);
        foreach (var missed in new[] { "/renewals", "/changes", "/cancellations", "?status=processing", "?status=awaiting_approval", "?q=ZZZZZ" })
            Lacks(await cora.Get("/orders" + missed), [name]);
        Contains(await saul.Get("/orders/waiting"), "Nothing waits for provisioning");
        await panel.World.Order(panel.World.Cora, new(default, (await panel.World.Reload(IdOf(address, "sub"))).PlanId, panel.World.Nora));
        Contains(await saul.Get("/orders/waiting"), name);
        foreach (var missed in new[] { "/marketplace?q=nothing", "/marketplace?after=" + PublicId.Format("prd", (await panel.World.Reload(IdOf(address, "sub"))).ProductId) })
            Lacks(await cora.Get(missed), [name]);
        Contains(await cora.Get("/marketplace?q=mail&every=yearly"), "195.31");
    }

    // The product stands among the filters all the same.
    private static void Nothing(Seen list)
    {
        Assert.Equal(200, list.Status);
        Assert.Null(list.Document.QuerySelector("main .row-open"));
    }

    [Fact]
    public async Task A_stranger_and_whoever_looks_up_find_nothing()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (cora, _, address) = await Bought(panel, 1);
        var order = (await cora.Get("/orders")).Document.QuerySelector(".row-open")!.GetAttribute("href")!;
        var (xena, dana) = (await panel.SignIn(panel.World.Xena), await panel.SignIn(panel.World.Dana));

        foreach (var stranger in new[] { xena, dana })
        {
            foreach (var part in new[] { "", "/renew", "/pause", "/cancel", "/change", "/hold" }) Assert.Equal(404, (await stranger.Get(address + part)).Status);
            foreach (var part in new[] { "", "/cancel", "/approve" }) Assert.Equal(404, (await stranger.Get(order + part)).Status);
            Assert.Equal(404, (await stranger.Get("/marketplace?for=" + PublicId.Format("acc", panel.World.Cora.Id))).Status);
            Lacks(await stranger.Get("/subscriptions"), ["Product MAIL"]);
            Lacks(await stranger.Get("/orders"), ["Product MAIL"]);
        }
        var viewer = await panel.SignIn(panel.World.Cora, Tributary.Identity.Role.Viewer);
        Assert.Equal(200, (await viewer.Get(address)).Status);
        foreach (var deed in new[] { "/pause", "/cancel", "/change" }) Assert.Equal(403, (await viewer.Get(address + deed)).Status);
        Assert.Equal(403, (await viewer.Get("/marketplace")).Status);
    }
}
