using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Partners;

namespace Tributary.Tests.Partners;

/// <summary>Who gets a name for their panel: whoever has proven it, and nobody hears of whoever has only claimed it.</summary>
public sealed class HostNameTests
{
    [Theory, OnBoth]
    public async Task A_name_is_proven_by_its_own_record(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var claim = await world.Claim(world.Rosa, "Müller.example");

        Assert.Equal(("xn--mller-kva.example", "_tributary.xn--mller-kva.example"), (claim.Host, claim.RecordName));
        Assert.Equal("no_record", (await world.Look(world.Rosa, claim.Host)).Finding);
        Assert.Equal("no_record", (await world.Look(world.Rosa, claim.Host, "v=spf1 -all")).Finding);
        Assert.Equal("other_token", (await world.Look(world.Rosa, claim.Host, "v=spf1 -all", "tributary=0123456789")).Finding);
        Assert.Equal("no_answer", (await world.Look(world.Rosa, claim.Host, null)).Finding);
        Assert.Null(await At(world, claim.Host));
        Assert.True((await world.Look(world.Rosa, claim.Host, "tributary=0123456789", claim.RecordText)).Proven);
        Assert.Equal((world.Rosa.Id, "Rosa"), await At(world, claim.Host) is { } face ? (face.AccountId, face.Name) : default);
    }

    [Theory, OnBoth]
    public async Task A_claim_of_somebody_else_neither_blocks_nor_is_betrayed(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var (first, second) = (await world.Claim(world.Xena, "panel.shop.example"), await world.Claim(world.Rosa, "panel.shop.example"));

        Assert.NotEqual(first.Token, second.Token);
        Assert.Equal("other_token", (await world.Look(world.Rosa, second.Host, first.RecordText)).Finding);
        Assert.True((await world.Look(world.Rosa, second.Host, first.RecordText, second.RecordText)).Proven);
        Assert.Equal("taken", (await world.Look(world.Xena, first.Host, first.RecordText, second.RecordText)).Finding);
        Assert.Equal(world.Rosa.Id, (await At(world, first.Host))!.AccountId);

        var no = await world.Refused("domain.in_use", new EditAccount
        {
            By = world.Saul.Viewer, InBranch = world.Saul.BranchId, AccountId = world.Saul.Id, Details = new() { Domain = "panel.shop.example" },
        });
        Assert.Equal(["This name is in use here already."], no.Errors["domain"]);
        Assert.Equal("This name is in use here already.", (await world.Refused("domain.in_use", new OpenAccount
        {
            By = world.Xena.Viewer, ParentBranchId = world.Xena.BranchId, ParentId = world.Xena.Id, Kind = AccountKind.Reseller,
            Details = World.Details("Olga") with { Domain = "PANEL.shop.example." },
        })).Errors["domain"][0]);
        // Who still wants it may change other things.
        await world.Do(new EditAccount { By = world.Xena.Viewer, InBranch = world.Xena.BranchId, AccountId = world.Xena.Id, Details = new() { Domain = "panel.shop.example", Phone = "+49 30 1" } });
    }

    [Theory, OnBoth]
    public async Task A_proven_name_stays_until_the_next_one_is_proven(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Prove(world.Rosa, "old.rosa.example");
        var next = await world.Claim(world.Rosa, "new.rosa.example");

        await world.Look(world.Rosa, next.Host);
        Assert.NotNull(await At(world, "old.rosa.example"));
        Assert.Null(await At(world, "new.rosa.example"));
        Assert.True((await world.Look(world.Rosa, next.Host, next.RecordText)).Proven);
        Assert.Null(await At(world, "old.rosa.example"));
        Assert.NotNull(await At(world, "new.rosa.example"));
        // The one it had is free for others then.
        await world.Prove(world.Xena, "old.rosa.example");
    }

    [Theory, OnBoth]
    public async Task An_empty_domain_gives_the_name_up_and_the_same_token_stays_for_later(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Prove(world.Rosa, "panel.rosa.example");
        var before = await world.Claim(world.Rosa, "panel.rosa.example");
        Assert.NotNull(before.ProvenAt);

        await world.Do(new EditAccount { By = world.Rosa.Viewer, InBranch = world.Rosa.BranchId, AccountId = world.Rosa.Id, Details = new() { Domain = "" } });
        Assert.Null(await At(world, "panel.rosa.example"));
        await world.Refused("domain.none", new CheckHost { By = world.Worker, InBranch = world.Rosa.BranchId, AccountId = world.Rosa.Id, Host = before.Host, Records = [before.RecordText] });

        var again = await world.Claim(world.Rosa, "panel.rosa.example");
        Assert.Equal((before.Token, null), (again.Token, again.ProvenAt));
    }

    [Theory, OnBoth]
    public async Task Of_two_who_prove_a_name_at_the_same_moment_one_has_it(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var claims = new[] { await world.Claim(world.Xena, "panel.shop.example"), await world.Claim(world.Rosa, "panel.shop.example") };
        var said = claims.Select(claim => claim.RecordText).ToArray();

        var looks = await Task.WhenAll(world.Look(world.Xena, claims[0].Host, said), world.Look(world.Rosa, claims[0].Host, said));

        Assert.Single(looks, look => look.Proven);
        Assert.Single(looks, look => look.Finding == "taken");
    }

    [Theory, OnBoth]
    public async Task Whose_panel_is_switched_off_is_at_no_name(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Prove(world.Rosa, "panel.rosa.example");

        await world.Do(new Deactivate { By = world.Piet.Viewer, InBranch = world.Rosa.BranchId, AccountId = world.Rosa.Id, Reason = "Asked for" });

        Assert.Null(await At(world, "panel.rosa.example"));
    }

    [Theory, OnBoth]
    public async Task A_customers_domain_is_a_detail_and_no_claim(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);

        await world.Do(new EditAccount { By = world.Saul.Viewer, InBranch = world.Cora.BranchId, AccountId = world.Cora.Id, Details = new() { Domain = "cora.example" } });

        await using var db = world.Db();
        Assert.Empty(await db.HostNames.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory, OnBoth]
    public async Task A_brand_is_set_by_its_own_people_and_from_above(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Dress(world.Saul, new() { Name = "Saul & Co", Colour = "#AA3300", SupportSignature = "Yours\nSaul" });
        await world.Do(new SetBranding { By = world.Rosa.Viewer, InBranch = world.Saul.BranchId, AccountId = world.Saul.Id, Details = new() { SalesPhone = "+49 30 1" } });

        await using var db = world.Db();
        var face = (await db.FaceFor(world.Cora.Account.Path, TestContext.Current.CancellationToken))!;
        Assert.Equal(("Saul & Co", "#aa3300", true, null), (face.Name, face.Colour, face.IsDressed, face.Host));
        var brand = await db.Brandings.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("Yours\nSaul", "+49 30 1"), (brand.SupportSignature, brand.SalesPhone));
        // Rosa, above, shows nothing of it, nor anything of her own.
        Assert.False((await db.FaceFor(world.Rosa.Account.Path, TestContext.Current.CancellationToken))!.IsDressed);

        await world.Refused("account.not_found", new SetBranding { By = world.Saul.Viewer, InBranch = world.Rosa.BranchId, AccountId = world.Rosa.Id, Details = new() { Name = "Mine" } });
        await world.Refused("right.missing", new SetBranding { By = world.Saul.Viewer with { Rights = Right.ViewAll }, InBranch = world.Saul.BranchId, AccountId = world.Saul.Id });
        await world.Refused("branding.not_seller", new SetBranding { By = world.Saul.Viewer, InBranch = world.Cora.BranchId, AccountId = world.Cora.Id });
        var wrong = await world.Refused("branding.invalid", new SetBranding { By = world.Saul.Viewer, InBranch = world.Saul.BranchId, AccountId = world.Saul.Id, Details = new() { Colour = "red", SalesEmail = "sales", Name = new string('x', 61) } });
        Assert.Equal(["colour", "name", "salesEmail"], wrong.Errors.Keys.Order());
    }

    private static async Task<Face?> At(World world, string host)
    {
        await using var db = world.Db();
        return await db.FaceAt(host);
    }
}
