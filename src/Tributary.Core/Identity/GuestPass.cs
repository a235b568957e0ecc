using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Identity;

/// <summary>What a guest may do.</summary>
public enum GuestMode
{
    /// <summary>Look, and change nothing.</summary>
    ReadOnly = 1,
    /// <summary>Do things in the account's name, as far as the guest's own rights go.</summary>
    Full = 2,
}

/// <summary>Where a guest pass stands.</summary>
public enum GuestState
{
    /// <summary>The account has to say yes first.</summary>
    Asked = 1,
    /// <summary>The visitor may come in; they have not yet.</summary>
    Agreed = 2,
    /// <summary>The visit has begun.</summary>
    Running = 3,
    /// <summary>Over: by its time, or ended by somebody; see <see cref="GuestPass.EndedBy"/>.</summary>
    Ended = 4,
    /// <summary>The account said no.</summary>
    Refused = 5,
}

/// <summary>Who ended a visit. Names stand in the trail, for those who may read them.</summary>
public enum GuestEnd
{
    /// <summary>The visitor went back.</summary>
    Visitor = 1,
    /// <summary>Somebody of the visitor's own account.</summary>
    VisitorsAccount = 2,
    /// <summary>The visited account.</summary>
    Account = 3,
    /// <summary>Its time was over.</summary>
    Time = 4,
}

/// <summary>
/// A person from above acts in another account: with a reason, for a time, seen by the account. It gives no right that the
/// visitor does not hold at home; people, keys and who owns the account are no guest's business. Every request of a visit asks
/// <see cref="IsGood"/> anew. The row belongs to the visited account.
/// </summary>
public sealed class GuestPass : TenantEntity
{
    /// <summary>The longest visit, in minutes.</summary>
    public const int MostMinutes = 480;

    /// <summary>How long a question waits for its answer, and an agreed visit for its visitor.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromHours(24);

    /// <summary>What no guest may do, whatever they may do at home.</summary>
    public const Right Closed = Right.ViewPeople | Right.ManagePeople | Right.ManageOwners;

    /// <summary>The person who visits.</summary>
    public required Guid VisitorId { get; init; }
    /// <summary>Their name; for who stands at or above their account, see <see cref="NameFor"/>.</summary>
    public required string VisitorName { get; init; }
    /// <summary>The account they come from, always above the visited one.</summary>
    public required Guid VisitorAccountId { get; init; }
    /// <summary>That account's name.</summary>
    public required string VisitorAccount { get; init; }
    /// <summary>That account's path.</summary>
    public required string VisitorPath { get; init; }
    /// <summary>Why; the visited account reads it.</summary>
    public required string Reason { get; init; }
    /// <summary>What the guest may do.</summary>
    public required GuestMode Mode { get; init; }
    /// <summary>Whose eyes the guest has: what this role of the account sees, or null for the guest's own. Always read-only.</summary>
    public Role? SeeAs { get; init; }
    /// <summary>How long the visit lasts once it has begun.</summary>
    public required int Minutes { get; init; }
    /// <summary>When it was asked for (UTC).</summary>
    public required DateTime AskedAt { get; init; }
    /// <summary>Where it stands, as it was written last; see <see cref="StateAt"/>.</summary>
    public GuestState State { get; private set; } = GuestState.Asked;
    /// <summary>When the account answered (UTC), or null.</summary>
    public DateTime? AnsweredAt { get; private set; }
    /// <summary>Who of the account answered, or null.</summary>
    public string? AnsweredBy { get; private set; }
    /// <summary>When the visit began (UTC), or null.</summary>
    public DateTime? BeganAt { get; private set; }
    /// <summary>When it is over unless somebody ends it before (UTC): the visit, or the waiting for it.</summary>
    public required DateTime OverAt { get; set; }
    /// <summary>When it ended or was refused (UTC), or null.</summary>
    public DateTime? EndedAt { get; private set; }
    /// <summary>Who ended it, or null.</summary>
    public GuestEnd? EndedBy { get; private set; }

    /// <summary>The rights a visitor needs at home for a visit of this sort.</summary>
    public static Right Needed(GuestMode mode) => mode == GuestMode.Full ? Right.ViewAccounts | Right.ManageAccounts : Right.ViewAccounts;

    /// <summary>Whether an account can be visited at all: one that lives.</summary>
    public static bool CanBeVisited(Account account) =>
        account.Status is AccountStatus.InProgress or AccountStatus.InProvisioning or AccountStatus.Active;

    /// <summary>Where it stands at this moment, also when nobody has written down yet that its time is over.</summary>
    public GuestState StateAt(DateTime now) => EndedAt is null && now >= OverAt ? GuestState.Ended : State;

    /// <summary>Whether it waits, or runs, at this moment.</summary>
    public bool IsOpen(DateTime now) => StateAt(now) is GuestState.Asked or GuestState.Agreed or GuestState.Running;

    /// <summary>The visitor's name with their account's, for a reader whose level or one below it they come from; null for who stands below them.</summary>
    public string? NameFor(Viewer reader) => TreePath.Within(VisitorPath, reader.Path) ? FullName : null;

    private string FullName => $"{VisitorName} ({VisitorAccount})";

    /// <summary>Whether the visitor, as they are at home now, may go on with this visit at this moment.</summary>
    /// <param name="home">The visitor in their own account, with the rights they have by now.</param>
    /// <param name="visited">The visited account as it is now.</param>
    /// <param name="now">The moment (UTC).</param>
    public bool IsGood(Viewer home, Account visited, DateTime now) =>
        StateAt(now) == GuestState.Running && home.Guest is null && home.UserId == VisitorId && home.AccountId == VisitorAccountId
        && visited.Id == AccountId && visited.Id != home.AccountId && CanBeVisited(visited) && home.May(Needed(Mode), visited.Path);

    /// <summary>The visitor as a guest of the account: it bears the account's name, place and what is hidden from it.</summary>
    /// <param name="home">The visitor in their own account.</param>
    /// <param name="visited">The visited account.</param>
    /// <param name="hidesPrices">Whether that account, or one above it, is shown no amounts.</param>
    public Viewer AsGuest(Viewer home, Account visited, bool hidesPrices)
    {
        var rights = Rights(home.At(visited.Path).Rights);
        return new()
        {
            UserId = home.UserId, Name = visited.Name, AccountId = visited.Id, BranchId = visited.BranchId, Path = visited.Path, Kind = visited.Kind,
            Rights = rights, HidesPrices = hidesPrices,
            // Who sees no further than their own children, in any matter, sees of such a child what is its own, and nothing below it.
            Reach = home.For(rights).Reach == Reach.AllBelow ? Reach.AllBelow : Reach.Own,
            Guest = new() { PassId = Id, Name = FullName, AccountId = VisitorAccountId, Path = VisitorPath, IsReadOnly = Mode == GuestMode.ReadOnly },
        };
    }

    // Seen with a role's eyes, what that role may do is shown as well; the door and the desk let none of it through.
    private Right Rights(Right home) => home & ~Closed & (SeeAs is { } role ? role.Rights() : Mode == GuestMode.Full ? Right.All : Right.ViewAll);

    /// <summary>Nobody has to be asked: the visitor may come in.</summary>
    public void Agree() => State = GuestState.Agreed;

    /// <summary>Somebody of the account says yes.</summary>
    public void Agree(string by, DateTime at) => (State, AnsweredBy, AnsweredAt, OverAt) = (GuestState.Agreed, by, at, at + Waits);

    /// <summary>Somebody of the account says no.</summary>
    public void Refuse(string by, DateTime at) => (State, AnsweredBy, AnsweredAt, EndedAt) = (GuestState.Refused, by, at, at);

    /// <summary>The visitor comes in.</summary>
    public void Begin(DateTime at) => (State, BeganAt, OverAt) = (GuestState.Running, at, at.AddMinutes(Minutes));

    /// <summary>The visit, or the waiting for it, is over.</summary>
    public void End(GuestEnd by, DateTime at) => (State, EndedBy, EndedAt) = (GuestState.Ended, by, at);
}

/// <summary>What became of a guest pass.</summary>
public sealed record GuestPassAnswer(Guid PassId, GuestState State, DateTime OverAt);
