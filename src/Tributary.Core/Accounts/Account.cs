using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>Where an account stands in its life.</summary>
public enum AccountStatus
{
    /// <summary>Details are still missing.</summary>
    InProgress = 1,
    /// <summary>Complete and submitted by its seller; the provider has to confirm.</summary>
    InProvisioning = 2,
    /// <summary>May create accounts, sell and buy, as its rights say.</summary>
    Active = 3,
    /// <summary>Switched off, with a reason.</summary>
    Inactive = 4,
    /// <summary>Ended for good.</summary>
    Closed = 5,
}

/// <summary>Which kinds of account an account may open below itself. Given from above, none by default.</summary>
[Flags]
public enum MayOpen
{
    /// <summary>None.</summary>
    Nothing = 0,
    /// <summary>Resellers below itself.</summary>
    Resellers = 1,
    /// <summary>End customers.</summary>
    Customers = 2,
    /// <summary>Divisions of itself or of its customers.</summary>
    Divisions = 4,
    /// <summary>All of them.</summary>
    All = 7,
}

/// <summary>Whom an account lets in from above; see <c>GuestPass</c>. Its owners decide.</summary>
public enum Welcome
{
    /// <summary>Guests come in; the account is told.</summary>
    Anybody = 0,
    /// <summary>Guests may look and change nothing.</summary>
    LookOnly = 1,
    /// <summary>Somebody of the account says yes before a guest comes in.</summary>
    AsksFirst = 2,
    /// <summary>No guest comes in.</summary>
    Nobody = 3,
}

/// <summary>A node of the one tree of accounts. Its path and branch say where it stands.</summary>
public sealed class Account : Entity, IStanding
{
    /// <summary>The account above, null for the root alone.</summary>
    public Guid? ParentId { get; init; }
    /// <summary>Its place in the tree; see <see cref="TreePath"/>.</summary>
    public required string Path { get; init; }
    /// <summary>What it is.</summary>
    public required AccountKind Kind { get; init; }
    /// <summary>Its name on screen and on documents.</summary>
    public required string Name { get; set; }
    /// <summary>The human number, null (PENDING on screen) until registration is done.</summary>
    public string? Number { get; private set; }
    /// <summary>When a person was told that the number does not come (UTC), or null.</summary>
    public DateTime? PendingReportedAt { get; private set; }
    /// <summary>When it was opened (UTC).</summary>
    public required DateTime OpenedAt { get; init; }
    /// <summary>Where it stands.</summary>
    public AccountStatus Status { get; private set; } = AccountStatus.InProgress;
    /// <summary>Since when it stands there (UTC).</summary>
    public DateTime StatusSince { get; private set; }
    /// <summary>Who brought it there.</summary>
    public string StatusBy { get; private set; } = "";
    /// <summary>Why, where a reason was asked for.</summary>
    public string? StatusReason { get; private set; }
    /// <summary>True while a request for coming back from <see cref="AccountStatus.Inactive"/> waits for the provider.</summary>
    public bool ReactivationRequested { get; private set; }
    /// <summary>The account that asked for what waits for a confirmation; null when nothing waits.</summary>
    public Guid? RequestedById { get; private set; }

    /// <summary>The currency it sells in, and the default of the terms of accounts opened below it.</summary>
    public required Currency Currency { get; set; }
    /// <summary>Which kinds it may open.</summary>
    public MayOpen MayOpen { get; set; }
    /// <summary>How many levels of resellers may stand below it, null for any.</summary>
    public int? MaxResellerDepth { get; set; }
    /// <summary>How many accounts may stand below it in all, null for any.</summary>
    public int? MaxAccounts { get; set; }
    /// <summary>
    /// How many accounts stand below it now, at any depth; kept with every opening. Not for the root, whose row the
    /// branches leave alone: its counts are the figures.
    /// </summary>
    public int AccountsBelow { get; internal set; }
    /// <summary>Whether accounts stand below it; of the root, which is not counted, it is taken for granted.</summary>
    public bool HasBelow => Kind == AccountKind.Provider || AccountsBelow > 0;

    /// <summary>The percentage on top of cost where no price rule says otherwise.</summary>
    public decimal DefaultMarkupPercent { get; set; } = 25m;
    /// <summary>True when prices below cost may be set at all (each such price has to say so too).</summary>
    public bool AllowsLosses { get; set; }
    /// <summary>True when this account, and all below it, is shown no amounts.</summary>
    public bool HidesPrices { get; set; }
    /// <summary>True when what end users of this account, and of all below it, are called is not kept: they are counted, and nobody reads who they are.</summary>
    public bool HidesEndUsers { get; set; }
    /// <summary>True when orders that customers place themselves wait for this seller's approval.</summary>
    public bool ApprovesCustomerOrders { get; set; }
    /// <summary>Below this available balance (minor units of its terms' currency) it is warned; null for no warning.</summary>
    public long? LowBalance { get; set; }

    /// <summary>Whom it lets in from above.</summary>
    public Welcome Welcome { get; set; }

    /// <summary>True once the number is there: till then no users, assets or orders.</summary>
    public bool IsRegistered => Number is not null;

    /// <summary>True when it may sell and open accounts.</summary>
    public bool MaySell => Kind is AccountKind.Provider or AccountKind.Reseller && Status == AccountStatus.Active;

    /// <summary>True while going live or coming back waits for a confirmation.</summary>
    public bool AwaitsConfirmation => Status == AccountStatus.InProvisioning || ReactivationRequested;

    /// <summary>Refuses while the number is pending: till then an account has no users, assets or orders.</summary>
    public void NeedRegistered()
    {
        if (!IsRegistered)
            throw Refusal.Conflict("account.pending", "This account is still being registered and its number is PENDING. Users, assets and orders have to wait until it is there, usually a few seconds.");
    }

    /// <summary>Begins its life: a reseller in progress, everyone else active at once.</summary>
    public void Begin(string by, DateTime at) =>
        Turn(Kind == AccountKind.Reseller ? AccountStatus.InProgress : AccountStatus.Active, by, at, null);

    /// <summary>Gives the human number; once.</summary>
    public void Register(string number)
    {
        if (Number is not null) throw new InvalidOperationException("An account is registered once.");
        Number = number;
    }

    /// <summary>A person is told that its number does not come; once.</summary>
    public void ReportPending(DateTime at)
    {
        if (Number is not null || PendingReportedAt is not null) throw new InvalidOperationException("Only a pending account is reported, and once.");
        PendingReportedAt = at;
    }

    /// <summary>The reseller's seller says that everything is there; the provider, or its delegate, confirms next.</summary>
    public void Submit(string by, DateTime at, Guid requestedById)
    {
        if (Kind != AccountKind.Reseller || Status != AccountStatus.InProgress)
            throw Refusal.Conflict("account.not_in_progress", "Only a reseller in progress can be submitted.");
        Turn(AccountStatus.InProvisioning, by, at, null);
        RequestedById = requestedById;
    }

    /// <summary>Goes live: resellers by the provider's confirmation, customers and divisions when they are opened.</summary>
    public void Activate(string by, DateTime at)
    {
        if (Status is AccountStatus.Active or AccountStatus.Closed)
            throw Refusal.Conflict("account.cannot_activate", "This account is active or closed already.");
        Turn(AccountStatus.Active, by, at, null);
    }

    /// <summary>Switched off, with a reason.</summary>
    public void Deactivate(string by, DateTime at, string reason)
    {
        if (Status is not (AccountStatus.Active or AccountStatus.InProvisioning or AccountStatus.InProgress) || Kind == AccountKind.Provider)
            throw Refusal.Conflict("account.cannot_deactivate", "This account cannot be deactivated.");
        Turn(AccountStatus.Inactive, by, at, reason);
    }

    /// <summary>Its seller asks for it to come back; the provider confirms resellers.</summary>
    public void RequestReactivation(Guid requestedById)
    {
        if (Status != AccountStatus.Inactive) throw Refusal.Conflict("account.not_inactive", "Only an inactive account can be reactivated.");
        (ReactivationRequested, RequestedById) = (true, requestedById);
    }

    private void Turn(AccountStatus status, string by, DateTime at, string? reason)
    {
        (Status, StatusBy, StatusSince, StatusReason, ReactivationRequested, RequestedById) = (status, by, at, reason, false, null);
    }
}

/// <summary>The details of the company behind an account. Personal data lives here, outside immutable rows.</summary>
public sealed class CompanyProfile : Row
{
    /// <summary>The account's branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>Street and house number.</summary>
    public string Street { get; set; } = "";
    /// <summary>More of the address, or empty.</summary>
    public string Street2 { get; set; } = "";
    /// <summary>Postal code.</summary>
    public string PostalCode { get; set; } = "";
    /// <summary>Town.</summary>
    public string City { get; set; } = "";
    /// <summary>State or region, or empty.</summary>
    public string Region { get; set; } = "";
    /// <summary>ISO 3166-1 alpha-2 code.</summary>
    public string Country { get; set; } = "";
    /// <summary>BCP 47 language of mail and documents.</summary>
    public string Language { get; set; } = "en";
    /// <summary>IANA time zone.</summary>
    public string TimeZone { get; set; } = "UTC";
    /// <summary>Tax number, or empty.</summary>
    public string TaxNumber { get; set; } = "";
    /// <summary>Number in the company register, or empty.</summary>
    public string RegistrationNumber { get; set; } = "";
    /// <summary>Web address, or empty.</summary>
    public string Website { get; set; } = "";
    /// <summary>Telephone, or empty.</summary>
    public string Phone { get; set; } = "";
    /// <summary>Mail address for notices.</summary>
    public string Email { get; set; } = "";
    /// <summary>Who is written to: a person's name, or empty.</summary>
    public string ContactName { get; set; } = "";
    /// <summary>The person of its seller who is told when its number is there, or null.</summary>
    public Guid? NotifyUserId { get; set; }
    /// <summary>The address that is told so, or null.</summary>
    public string? NotifyEmail { get; set; }
    /// <summary>The host name a reseller wants its panel to live at, in ASCII, or null; whether it is theirs says <see cref="HostName"/>.</summary>
    public string? Domain { get; set; }
    /// <summary>Their system's id of this account, or null.</summary>
    public string? ExternalReference { get; set; }
}
