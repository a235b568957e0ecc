using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>How far a line of the list is.</summary>
public enum OnboardingState
{
    /// <summary>It is there.</summary>
    Done = 1,
    /// <summary>It is missing.</summary>
    Open = 2,
    /// <summary>Its seller does without it.</summary>
    Waived = 3,
    /// <summary>There is nothing to be done here.</summary>
    NotNeeded = 4,
}

/// <summary>A line of the list as the program found it.</summary>
/// <param name="Line">Which.</param>
/// <param name="State">How far it is.</param>
/// <param name="MayBeWaived">True where its seller can do without it.</param>
/// <param name="Missing">What is missing, in the words of a refusal; empty unless it is open.</param>
/// <param name="Waiver">Who does without it, where somebody does.</param>
public sealed record OnboardingItem(OnboardingLine Line, OnboardingState State, bool MayBeWaived, IReadOnlyList<string> Missing, OnboardingWaiver? Waiver = null);

/// <summary>
/// What is known of a reseller that is being set up, read in a constant number of queries for any number of them; from it
/// the list follows, the same for the page, the API and the deed that submits it.
/// </summary>
public sealed record Onboarding
{
    /// <summary>The lines that the seller can do without.</summary>
    public static IReadOnlyList<OnboardingLine> Waivable { get; } = [OnboardingLine.Branding, OnboardingLine.Domain, OnboardingLine.Prices, OnboardingLine.Balance];

    /// <summary>The reseller.</summary>
    public required Account Account { get; init; }
    /// <summary>Its company.</summary>
    public required CompanyProfile Profile { get; init; }
    /// <summary>True when it shows itself with a name, a colour or a logo of its own.</summary>
    public required bool IsBranded { get; init; }
    /// <summary>The domain it has proven, or null.</summary>
    public required string? ProvenHost { get; init; }
    /// <summary>How many prices its seller has made for it alone.</summary>
    public required int OwnPrices { get; init; }
    /// <summary>The version of its seller's agreement that holds today, or null.</summary>
    public required AgreementInForce? Agreement { get; init; }
    /// <summary>What it accepted of that seller last, or null.</summary>
    public required AgreementAcceptance? Accepted { get; init; }
    /// <summary>The terms it buys on, or null.</summary>
    public required Terms? Terms { get; init; }
    /// <summary>What it has with its seller, in minor units of the terms' currency.</summary>
    public required long Balance { get; init; }
    /// <summary>What its seller does without.</summary>
    public required IReadOnlyList<OnboardingWaiver> Waivers { get; init; }

    /// <summary>The list, line by line.</summary>
    public IReadOnlyList<OnboardingItem> Items =>
    [
        Item(OnboardingLine.Details, Readiness.Missing(Account, Profile)),
        Item(OnboardingLine.Branding, IsBranded ? [] : ["branding: a name, a colour or a logo"]),
        Profile.Domain is null && ProvenHost is null ? new(OnboardingLine.Domain, OnboardingState.NotNeeded, true, [])
            : Item(OnboardingLine.Domain, ProvenHost is null ? ["the proof of its domain"] : []),
        Item(OnboardingLine.Prices, OwnPrices > 0 ? [] : ["its prices, or the default markup accepted for it"]),
        Agreement is null ? new(OnboardingLine.Agreement, OnboardingState.NotNeeded, false, [])
            : Item(OnboardingLine.Agreement, AcceptsCurrent ? [] : ["its acceptance of the agreement"]),
        Terms?.Settlement == Settlement.BilledElsewhere ? new(OnboardingLine.Balance, OnboardingState.NotNeeded, true, [])
            : Item(OnboardingLine.Balance, HasMeans ? [] : [Terms?.Settlement == Settlement.Invoiced ? "its credit limit" : "its first balance"]),
    ];

    /// <summary>True when the version that holds today is the one it accepted last.</summary>
    public bool AcceptsCurrent => Agreement is not null && Accepted?.AgreementId == Agreement.Id;

    /// <summary>What is missing, in words; empty when it can be submitted as it is.</summary>
    public IReadOnlyList<string> Missing => [.. Items.SelectMany(item => item.Missing)];

    private bool HasMeans => Terms?.Settlement == Settlement.Invoiced ? Terms.CreditLimit > 0 || Terms.TemporaryLimit > 0 : Balance > 0;

    private OnboardingItem Item(OnboardingLine line, IReadOnlyList<string> missing)
    {
        var may = Waivable.Contains(line);
        var waiver = may ? Waivers.FirstOrDefault(w => w.Line == line && w.TakenBackAt is null) : null;
        return missing.Count == 0 ? new(line, OnboardingState.Done, may, [], waiver)
            : waiver is not null ? new(line, OnboardingState.Waived, may, [], waiver)
            : new(line, OnboardingState.Open, may, missing);
    }

    /// <summary>Reads it for these resellers, by their ids. What they buy is read of the terms of <paramref name="today"/>.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Onboarding>> Of(TributaryDb db, IReadOnlyCollection<Account> accounts, DateOnly today, CancellationToken cancel = default)
    {
        if (accounts.Count == 0) return new Dictionary<Guid, Onboarding>();
        var ids = accounts.Select(a => a.Id).Distinct().ToArray();
        var branches = accounts.Select(a => a.BranchId).Distinct().ToArray();
        // A reseller stands directly below who sells to it.
        var sellers = accounts.Select(a => a.ParentId).OfType<Guid>().Distinct().ToArray();
        var buyers = ids.Select(id => (Guid?)id).ToArray();

        var profiles = await db.CompanyProfiles.AsNoTracking().Where(p => branches.Contains(p.BranchId) && ids.Contains(p.AccountId)).ToDictionaryAsync(p => p.AccountId, cancel);
        var branded = await db.Brandings.Where(b => branches.Contains(b.BranchId) && ids.Contains(b.AccountId) && (b.Name != "" || b.Colour != "" || b.LogoId != null))
            .Select(b => b.AccountId).ToListAsync(cancel);
        var hosts = await db.HostNames.Where(h => ids.Contains(h.AccountId) && h.ProvenAt != null).Select(h => new { h.AccountId, h.Host }).ToListAsync(cancel);
        var priced = await db.PriceRules.Where(r => sellers.Contains(r.SellerId) && buyers.Contains(r.BuyerId) && (r.EffectiveTo == null || r.EffectiveTo > today && r.EffectiveTo > r.EffectiveFrom))
            .GroupBy(r => r.BuyerId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
        var agreements = (await db.Agreements.Where(a => sellers.Contains(a.AccountId) && a.From <= today)
            .Select(a => new AgreementInForce(a.Id, a.AccountId, a.Number, a.Title, a.From)).ToListAsync(cancel)).ToLookup(a => a.SellerId);
        var accepted = (await db.AgreementAcceptances.AsNoTracking().Where(a => branches.Contains(a.BranchId) && ids.Contains(a.AccountId)).ToListAsync(cancel)).ToLookup(a => a.AccountId);
        var terms = (await db.Terms.AsNoTracking().Where(t => branches.Contains(t.BranchId) && ids.Contains(t.BuyerId)).ToListAsync(cancel)).ToLookup(t => t.BuyerId);
        var books = (await db.Books.Where(b => branches.Contains(b.BranchId) && ids.Contains(b.BuyerId) && (b.Purpose == BookPurpose.Wallet || b.Purpose == BookPurpose.Owed))
            .Select(b => new { b.BuyerId, b.SellerId, b.Currency, b.Balance }).ToListAsync(cancel)).ToLookup(b => b.BuyerId);
        var waivers = (await db.OnboardingWaivers.AsNoTracking().Where(w => branches.Contains(w.BranchId) && ids.Contains(w.AccountId)).ToListAsync(cancel)).ToLookup(w => w.AccountId);

        return accounts.DistinctBy(a => a.Id).ToDictionary(a => a.Id, a =>
        {
            var edge = terms[a.Id].Where(t => t.HoldsOn(today)).MaxBy(t => t.From);
            return new Onboarding
            {
                Account = a, Profile = profiles[a.Id], IsBranded = branded.Contains(a.Id), ProvenHost = hosts.Find(h => h.AccountId == a.Id)?.Host,
                OwnPrices = priced.Find(p => p.Key == a.Id)?.Count ?? 0,
                Agreement = a.ParentId is { } seller ? agreements[seller].MaxBy(g => g.Number) : null,
                Accepted = accepted[a.Id].Where(g => g.SellerId == a.ParentId).MaxBy(g => g.At),
                Terms = edge, Balance = edge is null ? 0 : books[a.Id].Where(b => b.SellerId == edge.SellerId && b.Currency == edge.Currency).Sum(b => b.Balance),
                Waivers = [.. waivers[a.Id]],
            };
        });
    }
}

/// <summary>The version of a seller's agreement that holds, without its text.</summary>
public sealed record AgreementInForce(Guid Id, Guid SellerId, int Number, string Title, DateOnly From);

/// <summary>The lists of the resellers that a batch submits.</summary>
internal sealed class OnboardingLists
{
    private readonly Dictionary<Guid, Onboarding> lists = [];

    /// <summary>Reads them for those of the accounts, which were loaded, that are resellers in progress.</summary>
    public static async Task Load(Sheet sheet, IEnumerable<Guid> accountIds)
    {
        var all = sheet.Facts<OnboardingLists>().lists;
        var accounts = accountIds.Distinct().Where(id => !all.ContainsKey(id)).Select(sheet.Find<Account>).OfType<Account>()
            .Where(a => a is { Kind: AccountKind.Reseller, Status: AccountStatus.InProgress }).ToList();
        foreach (var (id, list) in await Onboarding.Of(sheet.Db, accounts, sheet.Today)) all[id] = list;
    }

    /// <summary>The list of an account as the batch knows it by now; null when it is no reseller in progress.</summary>
    public static Onboarding? Of(Sheet sheet, Account account, CompanyProfile profile)
    {
        if (sheet.Facts<OnboardingLists>().lists.GetValueOrDefault(account.Id) is not { } list) return null;
        // What an earlier deed of the batch has accepted is in no query's answer yet.
        var accepted = sheet.Added<AgreementAcceptance>().LastOrDefault(a => a.AccountId == account.Id) ?? list.Accepted;
        return list with { Account = account, Profile = profile, Accepted = accepted };
    }

    /// <summary>The seller does without a line, or does so no more.</summary>
    public static void Waive(Sheet sheet, Viewer by, Account account, OnboardingLine line, bool waived)
    {
        var all = sheet.Facts<OnboardingLists>().lists;
        var list = all[account.Id];
        var there = list.Waivers.FirstOrDefault(w => w.Line == line);
        if ((there is { TakenBackAt: null }) == waived) return;
        if (there is null)
        {
            var added = sheet.Add(new OnboardingWaiver { BranchId = account.BranchId, AccountId = account.Id, Line = line, At = sheet.Now, By = by.Name });
            sheet.OnUndo(() => all[account.Id] = list);
            all[account.Id] = list with { Waivers = [.. list.Waivers, added] };
        }
        else
        {
            sheet.Change(there);
            (there.At, there.By, there.TakenBackAt) = (sheet.Now, by.Name, waived ? null : sheet.Now);
        }
        sheet.Trail(by, account, waived ? $"account.waived.{line.Code()}" : $"account.needed.{line.Code()}", PublicId.Format("acc", account.Id), account.Name);
    }
}
