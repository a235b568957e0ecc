using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>A company that may be the one that was typed: an account the viewer sees, or an entry of a public register.</summary>
public sealed record SimilarCompany
{
    /// <summary>How likely it is the same, and why.</summary>
    public required Likeness Likeness { get; init; }
    /// <summary>The account, or null.</summary>
    public Account? Account { get; init; }
    /// <summary>Its details.</summary>
    public CompanyProfile? Profile { get; init; }
    /// <summary>The entry of a register, or null.</summary>
    public RegisterEntry? Entry { get; init; }
    /// <summary>The register's name, with <see cref="Entry"/>.</summary>
    public string? Source { get; init; }
}

/// <summary>
/// Finds the companies that are like the one somebody types: among the accounts the viewer sees and the public registers that are
/// loaded, by keys that are kept for each, then weighed one by one. A fixed number of queries reads a fixed number of rows at most
/// for each key, within the viewer's own part of the tree alone, so that neither the answer nor its time tells what is elsewhere.
/// </summary>
public sealed class SimilarAccounts(TributaryDb db, Viewer viewer)
{
    /// <summary>How many are shown.</summary>
    public const int Most = 5;

    /// <summary>What is less likely than this is not shown.</summary>
    public const double Least = 0.3;

    // A key that more than so many share tells little; the other keys of a company find it.
    private const int MostOfAKey = 100;

    // How many of those with the most telling keys in common are weighed.
    private const int MostWeighed = 120;

    /// <summary>True when there is nothing in it by which anything could be found.</summary>
    public static bool SaysNothing(AccountDetails typed) => CompanyFacts.Of(typed).IsEmpty;

    /// <summary>Those most like it, the likeliest first, at most <paramref name="most"/>.</summary>
    public async Task<IReadOnlyList<SimilarCompany>> To(AccountDetails typed, int most = Most, CancellationToken cancel = default)
    {
        var facts = CompanyFacts.Of(typed);
        if (facts.IsEmpty) return [];
        var keys = MatchKeys.Asked(facts);
        // Signs alone make no key.
        if (keys.Count == 0) return [];
        var accounts = await Accounts(facts, keys, cancel);
        var entries = await Entries(facts, keys, cancel);
        // Of two that are equally likely the account comes first: it is there already.
        return [.. accounts.Concat(entries).Where(s => s.Likeness.Score >= Least).OrderByDescending(s => s.Likeness.Score).Take(most)];
    }

    private async Task<IEnumerable<SimilarCompany>> Accounts(CompanyFacts facts, IReadOnlyList<long> keys, CancellationToken cancel)
    {
        var (from, end) = (viewer.Path, TreePath.End(viewer.Path));
        // A path has one slash more than its depth.
        var slashes = viewer.Reach switch { Reach.AllBelow => int.MaxValue, Reach.Direct => TreePath.Depth(viewer.Path) + 2, _ => TreePath.Depth(viewer.Path) + 1 };
        var hits = db.IsPostgres
            ? await db.Database.SqlQueryRaw<KeyHit>(
                """
                SELECT k.n::int AS at, t.path AS place FROM unnest({0}) WITH ORDINALITY AS k(key, n), LATERAL
                (SELECT path FROM account_keys WHERE key = k.key AND path >= {1} AND path < {2} AND length(path) - length(replace(path, '/', '')) <= {3} ORDER BY path LIMIT {4}) t
                """, keys.ToArray(), from, end, slashes, MostOfAKey).ToListAsync(cancel)
            : await db.Database.SqlQueryRaw<KeyHit>(EachKey(keys.Count, "path", "account_keys", "path >= {0} AND path < {1} AND length(path) - length(replace(path, '/', '')) <= {2} ORDER BY path"),
                [from, end, slashes, .. keys]).ToListAsync(cancel);
        string[] likeliest = [.. Likeliest(hits)];
        // They lie in the viewer's part already; said once more, SQLite would read that part from end to end.
        var found = await (from account in db.Accounts.AsNoTracking()
                           where likeliest.Contains(account.Path)
                           join profile in db.CompanyProfiles.AsNoTracking() on new { account.BranchId, AccountId = account.Id } equals new { profile.BranchId, profile.AccountId }
                           select new { account, profile }).ToListAsync(cancel);
        return found.Where(f => viewer.Sees(f.account.Path)).Select(f => new SimilarCompany { Account = f.account, Profile = f.profile, Likeness = Likeness.Of(facts, CompanyFacts.Of(f.account.Name, f.profile)) });
    }

    private async Task<IEnumerable<SimilarCompany>> Entries(CompanyFacts facts, IReadOnlyList<long> keys, CancellationToken cancel)
    {
        var loads = await db.RegisterLoads.AsNoTracking().Where(l => l.FinishedAt != null && l.ReplacedAt == null).ToDictionaryAsync(l => l.Id, cancel);
        var found = new List<SimilarCompany>();
        // There are as many as the provider has loaded registers: a few.
        foreach (var load in loads.Values.OrderBy(l => l.Id))
        {
            var hits = db.IsPostgres
                ? await db.Database.SqlQueryRaw<KeyHit>(
                    """
                    SELECT k.n::int AS at, t.line::text AS place FROM unnest({0}) WITH ORDINALITY AS k(key, n), LATERAL
                    (SELECT line FROM register_keys WHERE load_id = {1} AND key = k.key ORDER BY line LIMIT {2}) t
                    """, keys.ToArray(), load.Id, MostOfAKey).ToListAsync(cancel)
                : await db.Database.SqlQueryRaw<KeyHit>(EachKey(keys.Count, "CAST(line AS TEXT)", "register_keys", "load_id = {0} AND line BETWEEN {1} AND {2} ORDER BY line"),
                    [load.Id, 0, int.MaxValue, .. keys]).ToListAsync(cancel);
            int[] lines = [.. Likeliest(hits).Select(place => int.Parse(place, CultureInfo.InvariantCulture))];
            var id = load.Id;
            var entries = await db.RegisterEntries.AsNoTracking().Where(e => e.LoadId == id && lines.Contains(e.Line)).ToListAsync(cancel);
            found.AddRange(entries.Select(e => new SimilarCompany { Entry = e, Source = load.Source, Likeness = Likeness.Of(facts, CompanyFacts.Of(e)) }));
        }
        return found;
    }

    // SQLite has no LATERAL: a short question for each key, all in one statement.
    private static string EachKey(int count, string place, string table, string where) => string.Join(" UNION ALL ", Enumerable.Range(0, count).Select(n =>
        string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM (SELECT {n + 1} AS at, {place} AS place FROM {table} WHERE key = {{{n + 3}}} AND {where} LIMIT {MostOfAKey})")));

    // A key that few share counts more than one that many do.
    private static IEnumerable<string> Likeliest(IEnumerable<KeyHit> hits)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var key in hits.GroupBy(hit => hit.At))
        {
            var places = key.ToList();
            var weight = 1 / Math.Log2(1.5 + places.Count);
            foreach (var hit in places) weights[hit.Place] = weights.GetValueOrDefault(hit.Place) + weight;
        }
        return weights.OrderByDescending(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal).Take(MostWeighed).Select(w => w.Key);
    }
}

/// <summary>Something that has a key in common with what was typed.</summary>
/// <param name="At">Which key, by its place among those asked for.</param>
/// <param name="Place">An account's path, or the line of an entry.</param>
public sealed record KeyHit(int At, string Place);
