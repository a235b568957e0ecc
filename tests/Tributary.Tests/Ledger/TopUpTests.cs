using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Tests.Ledger;

public sealed class TopUpTests
{
    private static TopUp Credit(Cast by, Cast buyer, decimal amount, Currency? currency = null, string note = "") => new()
    {
        By = by.Viewer, InBranch = buyer.BranchId, BuyerId = buyer.Id, Amount = Money.Exact(amount, currency ?? Currency.Usd), Note = note,
    };

    [Theory, OnBoth]
    public async Task A_seller_credits_its_direct_buyer(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var answer = await world.Do(Credit(world.Piet, world.Rosa, 120.50m, note: "Bank transfer 17"));
        Assert.Equal(Money.Exact(120.50m, Currency.Usd), answer.Balance);
        await world.TopUp(world.Rosa, 4.50m);

        Assert.Equal(125m, await world.Balance(world.Rosa));
        Assert.Equal([("top_up", 120.50m, 0m, 120.50m), ("top_up", 4.50m, 0m, 125m)], await world.Statement(world.Rosa));
        await using var db = world.Db();
        Assert.Equal(0, await db.Books.SumAsync(b => b.Balance));
        Assert.Equal(["Bank transfer 17", ""], await db.Trail.Where(t => t.Action == "wallet.credited").OrderByDescending(t => t.Summary).Select(t => t.Summary).ToListAsync());
    }

    [Theory, OnBoth]
    public async Task Nobody_else_credits_it(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Refused("account.not_found", Credit(world.Xena, world.Rosa, 1));
        await world.Refused("account.not_found", Credit(world.Saul, world.Rosa, 1));
        await world.Refused("terms.not_seller", Credit(world.Nora, world.Rosa, 1));
        await world.Refused("terms.not_seller", Credit(world.Rosa, world.Rosa, 1));
        await world.Refused("terms.none", Credit(world.Saul, world.Dana, 1));
        await world.Refused("terms.none", Credit(world.Nora, world.Nora, 1));
        var clerk = world.Piet with { Viewer = world.Piet.Viewer with { Rights = Right.ViewAll } };
        await world.Refused("right.missing", Credit(clerk, world.Rosa, 1));
        await world.Do(Credit(world.Nora, world.Piet, 1));
    }

    [Theory, OnBoth]
    public async Task Only_sound_amounts_in_the_edges_currency_are_credited(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Refused("wallet.invalid", Credit(world.Piet, world.Rosa, 0));
        await world.Refused("wallet.invalid", Credit(world.Piet, world.Rosa, -5));
        await world.Refused("wallet.invalid", Credit(world.Piet, world.Rosa, 1_000_000_000.01m));
        Assert.Contains("USD", (await world.Refused("wallet.invalid", Credit(world.Piet, world.Rosa, 5, Currency.Eur))).Errors["amount"].Single());
        await world.Refused("wallet.invalid", Credit(world.Piet, world.Rosa, 5, note: "a\u0007"));
        Assert.Equal(0m, await world.Balance(world.Rosa));
    }

    [Theory, OnBoth]
    public async Task The_same_key_credits_once(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        TopUp Keyed(decimal amount) => new()
        {
            By = world.Piet.Viewer, InBranch = 1, BuyerId = world.Rosa.Id, Amount = Money.Exact(amount, Currency.Usd),
            Reference = "key-1", Asked = SHA256.HashData([(byte)amount]),
        };
        var first = await world.Do(Keyed(5));
        Assert.Equal(first, await world.Do(Keyed(5)));
        await world.Refused("idempotency.reused", Keyed(6));
        Assert.Equal(5m, await world.Balance(world.Rosa));
    }

    [Theory, OnBoth]
    public async Task The_ends_of_an_edge_read_it_and_nobody_else(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.TopUp(world.Rosa, 10);
        await using var db = world.Db();
        foreach (var end in new[] { world.Piet, world.Rosa })
        {
            Assert.Equal(10m, (await Tributary.Ledger.Wallet.Of(db, end.Viewer, world.Rosa.Id, world.Today)).Available!.Value.Amount);
            Assert.Single((await Statement.Read(db, end.Viewer, world.Rosa.Id, world.Today)).Entries);
        }
        foreach (var other in new[] { world.Nora, world.Saul, world.Cora, world.Xena })
        {
            Assert.Equal("wallet.not_found", (await Assert.ThrowsAsync<Refusal>(() => Tributary.Ledger.Wallet.Of(db, other.Viewer, world.Rosa.Id, world.Today))).Code);
            Assert.Equal("wallet.not_found", (await Assert.ThrowsAsync<Refusal>(() => Statement.Read(db, other.Viewer, world.Rosa.Id, world.Today))).Code);
        }
        var hidden = world.Rosa.Viewer with { HidesPrices = true };
        Assert.Equal("prices.hidden", (await Assert.ThrowsAsync<Refusal>(() => Statement.Read(db, hidden, world.Rosa.Id, world.Today))).Code);
    }

    [Theory, OnBoth]
    public async Task A_statement_pages_both_ways_without_losing_a_cent(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        for (var i = 1; i <= 7; i++)
        {
            await world.TopUp(world.Rosa, i);
            await world.TopUp(world.Saul, 100); // Another edge of the branch lies between.
        }
        await using var db = world.Db();
        foreach (var newestFirst in new[] { true, false })
        {
            var changes = new List<long>();
            long? after = null;
            do
            {
                var page = await Statement.Read(db, world.Rosa.Viewer, world.Rosa.Id, world.Today, after: after, limit: 3, newestFirst: newestFirst);
                Assert.Equal(page.Closing.Funds - page.Opening.Funds, page.Entries.Sum(e => e.Change.Funds));
                changes.AddRange(page.Entries.Select(e => e.Change.Funds));
                after = page.Next;
            }
            while (after is not null);
            Assert.Equal(newestFirst ? [700, 600, 500, 400, 300, 200, 100] : [100, 200, 300, 400, 500, 600, 700], changes);
        }
    }
}
