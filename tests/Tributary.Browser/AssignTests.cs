using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Subscriptions;

namespace Tributary.Browser;

/// <summary>A subscription goes from a customer to its division, as somebody at the panel does it.</summary>
public sealed class AssignTests(Panel panel)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S1_07_A_subscription_is_assigned_to_a_division_after_a_look_at_what_changes(bool javaScript)
    {
        await using var site = await panel.AfterAYear();
        await using var db = site.Services.GetRequiredService<DatabaseChoice>().CreateDbContext();
        var path = site.Cast["Piet"].Path;
        var still = db.Subscriptions.AsNoTracking().Under(path).Where(s => s.State == SubscriptionState.Active && s.OpenLineId == null && s.DueOn != null && !db.Work.Any(w => w.SubscriptionId == s.Id && w.FinishedAt == null));
        var (subscription, division) = await (
            from s in still
            join d in db.Accounts on (Guid?)s.AccountId equals d.ParentId
            join c in db.Accounts on s.AccountId equals c.Id
            where d.Kind == AccountKind.Division && d.Status == AccountStatus.Active && d.Number != null && c.Kind == AccountKind.Customer && c.Status == AccountStatus.Active
            orderby s.Id
            select new ValueTuple<Subscription, Account>(s, d)).FirstAsync();
        var address = $"/subscriptions/{PublicId.Format("sub", subscription.Id)}";

        var piet = await site.SignIn("Piet", javaScript: javaScript);
        await piet.GotoAsync(address);
        await piet.Locator("main details.more summary").ClickAsync();
        if (javaScript) await piet.Look("assign-menu");
        await piet.Follow(piet.GetByRole(AriaRole.Link, new() { Name = "Assign to another account", Exact = true }));
        Assert.Contains("Whose shall it be?", await piet.Text());
        if (javaScript) await piet.Look("assign-choose");

        await piet.Locator("label.radio", new() { HasText = division.Name }).First.Locator("input").CheckAsync();
        await piet.Press("Show what changes");
        Assert.Contains("Nothing is charged and nothing is given back.", await piet.Text());
        if (javaScript) await piet.Look("assign-review");
        await piet.Press($"Assign it to {division.Name}");
        Assert.Contains($"belongs to {division.Name} now", await piet.Text());
        if (javaScript) await piet.Look("assign-done");
        Assert.Equal(division.Id, await db.Subscriptions.Where(s => s.Id == subscription.Id).Select(s => s.AccountId).SingleAsync());

        // Whose payer has no division has nobody to give it to.
        var alone = await (from s in still join c in db.Accounts on s.AccountId equals c.Id where c.Kind == AccountKind.Customer && c.AccountsBelow == 0 orderby s.Id select s.Id).FirstAsync();
        await piet.GotoAsync($"/subscriptions/{PublicId.Format("sub", alone)}/assign");
        Assert.Contains("There is no other account to give it to", await piet.Text());
        if (javaScript) await piet.Look("assign-nobody");
    }
}
