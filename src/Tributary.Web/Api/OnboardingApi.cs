using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A line of the list by which a reseller is set up.</summary>
public sealed record OnboardingItemJson
{
    /// <summary>Which.</summary>
    public required OnboardingLine Line { get; init; }
    /// <summary>How far it is: <c>done</c>, <c>open</c>, <c>waived</c> (its seller does without) or <c>not_needed</c>.</summary>
    public required OnboardingState State { get; init; }
    /// <summary>True where its seller can do without it.</summary>
    public required bool MayBeWaived { get; init; }
    /// <summary>What is missing, in words; empty unless it is open.</summary>
    public required IReadOnlyList<string> Missing { get; init; }
    /// <summary>Since when its seller does without it, or null.</summary>
    public DateTime? WaivedAt { get; init; }
}

/// <summary>How far the setting-up of an account is, and what a deactivation does to its subscriptions.</summary>
public sealed record OnboardingJson
{
    /// <summary>The account.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>Where it stands.</summary>
    public required AccountStatus Status { get; init; }
    /// <summary>True when nothing is missing, so that it can be submitted as it is.</summary>
    public required bool Ready { get; init; }
    /// <summary>The list; empty for customers and divisions, which need none.</summary>
    public required IReadOnlyList<OnboardingItemJson> Items { get; init; }
    /// <summary>True while going live or coming back waits for a confirmation.</summary>
    public required bool AwaitsConfirmation { get; init; }
    /// <summary>The account that asked for it, where that is you or stands below you.</summary>
    public Ref<Account>? RequestedBy { get; init; }
    /// <summary>What its last deactivation does to subscriptions, or null.</summary>
    public DeactivationJson? Deactivation { get; init; }
}

/// <summary>What becomes of the subscriptions of an account that was switched off, and of all below it.</summary>
public sealed record DeactivationJson
{
    /// <summary>When it was switched off.</summary>
    public required DateTime At { get; init; }
    /// <summary>When it came back, or null.</summary>
    public DateTime? EndedAt { get; init; }
    /// <summary>Whether they go on or are paused.</summary>
    public required RunningChoice Subscriptions { get; init; }
    /// <summary>How many there were to pause, or after the coming back to resume.</summary>
    public required int Total { get; init; }
    /// <summary>How many are paused by it now.</summary>
    public required int Paused { get; init; }
    /// <summary>True once all of them were looked at.</summary>
    public required bool Done { get; init; }
}

/// <summary>Whether something is done without.</summary>
public sealed record WaiveJson
{
    /// <summary>True to do without it, false to want it again.</summary>
    [Required] public bool? Waived { get; init; }
}

/// <summary>Whether an account may confirm the resellers below it.</summary>
public sealed record DelegateJson
{
    /// <summary>True to give it, false to take it back.</summary>
    [Required] public bool? Confirms { get; init; }
}

/// <summary><c>/accounts/{id}/onboarding</c> and <c>/accounts/{id}/delegate</c>: how a reseller comes to be live, and who confirms it.</summary>
internal static class OnboardingApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("accounts");
        accounts.MapGet("/{id}/onboarding", One).RequireAuthorization(Policies.ViewAccounts).WithSummary("What it still needs before it goes live");
        accounts.MapPost("/{id}/onboarding/{line}", Waive).RequireAuthorization(Policies.ManageAccounts).WithSummary("Do without a line of the list, or want it again; for its seller");
        accounts.MapPost("/{id}/delegate", Delegate).RequireAuthorization(Policies.ManageAccounts).WithSummary("Let it confirm the resellers below it; for the provider");
    }

    private static async Task<OnboardingJson> One(Ref<Account> id, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        var list = account.Kind == AccountKind.Reseller ? (await Onboarding.Of(db, [account], await desk.Today(), cancel))[account.Id] : null;
        var last = await db.Deactivations.AsNoTracking().Where(d => d.BranchId == account.BranchId && d.AccountId == account.Id).OrderByDescending(d => d.Id).FirstOrDefaultAsync(cancel);
        return new()
        {
            Account = new(account.Id), Status = account.Status, Ready = list is null || list.Missing.Count == 0, AwaitsConfirmation = account.AwaitsConfirmation,
            // Who stands above the viewer has no id here.
            RequestedBy = account.Id == viewer.AccountId ? null : Refs.To<Account>(account.RequestedById),
            Items = [.. (list?.Items ?? []).Select(item => new OnboardingItemJson
            {
                Line = item.Line, State = item.State, MayBeWaived = item.MayBeWaived, Missing = item.Missing, WaivedAt = item.State == OnboardingState.Waived ? item.Waiver?.At : null,
            })],
            Deactivation = last is null ? null : new()
            {
                At = last.At, EndedAt = last.EndedAt, Subscriptions = last.Running, Total = last.Total, Paused = last.Paused, Done = last.Running == RunningChoice.GoOn || last.Through,
            },
        };
    }

    private static async Task<AccountChangedJson> Waive(
        Ref<Account> id, string line, Body<WaiveJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        if (!Code.TryRead<OnboardingLine>(line, out var which)) throw Refusal.NotFound("line");
        var changed = await desk.Do(new WaiveLine
        {
            By = viewer, InBranch = account.BranchId, AccountId = account.Id, Line = which, Waived = body.Value.Waived!.Value, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return new() { Id = new(changed.Id), Status = changed.Status };
    }

    private static async Task<AccountChangedJson> Delegate(
        Ref<Account> id, Body<DelegateJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        var changed = await desk.Do(new DelegateConfirmation
        {
            By = viewer, InBranch = account.BranchId, AccountId = account.Id, Confirms = body.Value.Confirms!.Value, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return new() { Id = new(changed.Id), Status = changed.Status };
    }
}
