using System.ComponentModel.DataAnnotations;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>What is to be priced.</summary>
public sealed record AskQuoteJson
{
    /// <summary>Whom it is for: your own account or one below it.</summary>
    [Required] public Ref<Account>? Account { get; init; }
    /// <summary>What, from 1 to 100 lines.</summary>
    [Required, MinLength(1), MaxLength(Api.Items.Most)] public IReadOnlyList<OrderItemJson>? Items { get; init; }
}

/// <summary>What it would cost today, as far as you may see it.</summary>
public sealed record QuoteJson
{
    /// <summary>Whom it is for.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>The day of the prices.</summary>
    public required DateOnly Day { get; init; }
    /// <summary>The lines.</summary>
    public required IReadOnlyList<QuoteLineJson> Items { get; init; }
}

/// <summary>A line of a quote.</summary>
public sealed record QuoteLineJson
{
    /// <summary>The plan.</summary>
    public required Ref<Plan> Plan { get; init; }
    /// <summary>What is bought.</summary>
    public required string Title { get; init; }
    /// <summary>The interval.</summary>
    public required Interval Interval { get; init; }
    /// <summary>How many units.</summary>
    public required int Quantity { get; init; }
    /// <summary>What you would pay your seller; null where that is not yours, or hidden from you.</summary>
    public AmountsJson? YouPay { get; init; }
    /// <summary>What you would charge your buyer.</summary>
    public AmountsJson? YouCharge { get; init; }
}

/// <summary><c>/quotes</c>: what something would cost, without ordering it.</summary>
internal static class QuotesApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/quotes", Ask).RequireAuthorization(Policies.ViewPrices).WithTags("quotes").WithSummary("What something would cost today; nothing is written");

    private static async Task<QuoteJson> Ask(Body<AskQuoteJson> body, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, body.Value.Account!.Value.Id, cancel);
        var quote = await desk.Preview(new QuoteItems
        {
            By = viewer, Branch = account.BranchId, AccountId = account.Id, Items = await Items.Read(body.Value.Items!, viewer, db, await desk.Today(), cancel),
        });
        return new() { Account = new(quote.AccountId), Day = quote.Day, Items = [.. quote.Lines.Select(line => Shown(line, viewer))] };
    }

    private static QuoteLineJson Shown(LineAnswer line, Viewer viewer)
    {
        var (pay, charge) = AmountsJson.Of(line.Levels, viewer);
        return new() { Plan = new(line.PlanId), Title = line.Title, Interval = line.Interval, Quantity = line.Quantity, YouPay = pay, YouCharge = charge };
    }
}
