using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Partners;

namespace Tributary.Tests.Partners;

public sealed class GoLiveTests
{
    private static readonly AccountDetails Bare = new() { Name = "Newcomer", Country = "GB" };

    [Theory, OnBoth]
    public async Task A_reseller_goes_live_when_it_is_complete_submitted_by_its_seller_and_confirmed(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var made = await Open(world);
        Assert.Equal(AccountStatus.InProgress, made.Status);
        Assert.Contains("PENDING", (await world.Refused("account.incomplete", Submit(world.Rosa, made))).Message);

        await world.Register();
        Assert.Contains("street, town, e-mail", (await world.Refused("account.incomplete", Submit(world.Rosa, made))).Message);
        await world.Do(new EditAccount { By = world.Rosa.Viewer, InBranch = 1, AccountId = made.Id, Details = new() { Street = "High St 1", City = "Leeds", Email = "a@example.org" } });

        await world.Refused("account.not_seller", Submit(world.Nora, made));
        await world.Refused("account.not_found", Submit(world.Xena, made));
        await world.Refused("account.nothing_to_confirm", Confirm(world.Nora, made));
        Assert.Equal(AccountStatus.InProvisioning, (await world.Do(Submit(world.Rosa, made))).Status);
        await world.Refused("account.confirmed_by_provider", Confirm(world.Rosa, made));
        await world.Refused("account.not_in_progress", Submit(world.Rosa, made));
        Assert.Equal(AccountStatus.Active, (await world.Do(Confirm(world.Nora, made))).Status);

        await using var db = world.Db();
        Assert.Equal(1, await db.Notices.CountAsync(n => n.AccountId == world.Rosa.Id && n.Kind == "account.activated" && n.Subject == PublicId.Format("acc", made.Id)));
        Assert.Equal(["account.activated", "account.edited", "account.opened", "account.registered", "account.submitted", "account.waived.balance", "account.waived.branding", "account.waived.prices"],
            await db.Trail.Where(t => t.AccountId == made.Id).Select(t => t.Action).Order().ToListAsync());
    }

    [Theory, OnBoth]
    public async Task What_asks_for_a_confirmation_is_seen_once_it_is_confirmed_and_nothing_else_is(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        foreach (var who in new[] { world.Saul, world.Rosa })
        {
            var seller = who == world.Saul ? world.Rosa : world.Piet;
            await world.Do(Deactivate(seller, who, "Unpaid since March"));
            await world.Do(Back(seller, who));
        }
        async Task<List<string?>> Unseen()
        {
            await using var db = world.Db();
            return await db.Notices.Where(n => n.AccountId == world.Nora.Id && n.Kind == ConfirmAccount.Request && n.SeenAt == null).Select(n => n.Subject).ToListAsync();
        }
        string Ref(Cast who) => PublicId.Format("acc", who.Id);

        Assert.Equal([Ref(world.Saul), Ref(world.Rosa)], (await Unseen()).OrderBy(subject => subject != Ref(world.Saul)));
        await world.Refused("account.confirmed_by_provider", Confirm(world.Piet, world.Saul.Account));
        Assert.Equal(2, (await Unseen()).Count);
        await world.Do(Confirm(world.Nora, world.Saul.Account));
        Assert.Equal([Ref(world.Rosa)], await Unseen());
        await using var db = world.Db();
        Assert.True(await db.Notices.AnyAsync(n => n.AccountId == world.Saul.Id && n.Kind == "account.activated"));
        Assert.False(await db.Notices.AnyAsync(n => n.AccountId == world.Saul.Id && n.SeenAt != null));
    }

    [Theory, OnBoth]
    public async Task A_deactivated_reseller_opens_nothing_until_it_is_asked_back_and_confirmed(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var off = Deactivate(world.Rosa, world.Saul, "Unpaid since March");
        await world.Refused("account.own", Deactivate(world.Saul, world.Saul, "Tired"));
        await world.Refused("account.invalid", Deactivate(world.Rosa, world.Saul, " "));
        Assert.Equal(AccountStatus.Inactive, (await world.Do(off)).Status);
        Assert.Equal("Unpaid since March", (await world.Reload(world.Saul)).StatusReason);
        await world.Refused("account.not_active", new OpenAccount { By = world.Saul.Viewer, ParentBranchId = 1, ParentId = world.Saul.Id, Kind = AccountKind.Customer, Details = World.Details("X") });

        await world.Refused("account.nothing_to_confirm", Confirm(world.Nora, world.Saul.Account));
        await world.Refused("account.not_seller", Back(world.Saul, world.Saul));
        Assert.Equal(AccountStatus.Inactive, (await world.Do(Back(world.Rosa, world.Saul))).Status);
        await world.Refused("account.requested", Back(world.Rosa, world.Saul));
        Assert.Equal(AccountStatus.Active, (await world.Do(Confirm(world.Nora, world.Saul.Account))).Status);
        Assert.False((await world.Reload(world.Saul)).ReactivationRequested);
    }

    [Theory, OnBoth]
    public async Task A_customer_comes_back_at_once(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Do(Deactivate(world.Saul, world.Cora, "On holiday"));
        Assert.Equal(AccountStatus.Active, (await world.Do(Back(world.Saul, world.Cora))).Status);
    }

    [Theory, OnBoth]
    public async Task Nobody_gives_what_they_do_not_have(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Do(Grant(world.Nora, world.Piet, MayOpen.Resellers));
        await world.Refused("rights.invalid", Grant(world.Piet, world.Rosa, MayOpen.All));
        await world.Refused("rights.own", Grant(world.Piet, world.Piet, MayOpen.All));
        await world.Refused("rights.kind", Grant(world.Nora, world.Cora, MayOpen.Customers));
        await world.Do(Grant(world.Piet, world.Rosa, MayOpen.Resellers));
    }

    [Theory, OnBoth]
    public async Task Two_changes_of_one_version_are_one_change(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var version = (await world.Reload(world.Saul)).Version;
        EditAccount Rename(string name) => new() { By = world.Rosa.Viewer, InBranch = 1, AccountId = world.Saul.Id, Version = version, Details = new() { Name = name } };
        var answers = await world.Desk.DoAll([Rename("Saul & Sons"), Rename("Saul's")]);
        Assert.Equal("stale", Assert.Single(answers.OfType<Refusal>()).Code);
        Assert.Equal(("Saul & Sons", version + 1), ((await world.Reload(world.Saul)).Name, Assert.Single(answers.OfType<AccountChanged>()).Version));
        await world.Refused("stale", Rename("Paul"));
    }

    [Theory, OnBoth]
    public async Task The_root_edits_itself_and_sets_its_own_markup(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Do(new EditAccount { By = world.Nora.Viewer, InBranch = 0, AccountId = world.Nora.Id, Details = new() { Name = "Nora Ltd" } });
        await world.Do(new SetOwnSettings { By = world.Nora.Viewer, DefaultMarkupPercent = 12.5m, AllowsLosses = true });
        var nora = await world.Reload(world.Nora);
        Assert.Equal(("Nora Ltd", 12.5m, true), (nora.Name, nora.DefaultMarkupPercent, nora.AllowsLosses));
        await world.Refused("account.invalid", new SetOwnSettings { By = world.Nora.Viewer, DefaultMarkupPercent = -1 });
    }

    private static Task<AccountOpened> Open(World world) => world.Do(new OpenAccount
    {
        By = world.Rosa.Viewer, ParentBranchId = 1, ParentId = world.Rosa.Id, Kind = AccountKind.Reseller, Details = Bare, MayOpen = MayOpen.Customers,
    });

    private static SubmitAccount Submit(Cast by, AccountOpened account) => new() { By = by.Viewer, InBranch = account.BranchId, AccountId = account.Id };

    private static ConfirmAccount Confirm(Cast by, AccountOpened account) => new() { By = by.Viewer, InBranch = account.BranchId, AccountId = account.Id };

    private static ConfirmAccount Confirm(Cast by, Account account) => new() { By = by.Viewer, InBranch = account.BranchId, AccountId = account.Id };

    private static Deactivate Deactivate(Cast by, Cast who, string reason) => new() { By = by.Viewer, InBranch = who.BranchId, AccountId = who.Id, Reason = reason };

    private static RequestReactivation Back(Cast by, Cast who) => new() { By = by.Viewer, InBranch = who.BranchId, AccountId = who.Id };

    private static GrantRights Grant(Cast by, Cast to, MayOpen mayOpen) => new()
    {
        By = by.Viewer, InBranch = to.BranchId, AccountId = to.Id, MayOpen = mayOpen, MaxResellerDepth = null, MaxAccounts = null, HidesPrices = false,
    };
}
