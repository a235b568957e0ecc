namespace Tributary.Identity;

/// <summary>The scopes of API keys: words that programs know, each a set of rights. What may be written may be read.</summary>
public static class Scopes
{
    private static readonly (string Scope, Right Rights)[] Table =
    [
        ("accounts:read", Right.ViewAccounts),
        ("accounts:write", Right.ViewAccounts | Right.ManageAccounts | Right.SwitchAccounts),
        ("orders:read", Right.ViewOrders),
        ("orders:write", Right.ViewOrders | Right.ManageOrders),
        ("prices:read", Right.ViewPrices),
        ("prices:write", Right.ViewPrices | Right.ManagePrices | Right.SellBelowCost),
        ("wallet:read", Right.ViewMoney),
        ("wallet:write", Right.ViewMoney | Right.ManageMoney | Right.ManageTerms),
        ("catalogue:read", Right.ViewPrices),
        ("catalogue:write", Right.ViewPrices | Right.ManageCatalogue),
        ("work:read", Right.ViewWork),
        ("work:write", Right.ViewWork | Right.ManageWork),
        ("people:read", Right.ViewPeople),
        ("people:write", Right.ViewPeople | Right.ManagePeople),
        ("usage:read", Right.ViewOrders),
        ("usage:write", Right.RecordUsage),
        ("settings:read", Right.ViewAccounts),
        ("settings:write", Right.ViewAccounts | Right.ManageSettings),
    ];

    /// <summary>Every scope there is.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Table.Select(row => row.Scope)];

    /// <summary>The scopes that one who holds <paramref name="rights"/> may give to a key.</summary>
    public static IReadOnlyList<string> Within(Right rights) => [.. Table.Where(row => (row.Rights & ~rights) == 0).Select(row => row.Scope)];

    /// <summary>The rights of scopes separated by blanks. A word that is no scope (any more) gives nothing.</summary>
    public static Right Rights(string scopes) => scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(Right.None, (rights, scope) => rights | Array.Find(Table, row => row.Scope == scope).Rights);

    /// <summary>Brings scopes into one form: each once, in the order of <see cref="All"/>.</summary>
    /// <exception cref="Refusal">None was given, or one is not known.</exception>
    public static string Parse(IEnumerable<string> scopes)
    {
        var given = scopes.SelectMany(scope => scope.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);
        if (given.Count == 0) throw Refusal.Field("scopes", "scope.none", "Choose at least one scope.");
        if (given.FirstOrDefault(scope => !All.Contains(scope)) is { } unknown)
            throw Refusal.Field("scopes", "scope.unknown", "“{0}” is not a scope. The scopes are: {1}.", unknown, string.Join(", ", All));
        return string.Join(' ', All.Where(given.Contains));
    }
}
