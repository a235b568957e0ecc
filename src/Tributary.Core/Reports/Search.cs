using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Orders;
using Tributary.Subscriptions;

namespace Tributary.Reports;

/// <summary>What a search finds things of, in the order it shows them.</summary>
public enum FoundKind
{
    /// <summary>Accounts that sell.</summary>
    Reseller = 1,
    /// <summary>End customers and divisions.</summary>
    Customer = 2,
    /// <summary>People who sign in.</summary>
    Person = 3,
    /// <summary>Orders, by number.</summary>
    Order = 4,
    /// <summary>Subscriptions, by product and plan.</summary>
    Subscription = 5,
    /// <summary>Products, by their own name or that of a plan.</summary>
    Product = 6,
}

/// <summary>Something that was found.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its public id; of a person that of their place.</param>
/// <param name="Name">What it is called.</param>
/// <param name="About">What tells it from others of its name: a number, an email, an account's name; may be empty.</param>
/// <param name="IsOwn">For a product: whether the viewer's account makes it.</param>
public sealed record FoundThing(FoundKind Kind, string Id, string Name, string About, bool IsOwn = false)
{
    /// <summary>Of a person: who it is.</summary>
    public Guid? UserId { get; init; }
}

/// <summary>The first few things of one kind, and how many there are in all, counted up to <see cref="Search.MostCounted"/> and one more.</summary>
public sealed record FoundGroup(FoundKind Kind, IReadOnlyList<FoundThing> Things, int Count);

/// <summary>
/// Searches everything a viewer may see by the beginnings of words, each kind along an index and only as far as is shown.
/// What the viewer does not see is not found; what they may not read is not looked at.
/// </summary>
public sealed class Search(TributaryDb db, Viewer viewer)
{
    /// <summary>The fewest letters or digits that are searched for.</summary>
    public const int Shortest = 2;

    /// <summary>Beyond it a count says only that there are more.</summary>
    public const int MostCounted = 99;

    private const int MostPlans = 500;

    /// <summary>The groups in which something was found, at most <paramref name="few"/> things each.</summary>
    public async Task<IReadOnlyList<FoundGroup>> For(string? typed, int few, CancellationToken cancel = default)
    {
        if (SearchText.Fold(typed).Length < Shortest) return [];
        var groups = new List<FoundGroup>();
        if (viewer.May(Right.ViewAccounts))
        {
            await Accounts(FoundKind.Reseller, [AccountKind.Reseller]);
            await Accounts(FoundKind.Customer, [AccountKind.Customer, AccountKind.Division]);
        }
        if (viewer.May(Right.ViewPeople)) await People();
        if (viewer.May(Right.ViewOrders))
        {
            await Orders();
            await Subscriptions();
        }
        if (viewer.May(Right.ViewPrices) || viewer.May(Right.ManageOrders)) await Products();
        return groups;

        async Task Accounts(FoundKind kind, AccountKind[] kinds)
        {
            var self = viewer.AccountId;
            var all = db.Accounts.AsNoTracking().SeenBy(viewer.For(Right.ViewAccounts)).Where(a => a.Id != self && kinds.Contains(a.Kind)).Called(db, typed);
            await Add(kind, all.OrderBy(a => a.Path), a => new(kind, PublicId.Format("acc", a.Id), a.Name, a.Number ?? ""));
        }

        async Task People()
        {
            var all = db.Memberships.AsNoTracking().SeenBy(viewer.For(Right.ViewPeople)).Where(m => m.EndedAt == null).Called(db, typed);
            var seen = from m in all
                       join user in db.Users.AsNoTracking() on m.UserId equals user.Id
                       join account in db.Accounts on m.AccountId equals account.Id
                       orderby m.Path, m.Id
                       select new { m.Id, m.UserId, Name = m.AwaitsConsent ? user.Email! : user.Name, user.Email, Account = account.Name };
            await Add(FoundKind.Person, seen, p => new(FoundKind.Person, PublicId.Format("mbr", p.Id), p.Name, $"{p.Email} · {p.Account}") { UserId = p.UserId });
        }

        async Task Orders()
        {
            var all = db.Orders.AsNoTracking().SeenBy(viewer.For(Right.ViewOrders)).Numbered(typed);
            var seen = from order in all
                       join account in db.Accounts on new { order.BranchId, Id = order.AccountId } equals new { account.BranchId, account.Id }
                       orderby order.Id descending
                       select new { order.Id, order.Number, account.Name };
            await Add(FoundKind.Order, seen, o => new(FoundKind.Order, PublicId.Format("ord", o.Id), o.Number, o.Name));
        }

        async Task Subscriptions()
        {
            var plans = await db.PlansCalled(viewer, typed).OrderBy(p => p.Id).Select(p => p.Id).Take(MostPlans).ToArrayAsync(cancel);
            if (plans.Length == 0) return;
            var all = db.Subscriptions.AsNoTracking().SeenBy(viewer.For(Right.ViewOrders)).Where(s => plans.Contains(s.PlanId));
            var seen = from s in all
                       join account in db.Accounts on new { s.BranchId, Id = s.AccountId } equals new { account.BranchId, account.Id }
                       join plan in db.Plans on s.PlanId equals plan.Id
                       join product in db.Products on s.ProductId equals product.Id
                       orderby s.PlanId, s.Path
                       select new { s.Id, Product = product.Name, Plan = plan.Name, account.Name };
            await Add(FoundKind.Subscription, seen, s => new(
                FoundKind.Subscription, PublicId.Format("sub", s.Id), s.Product == s.Plan ? s.Plan : $"{s.Product} {s.Plan}", s.Name));
        }

        async Task Products()
        {
            var all = db.ProductsCalled(viewer, typed);
            await Add(FoundKind.Product, all.OrderBy(p => p.NameKey).ThenBy(p => p.Id),
                p => new(FoundKind.Product, PublicId.Format("prd", p.Id), p.Name, p.Vendor, p.OwnerId == viewer.AccountId));
        }

        async Task Add<TSeen>(FoundKind kind, IQueryable<TSeen> seen, Func<TSeen, FoundThing> thing)
        {
            var rows = await seen.Take(few + 1).ToListAsync(cancel);
            if (rows.Count == 0) return;
            var count = rows.Count <= few ? rows.Count : await seen.Take(MostCounted + 1).CountAsync(cancel);
            groups.Add(new(kind, [.. rows.Take(few).Select(thing)], count));
        }
    }
}

/// <summary>How the catalogue is searched: what the viewer's account, those above it and those below it make.</summary>
public static class CatalogueCalled
{
    private const int MostWords = 8;

    /// <summary>Plans of which every typed word begins a word of the plan's name or of its product's.</summary>
    public static IQueryable<Plan> PlansCalled(this TributaryDb db, Viewer viewer, string? typed)
    {
        var words = Words(typed);
        var (above, path, end) = (TreePath.Chain(viewer.Path).ToArray(), viewer.Path, TreePath.End(viewer.Path));
        var rows = from plan in db.Plans.AsNoTracking()
                   where above.Contains(plan.OwnerPath) && (plan.ForPath == null || above.Contains(plan.ForPath) || plan.OwnerPath == path) || string.Compare(plan.OwnerPath, path) >= 0 && string.Compare(plan.OwnerPath, end) < 0
                   join product in db.Products on plan.ProductId equals product.Id
                   select new { plan, product };
        if (words.Length == 0) rows = rows.Where(_ => false);
        foreach (var word in words) rows = rows.Where(r => r.plan.NameKey.Contains(word) || r.product.NameKey.Contains(word));
        return rows.Select(r => r.plan);
    }

    /// <summary>
    /// Products on sale to the viewer's account, or made by it, of which every typed word begins a word of the product's
    /// name or of one of its plans'.
    /// </summary>
    public static IQueryable<Product> ProductsCalled(this TributaryDb db, Viewer viewer, string? typed)
    {
        var words = Words(typed);
        var (own, above) = (viewer.AccountId, TreePath.Chain(viewer.Path).ToArray());
        var products = db.Products.AsNoTracking().Where(p => above.Contains(p.OwnerPath) && (p.ForPath == null || above.Contains(p.ForPath) || p.OwnerId == own) && (p.WithdrawnAt == null || p.OwnerId == own));
        if (words.Length == 0) products = products.Where(_ => false);
        foreach (var word in words)
            products = products.Where(p => p.NameKey.Contains(word) || db.Plans.Any(plan => plan.ProductId == p.Id && plan.WithdrawnAt == null && plan.NameKey.Contains(word)));
        return products;
    }

    // The keys bear a blank before each word, so that what begins a word is told from what lies within one.
    private static string[] Words(string? typed) => [.. SearchText.Fold(typed).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords).Select(word => " " + word)];
}
