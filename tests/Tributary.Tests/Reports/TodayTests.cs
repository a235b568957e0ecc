using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Reports.Today;

namespace Tributary.Tests.Reports;

/// <summary>What there is to decide, for whom, and that it goes when its cause goes.</summary>
public sealed class TodayTests
{
    [Theory, OnBoth]
    public async Task N2_A_shortage_is_for_who_is_short_and_its_seller_to_decide_and_nobody_else_reads_of_it(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var plan = await world.Plan();
        foreach (var buyer in new[] { world.Piet, world.Saul, world.Cora }) await world.TopUp(buyer, 100m);
        // It costs Rosa 8.00 and a quarter on it, twice: she has nothing.
        await world.Order(world.Cora, plan);

        var own = Assert.Single(await Of(world, world.Rosa), d => d.Kind == DecisionKind.OrderShort);
        Assert.Equal(Money.Exact(12.50m, Currency.Usd), own.AtRisk);
        Assert.Equal(world.Clock.GetUtcNow().UtcDateTime.AddDays(3), own.LastSafe);
        var buyers = Assert.Single(await Of(world, world.Piet), d => d.Kind == DecisionKind.BuyerShort);
        Assert.Equal((world.Rosa.Id, Money.Exact(12.50m, Currency.Usd)), (buyers.AccountId, buyers.AtRisk));
        foreach (var other in new[] { world.Nora, world.Saul, world.Cora, world.Dana, world.Xena })
            Assert.DoesNotContain(await Of(world, other), d => d.Kind is DecisionKind.OrderShort or DecisionKind.BuyerShort or DecisionKind.RenewalUnpaid or DecisionKind.OrderNeedsAttention);
        // A look at how it stands does not tell who may not see money.
        Assert.Null(Assert.Single(await Of(world, world.Rosa, world.Rosa.Viewer with { Rights = Right.ViewOrders }), d => d.Kind == DecisionKind.OrderShort).AtRisk);
        Assert.Empty(await Of(world, world.Piet, world.Piet.Viewer with { Rights = Right.ViewOrders | Right.ViewAccounts }));

        await world.TopUp(world.Rosa, 20m);
        await world.Retry(world.Rosa);
        Assert.Empty(await Of(world, world.Rosa));
        Assert.Empty(await Of(world, world.Piet));
    }

    [Theory, OnBoth]
    public async Task N2_A_renewal_is_unsure_before_its_day_unpaid_after_it_and_gone_with_the_money(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var plan = await world.Plan();
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 100m);
        await world.TopUp(world.Cora, 25m);
        var price = Money.Exact(19.54m, Currency.Usd);
        var bought = await world.Buy(world.Cora, plan);
        Assert.Empty(await Of(world, world.Cora));

        world.Clock.MoveTo(new DateOnly(2026, 2, 5));
        await world.Foretell();
        Assert.Equal((DecisionKind.BuyerRunsDry, world.Cora.Id), Assert.Single((await Of(world, world.Saul)).Select(d => (d.Kind, d.AccountId))));
        var unsure = Assert.Single(await Of(world, world.Cora));
        Assert.Equal((DecisionKind.RenewalUnsure, PublicId.Format("sub", bought.Id), price, new DateTime(2026, 2, 15, 0, 0, 0, DateTimeKind.Utc)), (unsure.Kind, unsure.Subject, unsure.AtRisk, unsure.LastSafe));
        world.Clock.MoveTo(new DateOnly(2026, 2, 15));
        await world.Renew();
        var unpaid = Assert.Single(await Of(world, world.Cora));
        Assert.Equal((DecisionKind.RenewalUnpaid, price), (unpaid.Kind, unpaid.AtRisk));
        Assert.Equal((DecisionKind.BuyerShort, world.Cora.Id, price), Assert.Single((await Of(world, world.Saul)).Select(d => (d.Kind, d.AccountId, d.AtRisk!.Value))));
        Assert.Empty(await Of(world, world.Rosa));

        await world.TopUp(world.Cora, 20m);
        await world.Retry(world.Cora);
        Assert.Empty(await Of(world, world.Cora));
        Assert.Empty(await Of(world, world.Saul));
    }

    [Theory, OnBoth]
    public async Task N2_An_order_is_approved_then_delivered_by_hand_and_stands_with_each_only_while_it_is_theirs(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var plan = await world.Plan();
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 100m);
        await world.Do(new SetOwnSettings { By = world.Saul.Viewer, ApprovesCustomerOrders = true });
        var order = await world.Order(world.Cora, plan);

        var approve = Assert.Single(await Of(world, world.Saul));
        Assert.Equal((DecisionKind.OrderToApprove, Money.Exact(19.54m, Currency.Usd)), (approve.Kind, approve.AtRisk));
        Assert.Empty(await Of(world, world.Cora));
        Assert.Empty(await Of(world, world.Xena));
        await world.Do(new ProceedOrder { By = world.Saul.Viewer, Branch = world.Cora.BranchId, OrderId = order.OrderId, Why = ProceedWhy.Approved });
        Assert.Empty(await Of(world, world.Saul));

        await using var db = world.Db();
        var work = await db.Work.AsNoTracking().SingleAsync(w => w.OrderId == order.OrderId);
        await world.Do(new FinishWork { By = world.Worker, Branch = work.BranchId, WorkId = work.Id, Outcome = new() { Kind = OutcomeKind.NeedsPerson } });
        // The maker's people read the work; a person is its normal way, so that nothing is wrong with the order of those who sell it on.
        Assert.Equal(DecisionKind.WorkNeedsPerson, Assert.Single(await Of(world, world.Nora)).Kind);
        Assert.Empty(await Of(world, world.Saul));
        Assert.Empty(await Of(world, world.Cora));
        await world.Do(new FinishWork { By = world.Nora.Viewer, Branch = work.BranchId, WorkId = work.Id, Outcome = new() { Kind = OutcomeKind.Done, ExternalId = "x" } });
        Assert.Empty(await Of(world, world.Nora));
        Assert.Empty(await Of(world, world.Saul));
    }

    [Theory, OnBoth]
    public async Task N2_What_one_puts_off_is_gone_for_them_alone_and_back_on_its_day_or_when_it_cannot_wait(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var plan = await world.Plan();
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 100m);
        await world.Do(new SetOwnSettings { By = world.Saul.Viewer, ApprovesCustomerOrders = true });
        await world.Order(world.Cora, plan);
        var decision = Assert.Single(await Of(world, world.Saul));

        PostponeDecision Off(DateOnly? until) => new() { By = world.Saul.Viewer, Decision = decision, Until = until };
        await world.Refused("decision.until", Off(world.Today));
        await world.Refused("decision.until", Off(world.Today.AddDays(91)));
        var guest = new Guest { PassId = Guid.NewGuid(), Name = "Rosa", AccountId = world.Rosa.Id, Path = world.Rosa.Account.Path, IsReadOnly = false };
        await world.Refused("guest.not_postponed", new PostponeDecision { By = world.Saul.Viewer with { Guest = guest }, Decision = decision, Until = world.Today.AddDays(1) });
        await world.Do(Off(world.Today.AddDays(1)));
        var list = await List(world, world.Saul);
        Assert.Empty(list.Decisions);
        Assert.Equal(world.Today.AddDays(1), Assert.Single(list.Postponed).PostponedUntil);
        Assert.Single(await Of(world, world.Saul, world.Saul.Viewer with { UserId = Guid.CreateVersion7() }));

        await world.Do(Off(null));
        Assert.Single(await Of(world, world.Saul));
        await world.Do(Off(world.Today.AddDays(2)));
        world.Clock.MoveTo(world.Today.AddDays(1));
        Assert.Empty(await Of(world, world.Saul));
        world.Clock.MoveTo(world.Today.AddDays(1));
        Assert.Single(await Of(world, world.Saul));

        // Put off beyond its last safe moment it comes back a day before, and is put off no more.
        await world.Do(Off(world.Today.AddDays(30)));
        Assert.Empty(await Of(world, world.Saul));
        world.Clock.MoveTo(decision.LastSafe!.Value.AddHours(-23));
        decision = Assert.Single(await Of(world, world.Saul));
        await world.Refused("decision.cannot_wait", Off(world.Today.AddDays(2)));
        await using var db = world.Db();
        Assert.Equal(["decision.postponed", "decision.taken_up", "decision.postponed", "decision.postponed"],
            await db.Trail.Where(t => t.AccountId == world.Saul.Id && t.Action.StartsWith("decision.")).OrderBy(t => t.Id).Select(t => t.Action).ToListAsync());
        world.Clock.MoveTo(world.Today.AddDays(60));
        Assert.Equal(1, await PostponedDecision.Forget(db, world.Today));
    }

    [Theory, OnBoth]
    public async Task N2_A_price_below_cost_is_found_on_its_day_and_two_weeks_ahead_and_goes_with_the_price(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var plan = await world.Plan();
        var losses = new FindLosses(world.Database, world.Desk);
        var monthly = await world.Price(world.Saul, plan.PlanId, 5m, interval: Interval.Monthly);
        await world.Price(world.Rosa, plan.PlanId, 13m, buyer: world.Saul, interval: Interval.Monthly, from: world.Today.AddDays(5));
        // Nora's cost rises in ten days, above what Piet asks of Rosa.
        await world.Price(world.Piet, plan.PlanId, 12m, interval: Interval.Monthly);
        await world.PricePoint(world.Nora, plan.PlanId, Interval.Monthly, 20m, from: world.Today.AddDays(10));
        Assert.Equal(2, await losses.Run("/"));

        var own = Assert.Single(await Of(world, world.Saul));
        Assert.Equal((DecisionKind.PriceBelowCost, Money.Exact(10m, Currency.Usd), "Product MAIL, Plan MAIL"), (own.Kind, own.AtRisk, own.What));
        Assert.True(own.LastSafe <= world.Clock.GetUtcNow().UtcDateTime);
        var rises = Assert.Single(await Of(world, world.Piet));
        Assert.Equal((DecisionKind.PriceBelowCost, world.Today.AddDays(14)), (rises.Kind, DateOnly.FromDateTime(rises.LastSafe!.Value)));
        foreach (var other in new[] { world.Nora, world.Cora, world.Xena }) Assert.Empty(await Of(world, other));
        Assert.Empty(await Of(world, world.Saul, world.Saul.Viewer with { HidesPrices = true }));

        await world.Do(new EndPrice { By = world.Saul.Viewer, RuleId = monthly.RuleId });
        Assert.Equal(0, await losses.Run(world.Saul.Account.Path));
        Assert.Empty(await Of(world, world.Saul));
    }

    [Theory, OnBoth]
    public async Task N2_Resellers_on_their_way_agreements_invitations_and_mails_wait_for_those_whom_they_concern(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await using var db = world.Db();
        var opened = await world.Do(new OpenAccount { By = world.Piet.Viewer, ParentBranchId = world.Piet.BranchId, ParentId = world.Piet.Id, Kind = AccountKind.Reseller, Details = World.Details("Olga") });
        await world.Register();
        world.Clock.MoveTo(world.Today.AddDays(15));
        Assert.Equal(DecisionKind.OnboardingStuck, Assert.Single(await Of(world, world.Piet)).Kind);
        Assert.Empty(await Of(world, world.Nora));
        await world.Do(new SubmitAccount { By = world.Piet.Viewer, InBranch = opened.BranchId, AccountId = opened.Id });
        Assert.Empty(await Of(world, world.Piet));
        Assert.Equal((DecisionKind.AccountToConfirm, opened.Id), Assert.Single((await Of(world, world.Nora)).Select(d => (d.Kind, d.AccountId))));
        await world.Do(new ConfirmAccount { By = world.Nora.Viewer, InBranch = opened.BranchId, AccountId = opened.Id });
        Assert.Empty(await Of(world, world.Nora));

        var agreement = await world.Do(new PublishAgreement { By = world.Rosa.Viewer, Title = "Agreement", Text = "Sell well." });
        Assert.Equal(DecisionKind.AgreementToAccept, Assert.Single(await Of(world, world.Saul)).Kind);
        await world.Do(new AcceptAgreement { By = world.Saul.Viewer, AgreementId = agreement.Id });
        Assert.Empty(await Of(world, world.Saul));

        var invited = new User { Id = Guid.CreateVersion7(), Name = "Una", Email = "una@example.com", UserName = "una@example.com", Language = "en", TimeZone = "UTC", CreatedAt = world.Desk.Now };
        db.Users.Add(invited);
        await db.SaveChangesAsync();
        await world.Do(new AddPerson { By = world.Saul.Viewer, AccountBranch = world.Saul.BranchId, AccountId = world.Saul.Id, UserId = invited.Id, Role = Role.Viewer, Invites = true });
        Assert.Empty(await Of(world, world.Saul));
        world.Clock.MoveTo(world.Today.AddDays(8));
        Assert.Equal((DecisionKind.InvitationUnanswered, "una@example.com"), Assert.Single((await Of(world, world.Saul)).Select(d => (d.Kind, d.What))));
        Assert.Empty(await Of(world, world.Xena));
        // Invited once more she has a week again; a password answers it.
        await world.Do(new MailPerson { By = world.Saul.Viewer with { UserId = invited.Id }, AccountBranch = world.Saul.BranchId, AccountId = world.Saul.Id, UserId = invited.Id, Mails = [new("invitation", Department.Sales)] });
        Assert.Empty(await Of(world, world.Saul));
        world.Clock.MoveTo(world.Today.AddDays(8));
        Assert.Single(await Of(world, world.Saul));
        invited.PasswordHash = "set";
        await db.SaveChangesAsync();
        Assert.Empty(await Of(world, world.Saul));

        await db.Messages.Where(m => m.UserId == invited.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MessageState.Failed));
        var seller = await db.Messages.AsNoTracking().Where(m => m.UserId == invited.Id).OrderBy(m => m.Id).ToListAsync();
        Assert.All(seller, m => Assert.Equal(world.Rosa.Id, m.SenderId));
        var failed = (await Of(world, world.Rosa)).Where(d => d.Kind == DecisionKind.MailFailed).ToList();
        Assert.Equal(2, failed.Count);
        await world.Do(new ResendMessage { By = world.Rosa.Viewer, InBranch = world.Saul.BranchId, MessageId = seller[0].Id });
        Assert.Equal(PublicId.Format("msg", seller[1].Id), Assert.Single(await Of(world, world.Rosa), d => d.Kind == DecisionKind.MailFailed).Subject);
    }

    [Theory, OnBoth]
    public async Task N2_Where_the_balance_is_low_its_mark_says_what_is_missing_and_who_is_shown_no_amounts_reads_none(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var plan = await world.Plan();
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 100m);
        await world.TopUp(world.Cora, 20m);
        await world.Do(new SetOwnSettings { By = world.Cora.Viewer, LowBalance = 2500 });
        Assert.Equal((DecisionKind.BalanceLow, Money.Exact(5m, Currency.Usd)), Assert.Single((await Of(world, world.Cora)).Select(d => (d.Kind, d.AtRisk!.Value))));
        await world.Buy(world.Cora, plan);
        world.Clock.MoveTo(new DateOnly(2026, 2, 15));
        await world.Renew();

        var told = await Of(world, world.Cora, world.Cora.Viewer with { HidesPrices = true });
        Assert.Equal(DecisionKind.RenewalUnpaid, Assert.Single(told).Kind);
        Assert.All(told, d => Assert.Null(d.AtRisk));
        Assert.All(told, d => Assert.Null(d.Weight));
    }

    private static async Task<IReadOnlyList<Decision>> Of(World world, Cast who, Viewer? viewer = null) => (await List(world, who, viewer)).Decisions;

    private static async Task<DecisionList> List(World world, Cast who, Viewer? viewer = null)
    {
        await using var db = world.Db();
        var (reader, account, now) = (viewer ?? who.Viewer, await world.Reload(who), world.Clock.GetUtcNow().UtcDateTime);
        var list = await DecisionList.Of(db, reader, account, now, world.Today);
        // Whatever is found by asking for one kind is in the list of all: none is passed over because nothing seemed to wait.
        var alone = new List<Decision>();
        foreach (var kind in Enum.GetValues<DecisionKind>())
        {
            var one = await DecisionList.Of(db, reader, account, now, world.Today, kind);
            alone.AddRange([.. one.Decisions, .. one.Postponed]);
        }
        var covered = alone.Select(d => d.Covers).OfType<string>().ToHashSet();
        Assert.Equal(alone.Where(d => !covered.Contains(d.Subject)).Select(d => d.Key).Order(), list.Decisions.Concat(list.Postponed).Select(d => d.Key).Order());
        return list;
    }
}
