using Tributary.Accounts;

namespace Tributary.Web.Api;

/// <summary>How the fields of an account travel between the API, where the address is an object, and the business, where it is flat.</summary>
internal static class AccountFields
{
    private static readonly HashSet<string> OfAddress = ["street", "street2", "postalCode", "city", "region", "country"];

    /// <summary>Runs a deed; what it says of an address's field is said of that field as it came.</summary>
    public static async Task<T> Named<T>(Task<T> deed)
    {
        try
        {
            return await deed;
        }
        catch (Refusal no) when (no.Errors.Keys.Any(OfAddress.Contains))
        {
            throw Refusal.Fields(no.Code, no.Errors.ToDictionary(e => OfAddress.Contains(e.Key) ? "address." + e.Key : e.Key, e => e.Value));
        }
    }

    public static AccountJson Shown(Account account, CompanyProfile? profile, Viewer viewer) => new()
    {
        Id = new(account.Id), Number = account.Number, Kind = account.Kind, Name = account.Name,
        Parent = account.Id == viewer.AccountId ? null : Refs.To<Account>(account.ParentId), Status = account.Status, StatusSince = account.StatusSince,
        StatusReason = account.StatusReason, ReactivationRequested = account.ReactivationRequested, OpenedAt = account.OpenedAt, Currency = account.Currency,
        AccountsBelow = account.AccountsBelow, Rights = RightsJson.Of(account),
        Address = profile is null ? null : new()
        {
            Street = profile.Street, Street2 = profile.Street2, PostalCode = profile.PostalCode, City = profile.City, Region = profile.Region, Country = profile.Country,
        },
        Language = profile?.Language, TimeZone = profile?.TimeZone, Email = profile?.Email, ContactName = profile?.ContactName, Phone = profile?.Phone,
        Website = profile?.Website, TaxNumber = profile?.TaxNumber, RegistrationNumber = profile?.RegistrationNumber, Domain = profile?.Domain is { } domain ? DomainName.Shown(domain) : null,
        ExternalReference = profile?.ExternalReference,
    };
}
