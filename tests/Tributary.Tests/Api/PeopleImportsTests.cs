using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>People by the thousand, as a program brings them.</summary>
public sealed class PeopleImportsTests
{
    private const string File = "E-Mail;Vorname;Nachname;Rolle;Sprache\nanna@example.com;Anna;Ahlers;Vertrieb;Deutsch\nben@;Ben;Beck;;\ncleo@example.com;Cleo;Costa;;fr\n";

    [Theory, OnBoth]
    public async Task S4_07_A_program_uploads_people_mends_what_failed_and_doubles_nobody(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var (world, saul) = (panel.World, await panel.Api(panel.World.Saul));
        var path = $"/imports/people?account={world.Cora.Ref()}&fileName=people.csv&role=support&timeZone=Europe%2FBerlin";

        var uploaded = (await saul.Raw(path, File, "text/csv", key: "once")).Must(201);
        Assert.Equal("checking", uploaded.At("state"));
        Assert.Equal("Vorname", uploaded.At("mapping.firstNameColumn"));
        Assert.Equal(uploaded.Id, (await saul.Raw(path, File, "text/csv", key: "once")).Must(201).Id);
        Assert.Equal("idempotency.reused", (await saul.Raw(path, File + "\n", "text/csv", key: "once")).Must(422).Code);
        var found = await Until(saul, uploaded.Id, "checked");
        Assert.Equal(("3", "2", "1", "0"), (found.At("rows"), found.At("ready"), found.At("failed"), found.At("there")));
        var rows = (await saul.Get($"/imports/{uploaded.Id}/rows")).Must(200);
        Assert.Equal(("3", "E-Mail", "email.wrong", "ben@"), (rows.At("items.0.row"), rows.At("items.0.problems.0.column"), rows.At("items.0.problems.0.code"), rows.At("items.0.problems.0.value")));
        Assert.Equal("import.unusable_rows", (await saul.Post($"/imports/{uploaded.Id}/apply", new { noneUnlessAll = true })).Must(409).Code);

        (await saul.Post($"/imports/{uploaded.Id}/apply", new { }, key: "apply")).Must(200);
        var done = await Until(saul, uploaded.Id, "done");
        Assert.Equal(("2", "0", "1", "100"), (done.At("added"), done.At("asked"), done.At("failed"), done.At("percent")));
        (await saul.Post($"/imports/{uploaded.Id}/apply", new { }, key: "apply")).Must(200);
        Assert.Equal("import.applied", (await saul.Post($"/imports/{uploaded.Id}/apply", new { })).Must(409).Code);
        var failed = (await saul.Get($"/imports/{uploaded.Id}/failed.csv")).Must(200);
        Assert.Equal("text/csv", failed.Type);

        var mended = (await Multipart(saul, path, failed.Text.Replace("ben@;", "ben@example.com;"))).Must(201);
        await Until(saul, mended.Id, "checked");
        (await saul.Post($"/imports/{mended.Id}/apply", new { noneUnlessAll = true })).Must(200);
        await Until(saul, mended.Id, "done");
        var again = (await saul.Raw(path, File, "text/csv")).Must(201);
        Assert.Equal("2", (await Until(saul, again.Id, "checked")).At("there"));
        (await saul.Post($"/imports/{again.Id}/discard")).Must(204);

        await using var db = world.Db();
        var people = await (from m in db.Memberships where m.AccountId == world.Cora.Id join u in db.Users on m.UserId equals u.Id select new { u.Email, u.Name, m.Role, u.Language, u.TimeZone }).ToListAsync();
        Assert.Equal(3, people.Count);
        Assert.Contains(people, p => p is { Email: "anna@example.com", Name: "Anna Ahlers", Role: Role.Sales, Language: "de", TimeZone: "Europe/Berlin" });
        Assert.Contains(people, p => p is { Email: "ben@example.com", Role: Role.Support });
        Assert.Equal(3, await db.Messages.CountAsync(m => m.AccountId == world.Cora.Id && m.Template == "invitation"));
        Assert.Equal([again.Id, mended.Id, uploaded.Id], (await saul.Get("/imports")).Must(200).Body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task What_has_to_be_chosen_first_is_told_and_a_mapping_is_given_whole()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var saul = await panel.Api(panel.World.Saul);

        var open = (await saul.Raw($"/imports/people?account={panel.World.Cora.Ref()}", "who,where\nAnna,anna@example.com\n", "text/csv")).Must(201);
        Assert.Equal("uploaded", open.At("state"));
        Assert.Equal("Choose the column with the email addresses.", open.At("missing.emailColumn.0"));
        Assert.Equal("import.mapping", (await saul.Post($"/imports/{open.Id}/check", new { mapping = new { emailColumn = "where", nameColumn = "nobody" } })).Must(422).Code);
        (await saul.Post($"/imports/{open.Id}/check", new { mapping = new { emailColumn = "where", nameColumn = "who" } })).Must(200);
        Assert.Equal("1", (await Until(saul, open.Id, "checked")).At("ready"));

        Assert.Equal("body.type", (await saul.Raw("/imports/people", "<a/>", "application/xml")).Must(415).Code);
        Assert.Equal("body.invalid", (await saul.Post("/imports/people", new { })).Must(422).Code);
        Assert.Equal("csv.empty", (await saul.Raw("/imports/people", "", "text/csv")).Must(422).Code);
        Assert.Equal("query.invalid", (await saul.Raw("/imports/people?role=king", File, "text/csv")).Must(422).Code);
        Assert.Equal("account.not_found", (await saul.Raw($"/imports/people?account={panel.World.Xena.Ref()}", File, "text/csv")).Must(404).Code);
        await using var db = panel.World.Db();
        Assert.Equal(1, await db.ImportChunks.CountAsync());
        Assert.Equal(1, await db.PeopleImports.CountAsync());
    }

    private static Task<Answer> Multipart(HttpClient api, string path, string text)
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return api.Send(HttpMethod.Post, path, new MultipartFormDataContent { { file, "file", "mended.csv" } });
    }

    /// <summary>Asks until a worker has brought it there.</summary>
    internal static async Task<Answer> Until(HttpClient api, string id, string state, string at = "/imports/")
    {
        for (var i = 0; ; i++)
        {
            var import = (await api.Get(at + id)).Must(200);
            if (import.At("state") == state) return import;
            Assert.True(i < 1200, $"It does not come to be {state}: {import.Text}");
            await Task.Delay(50);
        }
    }
}
