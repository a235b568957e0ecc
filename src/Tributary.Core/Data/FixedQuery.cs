using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Tributary.Data;

/// <summary>
/// A query that is the same each time but for one value, translated once for each of the two databases. EF otherwise takes every
/// query apart anew to find out whether it knows it, which costs as much as sending it. For what every page asks; it tracks nothing.
/// </summary>
/// <param name="query">The query; inside it only what EF itself can translate.</param>
public sealed class FixedQuery<TAsked, TRow>(Expression<Func<TributaryDb, TAsked, IQueryable<TRow>>> query)
{
    private readonly ConditionalWeakTable<IModel, Func<TributaryDb, TAsked, IAsyncEnumerable<TRow>>> translated = [];

    /// <summary>The rows for this value.</summary>
    public async Task<List<TRow>> List(TributaryDb db, TAsked asked, CancellationToken cancel = default)
    {
        var ask = translated.GetValue(db.Model, _ => EF.CompileAsyncQuery(query));
        var rows = new List<TRow>();
        await foreach (var row in ask(db, asked).WithCancellation(cancel)) rows.Add(row);
        return rows;
    }
}

/// <summary>The same for two values.</summary>
/// <param name="query">The query; inside it only what EF itself can translate.</param>
public sealed class FixedQuery<TOne, TOther, TRow>(Expression<Func<TributaryDb, TOne, TOther, IQueryable<TRow>>> query)
{
    private readonly ConditionalWeakTable<IModel, Func<TributaryDb, TOne, TOther, IAsyncEnumerable<TRow>>> translated = [];

    /// <summary>The rows for these values.</summary>
    public async Task<List<TRow>> List(TributaryDb db, TOne one, TOther other, CancellationToken cancel = default)
    {
        var ask = translated.GetValue(db.Model, _ => EF.CompileAsyncQuery(query));
        var rows = new List<TRow>();
        await foreach (var row in ask(db, one, other).WithCancellation(cancel)) rows.Add(row);
        return rows;
    }
}

/// <summary>The same for three values.</summary>
/// <param name="query">The query; inside it only what EF itself can translate.</param>
public sealed class FixedQuery<TOne, TTwo, TThree, TRow>(Expression<Func<TributaryDb, TOne, TTwo, TThree, IQueryable<TRow>>> query)
{
    private readonly ConditionalWeakTable<IModel, Func<TributaryDb, TOne, TTwo, TThree, IAsyncEnumerable<TRow>>> translated = [];

    /// <summary>The rows for these values.</summary>
    public async Task<List<TRow>> List(TributaryDb db, TOne one, TTwo two, TThree three, CancellationToken cancel = default)
    {
        var ask = translated.GetValue(db.Model, _ => EF.CompileAsyncQuery(query));
        var rows = new List<TRow>();
        await foreach (var row in ask(db, one, two, three).WithCancellation(cancel)) rows.Add(row);
        return rows;
    }
}

/// <summary>The same for four values.</summary>
/// <param name="query">The query; inside it only what EF itself can translate.</param>
public sealed class FixedQuery<TOne, TTwo, TThree, TFour, TRow>(Expression<Func<TributaryDb, TOne, TTwo, TThree, TFour, IQueryable<TRow>>> query)
{
    private readonly ConditionalWeakTable<IModel, Func<TributaryDb, TOne, TTwo, TThree, TFour, IAsyncEnumerable<TRow>>> translated = [];

    /// <summary>The rows for these values.</summary>
    public async Task<List<TRow>> List(TributaryDb db, TOne one, TTwo two, TThree three, TFour four, CancellationToken cancel = default)
    {
        var ask = translated.GetValue(db.Model, _ => EF.CompileAsyncQuery(query));
        var rows = new List<TRow>();
        await foreach (var row in ask(db, one, two, three, four).WithCancellation(cancel)) rows.Add(row);
        return rows;
    }
}
