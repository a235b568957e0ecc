using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Usage;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>
/// Leads from the panel into a product. The content policy lets no form lead to another host, not even by a redirect; so the form is
/// answered by a page that goes on by its <c>Refresh</c> header, with a link for whoever stays.
/// </summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class OpenModel(TributaryDb db, CurrentViewer current, LaunchProduct launch, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    public Found It { get; private set; } = null!;

    /// <summary>Where the person goes, with the token; null before it is asked for.</summary>
    public Uri? Way { get; private set; }

    public bool IsOpen => Launch.IsOpenTo(current.Viewer, It.Row, It.Product.LaunchAddress);

    /// <summary>The host it leads to.</summary>
    public string Host => new Uri(It.Product.LaunchAddress).Authority;

    public string Back => $"/subscriptions/{Id}";

    public async Task OnGetAsync() => await Find();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await Find();
        try
        {
            Way = await launch.Do(current.Viewer, It.Row.Id, cancel);
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Forbidden)
        {
            this.Fail(texts.Say(no));
            return Redirect(Back);
        }
        Response.Headers.CacheControl = "no-store";
        Response.Headers["Refresh"] = "0;url=" + Way.AbsoluteUri;
        return Page();
    }

    // To who only looks at what others use, there is no such page.
    private async Task Find()
    {
        It = await Found.By(db, current.Viewer, Id);
        if (It.Row.AccountId != current.Viewer.AccountId) throw Refusal.NotFound("subscription");
    }
}
