using System.ComponentModel.DataAnnotations;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Media;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>How a department is reached and how it signs.</summary>
public sealed record DepartmentJson
{
    /// <summary>Mail address.</summary>
    public string? Email { get; init; }
    /// <summary>Telephone.</summary>
    public string? Phone { get; init; }
    /// <summary>What stands below its mails, as plain lines.</summary>
    public string? Signature { get; init; }
}

/// <summary>The domain that a reseller wants for its panel, and how far it is.</summary>
public sealed record DomainJson
{
    /// <summary>The name, in its own script.</summary>
    public required string Host { get; init; }
    /// <summary>Whether it is proven; only then the panel is there.</summary>
    public required bool Proven { get; init; }
    /// <summary>Where the TXT record that proves it has to stand.</summary>
    public required string RecordName { get; init; }
    /// <summary>What that record has to say.</summary>
    public required string RecordText { get; init; }
    /// <summary>What the last look found: <c>no_record</c>, <c>other_token</c>, <c>no_answer</c>, <c>taken</c>; null when it was well or has not been.</summary>
    public string? Finding { get; init; }
    /// <summary>When it was looked for last.</summary>
    public DateTime? CheckedAt { get; init; }
    /// <summary>When it was proven.</summary>
    public DateTime? ProvenAt { get; init; }

    internal static DomainJson Of(HostName name) => new()
    {
        Host = DomainName.Shown(name.Host), Proven = name.ProvenAt is not null, RecordName = name.RecordName, RecordText = name.RecordText,
        Finding = name.Finding, CheckedAt = name.CheckedAt, ProvenAt = name.ProvenAt,
    };
}

/// <summary>How a seller shows itself to those below it.</summary>
public sealed record BrandingJson
{
    /// <summary>The name on its pages and mails; empty for the account's own.</summary>
    public required string Name { get; init; }
    /// <summary>The accent as <c>#rrggbb</c>, or empty.</summary>
    public required string Colour { get; init; }
    /// <summary>The logo's address on this site, or null.</summary>
    public string? Logo { get; init; }
    /// <summary>Where its mails come from; empty for the installation's own sender.</summary>
    public required string MailFrom { get; init; }
    /// <summary>The sales department.</summary>
    public required DepartmentJson Sales { get; init; }
    /// <summary>The support department.</summary>
    public required DepartmentJson Support { get; init; }
    /// <summary>The billing department.</summary>
    public required DepartmentJson Billing { get; init; }
    /// <summary>The domain it wants for its panel, or null.</summary>
    public DomainJson? Domain { get; init; }
    /// <summary>The proven host that its panel is at, or null; another one than <c>domain</c> until that is proven too.</summary>
    public string? Host { get; init; }

    internal static BrandingJson Of(BrandSeen seen)
    {
        var brand = seen.Brand;
        return new()
        {
            Name = brand.Name, Colour = brand.Colour, Logo = brand.LogoId is { } logo ? MediaFiles.Address(logo) : null, MailFrom = brand.MailFrom,
            Sales = new() { Email = brand.SalesEmail, Phone = brand.SalesPhone, Signature = brand.SalesSignature },
            Support = new() { Email = brand.SupportEmail, Phone = brand.SupportPhone, Signature = brand.SupportSignature },
            Billing = new() { Email = brand.BillingEmail, Phone = brand.BillingPhone, Signature = brand.BillingSignature },
            Domain = seen.Wanted is { } wanted ? DomainJson.Of(wanted) : null, Host = seen.Host is { } host ? DomainName.Shown(host) : null,
        };
    }
}

/// <summary>What is to change; what is left out stays, an empty text takes a field away. The domain is changed with the account.</summary>
public sealed record EditBrandingJson
{
    /// <summary>The name on its pages and mails.</summary>
    public string? Name { get; init; }
    /// <summary>The accent as <c>#rrggbb</c>.</summary>
    public string? Colour { get; init; }
    /// <summary>Where its mails come from.</summary>
    public string? MailFrom { get; init; }
    /// <summary>The sales department.</summary>
    public DepartmentJson? Sales { get; init; }
    /// <summary>The support department.</summary>
    public DepartmentJson? Support { get; init; }
    /// <summary>The billing department.</summary>
    public DepartmentJson? Billing { get; init; }

    internal BrandDetails Details => new()
    {
        Name = Name, Colour = Colour, MailFrom = MailFrom, SalesEmail = Sales?.Email, SalesPhone = Sales?.Phone, SalesSignature = Sales?.Signature,
        SupportEmail = Support?.Email, SupportPhone = Support?.Phone, SupportSignature = Support?.Signature,
        BillingEmail = Billing?.Email, BillingPhone = Billing?.Phone, BillingSignature = Billing?.Signature,
    };
}

/// <summary>A logo. It may also be sent as it is, as <c>image/png</c>, <c>image/jpeg</c>, <c>image/webp</c>, <c>image/gif</c> or <c>image/svg+xml</c>.</summary>
public sealed record LogoJson
{
    /// <summary>The file in base 64.</summary>
    [Required] public string? Content { get; init; }
}

/// <summary><c>/accounts/{id}/branding</c> and the proof of its domain: of accounts that sell.</summary>
internal static class BrandingApi
{
    private static readonly string[] Departments = ["sales", "support", "billing"];

    public static void Map(RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/accounts/{id}").WithTags("branding");
        accounts.MapGet("/branding", Read).RequireAuthorization(Policies.ViewAccounts).WithSummary("How a seller shows itself, and where");
        accounts.MapPatch("/branding", Edit).RequireAuthorization(Policies.ManageAccounts).WithSummary("Change its name, colour and departments");
        accounts.MapPut("/branding/logo", SetLogo).RequireAuthorization(Policies.ManageAccounts).WithSummary("Give it a logo")
            .Accepts<LogoJson>(isOptional: true, "application/json", "image/png", "image/jpeg", "image/webp", "image/gif", "image/svg+xml").WithMetadata(new BodyLimit(2_000_000));
        accounts.MapDelete("/branding/logo", DropLogo).RequireAuthorization(Policies.ManageAccounts).WithSummary("Take its logo away");
        accounts.MapPost("/domain/check", Check).RequireAuthorization(Policies.ManageAccounts).WithSummary("Look for the record that proves its domain, now");
    }

    private static async Task<BrandingJson> Read(Ref<Account> id, HttpContext http, Viewer viewer, TributaryDb db, SellersBrand brands, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        http.Tag(account);
        return BrandingJson.Of(await brands.Read(account, cancel));
    }

    private static async Task<BrandingJson> Edit(
        Ref<Account> id, Body<EditBrandingJson> body, HttpContext http, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, SellersBrand brands, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        try
        {
            return await Do(account, new SetBranding
            {
                By = viewer, InBranch = account.BranchId, AccountId = account.Id, Details = body.Value.Details, Expected = match.For<Account>(account.Id),
                Reference = asked.Reference, Asked = asked.Hash,
            }, http, desk, brands, cancel);
        }
        catch (Refusal no) when (no.Errors.Count > 0)
        {
            // The departments are objects here, and flat in the business.
            throw Refusal.Fields(no.Code, no.Errors.ToDictionary(e => Array.Find(Departments, e.Key.StartsWith) is { } one ? $"{one}.{e.Key[one.Length..].ToLowerInvariant()}" : e.Key, e => e.Value));
        }
    }

    private static async Task<BrandingJson> SetLogo(
        Ref<Account> id, HttpContext http, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, SellersBrand brands, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        var file = BodyText.File<LogoJson>(http.Request, asked, logo => logo.Content!);
        return await Do(account, new SetBranding
        {
            By = viewer, InBranch = account.BranchId, AccountId = account.Id, Logo = await Picture.Logo(file, desk.Now, cancel), Expected = match.For<Account>(account.Id),
            Reference = asked.Reference, Asked = asked.Hash,
        }, http, desk, brands, cancel);
    }

    private static async Task<BrandingJson> DropLogo(
        Ref<Account> id, HttpContext http, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, SellersBrand brands, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        return await Do(account, new SetBranding
        {
            By = viewer, InBranch = account.BranchId, AccountId = account.Id, DropsLogo = true, Expected = match.For<Account>(account.Id), Reference = asked.Reference, Asked = asked.Hash,
        }, http, desk, brands, cancel);
    }

    private static async Task<DomainJson> Check(Ref<Account> id, Viewer viewer, TributaryDb db, SellersBrand brands, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        await brands.Check(viewer, account, cancel);
        return DomainJson.Of((await brands.Read(account, cancel)).Wanted!);
    }

    private static async Task<BrandingJson> Do(Account account, SetBranding deed, HttpContext http, Desk desk, SellersBrand brands, CancellationToken cancel)
    {
        http.Tag((await desk.Do(deed, cancel)).Version);
        return BrandingJson.Of(await brands.Read(account, cancel));
    }
}
