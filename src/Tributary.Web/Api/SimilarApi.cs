using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>Who is told when an account's number is there: one of the two.</summary>
public sealed record NotifyJson
{
    /// <summary>A person you see.</summary>
    public Ref<User>? User { get; init; }
    /// <summary>A mail address.</summary>
    public string? Email { get; init; }

    internal NotifyContact Contact => new(User?.Id, Email);
}

/// <summary>One reason why two companies may be the same.</summary>
public sealed record LikenessJson
{
    /// <summary>What fits.</summary>
    public required LikenessReason Code { get; init; }
    /// <summary>How well it fits, from 0 to 1.</summary>
    public required decimal Similarity { get; init; }
    /// <summary>How much it adds: the score is 1 / (1 + e^((4 - points) / 2.2)) of all points for and against.</summary>
    public required decimal Points { get; init; }
}

/// <summary>A company of a public register.</summary>
public sealed record RegisterEntryJson
{
    /// <summary>The register.</summary>
    public required string Source { get; init; }
    /// <summary>The company's name.</summary>
    public required string Name { get; init; }
    /// <summary>Its number in the register; may be empty.</summary>
    public required string RegistrationNumber { get; init; }
    /// <summary>Its tax number; may be empty.</summary>
    public required string TaxNumber { get; init; }
    /// <summary>Its web address; may be empty.</summary>
    public required string Website { get; init; }
    /// <summary>Its address.</summary>
    public required AddressJson Address { get; init; }
}

/// <summary>A company that may be the one you name.</summary>
public sealed record SimilarJson
{
    /// <summary>How likely it is the same, from 0 to 1.</summary>
    public required decimal Score { get; init; }
    /// <summary>What speaks for it, the strongest first.</summary>
    public required IReadOnlyList<LikenessJson> Reasons { get; init; }
    /// <summary>The account, when it is one; only accounts you see are compared.</summary>
    public AccountJson? Account { get; init; }
    /// <summary>The entry of a public register, when it is one.</summary>
    public RegisterEntryJson? Register { get; init; }
}

/// <summary>Companies like the one you name.</summary>
public sealed record SimilarListJson
{
    /// <summary>The likeliest first; empty when there is none.</summary>
    public required IReadOnlyList<SimilarJson> Items { get; init; }
}

/// <summary>A public register to be loaded. It may also be sent as <c>text/csv</c>, with <c>?source=</c> and <c>?country=</c>.</summary>
public sealed record LoadRegisterJson
{
    /// <summary>The register's name; an earlier one of that name is replaced.</summary>
    [Required, MaxLength(80)] public string? Source { get; init; }
    /// <summary>The country of rows that name none, two letters.</summary>
    public string? Country { get; init; }
    /// <summary>The text of a CSV file whose first row names its columns.</summary>
    [Required] public string? Content { get; init; }
}

/// <summary>A public register that is loaded.</summary>
public sealed record RegisterJson
{
    /// <summary>The register's name.</summary>
    public required string Source { get; init; }
    /// <summary>How many companies it has.</summary>
    public required int Count { get; init; }
    /// <summary>How many rows of the file had no name.</summary>
    public required int Skipped { get; init; }
}

/// <summary><c>/accounts/similar</c> and <c>/registers</c>: what is there already, before it is made a second time.</summary>
internal static class SimilarApi
{
    public static void Map(RouteGroupBuilder accounts) => accounts.MapGet("/similar", Find).RequireAuthorization(Policies.ViewAccounts)
        .WithSummary("Accounts and register entries like a company you name").WithDescription("Everything is optional, but say a name, an address or a number.");

    public static void MapRegisters(RouteGroupBuilder api)
    {
        var registers = api.MapGroup("/registers").WithTags("registers");
        registers.MapGet("/", List).RequireAuthorization(Policies.ManageSettings).WithSummary("The public registers that are loaded; for the provider");
        registers.MapPost("/", Load).RequireAuthorization(Policies.ManageSettings).WithSummary("Load a public register of companies, in place of the one of that name; for the provider")
            .Accepts<LoadRegisterJson>(isOptional: true, "application/json", "text/csv").WithMetadata(new BodyLimit(BodyLimit.Registers));
    }

    private static async Task<SimilarListJson> Find(string? name, string? street, string? street2, string? postalCode, string? city, string? region, string? country,
        string? taxNumber, string? registrationNumber, string? website, string? domain, string? email, string? phone, string? limit,
        Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var typed = new AccountDetails
        {
            Name = Filter.Text(name, "name"), Street = Filter.Text(street, "street"), Street2 = Filter.Text(street2, "street2"), PostalCode = Filter.Text(postalCode, "postalCode"),
            City = Filter.Text(city, "city"), Region = Filter.Text(region, "region"), Country = Filter.Text(country, "country"), TaxNumber = Filter.Text(taxNumber, "taxNumber"),
            RegistrationNumber = Filter.Text(registrationNumber, "registrationNumber"), Website = Filter.Text(website, "website"), Domain = Filter.Text(domain, "domain"),
            Email = Filter.Text(email, "email"), Phone = Filter.Text(phone, "phone"),
        };
        if (SimilarAccounts.SaysNothing(typed)) throw Refusal.Field("name", "query.invalid", "Name the company, its address or one of its numbers.");
        var found = await new SimilarAccounts(db, viewer).To(typed, Filter.Count(limit, "limit", 20) ?? SimilarAccounts.Most, cancel);
        return new() { Items = [.. found.Select(one => Shown(one, viewer))] };
    }

    private static async Task<ListOf<RegisterJson>> List(Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        if (!viewer.IsProvider) throw Refusal.NotFound("register");
        var loads = await db.RegisterLoads.AsNoTracking().Where(l => l.FinishedAt != null && l.ReplacedAt == null).OrderBy(l => l.Source).ToListAsync(cancel);
        return new() { Items = [.. loads.Select(l => new RegisterJson { Source = l.Source, Count = l.Count, Skipped = l.Skipped })] };
    }

    private static async Task<RegisterJson> Load(string? source, string? country, HttpRequest request, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        if (!viewer.IsProvider) throw Refusal.NotFound("register");
        var isCsv = request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true;
        var wanted = isCsv ? null : request.HasJsonContentType() ? BodyText.Read<LoadRegisterJson>(asked.Body)
            : throw new Unreadable(415, "body.type", "Send the register as text/csv, or as application/json with its content.");
        var named = wanted?.Source ?? Filter.Text(source, "source") ?? throw Refusal.Field("source", "query.invalid", "Say which register this is.");
        using var body = new MemoryStream(wanted is null ? asked.Body : Encoding.UTF8.GetBytes(wanted.Content!), writable: false);
        var loaded = await new RegisterFile(db, desk).Load(viewer, named, body, wanted?.Country ?? Filter.Text(country, "country"), asked.Reference, asked.Hash, cancel);
        return new() { Source = named, Count = loaded.Count, Skipped = loaded.Skipped };
    }

    private static SimilarJson Shown(SimilarCompany one, Viewer viewer) => new()
    {
        Score = decimal.Round((decimal)one.Likeness.Score, 3),
        Reasons = [.. one.Likeness.Parts.Select(part => new LikenessJson { Code = part.Reason, Similarity = (decimal)part.Similarity, Points = (decimal)part.Points })],
        Account = one.Account is { } account ? AccountFields.Shown(account, one.Profile, viewer) : null,
        Register = one.Entry is not { } entry ? null : new()
        {
            Source = one.Source!, Name = entry.Name, RegistrationNumber = entry.Number, TaxNumber = entry.TaxNumber, Website = entry.Website,
            Address = new() { Street = entry.Street, Street2 = entry.Street2, PostalCode = entry.PostalCode, City = entry.City, Region = entry.Region, Country = entry.Country },
        },
    };
}
