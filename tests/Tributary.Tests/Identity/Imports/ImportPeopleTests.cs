using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Identity.Imports;
using Tributary.Partners;

namespace Tributary.Tests.Identity.Imports;

public sealed class ImportPeopleTests
{
    private const string File = """
        Name,E-mail,Role,Language,Time zone
        Anna Ahlers,anna@example.com,admin,de,Europe/Berlin
        Ben,ben.example.com,viewer,,
        ,cleo@example.com,,,
        Dora Dahl,dora@example.com,emperor,xx,Mars/Base
        Emil Ek,emil@example.com,,,
        Anna again,ANNA@example.com,viewer,,
        """;

    [Theory, OnBoth]
    public async Task A_file_is_checked_first_then_applied_and_each_is_invited_once(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var saul = await Batch.Somebody(world, world.Saul);
        var batch = await Batch.Checked(world, saul, File, world.Cora, mapping => mapping with { Role = Role.Support, Reach = Reach.Own, Language = "fr", TimeZone = "Europe/Paris" });

        var found = await batch.Now();
        Assert.Equal((PeopleImportState.Checked, 6, 4, 0, 2), (found.State, found.Rows, found.Faulty, found.There, found.Ready));
        Assert.Equal(
            ["3 E-mail email.wrong", "4 Name name.missing", "5 Role role.unknown", "5 Language language.unknown", "5 Time zone time_zone.unknown", "7 E-mail person.repeated"],
            await batch.Faults());
        Assert.Empty(await Batch.People(world, world.Cora));

        var done = await batch.Apply();
        Assert.Equal((PeopleImportState.Done, 2, 0, 0, 4), (done.State, done.Added, done.Asked, done.There, done.Faulty));
        var people = await Batch.People(world, world.Cora);
        Assert.Equal(["anna@example.com", "emil@example.com"], people.Keys.Order());
        var (anna, place, mails) = people["anna@example.com"];
        Assert.Equal(("Anna Ahlers", "de", "Europe/Berlin", false, Role.Admin, Reach.Own, false, 1), (anna.Name, anna.Language, anna.TimeZone, anna.EmailConfirmed, place.Role, place.Reach, place.AwaitsConsent, mails));
        Assert.Equal(("fr", "Europe/Paris", Role.Support), (people["emil@example.com"].User.Language, people["emil@example.com"].User.TimeZone, people["emil@example.com"].Place.Role));
        await using var db = world.Db();
        var message = await db.Messages.AsNoTracking().FirstAsync(m => m.AccountId == world.Cora.Id);
        Assert.Equal((world.Saul.Id, "invitation"), (message.SenderId, message.Template));
        Assert.Single(await PeopleSeen.Page(db, world.Saul.Viewer, new() { Search = "ahlers" }, null, 10, DateTime.UnixEpoch));
    }

    [Theory, OnBoth]
    public async Task The_same_file_again_doubles_nothing(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var saul = await Batch.Somebody(world, world.Saul);
        await (await Batch.Checked(world, saul, File, world.Cora)).Apply();

        var again = await Batch.Checked(world, saul, File, world.Cora);
        var found = await again.Now();

        Assert.Equal((6, 4, 2, 0), (found.Rows, found.Faulty, found.There, found.Ready));
        await world.Refused("import.nothing", new ApplyPeople { By = saul, ImportId = again.Id });
        var more = await (await Batch.Checked(world, saul, File + "\nFee Fuchs,fee@example.com,,,\n", world.Cora)).Apply();
        Assert.Equal((1, 2), (more.Added, more.There));
        Assert.All((await Batch.People(world, world.Cora)).Values, person => Assert.Equal(1, person.Mails));
    }

    [Theory, OnBoth]
    public async Task Failed_rows_are_mended_and_uploaded_again(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var saul = await Batch.Somebody(world, world.Saul);
        var first = await Batch.Checked(world, saul, "email;name;note\nanna@example.com;=Anna;'=x\nben@;=Ben+1;-5\ncleo@example.com;+Cleo\n", world.Cora);
        await first.Apply();
        var text = Encoding.UTF8.GetString(await first.FailedFile());

        Assert.Equal("\ufeffemail;name;note;row;problems\r\nben@;\"'=Ben+1\";-5;3;email: “ben@” is no email address.\r\ncleo@example.com;\"'+Cleo\";;4;This row has 2 cells, the headings have 3.\r\n", text);
        var mended = await Batch.Checked(world, saul, text.Replace("ben@;", "ben@example.com;"), world.Cora);
        Assert.Empty(await mended.Faults());
        await mended.Apply();
        Assert.Equal(["+Cleo", "=Anna", "=Ben+1"], (await Batch.People(world, world.Cora)).Values.Select(person => person.User.Name).Order(StringComparer.Ordinal));
    }

    [Theory, OnBoth]
    public async Task A_column_names_the_account_by_number_reference_or_name_and_none_that_is_foreign(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var saul = await Batch.Somebody(world, world.Saul);
        await world.Add(world.Saul, AccountKind.Customer, "Müller GmbH");
        foreach (var twin in new[] { "Twin", "Twin" }) await world.Add(world.Saul, AccountKind.Customer, twin);
        await world.Do(new EditAccount { By = world.Saul.Viewer, InBranch = world.Dana.BranchId, AccountId = world.Dana.Id, Details = new() { ExternalReference = "CRM-7" } });
        await using var db = world.Db();
        var numbers = await db.Accounts.ToDictionaryAsync(a => a.Id, a => a.Number!);

        var batch = await Batch.Checked(world, saul, $"""
            mail,name,customer
            a@example.com,A,{numbers[world.Cora.Id]}
            b@example.com,B,{numbers[world.Cora.Id].Replace("-", "")}
            c@example.com,C,CRM-7
            d@example.com,D,muller gmbh
            e@example.com,E,{numbers[world.Xena.Id]}
            f@example.com,F,Rosa
            g@example.com,G,twin
            h@example.com,H,
            a@example.com,A,CRM-7
            """);
        Assert.Equal(["6 customer account.not_found", "7 customer account.not_found", "8 customer account.ambiguous", "9 customer account.missing"], await batch.Faults());
        var done = await batch.Apply();

        Assert.Equal((5, 4), (done.Added, done.Faulty));
        Assert.Equal(["a@example.com", "b@example.com"], (await Batch.People(world, world.Cora)).Keys.Order());
        Assert.Equal(["a@example.com", "c@example.com"], (await Batch.People(world, world.Dana)).Keys.Order());
        Assert.Equal(1, await db.Users.CountAsync(u => u.NormalizedEmail == "A@EXAMPLE.COM"));
    }

    [Fact]
    public async Task None_unless_all_adds_nobody_while_a_row_cannot_be_used()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var saul = await Batch.Somebody(world, world.Saul);
        var batch = await Batch.Checked(world, saul, File, world.Cora);

        await world.Refused("import.unusable_rows", new ApplyPeople { By = saul, ImportId = batch.Id, NoneUnlessAll = true });
        Assert.Empty(await Batch.People(world, world.Cora));
        var whole = await Batch.Checked(world, saul, "email,name\na@example.com,A\n", world.Cora);
        Assert.Equal(1, (await whole.Apply(noneUnlessAll: true)).Added);
    }

    [Theory, OnBoth]
    public async Task Who_was_a_user_before_is_asked_and_whose_email_is_unconfirmed_is_not_taken(DatabaseKind kind)
    {
        await using var panel = await Web.Panel.Open(kind);
        var world = panel.World;
        var saul = await Batch.Somebody(world, world.Saul);
        await panel.Person(world.Xena, Role.Owner, email: "known@example.com", name: "Secret Name");
        await (await Batch.Checked(world, await Batch.Somebody(world, world.Xena), "email,name\nfresh@example.com,Fresh\n", world.Xena)).Apply();

        var batch = await Batch.Checked(world, saul, "email,name\nknown@example.com,Whoever\nfresh@example.com,Whoever\n", world.Cora);
        Assert.Equal(["3 email person.unconfirmed"], await batch.Faults());
        var done = await batch.Apply();

        Assert.Equal((0, 1), (done.Added, done.Asked));
        var (user, place, mails) = (await Batch.People(world, world.Cora))["known@example.com"];
        Assert.Equal(("Secret Name", true, 1), (user.Name, place.AwaitsConsent, mails));
    }

    [Fact]
    public async Task Nobody_gives_more_than_they_have_or_beyond_what_they_see()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var admin = await Batch.Somebody(world, world.Saul, Role.Admin, Reach.Direct);

        var batch = await Batch.Checked(world, admin, "email,name,role,reach,account\na@example.com,A,owner,own,Saul\nb@example.com,B,viewer,all below,Saul\nc@example.com,C,viewer,own,Dana\nd@example.com,D,viewer,own,Cora\n");

        Assert.Equal(["2 role role.above", "3 reach reach.above", "4 account account.not_found"], await batch.Faults());
        await world.Refused("account.not_found", new UploadPeople
        {
            By = admin, File = new(Guid.CreateVersion7(), "x.csv", 1, [], TextEncoding.Utf8), TargetId = world.Xena.Id, Mapping = new(), Headings = [],
        });
        await world.Refused("import.not_found", new ApplyPeople { By = world.Xena.Viewer, ImportId = batch.Id });
        await world.Refused("import.not_found", new ApplyPeople { By = world.Rosa.Viewer, ImportId = batch.Id });
        await world.Refused("import.not_found", new DiscardPeople { By = world.Saul.Viewer with { Reach = Reach.Own, UserId = Guid.CreateVersion7() }, ImportId = batch.Id });
        await world.Refused("right.missing", new ApplyPeople { By = admin with { Rights = Role.Sales.Rights() }, ImportId = batch.Id });
        Assert.Equal(PeopleImportState.Checked, (await batch.Now()).State);
    }

    [Theory, OnBoth]
    public async Task Who_has_left_the_account_gets_nothing_done_any_more(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var saul = await Batch.Somebody(world, world.Saul);
        await Batch.Somebody(world, world.Saul);
        var batch = await Batch.Checked(world, saul, "email,name\na@example.com,A\n", world.Cora);
        await world.Do(new ApplyPeople { By = saul, ImportId = batch.Id });
        await using var db = world.Db();
        var place = await db.Memberships.SingleAsync(m => m.UserId == saul.UserId);
        await world.Do(new RemovePerson { By = world.Rosa.Viewer, AccountBranch = world.Saul.BranchId, MembershipId = place.Id });

        var stopped = await batch.Work();

        Assert.Equal((PeopleImportState.Failed, "import.asker_gone"), (stopped.State, stopped.WhyFailed()!.Code));
        Assert.Empty(await Batch.People(world, world.Cora));
    }

    [Theory, OnBoth]
    public async Task Two_programs_at_once_add_each_once(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var saul = await Batch.Somebody(world, world.Saul);
        var text = "email,name\n" + string.Concat(Enumerable.Range(1, 1200).Select(n => $"p{n}@example.com,Person {n}\n"));
        var batches = new[] { await Batch.Checked(world, saul, text, world.Cora), await Batch.Checked(world, saul, text, world.Cora) };
        foreach (var batch in batches) await world.Do(new ApplyPeople { By = saul, ImportId = batch.Id });

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(batches[0].Work)));

        var done = await Task.WhenAll(batches.Select(batch => batch.Now()));
        Assert.All(done, one => Assert.Equal((PeopleImportState.Done, 1200), (one.State, one.Added + one.Asked + one.There + one.Faulty)));
        Assert.Equal(1200, done.Sum(one => one.Added));
        var people = await Batch.People(world, world.Cora);
        Assert.Equal(1200, people.Count);
        Assert.All(people.Values, person => Assert.Equal(1, person.Mails));
    }

    [Fact]
    public async Task A_check_can_be_repeated_otherwise_and_an_import_given_up()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var saul = await Batch.Somebody(world, world.Saul);
        var batch = await Batch.Checked(world, saul, "who,mail\nA,a@example.com\nB,b\n", world.Cora);
        var open = await batch.Now();
        Assert.Equal((PeopleImportState.Uploaded, "nameColumn"), (open.State, open.Missing().Keys.Single()));
        await world.Refused("import.unchecked", new ApplyPeople { By = saul, ImportId = batch.Id });
        await world.Refused("import.mapping", new CheckPeople { By = saul, ImportId = batch.Id, Headings = ["who", "mail"] });

        await world.Do(new CheckPeople { By = saul, ImportId = batch.Id, Headings = ["who", "mail"], Mapping = open.Mapping() with { NameColumn = "mail" } });
        await batch.Work();
        await world.Do(new CheckPeople { By = saul, ImportId = batch.Id, Headings = ["who", "mail"], Mapping = open.Mapping() with { NameColumn = "who" } });
        var again = await batch.Work();
        Assert.Equal((PeopleImportState.Checked, 2, 1), (again.State, again.Rows, again.Faulty));
        Assert.Equal(["3 mail email.wrong"], await batch.Faults());
        await world.Do(new DiscardPeople { By = saul, ImportId = batch.Id });
        await world.Refused("import.discarded", new ApplyPeople { By = saul, ImportId = batch.Id });
    }

    [Theory]
    [InlineData("email,name\n", 0, 0, null)]
    [InlineData("email,name\n\n\na@example.com,A\n\n", 1, 0, null)]
    [InlineData("email,name\na@example.com\nb@example.com,B,,,\nc@example.com,C,x\n", 3, 2, null)]
    [InlineData("email,name\na@example.com,A\0\nb@example.com,\"B\nB\"\n", 2, 2, null)]
    [InlineData("email,name\na@example.com,\"A\n", 1, 1, null)]
    [InlineData("email,name\na@example.com,\u202eevil\n", 1, 1, null)]
    public async Task Odd_files_are_read_row_by_row(string text, int rows, int faulty, string? failure)
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var batch = await Batch.Checked(world, await Batch.Somebody(world, world.Saul), text, world.Cora);

        var found = await batch.Now();

        Assert.Equal((PeopleImportState.Checked, rows, faulty, failure), (found.State, found.Rows, found.Faulty, found.WhyFailed()?.Code));
    }

    [Fact]
    public async Task What_is_no_table_is_refused_whole()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var saul = await Batch.Somebody(world, world.Saul);
        async Task<string> No(byte[] bytes) => (await Assert.ThrowsAsync<Refusal>(() => Batch.Upload(world, saul, bytes, world.Cora))).Code;

        Assert.Equal("csv.empty", await No([]));
        Assert.Equal("csv.empty", await No("\n\n"u8.ToArray()));
        Assert.Equal("csv.binary", await No([0x50, 0x4B, 3, 4, 0, 0, 0, 0]));
        Assert.Equal("csv.encoding", await No([0xEF, 0xBB, 0xBF, 0x41, 0xFF, 0x0A]));
        var open = await Batch.Checked(world, saul, "email,name\n" + string.Concat(Enumerable.Repeat("a@example.com,A\n", 10)) + "b@example.com,\"" + new string('x', 20_000), world.Cora);
        var failed = await open.Now();
        Assert.Equal((PeopleImportState.Failed, "csv.cell_too_long"), (failed.State, failed.WhyFailed()!.Code));
        await using var db = world.Db();
        Assert.Equal(1, await db.ImportChunks.Select(c => c.ImportId).Distinct().CountAsync(id => db.PeopleImports.Any(i => i.Id == id)));
    }

    [Fact]
    public async Task Every_encoding_by_every_separator_reads_the_same()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var saul = await Batch.Somebody(world, world.Saul);
        var western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        var encodings = new Encoding[]
        {
            new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, false), new UnicodeEncoding(false, true), new UnicodeEncoding(true, false), new UnicodeEncoding(true, true), western,
        };
        var next = 0;
        foreach (var encoding in encodings)
        {
            foreach (var by in CsvText.Separators)
            {
                var (email, name) = ($"zoe{++next}@example.com", $"Zoë {(by == '\t' ? '/' : by)} \"Ä\" €");
                var text = CsvCell.Line(["E-Mail", "Name", "Größe"], by) + "\r\n" + CsvCell.Line([email, name, "1"], by) + "\r\n";
                var batch = await Batch.Upload(world, saul, [.. encoding.GetPreamble(), .. encoding.GetBytes(text)], world.Cora);
                await batch.Work();
                var done = await batch.Apply();

                Assert.Equal((PeopleImportState.Done, 1, 0), (done.State, done.Added, done.Faulty));
                Assert.Equal(name, (await Batch.People(world, world.Cora))[email].User.Name);
            }
        }
    }

    [SharedDataFact("text")]
    public async Task Strings_that_break_software_go_through_without_harm()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var saul = await Batch.Somebody(world, world.Saul);
        var strings = JsonSerializer.Deserialize<string[]>(System.IO.File.ReadAllText(SharedData.At("text/blns.json")))!;
        var text = "email,name,role,language,time zone,note\n" + string.Concat(strings.Select((s, i) => CsvCell.Line([$"n{i}@example.com", s, "", "", "", s]) + "\n"))
            + string.Concat(strings.Select((s, i) => CsvCell.Line([s, $"Name {i}", s, s, s, ""]) + "\n"));

        var batch = await Batch.Checked(world, saul, text, world.Cora);
        var found = await batch.Now();
        Assert.Equal((PeopleImportState.Checked, strings.Length * 2), (found.State, found.Rows));
        Assert.True(found.Ready > strings.Length / 2, $"{found.Ready} of {strings.Length} can be names.");
        var done = await batch.Apply();

        Assert.Equal((PeopleImportState.Done, found.Ready), (done.State, done.Added));
        var people = await Batch.People(world, world.Cora);
        var added = strings.Index().Where(s => people.ContainsKey($"n{s.Index}@example.com")).ToList();
        Assert.Equal(found.Ready, added.Count);
        // Read, defused and undone as they are; a name is trimmed and composed.
        Assert.All(added, s => Assert.Equal(CsvCell.Defuse(s.Item).Trim().Normalize(), people[$"n{s.Index}@example.com"].User.Name));
        var failed = CsvText.Parse(Encoding.UTF8.GetString(await batch.FailedFile()).TrimStart('\ufeff'), ',');
        Assert.Equal(done.Faulty, failed.Rows.Count);
    }

    [SharedDataFact("csv")]
    public async Task Awkward_files_of_others_are_read_or_refused_and_harm_nothing()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var saul = await Batch.Somebody(world, world.Saul);
        foreach (var file in Directory.EnumerateFiles(SharedData.At("csv/csvs"), "*.csv"))
        {
            var bytes = await System.IO.File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            var batch = await Batch.Upload(world, saul, bytes, world.Cora, mapping => mapping with { EmailColumn = null });
            var import = await batch.Now();
            Assert.Equal(PeopleImportState.Uploaded, import.State);

            await world.Do(new CheckPeople
            {
                By = saul, ImportId = batch.Id, Headings = import.Columns(),
                Mapping = import.Mapping() with { EmailColumn = import.Columns()[0], NameColumn = import.Columns()[^1], FirstNameColumn = null, LastNameColumn = null, RoleColumn = null },
            });
            var found = await batch.Work();

            Assert.Equal((PeopleImportState.Checked, 0), (found.State, found.Ready));
            var expected = JsonDocument.Parse(await System.IO.File.ReadAllTextAsync(SharedData.At($"csv/json/{Path.GetFileNameWithoutExtension(file)}.json"), TestContext.Current.CancellationToken)).RootElement;
            Assert.Equal(expected.ValueKind == JsonValueKind.Array ? expected.GetArrayLength() : 1, found.Rows);
        }
    }

    [Fact]
    public async Task Old_files_are_forgotten_and_what_was_imported_stays()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var saul = await Batch.Somebody(world, world.Saul);
        var batch = await Batch.Checked(world, saul, File, world.Cora);
        await PeopleFile.Keep(world.Database, saul.BranchId, new MemoryStream("left over"u8.ToArray()), "x.csv", world.Clock, default);

        world.Clock.Advance(TimeSpan.FromHours(7));
        Assert.Equal(1, await ForgetPeopleFiles.Run(world.Database, world.Desk.Now));
        world.Clock.Advance(TimeSpan.FromDays(31));
        await world.Refused("import.old", new ApplyPeople { By = saul, ImportId = batch.Id });
        Assert.True(await ForgetPeopleFiles.Run(world.Database, world.Desk.Now) > 1);

        await using var db = world.Db();
        Assert.Equal((0, 0, 1), (await db.ImportChunks.CountAsync(), await db.ImportFaults.CountAsync(), await db.PeopleImports.CountAsync()));
    }

    [Fact]
    public void Whoever_asks_is_kept_whole()
    {
        // Who adds to what a viewer is says here that it survives being kept: a worker would else do more, or less, than they may.
        string[] kept = ["UserId", "KeyId", "Name", "AccountId", "BranchId", "Path", "Kind", "Rights", "Reach", "Grants", "HidesPrices", "Guest", "IsProgram"];
        var viewer = new Viewer
        {
            UserId = Guid.CreateVersion7(), KeyId = Guid.CreateVersion7(), Name = "Zoë \"Z\"", AccountId = Guid.CreateVersion7(), BranchId = 7, Path = "/7/1/",
            Kind = AccountKind.Customer, Rights = Right.ManagePeople | Right.ViewAll, Reach = Reach.Direct, HidesPrices = true, IsProgram = true,
            Grants = Grants.Of(Right.ManagePeople | Right.ViewAll, Reach.Direct).With(Grants.Read("prices:view:own money:none")),
            Guest = new() { PassId = Guid.CreateVersion7(), Name = "Nora (Hafen)", AccountId = Guid.CreateVersion7(), Path = "/", IsReadOnly = true },
        };

        Assert.Equal(kept.Order(), typeof(Viewer).GetProperties().Where(p => p.CanWrite).Select(p => p.Name).Order());
        Assert.Equal(viewer, Asker.Read(Asker.Keep(viewer)));
    }
}
