using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Audit;
using Tributary.Data;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>
/// The way to the support of whoever sells to the viewer's account: a mail that carries product, client and what happened last, as
/// the viewer reads it. Where that seller has set no support address there is none; nothing is taken from a level above it.
/// </summary>
internal static class SupportLink
{
    private const int MostLines = 8;

    /// <summary>The address of the mail, or null.</summary>
    /// <param name="host">The path of the account in whose brand the page is shown; null in the installation's own. Above it nobody has a name there.</param>
    public static async Task<string?> Of(TributaryDb db, Found it, IReadOnlyList<TrailEntry> trail, string? host, IStringLocalizer<Texts> texts)
    {
        var chain = TreePath.Chain(it.Viewer.Path).ToArray();
        var above = await db.Accounts.AsNoTracking().Where(a => chain.Contains(a.Path) && a.Kind != AccountKind.Division).Select(a => new { a.BranchId, a.Id, a.Path }).ToListAsync();
        // A division is sold to by whoever sells to the account that pays for it.
        if (above.OrderByDescending(a => a.Path.Length).Skip(1).FirstOrDefault() is not { } seller) return null;
        if (host is not null && !TreePath.Within(seller.Path, host)) return null;
        var email = await db.Brandings.AsNoTracking().Where(b => b.BranchId == seller.BranchId && b.AccountId == seller.Id).Select(b => b.SupportEmail).FirstOrDefaultAsync();
        if (string.IsNullOrWhiteSpace(email)) return null;

        var words = new StringBuilder();
        foreach (var line in new[] { $"{texts["Product"]}: {it.Name}", $"{texts["Client"]}: {it.Account.Name}", $"{texts["Number"]}: {it.Id}", "" }) words.Append(line).Append("\r\n");
        foreach (var entry in trail.Take(MostLines))
            words.Append(CultureInfo.InvariantCulture, $"{entry.At:yyyy-MM-dd HH:mm} UTC  {texts[Spoken.Deed(entry.Action)]}").Append("\r\n");
        return $"mailto:{Uri.EscapeDataString(email).Replace("%40", "@", StringComparison.Ordinal)}?subject={Uri.EscapeDataString($"{it.Name} · {it.Account.Name}")}&body={Uri.EscapeDataString(words.ToString())}";
    }
}
