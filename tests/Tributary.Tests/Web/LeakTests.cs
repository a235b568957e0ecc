using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Subscriptions;
using Tributary.Tests.Api;

namespace Tributary.Tests.Web;

/// <summary>
/// Every page and every address of the API, fetched by every level while one in the middle is short, while it is delivered, and
/// while its renewal is not paid: nothing of a level above the reader's seller, beside it, or below its buyer stands anywhere.
/// </summary>
[Trait("Category", "Long")]
public sealed class LeakTests
{
    [Theory, OnBoth]
    public async Task Nothing_of_another_level_stands_anywhere(DatabaseKind kind)
    {
        await using var levels = await Vaults.Open(kind);
        var leaks = new List<string>();

        await Sweep(levels, "waiting", leaks);
        await levels.Credit(levels.World.Rosa, 50_000.22m);
        await TakenOn(levels);
        await Sweep(levels, "provisioning", leaks);
        await levels.Deliver();
        await Sweep(levels, "completed", leaks);
        // What Rosa has left does not pay for another month.
        await Renew(levels, day: 15);
        Assert.Equal(SubscriptionState.Grace, (await levels.World.Reload(levels.Order.Lines[0].SubscriptionId)).State);
        await Sweep(levels, "in grace", leaks);
        for (var day = 16; day <= 23; day++) await Renew(levels, day);
        Assert.Equal(SubscriptionState.Paused, (await levels.World.Reload(levels.Order.Lines[0].SubscriptionId)).State);
        await Sweep(levels, "paused", leaks);

        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
    }

    [Theory, OnBoth]
    public async Task Below_who_is_short_waiting_and_being_delivered_read_the_same_everywhere(DatabaseKind kind)
    {
        await using var levels = await Vaults.Open(kind);
        Cast[] below = [levels.World.Saul, levels.World.Cora, levels.World.Dana];
        var before = new Dictionary<Guid, IReadOnlyDictionary<string, string>>();
        // What they are refused on the first round stands in their own trail from then on.
        foreach (var reader in below) await levels.Everything(reader);
        foreach (var reader in below) before[reader.Id] = await levels.Everything(reader);
        var rosa = await levels.Everything(levels.World.Rosa);

        await levels.World.TopUp(levels.World.Rosa, 50_000.22m);
        await TakenOn(levels);

        var different = new List<string>();
        foreach (var reader in below)
        {
            foreach (var (address, after) in await levels.Everything(reader))
                if (!OwnMoney(address) && Vaults.Read(before[reader.Id][address]) is var was && Vaults.Read(after) is var now && was != now)
                    different.Add($"{reader.Account.Name} {address}:\n  {Near(was, now)}\n  {Near(now, was)}");
        }
        Assert.True(different.Count == 0, string.Join('\n', different));
        // The one who was short reads the difference, or this test would compare nothing.
        Assert.NotEqual(Vaults.Read(rosa[$"/orders/{levels.OrderId}"]), Vaults.Read((await levels.Everything(levels.World.Rosa))[$"/orders/{levels.OrderId}"]));
    }

    [Theory, OnBoth]
    public async Task A_renewal_unpaid_above_is_active_below_until_it_is_really_paused(DatabaseKind kind)
    {
        await using var levels = await Vaults.Open(kind);
        var (world, id) = (levels.World, levels.Order.Lines[0].SubscriptionId);
        await levels.Credit(world.Rosa, 50_000.22m);
        await world.Retry(world.Rosa);
        await levels.Deliver();
        var since = (await world.Reload(id)).StateSince;
        await Renew(levels, day: 15);

        var stored = await world.Reload(id);
        foreach (var (reader, state) in new[] { (world.Cora, "active"), (world.Saul, "active"), (world.Rosa, "grace"), (world.Piet, "grace"), (world.Nora, "grace") })
        {
            var api = await levels.Stage.As(reader);
            Assert.Equal(state, (await api.Get($"/subscriptions/{levels.SubscriptionId}")).At("state"));
            Assert.Contains(levels.SubscriptionId, (await api.Get($"/subscriptions?state={state}&limit=200")).Text);
            foreach (var other in new[] { "active", "grace", "paused", "on_hold" }.Where(o => o != state))
                Assert.DoesNotContain(levels.SubscriptionId, (await api.Get($"/subscriptions?state={other}&limit=200")).Text);
            Assert.Equal(state == "active" ? "active" : "paused", stored.GroupAt(reader.Account.Path));
            var home = await (await levels.Stage.Visit(reader)).Get($"/subscriptions?status={(state == "active" ? "active" : "paused")}");
            Assert.Contains(levels.SubscriptionId, home.Document.DocumentElement.OuterHtml);
        }
        Assert.Equal(since, stored.StateSince);
        Assert.Contains("The next charge is being processed", (await (await levels.Stage.Visit(world.Cora)).Get($"/subscriptions/{levels.SubscriptionId}")).Text);
        Assert.DoesNotContain(await Notices(world, world.Cora), kindOf => kindOf.StartsWith("renewal.", StringComparison.Ordinal));
        Assert.Contains("renewal.short", await Notices(world, world.Rosa));

        for (var day = 16; day <= 23; day++) await Renew(levels, day);
        foreach (var (reader, words) in new[] { (world.Cora, "Paused by your seller"), (world.Saul, "Paused by your own seller"), (world.Rosa, "Your balance does not suffice"), (world.Piet, "The balance of Rosa does not suffice") })
            Assert.Contains(words, (await (await levels.Stage.Visit(reader)).Get($"/subscriptions/{levels.SubscriptionId}")).Text);
        foreach (var below in new[] { world.Cora, world.Saul }) Assert.Contains("renewal.paused.service", await Notices(world, below));

        await levels.Credit(world.Rosa, 70_000.55m);
        await world.Retry(world.Rosa);
        Assert.Equal(SubscriptionState.Active, (await world.Reload(id)).State);
    }

    [Theory, OnBoth]
    public async Task What_lapsed_for_want_of_funds_above_could_not_be_delivered(DatabaseKind kind)
    {
        await using var levels = await Vaults.Open(kind);
        var world = levels.World;
        world.Clock.Advance(TimeSpan.FromDays(4));
        await world.Retry(world.Rosa);

        async Task<string> Trail(Cast reader) => (await (await levels.Stage.As(reader)).Get($"/trail?limit=200&account={world.Cora.Ref()}")).Must(200).Text;
        Assert.Equal(("lapsed", OrderState.Cancelled), ((await world.Reload(levels.Order)).CloseReason, (await world.Reload(levels.Order)).State));
        Assert.Contains("order.lapsed", await Trail(world.Rosa));
        foreach (var below in new[] { world.Cora, world.Saul })
        {
            Assert.DoesNotContain("order.lapsed", await Trail(below));
            Assert.Contains("order.not_delivered", await Trail(below));
        }
        Assert.Contains("order.not_delivered", await Notices(world, world.Cora));
        Assert.Contains("order.lapsed", await Notices(world, world.Rosa));
        Assert.Equal(SubscriptionState.Cancelled, (await world.Reload(levels.Order.Lines[0].SubscriptionId)).State);
    }

    [Fact]
    public async Task Who_is_shown_no_prices_reads_no_amount_anywhere()
    {
        await using var levels = await Vaults.Open(DatabaseKind.Sqlite);
        await levels.World.Do(new GrantRights
        {
            By = levels.World.Saul.Viewer, InBranch = levels.World.Cora.BranchId, AccountId = levels.World.Cora.Id, MayOpen = MayOpen.Divisions,
            MaxResellerDepth = null, MaxAccounts = null, HidesPrices = true,
        });

        var leaks = from answer in await levels.Everything(levels.World.Cora)
                    let amount = System.Text.RegularExpressions.Regex.Match(answer.Value, @"\d\.\d\d\s*(?:&nbsp;|\u00a0)?\s*USD|""amount"":")
                    where amount.Success
                    select $"{answer.Key}: {Around(answer.Value, amount.Index)}";
        Assert.Empty(leaks);
    }

    // The program looks each minute for what waited for money, and may have been quicker.
    private static async Task TakenOn(Vaults levels)
    {
        await levels.World.Retry(levels.World.Rosa);
        Assert.Equal(OrderState.Provisioning, (await levels.World.Reload(levels.Order)).State);
    }

    private static async Task Sweep(Vaults levels, string phase, List<string> leaks)
    {
        foreach (var reader in levels.Readers)
        {
            var (forbidden, found) = (levels.Forbidden(reader), await levels.Everything(reader));
            // What is their own they do read, or nothing would be proven by what they do not.
            if (levels.Own(reader) is { } own) Assert.True(found.Values.Any(text => own.Any(price => price.IsMatch(text))), $"{phase}: {reader.Account.Name} reads next to nothing");
            foreach (var (address, text) in found)
                leaks.AddRange(from pattern in forbidden
                               let hit = pattern.Match(text)
                               where hit.Success
                               select $"{phase}: {reader.Account.Name} reads {hit.Value} at {address}: …{Around(text, hit.Index)}…");
        }
    }

    private static async Task Renew(Vaults levels, int day)
    {
        levels.World.Clock.MoveTo(new DateTime(2026, 2, day, 9, 0, 0, DateTimeKind.Utc));
        await levels.World.Renew();
    }

    private static async Task<List<string>> Notices(World world, Cast of)
    {
        await using var db = world.Db();
        return await db.Notices.Where(n => n.AccountId == of.Id).Select(n => n.Kind).ToListAsync();
    }

    // A level's own balance says when its money moved; see decision 6.
    private static bool OwnMoney(string address) => address.Contains("wallet", StringComparison.Ordinal);

    private static string Around(string text, int at) => text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 40)].ReplaceLineEndings(" ");

    private static string Near(string text, string other)
    {
        var at = 0;
        while (at < text.Length && at < other.Length && text[at] == other[at]) at++;
        return text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 120)];
    }
}
