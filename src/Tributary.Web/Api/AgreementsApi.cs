using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A version of an agreement to be published.</summary>
public sealed record PublishAgreementJson
{
    /// <summary>Its heading.</summary>
    [Required] public string? Title { get; init; }
    /// <summary>What is agreed, in Markdown.</summary>
    [Required] public string? Text { get; init; }
    /// <summary>The first day it holds; today without it.</summary>
    public DateOnly? From { get; init; }
}

/// <summary>A version of an agreement.</summary>
public sealed record AgreementJson
{
    /// <summary>The version's id.</summary>
    public required Ref<Agreement> Id { get; init; }
    /// <summary>Which version, from 1.</summary>
    public required int Number { get; init; }
    /// <summary>Its heading.</summary>
    public required string Title { get; init; }
    /// <summary>What is agreed, in Markdown; null in lists.</summary>
    public string? Text { get; init; }
    /// <summary>SHA-256 of title, line feed and text, in hexadecimal.</summary>
    public required string Hash { get; init; }
    /// <summary>The first day it holds.</summary>
    public required DateOnly From { get; init; }
    /// <summary>When it was published.</summary>
    public required DateTime PublishedAt { get; init; }
}

/// <summary>An agreement as it stands between an account and its seller.</summary>
public sealed record AgreementHeldJson
{
    /// <summary>The account.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>The version that holds today; null where its seller has published none.</summary>
    public AgreementJson? Agreement { get; init; }
    /// <summary>True when that version is the one it accepted.</summary>
    public required bool Accepted { get; init; }
    /// <summary>What it accepted, the latest first.</summary>
    public required IReadOnlyList<AcceptanceJson> Acceptances { get; init; }
}

/// <summary>That a version was accepted.</summary>
public sealed record AcceptanceJson
{
    /// <summary>The version.</summary>
    public required Ref<Agreement> Agreement { get; init; }
    /// <summary>Which version.</summary>
    public required int Number { get; init; }
    /// <summary>The hash of what was read.</summary>
    public required string Hash { get; init; }
    /// <summary>When.</summary>
    public required DateTime At { get; init; }
    /// <summary>Who, as a name.</summary>
    public required string By { get; init; }
    /// <summary>The network address it came from, or empty.</summary>
    public required string Address { get; init; }
}

/// <summary>Which version is accepted.</summary>
public sealed record AcceptAgreementJson
{
    /// <summary>The version.</summary>
    [Required] public Ref<Agreement>? Agreement { get; init; }
    /// <summary>Its hash, where the caller wants to be sure of the text.</summary>
    public string? Hash { get; init; }
}

/// <summary><c>/agreements</c>: what a seller agrees with its resellers, and what they accepted. Read by the two of them alone.</summary>
internal static class AgreementsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var agreements = api.MapGroup("/agreements").WithTags("agreements");
        agreements.MapGet("/", List).RequireAuthorization(Policies.ViewAccounts).WithSummary("The versions of your own agreement, the latest first");
        agreements.MapPost("/", Publish).RequireAuthorization(Policies.ManageSettings).WithSummary("Publish a version");
        agreements.MapGet("/{id}", One).RequireAuthorization(Policies.ViewAccounts).WithSummary("One version with its text: yours, or your seller's");
        var accounts = api.MapGroup("/accounts").WithTags("agreements");
        accounts.MapGet("/{id}/agreement", Held).RequireAuthorization(Policies.ViewAccounts).WithSummary("The agreement between an account and its seller, for the two of them");
        accounts.MapPost("/{id}/agreement/accept", Accept).RequireAuthorization(Policies.ManageSettings).WithSummary("Accept your seller's agreement");
    }

    private static async Task<ListOf<AgreementJson>> List([AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var found = await paging.Latest(db.Agreements.PublishedBy(viewer)).ToListAsync(cancel);
        return paging.Page(found, a => Shown(a, text: false));
    }

    private static async Task<AgreementJson> One(Ref<Agreement> id, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
        Shown(await db.AgreementFor(viewer, id.Id, await desk.Today(), cancel), text: true);

    private static async Task<Created<AgreementJson>> Publish(Body<PublishAgreementJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var published = await desk.Do(new PublishAgreement
        {
            By = viewer, Title = body.Value.Title!, Text = body.Value.Text!, From = body.Value.From, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        var shown = Shown(await db.AgreementFor(viewer, published.Id, await desk.Today(), cancel), text: true);
        return TypedResults.Created($"{ApiSetup.Base}/agreements/{shown.Id}", shown);
    }

    private static async Task<AgreementHeldJson> Held(Ref<Account> id, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        var current = await db.AgreementOf(viewer, account, await desk.Today(), cancel);
        var accepted = await db.AgreementAcceptances.AsNoTracking().Where(a => a.BranchId == account.BranchId && a.AccountId == account.Id && a.SellerId == account.ParentId)
            .OrderByDescending(a => a.At).Take(50).ToListAsync(cancel);
        return new()
        {
            Account = new(account.Id), Agreement = current is null ? null : Shown(current, text: true), Accepted = current is not null && accepted.Exists(a => a.AgreementId == current.Id),
            Acceptances = [.. accepted.Select(Shown)],
        };
    }

    private static async Task<AcceptanceJson> Accept(
        Ref<Account> id, Body<AcceptAgreementJson> body, HttpContext http, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        if (account.Id != viewer.AccountId) throw Refusal.Forbidden("agreement.own", "An account accepts for itself; nobody above does it for it.");
        var accepted = await desk.Do(new AcceptAgreement
        {
            By = viewer, AgreementId = body.Value.Agreement!.Value.Id, Hash = body.Value.Hash, Address = http.Connection.RemoteIpAddress?.ToString() ?? "",
            Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return Shown(await db.AgreementAcceptances.AsNoTracking().FirstAsync(a => a.BranchId == account.BranchId && a.Id == accepted.Id, cancel));
    }

    private static AgreementJson Shown(Agreement agreement, bool text) => new()
    {
        Id = new(agreement.Id), Number = agreement.Number, Title = agreement.Title, Text = text ? agreement.Text : null, Hash = agreement.Hash, From = agreement.From,
        PublishedAt = agreement.PublishedAt,
    };

    private static AcceptanceJson Shown(AgreementAcceptance acceptance) => new()
    {
        Agreement = new(acceptance.AgreementId), Number = acceptance.Number, Hash = acceptance.Hash, At = acceptance.At, By = acceptance.By, Address = acceptance.Address,
    };
}
