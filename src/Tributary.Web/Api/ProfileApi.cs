using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Tributary.Identity;
using Tributary.Web.Media;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>The person to whom the key belongs.</summary>
public sealed record OwnProfileJson
{
    /// <summary>The person.</summary>
    public required Ref<User> Id { get; init; }
    /// <summary>The name on screen and in the trail.</summary>
    public required string Name { get; init; }
    /// <summary>What they sign in with.</summary>
    public required string Email { get; init; }
    /// <summary>What becomes their email once they have opened the link in the letter to it; null when nothing waits.</summary>
    public string? NewEmail { get; init; }
    /// <summary>Their telephone, or null.</summary>
    public string? Phone { get; init; }
    /// <summary>Where their photo is, or null.</summary>
    public string? Photo { get; init; }
    /// <summary>BCP 47 language.</summary>
    public required string Language { get; init; }
    /// <summary>IANA time zone.</summary>
    public required string TimeZone { get; init; }
    /// <summary>Whether they sign in with a code of their app too.</summary>
    public required bool TwoFactor { get; init; }

    internal static OwnProfileJson Of(User person) => new()
    {
        Id = new(person.Id), Name = person.Name, Email = person.Email!, NewEmail = person.NewEmail, Phone = person.PhoneNumber,
        Photo = person.PictureId is { } picture ? MediaFiles.Address(picture) : null, Language = person.Language, TimeZone = person.TimeZone, TwoFactor = person.TwoFactorEnabled,
    };
}

/// <summary>What to change; what is not named stays.</summary>
public sealed record EditOwnProfileJson
{
    /// <summary>The name on screen and in the trail.</summary>
    [MaxLength(100)] public string? Name { get; init; }
    /// <summary>Their telephone; an empty text takes it away.</summary>
    [MaxLength(40)] public string? Phone { get; init; }
    /// <summary>BCP 47 language, one of the panel's.</summary>
    [MaxLength(20)] public string? Language { get; init; }
    /// <summary>IANA time zone.</summary>
    [MaxLength(64)] public string? TimeZone { get; init; }
}

/// <summary>Another email.</summary>
public sealed record NewEmailJson
{
    /// <summary>The new address.</summary>
    [Required, MaxLength(254)] public string? Email { get; init; }
    /// <summary>The password they have.</summary>
    [Required, MaxLength(Passwords.Longest)] public string? CurrentPassword { get; init; }
}

/// <summary>Another password.</summary>
public sealed record NewPasswordJson
{
    /// <summary>The password they have.</summary>
    [Required, MaxLength(Passwords.Longest)] public string? CurrentPassword { get; init; }
    /// <summary>The one they want.</summary>
    [Required, MaxLength(1000)] public string? Password { get; init; }
}

/// <summary>A photo as text, where the file itself cannot be sent.</summary>
public sealed record PhotoJson
{
    /// <summary>The file in base 64.</summary>
    [Required, MaxLength(7_000_000)] public string? Content { get; init; }
}

/// <summary>
/// <c>/profile</c>: whoever holds a key of their own, about themselves. A key of an account is nobody's; and no key alone changes how
/// its person gets in, for that takes their password.
/// </summary>
internal static class ProfileApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var profile = api.MapGroup("/profile").WithTags("profile");
        profile.MapGet("/", Read).RequireAuthorization(Policies.SignedIn).WithSummary("The person to whom your key belongs");
        profile.MapPatch("/", Edit).RequireAuthorization(Policies.SignedIn).WithSummary("Change your name, telephone, language or time zone");
        profile.MapPost("/email", AskEmail).RequireAuthorization(Policies.SignedIn).WithSummary("Ask for another email; it changes once the letter to it was opened");
        profile.MapPost("/password", SetPassword).RequireAuthorization(Policies.SignedIn).WithSummary("Set another password; your sessions end");
        profile.MapPut("/photo", SetPhoto).RequireAuthorization(Policies.SignedIn).WithSummary("Show a photo beside your name")
            .Accepts<PhotoJson>(isOptional: true, "application/json", "image/png", "image/jpeg", "image/webp", "image/gif").WithMetadata(new BodyLimit(8_000_000));
        profile.MapDelete("/photo", DropPhoto).RequireAuthorization(Policies.SignedIn).WithSummary("Take your photo away");
    }

    private static async Task<OwnProfileJson> Read(Viewer viewer, OwnProfile own) => OwnProfileJson.Of(await Person(viewer, own));

    private static async Task<OwnProfileJson> Edit(Body<EditOwnProfileJson> body, Viewer viewer, OwnProfile own)
    {
        var person = await Person(viewer, own);
        await own.Save(person, body.Value.Name, body.Value.Phone, body.Value.Language, body.Value.TimeZone);
        return OwnProfileJson.Of(person);
    }

    private static async Task<OwnProfileJson> AskEmail(Body<NewEmailJson> body, Asked asked, Viewer viewer, OwnProfile own)
    {
        var person = await Person(viewer, own);
        await own.AskEmail(person, body.Value.Email, body.Value.CurrentPassword, viewer.AccountId, asked.Reference, asked.Hash);
        return OwnProfileJson.Of(person);
    }

    private static async Task<NoContent> SetPassword(Body<NewPasswordJson> body, Viewer viewer, OwnProfile own)
    {
        await own.SetPassword(await Person(viewer, own), body.Value.Password, body.Value.CurrentPassword);
        return TypedResults.NoContent();
    }

    private static async Task<OwnProfileJson> SetPhoto(HttpContext http, Asked asked, Viewer viewer, OwnProfile own, CancellationToken cancel)
    {
        var person = await Person(viewer, own);
        await own.Show(person, BodyText.File<PhotoJson>(http.Request, asked, photo => photo.Content!), cancel);
        return OwnProfileJson.Of(person);
    }

    private static async Task<OwnProfileJson> DropPhoto(Viewer viewer, OwnProfile own, CancellationToken cancel)
    {
        var person = await Person(viewer, own);
        await own.Show(person, null, cancel);
        return OwnProfileJson.Of(person);
    }

    private static Task<User> Person(Viewer viewer, OwnProfile own) => viewer.UserId is { } id ? own.Of(id)
        : throw Refusal.Forbidden("key.no_person", "This key belongs to an account and to nobody in it. Make one of your own in the panel.");
}
