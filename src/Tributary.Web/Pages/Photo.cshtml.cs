using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Identity;
using Tributary.Web.Kit;
using Tributary.Web.Media;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>One's own photo: uploaded, looked at, taken away.</summary>
[Authorize(Policy = Policies.Person)]
[RequestSizeLimit(Uploaded.MostOfRequest)]
[RequestFormLimits(MultipartBodyLengthLimit = Uploaded.MostOfRequest)]
public sealed class PhotoModel(OwnProfile own, CurrentViewer current, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is uploaded.</summary>
    public sealed class Form
    {
        public IFormFile? File { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public User Person { get; private set; } = null!;

    /// <summary>Where the photo of whoever is signed in is, or null.</summary>
    public static string? Of(HttpContext context) => Of(context.RequestServices.GetService<CurrentViewer>()?.Person?.PictureId);

    /// <summary>Where a photo is, or null.</summary>
    public static string? Of(Guid? picture) => picture is { } id ? MediaFiles.Address(id) : null;

    public Task OnGetAsync() => Load();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await Load();
        try
        {
            return await Show(await Input.File.Bytes(Picture.MostOfPhoto, cancel), texts["Your photo is saved."], cancel);
        }
        catch (Refusal no)
        {
            ModelState.Add(no, texts, nameof(Input));
            return Page();
        }
    }

    public async Task<IActionResult> OnPostDropAsync(CancellationToken cancel)
    {
        await Load();
        return await Show(null, texts["Your photo is removed."], cancel);
    }

    private async Task<IActionResult> Show(byte[]? photo, string said, CancellationToken cancel)
    {
        await own.Show(Person, photo, cancel);
        this.Done(said);
        return LocalRedirect("/profile/photo");
    }

    private async Task Load() => Person = await own.Of(current.Person!.Id);
}
