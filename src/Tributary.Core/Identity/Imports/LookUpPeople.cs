using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Identity.Imports;

/// <summary>
/// Looks some hundreds of rows up in the database at once: which account each means, whether its person is known, and what
/// the deed that would add them says. It writes nothing; the check is the deed itself, rehearsed.
/// </summary>
internal sealed class LookUpPeople(DatabaseChoice database, Desk desk, PeopleImport import, Viewer by, ReadPerson reader)
{
    private readonly FindAccounts accounts = new(by);

    /// <summary>The id of the user that this import makes for an email: the same whenever it is made, so that it is known again as its own.</summary>
    public static Guid IdOf(Guid import, string key)
    {
        Span<byte> id = stackalloc byte[16];
        import.TryWriteBytes(id, bigEndian: true, out _);
        // The time of the import stays in front, as in every id of version 7; what is random there comes of the email here.
        SHA256.HashData([.. id, .. Encoding.UTF8.GetBytes(key)]).AsSpan(0, 10).CopyTo(id[6..]);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }

    /// <summary>Fills in what there is to know of rows that could be read, and says what is wrong with them.</summary>
    public async Task Look(IReadOnlyList<PersonRow> rows, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        await FindTheirAccounts(db, rows, cancel);
        var readable = rows.Where(row => row.IsUsable).ToList();
        await FindPeople(db, readable, cancel);
        await Rehearse(db, readable);
    }

    /// <summary>The deed that adds the person of a row. It has the row's own reference, under which it is done once.</summary>
    public AddPerson Deed(PersonRow row) => new()
    {
        By = by, AccountBranch = row.Account!.BranchId, AccountId = row.Account.Id, UserId = row.UserId, Role = row.Role, Reach = row.Reach,
        AsksFirst = row.AsksFirst, Invites = true, Reference = $"import:{PublicId.Format("imp", import.Id)}:{row.Number}", Asked = row.Asked,
    };

    private async Task FindTheirAccounts(TributaryDb db, IReadOnlyList<PersonRow> rows, CancellationToken cancel)
    {
        var target = import.TargetId is { } id ? await db.Accounts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, cancel) : null;
        await accounts.Look(db, rows.Select(row => row.AccountText).Where(text => text is not ""), cancel);
        foreach (var row in rows)
        {
            if (row.AccountText is "")
            {
                row.Account = target;
                continue;
            }
            var found = accounts.Of(row.AccountText);
            if (found.Count == 1) row.Account = found[0];
            else if (found.Count == 0) reader.Say(row, "account.not_found", "There is no account “{0}”, by number, reference or name.", RowProblem.Cut(row.AccountText));
            else reader.Say(row, "account.ambiguous", "Several accounts are called “{0}”. Give the number.", RowProblem.Cut(row.AccountText));
        }
    }

    private async Task FindPeople(TributaryDb db, List<PersonRow> rows, CancellationToken cancel)
    {
        var keys = rows.Select(row => row.Key).Distinct().ToArray();
        var known = await db.Users.Where(u => keys.Contains(u.NormalizedEmail)).Select(u => new { u.Id, Key = u.NormalizedEmail! }).ToDictionaryAsync(u => u.Key, u => u.Id, cancel);
        foreach (var row in rows)
        {
            var own = IdOf(import.Id, row.Key);
            row.IsKnown = known.TryGetValue(row.Key, out var id);
            row.UserId = row.IsKnown ? id : own;
            row.AsksFirst = row.IsKnown && id != own;
        }
    }

    private async Task Rehearse(TributaryDb db, List<PersonRow> rows)
    {
        var answers = await desk.PreviewAll([.. rows.Select(Deed)]);
        for (var i = 0; i < rows.Count; i++)
        {
            if (answers[i] is not Refusal no) continue;
            if (no.Code == "person.there") rows[i].IsThere = true;
            else reader.Say(rows[i], no);
        }
        await RefuseUnconfirmed(db, [.. rows.Where(row => row is { IsUsable: true, IsThere: false, AsksFirst: true })]);
    }

    // Whoever made such a user may hold its password, and it is not known whose the email is.
    private async Task RefuseUnconfirmed(TributaryDb db, IReadOnlyList<PersonRow> rows)
    {
        if (rows.Count == 0) return;
        var ids = rows.Select(row => row.UserId).ToArray();
        var unconfirmed = (await db.Users.Where(u => ids.Contains(u.Id) && !u.EmailConfirmed).Select(u => u.Id).ToListAsync()).ToHashSet();
        foreach (var row in rows.Where(row => unconfirmed.Contains(row.UserId)))
        {
            if (await PeopleSeen.LooksAfter(db, by, row.UserId)) continue;
            SayUnconfirmed(reader, row);
        }
    }

    public static void SayUnconfirmed(ReadPerson reader, PersonRow row) =>
        reader.Say(row, "person.unconfirmed", "Somebody uses this email who has not confirmed yet that it is theirs. Ask them to do so, or use another email.");
}
