using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using QRCoder;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>
/// What is one's own: name, language, time zone, email, password, two-step sign-in, and where one signed in. Whatever
/// changes how one gets in asks for the password first and ends all other sessions.
/// </summary>
[Authorize(Policy = Policies.Person)]
[EnableRateLimiting(SecuritySetup.Guessing)]
public sealed class ProfileModel(
    UserManager<User> users, SignIn door, TributaryDb db, ProfileLetters letters, TimeProvider clock, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is asked for, over all forms of the page.</summary>
    public sealed class Form
    {
        public string? Name { get; set; }

        public string? Language { get; set; }

        public string? TimeZone { get; set; }

        public string? Email { get; set; }

        public string? CurrentPassword { get; set; }

        public string? Password { get; set; }

        public string? Code { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public User Person { get; private set; } = null!;

    public IReadOnlyList<SignInRecord> SignIns { get; private set; } = [];

    /// <summary>Shown once, after two-step sign-in was switched on.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    public bool HasSeveralPlaces { get; private set; }

    public bool MailCanBeSent => letters.CanBeSent;

    public async Task OnGetAsync() => await Load();

    public Task<IActionResult> OnPostAsync() => Change(async () =>
    {
        Person.Name = Enrol.Name(Input.Name);
        if (Culture.Find(Input.Language) is not { } language) throw Refusal.Field("language", "language.unknown", "Choose one of the languages.");
        if (!AccountDetails.IsTimeZone(Input.TimeZone ?? "")) throw Refusal.Field("timeZone", "time_zone.unknown", "Choose one of the time zones.");
        (Person.Language, Person.TimeZone) = (language.Code, Input.TimeZone!);
        Passwords.Must(await users.UpdateAsync(Person));
        return texts["Your profile is saved."];
    });

    public Task<IActionResult> OnPostEmailAsync() => Change(async () =>
    {
        await NeedPassword();
        var email = Enrol.Email(Input.Email);
        if (string.Equals(email, Person.Email, StringComparison.OrdinalIgnoreCase)) throw Refusal.Field("email", "email.same", "This is your email already.");
        if (!MailCanBeSent) throw Refusal.Conflict("email.no_mail", "This panel sends no mail, so a new email cannot be confirmed. Ask the operator of this installation.");
        // Whether somebody else has it is found out when it is confirmed, so that nobody can try emails out here.
        Person.NewEmail = email;
        Passwords.Must(await users.UpdateAsync(Person));
        letters.ConfirmEmail(Person, Request);
        return texts["A link is on its way to {0}. Your email changes once you have opened it.", email];
    });

    public Task<IActionResult> OnPostPasswordAsync() => Change(async () =>
    {
        await NeedPassword();
        await Passwords.Set(users, Person, Input.Password, await db.PlacesOf(Person.Id).Select(place => place.Account.Name).ToListAsync());
        return texts["Your password is changed. Other sessions of yours are ended."];
    });

    public Task<IActionResult> OnPostOfferTotpAsync() => Change(async () =>
    {
        await NeedPassword();
        Person.OfferTotp();
        Passwords.Must(await users.UpdateAsync(Person));
        return null;
    });

    public async Task<IActionResult> OnPostConfirmTotpAsync()
    {
        await Load();
        try
        {
            RecoveryCodes = Person.ConfirmTotp(Input.Code ?? "", clock.GetUtcNow().UtcDateTime);
            Passwords.Must(await users.UpdateSecurityStampAsync(Person));
            await Session.GoOn(HttpContext, Person);
        }
        catch (Refusal no)
        {
            ModelState.Add(no, texts, "Input");
        }
        return Page();
    }

    public Task<IActionResult> OnPostDropTotpAsync() => Change(async () =>
    {
        await NeedPassword();
        Person.DropTotp();
        Passwords.Must(await users.UpdateSecurityStampAsync(Person));
        return texts["Two-step sign-in is switched off."];
    });

    /// <summary>The QR code an authenticator app reads, as the path of an SVG, and its width in squares.</summary>
    public (string Path, int Size) QrCode()
    {
        using var code = new QRCodeGenerator().CreateQrCode(Totp.Address(Brand.Of(HttpContext).Name, Person.Email!, Person.TotpKey!), QRCodeGenerator.ECCLevel.M);
        var squares = from y in Enumerable.Range(0, code.ModuleMatrix.Count)
                      from x in Enumerable.Range(0, code.ModuleMatrix.Count)
                      where code.ModuleMatrix[y][x]
                      select $"M{x} {y}h1v1h-1z";
        return (string.Concat(squares), code.ModuleMatrix.Count);
    }

    /// <summary>The secret in groups of four, for those who type it.</summary>
    public string TotpKeyInGroups => string.Join(' ', (Person.TotpKey ?? "").Chunk(4).Select(group => new string(group)));

    private async Task Load()
    {
        Person = (await users.FindByIdAsync(HttpContext.RequestServices.GetRequiredService<CurrentViewer>().Person!.Id.ToString()))!;
        SignIns = await db.SignIns.AsNoTracking().Where(record => record.UserId == Person.Id).OrderByDescending(record => record.At).Take(10).ToListAsync();
        HasSeveralPlaces = await db.PlacesOf(Person.Id).CountAsync() > 1;
        Input.Name ??= Person.Name;
        Input.Language ??= Person.Language;
        Input.TimeZone ??= Person.TimeZone;
    }

    private async Task<IActionResult> Change(Func<Task<string?>> change)
    {
        await Load();
        try
        {
            var said = await change();
            await Session.GoOn(HttpContext, Person);
            if (said is not null) this.Done(said);
            return LocalRedirect("/profile");
        }
        catch (Refusal no)
        {
            ModelState.Add(no, texts, "Input");
            return Page();
        }
    }

    private async Task NeedPassword()
    {
        if (!await door.Confirms(Person, Input.CurrentPassword ?? "")) throw Refusal.Field("currentPassword", "password.wrong", "This is not your current password.");
    }
}
