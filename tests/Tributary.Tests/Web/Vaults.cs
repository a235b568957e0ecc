using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Tests.Api;

namespace Tributary.Tests.Web;

/// <summary>
/// The stage with one sale in amounts, percentages and names that occur nowhere else, so that whatever a level reads of
/// another one is found by its text: three Vaults for Cora, and Rosa, two levels above, without the money for them.
/// </summary>
public sealed partial class Vaults : IAsyncDisposable
{
    private const int Quantity = 3;
    private readonly Cast[] chain;
    private readonly decimal[] percents = [17.31m, 13.37m, 11.93m, 19.87m];
    private readonly Dictionary<Guid, decimal> credits = [];

    private Vaults(Stage stage)
    {
        Stage = stage;
        chain = [World.Nora, World.Piet, World.Rosa, World.Saul, World.Cora];
    }

    public Stage Stage { get; }
    public World World => Stage.World;
    public OrderAnswer Order { get; private set; } = null!;
    public string OrderId => PublicId.Format("ord", Order.OrderId);
    public string SubscriptionId => PublicId.Format("sub", Order.Lines[0].SubscriptionId);

    /// <summary>Everybody who reads.</summary>
    public IReadOnlyList<Cast> Readers => [.. chain, World.Dana, Stage.Sven, World.Xena];

    public static async Task<Vaults> Open(DatabaseKind kind)
    {
        var levels = new Vaults(await Stage.Open(kind));
        await levels.Sell();
        // People and keys are there before anything is compared, and have been used.
        foreach (var reader in levels.Readers)
        {
            Assert.Equal(200, (await (await levels.Stage.Visit(reader)).Get("/")).Status);
            (await (await levels.Stage.As(reader)).Get("/accounts")).Must(200);
        }
        return levels;
    }

    private async Task Sell()
    {
        var plan = await World.Plan("VAULT", 7331.17m);
        // For this line of buyers alone: whoever else buys from the same sellers has prices of its own.
        for (var i = 0; i < percents.Length; i++) await World.Markup(chain[i], percents[i], chain[i + 1], plan.PlanId);
        await Credit(World.Piet, 90_000.11m);
        await Credit(World.Saul, 90_000.33m);
        await Credit(World.Cora, 90_000.44m);
        Order = await World.Order(World.Cora, plan, Quantity, by: World.Saul.Viewer);
        Assert.Equal((OrderState.AwaitingFunds, World.Rosa.Account.Path), (Order.State, Order.ShortPath));
    }

    /// <summary>The seller credits what is found again by its amount.</summary>
    public async Task Credit(Cast buyer, decimal amount)
    {
        credits[buyer.Id] = amount;
        await World.TopUp(buyer, amount);
    }

    /// <summary>Says done to what Cora's order has to be delivered.</summary>
    public async Task Deliver()
    {
        await using var db = World.Db();
        var work = await db.Work.AsNoTracking().SingleAsync(w => w.OrderId == Order.OrderId);
        await World.Do(new FinishWork { By = World.Worker, Branch = work.BranchId, WorkId = work.Id, Outcome = new() { Kind = OutcomeKind.Done, ExternalId = "vault-1" } });
    }

    /// <summary>What this reader must not find anywhere, as patterns.</summary>
    public IReadOnlyList<Regex> Forbidden(Cast reader)
    {
        var at = Array.IndexOf(chain, reader.Id == World.Dana.Id ? World.Cora : reader);
        var prices = Prices;
        var words = new List<string>();
        for (var i = 0; i < prices.Length; i++)
        {
            // A level pays its own price and charges the next one.
            if (at < 0 || i != at && i != at + 1) words.AddRange(Written(prices[i]).Concat(Written(prices[i] * Quantity)));
            if (i > 0 && (at < 0 || i - 1 != at)) words.AddRange(Written(prices[i] - prices[i - 1]).Concat(Written((prices[i] - prices[i - 1]) * Quantity)));
        }
        for (var i = 0; i < percents.Length; i++)
            if (i != at) words.Add(percents[i].ToString(CultureInfo.InvariantCulture));
        foreach (var (buyer, amount) in credits)
            if (buyer != reader.Id && (at < 0 || at == chain.Length - 1 || chain[at + 1].Id != buyer)) words.AddRange(Written((long)(amount * 100)));

        foreach (var other in Strangers(reader, at))
            words.AddRange([other.Account.Name, other.Ref(), other.Account.Number!, $"owner.of.{other.Account.Name}@people.test".ToLowerInvariant()]);
        return [.. words.Distinct().Select(Alone)];
    }

    /// <summary>What this reader must find somewhere: what it pays for one of them or for all; null for who is in no line of buyers.</summary>
    public IReadOnlyList<Regex>? Own(Cast reader) => Array.IndexOf(chain, reader) is >= 0 and var at && Prices[at] is var price
        ? [.. Written(price).Concat(Written(price * Quantity)).Select(Alone)] : null;

    // What one costs Nora, and then what each level below her pays.
    private long[] Prices => [733_117, .. Order.Lines[0].Levels.Select(level => level.UnitPrice)];

    private static Regex Alone(string word) => new($@"(?<![\w.,]){Regex.Escape(word)}(?![\w%])", RegexOptions.CultureInvariant);

    // Those above the seller, those beside the line of sellers, and other branches.
    private IEnumerable<Cast> Strangers(Cast reader, int at)
    {
        Cast[] all = [.. chain, Stage.Sven, World.Xena];
        if (at == 0) return [];
        if (reader.Id == World.Xena.Id) return [World.Piet, World.Rosa, World.Saul, World.Cora, Stage.Sven];
        if (reader.Id == Stage.Sven.Id) return [World.Nora, World.Piet, World.Saul, World.Cora, World.Xena];
        return all.Where(other => other.Id == World.Xena.Id || other.Id == Stage.Sven.Id && at > 2 || Array.IndexOf(chain, other) is >= 0 and var i && i < at - 1);
    }

    private static IEnumerable<string> Written(long minor)
    {
        var amount = minor / 100m;
        return [amount.ToString("0.00", CultureInfo.InvariantCulture), amount.ToString("#,##0.00", CultureInfo.InvariantCulture), minor.ToString(CultureInfo.InvariantCulture)];
    }

    /// <summary>Everything that this reader can fetch, by its address: every page and every address of the API, of its own things and of others'.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Everything(Cast reader)
    {
        var found = new Dictionary<string, string>();
        var visitor = await Stage.Visit(reader);
        Assert.Equal(200, (await visitor.Get("/")).Status); // Signed in, or there would be nothing to be found.
        foreach (var address in await Pages())
        {
            var response = await visitor.Client.GetAsync(address);
            Assert.True((int)response.StatusCode is < 500 and not 429, $"{reader.Account.Name} {address}: {response.StatusCode}");
            found[address] = $"{(int)response.StatusCode} {response.Headers.Location} {await response.Content.ReadAsStringAsync()}";
        }
        var api = await Stage.As(reader);
        foreach (var address in Addresses())
        {
            var answer = await api.Get(address);
            Assert.True(answer.Status is < 500 and not 429, $"{reader.Account.Name} {address}: {answer.Text}");
            found["API " + address] = $"{answer.Status} {answer.Headers.ETag} {answer.Text}";
        }
        var lines = new { account = World.Cora.Ref(), items = new[] { new { plan = PublicId.Format("pln", Order.Lines[0].PlanId), quantity = Quantity, interval = "monthly" } } };
        foreach (var (address, body) in new (string, object)[]
                 {
                     ("/quotes", lines), ("/orders/preview", lines), ($"/subscriptions/{SubscriptionId}/renew/preview", new { }), ($"/subscriptions/{SubscriptionId}/cancel/preview", new { }),
                     ($"/subscriptions/{SubscriptionId}/change/preview", new { quantity = 4 }), ($"/subscriptions/{SubscriptionId}/pause/preview", new { }),
                     ($"/subscriptions/{SubscriptionId}/assign/preview", new { account = World.Dana.Ref() }), ($"/orders/{OrderId}/resubmit", new { dryRun = 1 }),
                 })
        {
            var answer = await api.Post(address, body);
            Assert.True(answer.Status is < 500 and not 429, $"{reader.Account.Name} {address}: {answer.Text}");
            found["API POST " + address] = $"{answer.Status} {answer.Text}";
        }
        return found;
    }

    /// <summary>The addresses of every page, with the things that this stage has.</summary>
    public async Task<IReadOnlyList<string>> Pages()
    {
        var doors = (await PageDoor.Of(Stage.Panel)).Where(door => door.Method == "GET");
        var known = doors.Select(door => door.Fill(PageRecipes.All[door.Name].Places(Stage), PageRecipes.All[door.Name].Query(Stage)));
        return
        [
            .. known, $"/orders/{OrderId}", $"/orders/{OrderId}/cancel", $"/orders/{OrderId}/resubmit", $"/subscriptions/{SubscriptionId}", $"/subscriptions/{SubscriptionId}/change?quantity=4",
            .. new[] { "cancel", "renew", "pause", "resume", "hold", $"assign?to={World.Dana.Ref()}" }.Select(deed => $"/subscriptions/{SubscriptionId}/{deed}"),
            .. new[] { "processing", "provisioning", "awaiting_funds", "needs_attention" }.Select(state => $"/orders?status={state}"), "/orders/waiting", "/orders/renewals",
            .. new[] { "active", "paused", "pending", "expired" }.Select(state => $"/subscriptions?status={state}"), "/subscriptions?sort=due",
            .. new[] { World.Cora, World.Saul, World.Rosa }.SelectMany(cast => new[] { $"/customers/{cast.Ref()}", $"/customers/{cast.Ref()}/history" }), "/marketplace?q=VAULT", "/prices?q=VAULT",
        ];
    }

    /// <summary>The addresses of the API that are read, with the things that this stage has.</summary>
    public IEnumerable<string> Addresses()
    {
        var doors = Door.Of(Stage.Panel, "/api/v1").Where(door => door.Method == "GET");
        foreach (var door in doors) yield return door.Fill(Recipes.All[$"GET {door.Pattern["/api/v1".Length..]}"].Places(Stage));
        yield return $"/orders/{OrderId}";
        yield return $"/subscriptions/{SubscriptionId}";
        foreach (var state in new[] { "processing", "provisioning", "awaiting_funds", "needs_attention" }) yield return $"/orders?state={state}";
        foreach (var state in new[] { "pending", "active", "grace", "paused" }) yield return $"/subscriptions?state={state}";
        foreach (var cast in new[] { World.Cora, World.Saul, World.Rosa }) yield return $"/accounts/{cast.Ref()}/dashboard";
    }

    /// <summary>What a person reads of an answer, and where it leads, without amounts and what is made anew each time.</summary>
    public static string Read(string answer)
    {
        if (answer.Contains("<html", StringComparison.Ordinal))
        {
            var page = new HtmlParser().ParseDocument(answer[answer.IndexOf('<')..]);
            // How a chart's axis is divided follows from its amounts.
            foreach (var label in page.QuerySelectorAll("svg text")) label.Remove();
            answer = answer[..3] + page.Body!.TextContent + " " + string.Join(' ', page.QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href")));
        }
        return Spaces().Replace(Amounts().Replace(answer, "#"), " ");
    }

    public ValueTask DisposeAsync() => Stage.DisposeAsync();

    [GeneratedRegex(@"\d[\d,]*\.\d\d")]
    private static partial Regex Amounts();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
