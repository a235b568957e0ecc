using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.People;

/// <summary>Asks, then removes a person from an account.</summary>
[Authorize(Policy = Policies.ManagePeople)]
public sealed class RemoveModel(TributaryDb db, CurrentViewer current, Desk desk, TimeProvider clock, IStringLocalizer<Texts> texts) : PageModel
{
    [FromRoute]
    public string Id { get; set; } = "";

    public PersonSeen Person { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        if (!PublicId.TryParse(Id, "mbr", out var id)) throw Refusal.NotFound("person");
        (Person, _) = await PeopleSeen.One(db, current.Viewer, id, clock.GetUtcNow().UtcDateTime);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        try
        {
            await desk.Do(new RemovePerson { By = current.Viewer, AccountBranch = Person.BranchId, MembershipId = Person.MembershipId });
            this.Done(texts["{0} is removed from {1}.", Person.Name ?? Person.Email, Person.AccountName]);
            return LocalRedirect("/people");
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            this.Fail(texts.Say(no));
            return LocalRedirect($"/people/{Id}");
        }
    }
}
