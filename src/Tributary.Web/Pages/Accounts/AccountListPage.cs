using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>What the lists of resellers and of customers have in common: tiles, a tree that opens, a flat list when one looks for something.</summary>
public abstract class AccountListPage(TributaryDb db, CurrentViewer current, Desk desk) : ListPage<AccountNode>
{
    /// <summary>The code of the status that is shown, or nothing for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    /// <summary>Only what needs doing: everything, or one kind of it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Todo { get; set; }

    /// <summary>What may need doing.</summary>
    public IEnumerable<SelectListItem> ToDos => [new(T["anything"], "all"), new(T["setting up"], "setup"), new(T["confirming"], "confirm")];

    private IReadOnlyDictionary<Guid, Onboarding> lists = new Dictionary<Guid, Onboarding>();

    private bool isDelegate;

    /// <summary>What needs doing about an account, in words, and where; null when nothing does.</summary>
    public (string Words, string Where)? ToDoOf(Account account)
    {
        var place = Spoken.Place(account);
        if (account.AwaitsConfirmation)
            return (Viewer.IsProvider || isDelegate && account.RequestedById != Viewer.AccountId ? account.ReactivationRequested ? T["Confirm that it comes back"] : T["Confirm that it goes live"] : T["Waits to be confirmed"], place);
        if (lists.GetValueOrDefault(account.Id) is not { } list) return null;
        var open = list.Items.Count(item => item.State == OnboardingState.Open);
        return (open == 0 ? T["Submit to go live"] : open == 1 ? T["1 line of its list is open"] : T["{0} lines of its list are open", open], place + "/onboarding");
    }

    private Func<IQueryable<Account>, IQueryable<Account>>? Doing => Todo switch
    {
        "setup" => rows => rows.With(AccountTodo.Setup),
        "confirm" => rows => rows.With(AccountTodo.Confirm),
        "all" => rows => rows.With(AccountTodo.All),
        _ => null,
    };

    /// <summary>Part of a name or number.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    /// <summary>Whose children are shown, when it is not one's own.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Under { get; set; }

    /// <summary>The kinds that are counted, filtered and searched.</summary>
    public abstract IReadOnlyList<AccountKind> Listed { get; }

    /// <summary>The kinds that stand in the tree.</summary>
    protected abstract IReadOnlyList<AccountKind> InTree { get; }

    public Viewer Viewer => current.Viewer;

    private AccountTree Tree => new(db, Viewer) { Kinds = InTree };

    public Account Own => current.Account;

    public IReadOnlyDictionary<AccountStatus, long> Counts { get; private set; } = new Dictionary<AccountStatus, long>();

    /// <summary>The account whose children are shown.</summary>
    public Account Top { get; private set; } = null!;

    public AccountStatus? Wanted => Codes.TryStatus(Status, out var status) ? status : null;

    /// <summary>True when one looks for something, so that the tree lies flat.</summary>
    public bool IsFlat => Wanted is not null || Doing is not null || !string.IsNullOrWhiteSpace(Q);

    public bool ShowsMoney => Viewer.May(Right.ViewMoney) && !Viewer.HidesPrices && Viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    public bool MayManage => Viewer.May(Right.ManageAccounts);

    /// <summary>Whether the own account has the right to open this kind, and may use it now.</summary>
    public bool MayOpen(AccountKind kind) => MayManage && AddModel.Opens(Own, kind) && Own.Status == AccountStatus.Active;

    protected override IReadOnlyList<Column<AccountNode>> Columns =>
    [
        Column<AccountNode>.Text("name", T["Name"], node => node.Account.Name) with { Fixed = true },
        Column<AccountNode>.Text("kind", T["Kind"], node => T[Spoken.Kind(node.Account.Kind)]) with { InFilesOnly = true },
        Column<AccountNode>.Text("below", T["Below"], node => node.Above?.Name) with { InFilesOnly = true },
        Column<AccountNode>.Text("number", T["Number"], node => node.Account.Number ?? T["Pending"].Value.ToUpperInvariant()) with { OnPhones = false },
        Column<AccountNode>.Text("status", T["Status"], node => T[Statuses.Of(node.Account.Status).Word]),
        .. Listed.Contains(AccountKind.Reseller)
            ? [Column<AccountNode>.Text("todo", T["Needs doing"], node => ToDoOf(node.Account)?.Words) with { OnPhones = false }] : Array.Empty<Column<AccountNode>>(),
        .. ShowsMoney ? [
            Column<AccountNode>.Amount("month", T["A month"], node => node.AMonth) with { OnPhones = false },
            Column<AccountNode>.Amount("balance", T["Balance"], node => node.Wallet?.Balance) with { OnPhones = false }] : Array.Empty<Column<AccountNode>>(),
        Column<AccountNode>.Text("currency", T["Sells in"], node => node.Account.Currency.Code) with { Usual = false, OnPhones = false },
        Column<AccountNode>.Moment("since", T["Status since"], node => node.Account.StatusSince) with { Usual = false, OnPhones = false },
        Column<AccountNode>.Moment("opened", T["Opened"], node => node.Account.OpenedAt) with { OnPhones = false },
    ];

    /// <summary>The tree with every node open, as it is sorted, or what was looked for.</summary>
    protected override async IAsyncEnumerable<AccountNode> All([EnumeratorCancellation] CancellationToken cancel)
    {
        await Part(null, cancel);
        if (IsFlat)
        {
            await foreach (var node in base.All(cancel)) yield return node;
            yield break;
        }
        await foreach (var node in Tree.All(Top, descending: Sort == "-name", await desk.Today(), cancel)) yield return node;
    }

    public override async Task OnGetAsync(CancellationToken cancel)
    {
        Counts = await Tree.Counts(Listed, cancel);
        await base.OnGetAsync(cancel);
    }

    protected override async Task<ListPart<AccountNode>> Part(string? key, CancellationToken cancel)
    {
        var today = await desk.Today();
        var after = PublicId.TryParse(key, "acc", out var last) ? last : (Guid?)null;
        Top = PublicId.TryParse(Under, "acc", out var under) ? await db.Accounts.One(Viewer, under, cancel) : Own;
        if (IsFlat) return await Shown(await Tree.Flat(Listed, Wanted, Q, after, today, cancel, Doing), today, cancel);
        var open = OpenNodes.Of(Request).Select(id => PublicId.TryParse(id, "acc", out var node) ? node : Guid.Empty).Where(id => id != Guid.Empty).ToList();
        return await Shown(await Tree.Tree(Top, open, after, descending: Sort == "-name", today, cancel), today, cancel);
    }

    // The lists of those that are being set up, for a page at once.
    private async Task<ListPart<AccountNode>> Shown(AccountPage page, DateOnly today, CancellationToken cancel)
    {
        var beginning = page.Nodes.Select(node => node.Account).Where(a => a is { Kind: AccountKind.Reseller, Status: AccountStatus.InProgress }).ToList();
        lists = await Onboarding.Of(db, beginning, today, cancel);
        if (!Viewer.IsProvider && page.Nodes.Any(node => node.Account.AwaitsConfirmation))
        {
            var (branch, own) = (Viewer.BranchId, Viewer.AccountId);
            isDelegate = await db.Branches.AnyAsync(b => b.Id == branch && b.ConfirmsId == own, cancel);
        }
        return Of(page);
    }

    private static ListPart<AccountNode> Of(AccountPage page) => new(page.Nodes, page.Next is { } id ? PublicId.Format("acc", id) : null);
}
