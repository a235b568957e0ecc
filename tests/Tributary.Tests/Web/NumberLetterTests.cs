using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Notices;
using Tributary.Tests.Api;

namespace Tributary.Tests.Web;

/// <summary>The mail to whoever was named to be told of a new account's number.</summary>
public sealed class NumberLetterTests
{
    [Theory, OnBoth]
    public async Task S4_05_Whoever_was_named_is_told_the_number_by_the_seller_and_by_nobody_above(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var person = await panel.Person(world.Saul, email: "nele@saul.test", name: "Nele Berg");
        var saul = await panel.Api(world.Saul);
        object Customer(string name, object notify) => new { kind = "customer", name, notify, address = new { street = "Ring 1", city = "Jena", country = "DE" } };
        (await saul.Post("/accounts", Customer("Quillfeather Press", new { user = PublicId.Format("usr", person.Id) }))).Must(201);
        (await saul.Post("/accounts", Customer("Thornbury Looms", new { email = "ops@looms.example" }))).Must(201);
        await world.Register();

        await using var db = world.Db();
        List<Message> told = [];
        for (var tries = 0; told.Count < 2 && tries < 100; tries++, await Task.Yield())
            told = await db.Messages.AsNoTracking().Where(m => m.Template == "account.registered").OrderBy(m => m.Id).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, told.Count);
        foreach (var message in told)
        {
            var number = await db.Accounts.Where(a => a.Id == message.AccountId).Select(a => a.Number).SingleAsync(TestContext.Current.CancellationToken);
            var shown = (await saul.Get("/mail/" + PublicId.Format("msg", message.Id))).Must(200);
            Assert.True(HumanNumber.Is(number!));
            Assert.Contains(number!, shown.At("subject"));
            Assert.Contains(number!, shown.At("text"));
            Assert.Equal(message.UserId is not null, shown.At("text")!.Contains("/customers/acc_"));
            Assert.Equal(message.UserId is not null, shown.At("text")!.Contains("Hello Nele Berg,"));
            foreach (var above in new[] { "Rosa", "Piet", "Nora" }) Assert.DoesNotContain(above, shown.Text);
            foreach (var stranger in new[] { world.Rosa, world.Xena, world.Cora }) Assert.Equal(404, (await (await panel.Api(stranger)).Get("/mail/" + PublicId.Format("msg", message.Id))).Status);
        }
    }
}
