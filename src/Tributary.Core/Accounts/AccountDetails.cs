using System.Text.RegularExpressions;

namespace Tributary.Accounts;

/// <summary>
/// What is entered about the company behind an account. Null means not given: a default when an account is opened,
/// unchanged when it is edited. An empty text takes an optional field away.
/// </summary>
public sealed partial record AccountDetails
{
    /// <summary>Its name on screen and on documents.</summary>
    public string? Name { get; init; }
    /// <summary>The ISO 4217 code of the currency it sells in.</summary>
    public string? Currency { get; init; }
    public string? Street { get; init; }
    public string? Street2 { get; init; }
    public string? PostalCode { get; init; }
    public string? City { get; init; }
    public string? Region { get; init; }
    /// <summary>ISO 3166-1 alpha-2 code.</summary>
    public string? Country { get; init; }
    /// <summary>BCP 47.</summary>
    public string? Language { get; init; }
    /// <summary>IANA.</summary>
    public string? TimeZone { get; init; }
    public string? TaxNumber { get; init; }
    public string? RegistrationNumber { get; init; }
    public string? Website { get; init; }
    public string? Phone { get; init; }
    public string? Email { get; init; }
    public string? ContactName { get; init; }
    /// <summary>The host name of its panel: as typed, or once read in ASCII.</summary>
    public string? Domain { get; init; }
    /// <summary>Their system's id of the account.</summary>
    public string? ExternalReference { get; init; }

    /// <summary>The same in good shape; what is wrong is told to <paramref name="form"/>.</summary>
    /// <param name="form">Gathers the errors by field, named as in the API.</param>
    /// <param name="nameNeeded">True when there must be a name (an account is opened).</param>
    /// <param name="addressNeeded">True when there must be a street and a town.</param>
    public AccountDetails Read(Form form, bool nameNeeded, bool addressNeeded)
    {
        var read = this with
        {
            Name = form.Text("name", Name, required: nameNeeded || Name is not null),
            Currency = form.Text("currency", Currency)?.ToUpperInvariant(),
            Street = form.Text("street", Street, required: addressNeeded),
            Street2 = form.Text("street2", Street2),
            PostalCode = form.Text("postalCode", PostalCode, 40),
            City = form.Text("city", City, required: addressNeeded),
            Region = form.Text("region", Region),
            Country = form.Text("country", Country, required: nameNeeded || Country is not null)?.ToUpperInvariant(),
            Language = form.Text("language", Language, 35, required: Language is not null),
            TimeZone = form.Text("timeZone", TimeZone, 64, required: TimeZone is not null),
            TaxNumber = form.Text("taxNumber", TaxNumber, 64),
            RegistrationNumber = form.Text("registrationNumber", RegistrationNumber, 64),
            Website = form.Text("website", Website),
            Phone = form.Text("phone", Phone, 40),
            Email = form.Text("email", Email, 254),
            ContactName = form.Text("contactName", ContactName),
            Domain = HostOf(form, form.Text("domain", Domain, 253)),
            ExternalReference = form.Text("externalReference", ExternalReference),
        };
        form.Must(Absent(read.Currency) || Tributary.Currency.TryOf(read.Currency, out _), "currency", "This is no currency; use its three letters, such as EUR.");
        form.Must(Absent(read.Country) || Accounts.Country.Is(read.Country!), "country", "This is no country; use its two letters, such as DE.");
        form.Must(Absent(read.Language) || LanguageTag().IsMatch(read.Language!), "language", "This is no language; use a code such as en or pt-BR.");
        form.Must(Absent(read.TimeZone) || IsTimeZone(read.TimeZone!), "timeZone", "This is no time zone; use a name such as Europe/Berlin.");
        form.Must(Absent(read.Email) || IsMailAddress(read.Email!), "email", "This is no mail address.");
        form.Must(Absent(read.Website) || Uri.TryCreate(read.Website, UriKind.Absolute, out var site) && site.Scheme is "http" or "https",
            "website", "This is no web address; use one such as https://example.com.");
        return read;
    }

    /// <summary>Puts what was given into the profile.</summary>
    public void Into(CompanyProfile profile)
    {
        profile.Street = Street ?? profile.Street;
        profile.Street2 = Street2 ?? profile.Street2;
        profile.PostalCode = PostalCode ?? profile.PostalCode;
        profile.City = City ?? profile.City;
        profile.Region = Region ?? profile.Region;
        profile.Country = Country ?? profile.Country;
        profile.Language = Language ?? profile.Language;
        profile.TimeZone = TimeZone ?? profile.TimeZone;
        profile.TaxNumber = TaxNumber ?? profile.TaxNumber;
        profile.RegistrationNumber = RegistrationNumber ?? profile.RegistrationNumber;
        profile.Website = Website ?? profile.Website;
        profile.Phone = Phone ?? profile.Phone;
        profile.Email = Email ?? profile.Email;
        profile.ContactName = ContactName ?? profile.ContactName;
        if (Domain is not null) profile.Domain = Domain.Length == 0 ? null : Domain;
        if (ExternalReference is not null) profile.ExternalReference = ExternalReference.Length == 0 ? null : ExternalReference;
    }

    /// <summary>True for what can be written to.</summary>
    public static bool IsMailAddress(string text) => MailAddress().IsMatch(text);

    /// <summary>True for an IANA time zone that this machine knows.</summary>
    public static bool IsTimeZone(string name) =>
        (name == "UTC" || ZoneName().IsMatch(name)) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;

    private static string? HostOf(Form form, string? typed)
    {
        if (Absent(typed)) return typed;
        if (DomainName.Read(typed!, out var host) is { } wrong) form.Wrong("domain", wrong);
        return host;
    }

    private static bool Absent(string? text) => string.IsNullOrEmpty(text);

    [GeneratedRegex(@"\A[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\z")]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"\A[A-Z][A-Za-z_]+(/[A-Za-z0-9_+\-]+){1,2}\z")]
    private static partial Regex ZoneName();

    [GeneratedRegex(@"\A[^\s@<>"",;:()\[\]\\]{1,64}@[^\s@<>"",;:()\[\]\\.]+(\.[^\s@<>"",;:()\[\]\\.]+)+\z")]
    private static partial Regex MailAddress();
}
