using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>Who asks whether anything waits, and the moments that it is measured by: values alone, so that the question is translated once.</summary>
/// <param name="Own">The reader's own account.</param>
/// <param name="Path">Its path.</param>
/// <param name="Below">Where the paths below it begin.</param>
/// <param name="End">Where they end.</param>
/// <param name="Now">The moment it is (UTC).</param>
/// <param name="Today">The day it is in the root's time zone.</param>
/// <param name="Soon">The last day of what is soon.</param>
/// <param name="InvitedBefore">What is invited since before (UTC) is unanswered.</param>
/// <param name="StuckBefore">What is set up since before (UTC) is stuck.</param>
/// <param name="FailedSince">What failed since (UTC) still matters.</param>
public sealed record DecisionReader(
    Guid Own, string Path, string Below, string End, DateTime Now, DateOnly Today, DateOnly Soon, DateTime InvitedBefore, DateTime StuckBefore, DateTime FailedSince)
{
    /// <summary>The reader of a list.</summary>
    public static DecisionReader Of(DecisionsAsked asked) => new(
        // Everything below begins with a digit after the own path.
        asked.Viewer.AccountId, asked.Viewer.Path, asked.Viewer.Path + "0", TreePath.End(asked.Viewer.Path), asked.Now, asked.Today, asked.Today.AddDays(RenewalsUnsure.Days),
        asked.Now - InvitationsUnanswered.Patience, asked.Now - OnboardingStuck.Patience, asked.Now - MailsFailed.Matters);
}

/// <summary>
/// Asks all sources at once, in one question, whether anything may wait there: mostly nothing does, and a question that finds nothing
/// costs a page as much as one that finds something. Only those that say yes are read.
/// </summary>
internal static class DecisionsWaiting
{
    private delegate IAsyncEnumerable<bool[]> Question(
        TributaryDb db, Guid own, string path, string below, string end, DateTime now, DateOnly today, DateOnly soon, DateTime invited, DateTime stuck, DateTime failed);

    private static readonly IReadOnlyList<IDecisionSource> Asked = [.. DecisionList.Sources.Where(source => source.MayWait is not null)];

    private static readonly ConditionalWeakTable<IModel, Question> Translated = [];

    /// <summary>The sources that have to be read, in their order.</summary>
    public static async Task<IReadOnlyList<IDecisionSource>> Of(DecisionsAsked asked, CancellationToken cancel)
    {
        var ask = Translated.GetValue(asked.Db.Model, _ => Translate());
        var by = DecisionReader.Of(asked);
        await foreach (var waits in ask(asked.Db, by.Own, by.Path, by.Below, by.End, by.Now, by.Today, by.Soon, by.InvitedBefore, by.StuckBefore, by.FailedSince).WithCancellation(cancel))
        {
            var nothing = Asked.Where((_, at) => !waits[at]).ToHashSet();
            return [.. DecisionList.Sources.Where(source => !nothing.Contains(source))];
        }
        return DecisionList.Sources;
    }

    private static Question Translate()
    {
        var db = Expression.Parameter(typeof(TributaryDb), "db");
        var values = typeof(DecisionReader).GetConstructors()[0].GetParameters().Select(p => Expression.Parameter(p.ParameterType, p.Name)).ToArray();
        // One row, the reader's own account, beside which each source is asked.
        Expression<Func<TributaryDb, Guid, IQueryable<Account>>> row = (db, own) => db.Accounts.AsNoTracking().Where(a => a.Id == own);
        var rows = new Put(new() { [row.Parameters[0]] = db, [row.Parameters[1]] = values[0] }, values).Visit(row.Body);
        var answers = Expression.NewArrayInit(typeof(bool), Asked.Select(source =>
            new Put(new() { [source.MayWait!.Parameters[0]] = db }, values).Visit(source.MayWait.Body)));
        var select = Expression.Lambda<Func<Account, bool[]>>(answers, Expression.Parameter(typeof(Account), "a"));
        var all = Expression.Call(typeof(Queryable), nameof(Queryable.Select), [typeof(Account), typeof(bool[])], rows, Expression.Quote(select));
        var ask = EF.CompileAsyncQuery(
            Expression.Lambda<Func<TributaryDb, Guid, string, string, string, DateTime, DateOnly, DateOnly, DateTime, DateTime, DateTime, IQueryable<bool[]>>>(all, [db, .. values]));
        return ask.Invoke;
    }

    // Puts the values of the question where a source says "by.Own", since only values can be handed to a question that is translated.
    private sealed class Put(Dictionary<ParameterExpression, ParameterExpression> names, ParameterExpression[] values) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => names.GetValueOrDefault(node, node);

        protected override Expression VisitMember(MemberExpression node) => node.Expression is ParameterExpression { Type: var type } && type == typeof(DecisionReader)
            ? values.Single(value => value.Name == node.Member.Name) : base.VisitMember(node);
    }
}
