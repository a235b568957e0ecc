using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.People;

/// <summary>
/// Attempts to sign in: when, from where, how, whether it worked. The provider reads all, also of emails nobody has;
/// everybody else those of the people who belong to accounts they see, and to no others.
/// </summary>
[Authorize(Policy = Policies.ManagePeople)]
public sealed class SignInsModel(TributaryDb db, CurrentViewer current) : ListPage<SignInRecord>
{
    private const int Most = 50;

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<SignInRecord> Records { get; private set; } = [];

    public string? Next { get; private set; }

    protected override string ListName => "sign-ins";

    protected override IReadOnlyList<Column<SignInRecord>> Columns =>
    [
        Column<SignInRecord>.Moment("when", T["When"], record => record.At) with { Fixed = true },
        Column<SignInRecord>.Text("email", T["Email"], record => record.Email) with { OnPhones = false },
        Column<SignInRecord>.Text("from", T["From"], record => record.Address),
        Column<SignInRecord>.Text("program", T["Browser"], record => record.UserAgent) with { InFilesOnly = true },
        Column<SignInRecord>.Text("how", T["How"], record => T[Words.How(record.How)]) with { OnPhones = false },
        Column<SignInRecord>.Text("worked", T["Worked"], record => record.Succeeded ? T["Yes"] : T["No"]),
    ];

    public async Task OnGetAsync(CancellationToken cancel) => (Records, Next) = await Part(After, cancel);

    protected override async Task<ListPart<SignInRecord>> Part(string? key, CancellationToken cancel)
    {
        var viewer = current.Viewer;
        var records = db.SignIns.AsNoTracking();
        if (!viewer.IsProvider || viewer.Reach != Reach.AllBelow)
        {
            var seen = db.Memberships.SeenBy(viewer).Where(m => m.EndedAt == null && !m.AwaitsConsent);
            var elsewhere = db.Memberships.Where(m => m.EndedAt == null && !db.Memberships.SeenBy(viewer).Any(s => s.Id == m.Id));
            records = records.Where(r => seen.Any(m => m.UserId == r.UserId) && !elsewhere.Any(m => m.UserId == r.UserId));
        }
        // The ids are of version 7 and so sort by time, on both databases.
        if (PublicId.TryParse(key, "sgn", out var after)) records = records.Where(r => r.Id < after);
        var page = await records.OrderByDescending(r => r.Id).Take(Most + 1).ToListAsync(cancel);
        return new([.. page.Take(Most)], page.Count > Most ? PublicId.Format("sgn", page[Most - 1].Id) : null);
    }
}
