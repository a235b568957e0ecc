using Microsoft.AspNetCore.Http.Extensions;

namespace Tributary.Web.Kit;

/// <summary>Addresses that differ from the current one only in some of the query, for filters, sorting, paging and trees.</summary>
public static class Address
{
    /// <summary>The query name of the key after which a list goes on. Any other change begins at the first page again.</summary>
    public const string After = "after";

    /// <summary>The current address with these parts of the query changed; null or empty takes a part away.</summary>
    public static string With(this HttpRequest request, params (string Name, string? Value)[] changes)
    {
        var query = new QueryBuilder();
        foreach (var (name, values) in request.Query)
        {
            if (name != After && !changes.Any(change => change.Name == name))
            {
                query.Add(name, values.OfType<string>());
            }
        }

        foreach (var (name, value) in changes)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Add(name, value);
            }
        }

        return $"{request.PathBase}{request.Path}{query}";
    }

    /// <summary>Where a deed leads when it is done: to the list of what there is to decide, where it was begun from there; else to its usual place.</summary>
    public static string Back(this HttpRequest request, string usual) => request.Query["from"] == FromToday ? "/today" : usual;

    /// <summary>What the query says of a deed that is begun from the list of what there is to decide.</summary>
    public const string FromToday = "today";

    /// <summary>The current address, for coming back to it.</summary>
    public static string Here(this HttpRequest request) => $"{request.PathBase}{request.Path}{request.QueryString}";
}
