using Microsoft.AspNetCore.Mvc.Rendering;
using Tributary.Accounts;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages.Accounts;

/// <summary>What is typed about a company, when its account is opened and later. Empty is not given.</summary>
public class AccountForm
{
    public string? Name { get; set; }
    public string? ContactName { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string? Website { get; set; }
    public string? Domain { get; set; }
    public string? Street { get; set; }
    public string? Street2 { get; set; }
    public string? PostalCode { get; set; }
    public string? City { get; set; }
    public string? Region { get; set; }
    public string? Country { get; set; }
    public string? TaxNumber { get; set; }
    public string? RegistrationNumber { get; set; }
    public string? ExternalReference { get; set; }
    public string? Currency { get; set; }
    public string? Language { get; set; }
    public string? TimeZone { get; set; }

    /// <summary>As the business takes it; what was emptied is taken away.</summary>
    public AccountDetails Details => new()
    {
        Name = Name ?? "", ContactName = ContactName ?? "", Email = Email ?? "", Phone = Phone ?? "", Website = Website ?? "", Domain = Domain ?? "",
        Street = Street ?? "", Street2 = Street2 ?? "", PostalCode = PostalCode ?? "", City = City ?? "", Region = Region ?? "", Country = Country ?? "",
        TaxNumber = TaxNumber ?? "", RegistrationNumber = RegistrationNumber ?? "", ExternalReference = ExternalReference ?? "",
        Currency = Currency, Language = Language, TimeZone = TimeZone,
    };

    /// <summary>What is known of an account.</summary>
    public void Fill(Account account, CompanyProfile profile)
    {
        (Name, Currency, Domain, ExternalReference) = (account.Name, account.Currency.Code, profile.Domain is { } domain ? DomainName.Shown(domain) : null, profile.ExternalReference);
        (ContactName, Email, Phone, Website) = (profile.ContactName, profile.Email, profile.Phone, profile.Website);
        (Street, Street2, PostalCode, City, Region, Country) = (profile.Street, profile.Street2, profile.PostalCode, profile.City, profile.Region, profile.Country);
        (TaxNumber, RegistrationNumber, Language, TimeZone) = (profile.TaxNumber, profile.RegistrationNumber, profile.Language, profile.TimeZone);
    }

    /// <summary>Countries by name.</summary>
    public static IEnumerable<SelectListItem> Countries => SetupModel.Countries;

    /// <summary>Currencies by code.</summary>
    public static IEnumerable<SelectListItem> Currencies => SetupModel.Currencies;

    /// <summary>Languages by their own name.</summary>
    public static IEnumerable<SelectListItem> Languages => SetupModel.Languages;

    /// <summary>Time zones by their IANA name.</summary>
    public static IEnumerable<SelectListItem> TimeZones => SetupModel.TimeZones;
}

/// <summary>A page with that form on it.</summary>
public interface ICompanyForm
{
    /// <summary>What is typed.</summary>
    AccountForm Company { get; }

    /// <summary>What the account is or will be.</summary>
    AccountKind Kind { get; }
}
