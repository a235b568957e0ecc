using System.Security.Cryptography;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>
/// Opens an account below another one. Resellers begin in progress, everyone else is active at once; the number stays
/// PENDING until <see cref="RegisterAccounts"/>. A child of the root opens a branch of its own.
/// </summary>
public sealed class OpenAccount : Deed<AccountOpened>
{
    /// <summary>The parent's branch (0 when the parent is the root).</summary>
    public required int ParentBranchId { get; init; }
    /// <summary>The account it will stand under.</summary>
    public required Guid ParentId { get; init; }
    /// <summary>What it will be: a reseller, a customer or a division.</summary>
    public required AccountKind Kind { get; init; }
    /// <summary>Its company. Name and country are needed, from customers and divisions street and town too.</summary>
    public required AccountDetails Details { get; init; }

    /// <summary>The edge's currency; by default the seller's (for a customer that gives a currency, that one). Not for divisions.</summary>
    public Currency? TermsCurrency { get; init; }
    /// <summary>How it will settle with its seller.</summary>
    public Settlement Settlement { get; init; } = Settlement.Prepaid;
    /// <summary>The credit limit in minor units of the edge's currency; only when invoiced.</summary>
    public long CreditLimit { get; init; }

    /// <summary>Who is told when its number is there; nobody without it.</summary>
    public NotifyContact? Notify { get; init; }

    /// <summary>Which kinds it may open itself.</summary>
    public MayOpen MayOpen { get; init; }
    /// <summary>How many levels of resellers may stand below it, null for any.</summary>
    public int? MaxResellerDepth { get; init; }
    /// <summary>How many accounts may stand below it in all, null for any.</summary>
    public int? MaxAccounts { get; init; }

    /// <summary>What it pays, plan by plan; what is not named follows its seller's other prices.</summary>
    public IReadOnlyList<WholesalePrice> Prices { get; init; } = [];
    /// <summary>The first day of <see cref="Prices"/>, in the root's time zone; null for today.</summary>
    public DateOnly? PricesFrom { get; init; }

    public override int BranchId => ParentBranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var parents = deeds.Cast<OpenAccount>().Select(d => d.ParentId).ToList();
        var chains = await Chains.Load(sheet, parents, lockAbove: true);
        var beginners = sheet.All<Account>().Where(a => a.Status == AccountStatus.InProgress).Select(a => a.Id).ToList();
        await chains.LoadProfiles(sheet, beginners);
        await OnboardingLists.Load(sheet, beginners);
        await WholesalePrices.Load(sheet, deeds);
        await NotifyContact.Load(sheet, deeds.Cast<OpenAccount>().Select(d => d.Notify));
        await HostClaims.Load(sheet, HostClaims.Typed(deeds.Cast<OpenAccount>().Select(d => d.Details)), []);
    }

    public override AccountOpened Decide(Sheet sheet)
    {
        var parent = Chains.Seen(sheet, By, BranchId, ParentId);
        By.Need(Right.ManageAccounts);
        var chains = sheet.Facts<Chains>();
        var chain = chains.AtAndAbove(sheet, parent.Path);
        var seller = chain.First(a => a.Kind is AccountKind.Provider or AccountKind.Reseller);
        NeedPlace(parent);
        NeedSelling(sheet, parent, seller);
        NeedRights(sheet, chain);
        var details = Read(parent, seller, out var edge);
        HostClaims.NeedFree(sheet, Kind, Guid.Empty, null, details.Domain);

        var account = Place(sheet, parent, details, edge ?? seller.Currency);
        var profile = new CompanyProfile { BranchId = account.BranchId, AccountId = account.Id };
        details.Into(profile);
        Notify?.Into(sheet, By, profile);
        HostClaims.Claim(sheet, account, null, details.Domain);
        sheet.Add(profile);
        Findable.Write(sheet, account, profile);
        Comparable.Write(sheet, account, profile);
        if (edge is { } currency)
            sheet.Add(new Terms
            {
                BranchId = account.BranchId, Id = sheet.NewId(), SellerId = seller.Id, BuyerId = account.Id, Currency = currency,
                Settlement = Settlement, CreditLimit = CreditLimit, From = sheet.Today,
            });
        if (Prices.Count > 0) WholesalePrices.Set(sheet, By, seller, account, edge, Prices, PricesFrom ?? sheet.Today);
        foreach (var above in chain.Where(a => a.Kind != AccountKind.Provider)) sheet.Change(above).AccountsBelow++;
        chains.Count(sheet, account, account.Status, 1);
        sheet.Trail(By, account, "account.opened", PublicId.Format("acc", account.Id), account.Name);
        return new(account.Id, account.BranchId, account.Path, account.Status);
    }

    private void NeedPlace(Account parent)
    {
        var fits = (parent.Kind, Kind) switch
        {
            (AccountKind.Provider, AccountKind.Reseller or AccountKind.Customer) => true,
            (AccountKind.Reseller, AccountKind.Reseller or AccountKind.Customer or AccountKind.Division) => true,
            (AccountKind.Customer or AccountKind.Division, AccountKind.Division) => true,
            _ => false,
        };
        if (!fits) throw Refusal.Field("kind", "account.kind", "This kind of account cannot stand here: resellers and customers stand below who sells to them, divisions below a reseller, a customer or another division.");
        if (!By.Sees(Right.ManageAccounts, TreePath.Child(parent.Path, 0)))
            throw Refusal.Forbidden("reach.missing", "You look after fewer levels than this account would stand below yours.");
    }

    private void NeedSelling(Sheet sheet, Account parent, Account seller)
    {
        var chains = sheet.Facts<Chains>();
        if (!seller.MaySell)
            throw By.Sees(Right.ManageAccounts, seller.Path)
                ? Readiness.WhyNotSelling(seller, seller.Status == AccountStatus.InProgress ? OnboardingLists.Of(sheet, seller, chains.Profile(seller.Id))?.Missing : null)
                : Refusal.Conflict("account.not_active", "Accounts cannot be opened here at the moment. Ask your seller.");
        if (parent.Status != AccountStatus.Active) throw Readiness.WhyNotSelling(parent, null);
    }

    // A right holds only as far as everyone above holds it too.
    private void NeedRights(Sheet sheet, IReadOnlyList<Account> chain)
    {
        var needed = Kind switch
        {
            AccountKind.Reseller => MayOpen.Resellers,
            AccountKind.Customer => MayOpen.Customers,
            _ => MayOpen.Divisions,
        };
        var depth = 0;
        foreach (var above in chain)
        {
            var opens = above.Kind == AccountKind.Reseller || above.Id == By.AccountId && above.Kind != AccountKind.Provider;
            if (opens && !above.MayOpen.HasFlag(needed))
                throw Refusal.Conflict("account.may_not_open", "This account has not been given the right to open {0}s. It is given from above.", Kind.Code());
            if (Kind == AccountKind.Reseller && ++depth > (above.MaxResellerDepth ?? int.MaxValue))
                throw Refusal.Conflict("account.too_deep", "No more levels of resellers are allowed here.");
            if (above.AccountsBelow >= (above.MaxAccounts ?? int.MaxValue))
                throw Refusal.Conflict("account.too_many", "The number of accounts allowed here is reached.");
        }
        if (MayOpen != MayOpen.Nothing || MaxResellerDepth is not null || MaxAccounts is not null)
            GrantRights.NeedGrantable(By, sheet.Find<Account>(By.AccountId), MayOpen, MaxResellerDepth, MaxAccounts);
    }

    private AccountDetails Read(Account parent, Account seller, out Currency? edge)
    {
        var form = new Form();
        var details = Details.Read(form, nameNeeded: true, addressNeeded: Kind != AccountKind.Reseller);
        if (Kind == AccountKind.Division)
        {
            form.Must(TermsCurrency is null && Settlement == Settlement.Prepaid && CreditLimit == 0, "settlement", "A division has no terms of its own.");
        }
        else
        {
            form.Must(CreditLimit >= 0, "creditLimit", "A credit limit is not below zero.");
            form.Must(CreditLimit == 0 || Settlement == Settlement.Invoiced, "creditLimit", "Only who is invoiced has a credit limit.");
            form.Must(Enum.IsDefined(Settlement), "settlement", "This is no way to settle.");
        }
        form.Check("account.invalid");
        if (Settlement != Settlement.Prepaid)
        {
            By.At(TreePath.Child(parent.Path, 0)).Need(Right.ManageMoney | Right.ManageTerms);
            if (By.AccountId != seller.Id) throw Refusal.Forbidden("terms.not_seller", "Only the account's own seller sets its terms.");
        }
        Currency? given = string.IsNullOrEmpty(details.Currency) ? null : Currency.Of(details.Currency);
        edge = Kind == AccountKind.Division ? null : TermsCurrency ?? (Kind == AccountKind.Customer ? given : null) ?? seller.Currency;
        return details;
    }

    private Account Place(Sheet sheet, Account parent, AccountDetails details, Currency fallback)
    {
        var node = sheet.Change(sheet.Branch(BranchId)).NextNode();
        var branch = BranchId == 0 ? checked((int)node) : BranchId;
        var account = new Account
        {
            BranchId = branch, Id = sheet.NewId(), ParentId = parent.Id, Path = TreePath.Child(parent.Path, node), Kind = Kind,
            Name = details.Name!, OpenedAt = sheet.Now, Currency = string.IsNullOrEmpty(details.Currency) ? fallback : Currency.Of(details.Currency),
            MayOpen = MayOpen, MaxResellerDepth = MaxResellerDepth, MaxAccounts = MaxAccounts,
        };
        account.Begin(By.Name, sheet.Now);
        if (BranchId == 0) sheet.Add(new Branch { Id = branch, AccountId = account.Id, Salt = RandomNumberGenerator.GetBytes(32) });
        return sheet.Add(account);
    }
}

/// <summary>The account that was opened. Its number comes a little later.</summary>
public sealed record AccountOpened(Guid Id, int BranchId, string Path, AccountStatus Status);
