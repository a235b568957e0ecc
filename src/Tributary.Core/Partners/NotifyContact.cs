using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Notices;

namespace Tributary.Partners;

/// <summary>Who is told when an account's number is there: a person whom the opener sees, or a mail address.</summary>
/// <param name="UserId">The person, or null.</param>
/// <param name="Email">The address, or null.</param>
public sealed record NotifyContact(Guid? UserId, string? Email)
{
    /// <summary>Fetches the places of the persons that are named.</summary>
    internal static async Task Load(Sheet sheet, IEnumerable<NotifyContact?> contacts)
    {
        var ids = contacts.Select(c => c?.UserId).OfType<Guid>().Distinct().ToArray();
        if (ids.Length > 0) sheet.Facts<Places>().All.AddRange(await sheet.Db.Memberships.AsNoTracking().Where(m => ids.Contains(m.UserId) && m.EndedAt == null).ToListAsync());
    }

    /// <summary>Writes it into the profile of an account that is being opened.</summary>
    /// <exception cref="Refusal">The opener does not see the person, or the address is none.</exception>
    internal void Into(Sheet sheet, Viewer by, CompanyProfile profile)
    {
        if (UserId is { } id)
        {
            var seen = id == by.UserId || sheet.Facts<Places>().All.Exists(m => m.UserId == id && by.May(Right.ViewPeople, m.Path));
            if (!seen) throw Refusal.Field("notify", "notify.not_found", "We could not find this person among those you see.");
        }
        var form = new Form();
        var email = new AccountDetails { Email = Email }.Read(form, nameNeeded: false, addressNeeded: false).Email;
        try { form.Check("account.invalid"); }
        catch (Refusal) { throw Refusal.Field("notify", "account.invalid", "This is no mail address."); }
        (profile.NotifyUserId, profile.NotifyEmail) = (UserId, string.IsNullOrEmpty(email) ? null : email);
    }

    private sealed class Places
    {
        public List<Membership> All { get; } = [];
    }
}

/// <summary>The mail to whoever is told that an account has its number, written with the number itself.</summary>
internal static class NumberNotice
{
    public const string Template = "account.registered";

    public static async Task Load(Sheet sheet, IReadOnlyCollection<Guid> accountIds)
    {
        var told = await sheet.Db.CompanyProfiles.AsNoTracking()
            .Where(p => accountIds.Contains(p.AccountId) && (p.NotifyUserId != null || p.NotifyEmail != null)).ToListAsync();
        if (told.Count == 0) return;
        foreach (var profile in told) sheet.Facts<Told>().Profiles[profile.AccountId] = profile;
        await Chains.Load(sheet, told.Select(p => p.AccountId));
    }

    public static void Write(Sheet sheet, Account account)
    {
        if (!sheet.Facts<Told>().Profiles.TryGetValue(account.Id, out var profile)) return;
        var seller = sheet.Facts<Chains>().SellerOf(sheet, account)!;
        sheet.Add(new Message
        {
            BranchId = account.BranchId, Id = sheet.NewId(), AccountId = account.Id, Path = account.Path, SenderId = seller.Id, UserId = profile.NotifyUserId,
            Email = profile.NotifyUserId is null ? profile.NotifyEmail : null, Template = Template, Department = Department.Sales, At = sheet.Now,
            Data = JsonSerializer.Serialize(new { account = PublicId.Format("acc", account.Id), name = account.Name, number = account.Number }),
        });
    }

    private sealed class Told
    {
        public Dictionary<Guid, CompanyProfile> Profiles { get; } = [];
    }
}
