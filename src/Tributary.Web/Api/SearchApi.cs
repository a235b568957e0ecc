using Tributary.Data;
using Tributary.Identity;
using Tributary.Reports;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>Something that was found.</summary>
public sealed record FoundJson
{
    /// <summary>Its public id: an account, a user, an order, a subscription or a product.</summary>
    public required string Id { get; init; }
    /// <summary>What it is called; an order's number.</summary>
    public required string Name { get; init; }
    /// <summary>What tells it from others of its name, for people to read; may be empty.</summary>
    public required string About { get; init; }
}

/// <summary>The first things of one kind.</summary>
public sealed record FoundGroupJson
{
    /// <summary>What they are.</summary>
    public required FoundKind Kind { get; init; }
    /// <summary>How many there are, counted up to 100: that many means 100 or more.</summary>
    public required int Count { get; init; }
    /// <summary>The first of them, at most <c>limit</c>.</summary>
    public required IReadOnlyList<FoundJson> Items { get; init; }
}

/// <summary>What a search found.</summary>
public sealed record SearchJson
{
    /// <summary>The kinds of which anything was found.</summary>
    public required IReadOnlyList<FoundGroupJson> Groups { get; init; }
}

/// <summary><c>/search</c>: everything the key may see, by the beginnings of words.</summary>
internal static class SearchApi
{
    private const int Usual = 5;
    private const int Most = 20;

    public static void Map(RouteGroupBuilder api) => api.MapGet("/search", Find).RequireAuthorization(Policies.SignedIn).WithTags("search")
        .WithSummary("Search everything you see").WithDescription("A group stands there when the key has the scope that reads its list.");

    private static async Task<SearchJson> Find(string? q, string? limit, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        if (Filter.Text(q, "q") is not { } typed || SearchText.Fold(typed).Length < Search.Shortest)
            throw Refusal.Field("q", "query.invalid", "Say what to look for, with at least two letters or digits.");
        var groups = await new Search(db, viewer).For(typed, Filter.Count(limit, "limit", Most) ?? Usual, cancel);
        return new()
        {
            Groups =
            [
                .. groups.Select(group => new FoundGroupJson
                {
                    Kind = group.Kind, Count = group.Count,
                    Items = [.. group.Things.Select(thing => new FoundJson
                    {
                        Id = thing.UserId is { } user ? Refs.To<User>(user).ToString() : thing.Id, Name = thing.Name, About = thing.About,
                    })],
                }),
            ],
        };
    }
}
