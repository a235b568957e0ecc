using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Tributary.Billing;
using Tributary.Data;
using Tributary.Web.Api;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Invoices;

/// <summary>One document: who, what, when, and its lines grouped and totalled by account.</summary>
[Authorize(Policy = Policies.ViewMoney)]
public sealed class DetailsModel(TributaryDb db, CurrentViewer current) : InvoicePage(db, current)
{
    /// <summary>Up to so many lines are all on the page; of a longer document one account's are opened at a time.</summary>
    public const int MostLines = 400;

    /// <summary>Of a long document, the account whose lines are shown, by its public id.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Open { get; set; }

    public IReadOnlyList<AccountGroup> Groups { get; private set; } = [];

    public bool IsLong => Invoice.LineCount > MostLines;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Find(cancel);
        Groups = IsLong ? await Grouped(PublicId.TryParse(Open, "acc", out var open) ? open : null, cancel) : await Grouped(cancel);
    }

    /// <summary>The lines as a file for other programs, in the form the API gives them.</summary>
    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancel)
    {
        await Find(cancel);
        Response.Headers.CacheControl = "no-store";
        return File(await ChargeCsv.Write(Each(cancel), cancel), ChargeCsv.Type, $"{Invoice.Number}.csv");
    }

    private async IAsyncEnumerable<ChargeJson> Each([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var group in await Grouped(cancel))
            foreach (var line in group.Lines)
                yield return ChargeJson.Of(Invoice, line, Parties.GetValueOrDefault(line.AccountId));
    }
}
