namespace Tributary;

/// <summary>What an account is in the tree.</summary>
public enum AccountKind
{
    /// <summary>The root: who runs this installation.</summary>
    Provider = 1,
    /// <summary>Sells to others; called partner on screen when resellers stand under it.</summary>
    Reseller = 2,
    /// <summary>An end customer.</summary>
    Customer = 3,
    /// <summary>A subsidiary; its nearest ancestor that is no division buys and pays for it.</summary>
    Division = 4,
}

/// <summary>What one may do. A role or an API key's scopes are a set of these.</summary>
[Flags]
public enum Right : long
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>See accounts, their details and their trail.</summary>
    ViewAccounts = 1 << 0,
    /// <summary>Open, edit, submit and deactivate accounts.</summary>
    ManageAccounts = 1 << 1,
    /// <summary>See the catalogue and what the own account pays and charges.</summary>
    ViewPrices = 1 << 2,
    /// <summary>Set prices and exchange rates.</summary>
    ManagePrices = 1 << 3,
    /// <summary>See orders and subscriptions.</summary>
    ViewOrders = 1 << 4,
    /// <summary>Place, approve, cancel and resubmit orders; change subscriptions.</summary>
    ManageOrders = 1 << 5,
    /// <summary>See wallets and statements.</summary>
    ViewMoney = 1 << 6,
    /// <summary>Credit wallets and set terms.</summary>
    ManageMoney = 1 << 7,
    /// <summary>See what waits for provisioning.</summary>
    ViewWork = 1 << 8,
    /// <summary>Finish or fail provisioning work by hand.</summary>
    ManageWork = 1 << 9,
    /// <summary>See the people of an account.</summary>
    ViewPeople = 1 << 10,
    /// <summary>Invite, edit and remove people; make API keys.</summary>
    ManagePeople = 1 << 11,
    /// <summary>Make products and plans; import price lists.</summary>
    ManageCatalogue = 1 << 12,
    /// <summary>Change the account's settings.</summary>
    ManageSettings = 1 << 13,
    /// <summary>Make and unmake owners of the account.</summary>
    ManageOwners = 1 << 14,
    /// <summary>Everything one can see.</summary>
    ViewAll = ViewAccounts | ViewPrices | ViewOrders | ViewMoney | ViewWork | ViewPeople,
    /// <summary>Everything.</summary>
    All = (1 << 15) - 1,
}

/// <summary>How far below the own account a person looks.</summary>
public enum Reach
{
    /// <summary>The own account alone.</summary>
    Own = 1,
    /// <summary>The own account and its direct children.</summary>
    Direct = 2,
    /// <summary>The own account and everything below it.</summary>
    AllBelow = 3,
}

/// <summary>
/// Who asks, for whom, and what they may see: the one way to reach data. Every query of a page or an endpoint
/// goes through a viewer; what a viewer does not reach does not exist for it (404).
/// </summary>
public sealed record Viewer
{
    /// <summary>The person, or null when an API key of an account or the program itself asks.</summary>
    public Guid? UserId { get; init; }
    /// <summary>The API key that asks, if one does.</summary>
    public Guid? KeyId { get; init; }
    /// <summary>The name that stands in the trail.</summary>
    public required string Name { get; init; }
    /// <summary>The account in whose name is asked.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>Its branch; 0 is the root's own.</summary>
    public required int BranchId { get; init; }
    /// <summary>Its path.</summary>
    public required string Path { get; init; }
    /// <summary>What the account is.</summary>
    public required AccountKind Kind { get; init; }
    /// <summary>What the asker may do.</summary>
    public required Right Rights { get; init; }
    /// <summary>How far down the asker looks.</summary>
    public Reach Reach { get; init; } = Reach.AllBelow;
    /// <summary>True when no amount may be shown to this account (inherited downward).</summary>
    public bool HidesPrices { get; init; }

    /// <summary>True when the program itself acts (a worker, a command).</summary>
    public bool IsProgram { get; init; }

    /// <summary>True for the provider: the root of the tree.</summary>
    public bool IsProvider => Kind == AccountKind.Provider;

    /// <summary>True when every one of <paramref name="rights"/> is held.</summary>
    public bool May(Right rights) => (Rights & rights) == rights;

    /// <summary>Refuses (403) unless every one of <paramref name="rights"/> is held.</summary>
    public void Need(Right rights)
    {
        if (!May(rights)) throw Refusal.Forbidden("right.missing", "Your role does not allow this. Ask an owner or administrator of your account.");
    }

    /// <summary>True when <paramref name="path"/> is the own account or stands below it, within reach.</summary>
    public bool Sees(string path)
    {
        if (!TreePath.Within(path, Path)) return false;
        return Reach switch
        {
            Reach.AllBelow => true,
            Reach.Direct => TreePath.Depth(path) <= TreePath.Depth(Path) + 1,
            Reach.Own => path == Path,
            _ => throw new InvalidOperationException($"Unknown reach {Reach}."),
        };
    }

    /// <summary>The caller of idempotent writes: a key, else a person, else the account.</summary>
    public Guid CallerId => KeyId ?? UserId ?? AccountId;

    /// <summary>The program acting by itself over the whole tree, named in the trail as <paramref name="name"/>.</summary>
    public static Viewer Program(string name, Guid rootId) => new()
    {
        Name = name, AccountId = rootId, BranchId = 0, Path = TreePath.Root, Kind = AccountKind.Provider, Rights = Right.All, IsProgram = true,
    };
}
