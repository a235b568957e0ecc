using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Reports;

/// <summary>
/// Invariant 2b: the postings of a branch from the first to the last, each hashed anew on the stored hash before it, so
/// that what was changed is named and what follows it is not.
/// </summary>
internal static class CheckChain
{
    public static async Task Run(Snapshot snapshot, Findings findings)
    {
        await Chains(snapshot, findings);
        await References(snapshot, findings);
    }

    private static async Task Chains(Snapshot snapshot, Findings findings)
    {
        await using var postings = await snapshot.Open(db => snapshot.Of<Posting>(db).OrderBy(p => p.BranchId).ThenBy(p => p.Number));
        await using var transfers = await snapshot.Open(db => snapshot.Of<Transfer>(db)
            .OrderBy(t => t.BranchId).ThenBy(t => t.PostingNumber).ThenBy(t => t.Seq));
        var own = new List<Transfer>();
        await foreach (var branch in snapshot.Read(snapshot.Branches))
        {
            findings.Looked(Invariant.Chain);
            var (number, before) = (0L, new byte[32]);
            await foreach (var posting in postings.At(p => p.BranchId.CompareTo(branch.Id), Strayed))
            {
                findings.Looked(Invariant.Chain);
                own.Clear();
                await foreach (var transfer in transfers.At(t => (t.BranchId, t.PostingNumber).CompareTo((posting.BranchId, posting.Number)))) own.Add(transfer);

                if (posting.Number != number + 1) Found(posting, $"The next number must be {number + 1}, it is {posting.Number}.");
                foreach (var wrong in Wrong(branch, posting, own, before)) Found(posting, wrong);
                (number, before) = (posting.Number, posting.Hash);
            }
            if (branch.LastPosting != number)
                findings.Add(Invariant.Chain, branch.Id, "branch", $"The last posting must be {number}, the branch says {branch.LastPosting}.");
            else if (!branch.LastHash.AsSpan().SequenceEqual(before))
                findings.Add(Invariant.Chain, branch.Id, "branch", $"The branch must end on the hash of posting {number}, which is {Short(before)}; it says {Short(branch.LastHash)}.");
        }
        await postings.Rest(Strayed);

        void Strayed(Posting posting) => Found(posting, "Its branch must exist, it does not.");
        void Found(Posting posting, string words) => findings.Add(Invariant.Chain, posting.BranchId, $"posting {posting.Number}", words);
    }

    private static IEnumerable<string> Wrong(Branch branch, Posting posting, List<Transfer> transfers, byte[] before)
    {
        if (transfers.Count == 0) yield return "It must move something, it has no transfer.";
        for (var seq = 0; seq < transfers.Count; seq++)
        {
            if (transfers[seq].Seq == seq) continue;
            yield return $"Its transfers must be numbered from 0 without a gap; where {seq} is due there is {transfers[seq].Seq}.";
            break;
        }

        var hash = Hash(branch, posting, transfers, before, out var changed);
        foreach (var transfer in changed) yield return $"Transfer {transfer.Seq} is not what was hashed when it was written.";
        // A changed transfer changes the posting's hash too, which is then no finding of its own.
        if (changed.Count == 0 && !posting.Hash.AsSpan().SequenceEqual(hash))
            yield return $"The hash must be {Short(hash)}, it is {Short(posting.Hash)}.";
    }

    private static byte[] Hash(Branch branch, Posting posting, List<Transfer> transfers, byte[] before, out List<Transfer> changed)
    {
        changed = [];
        var hash = new PostingHash(branch.Salt, before, branch.Id, posting.Number, posting.At, posting.Reference, posting.Kind);
        foreach (var t in transfers)
            if (!t.Hash.AsSpan().SequenceEqual(hash.Leaf(t.Seq, t.FromBookId, t.ToBookId, t.Amount, t.LineId))) changed.Add(t);
        return hash.Close();
    }

    private static async Task References(Snapshot snapshot, Findings findings)
    {
        await foreach (var twice in snapshot.Read(db => snapshot.Of<Posting>(db)
            .GroupBy(p => new { p.BranchId, p.Reference })
            .Where(g => g.Count() > 1)
            .Select(g => new { g.Key.BranchId, g.Key.Reference, Count = g.Count() })))
            findings.Add(Invariant.Chain, twice.BranchId, $"reference {twice.Reference}", $"A reference posts once, this one did {twice.Count} times.");
    }

    private static string Short(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, Math.Min(6, hash.Length)));
}
