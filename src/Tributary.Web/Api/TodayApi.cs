using System.ComponentModel.DataAnnotations;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports.Today;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>What needs a decision.</summary>
public sealed record TodayJson
{
    /// <summary>What waits, the most pressing first.</summary>
    public required IReadOnlyList<DecisionJson> Decisions { get; init; }
    /// <summary>What the caller has put off and would otherwise stand there.</summary>
    public required IReadOnlyList<DecisionJson> Postponed { get; init; }
    /// <summary>How many wait of each kind.</summary>
    public required IReadOnlyList<DecisionCountJson> Counts { get; init; }
}

/// <summary>One thing to decide.</summary>
public sealed record DecisionJson
{
    /// <summary>What it is called by: its kind and what it is about.</summary>
    public required string Id { get; init; }
    /// <summary>What there is to decide.</summary>
    public required DecisionKind Kind { get; init; }
    /// <summary>The thing it is about.</summary>
    public required string Subject { get; init; }
    /// <summary>What the thing is called.</summary>
    public required string What { get; init; }
    /// <summary>Whom it concerns.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>That account's name.</summary>
    public required string AccountName { get; init; }
    /// <summary>Since when it waits, where that is kept.</summary>
    public DateTime? Since { get; init; }
    /// <summary>What is at stake for your own account; null where that is no amount, or not yours to see.</summary>
    public Money? AtRisk { get; init; }
    /// <summary>Up to when it can be decided without harm; null where nothing happens by itself.</summary>
    public DateTime? LastSafe { get; init; }
    /// <summary>Until when you have put it off, or null.</summary>
    public DateOnly? PostponedUntil { get; init; }
}

/// <summary>How many decisions of one kind wait.</summary>
public sealed record DecisionCountJson
{
    /// <summary>What they are.</summary>
    public required DecisionKind Kind { get; init; }
    /// <summary>How many were found.</summary>
    public required int Count { get; init; }
    /// <summary>True when there are more than were looked at.</summary>
    public required bool More { get; init; }
}

/// <summary>A decision to be put off, or to be brought back.</summary>
public sealed record PostponeJson
{
    /// <summary>What is put off: the <c>id</c> of a decision.</summary>
    [Required, MaxLength(120)] public string? Decision { get; init; }
    /// <summary>The first day it is back, at most 90 days ahead; null brings it back now.</summary>
    public DateOnly? Until { get; init; }
}

/// <summary>What was put off.</summary>
public sealed record PostponedJson
{
    /// <summary>The decision.</summary>
    public required string Decision { get; init; }
    /// <summary>The first day it is back; null when it is back now.</summary>
    public DateOnly? Until { get; init; }
}

/// <summary><c>/today</c>: what needs a decision from the caller's own account. What is done goes by itself; each is done where it belongs.</summary>
internal static class TodayApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var today = api.MapGroup("/today").WithTags("today");
        today.MapGet("/", Read).RequireAuthorization(Policies.SignedIn).WithSummary("What needs a decision, the most pressing first");
        today.MapPost("/postpone", Postpone).RequireAuthorization(Policies.SignedIn).WithSummary("Put a decision off to a later day, or bring it back");
    }

    private static async Task<TodayJson> Read(string? kind, CurrentViewer current, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var list = await DecisionList.Of(db, current.Viewer, current.Account, desk.Now, await desk.Today(), Filter.Of<DecisionKind>(kind, "kind"), cancel);
        return new()
        {
            Decisions = [.. list.Decisions.Select(d => Shown(d, list))], Postponed = [.. list.Postponed.Select(d => Shown(d, list))],
            Counts = [.. list.Counts.Select(c => new DecisionCountJson { Kind = c.Kind, Count = c.Count, More = c.More })],
        };
    }

    private static async Task<PostponedJson> Postpone(Body<PostponeJson> body, Asked asked, CurrentViewer current, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var found = await DecisionList.One(db, current.Viewer, current.Account, desk.Now, await desk.Today(), body.Value.Decision, cancel);
        var answer = await desk.Do(new PostponeDecision { By = current.Viewer, Decision = found, Until = body.Value.Until, Reference = asked.Reference, Asked = asked.Hash }, cancel);
        return new() { Decision = answer.Decision, Until = answer.Until };
    }

    private static DecisionJson Shown(Decision decision, DecisionList list) => new()
    {
        Id = decision.Key, Kind = decision.Kind, Subject = decision.Subject, What = decision.What, Account = new(decision.AccountId),
        AccountName = list.Accounts[decision.AccountId].Name, Since = decision.Since, AtRisk = decision.AtRisk, LastSafe = decision.LastSafe,
        PostponedUntil = decision.PostponedUntil,
    };
}
