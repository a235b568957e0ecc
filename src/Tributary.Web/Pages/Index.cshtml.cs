using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>Where a person arrives.</summary>
[Authorize(Policy = Policies.SignedIn)]
public sealed class IndexModel(CurrentViewer current) : PageModel
{
    public string Account => current.Account.Name;
}
