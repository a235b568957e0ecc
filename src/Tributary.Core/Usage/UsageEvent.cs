using System.Security.Cryptography;
using System.Text;
using Tributary.Data;

namespace Tributary.Usage;

/// <summary>
/// That an end user opened or used something, as it was reported: what the kept figures are recounted from. Never changed.
/// </summary>
public sealed class UsageEvent : Row
{
    /// <summary>The branch of the account.</summary>
    public required int BranchId { get; init; }
    /// <summary>Made of the account that pays and the id the sender gave, so that an id counts once for each payer: see <see cref="KeyOf"/>.</summary>
    public required Guid Id { get; init; }
    /// <summary>The account that has the subscription.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>What was used.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>Who used it: the <see cref="EndUser.Key"/>.</summary>
    public required Guid UserKey { get; init; }
    /// <summary>When (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>The day of <see cref="At"/> in the account's time zone when it was recorded.</summary>
    public required DateOnly Day { get; init; }
    /// <summary>What was done, as a code: <c>open</c>, <c>use</c>, <c>launch</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// The row's id for an id that the sender gave. Of the payer, not of the account: a subscription may go to another account of the same
    /// payer, and what is sent again then is still what was sent.
    /// </summary>
    public static Guid KeyOf(Guid payerId, string sendersId)
    {
        Span<byte> hash = stackalloc byte[32];
        Span<byte> text = stackalloc byte[16 + 3 * 200];
        payerId.TryWriteBytes(text);
        var length = 16 + Encoding.UTF8.GetBytes(sendersId, text[16..]);
        SHA256.HashData(text[..length], hash);
        return new(hash[..16]);
    }
}

/// <summary>
/// A person at an account who uses what was bought, with every day on which they did: one bit a day from the first on. What
/// they are called is kept only where their seller wishes to read it; else the key alone is known, which nobody turns back.
/// </summary>
public sealed class EndUser : Row
{
    /// <summary>The branch of the account.</summary>
    public required int BranchId { get; init; }
    /// <summary>The account they are at.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>Made of the branch's secret, the account and what the sender calls them: see <see cref="KeyOf"/>.</summary>
    public required Guid Key { get; init; }
    /// <summary>What the sender calls them, or null where their seller wishes not to know.</summary>
    public string? Name { get; set; }
    /// <summary>The first day on which they were active.</summary>
    public DateOnly FirstDay { get; set; }
    /// <summary>The last day on which they were active.</summary>
    public DateOnly LastDay { get; set; }
    /// <summary>The days on which they were active, counted from <see cref="FirstDay"/>, the lowest bit of the first byte first.</summary>
    public byte[] Days { get; set; } = [];

    /// <summary>The key of somebody at an account; letters of either case are the same person.</summary>
    /// <param name="salt">The branch's secret.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="name">What the sender calls them, at most 200 characters.</param>
    public static Guid KeyOf(byte[] salt, Guid accountId, string name)
    {
        Span<byte> hash = stackalloc byte[32];
        Span<byte> text = stackalloc byte[16 + 3 * 200];
        accountId.TryWriteBytes(text);
        var length = 16 + Encoding.UTF8.GetBytes(name.ToLowerInvariant(), text[16..]);
        HMACSHA256.HashData(salt, text[..length], hash);
        return new(hash[..16]);
    }
}

/// <summary>
/// What is kept of an account and a day: how many end users of it and of all below it were active on the day, in the seven and the
/// thirty days that end with it, and who came and went. Exact for any number of people, because somebody's day changes only
/// the figures of the thirty days after it. The root's are one row a branch and summed on reading. Rows of days to come hold
/// what will be when nothing more happens; nobody reads them before.
/// </summary>
public sealed class ActiveDay : Row
{
    /// <summary>The branch the people belong to.</summary>
    public required int BranchId { get; init; }
    /// <summary>Whose figure it is.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The day, in the time zone of the account whose people they are.</summary>
    public required DateOnly Day { get; init; }
    /// <summary>How often something was opened or used.</summary>
    public long Events { get; set; }
    /// <summary>End users active on the day.</summary>
    public long Users { get; set; }
    /// <summary>End users active in the seven days that end with it.</summary>
    public long Users7 { get; set; }
    /// <summary>End users active in the thirty days that end with it.</summary>
    public long Users30 { get; set; }
    /// <summary>On the first of a month: end users active in that month; else 0.</summary>
    public long MonthUsers { get; set; }
    /// <summary>End users for whom it is the first day of all.</summary>
    public long Came { get; set; }
    /// <summary>End users who were active before, not in the thirty days before it, and on it.</summary>
    public long Returned { get; set; }
    /// <summary>End users whose last active day is thirty days ago, with none since.</summary>
    public long Lost { get; set; }

    /// <summary>The columns that are added up.</summary>
    internal static readonly string[] Summed = ["events", "users", "users7", "users30", "month_users", "came", "returned", "lost"];

    /// <summary>True when it holds nothing.</summary>
    internal bool IsNothing => (Events, Users, Users7, Users30, MonthUsers, Came, Returned, Lost) is (0, 0, 0, 0, 0, 0, 0, 0);
}
