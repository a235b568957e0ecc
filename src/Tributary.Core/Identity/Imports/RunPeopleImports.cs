using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Identity.Imports;

/// <summary>
/// Does what imports of people wait for: reads files to their end, and adds the people of those that were checked. Any number
/// of programs may do so on one database; each import is one's at a time, by a lease. Killed at any moment, what was begun is
/// gone on with: a check from its beginning, adding after the last rows that were counted. Their deeds have references, so
/// that those which were done but not counted are only counted.
/// </summary>
public sealed class RunPeopleImports(DatabaseChoice database, Desk desk)
{
    /// <summary>How long a program may be silent before another goes on.</summary>
    internal static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);

    /// <summary>Rows that are looked up and added at once.</summary>
    private const int AtOnce = 500;

    /// <summary>Works until nothing waits; gives how many turns there were.</summary>
    /// <param name="by">The program, as the trail names it.</param>
    public async Task<int> Drain(Viewer by, CancellationToken cancel = default)
    {
        var turns = 0;
        for (; await Claim(by, cancel) is { } turn; turns++) await Work(turn, cancel);
        return turns;
    }

    private sealed record Turn(PeopleImport Import, string Lease, Viewer Program);

    private async Task<Turn?> Claim(Viewer by, CancellationToken cancel)
    {
        var now = desk.Now;
        await using var db = database.CreateDbContext();
        var waiting = await db.PeopleImports.AsNoTracking()
            .Where(i => (i.State == PeopleImportState.Checking || i.State == PeopleImportState.Applying) && (i.LeasedUntil == null || i.LeasedUntil <= now))
            .OrderBy(i => i.StateSince).Select(i => new { i.Id, i.BranchId }).Take(20).ToListAsync(cancel);
        foreach (var one in waiting)
        {
            var lease = Guid.NewGuid().ToString("N");
            try
            {
                if (!(await desk.Do(new ClaimPeople { By = by, InBranch = one.BranchId, ImportId = one.Id, Lease = lease }, cancel)).IsTaken) continue;
                return new(await db.PeopleImports.AsNoTracking().SingleAsync(i => i.Id == one.Id, CancellationToken.None), lease, by);
            }
            catch (Refusal)
            {
                // Another program was quicker, or it was discarded meanwhile.
            }
        }
        return null;
    }

    private async Task Work(Turn turn, CancellationToken cancel)
    {
        try
        {
            await using var db = database.CreateDbContext();
            var by = await Asker.Again(db, turn.Import, desk.Now, cancel);
            if (turn.Import.State == PeopleImportState.Checking) await Check(turn, by, cancel);
            else await Apply(turn, by, cancel);
        }
        catch (Refusal no)
        {
            await Leave(turn, RowProblem.Of(no));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await Leave(turn, failure: null);
            throw;
        }
    }

    // The file cannot be gone on with; or, without a failure, this program cannot. Where the lease was lost, somebody else goes on.
    private async Task Leave(Turn turn, RowProblem? failure)
    {
        try
        {
            await Say(turn, failure: failure, givesBack: failure is null);
        }
        catch (Refusal lost) when (lost.Code == "import.lease_lost") { }
    }

    private async Task Check(Turn turn, Viewer by, CancellationToken cancel)
    {
        var import = turn.Import;
        var file = new PeopleFileReader(database, import, import.Mapping());
        var seen = new Dictionary<UInt128, int>();
        LookUpPeople? people = null;
        await foreach (var rows in file.Batches(AtOnce, cancel))
        {
            people ??= new(database, desk, import, by, file.Reader);
            await people.Look(rows, cancel);
            foreach (var row in rows.Where(row => row.IsUsable)) RefuseRepeated(row, file.Reader, seen);
            await Say(turn, new(rows[^1].Number, file.BytesRead)
            {
                Rows = rows.Count, Faulty = rows.Count(row => !row.IsUsable), There = rows.Count(row => row is { IsUsable: true, IsThere: true }),
            }, rows.Where(row => !row.IsUsable));
        }
        await Say(turn, isOver: true);
    }

    // Who is named twice for one account is added once, and which row counts is not ours to choose but the first.
    private static void RefuseRepeated(PersonRow row, ReadPerson reader, Dictionary<UInt128, int> seen)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{row.Account!.Id:N}{row.Key}"));
        if (!seen.TryAdd(BitConverter.ToUInt128(hash), row.Number))
            reader.Say(row, "person.repeated", "Row {0} names this person for the same account already.", seen[BitConverter.ToUInt128(hash)].ToString(CultureInfo.InvariantCulture));
    }

    private async Task Apply(Turn turn, Viewer by, CancellationToken cancel)
    {
        var import = turn.Import;
        var file = new PeopleFileReader(database, import, import.Mapping());
        LookUpPeople? people = null;
        await foreach (var all in file.Batches(AtOnce, cancel))
        {
            if (all[^1].Number <= import.Position) continue;
            people ??= new(database, desk, import, by, file.Reader);
            var faulty = await FaultyAmong(import, all, cancel);
            var rows = all.Where(row => row.Number > import.Position && !faulty.Contains(row.Number)).ToList();
            await people.Look(rows, cancel);
            var (added, asked, there) = await Add(people, rows, file.Reader, cancel);
            var failed = rows.Where(row => !row.IsUsable).ToList();
            await Say(turn, new(all[^1].Number, file.BytesRead) { Added = added, Asked = asked, There = there, Faulty = failed.Count }, failed);
        }
        await Say(turn, isOver: true);
    }

    private async Task<HashSet<int>> FaultyAmong(PeopleImport import, List<PersonRow> rows, CancellationToken cancel)
    {
        var (branch, id, run, first, last) = (import.BranchId, import.Id, import.Run, rows[0].Number, rows[^1].Number);
        await using var db = database.CreateDbContext();
        return [.. await db.ImportFaults.Where(f => f.BranchId == branch && f.ImportId == id && f.Run == run && f.Row >= first && f.Row <= last).Select(f => f.Row).ToListAsync(cancel)];
    }

    private async Task<(int Added, int Asked, int There)> Add(LookUpPeople people, List<PersonRow> rows, ReadPerson reader, CancellationToken cancel)
    {
        // Those who are there already are asked for too: where it was us who added them, before we were killed, the answer is
        // kept under the row's reference.
        var usable = rows.Where(row => row.IsUsable).ToList();
        var there = await EnrolMany.Do(database, [.. usable.Where(row => !row.IsKnown)], desk.Now, cancel);
        // Somebody else has brought them in the same moment: who confirms that the email is theirs can be asked later on.
        foreach (var row in usable.Where(row => !row.IsKnown && there.TryGetValue(row.Key, out var id) && id != row.UserId)) LookUpPeople.SayUnconfirmed(reader, row);
        usable.RemoveAll(row => !row.IsUsable);
        // Handed in whole, so that whoever stops in between knows what was done.
        var answers = await desk.DoAll(usable.Select(people.Deed), CancellationToken.None);
        var (added, asked, known) = (0, 0, 0);
        for (var i = 0; i < usable.Count; i++)
        {
            switch (answers[i])
            {
                case PersonAdded { AwaitsConsent: true }: asked++; break;
                case PersonAdded: added++; break;
                case Refusal { Code: "person.there" }: known++; break;
                case Refusal no: reader.Say(usable[i], no); break;
                case Exception fault: throw new InvalidOperationException($"Row {usable[i].Number} could not be added.", fault);
            }
        }
        return (added, asked, known);
    }

    private Task Say(Turn turn, PeopleProgress? more = null, IEnumerable<PersonRow>? faults = null, bool isOver = false, RowProblem? failure = null, bool givesBack = false) =>
        desk.Do(new AdvancePeople
        {
            By = turn.Program, InBranch = turn.Import.BranchId, ImportId = turn.Import.Id, Lease = turn.Lease, More = more,
            Faults = [.. (faults ?? []).Select(row => ImportFault.Of(turn.Import, row, desk.Now))], IsOver = isOver, Failure = failure, GivesBack = givesBack,
        });
}
