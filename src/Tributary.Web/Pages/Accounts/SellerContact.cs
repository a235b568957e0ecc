using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>How the seller of one's own account is reached: by its sales department where it names one, else as its company is.</summary>
public sealed record SellerContact(string Name, string Person, string Email, string Phone)
{
    /// <summary>The number as a telephone takes it.</summary>
    public string Dial => string.Concat(Phone.Where(c => char.IsAsciiDigit(c) || c == '+'));

    /// <summary>The contact for the person of this request; null for the provider, which has no seller.</summary>
    public static async Task<SellerContact?> Of(HttpContext http)
    {
        var (db, own) = (http.RequestServices.GetRequiredService<TributaryDb>(), http.RequestServices.GetRequiredService<CurrentViewer>().Account);
        var above = await db.Accounts.AsNoTracking().ChainTo(own.Path).Where(a => a.Id != own.Id && (a.Kind == AccountKind.Provider || a.Kind == AccountKind.Reseller))
            .OrderByDescending(a => a.Path.Length).FirstOrDefaultAsync(http.RequestAborted);
        if (above is null) return null;
        var profile = await db.CompanyProfiles.AsNoTracking().FirstOrDefaultAsync(p => p.BranchId == above.BranchId && p.AccountId == above.Id, http.RequestAborted);
        var brand = await db.Brandings.AsNoTracking().FirstOrDefaultAsync(b => b.BranchId == above.BranchId && b.AccountId == above.Id, http.RequestAborted);
        static string First(params string?[] texts) => texts.FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? "";
        return new(First(brand?.Name, above.Name), brand?.SalesEmail is { Length: > 0 } ? "" : First(profile?.ContactName), First(brand?.SalesEmail, profile?.Email), First(brand?.SalesPhone, profile?.Phone));
    }
}
