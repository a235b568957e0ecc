using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.People;

/// <summary>
/// Adds several people at once: a row each, all with one role, language and time zone. Every row is checked before anybody
/// is added; whoever sends the form chooses whether one wrong row stops all or only itself. Rows that were done leave the form.
/// </summary>
[Authorize(Policy = Policies.ManagePeople)]
public sealed class AddManyModel(TributaryDb db, CurrentViewer current, Desk desk, InvitePerson invite, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>The most rows of the form; more come as a file.</summary>
    public const int Most = 50;

    private const int FirstRows = 3;

    /// <summary>One person.</summary>
    public sealed class Row
    {
        public string? Name { get; set; }

        public string? Email { get; set; }

        public string? Phone { get; set; }

        internal bool IsEmpty => string.IsNullOrWhiteSpace(Name) && string.IsNullOrWhiteSpace(Email) && string.IsNullOrWhiteSpace(Phone);
    }

    /// <summary>What is asked for.</summary>
    public sealed class Form
    {
        public List<Row> Rows { get; set; } = [];

        public string? Language { get; set; }

        public string? TimeZone { get; set; }

        public Role Role { get; set; } = Role.Viewer;

        public Reach Reach { get; set; } = Reach.Own;

        /// <summary>True when one wrong row stops all of them.</summary>
        public bool AllOrNone { get; set; } = true;
    }

    /// <summary>Somebody who was added, and the link for them where no mail could be sent.</summary>
    public sealed record Added(string Email, bool IsAsked, string? Link);

    [BindProperty]
    public Form Input { get; set; } = new();

    [BindProperty(SupportsGet = true, Name = "account")]
    public string? AccountId { get; set; }

    public Account Account { get; private set; } = null!;

    /// <summary>Who was added just now.</summary>
    public List<Added> Done { get; } = [];

    public IEnumerable<SelectListItem> Roles => Words.Roles(current.Viewer, texts);

    public IEnumerable<SelectListItem> Reaches => Words.Reaches(texts, current.Viewer, Account.Path);

    public IEnumerable<SelectListItem> Modes => [new(texts["Nobody, unless every row is right"], "True"), new(texts["Everybody whose row is right"], "False")];

    public async Task OnGetAsync()
    {
        Account = await AddModel.Find(db, current, AccountId);
        Input.Reach = Words.Widest(current.Viewer, Account.Path);
        (Input.Language, Input.TimeZone) = await AddModel.Defaults(db, Account);
        for (var i = 0; i < FirstRows; i++) Input.Rows.Add(new());
    }

    /// <summary>One row more; nothing is done, and what was typed stays.</summary>
    public async Task<IActionResult> OnPostMoreAsync()
    {
        Account = await AddModel.Find(db, current, AccountId);
        ModelState.Clear();
        if (Input.Rows.Count < Most) Input.Rows.Add(new());
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Account = await AddModel.Find(db, current, AccountId);
        Input.Rows.RemoveAll(row => row.IsEmpty);
        ModelState.Clear();
        if (Input.Rows.Count is 0 or > Most) ModelState.AddModelError("", texts["Fill in between 1 and {0} rows.", Most]);
        else await Add();
        if (Input.Rows.Count == 0) Input.Rows.Add(new());
        return Page();
    }

    private async Task Add()
    {
        var wrong = new HashSet<Row>();
        for (var i = 0; i < Input.Rows.Count; i++)
            if (!await IsRight(i)) wrong.Add(Input.Rows[i]);
        if (wrong.Count > 0 && Input.AllOrNone) return;

        var left = new List<Row>();
        var errors = new List<(Row Row, Refusal No)>();
        foreach (var row in Input.Rows)
        {
            if (wrong.Contains(row))
            {
                left.Add(row);
                continue;
            }
            try
            {
                var (added, link) = await invite.Do(desk, current.Viewer, Account, row.Name, row.Email, Input.Role, Input.Reach, Request, more: More(row));
                Done.Add(new(row.Email!, added.AwaitsConsent, link));
            }
            catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
            {
                // Since the check somebody else has done what this row asks for.
                left.Add(row);
                errors.Add((row, no));
            }
        }
        await Leave(left, errors);
    }

    // The rows that are left stand at other places now, and their errors with them.
    private async Task Leave(List<Row> left, List<(Row Row, Refusal No)> errors)
    {
        Input.Rows = left;
        ModelState.Clear();
        for (var i = 0; i < left.Count; i++)
        {
            if (errors.FirstOrDefault(error => error.Row == left[i]).No is { } no) Say(no, i);
            else await IsRight(i);
        }
    }

    private async Task<bool> IsRight(int at)
    {
        var row = Input.Rows[at];
        try
        {
            if (Input.Rows.Take(at).Any(other => string.Equals(other.Email?.Trim(), row.Email?.Trim(), StringComparison.OrdinalIgnoreCase)))
                throw Refusal.Field("email", "person.twice", "This email stands in an earlier row already.");
            await invite.Check(desk, current.Viewer, Account, row.Name, row.Email, Input.Role, Input.Reach, More(row));
            return true;
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            Say(no, at);
            return false;
        }
    }

    // Language and zone are said once for all rows; everything else that is wrong belongs to its row.
    private void Say(Refusal no, int at)
    {
        if (no.Errors.ContainsKey("language") || no.Errors.ContainsKey("timeZone")) ModelState.Add(no, texts, "Input");
        else if (no.Errors.Count > 0) ModelState.Add(no, texts, $"Input.Rows[{at}]");
        else ModelState.AddModelError($"Input.Rows[{at}].Email", texts.Say(no));
    }

    private Newcomer More(Row row) => new(row.Phone, Input.Language, Input.TimeZone);
}
