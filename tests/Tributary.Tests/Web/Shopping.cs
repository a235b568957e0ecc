using AngleSharp.Dom;
using Tributary.Data;

namespace Tributary.Tests.Web;

/// <summary>
/// What stories about ordering begin with: one plan that costs Nora 8.00 a month and, at 25 % on every level, Piet
/// 10.00, Rosa 12.50, Saul 15.63 and Cora 19.54; and how their pages are read.
/// </summary>
internal static class Shopping
{
    /// <summary>What Saul must not read anywhere: one unit and three, above him.</summary>
    public static readonly string[] AboveSaul = ["8.00", "10.00", "12.50", "24.00", "30.00", "37.50"];

    /// <summary>What Cora must not read anywhere.</summary>
    public static readonly string[] AboveCora = [.. AboveSaul, "15.63", "46.89"];

    /// <summary>The plan, and a thousand in the wallets of these (of everybody when none is named).</summary>
    public static async Task<MadePlan> Stocked(Panel panel, params Cast[] funded)
    {
        var world = panel.World;
        foreach (var cast in funded.Length > 0 ? funded : [world.Piet, world.Rosa, world.Saul, world.Cora]) await world.TopUp(cast, 1000m);
        return await world.Plan();
    }

    /// <summary>Cora has bought the plan; she and Saul are signed in.</summary>
    public static async Task<(Visitor Cora, Visitor Saul, string Address)> Bought(Panel panel, int quantity)
    {
        var plan = await Stocked(panel);
        var subscription = await panel.World.Buy(panel.World.Cora, plan, quantity);
        return (await panel.SignIn(panel.World.Cora), await panel.SignIn(panel.World.Saul), "/subscriptions/" + PublicId.Format("sub", subscription.Id));
    }

    public static Guid IdOf(string address, string prefix) => PublicId.TryParse(address.Split('/')[^1], prefix, out var id) ? id : throw new FormatException(address);

    /// <summary>Answers a question with yes.</summary>
    public static async Task Say(Visitor visitor, string question)
    {
        var done = await visitor.Submit(await visitor.Get(question), null);
        Assert.Equal(302, done.Status);
    }

    // Without the tokens of its forms, whose random characters spell anything now and then.
    private static string Html(Seen page)
    {
        var whole = (IElement)page.Document.DocumentElement.Clone();
        foreach (var token in whole.QuerySelectorAll("input[name=__RequestVerificationToken]")) token.Remove();
        return whole.OuterHtml;
    }

    /// <summary>The page opens and a person reads all of these in its content.</summary>
    public static void Contains(Seen page, params string[] words)
    {
        Assert.True(page.Status == 200, $"{page.Status}: {page.Text}");
        var text = page.Of("main").Replace('\u00a0', ' ');
        foreach (var word in words) Assert.Contains(word, text);
    }

    /// <summary>The page opens and none of these is anywhere in its source.</summary>
    public static void Lacks(Seen page, string[] words)
    {
        Assert.Equal(200, page.Status);
        foreach (var word in words) Assert.DoesNotContain(word, Html(page));
    }
}
