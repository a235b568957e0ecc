using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using QRCoder;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>
/// What is one's own: name, telephone, language, time zone, email, password, two-step sign-in, and where one signed in. Whatever
/// changes how one gets in asks for the password first and ends all other sessions.
/// </summary>
[Authorize(Policy = Policies.Person)]
[EnableRateLimiting(SecuritySetup.Guessing)]
public sealed class ProfileModel(
    UserManager<User> users, OwnProfile own, TributaryDb db, TimeProvider clock, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is asked for, over all forms of the page.</summary>
    public sealed class Form
    {
        public string? Name { get; set; }

        public string? Phone { get; set; }

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

    public bool MailCanBeSent => own.MailCanBeSent;

    /// <summary>Whether the monthly report of the account one acts for comes by mail; null where one may not read it.</summary>
    public bool? Report { get; private set; }

    /// <summary>The account of the report.</summary>
    public string ReportOf { get; private set; } = "";

    public async Task OnGetAsync() => await Load();

    public Task<IActionResult> OnPostAsync() => Change(async () =>
    {
        await own.Save(Person, Input.Name ?? "", Input.Phone ?? "", Input.Language ?? "", Input.TimeZone ?? "");
        return texts["Your profile is saved."];
    });

    public Task<IActionResult> OnPostEmailAsync() => Change(async () =>
    {
        await own.AskEmail(Person, Input.Email, Input.CurrentPassword, HttpContext.RequestServices.GetRequiredService<CurrentViewer>().OrNull?.AccountId);
        return MailCanBeSent ? texts["A link is on its way to {0}. Your email changes once you have opened it.", Person.NewEmail!]
            : texts["This panel sends no mail. Whoever looks after you reads the link under Sent mail and hands it to you; your email changes once you have opened it."];
    });

    public Task<IActionResult> OnPostPasswordAsync() => Change(async () =>
    {
        await own.SetPassword(Person, Input.Password, Input.CurrentPassword);
        return texts["Your password is changed. Other sessions of yours are ended."];
    });

    public Task<IActionResult> OnPostReportAsync(bool wanted, CancellationToken cancel) => Change(async () =>
    {
        var viewer = Current.OrNull ?? throw Refusal.NotFound("page");
        await HttpContext.RequestServices.GetRequiredService<Desk>().Do(new WantReport { By = viewer, Wanted = wanted }, cancel);
        return wanted ? texts["The report of this month comes on the first of the next."] : texts["The report comes no more."];
    });

    public Task<IActionResult> OnPostOfferTotpAsync() => Change(async () =>
    {
        await own.NeedPassword(Person, Input.CurrentPassword);
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
        await own.NeedPassword(Person, Input.CurrentPassword);
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

    private CurrentViewer Current => HttpContext.RequestServices.GetRequiredService<CurrentViewer>();

    private async Task LoadReport()
    {
        if (Current.OrNull is not { UserId: { } user } viewer || !viewer.May(Right.ViewOrders)) return;
        ReportOf = Current.Account.Name;
        Report = await db.Memberships.AsNoTracking().AnyAsync(m => m.UserId == user && m.AccountId == viewer.AccountId && m.EndedAt == null && m.WantsReportSince != null);
    }

    private async Task Load()
    {
        await LoadReport();
        Person = await own.Of(Current.Person!.Id);
        SignIns = await db.SignIns.AsNoTracking().Where(record => record.UserId == Person.Id).OrderByDescending(record => record.At).Take(10).ToListAsync();
        HasSeveralPlaces = await db.PlacesOf(Person.Id).Within(HostBrand.PathOf(HttpContext)).CountAsync() > 1;
        Input.Name ??= Person.Name;
        // A telephone may be taken away, so only a form that does not ask for it shows the one there is.
        if (!Request.HasFormContentType || !Request.Form.ContainsKey("Input.Phone")) Input.Phone = Person.PhoneNumber;
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
}
