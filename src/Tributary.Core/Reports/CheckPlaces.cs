using System.Reflection;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Reports;

/// <summary>
/// Invariant 7, as far as rows can show it: what a viewer reaches is decided by branch and path, so these are the
/// account's own on every row. That no page tells what it must not is for tests to show.
/// </summary>
internal static class CheckPlaces
{
    private static readonly MethodInfo RowsOf = typeof(CheckPlaces).GetMethod(nameof(Rows), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static async Task Run(Snapshot snapshot, Findings findings)
    {
        await AccountTree(snapshot, findings);
        await Edges(snapshot, findings);
        foreach (var type in snapshot.Model.GetEntityTypes().Select(t => t.ClrType).Where(t => t.IsAssignableTo(typeof(TenantEntity))))
            await (Task)RowsOf.MakeGenericMethod(type).Invoke(null, [snapshot, findings])!;
    }

    private static async Task AccountTree(Snapshot snapshot, Findings findings)
    {
        await foreach (var a in snapshot.Read(db =>
            from account in snapshot.Of<Account>(db)
            join parent in db.Accounts on account.ParentId equals (Guid?)parent.Id into parents
            from parent in parents.DefaultIfEmpty()
            join branch in db.Branches on account.BranchId equals branch.Id into branches
            from branch in branches.DefaultIfEmpty()
            select new
            {
                account.BranchId, account.Id, account.Path, account.ParentId, ParentPath = (string?)parent.Path, ParentBranch = (int?)parent.BranchId,
                Top = (Guid?)branch.AccountId,
            }))
        {
            findings.Looked(Invariant.Places);
            var above = a.ParentId is null ? null : a.ParentPath ?? "the path of a parent that is not there";
            if (TreePath.Parent(a.Path) != above) Found($"Its path must be a step below {above ?? "nothing"}, it is {a.Path}.");
            if (a.Top is null) Found($"Its branch must be there, {a.BranchId} is not.");
            else if (a.Id == a.Top)
            {
                var own = a.BranchId == 0 ? TreePath.Root : TreePath.Child(TreePath.Root, a.BranchId);
                if (a.Path != own) Found($"As the top of branch {a.BranchId} its path must be {own}, it is {a.Path}.");
            }
            else if (a.ParentBranch != a.BranchId) Found($"Its branch must be its parent's, {a.ParentBranch}; it is {a.BranchId}.");

            void Found(string words) => findings.Add(Invariant.Places, a.BranchId, Ids.Account(a.Id), words);
        }
    }

    private static async Task Edges(Snapshot snapshot, Findings findings)
    {
        await foreach (var e in snapshot.Read(db =>
            from edge in snapshot.Of<Terms>(db).Select(t => new { t.BranchId, t.Id, t.SellerId, t.BuyerId, IsBook = false })
                .Concat(snapshot.Of<Book>(db).Select(b => new { b.BranchId, b.Id, b.SellerId, b.BuyerId, IsBook = true }))
            join buyer in db.Accounts on edge.BuyerId equals buyer.Id into buyers
            from buyer in buyers.DefaultIfEmpty()
            join seller in db.Accounts on edge.SellerId equals seller.Id into sellers
            from seller in sellers.DefaultIfEmpty()
            select new
            {
                edge.BranchId, edge.Id, edge.IsBook, Branch = (int?)buyer.BranchId, Path = (string?)buyer.Path, SellerPath = (string?)seller.Path,
            }))
        {
            findings.Looked(Invariant.Places);
            if (e.Branch != e.BranchId) Found($"It must lie in its buyer's branch, {e.Branch?.ToString() ?? "whose account is not there"}; it lies in {e.BranchId}.");
            if (e.Path is null || e.SellerPath is null || e.Path == e.SellerPath || !TreePath.Within(e.Path, e.SellerPath))
                Found($"The buyer must stand below the seller; they stand at {e.Path ?? "no place"} and {e.SellerPath ?? "no place"}.");

            void Found(string words) => findings.Add(Invariant.Places, e.BranchId, e.IsBook ? Ids.Book(e.Id) : PublicId.Format("terms", e.Id), words);
        }
    }

    private static async Task Rows<T>(Snapshot snapshot, Findings findings) where T : TenantEntity
    {
        await foreach (var count in snapshot.Read(db => snapshot.Of<T>(db).GroupBy(row => row.BranchId).Select(g => g.Count())))
            findings.Looked(Invariant.Places, count);
        await foreach (var wrong in snapshot.Read(db =>
            from row in snapshot.Of<T>(db)
            join account in db.Accounts on row.AccountId equals account.Id into accounts
            from account in accounts.DefaultIfEmpty()
            where account == null || account.Path != row.Path || account.BranchId != row.BranchId
            orderby row.BranchId, row.Id
            select new { row.BranchId, row.Id, row.Path, Branch = (int?)account.BranchId, At = (string?)account.Path }))
            findings.Add(Invariant.Places, wrong.BranchId, $"{typeof(T).Name} {wrong.Id}",
                $"It must lie at {wrong.At ?? "an account that is not there"} in branch {wrong.Branch}, it lies at {wrong.Path} in branch {wrong.BranchId}.");
    }
}
