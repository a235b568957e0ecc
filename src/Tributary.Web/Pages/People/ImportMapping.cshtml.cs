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

/// <summary>How the columns of an uploaded file of people are read: proposed from its headings, decided here.</summary>
[Authorize(Policy = Policies.ManagePeople)]
public sealed class ImportMappingModel(TributaryDb db, DatabaseChoice database, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What can be decided. A tab is spelled, for a browser would trim it.</summary>
    public sealed class Form
    {
        public TextEncoding Encoding { get; set; } = TextEncoding.Utf8;
        public string? Separator { get; set; } = ",";
        public string? EmailColumn { get; set; }
        public string? NameColumn { get; set; }
        public string? FirstNameColumn { get; set; }
        public string? LastNameColumn { get; set; }
        public string? AccountColumn { get; set; }
        public string? RoleColumn { get; set; }
        public string? ReachColumn { get; set; }
        public string? LanguageColumn { get; set; }
        public string? TimeZoneColumn { get; set; }
        public Role Role { get; set; } = Role.Viewer;
        public Reach Reach { get; set; } = Reach.AllBelow;
        public string Language { get; set; } = "en";
        public string TimeZone { get; set; } = "UTC";

        internal static Form Of(PeopleMapping from) => new()
        {
            Encoding = from.Encoding, Separator = from.Separator == "\t" ? "tab" : from.Separator, EmailColumn = from.EmailColumn, NameColumn = from.NameColumn,
            FirstNameColumn = from.FirstNameColumn, LastNameColumn = from.LastNameColumn, AccountColumn = from.AccountColumn, RoleColumn = from.RoleColumn,
            ReachColumn = from.ReachColumn, LanguageColumn = from.LanguageColumn, TimeZoneColumn = from.TimeZoneColumn, Role = from.Role, Reach = from.Reach,
            Language = from.Language, TimeZone = from.TimeZone,
        };

        internal PeopleMapping ToMapping() => new()
        {
            Encoding = Encoding, Separator = Separator == "tab" ? "\t" : Separator ?? "", EmailColumn = Chosen(EmailColumn), NameColumn = Chosen(NameColumn),
            FirstNameColumn = Chosen(FirstNameColumn), LastNameColumn = Chosen(LastNameColumn), AccountColumn = Chosen(AccountColumn), RoleColumn = Chosen(RoleColumn),
            ReachColumn = Chosen(ReachColumn), LanguageColumn = Chosen(LanguageColumn), TimeZoneColumn = Chosen(TimeZoneColumn), Role = Role, Reach = Reach,
            Language = Language, TimeZone = TimeZone,
        };

        private static string? Chosen(string? column) => string.IsNullOrEmpty(column) ? null : column;
    }

    [BindProperty(SupportsGet = true, Name = "id")]
    public string ImportId { get; set; } = "";

    [BindProperty]
    public Form Input { get; set; } = new();

    public PeopleImport Import { get; private set; } = null!;

    /// <summary>The account they are added to, or null when a column names it.</summary>
    public Account? Target { get; private set; }

    public FileHead Head { get; private set; } = null!;

    public IEnumerable<SelectListItem> Roles => Words.Roles(current.Viewer, texts);

    public IEnumerable<SelectListItem> Reaches => Words.Reaches(texts, current.Viewer, current.Account.Path);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Read(cancel);
        Input = Form.Of(Import.Mapping());
        await Open(Import.Mapping(), cancel);
    }

    /// <summary>Shows the file read by another encoding or separator, with what its headings then suggest; nothing is kept.</summary>
    public async Task<IActionResult> OnPostRefreshAsync(CancellationToken cancel)
    {
        await Read(cancel);
        var mapping = Input.ToMapping();
        ModelState.Clear();
        await Open(mapping, cancel);
        Input = Form.Of(GuessPeopleMapping.Of(Head.Headings, mapping, Import.TargetId is not null));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await Read(cancel);
        var mapping = Input.ToMapping();
        await Open(mapping, cancel);
        try
        {
            await desk.Do(new CheckPeople { By = current.Viewer, ImportId = Import.Id, Mapping = mapping, Headings = Head.Headings }, cancel);
            return Redirect($"/people/imports/{ImportId}");
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Invalid or RefusalKind.Conflict)
        {
            ModelState.Add(no, texts, "Input");
            return Page();
        }
    }

    // Where the file cannot be read so, it is shown as it was found and the reason is said.
    private async Task Open(PeopleMapping mapping, CancellationToken cancel)
    {
        var by = CsvText.Separators.Any(one => mapping.Separator == one.ToString()) ? mapping.Separator[0] : (char?)null;
        try
        {
            (Head, _) = await PeopleFile.Head(database, Import.BranchId, Import.Id, mapping.Encoding, by, cancel);
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Invalid)
        {
            ModelState.AddModelError("Input.Encoding", texts.Say(no));
            Head = new(Import.Columns(), []);
        }
    }

    private async Task Read(CancellationToken cancel)
    {
        if (!PublicId.TryParse(ImportId, "imp", out var id)) throw Refusal.NotFound("import");
        Import = await db.PeopleImports.AsNoTracking().UploadedFor(current.Viewer).FirstOrDefaultAsync(i => i.Id == id, cancel) ?? throw Refusal.NotFound("import");
        if (Import.TargetId is { } target) Target = await db.Accounts.One(current.Viewer, target, cancel);
    }
}

/// <summary>The words of the pages about batches of people.</summary>
internal static class ImportWords
{
    public static IReadOnlyList<SelectListItem> Encodings(IStringLocalizer<Texts> texts) =>
    [
        new("UTF-8", nameof(TextEncoding.Utf8)), new("UTF-16", nameof(TextEncoding.Utf16)), new(texts["UTF-16, high byte first"], nameof(TextEncoding.Utf16BigEndian)),
        new("Windows-1252", nameof(TextEncoding.Windows1252)),
    ];

    /// <summary>The sentence of a problem in the reader's language.</summary>
    public static string Say(IStringLocalizer<Texts> texts, RowProblem problem) =>
        problem.Arguments.Length == 0 ? texts[problem.Text] : texts[problem.Text, [.. problem.Arguments]];
}
