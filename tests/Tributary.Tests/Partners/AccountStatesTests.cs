using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Partners;

namespace Tributary.Tests.Partners;

/// <summary>
/// The states of a reseller as a model that is small enough to be right by looking at it, held against the desk: whatever is
/// asked, by whomever, in whatever order, the two agree on what is done and on where the account stands.
/// </summary>
public sealed class AccountStatesTests
{
    private enum Ask { Submit, Confirm, Deactivate, Back, Delegate, Undelegate }

    private enum Who { Provider, Partner, Seller, Itself, Stranger }

    private sealed record Step(Ask Ask, Who Who);

    /// <summary>What is expected: the state, whether a request waits, who made it, and whether the partner confirms in the branch.</summary>
    private sealed record Model(AccountStatus Status, bool Waits, bool Delegated)
    {
        // The seller asks, somebody above it confirms; the partner only while it may, and it never asks itself here.
        public Model? After(Step step) => (step.Ask, step.Who) switch
        {
            (Ask.Submit, Who.Seller) when Status == AccountStatus.InProgress => this with { Status = AccountStatus.InProvisioning, Waits = true },
            (Ask.Confirm, Who.Provider) when Waits => this with { Status = AccountStatus.Active, Waits = false },
            (Ask.Confirm, Who.Partner) when Waits && Delegated => this with { Status = AccountStatus.Active, Waits = false },
            (Ask.Deactivate, Who.Provider or Who.Partner or Who.Seller) when Status is AccountStatus.Active or AccountStatus.InProgress or AccountStatus.InProvisioning
                => this with { Status = AccountStatus.Inactive, Waits = false },
            (Ask.Back, Who.Seller) when Status == AccountStatus.Inactive && !Waits => this with { Waits = true },
            (Ask.Delegate, Who.Provider) => this with { Delegated = true },
            (Ask.Undelegate, Who.Provider) => this with { Delegated = false },
            _ => null,
        };
    }

    [Fact]
    public async Task Whatever_is_asked_the_account_stands_where_the_model_says()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var (done, refused) = (new HashSet<string>(), 0);
        var steps = (from ask in Gen.Elements(Enum.GetValues<Ask>()) from who in Gen.Elements(Enum.GetValues<Who>()) select new Step(ask, who)).ListOf(25);
        foreach (var story in steps.Sample(24))
        {
            var made = await world.Do(new OpenAccount { By = world.Rosa.Viewer, ParentBranchId = 1, ParentId = world.Rosa.Id, Kind = AccountKind.Reseller, Details = World.Details("Olga"), MayOpen = MayOpen.All });
            await world.Register();
            await world.Do(new DelegateConfirmation { By = world.Nora.Viewer, InBranch = 1, AccountId = world.Piet.Id, Confirms = false });
            var model = new Model(AccountStatus.InProgress, Waits: false, Delegated: false);
            foreach (var step in story)
            {
                var expected = model.After(step);
                if (await Try(world, made, step) is { } no)
                {
                    Assert.True(expected is null, $"{step} after {model} was refused: {no.Code} {no.Message}");
                    refused++;
                    continue;
                }
                Assert.True(expected is not null, $"{step} after {model} was done.");
                done.Add($"{step.Ask} {step.Who}");
                model = expected;
                await using var db = world.Db();
                var now = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == made.Id);
                Assert.Equal((model.Status, model.Waits), (now.Status, now.AwaitsConfirmation));
                Assert.Equal(model.Waits ? world.Rosa.Id : null, now.RequestedById);
            }
        }
        // The stories would prove nothing if nothing had come of them.
        Assert.Superset(new HashSet<string> { "Submit Seller", "Confirm Provider", "Deactivate Seller", "Back Seller", "Delegate Provider" }, done);
        Assert.True(refused > 100, $"{refused} were refused.");
    }

    private static async Task<Refusal?> Try(World world, AccountOpened account, Step step)
    {
        var by = step.Who switch
        {
            Who.Provider => world.Nora.Viewer,
            Who.Partner => world.Piet.Viewer,
            Who.Seller => world.Rosa.Viewer,
            Who.Itself => world.Rosa.Viewer with { AccountId = account.Id, Path = account.Path, Name = "Olga" },
            _ => world.Xena.Viewer,
        };
        try
        {
            switch (step.Ask)
            {
                case Ask.Submit: await world.Do(new SubmitAccount { By = by, InBranch = 1, AccountId = account.Id }); break;
                case Ask.Confirm: await world.Do(new ConfirmAccount { By = by, InBranch = 1, AccountId = account.Id }); break;
                case Ask.Deactivate: await world.Do(new Deactivate { By = by, InBranch = 1, AccountId = account.Id, Reason = "Enough" }); break;
                case Ask.Back: await world.Do(new RequestReactivation { By = by, InBranch = 1, AccountId = account.Id }); break;
                default: await world.Do(new DelegateConfirmation { By = by, InBranch = 1, AccountId = world.Piet.Id, Confirms = step.Ask == Ask.Delegate }); break;
            }
            return null;
        }
        catch (Refusal no)
        {
            return no;
        }
    }
}
