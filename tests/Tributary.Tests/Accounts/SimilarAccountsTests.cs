using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Tributary.Accounts;
using Tributary.Bench;
using Tributary.Data;
using Tributary.Partners;

namespace Tributary.Tests.Accounts;

/// <summary>Companies that are there already are found when they are typed again, by those who may see them and by nobody else.</summary>
public sealed class SimilarAccountsTests
{
    private static readonly AccountDetails Mill = new()
    {
        Name = "Bramblewick Mill GmbH", Street = "Mühlenweg 17", PostalCode = "99423", City = "Weimar", Country = "DE", Language = "en", TimeZone = "UTC", TaxNumber = "DE811234567",
        Website = "https://bramblewick.example",
    };

    private static readonly AccountDetails Typed = new() { Name = "Bramblewik Mill Ltd", Street = "Muehlenweg 17", City = "Weimar", Country = "DE" };

    private static async Task<IReadOnlyList<SimilarCompany>> To(World world, Viewer viewer, AccountDetails typed)
    {
        await using var db = world.Db();
        return await new SimilarAccounts(db, viewer).To(typed);
    }

    private static async Task<bool> Finds(World world, Viewer viewer, Guid id, AccountDetails typed) => (await To(world, viewer, typed)).Any(s => s.Account?.Id == id);

    private static Task<AccountOpened> Open(World world, Cast under, AccountDetails details) => world.Do(new OpenAccount
    {
        By = under.Viewer, ParentBranchId = under.BranchId, ParentId = under.Id, Kind = AccountKind.Customer, Details = details,
    });

    private static (string, string, int) Whole(Asked question) => (question.Words, question.Values, question.Rows);

    [Theory, OnBoth]
    public async Task It_is_found_by_all_above_it_and_not_by_others(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var mill = await Open(world, world.Saul, Mill);

        foreach (var cast in new[] { world.Nora, world.Piet, world.Rosa, world.Saul })
        {
            var first = (await To(world, cast.Viewer, Typed))[0];
            Assert.Equal(mill.Id, first.Account!.Id);
            Assert.Contains(first.Likeness.Parts, part => part.Reason == LikenessReason.NameAlike);
            Assert.Contains(first.Likeness.Parts, part => part.Reason == LikenessReason.SameAddress);
        }
        foreach (var viewer in new[] { world.Xena.Viewer, world.Cora.Viewer, world.Dana.Viewer, world.Saul.Viewer with { Reach = Reach.Own }, world.Rosa.Viewer with { Reach = Reach.Direct } })
            Assert.False(await Finds(world, viewer, mill.Id, Mill), viewer.Name);
        Assert.True(await Finds(world, world.Saul.Viewer with { Reach = Reach.Direct }, mill.Id, Mill));
    }

    [Theory, OnBoth]
    public async Task What_was_changed_is_found_as_it_is_now(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var mill = await Open(world, world.Saul, Mill);
        await world.Do(new EditAccount
        {
            By = world.Saul.Viewer, InBranch = mill.BranchId, AccountId = mill.Id,
            Details = new() { Name = "Quillfeather Press", Street = "Harbour Lane 3", PostalCode = "20457", City = "Hamburg", TaxNumber = "", Website = "" },
        });

        Assert.False(await Finds(world, world.Saul.Viewer, mill.Id, Mill));
        Assert.True(await Finds(world, world.Saul.Viewer, mill.Id, new() { Name = "Quilfeather Press" }));
        await world.Do(new EditAccount { By = world.Saul.Viewer, InBranch = mill.BranchId, AccountId = mill.Id, Details = new() { Name = Mill.Name, TaxNumber = Mill.TaxNumber } });
        Assert.True(await Finds(world, world.Saul.Viewer, mill.Id, Typed));
        Assert.True(await Finds(world, world.Saul.Viewer, mill.Id, new() { TaxNumber = "811 234 567" }));
    }

    [Theory, OnBoth]
    public async Task What_was_there_before_keys_were_kept_is_filled_in_once(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var mill = await Open(world, world.Saul, Mill);
        long[] Sorted(IEnumerable<AccountKey> keys) => [.. keys.Where(k => k.Path == mill.Path && k.Key != 0).Select(k => k.Key).Order()];
        await using var db = world.Db();
        var kept = Sorted(await db.AccountKeys.AsNoTracking().ToListAsync());
        Assert.InRange(kept.Length, 10, 32);
        await db.AccountKeys.ExecuteDeleteAsync();
        await db.Settings.Where(s => s.Name == "account_keys").ExecuteDeleteAsync();
        Assert.False(await Finds(world, world.Saul.Viewer, mill.Id, Typed));

        await Task.WhenAll(world.Database.MigrateAsync(), world.Database.MigrateAsync());

        Assert.True(await Finds(world, world.Saul.Viewer, mill.Id, Typed));
        Assert.Equal(kept, Sorted(await db.AccountKeys.AsNoTracking().ToListAsync()));
    }

    [Theory, OnBoth]
    public async Task An_account_of_another_branch_changes_neither_answer_nor_question_nor_what_is_read(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await Open(world, world.Xena, Mill with { Name = "Bramble Bakery", Street = "Ring 1", TaxNumber = "", Website = "" });
        var before = await Asked.Watch(() => To(world, world.Xena.Viewer, Mill));
        // The very same company, and many like it, in a branch that Xena does not see.
        for (var n = 0; n < 5; n++) await Open(world, world.Saul, Mill with { Name = n == 0 ? Mill.Name : $"Bramblewick Mill {n}" });
        var after = await Asked.Watch(() => To(world, world.Xena.Viewer, Mill));

        Assert.NotEmpty(before.Questions);
        Assert.Equal(before.Questions.Select(Whole), after.Questions.Select(Whole));
        Assert.Equal(before.Answer.Select(s => (s.Account?.Id, s.Likeness.Score)), after.Answer.Select(s => (s.Account?.Id, s.Likeness.Score)));

        // The control: one of Xena's own changes what is read.
        var own = await Open(world, world.Xena, Mill);
        var control = await Asked.Watch(() => To(world, world.Xena.Viewer, Mill));
        Assert.NotEqual(after.Questions.Select(Whole), control.Questions.Select(Whole));
        Assert.Equal(own.Id, control.Answer[0].Account!.Id);
    }

    [Theory, OnBoth]
    public async Task A_key_that_very_many_share_is_read_only_so_far_and_the_match_is_found_by_others(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var answers = await world.Desk.DoAll(Enumerable.Range(0, 400).Select(n => new OpenAccount
        {
            By = world.Saul.Viewer, ParentBranchId = world.Saul.BranchId, ParentId = world.Saul.Id, Kind = AccountKind.Customer,
            Details = Mill with { Name = "Bramblewick Mill", Street = $"Street {n}", PostalCode = $"{10000 + n}", City = "Weimar", TaxNumber = "", Website = "" },
        }));
        var wanted = (AccountOpened)answers[333];

        var asked = await Asked.Watch(() => To(world, world.Saul.Viewer, new() { Name = "Bramblewick Mil", Street = "Street 333", PostalCode = "10333", City = "Weimar", Country = "DE" }));

        Assert.Equal(wanted.Id, asked.Answer[0].Account!.Id);
        // No more than a hundred of each of some forty keys, and then the few that are weighed.
        Assert.All(asked.Questions, question => Assert.InRange(question.Rows, 0, 44 * 100));
        Assert.True(asked.Questions.Count <= 3, $"{asked.Questions.Count}");
    }

    [SharedDataTheory("similar-accounts/febrl"), OnBoth]
    public async Task Febrls_duplicates_are_among_the_five_shown(DatabaseKind kind)
    {
        foreach (var (set, each) in new[] { ("dataset1", 2), ("dataset2", 4), ("dataset3", 6) })
        {
            await using var world = await World.Open(kind);
            var entries = Febrl.Read(Path.Combine(SharedData.At("similar-accounts/febrl"), set + ".csv"));
            var originals = entries.Where(e => e.IsOriginal).ToList();
            var known = new Dictionary<string, Guid>();
            foreach (var part in originals.Chunk(1000))
            {
                var answers = await world.Desk.DoAll(part.Select(e => new OpenAccount
                {
                    By = world.Saul.Viewer, ParentBranchId = world.Saul.BranchId, ParentId = world.Saul.Id, Kind = AccountKind.Reseller,
                    Details = e.Details with { Name = e.Details.Name is { Length: > 0 } name ? name : "-", Language = "en", TimeZone = "UTC" },
                }));
                foreach (var (entry, answer) in part.Zip(answers)) known[entry.Person] = Assert.IsType<AccountOpened>(answer).Id;
            }
            var typed = entries.Where(e => !e.IsOriginal).Where((_, n) => n % each == 0).ToList();
            var found = 0;
            foreach (var entry in typed)
                if (await Finds(world, world.Saul.Viewer, known[entry.Person], entry.Details)) found++;

            Assert.True(typed.Count >= 250, $"{typed.Count} were typed.");
            Assert.True(found >= 0.99 * typed.Count, $"{set}: {found} of {typed.Count} were found.");
        }
    }

    [SharedDataFact("similar-accounts/patstat")]
    public void Names_of_organisations_are_told_apart_at_a_threshold_that_was_set_on_the_other_half()
    {
        var (first, second) = Patstat.Halves(Patstat.Read(Path.Combine(SharedData.At("similar-accounts/patstat"), "patstat_reference.csv")));
        var (one, other) = (new Patstat.Table(first), new Patstat.Table(second));
        Assert.Empty(first.Select(e => e.Organisation).Intersect(second.Select(e => e.Organisation)));

        foreach (var (set, told) in new[] { (one, other), (other, one) })
        {
            var worth = told.At(set.Best());
            Assert.True(worth.F1 >= 0.85, $"F1 {worth.F1:0.000}, precision {worth.Precision:0.000}, recall {worth.Recall:0.000}");
        }
        // The controls: everything apart, and everything one.
        Assert.True(other.At(2).Recall < 0.5);
        Assert.True(other.At(0).Precision < 0.6);
    }
}

/// <summary>What a question asks of the database: its words, its values, and how many rows were read.</summary>
internal sealed record Asked(string Words, string Values, int Rows)
{
    /// <summary>The question itself, to be asked again; on PostgreSQL alone.</summary>
    public System.Data.Common.DbCommand? Again { get; private init; }

    private static readonly AsyncLocal<ConcurrentQueue<Asked>?> Here = new();

    // From the start: EF looks only now and then whether anybody listens.
    [ModuleInitializer]
    internal static void Listen() => DiagnosticListener.AllListeners.Subscribe(new Each<DiagnosticListener>(listener =>
    {
        if (listener.Name == DbLoggerCategory.Name)
            listener.Subscribe(new Each<KeyValuePair<string, object?>>(one => Note(one.Value)), (name, _, _) => name == RelationalEventId.DataReaderDisposing.Name);
    }));

    /// <summary>Does it and notes every question that it asked.</summary>
    public static async Task<(IReadOnlyList<Asked> Questions, T Answer)> Watch<T>(Func<Task<T>> work)
    {
        var noted = Here.Value = new();
        var answer = await work();
        Here.Value = null;
        return ([.. noted], answer);
    }

    private static void Note(object? what)
    {
        if (what is not DataReaderDisposingEventData { Command: { } command } read || Here.Value is not { } noted) return;
        var values = command.Parameters.Cast<System.Data.Common.DbParameter>()
            .Select(p => p.Value is System.Collections.IEnumerable many and not string ? $"[{string.Join(' ', many.Cast<object>())}]" : $"{p.Value}");
        noted.Enqueue(new(command.CommandText, string.Join('|', values), read.ReadCount) { Again = (command as ICloneable)?.Clone() as System.Data.Common.DbCommand });
    }

    private sealed class Each<T>(Action<T> take) : IObserver<T>
    {
        public void OnCompleted() { }
        public void OnError(Exception error) { }
        public void OnNext(T value) => take(value);
    }
}
