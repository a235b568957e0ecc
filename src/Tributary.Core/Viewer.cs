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
    /// <summary>Report what end users did.</summary>
    RecordUsage = 1 << 15,
    /// <summary>Switch accounts off and on again, and say what they may open.</summary>
    SwitchAccounts = 1 << 16,
    /// <summary>Set prices that lie below cost.</summary>
    SellBelowCost = 1 << 17,
    /// <summary>Set terms: how buyers settle, and their limits.</summary>
    ManageTerms = 1 << 18,
    /// <summary>Everything one can see.</summary>
    ViewAll = ViewAccounts | ViewPrices | ViewOrders | ViewMoney | ViewWork | ViewPeople,
    /// <summary>Everything.</summary>
    All = (1 << 19) - 1,
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
/// Somebody from above who visits the viewer's account by a guest pass. The viewer bears the visited account's own name, so
/// that no row which keeps a name tells who came; the trail alone keeps this one, for those whom it concerns.
/// </summary>
public sealed record Guest
{
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }
    /// <summary>The person's name with their account's: <c>Nora Novak (Hafen Distribution)</c>.</summary>
    public required string Name { get; init; }
    /// <summary>The account they come from.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>That account's path: who stands below it does not read the name.</summary>
    public required string Path { get; init; }
    /// <summary>True for who may look and change nothing.</summary>
    public required bool IsReadOnly { get; init; }
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
    /// <summary>How far each right reaches, where that is not the same for all; null when <see cref="Reach"/> holds for every one.</summary>
    public Grants? Grants { get; init; }
    /// <summary>True when no amount may be shown to this account (inherited downward).</summary>
    public bool HidesPrices { get; init; }

    /// <summary>Who really acts, when somebody from above visits this account; null for its own people.</summary>
    public Guest? Guest { get; init; }

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

    /// <summary>
    /// The asker as they look with these rights: as far down as all of them reach. A page or an endpoint is handed the viewer of
    /// the right that its policy names; whatever it reads or does with another right, it does with the viewer of that.
    /// </summary>
    public Viewer For(Right rights) => Grants is null ? this : this with { Reach = Grants.ReachOf(rights) };

    /// <summary>The asker at one account: a right that does not reach it is not held there.</summary>
    public Viewer At(string path) => Grants is null ? this : this with { Rights = Rights & Grants.Where(reach => Sees(path, reach)) };

    /// <summary>True when every one of <paramref name="rights"/> is held and reaches <paramref name="path"/>.</summary>
    public bool May(Right rights, string path) => May(rights) && Sees(rights, path);

    /// <summary>True when <paramref name="path"/> lies within what these rights reach.</summary>
    public bool Sees(Right rights, string path) => For(rights).Sees(path);

    /// <summary>
    /// True when somebody who is given <paramref name="reach"/> in an account at <paramref name="path"/> looks no further in this
    /// matter than the asker does.
    /// </summary>
    public bool Covers(Matter matter, string path, Reach reach)
    {
        var depth = TreePath.Depth(path) - TreePath.Depth(Path);
        return TreePath.Within(path, Path) && (Grants?[matter].Reach ?? Reach) switch
        {
            Reach.AllBelow => true,
            Reach.Direct => depth == 0 ? reach <= Reach.Direct : depth == 1 && reach == Reach.Own,
            Reach.Own => depth == 0 && reach == Reach.Own,
            _ => false,
        };
    }

    /// <summary>True when <paramref name="path"/> is the own account or stands below it, within reach.</summary>
    public bool Sees(string path) => Sees(path, Reach);

    private bool Sees(string path, Reach reach)
    {
        if (!TreePath.Within(path, Path)) return false;
        return reach switch
        {
            Reach.AllBelow => true,
            Reach.Direct => TreePath.Depth(path) <= TreePath.Depth(Path) + 1,
            Reach.Own => path == Path,
            _ => throw new InvalidOperationException($"Unknown reach {reach}."),
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
