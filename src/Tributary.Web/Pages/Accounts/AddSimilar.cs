using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Partners;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages.Accounts;

/// <summary>What the form of a new account asks beside its company: who is told of its number, and whether it is there already.</summary>
public sealed partial class AddModel
{
    private const int FewPeople = 8;
    private const int Directory = 50;

    /// <summary>Who is told when the number is there.</summary>
    public sealed class NotifyForm
    {
        /// <summary>Part of a name or email by which the person is looked for.</summary>
        public string? Search { get; set; }
        /// <summary>The chosen person's public id.</summary>
        public string? Person { get; set; }
        /// <summary>An address instead.</summary>
        public string? Email { get; set; }
    }

    /// <summary>Somebody who can be chosen.</summary>
    public sealed record Told(string Id, string Name, string Email, string Account);

    [BindProperty]
    public NotifyForm Notify { get; set; } = new();

    /// <summary>The people to choose from; null when nobody was looked for.</summary>
    public IReadOnlyList<Told>? People { get; private set; }

    /// <summary>The one that is chosen.</summary>
    public Told? Chosen { get; private set; }

    /// <summary>Companies like the one that was typed.</summary>
    public IReadOnlyList<SimilarCompany> Similar { get; private set; } = [];

    /// <summary>The words for what was taken over from a register.</summary>
    public IReadOnlyList<string> Filled { get; private set; } = [];

    /// <summary>The register from which something was taken over.</summary>
    public string? FilledFrom { get; private set; }

    private readonly Dictionary<string, string> filling = [];

    /// <summary>Whether customer or division is to be chosen in the form.</summary>
    public bool ChoosesKind => Kind != AccountKind.Reseller && Kinds.Contains(AccountKind.Customer) && Kinds.Contains(AccountKind.Division);

    /// <summary>Whether the viewer may look for people.</summary>
    public bool SeesPeople => current.Viewer.May(Right.ViewPeople);

    /// <summary>Who is told, in words; null for nobody.</summary>
    public string? Notifies => Chosen is { } person ? $"{person.Name}, {person.Email}" : string.IsNullOrWhiteSpace(Notify.Person) && !string.IsNullOrWhiteSpace(Notify.Email) ? Notify.Email : null;

    /// <summary>Where a company sits, on one line.</summary>
    public static string AddressOf(SimilarCompany one)
    {
        var (street, more, code, city, region, country) = one.Profile is { } profile
            ? (profile.Street, profile.Street2, profile.PostalCode, profile.City, profile.Region, profile.Country)
            : (one.Entry!.Street, one.Entry.Street2, one.Entry.PostalCode, one.Entry.City, one.Entry.Region, one.Entry.Country);
        string[] parts = [street, more, $"{code} {city}".Trim(), region, country.Length == 0 ? "" : Country.Name(country)];
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }

    private NotifyContact? Contact =>
        PublicId.TryParse(Notify.Person, "usr", out var person) ? new(person, null) : string.IsNullOrWhiteSpace(Notify.Email) ? null : new(null, Notify.Email);

    /// <summary>The people that fit, for the form to show while one types, or all of them for the directory.</summary>
    public async Task<IActionResult> OnGetPeopleAsync([FromQuery(Name = "Notify.Search")] string? search, [FromQuery(Name = "Notify.Person")] string? person)
    {
        await Find();
        (Notify.Search, Notify.Person) = (search, person);
        await LookForPeople();
        return Partial("_NotifyPeople", this);
    }

    /// <summary>The same without JavaScript: the form again, with whatever was typed.</summary>
    public async Task<IActionResult> OnPostPeopleAsync()
    {
        await Find();
        await LookForPeople();
        return Page();
    }

    /// <summary>Takes what is missing from an entry of a register, and reviews it again.</summary>
    public async Task<IActionResult> OnPostFillAsync(string? register)
    {
        await Find();
        var (id, line) = register?.Split('.') is [var load, var place] && int.TryParse(load, NumberStyles.None, CultureInfo.InvariantCulture, out var l)
            && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var p) ? (l, p) : (0, 0);
        var source = await db.RegisterLoads.AsNoTracking().Where(one => one.Id == id && one.FinishedAt != null && one.ReplacedAt == null).Select(one => one.Source).FirstOrDefaultAsync();
        var entry = source is null ? null : await db.RegisterEntries.AsNoTracking().FirstOrDefaultAsync(e => e.LoadId == id && e.Line == line);
        // A register may be loaded anew while somebody reads the review: then it is simply looked for once more.
        if (entry is not null) Take(entry);
        FilledFrom = entry is null ? null : source;
        return await OnPostAsync();
    }

    /// <summary>The account is there already: no other is opened.</summary>
    public async Task<IActionResult> OnPostReuseAsync(string? account)
    {
        await Find();
        if (!PublicId.TryParse(account, "acc", out var id)) throw Refusal.NotFound("account");
        var there = await db.Accounts.One(current.Viewer, id);
        this.Done(texts["{0} was there already. No new account was opened.", there.Name]);
        return LocalRedirect(Spoken.Place(there));
    }

    private async Task LookAlike() => Similar = await new SimilarAccounts(db, current.Viewer).To(Company.Details);

    private async Task LookForPeople()
    {
        await FindChosen();
        if (!SeesPeople) return;
        var most = string.IsNullOrWhiteSpace(Notify.Search) ? Directory : FewPeople;
        var page = await PeopleSeen.Page(db, current.Viewer, new() { Search = Notify.Search }, null, most, DateTime.UnixEpoch);
        People = [.. page.DistinctBy(p => p.UserId).Select(Shown)];
    }

    // Stays chosen whatever is looked for next.
    private async Task FindChosen()
    {
        if (!SeesPeople || !PublicId.TryParse(Notify.Person, "usr", out var id)) return;
        var seen = await (from m in db.Memberships.AsNoTracking().SeenBy(current.Viewer.For(Right.ViewPeople))
                          where m.UserId == id && m.EndedAt == null
                          join user in db.Users on m.UserId equals user.Id
                          join account in db.Accounts on m.AccountId equals account.Id
                          orderby m.Path
                          select new { user.Id, Name = m.AwaitsConsent ? user.Email! : user.Name, user.Email, Account = account.Name }).FirstOrDefaultAsync();
        if (seen is not null) Chosen = new(PublicId.Format("usr", seen.Id), seen.Name, seen.Email!, seen.Account);
    }

    private static Told Shown(PersonSeen person) => new(PublicId.Format("usr", person.UserId), person.Name ?? person.Email, person.Email, person.AccountName);

    private void Take(RegisterEntry entry)
    {
        var taken = new List<string>();
        void Fill(string field, string? typed, string known, Action<string> set, string words)
        {
            if (!string.IsNullOrWhiteSpace(typed) || known.Length == 0) return;
            set(known);
            filling["Company." + field] = known;
            ModelState.Remove("Company." + field);
            taken.Add(texts[words]);
        }

        Fill(nameof(Company.Name), Company.Name, entry.Name, v => Company.Name = v, Texts.Key("Name"));
        Fill(nameof(Company.Street), Company.Street, entry.Street, v => Company.Street = v, Texts.Key("Street"));
        Fill(nameof(Company.Street2), Company.Street2, entry.Street2, v => Company.Street2 = v, Texts.Key("More of the address"));
        Fill(nameof(Company.PostalCode), Company.PostalCode, entry.PostalCode, v => Company.PostalCode = v, Texts.Key("Postal code"));
        Fill(nameof(Company.City), Company.City, entry.City, v => Company.City = v, Texts.Key("Town"));
        Fill(nameof(Company.Region), Company.Region, entry.Region, v => Company.Region = v, Texts.Key("State or region"));
        Fill(nameof(Company.Country), Company.Country, entry.Country, v => Company.Country = v, Texts.Key("Country"));
        Fill(nameof(Company.TaxNumber), Company.TaxNumber, entry.TaxNumber, v => Company.TaxNumber = v, Texts.Key("Tax number"));
        Fill(nameof(Company.RegistrationNumber), Company.RegistrationNumber, entry.Number, v => Company.RegistrationNumber = v, Texts.Key("Register number"));
        if (Uri.TryCreate(entry.Website, UriKind.Absolute, out var site) && site.Scheme is "http" or "https")
            Fill(nameof(Company.Website), Company.Website, entry.Website, v => Company.Website = v, Texts.Key("Web address"));
        Filled = taken;
    }
}

/// <summary>Why a company may be the one that was typed, in words. Keys of the texts.</summary>
public static class LikenessWords
{
    /// <summary>The words for a reason.</summary>
    public static string Of(LikenessReason reason) => reason switch
    {
        LikenessReason.SameName => Texts.Key("Same name"),
        LikenessReason.SameNameButForm => Texts.Key("Same name but for legal form or spelling"),
        LikenessReason.SameWords => Texts.Key("Same words in another order"),
        LikenessReason.NameAlike => Texts.Key("Nearly the same name"),
        LikenessReason.NamePart => Texts.Key("One name is part of the other"),
        LikenessReason.SameTaxNumber => Texts.Key("Same tax number"),
        LikenessReason.SameRegistrationNumber => Texts.Key("Same register number"),
        LikenessReason.SameDomain => Texts.Key("Same domain"),
        LikenessReason.SameEmail => Texts.Key("Same email"),
        LikenessReason.SamePhone => Texts.Key("Same telephone"),
        LikenessReason.SameAddress => Texts.Key("Street and town fit"),
        LikenessReason.SameStreet => Texts.Key("The street fits"),
        LikenessReason.SameTown => Texts.Key("Town or postal code fit"),
    };
}
