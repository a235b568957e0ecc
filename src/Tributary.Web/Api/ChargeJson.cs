using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Tributary.Accounts;
using Tributary.Billing;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Subscriptions;
using Tributary.Web.Kit;

namespace Tributary.Web.Api;

/// <summary>What was charged for one thing, or given back.</summary>
public sealed record ChargeJson
{
    /// <summary>The posting that moved it.</summary>
    public required Ref<Posting> Posting { get; init; }
    /// <summary>When.</summary>
    public required DateTime ChargedAt { get; init; }
    /// <summary>The account it is for.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>That account's number.</summary>
    public required string AccountNumber { get; init; }
    /// <summary>That account's name.</summary>
    public required string AccountName { get; init; }
    /// <summary>The names from below the buyer down to the account, separated by " › "; empty for the buyer itself.</summary>
    public required string Place { get; init; }
    /// <summary>What was bought.</summary>
    public required string Title { get; init; }
    /// <summary>The product; null where no order stands behind it.</summary>
    public Ref<Product>? Product { get; init; }
    /// <summary>The plan.</summary>
    public Ref<Plan>? Plan { get; init; }
    /// <summary><c>create</c>, <c>renew</c>, <c>change</c>, <c>cancel</c>, <c>resume</c>, or <c>credit</c> for a correction.</summary>
    public required string Action { get; init; }
    /// <summary>The interval; null where no order stands behind it.</summary>
    public Interval? Interval { get; init; }
    /// <summary>How many units.</summary>
    public required int Quantity { get; init; }
    /// <summary>One unit for one interval.</summary>
    public required Money UnitPrice { get; init; }
    /// <summary>First day paid for; null where there is no term.</summary>
    public DateOnly? TermStart { get; init; }
    /// <summary>The day after the last one.</summary>
    public DateOnly? TermEnd { get; init; }
    /// <summary>Without tax.</summary>
    public required Money Net { get; init; }
    /// <summary>Tax on the net amount.</summary>
    public required Money Tax { get; init; }
    /// <summary>Net and tax.</summary>
    public required Money Gross { get; init; }
    /// <summary>The order; null for a correction of an invoice.</summary>
    public Ref<Order>? Order { get; init; }
    /// <summary>The order's number, or empty.</summary>
    public required string OrderNumber { get; init; }
    /// <summary>The subscription; null where there is none.</summary>
    public Ref<Subscription>? Subscription { get; init; }
    /// <summary>The invoice or credit note it stands on; null while it stands on none.</summary>
    public Ref<Invoice>? Invoice { get; init; }
    /// <summary>That document's number, or empty.</summary>
    public required string InvoiceNumber { get; init; }
    /// <summary>Its place on that document; null while it stands on none.</summary>
    public int? InvoiceLine { get; init; }

    internal static ChargeJson Of(ChargeRow row)
    {
        var (charge, one, line) = (row.Charge, row.Charge.One, row.Charge.One.Line);
        Money In(long minor) => new(minor, one.Currency);
        return new()
        {
            Posting = new(one.PostingId), ChargedAt = one.At, Account = new(charge.AccountId), AccountNumber = row.Account?.Number ?? "", AccountName = row.Account?.Name ?? "",
            Place = row.Place, Title = line?.Title ?? one.Documented?.Title ?? one.Memo, Product = Refs.To<Product>(line?.ProductId ?? one.Documented?.ProductId),
            Plan = Refs.To<Plan>(line?.PlanId ?? one.Documented?.PlanId), Action = line is null ? "credit" : Code.NameOf(line.Action),
            Interval = line?.Interval ?? one.Documented?.Interval, Quantity = line?.Quantity ?? one.Documented?.Quantity ?? 1,
            UnitPrice = In(charge.Level?.UnitPrice ?? one.Documented?.UnitPrice ?? 0), TermStart = line?.TermStart ?? one.Documented?.TermStart,
            TermEnd = line?.TermEnd ?? one.Documented?.TermEnd, Net = In(charge.Net), Tax = In(charge.Tax), Gross = In(charge.Gross),
            Order = Refs.To<Order>(one.OrderId ?? one.Documented?.OrderId), OrderNumber = one.OrderId is null ? one.Documented?.OrderNumber ?? "" : one.Memo,
            Subscription = Refs.To<Subscription>(line?.SubscriptionId ?? one.Documented?.SubscriptionId), Invoice = Refs.To<Invoice>(one.Documented?.InvoiceId),
            InvoiceNumber = row.Document?.Number ?? "", InvoiceLine = one.Documented?.Seq,
        };
    }

    internal static ChargeJson Of(Invoice invoice, InvoiceLine line, InvoiceParty? party)
    {
        Money In(long minor) => new(minor, invoice.Currency);
        return new()
        {
            Posting = new(line.PostingId), ChargedAt = line.ChargedAt, Account = new(line.AccountId), AccountNumber = party?.Number ?? "", AccountName = party?.Name ?? "",
            Place = party?.Place ?? "", Title = line.Title, Product = Refs.To<Product>(line.ProductId), Plan = Refs.To<Plan>(line.PlanId), Action = line.Action,
            Interval = line.Interval, Quantity = line.Quantity, UnitPrice = In(line.UnitPrice), TermStart = line.TermStart, TermEnd = line.TermEnd,
            Net = In(line.Net), Tax = In(line.Tax), Gross = In(line.Gross), Order = Refs.To<Order>(line.OrderId), OrderNumber = line.OrderNumber,
            Subscription = Refs.To<Subscription>(line.SubscriptionId), Invoice = new(invoice.Id), InvoiceNumber = invoice.Number, InvoiceLine = line.Seq,
        };
    }
}

/// <summary>
/// Charges as CSV for other programs. The columns and their order are stable: new ones come at the end. RFC 4180, UTF-8 without
/// a mark, English names, a point in amounts, times in UTC.
/// </summary>
internal static class ChargeCsv
{
    public const string Heading =
        "posting,charged_at,account,account_number,account_name,place,title,product,plan,action,interval,quantity,unit_price,term_start,term_end,"
        + "net,tax,gross,currency,order,order_number,subscription,invoice,invoice_number,invoice_line";

    public const string Type = "text/csv; charset=utf-8";

    /// <summary>Writes a file row by row; it lies on the disk until it is sent and is gone after that.</summary>
    public static async Task<Stream> Write(IAsyncEnumerable<ChargeJson> charges, CancellationToken cancel)
    {
        var file = ListFile.Temporary();
        await using (var text = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" })
        {
            await text.WriteLineAsync(Heading);
            await foreach (var charge in charges.WithCancellation(cancel)) await text.WriteLineAsync(Line(charge));
        }
        file.Position = 0;
        return file;
    }

    /// <summary>All charges of a month, part after part.</summary>
    public static async IAsyncEnumerable<ChargeJson> Of(ChargesOfMonth month, bool openOnly, [EnumeratorCancellation] CancellationToken cancel)
    {
        long? after = null;
        do
        {
            (var rows, after) = await month.Part(after, 1000, openOnly, cancel);
            foreach (var row in rows) yield return ChargeJson.Of(row);
        }
        while (after is not null);
    }

    private static string Line(ChargeJson c) => string.Join(',',
        c.Posting, c.ChargedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), c.Account, CsvCell.Write(c.AccountNumber), CsvCell.Write(c.AccountName),
        CsvCell.Write(c.Place), CsvCell.Write(c.Title), c.Product, c.Plan, c.Action, c.Interval?.Code(), c.Quantity.ToString(CultureInfo.InvariantCulture), c.UnitPrice.AmountText,
        Day(c.TermStart), Day(c.TermEnd), c.Net.AmountText, c.Tax.AmountText, c.Gross.AmountText, c.Net.Currency.Code, c.Order, c.OrderNumber, c.Subscription,
        c.Invoice, c.InvoiceNumber, c.InvoiceLine?.ToString(CultureInfo.InvariantCulture));

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
