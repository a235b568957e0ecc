using System.Text.RegularExpressions;
using Tributary.Data;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>The main job by API alone: a sale through every level, each level seeing its own part and nothing above its seller.</summary>
public sealed class SaleTests
{
    private const string List = "product,code,name,currency,monthly_price\nMail,TEAM,Team,USD,8.00\n";

    [Theory, OnBoth]
    public async Task A_list_is_imported_priced_sold_delivered_and_renewed(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var (nora, piet, rosa, saul, cora) = await Everybody(panel);
        var world = panel.World;

        var import = (await nora.Raw("/price-lists/imports?fileName=mail.csv", List, "text/csv")).Must(201);
        Assert.Equal("1", import.At("counts.new"));
        Assert.Equal("1", (await nora.Post($"/price-lists/imports/{import.Id}/apply", new { })).Must(200).At("newPlans"));
        var plan = (await cora.Get("/plans?q=team")).Must(200).At("items.0.id")!;
        (await nora.Post("/prices", new { buyer = world.Piet.Ref(), markupPercent = 25 })).Must(201);
        (await piet.Post("/prices", new { buyer = world.Rosa.Ref(), plan, amount = Usd("11.00") })).Must(201);
        foreach (var (seller, buyer) in new[] { (nora, world.Piet), (piet, world.Rosa), (rosa, world.Saul), (saul, world.Cora) })
            (await seller.Post($"/accounts/{buyer.Ref()}/wallet/top-ups", new { amount = Usd("200.00"), reference = "Bank" })).Must(201);

        var items = new[] { new { plan, quantity = 3 } };
        var quote = (await saul.Post("/quotes", new { account = world.Cora.Ref(), items })).Must(200);
        Assert.Equal("41.25", quote.At("items.0.youPay.gross.amount"));
        Assert.Equal("51.57", quote.At("items.0.youCharge.gross.amount"));
        var preview = (await cora.Post("/orders/preview", new { account = world.Cora.Ref(), items })).Must(200);
        Assert.Equal("51.57", preview.At("lines.0.youPay.gross.amount"));
        Assert.Null(preview.At("lines.0.youCharge"));

        var order = (await cora.Post("/orders", new { account = world.Cora.Ref(), items }, key: "o1")).Must(201);
        Assert.Equal("processing", order.At("state"));
        Assert.Equal("51.57", (await cora.Get($"/accounts/{world.Cora.Ref()}/wallet")).At("reserved.amount"));
        var work = (await nora.Get("/work")).At("items.0.id");
        (await nora.Post($"/work/{work}/done", new { assets = new[] { new { kind = "service", name = "Mail", secret = "s3cret" } } })).Must(200);

        Assert.Equal("completed", (await cora.Get($"/orders/{order.Id}")).At("state"));
        Assert.Equal(["170.00", "167.00", "158.75", "148.43"], await Balances(panel, [piet, rosa, saul, cora], [world.Piet, world.Rosa, world.Saul, world.Cora]));
        Assert.Equal("s3cret", (await cora.Get("/assets")).At("items.0.secret"));
        Assert.Null((await saul.Get("/assets")).At("items.0.secret"));
        var subscription = (await cora.Get("/subscriptions?state=active")).Must(200);
        Assert.Equal("2026-02-15", subscription.At("items.0.termEnd"));
        Assert.Equal("renewed", (await cora.Post($"/subscriptions/{subscription.At("items.0.id")}/renew/preview")).Must(200).At("step"));

        var dashboard = (await saul.Get($"/accounts/{world.Saul.Ref()}/dashboard")).Must(200);
        Assert.Equal("1", dashboard.At("activeSoftware"));
        Assert.Equal("41.25", dashboard.At("recurring.monthly.cost.0.amount"));
        Assert.Equal("51.57", dashboard.At("recurring.monthly.revenue.0.amount"));
        Assert.Null((await piet.Get($"/accounts/{world.Saul.Ref()}/dashboard")).Must(200).At("recurring"));
    }

    [Fact]
    public async Task Nobody_reads_an_amount_or_a_name_from_above_their_seller()
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var world = stage.World;

        // 8.00, then 25 % on top at each level, and Saul's own 30 %.
        string[] amounts = ["8.00", "10.00", "12.50", "15.63", "20.32"];
        var readers = new[] { (world.Rosa, Paid: 2), (world.Saul, Paid: 3), (world.Cora, Paid: 4) };
        foreach (var (reader, paid) in readers)
        {
            var client = await stage.As(reader);
            foreach (var path in Door.Of(stage.Panel, "/api/v1").Where(d => d.Method == "GET" && !d.Pattern.Contains('{')))
            {
                // What the provider alone has is not there for anybody else.
                if (path.Pattern.EndsWith("/registers", StringComparison.Ordinal)) continue;
                // An account's key is nobody's, and nobody has a profile.
                if (path.Pattern.EndsWith("/profile", StringComparison.Ordinal)) continue;
                var text = (await client.Get(path.Pattern + Recipes.All[$"GET {path.Pattern["/api/v1".Length..]}"].Query)).Must(200).Text;
                foreach (var above in amounts.Take(paid)) Assert.False(Amount(above).IsMatch(text), $"{reader.Account.Name} reads {above} at {path}: {text}");
                foreach (var below in amounts.Skip(paid + 2)) Assert.False(Amount(below).IsMatch(text), $"{reader.Account.Name} reads {below} at {path}: {text}");
                var names = new[] { (world.Nora, "Nora"), (world.Piet, "Piet"), (world.Rosa, "Rosa") }.Where(n => n.Item1.Account.Path.Length < reader.Account.Path.Length);
                foreach (var (_, name) in names) Assert.DoesNotContain(name, text);
            }
        }
    }

    [Fact]
    public async Task Who_is_shown_no_amounts_reads_none_anywhere()
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var world = stage.World;
        (await (await stage.As(world.Rosa)).Post($"/accounts/{world.Saul.Ref()}/rights", new { mayOpen = new[] { "customer" }, hidesPrices = true })).Must(200);

        foreach (var reader in new[] { world.Saul, world.Cora })
        {
            var client = await stage.As(reader);
            foreach (var door in Door.Of(stage.Panel, "/api/v1").Where(d => d.Method == "GET"))
            {
                var recipe = Recipes.All[$"GET {door.Pattern["/api/v1".Length..]}"];
                var answer = await client.Get(door.Fill(recipe.Places(stage)));
                Assert.False(answer.Status == 200 && answer.Text.Contains("\"amount\"", StringComparison.Ordinal), $"{reader.Account.Name} reads an amount at {door}: {answer.Text}");
            }
            var items = new[] { new { plan = PublicId.Format("pln", stage.Plan.PlanId), quantity = 1, interval = "monthly" } };
            Assert.DoesNotContain("\"amount\"", (await client.Post("/quotes", new { account = world.Cora.Ref(), items })).Must(200).Text);
            Assert.DoesNotContain("\"amount\"", (await client.Post("/orders/preview", new { account = world.Cora.Ref(), items })).Must(200).Text);
        }
        Assert.Contains("\"amount\"", (await (await stage.As(world.Rosa)).Get("/subscriptions")).Must(200).Text);
    }

    [Theory, OnBoth]
    public async Task A_shortage_above_is_told_to_those_it_concerns_only(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var (nora, piet, rosa, saul, cora) = await Everybody(panel);
        var world = panel.World;
        var plan = await world.Plan();
        foreach (var buyer in new[] { world.Piet, world.Saul, world.Cora }) await world.TopUp(buyer, 100m);
        var wanted = new { account = world.Cora.Ref(), items = new[] { new { plan = PublicId.Format("pln", plan.PlanId), quantity = 1, interval = "monthly" } } };

        var order = (await cora.Post("/orders", wanted)).Must(201);

        Assert.Equal("processing", order.At("state"));
        foreach (var (reader, state) in new[] { (cora, "processing"), (rosa, "awaiting_funds"), (piet, "awaiting_funds"), (nora, "awaiting_funds") })
        {
            Assert.Equal(state, (await reader.Get($"/orders/{order.Id}")).Must(200).At("state"));
            Assert.Contains(order.Id, (await reader.Get($"/orders?state={state}")).Must(200).Text);
            foreach (var other in new[] { "awaiting_approval", "processing", "awaiting_funds", "provisioning", "needs_attention", "completed", "cancelled" }.Where(o => o != state))
                Assert.DoesNotContain(order.Id, (await reader.Get($"/orders?state={other}")).Must(200).Text);
        }
        Assert.NotEqual("awaiting_funds", (await saul.Get($"/orders/{order.Id}")).At("state"));
        Assert.Equal("100.00", (await cora.Get($"/accounts/{world.Cora.Ref()}/wallet")).At("available.amount"));

        var poor = (await cora.Post("/orders", wanted with { items = [wanted.items[0] with { quantity = 1000 }] })).Must(409);
        Assert.Equal("wallet.insufficient", poor.Code);
    }

    private static object Usd(string amount) => new { amount, currency = "USD" };

    private static async Task<(HttpClient Nora, HttpClient Piet, HttpClient Rosa, HttpClient Saul, HttpClient Cora)> Everybody(Panel panel) => (
        await panel.Api(panel.World.Nora), await panel.Api(panel.World.Piet), await panel.Api(panel.World.Rosa), await panel.Api(panel.World.Saul), await panel.Api(panel.World.Cora));

    private static async Task<string[]> Balances(Panel panel, HttpClient[] readers, Cast[] accounts)
    {
        var balances = new List<string>();
        foreach (var (reader, account) in readers.Zip(accounts)) balances.Add((await reader.Get($"/accounts/{account.Ref()}/wallet")).Must(200).At("balance.amount")!);
        return [.. balances];
    }

    private static Regex Amount(string amount) => new($"\"{Regex.Escape(amount)}\"");
}
