namespace Tributary.Reports.Today;

/// <summary>What there is to decide. Their order here is the last but one thing they are ranked by.</summary>
public enum DecisionKind
{
    /// <summary>An order waits because the reader's own wallet is short.</summary>
    OrderShort = 1,
    /// <summary>A renewal is not paid because the reader's own wallet is short.</summary>
    RenewalUnpaid = 2,
    /// <summary>A direct buyer is short: its orders or renewals wait.</summary>
    BuyerShort = 3,
    /// <summary>A renewal that falls due soon and that the reader's own funds will not pay.</summary>
    RenewalUnsure = 4,
    /// <summary>The reader's balance has passed the mark that the account set for itself.</summary>
    BalanceLow = 5,
    /// <summary>A renewal is not charged because a price is missing somewhere; the provider finds out where.</summary>
    RenewalWithoutPrice = 6,
    /// <summary>An order waits for its seller's approval.</summary>
    OrderToApprove = 7,
    /// <summary>A delivery waits for a person.</summary>
    WorkNeedsPerson = 8,
    /// <summary>An order whose delivery did not go through.</summary>
    OrderNeedsAttention = 9,
    /// <summary>A price lies below cost and is therefore not sold.</summary>
    PriceBelowCost = 10,
    /// <summary>A reseller waits for the confirmation that it goes live or comes back.</summary>
    AccountToConfirm = 11,
    /// <summary>Somebody from above asks to visit.</summary>
    VisitAsked = 12,
    /// <summary>The seller's agreement waits to be accepted.</summary>
    AgreementToAccept = 13,
    /// <summary>An account has waited for its number for too long.</summary>
    NumberPending = 14,
    /// <summary>A reseller is being set up and does not get on.</summary>
    OnboardingStuck = 15,
    /// <summary>The account's own domain is claimed and not proven.</summary>
    DomainUnproven = 16,
    /// <summary>A mail was given up.</summary>
    MailFailed = 17,
    /// <summary>An invitation is not answered.</summary>
    InvitationUnanswered = 18,
    /// <summary>The wallet of a direct buyer will run dry soon.</summary>
    BuyerRunsDry = 19,
}

/// <summary>One thing that needs a decision from who reads it. It is no row: it is there as long as its cause is.</summary>
public sealed record Decision
{
    /// <summary>What there is to decide.</summary>
    public required DecisionKind Kind { get; init; }
    /// <summary>The thing it is about, as a public id.</summary>
    public required string Subject { get; init; }
    /// <summary>Whom it concerns.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>What the thing is called: an order's number, a plan, a title, an address.</summary>
    public string What { get; init; } = "";
    /// <summary>Since when it waits (UTC), where that is kept.</summary>
    public DateTime? Since { get; init; }
    /// <summary>What is at stake for the reader's own level; null where that is no amount, and for who is shown none.</summary>
    public Money? AtRisk { get; init; }
    /// <summary>Up to when it can be decided without harm (UTC); null where nothing happens by itself.</summary>
    public DateTime? LastSafe { get; init; }
    /// <summary>Another thing that this one says all about, as a public id: it does not stand in the list again.</summary>
    public string? Covers { get; init; }
    /// <summary>True where it is the other of two things that a kind can be: anew, coming back.</summary>
    public bool Again { get; init; }
    /// <summary>Until when the reader has put it off; null while it is in the list.</summary>
    public DateOnly? PostponedUntil { get; init; }

    /// <summary>The amount at risk in the reader's own currency, by which it is ranked; null without an amount, or without a rate.</summary>
    public decimal? Weight { get; init; }

    /// <summary>What it is called by: the same as long as its cause is.</summary>
    public string Key => KeyOf(Kind, Subject);

    /// <summary>The key of what is to be decided about a thing.</summary>
    public static string KeyOf(DecisionKind kind, string subject) => $"{kind.Code()}:{subject}";
}

/// <summary>The names of what there is to decide, for programs and rows. Never translated.</summary>
public static class DecisionCodes
{
    private static readonly Dictionary<DecisionKind, string> Codes = Enum.GetValues<DecisionKind>()
        .ToDictionary(kind => kind, kind => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()));

    /// <summary>The kind's name.</summary>
    public static string Code(this DecisionKind kind) => Codes[kind];

    /// <summary>Reads a kind's name.</summary>
    public static bool TryRead(string? code, out DecisionKind kind)
    {
        kind = Codes.FirstOrDefault(known => known.Value == code).Key;
        return kind != default;
    }
}
