using System.ComponentModel.DataAnnotations;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Partners;

namespace Tributary.Web.Api;

/// <summary>An address.</summary>
public sealed record AddressJson
{
    /// <summary>Street and house number.</summary>
    public string? Street { get; init; }
    /// <summary>More of it.</summary>
    public string? Street2 { get; init; }
    /// <summary>Postal code.</summary>
    public string? PostalCode { get; init; }
    /// <summary>Town.</summary>
    public string? City { get; init; }
    /// <summary>State or region.</summary>
    public string? Region { get; init; }
    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }
}

/// <summary>What an account may do with those below it; given from above.</summary>
public sealed record RightsJson
{
    /// <summary>Which kinds of account it may open.</summary>
    [Required] public IReadOnlyList<AccountKind>? MayOpen { get; init; }
    /// <summary>How many levels of resellers may stand below it; null for any.</summary>
    public int? MaxResellerDepth { get; init; }
    /// <summary>How many accounts may stand below it in all; null for any.</summary>
    public int? MaxAccounts { get; init; }
    /// <summary>True when it, and all below it, is shown no amounts.</summary>
    public bool HidesPrices { get; init; }

    internal MayOpen Kinds() => MayOpen!.Aggregate(Accounts.MayOpen.Nothing, (all, kind) => all | kind switch
    {
        AccountKind.Reseller => Accounts.MayOpen.Resellers,
        AccountKind.Customer => Accounts.MayOpen.Customers,
        AccountKind.Division => Accounts.MayOpen.Divisions,
        _ => throw Refusal.Field("mayOpen", "body.invalid", "Resellers, customers and divisions can be opened."),
    });

    internal static RightsJson Of(Account account)
    {
        var kinds = new List<AccountKind>();
        if (account.MayOpen.HasFlag(Accounts.MayOpen.Resellers)) kinds.Add(AccountKind.Reseller);
        if (account.MayOpen.HasFlag(Accounts.MayOpen.Customers)) kinds.Add(AccountKind.Customer);
        if (account.MayOpen.HasFlag(Accounts.MayOpen.Divisions)) kinds.Add(AccountKind.Division);
        return new() { MayOpen = kinds, MaxResellerDepth = account.MaxResellerDepth, MaxAccounts = account.MaxAccounts, HidesPrices = account.HidesPrices };
    }
}

/// <summary>What is kept of the company or person behind an account; all of it optional.</summary>
public abstract record ProfileJson
{
    /// <summary>BCP 47 language of mail and documents.</summary>
    public string? Language { get; init; }
    /// <summary>IANA time zone.</summary>
    public string? TimeZone { get; init; }
    /// <summary>Mail address for notices.</summary>
    public string? Email { get; init; }
    /// <summary>A person's name.</summary>
    public string? ContactName { get; init; }
    /// <summary>Telephone.</summary>
    public string? Phone { get; init; }
    /// <summary>Web address.</summary>
    public string? Website { get; init; }
    /// <summary>Tax number.</summary>
    public string? TaxNumber { get; init; }
    /// <summary>Number in the company register.</summary>
    public string? RegistrationNumber { get; init; }
    /// <summary>The host name its panel shall live at, once it is proven: <c>yourdomainname.com</c>.</summary>
    public string? Domain { get; init; }
    /// <summary>Your system's id of it.</summary>
    public string? ExternalReference { get; init; }

    internal AccountDetails Details(string? name, Currency? currency, AddressJson? address) => new()
    {
        Name = name, Currency = currency?.Code, Street = address?.Street, Street2 = address?.Street2, PostalCode = address?.PostalCode, City = address?.City,
        Region = address?.Region, Country = address?.Country, Language = Language, TimeZone = TimeZone, Email = Email, ContactName = ContactName, Phone = Phone,
        Website = Website, TaxNumber = TaxNumber, RegistrationNumber = RegistrationNumber, Domain = Domain, ExternalReference = ExternalReference,
    };
}

/// <summary>An account to be opened.</summary>
public sealed record OpenAccountJson : ProfileJson
{
    /// <summary>A reseller, a customer or a division.</summary>
    [Required] public AccountKind? Kind { get; init; }
    /// <summary>The account it will stand under; your own without it.</summary>
    public Ref<Account>? Parent { get; init; }
    /// <summary>Its name.</summary>
    [Required] public string? Name { get; init; }
    /// <summary>Its address: the country always, from customers and divisions street and town too.</summary>
    [Required] public AddressJson? Address { get; init; }
    /// <summary>The currency it sells in, and for a customer the one it buys in.</summary>
    public Currency? Currency { get; init; }
    /// <summary>How it will settle with its seller; prepaid in the seller's currency without it.</summary>
    public NewTermsJson? Terms { get; init; }
    /// <summary>What it may do with accounts below it; nothing without it.</summary>
    public RightsJson? Rights { get; init; }
    /// <summary>Who is told by mail when its number is there; nobody without it.</summary>
    public NotifyJson? Notify { get; init; }
    /// <summary>What it pays you, plan by plan; what is not named follows your other prices. Opened and priced at once, or not at all.</summary>
    [MaxLength(500)] public IReadOnlyList<WholesalePriceJson>? Prices { get; init; }
    /// <summary>The first day of those prices; today without it.</summary>
    public DateOnly? PricesFrom { get; init; }

    internal AccountDetails Details() => Details(Name, Currency, Address);
}

/// <summary>The terms a new account buys on.</summary>
public sealed record NewTermsJson
{
    /// <summary>The edge's currency.</summary>
    public Currency? Currency { get; init; }
    /// <summary>How it settles.</summary>
    public Settlement? Settlement { get; init; }
    /// <summary>The credit limit, when invoiced.</summary>
    public Money? CreditLimit { get; init; }
}

/// <summary>What is to change; what is left out stays, an empty text takes an optional field away.</summary>
public sealed record EditAccountJson : ProfileJson
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }
    /// <summary>Its address; parts that are left out stay.</summary>
    public AddressJson? Address { get; init; }
    /// <summary>The currency it will sell in.</summary>
    public Currency? Currency { get; init; }

    internal AccountDetails Details() => Details(Name, Currency, Address);
}

/// <summary>Why something is done.</summary>
public sealed record ReasonJson
{
    /// <summary>The reason; whom it concerns reads it too.</summary>
    [Required, MaxLength(500)] public string? Reason { get; init; }
}

/// <summary>Why an account is switched off, and what becomes of its subscriptions.</summary>
public sealed record DeactivateJson
{
    /// <summary>The reason; the account reads it too.</summary>
    [Required, MaxLength(500)] public string? Reason { get; init; }
    /// <summary>Whether its subscriptions and those of all below it go on, or are paused until it comes back; they go on without it.</summary>
    public RunningChoice? Subscriptions { get; init; }
}

/// <summary>How a reseller is submitted.</summary>
public sealed record SubmitJson
{
    /// <summary>The lines of its list that you do without; without this field, all that are open and may be done without. Give an empty list to insist on every line.</summary>
    public IReadOnlyList<OnboardingLine>? Without { get; init; }
}

/// <summary>What a new account pays for a plan: an amount in the currency of its terms, or a markup on your cost.</summary>
public sealed record WholesalePriceJson
{
    /// <summary>The plan.</summary>
    [Required] public Ref<Plan>? Plan { get; init; }
    /// <summary>For how long one pays.</summary>
    [Required] public Interval? Interval { get; init; }
    /// <summary>The price of one unit.</summary>
    public Money? Amount { get; init; }
    /// <summary>Or the markup on your cost, in percent.</summary>
    public decimal? MarkupPercent { get; init; }
}

/// <summary>An account.</summary>
public sealed record AccountJson : ProfileJson
{
    /// <summary>The account.</summary>
    public required Ref<Account> Id { get; init; }
    /// <summary>Its human number; null until it is registered.</summary>
    public string? Number { get; init; }
    /// <summary>What it is.</summary>
    public required AccountKind Kind { get; init; }
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary>The account it stands under; null for your own.</summary>
    public Ref<Account>? Parent { get; init; }
    /// <summary>Where it stands.</summary>
    public required AccountStatus Status { get; init; }
    /// <summary>Since when.</summary>
    public required DateTime StatusSince { get; init; }
    /// <summary>Why, or null.</summary>
    public string? StatusReason { get; init; }
    /// <summary>True while a request for coming back waits for the provider.</summary>
    public required bool ReactivationRequested { get; init; }
    /// <summary>When it was opened.</summary>
    public required DateTime OpenedAt { get; init; }
    /// <summary>The currency it sells in.</summary>
    public required Currency Currency { get; init; }
    /// <summary>How many accounts stand below it.</summary>
    public required int AccountsBelow { get; init; }
    /// <summary>What it may do with accounts below it.</summary>
    public required RightsJson Rights { get; init; }
    /// <summary>Its address.</summary>
    public AddressJson? Address { get; init; }
}

/// <summary>An account after a deed.</summary>
public sealed record AccountChangedJson
{
    /// <summary>The account.</summary>
    public required Ref<Account> Id { get; init; }
    /// <summary>Where it stands now.</summary>
    public required AccountStatus Status { get; init; }
}
