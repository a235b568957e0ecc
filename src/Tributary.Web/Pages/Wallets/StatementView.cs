using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages.Wallets;

/// <summary>A page of a statement, as a person of either end of the edge reads it.</summary>
/// <param name="Statement">What was read.</param>
/// <param name="Next">Where the next page goes on, sealed; null on the last.</param>
/// <param name="From">The first day, or null.</param>
/// <param name="To">The last day, or null.</param>
public sealed record StatementView(Statement Statement, string? Next, DateOnly? From, DateOnly? To)
{
    /// <summary>The amount in the statement's currency.</summary>
    public Money Money(long minor) => new(minor, Statement.Currency);
}

/// <summary>
/// Reads statements for pages and files. Where a page ends is a number of the branch, which would tell how much else is
/// done there; so the address bears it sealed.
/// </summary>
public sealed class Statements(TributaryDb db, Desk desk, IDataProtectionProvider protection)
{
    private const int Most = 50;

    /// <summary>The most rows of a file.</summary>
    public const int MostExported = 100_000;

    /// <summary>One page, the newest entries first.</summary>
    public async Task<StatementView> Page(Viewer viewer, Guid buyerId, DateOnly? from, DateOnly? to, string? after, Culture culture, CancellationToken cancel)
    {
        var seal = Seal(buyerId);
        var (start, end) = (Moment(from, culture), Moment(to?.AddDays(1), culture));
        var page = await Statement.Read(db, viewer, buyerId, await desk.Today(), after: Unsealed(seal, after), limit: Most, from: start, until: end, cancel: cancel);
        return new(page, page.Next is { } next ? seal.Protect(next.ToString(CultureInfo.InvariantCulture)) : null, from, to);
    }

    /// <summary>All entries of the time as a CSV file, the oldest first; amounts are plain figures with a point.</summary>
    public async Task<byte[]> Csv(Viewer viewer, Guid buyerId, DateOnly? from, DateOnly? to, Culture culture, Func<string, string> word, CancellationToken cancel)
    {
        var today = await desk.Today();
        var (start, end) = (Moment(from, culture), Moment(to?.AddDays(1), culture));
        var text = new StringBuilder("at,what,memo,change,set_aside_change,balance,set_aside,currency\r\n");
        var rows = 0;
        for (long? after = null; rows < MostExported;)
        {
            var page = await Statement.Read(db, viewer, buyerId, today, after: after, limit: 200, newestFirst: false, from: start, until: end, cancel: cancel);
            foreach (var entry in page.Entries)
            {
                string Plain(long minor) => new Money(minor, page.Currency).AmountText;
                text.AppendJoin(',', entry.At.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), Cell(word(entry.Kind)), Cell(entry.Memo),
                    Plain(entry.Change.Funds), Plain(entry.Change.Reserved), Plain(entry.After.Funds), Plain(entry.After.Reserved), page.Currency.Code).Append("\r\n");
            }
            rows += page.Entries.Count;
            if (page.Next is null) break;
            after = page.Next;
        }
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    /// <summary>A text as a cell: quoted, and never a formula to the program that opens the file.</summary>
    public static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || text.StartsWith('\'') ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
    }

    // The API seals with the same purpose, so that a cursor of the one is good in the other.
    private IDataProtector Seal(Guid buyerId) => protection.CreateProtector($"Tributary.Statement.v1.{buyerId:N}");

    private static long? Unsealed(IDataProtector seal, string? after)
    {
        if (string.IsNullOrEmpty(after)) return null;
        try
        {
            return long.Parse(seal.Unprotect(after), CultureInfo.InvariantCulture);
        }
        catch (CryptographicException)
        {
            throw Refusal.NotFound("page");
        }
    }

    // A day begins when it begins for the reader; where the clock jumps over midnight, an hour later.
    private static DateTime? Moment(DateOnly? day, Culture culture)
    {
        if (day is not { } date) return null;
        var local = date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        if (culture.Zone.IsInvalidTime(local)) local = local.AddHours(1);
        return TimeZoneInfo.ConvertTimeToUtc(local, culture.Zone);
    }
}
