using System.Net;
using Tributary.Data;
using Tributary.Tests.Api;
using Tributary.Tests.Web;

namespace Tributary.Tests.Crashes;

/// <summary>Two of the served program on one PostgreSQL: either may be killed, told to stop or restarted, and nobody has to stay with one of them.</summary>
[Trait("Category", "Crash")]
public sealed class TwoProgramsTests
{
    private const string List = "product,code,name,currency,monthly_price\nMail,TEAM,Team,USD,8.00\n";

    [Fact]
    public async Task Either_is_killed_at_any_moment_while_the_other_goes_on()
    {
        for (var left = Ordeal.Strikes; left > 0; left -= Ordeal.MostOnAStage)
        {
            await using var ordeal = await Ordeal.Begin(await World.Open(DatabaseKind.Postgres), programs: 2);
            for (var i = 0; i < Math.Min(left, Ordeal.MostOnAStage); i++)
            {
                await ordeal.Round(async () =>
                {
                    var one = ordeal.Programs[Random.Shared.Next(2)];
                    await one.Kill();
                    await ordeal.Shoppers.Answered(10);
                    await one.Start();
                });
            }
            await ordeal.Settle();
            await ordeal.MustHold();
        }
    }

    [Fact]
    public async Task Who_signed_in_at_one_goes_on_at_the_other()
    {
        await using var world = await World.Open(DatabaseKind.Postgres);
        var programs = await Task.WhenAll(Served.Start(world.Setting), Served.Start(world.Setting));
        await using var one = programs[0];
        await using var two = programs[1];
        var (code, said) = await one.Command("admin", "create", "--name", "Nora Visser", "--email", "nora@example.com");
        Assert.True(code == 0, said);
        var cookies = new CookieContainer();
        var (here, there) = (Browser(one, cookies), Browser(two, cookies));

        // The form comes from one and goes to the other, with the token of the one.
        var signedIn = await there.Submit(await here.Get("/login"), "/login", ("Input.Email", "nora@example.com"), ("Input.Password", said.Trim()));
        Assert.True(signedIn.Status == 302, signedIn.Text);
        Assert.Equal(200, (await here.Get("/people")).Status);
        Assert.Equal(200, (await there.Get("/people")).Status);

        // What was uploaded to one is checked and applied at the other.
        var key = await world.Key(world.Nora);
        using var uploads = one.Caller(key);
        using var applies = two.Caller(key);
        var list = (await uploads.Raw("/price-lists/imports?fileName=mail.csv", List, "text/csv")).Must(201);
        Assert.Equal("1", (await applies.Post($"/price-lists/imports/{list.Id}/apply", new { })).Must(200).At("newPlans"));

        await one.Kill();
        Assert.Equal(200, (await there.Get("/people")).Status);
        await one.Start();
        Assert.Equal(200, (await here.Get("/people")).Status);
        var page = await here.Get("/profile");
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await there.Client.PostAsync("/logout", new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]));
        Assert.Equal(302, (await here.Get("/people")).Status);
    }

    [Theory, OnBoth]
    public async Task Told_to_stop_it_says_so_serves_on_for_a_while_and_finishes_what_is_under_way(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await using var program = await Served.Start(world.Setting, null, ("TRIBUTARY_DRAIN_SECONDS", "5"));
        using var nora = program.Caller(await world.Key(world.Nora));
        using var slow = new SlowText(List);
        var upload = nora.Send(HttpMethod.Post, "/price-lists/imports?fileName=mail.csv", slow);
        await slow.HasBegun;

        await program.Terminate();
        while (await program.IsReady()) await Task.Delay(20);

        // Not ready, and yet it serves; each answer ends its connection.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await nora.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await nora.GetAsync("/health/live")).StatusCode);
        var served = (await nora.Get("/accounts")).Must(200);
        Assert.True(served.Headers.ConnectionClose);

        // Also when the time is over, and nobody new is let in, what is under way gets its answer.
        while (await Answers(nora)) await Task.Delay(100);
        slow.GoOn();
        Assert.Equal("checked", (await upload).Must(201).At("state"));
        Assert.Equal(0, await program.Ended());
    }

    [Fact]
    public async Task Both_are_restarted_one_after_the_other_and_no_request_fails()
    {
        await using var world = await World.Open(DatabaseKind.Postgres);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 100_000_000m);
        var plan = await world.Plan();
        var key = await world.Key(world.Cora);
        var programs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Served.Start(world.Setting, null, ("TRIBUTARY_DRAIN_SECONDS", "3"))));
        await using var one = programs[0];
        await using var two = programs[1];
        using var over = new CancellationTokenSource();
        var turn = 0;
        var ready = programs;
        // What a load balancer does: it asks who is ready, and sends what comes to one of those.
        var asking = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                var healthy = await Task.WhenAll(programs.Select(p => p.IsReady()));
                Volatile.Write(ref ready, [.. programs.Where((_, i) => healthy[i])]);
                await Task.WhenAny(Task.Delay(100, over.Token));
            }
        });
        using var shoppers = new Shoppers(
            () => Volatile.Read(ref ready) is { Length: > 0 } some ? some[(int)((uint)Interlocked.Increment(ref turn) % (uint)some.Length)] : one,
            n => new($"order-{n}", key, "/api/v1/orders", new
            {
                account = world.Cora.Ref(), buyerReference = $"order-{n}", items = new[] { new { plan = PublicId.Format("pln", plan.PlanId), interval = "monthly", quantity = 1 } },
            }));
        var ordering = shoppers.Ask(int.MaxValue, over.Token);
        await shoppers.Answered(50);

        foreach (var program in programs)
        {
            await program.Terminate();
            Assert.Equal(0, await program.Ended());
            await shoppers.Answered(50);
            await program.Start();
            await shoppers.Answered(50);
        }
        await over.CancelAsync();
        var asked = await ordering;
        await asking;

        Assert.Empty(shoppers.Failures);
        Assert.Empty(shoppers.Contradictions);
        Assert.All(asked, wish => Assert.NotNull(wish.Answer));
        Assert.True(asked.Count > 200, $"Only {asked.Count} requests were there to fail.");
    }

    private static async Task<bool> Answers(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/health/live");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Visitor Browser(Served program, CookieContainer cookies) =>
        new(new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = program.Address }, cookies);

    /// <summary>A CSV of which the heading is sent, and the rest when it is told to.</summary>
    private sealed class SlowText : HttpContent
    {
        private static readonly byte[] EmptyLines = [.. Enumerable.Repeat((byte)'\n', 200)];
        private readonly byte[] text;
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously), goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SlowText(string text)
        {
            this.text = System.Text.Encoding.UTF8.GetBytes(text);
            Headers.ContentType = new("text/csv");
        }

        public Task HasBegun => begun.Task;

        public void GoOn() => goOn.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var heading = Array.IndexOf(text, (byte)'\n') + 1;
            await stream.WriteAsync(text.AsMemory(0, heading));
            await stream.FlushAsync();
            begun.TrySetResult();
            // Empty lines mean nothing; but of who sends nothing at all for five seconds a server thinks that they are gone.
            while (!goOn.Task.IsCompleted)
            {
                await stream.WriteAsync(EmptyLines);
                await stream.FlushAsync();
                await Task.WhenAny(goOn.Task, Task.Delay(200));
            }
            await stream.WriteAsync(text.AsMemory(heading));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
