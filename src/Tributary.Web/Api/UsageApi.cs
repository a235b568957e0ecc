using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Subscriptions;
using Tributary.Usage;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>What end users did.</summary>
public sealed record UsageEventsJson
{
    /// <summary>At most 10,000 events.</summary>
    [Required, MinLength(1), MaxLength(RecordUsage.Most)]
    public required IReadOnlyList<UsageEventJson> Events { get; init; }
}

/// <summary>That somebody opened or used something.</summary>
public sealed record UsageEventJson
{
    /// <summary>Your id of it. It counts once for each account that pays, its divisions included, however often it is sent.</summary>
    [Required, MinLength(1), MaxLength(200)]
    public required string Id { get; init; }
    /// <summary>What was used.</summary>
    public required Ref<Subscription> Subscription { get; init; }
    /// <summary>What you call the person: a number, an email.</summary>
    [Required, MinLength(1), MaxLength(200)]
    public required string EndUser { get; init; }
    /// <summary>When; at most three years ago. It counts for its own day in the customer's time zone, however late it comes.</summary>
    public required DateTime At { get; init; }
    /// <summary>What was done, as a code of small letters and underlines: <c>open</c>, <c>use</c>. <c>use</c> unless said.</summary>
    [MinLength(1), MaxLength(32)]
    public string Kind { get; init; } = ReportedUse.UsualKind;
}

/// <summary>What became of a batch of events.</summary>
public sealed record UsageRecordedJson
{
    /// <summary>How many were counted now.</summary>
    public required int Recorded { get; init; }
    /// <summary>How many had been counted before; nothing changed.</summary>
    public required int Repeated { get; init; }
    /// <summary>Those that were not taken.</summary>
    public required IReadOnlyList<UsageRejectedJson> Rejected { get; init; }
}

/// <summary>An event that was not taken.</summary>
public sealed record UsageRejectedJson
{
    /// <summary>Its place in the batch, from 0; null of a file.</summary>
    public int? Index { get; init; }
    /// <summary>Its row in the file, where the headings are row 1; null of a batch.</summary>
    public int? Row { get; init; }
    /// <summary>The column of the file that is wrong; null where it is the whole row.</summary>
    public string? Column { get; init; }
    /// <summary>Your id of it.</summary>
    public required string Event { get; init; }
    /// <summary>Why, as a code: <c>subscription.not_found</c>, <c>at.future</c>, <c>at.too_old</c>; of a file <c>usage.at</c> and the like too.</summary>
    public required string Code { get; init; }
    /// <summary>Why, for people.</summary>
    public required string Detail { get; init; }
}

/// <summary>The active users of an account and all below it, day by day.</summary>
public sealed record UsageJson
{
    /// <summary>The account.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>Every day of the range, the first one first.</summary>
    public required IReadOnlyList<UsageDayJson> Days { get; init; }
    /// <summary>Every month of the range.</summary>
    public required IReadOnlyList<UsageMonthJson> Months { get; init; }
}

/// <summary>A day's active users. All figures are exact.</summary>
public sealed record UsageDayJson
{
    /// <summary>The day, where the customer is.</summary>
    public required DateOnly Day { get; init; }
    /// <summary>How often something was opened or used.</summary>
    public required long Events { get; init; }
    /// <summary>Distinct end users of the day.</summary>
    public required long ActiveUsers { get; init; }
    /// <summary>Of the seven days that end with it.</summary>
    public required long ActiveUsers7 { get; init; }
    /// <summary>Of the thirty days that end with it.</summary>
    public required long ActiveUsers30 { get; init; }
    /// <summary>Those who were active for the first time.</summary>
    public required long New { get; init; }
    /// <summary>Those who were active again after more than thirty days.</summary>
    public required long Returning { get; init; }
    /// <summary>Those whose last active day is thirty days ago.</summary>
    public required long Lost { get; init; }
}

/// <summary>A month's active users.</summary>
public sealed record UsageMonthJson
{
    /// <summary>The first day of the month.</summary>
    public required DateOnly Month { get; init; }
    /// <summary>Distinct end users of the month.</summary>
    public required long ActiveUsers { get; init; }
}

/// <summary>What your account chose about end users, for itself and every account below it.</summary>
public sealed record UsageSettingsJson
{
    /// <summary>Whether they are counted without keeping what they are called.</summary>
    public required bool HidesEndUsers { get; init; }
}

/// <summary>What to choose; what is left out stays.</summary>
public sealed record EditUsageSettingsJson
{
    /// <summary>Whether they are counted without keeping what they are called. Names that are kept already are forgotten within an hour.</summary>
    public bool? HidesEndUsers { get; init; }
}

/// <summary><c>/usage-events</c>, what is kept of them, and how.</summary>
internal static class UsageApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/usage-events", Record).RequireAuthorization(Policies.RecordUsage).WithTags("usage").WithSummary("Report what end users did, up to 10,000 events at once")
            .Accepts<UsageEventsJson>("application/json", "text/csv").WithMetadata(new BodyLimit(BodyLimit.Uploads), new HashedWithKey());
        api.MapGet("/usage-settings", Settings).RequireAuthorization(Policies.ViewAccounts).WithTags("usage").WithSummary("Whether your end users are counted without keeping who they are");
        api.MapPatch("/usage-settings", Choose).RequireAuthorization(Policies.ManageSettings).WithTags("usage").WithSummary("Choose whether they are");
        api.MapGet("/accounts/{id}/usage", Read).RequireAuthorization(Policies.ViewOrders).WithTags("usage").WithSummary("Active users by day and month");
    }

    private static async Task<UsageRecordedJson> Record(HttpContext http, Viewer viewer, RecordUsage record, CancellationToken cancel)
    {
        if (http.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true)
        {
            var file = await new UsageFile(record).Do(viewer, Asked.Of(http).Body, cancel);
            return new()
            {
                Recorded = file.Recorded, Repeated = file.Repeated,
                Rejected = [.. file.Rejected.Select(r => new UsageRejectedJson { Row = r.Row, Column = r.Column, Event = r.Event, Code = r.Code, Detail = r.Sentence })],
            };
        }
        var events = Events(http).Events;
        var done = await record.Do(viewer, [.. events.Select(e => new ReportedUse(e.Id, e.Subscription.Id, e.EndUser, e.At, e.Kind))], cancel);
        return new()
        {
            Recorded = done.Recorded, Repeated = done.Repeated,
            Rejected = [.. done.Rejected.Select(r => new UsageRejectedJson { Index = r.Index, Event = events[r.Index].Id, Code = r.Code, Detail = r.Sentence })],
        };
    }

    // Ten thousand events are read in one go; only when something is wrong are they read again, to say what and where.
    private static UsageEventsJson Events(HttpContext http)
    {
        var bytes = Asked.Of(http).Body;
        if (!http.Request.HasJsonContentType()) throw new Unreadable(415, "body.type", "Send the body as application/json, or a file as text/csv.");
        try
        {
            if (JsonSerializer.Deserialize<UsageEventsJson>(bytes, ApiJson.Options) is { Events: { Count: > 0 and <= RecordUsage.Most } events } read && events.All(IsRight)) return read;
        }
        catch (JsonException)
        {
            // Told below, field by field.
        }
        var told = BodyText.Read<UsageEventsJson>(bytes);
        if (told.Events.Select((e, i) => (e, i)).FirstOrDefault(e => !ReportedUse.IsCode(e.e.Kind)) is ({ } wrong, var at))
            throw Refusal.Field($"events[{at}].kind", "usage.kind", "“{0}” is no code: use small letters and underlines.", wrong.Kind);
        return told;
    }

    private static bool IsRight(UsageEventJson use) =>
        use is { Id: not null, EndUser: not null } && ReportedUse.IsName(use.Id) && ReportedUse.IsName(use.EndUser) && ReportedUse.IsCode(use.Kind);

    private static async Task<UsageSettingsJson> Settings(HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var own = await db.Accounts.One(viewer, viewer.AccountId, cancel);
        http.Tag(own);
        return new() { HidesEndUsers = own.HidesEndUsers };
    }

    private static async Task<UsageSettingsJson> Choose(
        Body<EditUsageSettingsJson> body, HttpContext http, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var changed = await desk.Do(new SetOwnSettings
        {
            By = viewer, HidesEndUsers = body.Value.HidesEndUsers, Version = match.Version, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        http.Tag(changed.Version);
        return new() { HidesEndUsers = (await db.Accounts.One(viewer, viewer.AccountId, cancel)).HidesEndUsers };
    }

    private static async Task<UsageJson> Read(
        Ref<Account> id, string? from, string? to, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        // Its figures count what lies below it too, and that is told to who looks so far.
        if (viewer.Reach != Reach.AllBelow && account.HasBelow)
            throw Refusal.Forbidden("reach.missing", "These figures count accounts that you do not look after.");
        var last = Filter.Day(to, "to") ?? await desk.Today();
        var first = Filter.Day(from, "from") ?? last.AddDays(-29);
        var days = await ActiveUsers.Between(db, account.Id, first, last, cancel);
        var months = await ActiveUsers.ByMonth(db, account.Id, first, last, cancel);
        return new()
        {
            Account = id,
            Days = [.. days.Select(d => new UsageDayJson
            {
                Day = d.Day, Events = d.Events, ActiveUsers = d.Users, ActiveUsers7 = d.Users7, ActiveUsers30 = d.Users30, New = d.Came, Returning = d.Returned, Lost = d.Lost,
            })],
            Months = [.. months.OrderBy(m => m.Key).Select(m => new UsageMonthJson { Month = m.Key, ActiveUsers = m.Value })],
        };
    }
}
