using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Webhook;
using Tributary.Subscriptions;
using Tributary.Web.Workers;

namespace Tributary.Tests.Provisioning;

public sealed class WebhookTests
{
    public static TheoryData<string, int, string, string> Lies() => new()
    {
        { "nothing", 200, "", "not the JSON" },
        { "garbage", 200, "<html>Fine!</html>", "not the JSON" },
        { "a list", 200, "[]", "not the JSON" },
        { "done without an id", 200, """{"status":"done"}""", "under which id" },
        { "an impossible id", 200, """{"status":"done","externalId":"a\u0000b"}""", "cannot be one" },
        { "a status of its own", 200, """{"status":"splendid"}""", "which is none" },
        { "another work", 200, """{"work":"wrk_01h455vb4pex5vsknk084sn02q","status":"done","externalId":"t-1"}""", "another work" },
        { "done and later in one", 202, """{"status":"done","externalId":"t-1"}""", "202" },
        { "an asset without a name", 200, """{"status":"done","externalId":"t-1","assets":[{"kind":"mailbox"}]}""", "assets" },
        { "failed", 200, """{"status":"failed","reason":"No such plan here."}""", "No such plan here." },
        { "forbidden", 403, "Who are you?", "Who are you?" },
        { "gone", 410, "", "410" },
        { "a redirect", 302, "", "redirect" },
    };

    [Theory, MemberData(nameof(Lies))]
    public async Task What_cannot_be_believed_is_put_before_a_person_and_settles_nothing(string what, int status, string body, string reason)
    {
        await using var shop = await Workshop.Open(DatabaseKind.Sqlite);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        receiver.Answer = async (_, http) =>
        {
            http.Response.StatusCode = status;
            if (status == 302) http.Response.Headers.Location = "/elsewhere";
            await http.Response.WriteAsync(body);
        };
        var subscription = await shop.Order(await shop.Plan(receiver));
        await shop.Worker().Drain();
        var work = await shop.Work(subscription);
        Assert.True(work.State == WorkState.NeedsPerson, what);
        Assert.Contains(reason, work.LastError);
        Assert.Single(receiver.Requests);
        Assert.Equal(SubscriptionState.Pending, (await shop.Subscription(subscription)).State);
    }

    [Fact]
    public async Task A_flood_for_an_answer_is_not_read_to_its_end()
    {
        await using var shop = await Workshop.Open(DatabaseKind.Sqlite);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        receiver.Answer = async (_, http) =>
        {
            var junk = new byte[16 * 1024];
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(junk);
        };
        var subscription = await shop.Order(await shop.Plan(receiver));
        await shop.Worker().Drain();
        Assert.Contains("more than 64 KB", (await shop.Work(subscription)).LastError);
    }

    [Theory, OnBoth]
    public async Task One_that_hangs_is_left_and_tried_again(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        receiver.Answer = (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        var subscription = await shop.Order(await shop.Plan(receiver, timeout: 1));
        await shop.Worker().Drain();
        var work = await shop.Work(subscription);
        Assert.Equal(WorkState.Waiting, work.State);
        Assert.Contains("no answer within 1 s", work.LastError);
    }

    [Theory, OnBoth]
    public async Task Another_id_for_what_is_there_already_is_put_before_a_person(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        var plan = await shop.Plan(receiver);
        var subscription = await shop.Order(plan);
        await shop.Worker().Drain();
        receiver.Answer = (_, http) => http.Response.WriteAsJsonAsync(new { status = "done", externalId = "t-other" });
        await shop.Ask(subscription, plan, WorkAction.Renew);
        await shop.Worker().Drain();
        var work = await shop.Work(subscription);
        Assert.Equal(WorkState.NeedsPerson, work.State);
        Assert.Contains("\"t-other\"", work.LastError);
    }

    [Theory, OnBoth]
    public async Task An_answer_that_comes_later_settles_once(DatabaseKind kind)
    {
        await using var later = await Later.Open(kind);
        var body = later.Done("t-17");

        Assert.Equal(WorkState.Handed, (await later.Work()).State);
        Assert.Equal($"https://panel.example.com/hooks/work/{later.Token}", later.Receiver.Requests.Single().Data.GetProperty("callback").GetString());
        Assert.Equal(HttpStatusCode.OK, await later.Send("msg_1", body));
        Assert.Equal(HttpStatusCode.OK, await later.Send("msg_1", body));
        Assert.Equal(HttpStatusCode.OK, await later.Send("msg_2", body));

        var subscription = await later.Shop.Subscription(later.SubscriptionId);
        Assert.Equal((SubscriptionState.Active, "t-17"), (subscription.State, subscription.ExternalId));
        Assert.Single(await later.Shop.Assets(later.SubscriptionId));
        Assert.Null((await later.Work()).DisputedAt);
        Assert.Equal(HttpStatusCode.UnprocessableContent, await later.Send("msg_1", later.Done("t-18")));
    }

    [Theory, OnBoth]
    public async Task Two_answers_that_contradict_each_other_are_put_before_a_person_and_the_first_counts(DatabaseKind kind)
    {
        await using var later = await Later.Open(kind);
        await later.Send("msg_1", later.Done("t-17"));
        Assert.Equal(HttpStatusCode.OK, await later.Send("msg_2", later.Done("t-18")));

        var work = await later.Work();
        Assert.Equal((WorkState.Done, "t-17"), (work.State, work.ExternalId));
        Assert.Contains("\"t-18\"", work.LastError);
        var nora = later.Shop.World.Nora.Viewer;
        await using (var db = later.Shop.World.Db())
        {
            Assert.Equal(1, (await WorkList.Count(db, nora)).NeedsPerson);
            Assert.Equal(work.Id, Assert.Single(await WorkList.Page(db, nora, WorkView.NeedsPerson, null, 50)).Id);
        }

        await later.Shop.World.Do(new SettleWork { By = nora, WorkBranchId = work.BranchId, WorkId = work.Id });
        Assert.Null((await later.Work()).DisputedAt);
        Assert.Equal("t-17", (await later.Shop.Subscription(later.SubscriptionId)).ExternalId);
    }

    [Theory, OnBoth]
    public async Task An_answer_that_never_comes_is_put_before_a_person(DatabaseKind kind)
    {
        await using var later = await Later.Open(kind);
        later.Shop.World.Clock.Advance(TimeSpan.FromHours(23));
        await later.Shop.Worker().Drain();
        Assert.Equal(WorkState.Handed, (await later.Work()).State);
        later.Shop.World.Clock.Advance(TimeSpan.FromHours(2));
        await later.Shop.Worker().Drain();
        Assert.Equal(WorkState.NeedsPerson, (await later.Work()).State);
        Assert.Contains("has not answered in time", (await later.Work()).LastError);

        // It may still come, and counts.
        Assert.Equal(HttpStatusCode.OK, await later.Send("msg_1", later.Done("t-17")));
        Assert.Equal(SubscriptionState.Active, (await later.Shop.Subscription(later.SubscriptionId)).State);
    }

    [Fact]
    public async Task What_is_not_genuine_is_answered_401_whatever_is_wrong_with_it()
    {
        await using var later = await Later.Open(DatabaseKind.Sqlite);
        var body = later.Done("t-17");
        var other = PublicId.Format("wrk", Guid.CreateVersion7());
        var forged = later.Receiver.Sign("msg_1", body, key: new byte[32]);
        var old = later.Receiver.Sign("msg_1", body, late: TimeSpan.FromMinutes(6));
        var early = later.Receiver.Sign("msg_1", body, late: TimeSpan.FromMinutes(-6));
        var right = later.Receiver.Sign("msg_1", body);

        Assert.Equal(HttpStatusCode.Unauthorized, await later.Send(forged, body));
        Assert.Equal(HttpStatusCode.Unauthorized, await later.Send(old, body));
        Assert.Equal(HttpStatusCode.Unauthorized, await later.Send(early, body));
        Assert.Equal(HttpStatusCode.Unauthorized, await later.Send(right, later.Done("t-18")));
        Assert.Equal(HttpStatusCode.Unauthorized, await later.Send(right, body, other));
        Assert.Equal(HttpStatusCode.Unauthorized, await later.Send(right, body, "nonsense"));
        Assert.Equal(HttpStatusCode.Unauthorized, await later.Send([], body));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await later.Send(right, new byte[70_000]));
        Assert.Equal(WorkState.Handed, (await later.Work()).State);
        Assert.Equal(HttpStatusCode.OK, await later.Send(right, body));
    }

    [Fact]
    public async Task Done_after_it_was_given_up_is_put_before_a_person()
    {
        await using var later = await Later.Open(DatabaseKind.Sqlite);
        var work = await later.Work();
        await later.Shop.World.Do(new FinishWork
        {
            By = later.Shop.World.Nora.Viewer, Branch = work.BranchId, WorkId = work.Id, Outcome = new() { Kind = OutcomeKind.Failed, Reason = "Out of stock." },
        });
        Assert.Equal(HttpStatusCode.OK, await later.Send("msg_1", later.Done("t-17")));
        var disputed = await later.Work();
        Assert.Equal(WorkState.Failed, disputed.State);
        Assert.Contains("after it was given up", disputed.LastError);
        Assert.Equal(SubscriptionState.Cancelled, (await later.Shop.Subscription(later.SubscriptionId)).State);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("169.254.169.254")]
    [InlineData("2130706433")]
    public async Task Closed_addresses_are_refused_unless_the_operator_allows_them(string host)
    {
        await using var shop = await Workshop.Open(DatabaseKind.Sqlite);
        using var strict = new WebhookConnector(new(), shop.World.Clock);
        var order = new WorkOrder
        {
            Id = Guid.CreateVersion7(), Action = WorkAction.Create, AskedAt = shop.World.Clock.GetUtcNow().UtcDateTime, SubscriptionId = Guid.CreateVersion7(),
            MakerId = shop.World.Nora.Id, AccountNumber = "1", AccountName = "Carl", Product = "suite", ProductName = "Suite", Plan = "basic", PlanName = "Basic",
            Quantity = 1, Interval = Interval.Monthly,
            Settings = new Dictionary<string, string> { ["url"] = $"http://{host}:9/", ["secret"] = Receiver.Secret, ["timeoutSeconds"] = "5", ["answerHours"] = "1" },
        };
        var outcome = Assert.IsType<Outcome.NeedsPerson>(await strict.Do(order, default));
        Assert.Contains("private, local or reserved", outcome.Reason);
    }

    /// <summary>The real door for later answers on a real server, and work that was handed over.</summary>
    private sealed class Later : IAsyncDisposable
    {
        private readonly WebApplication app;
        private readonly HttpClient http = new();

        private Later(Workshop shop, Receiver receiver, WebApplication app) => (Shop, Receiver, this.app) = (shop, receiver, app);

        public Workshop Shop { get; }
        public Receiver Receiver { get; }
        public Guid SubscriptionId { get; private set; }
        public string Token { get; private set; } = "";

        public static async Task<Later> Open(DatabaseKind kind)
        {
            var shop = await Workshop.Open(kind);
            var receiver = await Receiver.Start(shop.World.Clock);
            receiver.Answer = (_, http) =>
            {
                http.Response.StatusCode = 202;
                return Task.CompletedTask;
            };
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddSingleton(new ReadAnswer(shop.World.Database, shop.Connectors, shop.World.Clock)).AddSingleton<ReportWork>(shop.Report).AddAuthorization();
            var app = builder.Build();
            app.UseAuthorization();
            app.MapWorkHook();
            await app.StartAsync();

            var later = new Later(shop, receiver, app) { SubscriptionId = await shop.Order(await shop.Plan(receiver)) };
            await shop.Worker().Drain();
            later.Token = PublicId.Format("wrk", (await later.Work()).Id);
            return later;
        }

        public Task<Work> Work() => Shop.Work(SubscriptionId);

        public byte[] Done(string externalId) => JsonSerializer.SerializeToUtf8Bytes(new
        {
            work = Token, status = "done", externalId, assets = new[] { new { kind = "mailbox", name = "carl@example.com" } },
        });

        public Task<HttpStatusCode> Send(string id, byte[] body) => Send(Receiver.Sign(id, body), body);

        public async Task<HttpStatusCode> Send(Dictionary<string, string> headers, byte[] body, string? token = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{app.Urls.Single()}/hooks/work/{token ?? Token}") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            foreach (var (name, value) in headers) request.Headers.Add(name, value);
            using var response = await http.SendAsync(request);
            return response.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            await app.DisposeAsync();
            await Receiver.DisposeAsync();
            await Shop.DisposeAsync();
        }
    }
}
