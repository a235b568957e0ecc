using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web;

namespace Tributary.Tests.Web;

public sealed class LiveTests
{
    [Theory, OnBoth]
    public async Task S1_09_An_open_page_hears_of_what_concerns_it_within_seconds_and_of_nothing_else(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await using var cora = await Stream.Open(await panel.SignIn(world.Cora));
        await using var nora = await Stream.Open(await panel.SignIn(world.Nora));
        await cora.Until("id: ");
        await nora.Until("id: ");

        // Another one's money is nothing that Cora reads; the provider reads it all.
        await Credit(world, world.Saul);
        await nora.Until("event: changed");
        await Credit(world, world.Cora);
        await cora.Until("event: changed");
        Assert.Equal(1, cora.Heard.Count(line => line == "event: changed"));
    }

    [Fact]
    public async Task Who_comes_back_hears_what_happened_meanwhile()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        var visitor = await panel.SignIn(world.Cora);
        string id;
        await using (var first = await Stream.Open(visitor)) id = (await first.Until("id: "))["id: ".Length..];
        await using (var same = await Stream.Open(visitor, id)) Assert.False(await same.Hears("event: changed", TimeSpan.FromSeconds(3)));
        await Credit(world, world.Cora);
        await using var again = await Stream.Open(visitor, id);
        await again.Until("event: changed");
    }

    [Fact]
    public async Task S1_09_A_deed_done_at_another_program_is_heard_here()
    {
        await using var panel = await Panel.Open(DatabaseKind.Postgres);
        var world = panel.World;
        var other = panel.Beside();
        await using var cora = await Stream.Open(await panel.SignIn(world.Cora));
        await cora.Until("id: ");
        await other.GetRequiredService<Desk>().Do(Of(world.Cora));
        await cora.Until("event: changed");
    }

    [Fact]
    public async Task S1_09_A_page_is_told_at_most_once_a_second_however_much_happens()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        await using var cora = await Stream.Open(await panel.SignIn(world.Cora));
        await cora.Until("id: ");
        var since = System.Diagnostics.Stopwatch.StartNew();
        using var over = new CancellationTokenSource();
        var busy = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested) await Credit(world, world.Cora);
        }, TestContext.Current.CancellationToken);
        for (var told = 0; told < 3; told++) await cora.Until("event: changed");
        var took = since.Elapsed;
        await over.CancelAsync();
        await busy;
        // The first may come at once; each further one is a second later.
        Assert.True(took > TimeSpan.FromSeconds(1.9), $"3 messages in {took}");
    }

    [Fact]
    public async Task S1_09_Nothing_is_asked_while_nobody_looks()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        var watching = panel.Services.GetRequiredService<Watching>();
        await Credit(world, world.Cora);
        Assert.Equal((0L, false), (watching.Looks, watching.IsAwake));
        await using (var cora = await Stream.Open(await panel.SignIn(world.Cora))) await cora.Until("id: ");
        while (watching.IsAwake) await Task.Delay(50, TestContext.Current.CancellationToken);
        var looks = watching.Looks;
        Assert.True(looks > 0);
        await Credit(world, world.Cora);
        Assert.Equal((looks, false), (watching.Looks, watching.IsAwake));
    }

    [Fact]
    public async Task S1_09_Who_signs_out_hears_nothing_more_also_in_another_window()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var visitor = await panel.SignIn(panel.World.Cora);
        await using var window = await Stream.Open(visitor);
        await window.Until("id: ");
        var page = await visitor.Get("/profile");
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await visitor.Client.PostAsync("/logout", new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]));
        await window.Ends();
        Assert.Contains("/login", (await visitor.Get("/live")).Leads);
    }

    [Fact]
    public async Task S1_09_A_place_that_is_taken_away_ends_the_stream_before_it_tells_anything()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        var person = await panel.Person(world.Cora);
        await panel.Person(world.Cora);
        await using var window = await Stream.Open(await panel.SignIn(person));
        await window.Until("id: ");
        await using var db = world.Db();
        var place = await db.Memberships.SingleAsync(m => m.UserId == person.Id);
        await world.Do(new Tributary.Identity.RemovePerson { By = world.Cora.Viewer, AccountBranch = place.BranchId, MembershipId = place.Id });
        await Credit(world, world.Cora);
        await window.Ends();
        Assert.DoesNotContain("event: changed", window.Heard);
    }

    [Fact]
    public async Task Nobody_listens_without_being_signed_in()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        Assert.Contains("/login", (await panel.Visitor().Get("/live")).Leads);
    }

    private static Task Credit(World world, Cast buyer) =>
        world.Do(Of(buyer));

    private static TopUp Of(Cast buyer) => new() { By = buyer.Seller!.Viewer, InBranch = buyer.BranchId, BuyerId = buyer.Id, Amount = Money.Exact(10m, Currency.Usd) };

    // What a browser's EventSource hears, line by line.
    private sealed class Stream(HttpResponseMessage answer, StreamReader reader) : IAsyncDisposable
    {
        public List<string> Heard { get; } = [];

        public static async Task<Stream> Open(Visitor visitor, string? last = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/live");
            if (last is not null) request.Headers.Add("Last-Event-ID", last);
            var answer = await visitor.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
            return new(answer, new(await answer.Content.ReadAsStreamAsync()));
        }

        public async Task<string> Until(string start)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (true)
            {
                var line = await reader.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("The stream ended.");
                Heard.Add(line);
                if (line.StartsWith(start, StringComparison.Ordinal)) return line;
            }
        }

        public async Task Ends()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (await reader.ReadLineAsync(patience.Token) is { } line) Heard.Add(line);
        }

        public async Task<bool> Hears(string start, TimeSpan within)
        {
            using var patience = new CancellationTokenSource(within);
            try
            {
                while (await reader.ReadLineAsync(patience.Token) is { } line)
                    if (line.StartsWith(start, StringComparison.Ordinal)) return true;
                return false;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            answer.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
