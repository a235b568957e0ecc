using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Identity.Imports;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.People;

/// <summary>
/// Upload a file of people, for the own account, for one below (<c>?account=acc_…</c>) or for those that a column names; and the
/// files that were uploaded before.
/// </summary>
[Authorize(Policy = Policies.ManagePeople)]
[RequestSizeLimit(MostOfRequest)]
[RequestFormLimits(MultipartBodyLengthLimit = MostOfRequest)]
public sealed class ImportModel(TributaryDb db, DatabaseChoice database, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    private const int Most = 50;

    // Larger than any file that is taken, so that the page can say what is wrong beside the field.
    private const long MostOfRequest = 2L * PeopleFile.MostBytes;

    private const string ByRow = "column";

    /// <summary>What is uploaded, and what holds where it says nothing.</summary>
    public sealed class Form
    {
        public IFormFile? File { get; set; }

        public string To { get; set; } = "one";

        public Role Role { get; set; } = Role.Viewer;

        public Reach Reach { get; set; } = Reach.AllBelow;

        public string Language { get; set; } = "en";

        public string TimeZone { get; set; } = "UTC";
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    [BindProperty(SupportsGet = true, Name = "account")]
    public string? AccountId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>The account below to which they are added, or null.</summary>
    public Account? Below { get; private set; }

    /// <summary>Whether there are accounts below that a column could name.</summary>
    public bool MayChooseByRow => current.Viewer.Reach != Reach.Own && current.Account.HasBelow;

    public IEnumerable<SelectListItem> Targets =>
        [new(current.Account.Name, "one"), new(texts["The account that a column names, row by row"], ByRow)];

    public IEnumerable<SelectListItem> Roles => Words.Roles(current.Viewer, texts);

    public IEnumerable<SelectListItem> Reaches => Words.Reaches(texts, current.Viewer, current.Account.Path);

    public IReadOnlyList<PeopleImport> Imports { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync()
    {
        await Read();
        var account = Below ?? current.Account;
        var profile = await db.CompanyProfiles.AsNoTracking().FirstAsync(p => p.BranchId == account.BranchId && p.AccountId == account.Id);
        (Input.Language, Input.TimeZone) = (Culture.Find(profile.Language)?.Code ?? "en", profile.TimeZone);
    }

    public async Task<IActionResult> OnPostAsync([FromServices] TimeProvider clock, CancellationToken cancel)
    {
        await Read();
        if (Input.File is not { Length: > 0 } upload)
        {
            ModelState.AddModelError("Input.File", texts["Choose a file."]);
            return Page();
        }
        if (!ModelState.IsValid) return Page();
        KeptFile? kept = null;
        PeopleImportAnswer? done = null;
        try
        {
            await using var stream = upload.OpenReadStream();
            kept = await PeopleFile.Keep(database, current.Viewer.BranchId, stream, upload.FileName, clock, cancel);
            var (head, separator) = await PeopleFile.Head(database, current.Viewer.BranchId, kept.ImportId, kept.Encoding, null, cancel);
            done = await desk.Do(Deed(kept, head, separator), cancel);
            return Redirect($"/people/imports/{PublicId.Format("imp", done.ImportId)}/mapping");
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Invalid or RefusalKind.Conflict)
        {
            ModelState.AddModelError("Input.File", texts.Say(no));
            return Page();
        }
        finally
        {
            if (kept is not null && done is null) await PeopleFile.Drop(database, current.Viewer.BranchId, kept.ImportId);
        }
    }

    private UploadPeople Deed(KeptFile kept, FileHead head, char separator)
    {
        var target = Below?.Id ?? (Input.To == ByRow && MayChooseByRow ? (Guid?)null : current.Viewer.AccountId);
        var start = new PeopleMapping
        {
            Encoding = kept.Encoding, Separator = separator.ToString(), Role = Input.Role, Reach = Input.Reach, Language = Input.Language, TimeZone = Input.TimeZone,
        };
        return new()
        {
            By = current.Viewer, File = kept, TargetId = target, Mapping = GuessPeopleMapping.Of(head.Headings, start, target is not null), Headings = head.Headings,
        };
    }

    private async Task Read()
    {
        if (!string.IsNullOrEmpty(AccountId))
            Below = PublicId.TryParse(AccountId, "acc", out var id) ? await db.Accounts.One(current.Viewer, id) : throw Refusal.NotFound("account");
        var imports = db.PeopleImports.AsNoTracking().UploadedFor(current.Viewer);
        if (PublicId.TryParse(After, "imp", out var after)) imports = imports.Where(i => i.Id < after);
        // Ids grow with time, so the newest stand first.
        var page = await imports.OrderByDescending(i => i.Id).Take(Most + 1).ToListAsync();
        Imports = [.. page.Take(Most)];
        Next = page.Count > Most ? PublicId.Format("imp", Imports[^1].Id) : null;
    }
}
