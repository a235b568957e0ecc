using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Identity;
using Tributary.Identity.Imports;

namespace Tributary.Tests.Identity.Imports;

/// <summary>A file of people on a stage: uploaded, checked and applied as pages, API and worker do it.</summary>
internal sealed class Batch(World world, Viewer by, Guid id)
{
    public Guid Id => id;

    /// <summary>Takes a file in for an account, or for those that a column names when there is none.</summary>
    public static Task<Batch> Upload(World world, Viewer by, string text, Cast? to = null, Func<PeopleMapping, PeopleMapping>? with = null) =>
        Upload(world, by, Encoding.UTF8.GetBytes(text), to, with);

    public static async Task<Batch> Upload(World world, Viewer by, byte[] bytes, Cast? to = null, Func<PeopleMapping, PeopleMapping>? with = null)
    {
        var kept = await PeopleFile.Keep(world.Database, by.BranchId, new MemoryStream(bytes), "people.csv", world.Clock, default);
        var (head, separator) = await PeopleFile.Head(world.Database, by.BranchId, kept.ImportId, kept.Encoding, null, default);
        var mapping = GuessPeopleMapping.Of(head.Headings, new() { Encoding = kept.Encoding, Separator = separator.ToString() }, to is not null);
        var done = await world.Do(new UploadPeople
        {
            By = by, File = kept, TargetId = to?.Id, Mapping = with?.Invoke(mapping) ?? mapping, Headings = head.Headings, Begins = true,
        });
        return new(world, by, done.ImportId);
    }

    /// <summary>Uploads a file and has it read to its end.</summary>
    public static async Task<Batch> Checked(World world, Viewer by, string text, Cast? to = null, Func<PeopleMapping, PeopleMapping>? with = null)
    {
        var batch = await Upload(world, by, text, to, with);
        await batch.Work();
        return batch;
    }

    /// <summary>Somebody of this account who signs in, and for whom a worker may act.</summary>
    public static async Task<Viewer> Somebody(World world, Cast cast, Role role = Role.Owner, Reach reach = Reach.AllBelow)
    {
        var person = Guid.CreateVersion7();
        await world.Do(new AddPerson { By = world.Worker, AccountBranch = cast.BranchId, AccountId = cast.Id, UserId = person, Role = role, Reach = reach });
        return cast.Viewer with { UserId = person, Rights = role.Rights(), Reach = reach };
    }

    /// <summary>Works as a worker does, until this one waits for nothing; another worker on the stage may be at it.</summary>
    public async Task<PeopleImport> Work()
    {
        for (var i = 0; ; i++)
        {
            await new RunPeopleImports(world.Database, world.Desk).Drain(world.Worker);
            if (await Now() is var now && (!now.IsUnderWay || i == 600)) return now;
            await Task.Delay(50);
        }
    }

    /// <summary>Has the people added.</summary>
    public async Task<PeopleImport> Apply(bool noneUnlessAll = false)
    {
        await world.Do(new ApplyPeople { By = by, ImportId = id, NoneUnlessAll = noneUnlessAll });
        return await Work();
    }

    /// <summary>The import as it is now.</summary>
    public async Task<PeopleImport> Now()
    {
        await using var db = world.Db();
        return await db.PeopleImports.AsNoTracking().SingleAsync(i => i.Id == id);
    }

    /// <summary>What is wrong, as <c>3 Email email.wrong</c>.</summary>
    public async Task<IReadOnlyList<string>> Faults()
    {
        await using var db = world.Db();
        var faults = await FailedRows.Page(db, await Now(), 0, 100_000, default);
        return [.. faults.SelectMany(fault => fault.Wrong().Select(wrong => $"{fault.Row} {wrong.Column} {wrong.Code}"))];
    }

    /// <summary>The file of the rows that cannot be used.</summary>
    public async Task<byte[]> FailedFile()
    {
        await using var db = world.Db();
        using var file = new MemoryStream();
        await FailedRows.Write(db, await Now(), file, problem => problem.Sentence, default);
        return file.ToArray();
    }

    /// <summary>The people of an account by their emails, with the mails that were written to them.</summary>
    public static async Task<IReadOnlyDictionary<string, (User User, Membership Place, int Mails)>> People(World world, Cast at)
    {
        await using var db = world.Db();
        var mails = (await db.Messages.Where(m => m.AccountId == at.Id).Select(m => m.UserId).ToListAsync()).ToLookup(user => user);
        var rows = await (from m in db.Memberships.AsNoTracking()
                          where m.AccountId == at.Id && m.EndedAt == null
                          join u in db.Users.AsNoTracking() on m.UserId equals u.Id
                          select new { u, m }).ToListAsync();
        return rows.ToDictionary(row => row.u.Email!, row => (row.u, row.m, mails[row.u.Id].Count()));
    }
}
