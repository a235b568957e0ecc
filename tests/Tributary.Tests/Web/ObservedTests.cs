extern alias crash;

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Html.Parser;
using crash::Tributary.Crash;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Tests.Crashes;

namespace Tributary.Tests.Web;

/// <summary>
/// The served program as it is watched from outside: its measurements and traces reach a collector, its log is JSON, and in
/// none of them stands who somebody is, what they typed, or a secret, whatever happens to it.
/// </summary>
public sealed class ObservedTests
{
    // Everything that must not get out bears this word.
    private const string Canary = "canary";

    [Theory, OnBoth, Trait("Category", "Long")]
    public async Task Measurements_traces_and_logs_come_and_name_nobody(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await using var collector = await Collector.Start();
        var folder = Directory.CreateTempSubdirectory("tributary-observed-");
        var clock = new FileClock(Path.Combine(folder.FullName, "clock"));
        clock.MoveTo(world.Clock.GetUtcNow().UtcDateTime);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 10_000m);
        var plan = await world.Plan("TOOL", 10m, details: new() { Connector = "licence" });
        var customer = await world.Add(world.Saul, AccountKind.Customer, "Canary Company");
        await world.TopUp(customer, 100m, "canary note");
        var key = await world.Key(customer);

        await using var program = await Served.Start(world.Setting, clock,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "300"), ("OTEL_BSP_SCHEDULE_DELAY", "100"),
            ("Logging__Console__FormatterName", "json"), ("Logging__LogLevel__Default", "Information"));
        var (code, said) = await program.Command("admin", "create", "--email", "person@canary.test", "--name", "Canary Vogel");
        Assert.True(code == 0, said);
        var password = said.Trim().Split('\n')[^1];

        await SignIn(program, "person@canary.test", "canary wrong word");
        await SignIn(program, "nobody@canary.test", "canary wrong word");
        var visitor = await SignIn(program, "person@canary.test", password);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/search?q=canary", TestContext.Current.CancellationToken)).StatusCode);

        using var caller = program.Caller(key);
        Assert.Equal(201, await Order(caller, customer, plan, "canary-1", 1));
        Assert.Equal(201, await Order(caller, customer, plan, "canary-1", 1));
        Assert.InRange(await Order(caller, customer, plan, "canary-1", 2), 400, 499);
        Assert.InRange(await Order(caller, customer, plan, "canary-2", -7), 400, 499);
        Assert.Equal(401, await Order(program.Caller("canary-no-key"), customer, plan, "canary-3", 1));
        // What was sold is delivered before anything is broken.
        await Until(() => new[] { "PlaceOrder", "FinishWork", "tributary.work" }.All(name => collector.Measurements.Contains(name, StringComparison.Ordinal)));

        // A fault under an order and one under a page, with all of it in hand.
        await Run(world, "ALTER TABLE order_lines RENAME TO order_lines_gone");
        await Run(world, "ALTER TABLE account_words RENAME TO account_words_gone");
        var order = await Order(caller, customer, plan, "canary-4", 1);
        var search = await visitor.GetAsync("/search?q=canary", TestContext.Current.CancellationToken);
        await Run(world, "ALTER TABLE order_lines_gone RENAME TO order_lines");
        await Run(world, "ALTER TABLE account_words_gone RENAME TO account_words");
        Assert.Equal((500, HttpStatusCode.InternalServerError), (order, search.StatusCode));
        Assert.Contains("Something went wrong", await search.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await Until(() => program.Said.Contains("order_lines", StringComparison.Ordinal) && program.Said.Contains("account_words", StringComparison.Ordinal));
        await program.Terminate();
        await program.Ended();

        foreach (var name in new[]
        {
            "tributary.desk.batch", "tributary.desk.wait", "tributary.desk.step", "tributary.desk.deeds", "PlaceOrder", "FinishWork", "tributary.work", "licence",
            "http.server.request.duration", "/api/v1/orders", "dotnet.process.memory.working_set",
        })
            Assert.Contains(name, collector.Measurements);
        foreach (var name in new[] { "desk.batch", "tributary.deeds", "tributary.write.ms", "api/v1/orders", "http.route", "service.name", "tributary" }) Assert.Contains(name, collector.Traces);
        if (kind == DatabaseKind.Postgres) Assert.Contains("INSERT INTO", collector.Traces);

        foreach (var (where, text) in new[] { ("traces", collector.Traces), ("measurements", collector.Measurements), ("log", program.Said) })
            foreach (var secret in new[] { Canary, key, password, customer.Account.Number! })
                Assert.True(!text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{secret} stands in the {where}: {Around(text, secret)}");
        // A log that says nothing would keep every secret.
        var lines = program.Said.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Contains(lines, line => line.GetProperty("LogLevel").GetString() == "Error" && line.GetProperty("Category").GetString() == "Tributary.Ledger.Desk");
        folder.Delete(recursive: true);
    }

    private static async Task<HttpClient> SignIn(Served program, string email, string password)
    {
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new(), UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = program.Address };
        var page = new HtmlParser().ParseDocument(await client.GetStringAsync("/login"));
        var token = page.QuerySelector("form[action='/login'] input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await client.PostAsync("/login", new FormUrlEncodedContent([new("Input.Email", email), new("Input.Password", password), new("__RequestVerificationToken", token)]));
        return client;
    }

    private static async Task<int> Order(HttpClient caller, Cast customer, MadePlan plan, string reference, int quantity)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new
            {
                account = PublicId.Format("acc", customer.Id), buyerReference = reference,
                items = new[] { new { plan = PublicId.Format("pln", plan.PlanId), interval = "monthly", quantity } },
            }),
            Headers = { { "Idempotency-Key", reference } },
        };
        using var answer = await caller.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static async Task Run(World world, string sql)
    {
        await using var db = world.Db();
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var tries = 0; !holds(); tries++)
        {
            Assert.True(tries < 1200, "It does not come.");
            await Task.Delay(100);
        }
    }

    private static string Around(string text, string what)
    {
        var at = text.IndexOf(what, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 300)..Math.Min(text.Length, at + 300)];
    }
}
