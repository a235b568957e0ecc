using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
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
    protected override string ListName => "sign-ins";

    protected override IReadOnlyList<Column<SignInRecord>> Columns => ColumnsOf(T);

    /// <summary>The columns of attempts to sign in, here and on the page of a person.</summary>
    internal static IReadOnlyList<Column<SignInRecord>> ColumnsOf(IStringLocalizer<Texts> texts) =>
    [
        Column<SignInRecord>.Moment("when", texts["When"], record => record.At) with { Fixed = true },
        Column<SignInRecord>.Text("email", texts["Email"], record => record.Email) with { OnPhones = false },
        Column<SignInRecord>.Text("from", texts["From"], record => record.Address),
        Column<SignInRecord>.Text("program", texts["Browser"], record => record.UserAgent) with { InFilesOnly = true },
        Column<SignInRecord>.Text("how", texts["How"], record => texts[Words.How(record.How)]) with { OnPhones = false },
        Column<SignInRecord>.Text("worked", texts["Worked"], record => record.Succeeded ? texts["Yes"] : texts["No"]),
    ];

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
        return ListPart.Of(await records.OrderByDescending(r => r.Id).Take(ListPart.Most + 1).ToListAsync(cancel), record => PublicId.Format("sgn", record.Id));
    }
}
