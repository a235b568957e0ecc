using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Partners;
using Tributary.Tests.Api;
using Tributary.Tests.Stories;

namespace Tributary.Tests.Web;

/// <summary>
/// An account that is shown no prices, and its division, which inherits that: through every page and every address, with what they
/// are charged planted in figures that occur nowhere else, and everything that was written to them. Their charges are their seller's.
/// </summary>
public sealed partial class HiddenPricesTests
{
    [Theory, OnBoth]
    public async Task S4_10_Who_is_shown_no_prices_reads_no_amount_in_any_page_file_document_notice_or_answer(DatabaseKind kind)
    {
        await using var levels = await Vaults.Open(kind);
        var (stage, world) = (levels.Stage, levels.World);
        Assert.NotEmpty(await Amounts(levels, world.Cora, [])); // While prices are shown there is something to be found.
        await world.Do(new GrantRights
        {
            By = world.Saul.Viewer, InBranch = world.Cora.BranchId, AccountId = world.Cora.Id, MayOpen = MayOpen.Divisions, MaxResellerDepth = null, MaxAccounts = null, HidesPrices = true,
        });
        await levels.Credit(world.Rosa, 50_000.22m);
        Assert.True(await world.Retry(world.Rosa) > 0);
        await world.Order(world.Dana, stage.Plan, by: world.Saul.Viewer);
        await world.Deliver();
        world.Clock.MoveTo(new DateOnly(2026, 2, 1));
        await world.Bill();
        var note = await world.Do(await Correction(world));

        var document = (await world.DocumentsTo(world.Cora))[0];
        var id = PublicId.Format("inv", document.Id);
        string[] more =
        [
            $"/invoices/{id}", $"/invoices/{id}/print", $"/invoices/{id}?handler=Csv", $"/invoices/{PublicId.Format("inv", note.Id)}", "/invoices", "/invoices/received", "/invoices/charges",
            "/invoices?handler=Export&format=csv", "/invoices/charges?handler=Export&format=csv", "/orders?handler=Export&format=csv", "/subscriptions?handler=Export&format=csv",
            $"API /invoices/{id}", $"API /invoices/{id}/lines", $"API /invoices/{id}/lines?format=csv", "API /invoices", $"API /accounts/{world.Cora.Ref()}/charges", $"API /accounts/{world.Cora.Ref()}/charges?format=csv",
        ];
        foreach (var hidden in new[] { world.Cora, world.Dana })
        {
            var found = await Amounts(levels, hidden, more);
            Assert.True(found.Count == 0, string.Join('\n', found));
            var client = await stage.As(hidden);
            Assert.Equal((404, 404, 404), ((await client.Get($"/invoices/{id}")).Status, (await client.Get($"/invoices/{id}/lines")).Status, (await (await stage.Visit(hidden)).Get($"/invoices/{id}/print")).Status));
        }

        // What the seller is owed stands with the seller.
        var saul = await stage.As(world.Saul);
        Assert.Equal(new Money(document.Gross, document.Currency).AmountText, (await saul.Get($"/invoices/{id}")).Must(200).At("gross.amount"));
        Assert.Contains(document.Number, (await (await stage.Visit(world.Saul)).Get($"/invoices/{id}/print")).Text);

        // Nothing that was written to them tells an amount, or that a document was issued since.
        await using var db = world.Db();
        Guid[] both = [world.Cora.Id, world.Dana.Id];
        var told = await db.Notices.AsNoTracking().Where(n => both.Contains(n.AccountId)).ToListAsync();
        Assert.DoesNotContain(told, n => n.Kind is "invoice.issued" or "credit_note.issued");
        var mails = await db.Messages.AsNoTracking().Where(m => both.Contains(m.AccountId) && m.At >= document.IssuedAt).Select(m => m.Data).ToListAsync();
        Assert.DoesNotContain(mails, data => Amount().IsMatch(data));
    }

    private static async Task<Tributary.Billing.CreditInvoice> Correction(World world)
    {
        var invoice = (await world.DocumentsTo(world.Cora))[0];
        return new() { By = world.Saul.Viewer, InBranch = invoice.BranchId, BuyerId = invoice.BuyerId, InvoiceId = invoice.Id, Reason = "Agreed", Lines = [new(1, 7_77)] };
    }

    // Every page and address there is, and these; whatever looks like an amount, or like what this account is charged.
    private static async Task<IReadOnlyList<string>> Amounts(Vaults levels, Cast reader, IEnumerable<string> more)
    {
        var everything = new Dictionary<string, string>(await levels.Everything(reader));
        var (visitor, client) = (await levels.Stage.Visit(reader), await levels.Stage.As(reader));
        foreach (var address in more)
            everything[address] = address.StartsWith("API ", StringComparison.Ordinal) ? (await client.Get(address[4..])).Text : await (await visitor.Client.GetAsync(address)).Content.ReadAsStringAsync();
        var canaries = levels.Own(levels.World.Cora)!.Append(Amount());
        return [.. from answer in everything
                   from pattern in canaries
                   let hit = pattern.Match(answer.Value)
                   where hit.Success
                   select $"{reader.Account.Name} {answer.Key}: {answer.Value[Math.Max(0, hit.Index - 60)..Math.Min(answer.Value.Length, hit.Index + 40)].ReplaceLineEndings(" ")}"];
    }

    [GeneratedRegex(@"\d\.\d\d\s*(?:&nbsp;|\u00a0|<span class=""money-code"">)?\s*(?:&nbsp;|\u00a0|&#xA0;)?(USD|EUR)|""amount"":|\d\.\d\d,USD")]
    private static partial Regex Amount();
}
