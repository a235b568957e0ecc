using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>
/// The first run, once: the code the program printed, the provider, the first administrator. Each step carries what the
/// one before it asked, and nothing is written before the last. Afterwards the wizard is gone, for everybody.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(SecuritySetup.Guessing)]
public sealed class SetupModel(FirstRun first, Desk desk, Enrol enrol, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is asked for, over all steps.</summary>
    public sealed class Form
    {
        public string? Code { get; set; }

        public string? Name { get; set; }

        public string? Street { get; set; }

        public string? PostalCode { get; set; }

        public string? City { get; set; }

        public string? Country { get; set; }

        public string? Currency { get; set; } = "USD";

        public string? Language { get; set; } = "en";

        public string? TimeZone { get; set; } = "UTC";

        public string? Person { get; set; }

        public string? Email { get; set; }

        public string? Password { get; set; }

        internal AccountDetails Details => new()
        {
            Name = Name, Street = Street, PostalCode = PostalCode, City = City, Country = Country ?? "", Currency = Currency, Language = Language, TimeZone = TimeZone,
            Email = Email,
        };
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>1 for the provider, 2 for the administrator.</summary>
    public int Step { get; private set; } = 1;

    public async Task<IActionResult> OnGetAsync() => await first.IsOver() ? NotFound() : Page();

    /// <summary>The provider is entered; the administrator is asked for next.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await first.IsOver()) return NotFound();
        if (!CodeIsRight()) return Page();
        try
        {
            // The deed itself says what is wrong; this one is written nowhere.
            await desk.Preview(new SetUp { By = SetUp.Nobody, Details = Input.Details });
            Step = 2;
            ModelState.Clear();
        }
        catch (Refusal no)
        {
            ModelState.Add(no, texts, "Input");
        }
        return Page();
    }

    /// <summary>Everything is there: it is written, and the administrator is in.</summary>
    public async Task<IActionResult> OnPostFinishAsync()
    {
        if (await first.IsOver()) return NotFound();
        if (!CodeIsRight()) return Page();
        Step = 2;
        try
        {
            var (user, place) = await FirstAdministrator.SetUp(desk, enrol, Input.Details, Input.Person, Input.Email, Input.Password, Hosts.Of(Request));
            await Session.Begin(HttpContext, user, place);
            return LocalRedirect("/setup/markup");
        }
        catch (Refusal no) when (no.Code == "setup.done")
        {
            return NotFound();
        }
        catch (Refusal no)
        {
            foreach (var (field, sentences) in no.Errors)
                foreach (var sentence in sentences) ModelState.AddModelError(field == "name" ? "Input.Person" : $"Input.{field}", texts[sentence]);
            if (no.Errors.Count == 0) ModelState.Add(no, texts);
            return Page();
        }
    }

    private bool CodeIsRight()
    {
        if (first.IsCode(Input.Code)) return true;
        ModelState.AddModelError("Input.Code", texts["This is not the code. It stands where the program was started, and is a new one each time."]);
        return false;
    }

    /// <summary>Countries by name.</summary>
    public static IEnumerable<SelectListItem> Countries { get; } =
        [new("", ""), .. Country.All.Select(code => new SelectListItem(Country.Name(code), code)).OrderBy(item => item.Text, StringComparer.InvariantCulture)];

    /// <summary>Currencies by code.</summary>
    public static IEnumerable<SelectListItem> Currencies { get; } = [.. Currency.All.Select(one => new SelectListItem(one.Code, one.Code)).OrderBy(item => item.Text, StringComparer.Ordinal)];

    /// <summary>Languages by their own name.</summary>
    public static IEnumerable<SelectListItem> Languages { get; } = [.. Culture.Languages.Select(language => new SelectListItem(language.Name, language.Code))];

    /// <summary>Time zones by their IANA name.</summary>
    public static IEnumerable<SelectListItem> TimeZones { get; } =
    [
        .. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Where(AccountDetails.IsTimeZone).Append("UTC").Distinct()
            .Order(StringComparer.Ordinal).Select(zone => new SelectListItem(zone, zone)),
    ];

    /// <summary>What step two carries on from step one.</summary>
    public IEnumerable<(string Name, string? Value)> Carried =>
    [
        ("Code", Input.Code), ("Name", Input.Name), ("Street", Input.Street), ("PostalCode", Input.PostalCode), ("City", Input.City),
        ("Country", Input.Country), ("Currency", Input.Currency), ("Language", Input.Language), ("TimeZone", Input.TimeZone),
    ];
}
