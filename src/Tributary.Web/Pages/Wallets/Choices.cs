using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;

namespace Tributary.Web.Pages.Wallets;

/// <summary>What can be chosen about money, with what it means.</summary>
public static class Choices
{
    /// <summary>The ways to settle.</summary>
    public static IEnumerable<SelectListItem> Settlements(IStringLocalizer<Texts> texts) =>
    [
        new(texts["Prepaid: from a balance that you credit and that never goes below zero."], nameof(Settlement.Prepaid)),
        new(texts["Invoiced: on account, up to a credit limit."], nameof(Settlement.Invoiced)),
        new(texts["Billed elsewhere: recorded and exported, your own system collects."], nameof(Settlement.BilledElsewhere)),
    ];
}
