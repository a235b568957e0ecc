using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace Tributary.Web.Pages.Accounts;

/// <summary>Every page of an account's record stands below <c>/resellers</c> and below <c>/customers</c>, so that the navigation says where one is.</summary>
internal sealed class BothPlaces : IPageRouteModelConvention
{
    private const string Resellers = "resellers/{id}";

    public void Apply(PageRouteModel model)
    {
        foreach (var selector in model.Selectors.ToList())
        {
            if (selector.AttributeRouteModel?.Template is not { } template || !template.StartsWith(Resellers, StringComparison.Ordinal)) continue;
            model.Selectors.Add(new SelectorModel(selector)
            {
                AttributeRouteModel = new() { Template = "customers/{id}" + template[Resellers.Length..] },
            });
        }
    }
}
