using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>What an account has with its seller.</summary>
public sealed record WalletJson
{
    /// <summary>How it settles.</summary>
    public required Settlement Settlement { get; init; }
    /// <summary>The balance; below zero what is owed.</summary>
    public required Money Balance { get; init; }
    /// <summary>What is set aside for open orders.</summary>
    public required Money Reserved { get; init; }
    /// <summary>The balance may not go below; null where nothing is guarded.</summary>
    public Money? Floor { get; init; }
    /// <summary>What can be spent; null where nothing is guarded.</summary>
    public Money? Available { get; init; }

    internal static WalletJson Of(Wallet wallet) => new()
    {
        Settlement = wallet.Settlement, Balance = wallet.Balance, Reserved = wallet.Reserved, Floor = wallet.Floor, Available = wallet.Available,
    };
}

/// <summary>Money that was received and is to be credited.</summary>
public sealed record TopUpJson
{
    /// <summary>How much, in the wallet's currency.</summary>
    [Required] public Money? Amount { get; init; }
    /// <summary>What the buyer reads on its statement.</summary>
    [MaxLength(200)] public string? Reference { get; init; }
}

/// <summary>A top-up that was done.</summary>
public sealed record ToppedUpJson
{
    /// <summary>Its posting.</summary>
    public required Ref<Posting> Posting { get; init; }
    /// <summary>What was credited.</summary>
    public required Money Amount { get; init; }
    /// <summary>The balance after it.</summary>
    public required Money Balance { get; init; }
}

/// <summary>A posting on a statement.</summary>
public sealed record TransferJson
{
    /// <summary>The posting.</summary>
    public required Ref<Posting> Posting { get; init; }
    /// <summary>When.</summary>
    public required DateTime At { get; init; }
    /// <summary>What was done, as a code.</summary>
    public required string Kind { get; init; }
    /// <summary>What a person reads about it.</summary>
    public required string Memo { get; init; }
    /// <summary>The order behind it, or null.</summary>
    public Ref<Order>? Order { get; init; }
    /// <summary>By how much the balance changed.</summary>
    public required Money Amount { get; init; }
    /// <summary>By how much what is set aside changed.</summary>
    public required Money ReservedAmount { get; init; }
    /// <summary>The balance after it.</summary>
    public required Money Balance { get; init; }
    /// <summary>What is set aside after it.</summary>
    public required Money Reserved { get; init; }
}

/// <summary>Terms from a day on; what is left out stays as it is.</summary>
public sealed record SetTermsJson
{
    /// <summary>The first day; today without it.</summary>
    public DateOnly? From { get; init; }
    /// <summary>The edge's currency.</summary>
    public Currency? Currency { get; init; }
    /// <summary>How it settles.</summary>
    public Settlement? Settlement { get; init; }
    /// <summary>The credit limit, when invoiced.</summary>
    public Money? CreditLimit { get; init; }
    /// <summary>True to pass on the limit of your own terms.</summary>
    public bool InheritLimit { get; init; }
    /// <summary>How many days after its issue an invoice is to be paid.</summary>
    [Range(0, 365)] public int? PaymentDays { get; init; }
    /// <summary>Where it is billed elsewhere: whether invoices are issued here all the same.</summary>
    public bool? IssuesInvoices { get; init; }
    /// <summary>A higher limit for a while.</summary>
    public Money? TemporaryLimit { get; init; }
    /// <summary>The last day of the temporary limit.</summary>
    public DateOnly? TemporaryUntil { get; init; }
}

/// <summary>Terms that were set.</summary>
public sealed record TermsJson
{
    /// <summary>The first day.</summary>
    public required DateOnly From { get; init; }
    /// <summary>How it settles.</summary>
    public required Settlement Settlement { get; init; }
    /// <summary>The credit limit, in the edge's currency.</summary>
    public required Money CreditLimit { get; init; }
}

/// <summary><c>/accounts/{id}/wallet</c> and <c>/terms</c>: for the account itself and for its seller, who alone credits it.</summary>
internal static class WalletApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var wallet = api.MapGroup("/accounts/{id}").WithTags("wallet");
        wallet.MapGet("/wallet", Read).RequireAuthorization(Policies.ViewMoney).WithSummary("What an account has with its seller");
        wallet.MapPost("/wallet/top-ups", Credit).RequireAuthorization(Policies.ManageMoney).WithSummary("Credit your buyer with money you received");
        wallet.MapGet("/wallet/transfers", Statement).RequireAuthorization(Policies.ViewMoney).WithSummary("The statement, the latest first");
        wallet.MapPost("/terms", Set).RequireAuthorization(Policies.ManageMoney).WithSummary("Set the terms of your buyer from a day on");
    }

    private static async Task<WalletJson> Read(Ref<Account> id, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        return WalletJson.Of(await Wallet.Of(db, viewer, account.Id, await desk.Today(), cancel));
    }

    private static async Task<Created<ToppedUpJson>> Credit(
        Ref<Account> id, Body<TopUpJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        var done = await desk.Do(new TopUp
        {
            By = viewer, InBranch = account.BranchId, BuyerId = account.Id, Amount = body.Value.Amount!.Value, Note = body.Value.Reference ?? "",
            Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return TypedResults.Created(
            $"{ApiSetup.Base}/accounts/{id}/wallet/transfers", new ToppedUpJson { Posting = new(done.PostingId), Amount = done.Amount, Balance = done.Balance });
    }

    private static async Task<TermsJson> Set(
        Ref<Account> id, Body<SetTermsJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        var wanted = body.Value;
        var currency = wanted.Currency ?? wanted.CreditLimit?.Currency ?? wanted.TemporaryLimit?.Currency;
        if (wanted.CreditLimit is { } limit && limit.Currency != currency) throw Refusal.Field("creditLimit", "body.invalid", "The limit is in the currency of the terms.");
        if (wanted.TemporaryLimit is { } higher && higher.Currency != currency) throw Refusal.Field("temporaryLimit", "body.invalid", "The limit is in the currency of the terms.");
        // A limit in another currency than the terms' must not silently become a change of currency.
        if (wanted.Currency is null && currency is { } meant && (await Wallet.Of(db, viewer, account.Id, await desk.Today(), cancel)).Currency != meant)
            throw Refusal.Field(wanted.CreditLimit is null ? "temporaryLimit" : "creditLimit", "body.invalid", "The limit is in the currency of the terms.");
        var set = await desk.Do(new SetTerms
        {
            By = viewer, InBranch = account.BranchId, BuyerId = account.Id, From = wanted.From, Currency = wanted.Currency, Settlement = wanted.Settlement,
            CreditLimit = wanted.CreditLimit?.Minor, InheritLimit = wanted.InheritLimit, TemporaryLimit = wanted.TemporaryLimit?.Minor,
            TemporaryUntil = wanted.TemporaryUntil, PaymentDays = wanted.PaymentDays, IssuesInvoices = wanted.IssuesInvoices, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return new() { From = set.From, Settlement = set.Settlement, CreditLimit = new(set.CreditLimit, set.Currency) };
    }

    private static async Task<ListOf<TransferJson>> Statement(Ref<Account> id, string? currency, [AsParameters] Paging paging,
        Viewer viewer, TributaryDb db, Desk desk, IDataProtectionProvider protection, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        var wanted = Filter.Currency(currency, "currency");
        // Where a page ends is a number that would tell how much else the branch does, so the cursor is sealed.
        var seal = protection.CreateProtector($"Tributary.Statement.v1.{account.Id:N}");
        var page = await Ledger.Statement.Read(
            db, viewer, account.Id, await desk.Today(), wanted, Unsealed(seal, paging.After), paging.Count, newestFirst: true, cancel: cancel);
        return new()
        {
            Items = [.. page.Entries.Select(entry => Shown(entry, page.Currency))],
            Next = page.Next is { } next ? seal.Protect(next.ToString(CultureInfo.InvariantCulture)) : null,
        };
    }

    private static long? Unsealed(IDataProtector seal, string? cursor)
    {
        if (cursor is null) return null;
        try
        {
            return long.Parse(seal.Unprotect(cursor), CultureInfo.InvariantCulture);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            throw Paging.WrongCursor();
        }
    }

    private static TransferJson Shown(StatementEntry entry, Currency currency) => new()
    {
        Posting = new(entry.PostingId), At = entry.At, Kind = entry.Kind, Memo = entry.Memo, Order = Refs.To<Order>(entry.OrderId),
        Amount = new(entry.Change.Funds, currency), ReservedAmount = new(entry.Change.Reserved, currency),
        Balance = new(entry.After.Funds, currency), Reserved = new(entry.After.Reserved, currency),
    };
}
