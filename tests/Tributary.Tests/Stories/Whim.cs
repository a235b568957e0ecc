using FsCheck;
using FsCheck.Fluent;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Pricing;
using Tributary.Provisioning;

namespace Tributary.Tests.Stories;

/// <summary>What somebody takes into their head: a kind of deed, and numbers that choose whom and what it concerns among what there is.</summary>
internal sealed record Whim(string Kind, int A, int B, int C, int D)
{
    private static readonly Gen<int> Any = Gen.Choose(0, 1_000_000);

    /// <summary>Every kind of deed, the everyday ones more often.</summary>
    public static Gen<Whim> All { get; } =
        from kind in Gen.Frequency(
            Often("order", 27), Often("work", 22), Often("top_up", 14), Often("change", 9), Often("cancel", 4), Often("pause", 9), Often("renew", 4),
            Often("proceed", 6), Often("terms", 3), Often("price", 3), Often("end_price", 2), Often("rate", 2), Often("point", 2), Often("plan", 1),
            Often("open", 1), Often("active", 2), Often("settings", 1), Often("rights", 1), Often("edit", 1), Often("keep", 2), Often("assign", 6))
        from a in Any
        from b in Any
        from c in Any
        from d in Any
        select new Whim(kind, a, b, c, d);

    /// <summary>The deed it comes to, or null when there is nothing it could concern.</summary>
    public Deed? On(Sight sight, Viewer program) => Kind switch
    {
        "order" => Order(sight),
        "work" => Finish(sight, program),
        "top_up" => TopUp(sight),
        "change" => Some(Among(sight.Living, sight.Ended), A) is { } s ? Change(sight, s) : null,
        "cancel" => Some(Among(sight.Living, sight.Ended), A) is { } s
            ? new CancelSubscription { By = Actor(sight, s.Path, B), Branch = s.BranchId, SubscriptionId = s.Id, Now = C % 5 == 0, Undo = C % 5 > 2 } : null,
        "pause" => Some(Among(sight.Living, sight.Ended), A) is { } s
            ? new PauseSubscription { By = Actor(sight, s.Path, B), Branch = s.BranchId, SubscriptionId = s.Id, What = (PauseWhat)(1 + C % 4) } : null,
        "assign" => Some(Among(sight.Living, sight.Ended), A) is { } s ? Assign(sight, s) : null,
        "renew" => Some(Among(sight.Living, sight.Ended), A) is { } s
            ? new RenewSubscription { By = C % 4 == 0 ? program : Actor(sight, s.Path, B), Branch = s.BranchId, SubscriptionId = s.Id, Early = C % 4 != 0, Again = D % 2 == 0 } : null,
        "proceed" => Some(Among(sight.Open, sight.Closed), A) is { } o
            ? new ProceedOrder { By = D % 3 == 0 ? program : Actor(sight, o.Path, B), Branch = o.BranchId, OrderId = o.Id, Why = (ProceedWhy)(1 + C % 4) } : null,
        "terms" => Terms(sight),
        "price" => Price(sight),
        "end_price" => Some(sight.Rules, A) is { } r ? new EndPrice { By = Sight.Owner(sight.Of(r.About)), RuleId = r.Id, From = sight.Today.AddDays(B % 3 * 7) } : null,
        "rate" => Rate(sight),
        "point" => Point(sight),
        "plan" => Some(sight.Plans, A) is { } p
            ? new EditPlan { By = Sight.Owner(sight.Of(p.OwnerId)), PlanId = p.Id, Withdrawn = B % 20 == 0, Details = new() { GraceDays = C % 3 * 4, PausedDays = D % 25, CancellationDays = B % 50 } } : null,
        "open" => sight.Accounts.Count < 45 ? Open(sight) : null,
        "active" => Activity(sight),
        "settings" => new SetOwnSettings
        {
            By = Sight.Owner(Seller(sight, A)), AllowsLosses = B % 2 == 0, ApprovesCustomerOrders = C % 3 == 0, DefaultMarkupPercent = B % 60 + C % 100 / 100m, LowBalance = D % 100_00 - 50_00,
        },
        "rights" => Some(sight.Accounts, A) is { Path: not "/" } a
            ? new GrantRights { By = Actor(sight, a.Path, B), InBranch = a.BranchId, AccountId = a.Id, MayOpen = a.Kind == AccountKind.Reseller ? MayOpen.All : MayOpen.Nothing, MaxResellerDepth = null, MaxAccounts = null, HidesPrices = C % 10 == 0 } : null,
        "edit" => Some(sight.Accounts, A) is { } a
            ? new EditAccount { By = Actor(sight, a.Path, B), InBranch = a.BranchId, AccountId = a.Id, Details = new() { Phone = $"+49 {C}" } } : null,
        "keep" => Some(sight.Work, A) is { } w
            ? (C % 3) switch
            {
                0 => new TakeWork { By = Actor(sight, w.Path, B), WorkBranchId = w.BranchId, WorkId = w.Id },
                1 => new ResubmitWork { By = Actor(sight, w.Path, B), WorkBranchId = w.BranchId, WorkId = w.Id },
                _ => new SettleWork { By = Actor(sight, w.Path, B), WorkBranchId = w.BranchId, WorkId = w.Id },
            } : null,
        _ => throw new InvalidOperationException(Kind),
    };

    private PlaceOrder? Order(Sight sight)
    {
        var account = Some(sight.Accounts, A)!;
        Interval[] intervals = [Interval.Monthly, Interval.Monthly, Interval.Monthly, Interval.Quarterly, Interval.Quarterly, Interval.Yearly, Interval.HalfYearly, Interval.OneTime];
        var plans = sight.Plans.Where(p => A % 31 == 0 || TreePath.Within(account.Path, p.OwnerPath)).ToList();
        var items = Enumerable.Range(0, 1 + D % 3).Select(i => new OrderItem(Some(plans, B / (i + 1))!.Id, Some(intervals, C / (i + 1)), i + D / 3 % 9)).ToList();
        // Some are sent again under their reference, and some under a reference that was used for something else.
        var named = C % 5 == 0;
        return new()
        {
            By = Actor(sight, account.Path, C), Branch = account.BranchId, AccountId = account.Id, Items = items,
            Reference = named ? $"order-{B % 40}" : null, Asked = named ? [(byte)(B % 40 + D % 2)] : [],
        };
    }

    private FinishWork? Finish(Sight sight, Viewer program)
    {
        if (Some(sight.Work, A) is not { } work) return null;
        var kind = (B % 20) switch { < 14 => OutcomeKind.Done, < 16 => OutcomeKind.Failed, 16 => OutcomeKind.Handed, 17 => OutcomeKind.Retry, _ => OutcomeKind.NeedsPerson };
        return new()
        {
            By = C % 3 == 0 ? program : Actor(sight, "/", C), Branch = work.BranchId, WorkId = work.Id,
            Outcome = new()
            {
                Kind = kind, Reason = "So it is.", ExternalId = D % 4 == 0 ? $"x-{D % 7}" : null,
                Assets = kind == OutcomeKind.Done && D % 3 == 0 ? [new("licence", $"Key {D % 5}", "secret")] : [],
            },
        };
    }

    private TopUp? TopUp(Sight sight)
    {
        if (Some([.. sight.Accounts.Where(a => sight.Terms.ContainsKey(a.Id))], A) is not { } buyer) return null;
        var terms = sight.Terms[buyer.Id];
        var currency = B % 50 == 0 ? Currency.Eur : terms.Currency;
        var minor = (C % 8 == 0 ? D % 900 : D % 300) * (currency.Digits == 0 ? 150L : 100L) + D % 100;
        return new() { By = B % 25 == 0 ? Actor(sight, buyer.Path, C) : Sight.Owner(sight.Of(terms.SellerId)), InBranch = buyer.BranchId, BuyerId = buyer.Id, Amount = new(minor, currency) };
    }

    private ChangeSubscription Change(Sight sight, Thing of)
    {
        var plan = sight.Plans.First(p => p.Id == of.About);
        var other = Some([.. sight.Plans.Where(p => D % 15 == 0 || p.ProductId == plan.ProductId)], C)!;
        return new()
        {
            By = Actor(sight, of.Path, B), Branch = of.BranchId, SubscriptionId = of.Id, PlanId = C % 3 == 0 ? other.Id : null, Quantity = D % 4 == 0 ? null : D % 13,
            Interval = B % 6 == 0 ? Some([.. Intervals.All], C) : null,
        };
    }

    // Mostly to an account above, below or beside it in the tree, now and then to anybody.
    private AssignSubscription Assign(Sight sight, Thing of)
    {
        var above = TreePath.Parent(of.Path) ?? of.Path;
        var near = sight.Accounts.Where(a => a.Path != of.Path && (TreePath.Within(a.Path, above) || TreePath.Within(of.Path, a.Path))).ToList();
        var kin = near.Where(a => a.Kind is AccountKind.Division || TreePath.Within(of.Path, a.Path) && a.Kind is AccountKind.Customer).ToList();
        var to = D % 5 == 0 || kin.Count == 0 ? Some(near.Count == 0 || D % 10 == 0 ? sight.Accounts : near, C)! : Some(kin, C)!;
        return new() { By = Actor(sight, above, B), Branch = of.BranchId, SubscriptionId = of.Id, AccountId = to.Id };
    }

    private SetTerms? Terms(Sight sight)
    {
        if (Some([.. sight.Accounts.Where(a => sight.Terms.ContainsKey(a.Id))], A) is not { } buyer) return null;
        var terms = sight.Terms[buyer.Id];
        var by = B % 10 == 0 ? Actor(sight, buyer.Path, B) : Sight.Owner(sight.Of(terms.SellerId));
        var deed = new SetTerms { By = by, InBranch = buyer.BranchId, BuyerId = buyer.Id };
        return (C % 6) switch
        {
            0 => new() { By = by, InBranch = buyer.BranchId, BuyerId = buyer.Id, Settlement = D % 7 == 0 ? Settlement.BilledElsewhere : D % 2 == 0 ? Settlement.Prepaid : Settlement.Invoiced, CreditLimit = D % 7 != 0 && D % 2 == 1 ? D % 900_00 : null },
            1 => new() { By = by, InBranch = buyer.BranchId, BuyerId = buyer.Id, CreditLimit = D % 900_00, TemporaryLimit = 900_00 + D % 500_00, TemporaryUntil = sight.Today.AddDays(D % 30) },
            2 => new() { By = by, InBranch = buyer.BranchId, BuyerId = buyer.Id, CreditLimit = terms.Settlement == Settlement.Invoiced ? D % 400_00 : 0, From = sight.Today.AddDays(D % 20) },
            3 => new() { By = by, InBranch = buyer.BranchId, BuyerId = buyer.Id, InheritLimit = true },
            4 => new() { By = by, InBranch = buyer.BranchId, BuyerId = buyer.Id, Currency = Some([Currency.Eur, Currency.Usd, Currency.Of("JPY")], D) },
            _ => deed,
        };
    }

    private SetPrice Price(Sight sight)
    {
        var seller = Seller(sight, A);
        var buyers = sight.Terms.Values.Where(t => t.SellerId == seller.Id).OrderBy(t => t.Id).ToList();
        var buyer = B % 2 == 0 ? null : Some(buyers, B);
        var kind = (PriceRuleKind)(1 + C % 3);
        var plan = D % 3 == 0 ? null : Some(sight.Plans, D);
        return new()
        {
            By = Sight.Owner(seller), BuyerId = buyer?.BuyerId, PlanId = plan?.Id, ProductId = D % 9 == 1 ? plan?.ProductId : null,
            Interval = D % 5 == 0 ? Interval.Monthly : null, Kind = kind, AllowLoss = C % 4 == 0, EffectiveFrom = B % 3 == 0 ? sight.Today.AddDays(C % 40) : null,
            Percent = kind switch { PriceRuleKind.Fixed => 0, PriceRuleKind.Markup => D % 90 - (C % 4 == 0 ? 30 : 0), _ => D % 70 },
            Amount = kind == PriceRuleKind.Fixed ? new(C % 10 == 0 ? 0 : D % 120_00, buyer?.Currency ?? Some([Currency.Usd, Currency.Eur], D)) : null,
        };
    }

    private SetExchangeRate Rate(Sight sight)
    {
        var yen = Currency.Of("JPY");
        var (from, to, rate) = Some<(Currency, Currency, decimal)>([(Currency.Usd, Currency.Eur, 0.85m), (Currency.Eur, Currency.Usd, 1.05m), (Currency.Usd, yen, 140m), (Currency.Eur, yen, 160m), (yen, Currency.Usd, 0.0065m)], B);
        return new() { By = Sight.Owner(Seller(sight, A)), From = from, To = to, Rate = decimal.Round(rate * (1m + D % 1000 / 5000m), 6), EffectiveFrom = C % 2 == 0 ? sight.Today.AddDays(C % 30) : null };
    }

    private SetPricePoint? Point(Sight sight)
    {
        if (Some(sight.Plans, A) is not { } plan) return null;
        var currency = plan.Code == "EURO" && B % 20 != 0 ? Currency.Eur : Currency.Usd;
        return new()
        {
            By = Sight.Owner(sight.Of(plan.OwnerId)), PlanId = plan.Id, Interval = Some([.. Intervals.All], B), BaseCost = new(C % 12 == 0 ? 0 : D % 25_00, currency),
            Recommended = C % 2 == 0 ? new(D % 25_00 * 3 / 2, currency) : null, EffectiveFrom = D % 2 == 0 ? sight.Today.AddDays(C % 60) : null,
            SaleState = (C % 50) switch { 0 => SaleState.Withdrawn, 1 => SaleState.RenewalOnly, _ => SaleState.Sold },
        };
    }

    private OpenAccount Open(Sight sight)
    {
        var parent = Some(sight.Accounts, A)!;
        var kind = (AccountKind)(2 + B % 3);
        return new()
        {
            By = Actor(sight, parent.Path, C), ParentBranchId = parent.BranchId, ParentId = parent.Id, Kind = kind, Details = World.Details($"Newcomer {D}"),
            Settlement = D % 3 == 0 && kind != AccountKind.Division ? Settlement.Invoiced : Settlement.Prepaid, CreditLimit = D % 3 == 0 && kind != AccountKind.Division ? D % 500_00 : 0,
            MayOpen = kind == AccountKind.Reseller ? MayOpen.All : MayOpen.Nothing,
        };
    }

    // Mostly back to active, so that trade does not die out.
    private Deed? Activity(Sight sight)
    {
        var idle = sight.Accounts.Where(a => a.Status != AccountStatus.Active && a.Path != TreePath.Root).ToList();
        if (B % 4 == 0 && idle.Count < 4 && Some(sight.Accounts, A) is { } busy)
            return new Deactivate { By = Actor(sight, busy.Path, C), InBranch = busy.BranchId, AccountId = busy.Id, Reason = "Enough." };
        if (Some(idle, A) is not { } account) return null;
        var seller = sight.Terms.TryGetValue(account.Id, out var terms) ? Sight.Owner(sight.Of(terms.SellerId)) : Actor(sight, account.Path, C);
        if (account.Status == AccountStatus.InProvisioning || account.ReactivationRequested)
            return new ConfirmAccount { By = Actor(sight, "/", C), InBranch = account.BranchId, AccountId = account.Id };
        return account.Status == AccountStatus.InProgress
            ? new SubmitAccount { By = seller, InBranch = account.BranchId, AccountId = account.Id }
            : new RequestReactivation { By = seller, InBranch = account.BranchId, AccountId = account.Id };
    }

    private static Account Seller(Sight sight, int n) => Some([.. sight.Accounts.Where(a => a.Kind is AccountKind.Provider or AccountKind.Reseller)], n)!;

    /// <summary>Mostly one of those at or above the path, now and then anybody.</summary>
    private static Viewer Actor(Sight sight, string path, int n) =>
        Sight.Owner(n % 23 == 0 ? Some(sight.Accounts, n / 23)! : sight.At(Some([.. TreePath.Chain(path)], n / 23)!));

    private IReadOnlyList<Thing> Among(IReadOnlyList<Thing> usual, IReadOnlyList<Thing> rare) => D % 29 == 0 ? rare : usual;

    private static T? Some<T>(IReadOnlyList<T> list, int n) => list.Count == 0 ? default : list[n % list.Count];

    private static (int, Gen<string>) Often(string kind, int weight) => (weight, Gen.Constant(kind));
}
