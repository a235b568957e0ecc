using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Partners;
using Tributary.Reports;
using Tributary.Web.Mail;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A mail that your account has sent, or is going to send.</summary>
public record MailJson
{
    /// <summary>The mail.</summary>
    public required Ref<Message> Id { get; init; }
    /// <summary>Which words it has: <c>invitation</c>, <c>notice</c>.</summary>
    public required string Template { get; init; }
    /// <summary>Where it goes, or went; null when there is no address.</summary>
    public string? To { get; init; }
    /// <summary>The account whose person it is for.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>That account's name.</summary>
    public required string AccountName { get; init; }
    /// <summary>Who signs it.</summary>
    public required Department Department { get; init; }
    /// <summary>How far it has come; <c>kept</c> where there is no mail server.</summary>
    public required MessageState State { get; init; }
    /// <summary>When it was written.</summary>
    public required DateTime At { get; init; }
    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }
    /// <summary>When it is tried again, or null.</summary>
    public DateTime? NextAt { get; init; }
    /// <summary>When the mail server took it, or null.</summary>
    public DateTime? SentAt { get; init; }
    /// <summary>What went wrong last, as a code: <c>unreachable</c>, <c>refused_550</c>, <c>no_address</c>, <c>over</c>; null when nothing did.</summary>
    public string? Fault { get; init; }
}

/// <summary>A mail with its words.</summary>
public sealed record MailWordsJson : MailJson
{
    [SetsRequiredMembers]
    internal MailWordsJson(MailJson mail) : base(mail)
    {
    }

    /// <summary>Its subject; null, as the other words, where it cannot be written any more.</summary>
    public string? Subject { get; init; }
    /// <summary>Whose name it bears.</summary>
    public string? FromName { get; init; }
    /// <summary>The address it comes from.</summary>
    public string? FromAddress { get; init; }
    /// <summary>Where answers go, where that is another address.</summary>
    public string? ReplyTo { get; init; }
    /// <summary>As plain text.</summary>
    public string? Text { get; init; }
    /// <summary>As HTML.</summary>
    public string? Html { get; init; }
    /// <summary>True when the links in it work: there is no mail server, and you are the one to hand them over.</summary>
    public bool HandsOver { get; init; }
}

/// <summary>The mail that was written anew.</summary>
public sealed record MailResentJson
{
    /// <summary>The new mail.</summary>
    public required Ref<Message> Id { get; init; }
}

/// <summary><c>/mail</c>: what the caller's own account has sent.</summary>
internal static class MailApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var mail = api.MapGroup("/mail").WithTags("mail");
        mail.MapGet("/", List).RequireAuthorization(Policies.ViewPeople).WithSummary("What your account has sent, the latest first");
        mail.MapGet("/{id}", One).RequireAuthorization(Policies.ViewPeople).WithSummary("One mail with its words");
        mail.MapPost("/{id}/resend", Resend).RequireAuthorization(Policies.ManagePeople).WithSummary("Write it once more");
    }

    private static async Task<ListOf<MailJson>> List(string? q, string? state, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var rows = await SentMail.Page(db, viewer, Filter.Text(q, "q"), Filter.Of<MessageState>(state, "state"), paging.AfterId, paging.Count + 1, cancel);
        return paging.Page(rows, row => row.Message.Id, Shown);
    }

    private static async Task<MailWordsJson> One(Ref<Message> id, HttpContext http, Viewer viewer, TributaryDb db, ReadMail read, CancellationToken cancel)
    {
        var row = await SentMail.One(db, viewer, id.Id, cancel);
        var (mail, _, handsOver) = await read.Do(row, viewer, http.Request, cancel);
        http.Response.Headers.CacheControl = "no-store";
        return new(Shown(row))
        {
            Subject = mail?.Subject, FromName = mail?.From.DisplayName, FromAddress = mail?.From.Address, ReplyTo = mail?.ReplyTo?.Address, Text = mail?.Text, Html = mail?.HtmlInPanel,
            HandsOver = handsOver,
        };
    }

    private static async Task<Created<MailResentJson>> Resend(
        Ref<Message> id, Body<NothingJson> _, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var row = await SentMail.One(db, viewer, id.Id, cancel);
        var again = await desk.Do(new ResendMessage
        {
            By = viewer, InBranch = row.Message.BranchId, MessageId = row.Message.Id, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return TypedResults.Created($"{ApiSetup.Base}/mail/{new Ref<Message>(again.MessageId)}", new MailResentJson { Id = new(again.MessageId) });
    }

    private static MailJson Shown(SentMailRow row) => new()
    {
        Id = new(row.Message.Id), Template = row.Message.Template, To = row.To, Account = new(row.Message.AccountId), AccountName = row.AccountName,
        Department = row.Message.Department, State = row.Message.State, At = row.Message.At, Attempts = row.Message.Attempts,
        NextAt = row.Message.IsTriedAgain ? row.Message.NotBefore : null, SentAt = row.Message.SentAt, Fault = row.Message.Fault,
    };
}
