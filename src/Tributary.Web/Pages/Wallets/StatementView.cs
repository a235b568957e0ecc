using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Localization;
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

/// <summary>An entry of a statement with its currency.</summary>
public sealed record StatementLine(StatementEntry Entry, Currency Currency)
{
    /// <summary>The amount in the statement's currency.</summary>
    public Money Money(long minor) => new(minor, Currency);
}

/// <summary>
/// Reads statements for pages and files. Where a page ends is a number of the branch, which would tell how much else is
/// done there; so the address bears it sealed.
/// </summary>
public sealed class Statements(TributaryDb db, Desk desk, IDataProtectionProvider protection)
{
    private const int Most = 50;

    /// <summary>One page, the newest entries first.</summary>
    public async Task<StatementView> Page(Viewer viewer, Guid buyerId, DateOnly? from, DateOnly? to, string? after, Culture culture, CancellationToken cancel)
    {
        var seal = Seal(buyerId);
        var (start, end) = (Moment(from, culture), Moment(to?.AddDays(1), culture));
        var page = await Statement.Read(db, viewer, buyerId, await desk.Today(), after: Unsealed(seal, after), limit: Most, from: start, until: end, cancel: cancel);
        return new(page, page.Next is { } next ? seal.Protect(next.ToString(CultureInfo.InvariantCulture)) : null, from, to);
    }

    /// <summary>All entries of the time, the oldest first, for a file.</summary>
    public async IAsyncEnumerable<StatementLine> All(Viewer viewer, Guid buyerId, DateOnly? from, DateOnly? to, Culture culture, [EnumeratorCancellation] CancellationToken cancel)
    {
        var today = await desk.Today();
        var (start, end) = (Moment(from, culture), Moment(to?.AddDays(1), culture));
        long? after = null;
        do
        {
            var page = await Statement.Read(db, viewer, buyerId, today, after: after, limit: 200, newestFirst: false, from: start, until: end, cancel: cancel);
            foreach (var entry in page.Entries) yield return new(entry, page.Currency);
            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>The columns of a statement.</summary>
    public static IReadOnlyList<Column<StatementLine>> Columns(IStringLocalizer<Texts> texts) =>
    [
        Column<StatementLine>.Moment("at", texts["When"], line => line.Entry.At),
        Column<StatementLine>.Text("what", texts["What"], line => texts[Told.Posting(line.Entry.Kind)]),
        Column<StatementLine>.Text("memo", texts["Reference"], line => line.Entry.Memo),
        Column<StatementLine>.Amount("change", texts["In or out"], line => line.Money(line.Entry.Change.Funds)),
        Column<StatementLine>.Amount("aside", texts["Set aside"], line => line.Money(line.Entry.Change.Reserved)) with { OnPhones = false },
        Column<StatementLine>.Amount("balance", texts["Balance"], line => line.Money(line.Entry.After.Funds)),
        Column<StatementLine>.Amount("reserved", texts["Set aside, in all"], line => line.Money(line.Entry.After.Reserved)),
    ];

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
