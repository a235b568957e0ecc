using Tributary.Billing;
using Tributary.Data;
using Tributary.Tests.Stories;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>Invoices and charges by API alone, each read by its two ends and by nobody else.</summary>
public sealed class InvoicesApiTests
{
    [Theory, OnBoth]
    public async Task S0_10_A_partner_reads_its_consolidated_invoice_and_its_seller_corrects_it(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var world = stage.World;
        await world.Order(world.Dana, stage.Plan, 3, by: world.Saul.Viewer);
        await world.Deliver();
        world.Clock.MoveTo(new DateOnly(2026, 2, 1));
        var (nora, piet, rosa) = (await stage.As(world.Nora), await stage.As(world.Piet), await stage.As(world.Rosa));

        var issued = (await nora.Post("/invoices", new { account = world.Piet.Ref() }, key: "bill-1")).Must(200);
        var id = issued.At("documents.0.id")!;
        Assert.Equal(issued.Text, (await nora.Post("/invoices", new { account = world.Piet.Ref() }, key: "bill-1")).Text);
        Assert.Equal("{\"documents\":[]}", (await nora.Post("/invoices", new { account = world.Piet.Ref() })).Must(200).Text);
        var invoice = (await piet.Get($"/invoices/{id}")).Must(200);
        Assert.Equal(($"INV-{world.Piet.Account.Number}-00001", "2026-01", "paid", "Nora", "Piet"),
            (invoice.At("number"), invoice.At("month"), invoice.At("status"), invoice.At("issuer.name"), invoice.At("buyer.name")));
        Assert.Contains(id, (await piet.Get("/invoices?side=received&month=2026-01&kind=invoice&status=paid")).Must(200).Text);
        Assert.DoesNotContain(id, (await piet.Get("/invoices?side=issued")).Must(200).Text);
        Assert.Contains(id, (await nora.Get($"/invoices?side=issued&account={world.Piet.Ref()}")).Must(200).Text);

        // Its lines, page by page, come to what it says, and to what the ledger says, and are those of the file.
        var lines = new List<Answer>();
        for (string? after = null; ;)
        {
            var page = (await piet.Get($"/invoices/{id}/lines?limit=2{(after is null ? "" : "&after=" + after)}")).Must(200);
            lines.Add(page);
            if ((after = page.At("next")) is null) break;
        }
        var all = lines.SelectMany(page => page.Body.GetProperty("items").EnumerateArray()).ToList();
        var sum = all.Sum(line => decimal.Parse(line.GetProperty("gross").GetProperty("amount").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(invoice.At("gross.amount"), sum.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(await world.Sales(world.Piet), (long)(sum * 100));
        Assert.Contains("Rosa › Saul › Cora › Dana", all.Select(line => line.GetProperty("place").GetString()));
        var file = (await piet.Get($"/invoices/{id}/lines?format=csv")).Must(200);
        Assert.Equal(("text/csv", all.Count + 2), (file.Type, file.Text.Split("\r\n").Length));

        // Nobody else, above or below, has such an invoice.
        foreach (var other in new[] { world.Rosa, world.Saul, world.Cora, world.Xena, stage.Sven })
        {
            (await (await stage.As(other)).Get($"/invoices/{id}")).Must(404);
            Assert.DoesNotContain(id, (await (await stage.As(other)).Get("/invoices?limit=200")).Must(200).Text);
        }
        // What Piet bills to Rosa is no business of Nora's.
        var below = (await piet.Post("/invoices", new { account = world.Rosa.Ref() })).Must(200).At("documents.0.id");
        (await rosa.Get($"/invoices/{below}")).Must(200);
        (await nora.Get($"/invoices/{below}")).Must(404);
        (await nora.Get($"/invoices/{below}/lines?format=csv")).Must(404);

        Assert.Equal("invoice.not_issuer", (await piet.Post($"/invoices/{id}/credit", new { reason = "Too much" })).Must(403).Code);
        Assert.Contains("reason", (await nora.Post($"/invoices/{id}/credit", new { })).Must(422).Text);
        (await nora.Post($"/invoices/{id}/credit", new { reason = "Agreed", lines = new[] { new { line = 99 } } })).Must(422);
        Assert.Equal("stale", (await nora.Post($"/invoices/{id}/credit", new { reason = "Agreed" }, match: "\"77\"")).Must(412).Code);
        var note = (await nora.Post($"/invoices/{id}/credit", new { reason = "Agreed", lines = new[] { new { line = 1, net = new { amount = "1.00", currency = "USD" } } } }, key: "c1")).Must(201);
        var read = (await piet.Get($"/invoices/{note.Id}")).Must(200);
        Assert.Equal(("credit_note", "1.00", id, "Agreed", "settled"), (read.At("kind"), read.At("gross.amount"), read.At("credits"), read.At("reason"), read.At("status")));
        Assert.Equal(("partly_credited", "1.00"), ((await piet.Get($"/invoices/{id}")).At("status"), (await piet.Get($"/invoices/{id}")).At("credited.amount")));
        (await piet.Get("/invoices?month=november")).Must(422);
        (await piet.Get("/invoices?side=other")).Must(422);
    }

    [Theory, OnBoth]
    public async Task S0_11_The_charges_of_a_reseller_billed_elsewhere_come_as_json_and_csv_and_equal_the_ledger(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var world = stage.World;
        var (piet, rosa) = (await stage.As(world.Piet), await stage.As(world.Rosa));
        (await piet.Post($"/accounts/{world.Rosa.Ref()}/terms", new { settlement = "billed_elsewhere" })).Must(200);
        // Nothing is guarded: its balance carried over is spent many times.
        for (var i = 0; i < 6; i++) await world.Order(world.Cora, stage.Plan, 1 + i, by: world.Saul.Viewer);
        await world.Deliver();
        var address = $"/accounts/{world.Rosa.Ref()}/charges";

        var running = (await piet.Get($"{address}?month=2026-01")).Must(200);
        Assert.Equal(("False", "2026-01"), (running.At("complete"), running.At("month")));
        Assert.Equal(running.Text, (await piet.Get(address)).Must(200).Text);
        world.Clock.MoveTo(new DateOnly(2026, 2, 1));
        await world.Bill();
        var ended = (await piet.Get($"{address}?month=2026-01")).Must(200);
        Assert.Equal("True", ended.At("complete"));
        Assert.Equal(running.At("totals"), ended.At("totals"));
        Assert.Equal(new Money(await world.Sales(world.Rosa), Currency.Usd).AmountText, ended.At("totals.0.gross.amount"));
        Assert.Equal("0", (await piet.Get($"{address}?month=2026-02")).Must(200).Body.GetProperty("totals").GetArrayLength().ToString(System.Globalization.CultureInfo.InvariantCulture));

        // Page by page and in the file: the same rows, which come to the same.
        var rows = new List<string>();
        for (string? after = null; ;)
        {
            var page = (await piet.Get($"{address}?month=2026-01&limit=3{(after is null ? "" : "&after=" + Uri.EscapeDataString(after))}")).Must(200);
            rows.AddRange(page.Body.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("posting").GetString()!));
            if ((after = page.At("next")) is null) break;
        }
        var file = (await piet.Get($"{address}?month=2026-01&format=csv")).Must(200);
        var csv = file.Text.TrimEnd().Split("\r\n");
        Assert.Equal("posting,charged_at,account,account_number,account_name,place,title,product,plan,action,interval,quantity,unit_price,term_start,term_end,net,tax,gross,currency,order,order_number,subscription,invoice,invoice_number,invoice_line", csv[0]);
        Assert.Equal(rows, csv[1..].Select(row => row.Split(',')[0]));
        Assert.Equal(await world.Sales(world.Rosa), csv[1..].Sum(row => (long)(decimal.Parse(row.Split(',')[17], System.Globalization.CultureInfo.InvariantCulture) * 100)));
        Assert.All(csv[1..], row => Assert.Equal(("Saul › Cora", "USD", ""), (row.Split(',')[5], row.Split(',')[18], row.Split(',')[23])));

        // Its seller and itself, nobody else; nothing is invoiced.
        Assert.Equal(ended.At("totals"), (await rosa.Get($"{address}?month=2026-01")).Must(200).At("totals"));
        foreach (var other in new[] { world.Nora, world.Saul, world.Cora, world.Xena, stage.Sven }) (await (await stage.As(other)).Get($"{address}?month=2026-01")).Must(404);
        Assert.Empty(await world.DocumentsTo(world.Rosa));
        (await piet.Get($"{address}?month=2026-13")).Must(422);
        (await piet.Get($"{address}?format=pdf")).Must(422);

        // Tributary issues them too, once the terms say so; the month before stays with who billed it.
        (await piet.Post($"/accounts/{world.Rosa.Ref()}/terms", new { issuesInvoices = true, paymentDays = 21 })).Must(200);
        world.Clock.MoveTo(new DateTime(2026, 2, 15, 9, 0, 0, DateTimeKind.Utc));
        await world.Renew();
        world.Clock.MoveTo(new DateOnly(2026, 3, 1));
        await world.Bill();
        var document = Assert.Single(await world.DocumentsTo(world.Rosa));
        Assert.Equal((new DateOnly(2026, 3, 22), new DateOnly(2026, 2, 1)), (document.DueOn, document.PeriodStart));
        Assert.Equal(document.Number, (await piet.Get($"{address}?month=2026-02")).Must(200).At("items.0.invoiceNumber"));
        Assert.Equal("0", (await piet.Get($"{address}?month=2026-02&invoiced=false")).Must(200).Body.GetProperty("items").GetArrayLength().ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
