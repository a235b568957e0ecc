using System.Text.Json;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Identity;
using Tributary.Notices;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Mail;

/// <summary>What a template knows of the mail it writes.</summary>
internal sealed class Scene
{
    /// <summary>The row.</summary>
    public required Message Message { get; init; }
    /// <summary>Whose person is written to.</summary>
    public required Account Account { get; init; }
    /// <summary>The person; null when the mail goes to an address alone.</summary>
    public required User? Person { get; init; }
    /// <summary>In whose name.</summary>
    public required SenderBrand Sender { get; init; }
    /// <summary>The texts, in the reader's language.</summary>
    public required IStringLocalizer<Texts> T { get; init; }
    /// <summary>How the reader writes figures and days.</summary>
    public required Culture Culture { get; init; }
    /// <summary>Whether amounts may stand in it.</summary>
    public required bool Amounts { get; init; }
    /// <summary>The accounts that may be named, by their public ids.</summary>
    public required IReadOnlyDictionary<string, Account> Named { get; init; }
    /// <summary>The monthly report the mail bears; null for other mails, and where its reader is not who it is for.</summary>
    public MonthlyReport? Report { get; init; }
    /// <summary>Where the sender's panel is, without a slash at its end.</summary>
    public required string Panel { get; init; }

    /// <summary>Makes the secret of a link; null where the reader is not to have it.</summary>
    public required Func<LinkKind, string>? Secrets { get; init; }

    /// <summary>The values of the row.</summary>
    public T Data<T>() => JsonSerializer.Deserialize<T>(Message.Data)!;

    /// <summary>The address of a page of the panel.</summary>
    public string Page(string path) => Panel + path;

    /// <summary>The address of a page that opens with a secret; null where the reader is not to have it.</summary>
    public string? Secret(string path, LinkKind kind) => Secrets is { } make ? $"{Panel}{path}?token={make(kind)}" : null;
}
