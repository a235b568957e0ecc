using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Billing;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary><c>/invoices</c> and <c>/accounts/{id}/charges</c>: for who issued and who received, and for nobody else.</summary>
internal static class InvoicesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var invoices = api.MapGroup("/invoices").WithTags("invoices");
        invoices.MapGet("/", List).RequireAuthorization(Policies.ViewMoney).WithSummary("Invoices and credit notes, the latest first");
        invoices.MapPost("/", Issue).RequireAuthorization(Policies.ManageMoney).WithSummary("Bill a buyer of yours for the months that have ended");
        invoices.MapGet("/{id}", One).RequireAuthorization(Policies.ViewMoney).WithSummary("One document");
        invoices.MapGet("/{id}/lines", Lines).RequireAuthorization(Policies.ViewMoney).WithSummary("Its lines, as JSON or with format=csv");
        invoices.MapPost("/{id}/credit", Credit).RequireAuthorization(Policies.ManageMoney).WithSummary("Give an invoice of yours back, in full or by lines");
        api.MapGroup("/accounts/{id}").WithTags("invoices").MapGet("/charges", Charges).RequireAuthorization(Policies.ViewMoney)
            .WithSummary("What was charged in a month, as JSON or with format=csv");
    }

    private static async Task<ListOf<InvoiceJson>> List(string? side, string? kind, string? status, string? month, string? account, [AsParameters] Paging paging,
        Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        viewer.NeedMoney();
        var rows = side switch
        {
            null => db.Invoices.AsNoTracking().SeenBy(viewer),
            "issued" => db.Invoices.AsNoTracking().IssuedBy(viewer),
            "received" => db.Invoices.AsNoTracking().ReceivedBy(viewer),
            _ => throw Refusal.Field("side", "query.invalid", "This must be one of: issued, received."),
        };
        if (Filter.Of<DocumentKind>(kind, "kind") is { } what) rows = rows.Where(i => i.Kind == what);
        if (Filter.Of<InvoiceStatus>(status, "status") is { } stands) rows = rows.Where(i => i.Status == stands);
        if (MonthOf(month) is { } start) rows = rows.Where(i => i.PeriodStart == start);
        if (Filter.Id<Account>(account, "account") is { } buyer) rows = rows.Where(i => i.BuyerId == buyer);
        var found = await paging.Latest(rows).ToListAsync(cancel);
        var ids = found.Select(i => i.Id).ToArray();
        var parties = (await db.InvoiceParties.AsNoTracking().Where(p => ids.Contains(p.InvoiceId) && p.Place == "").ToListAsync(cancel)).ToLookup(p => p.InvoiceId);
        return paging.Page(found, i => Shown(i, parties[i.Id]));
    }

    private static async Task<InvoiceJson> One(Ref<Invoice> id, HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var invoice = await db.Invoices.One(viewer, id.Id, cancel);
        http.Tag(invoice);
        return Shown(invoice, (await db.InvoiceParties.Of(invoice, cancel)).Values);
    }

    private static async Task<Results<Ok<ListOf<ChargeJson>>, FileStreamHttpResult>> Lines(
        Ref<Invoice> id, string? format, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var invoice = await db.Invoices.One(viewer, id.Id, cancel);
        var parties = await db.InvoiceParties.Of(invoice, cancel);
        if (IsCsv(format))
            return TypedResults.File(await ChargeCsv.Write(Each(db.InvoiceLines.AsNoTracking().Of(invoice).AsAsyncEnumerable(), invoice, parties, cancel), cancel), ChargeCsv.Type, $"{invoice.Number}.csv");
        var after = (int)Math.Clamp(paging.AfterNumbers(1)?[0] ?? 0, 0, int.MaxValue);
        var lines = await db.InvoiceLines.AsNoTracking().Of(invoice).Where(l => l.Seq > after).Take(paging.Count + 1).ToListAsync(cancel);
        return TypedResults.Ok(paging.Page(lines, l => [l.Seq], l => ChargeJson.Of(invoice, l, parties.GetValueOrDefault(l.AccountId))));
    }

    private static async Task<IssuedJson> Issue(Body<IssueJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var buyer = await db.Accounts.One(viewer, body.Value.Account!.Value.Id, cancel);
        var done = await BillNow.Do(db, desk, viewer, buyer, asked.Reference, asked.Hash, cancel);
        return new() { Documents = [.. done.Select(d => new IssuedDocumentJson { Id = new(d.Id), Kind = d.Kind, Number = d.Number })] };
    }

    private static async Task<Created<CreditedJson>> Credit(
        Ref<Invoice> id, Body<CreditJson> body, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var invoice = await db.Invoices.One(viewer, id.Id, cancel);
        var lines = body.Value.Lines?.Select(line => new CreditedLine(line.Line!.Value, line.Net?.Minor)).ToList();
        if (body.Value.Lines?.Any(line => line.Net is { } net && net.Currency != invoice.Currency) == true)
            throw Refusal.Field("lines", "body.invalid", $"This invoice is in {invoice.Currency.Code}.");
        var done = await desk.Do(new CreditInvoice
        {
            By = viewer, InBranch = invoice.BranchId, BuyerId = invoice.BuyerId, InvoiceId = invoice.Id, Reason = body.Value.Reason!, Lines = lines,
            Expected = match.For<Invoice>(invoice.Id), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        var made = new CreditedJson { Id = new(done.Id), Number = done.Number, Gross = done.Gross };
        return TypedResults.Created($"{ApiSetup.Base}/invoices/{made.Id}", made);
    }

    private static async Task<Results<Ok<ChargesJson>, FileStreamHttpResult>> Charges(Ref<Account> id, string? month, string? format, string? invoiced, [AsParameters] Paging paging,
        Viewer viewer, TributaryDb db, Desk desk, IDataProtectionProvider protection, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        var charges = await ChargesOfMonth.Of(db, viewer, account, MonthOf(month) ?? Month.Of(await desk.Today()), desk.Now, cancel);
        var openOnly = Filter.Flag(invoiced, "invoiced") is { } flag && (flag ? throw Refusal.Field("invoiced", "query.invalid", "This must be false.") : true);
        var code = Month.Code(charges.Month);
        if (IsCsv(format))
            return TypedResults.File(await ChargeCsv.Write(ChargeCsv.Of(charges, openOnly, cancel), cancel), ChargeCsv.Type, $"charges-{account.Number}-{code}{(charges.IsComplete ? "" : "-so-far")}.csv");
        // Where a page ends is a number that would tell how much else the branch does, so the cursor is sealed.
        var seal = protection.CreateProtector($"Tributary.Charges.v1.{account.Id:N}.{code}");
        var (rows, next) = await charges.Part(Unsealed(seal, paging.After), paging.Count, openOnly, cancel);
        return TypedResults.Ok(new ChargesJson
        {
            Account = new(account.Id), Month = code, Complete = charges.IsComplete, Items = [.. rows.Select(ChargeJson.Of)],
            Totals = [.. (await charges.Totals(cancel)).Select(ChargesTotalJson.Of)],
            Next = next is { } last ? seal.Protect(last.ToString(CultureInfo.InvariantCulture)) : null,
        });
    }

    private static async IAsyncEnumerable<ChargeJson> Each(IAsyncEnumerable<InvoiceLine> lines, Invoice invoice, Dictionary<Guid, InvoiceParty> parties, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var line in lines.WithCancellation(cancel)) yield return ChargeJson.Of(invoice, line, parties.GetValueOrDefault(line.AccountId));
    }

    private static InvoiceJson Shown(Invoice invoice, IEnumerable<InvoiceParty> parties)
    {
        Money In(long minor) => new(minor, invoice.Currency);
        var ends = parties.Where(p => p.AccountId == invoice.IssuerId || p.AccountId == invoice.BuyerId).ToDictionary(p => p.AccountId);
        return new()
        {
            Id = new(invoice.Id), Number = invoice.Number, Kind = invoice.Kind, Status = invoice.Status, Month = Month.Code(invoice.PeriodStart),
            Issuer = InvoicePartyJson.Of(ends.GetValueOrDefault(invoice.IssuerId)), Buyer = InvoicePartyJson.Of(ends.GetValueOrDefault(invoice.BuyerId)),
            Account = new(invoice.BuyerId), IssuedAt = invoice.IssuedAt, DueOn = invoice.DueOn, Settlement = invoice.Settlement, Net = In(invoice.Net), Tax = In(invoice.Tax),
            Gross = In(invoice.Gross), Credited = In(invoice.Credited), LineCount = invoice.LineCount, Credits = Refs.To<Invoice>(invoice.CreditsId), Reason = invoice.Reason,
        };
    }

    private static bool IsCsv(string? format) => format switch
    {
        null or "json" => false,
        "csv" => true,
        _ => throw Refusal.Field("format", "query.invalid", "This must be one of: csv, json."),
    };

    private static DateOnly? MonthOf(string? month) => month is null ? null
        : Month.TryRead(month, out var start) ? start
        : throw Refusal.Field("month", "query.invalid", "This must be a month such as 2026-11.");

    private static long? Unsealed(IDataProtector seal, string? cursor)
    {
        if (cursor is null) return null;
        try
        {
            return long.Parse(seal.Unprotect(cursor), CultureInfo.InvariantCulture);
        }
        catch (CryptographicException)
        {
            throw Paging.WrongCursor();
        }
    }
}
