using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Identity.Imports;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A file of people. It may also be sent as <c>text/csv</c> with <c>?fileName=</c>, or as <c>multipart/form-data</c>.</summary>
public sealed record UploadPeopleJson
{
    /// <summary>The file's name.</summary>
    [MaxLength(200)] public string? FileName { get; init; }
    /// <summary>Its text.</summary>
    [Required] public string? Content { get; init; }
}

/// <summary>How an uploaded file of people is to be read.</summary>
public sealed record CheckPeopleJson
{
    /// <summary>How its columns are read; as before without it.</summary>
    public PeopleMapping? Mapping { get; init; }
}

/// <summary>How a checked file of people is to be applied.</summary>
public sealed record ApplyPeopleJson
{
    /// <summary>True to refuse unless every row can be used.</summary>
    public bool NoneUnlessAll { get; init; }
}

/// <summary>A batch of people to be added.</summary>
public sealed record PeopleImportJson
{
    /// <summary>The import.</summary>
    public required Ref<PeopleImport> Id { get; init; }
    /// <summary>The file's name.</summary>
    public required string FileName { get; init; }
    /// <summary>The account they are added to; null when a column names it row by row.</summary>
    public Ref<Account>? Account { get; init; }
    /// <summary>Where it stands: <c>uploaded</c> when something has to be chosen first, <c>checking</c> and <c>applying</c> while it is worked on.</summary>
    public required PeopleImportState State { get; init; }
    /// <summary>When it was uploaded.</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>Since when it stands there.</summary>
    public required DateTime StateSince { get; init; }
    /// <summary>How its columns are read.</summary>
    public required PeopleMapping Mapping { get; init; }
    /// <summary>What has to be chosen first, by field of the mapping.</summary>
    public required IReadOnlyDictionary<string, string[]> Missing { get; init; }
    /// <summary>Rows read, headings and blank ones not counted.</summary>
    public required int Rows { get; init; }
    /// <summary>Rows that can be used; null before the check is over, and once people are added.</summary>
    public int? Ready { get; init; }
    /// <summary>Rows that cannot be used.</summary>
    public required int Failed { get; init; }
    /// <summary>Rows whose person belongs to the account already; they stay as they are.</summary>
    public required int There { get; init; }
    /// <summary>People who were added.</summary>
    public required int Added { get; init; }
    /// <summary>People who were users before and have to say yes first.</summary>
    public required int Asked { get; init; }
    /// <summary>How much of what is being done is done, in percent.</summary>
    public required int Percent { get; init; }
    /// <summary>Why it failed as a whole, or null.</summary>
    public RowProblemJson? Failure { get; init; }
}

/// <summary>A row that cannot be used.</summary>
public sealed record FailedRowJson
{
    /// <summary>The row of the file, its headings being row 1.</summary>
    public required int Row { get; init; }
    /// <summary>What stands in it.</summary>
    public required IReadOnlyList<string> Cells { get; init; }
    /// <summary>What is wrong, by column.</summary>
    public required IReadOnlyList<RowProblemJson> Problems { get; init; }
}

/// <summary><c>/imports</c>: people by the thousand. A file is checked first, which adds nobody, and then applied; both go on by themselves.</summary>
internal static class PeopleImportsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("imports");
        imports.MapGet("/", List).RequireAuthorization(Policies.ManagePeople).WithSummary("Your batches of people, the latest first");
        imports.MapPost("/people", Upload).RequireAuthorization(Policies.ManagePeople).WithSummary("Upload a CSV file of people and have it checked")
            .Accepts<UploadPeopleJson>(isOptional: true, "application/json", "text/csv", "multipart/form-data").WithMetadata(new BodyLimit(PeopleFile.MostBytes + 64 * 1024, Spools: true));
        imports.MapGet("/{id}", One).RequireAuthorization(Policies.ManagePeople).WithSummary("One batch, and how far it has come");
        imports.MapGet("/{id}/rows", Rows).RequireAuthorization(Policies.ManagePeople).WithSummary("The rows that cannot be used, with what is wrong by column");
        imports.MapGet("/{id}/failed.csv", File).RequireAuthorization(Policies.ManagePeople).WithSummary("The same rows as a file, to be mended and uploaded again");
        imports.MapPost("/{id}/check", Check).RequireAuthorization(Policies.ManagePeople).WithSummary("Check it again, with another mapping");
        imports.MapPost("/{id}/apply", Apply).RequireAuthorization(Policies.ManagePeople).WithSummary("Add the people");
        imports.MapPost("/{id}/discard", Discard).RequireAuthorization(Policies.ManagePeople).WithSummary("Give it up");
    }

    private static async Task<ListOf<PeopleImportJson>> List([AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel) =>
        paging.Page(await paging.Latest(db.PeopleImports.AsNoTracking().UploadedFor(viewer)).ToListAsync(cancel), Shown);

    private static async Task<PeopleImportJson> One(Ref<PeopleImport> id, HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var import = await Own(id, viewer, db, cancel);
        http.Tag(import);
        return Shown(import);
    }

    private static async Task<ListOf<FailedRowJson>> Rows(Ref<PeopleImport> id, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var after = (int)Math.Min(int.MaxValue, paging.AfterNumbers(1)?[0] ?? 0);
        var found = await FailedRows.Page(db, await Own(id, viewer, db, cancel), after, paging.Count + 1, cancel);
        return paging.Page(found, fault => [fault.Row], fault => new FailedRowJson { Row = fault.Row, Cells = fault.Texts(), Problems = [.. fault.Wrong().Select(Shown)] });
    }

    private static async Task<IResult> File(Ref<PeopleImport> id, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var import = await Own(id, viewer, db, cancel);
        return Results.Stream(to => FailedRows.Write(db, import, to, problem => problem.Sentence, cancel), "text/csv; charset=utf-8",
            $"{Path.GetFileNameWithoutExtension(import.FileName)}-failed.csv");
    }

    private static async Task<Created<PeopleImportJson>> Upload(
        string? account, string? fileName, string? role, string? reach, string? language, string? timeZone, string? encoding, string? separator,
        HttpRequest request, Asked asked, Viewer viewer, TributaryDb db, DatabaseChoice database, Desk desk, TimeProvider clock, CancellationToken cancel)
    {
        var target = Filter.Id<Account>(account, "account");
        var start = new PeopleMapping
        {
            Role = Filter.Of<Role>(role, "role") ?? Role.Viewer, Reach = Filter.Of<Reach>(reach, "reach") ?? Reach.AllBelow,
            Language = Filter.Text(language, "language") ?? "en", TimeZone = Filter.Text(timeZone, "timeZone") ?? "UTC",
        };
        var (chosen, by) = (Filter.Of<TextEncoding>(encoding, "encoding"), separator is null ? (char?)null : SeparatorIn(separator));
        var (file, name) = await FileIn(request, cancel);
        var kept = await PeopleFile.Keep(database, viewer.BranchId, file, Filter.Text(fileName, "fileName") ?? name ?? "people.csv", clock, cancel);
        PeopleImportAnswer? done = null;
        try
        {
            var (head, found) = await PeopleFile.Head(database, viewer.BranchId, kept.ImportId, chosen ?? kept.Encoding, by, cancel);
            start = start with { Encoding = chosen ?? kept.Encoding, Separator = found.ToString() };
            done = await desk.Do(new UploadPeople
            {
                By = viewer, File = kept, TargetId = target, Mapping = GuessPeopleMapping.Of(head.Headings, start, target is not null), Headings = head.Headings,
                Begins = true, Reference = asked.Reference, Asked = asked.Hash,
            }, cancel);
        }
        finally
        {
            // Refused, or answered as it was answered first: this copy is nobody's.
            if (done?.ImportId != kept.ImportId) await PeopleFile.Drop(database, viewer.BranchId, kept.ImportId);
        }
        var import = await Own(new(done.ImportId), viewer, db, cancel);
        return TypedResults.Created($"{ApiSetup.Base}/imports/{new Ref<PeopleImport>(done.ImportId)}", Shown(import));
    }

    private static async Task<PeopleImportJson> Check(
        Ref<PeopleImport> id, Body<CheckPeopleJson> body, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, DatabaseChoice database, Desk desk, CancellationToken cancel)
    {
        var import = await Own(id, viewer, db, cancel);
        var mapping = body.Value.Mapping ?? import.Mapping();
        var by = CsvText.Separators.Any(one => mapping.Separator == one.ToString()) ? mapping.Separator[0] : (char?)null;
        var (head, _) = await PeopleFile.Head(database, import.BranchId, import.Id, mapping.Encoding, by, cancel);
        await desk.Do(new CheckPeople
        {
            By = viewer, ImportId = import.Id, Mapping = body.Value.Mapping, Headings = head.Headings, Expected = match.For<PeopleImport>(import.Id),
            Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return Shown(await Own(id, viewer, db, cancel));
    }

    private static async Task<PeopleImportJson> Apply(
        Ref<PeopleImport> id, Body<ApplyPeopleJson> body, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var import = await Own(id, viewer, db, cancel);
        await desk.Do(new ApplyPeople
        {
            By = viewer, ImportId = import.Id, NoneUnlessAll = body.Value.NoneUnlessAll, Expected = match.For<PeopleImport>(import.Id),
            Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return Shown(await Own(id, viewer, db, cancel));
    }

    private static async Task<NoContent> Discard(Ref<PeopleImport> id, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var import = await Own(id, viewer, db, cancel);
        await desk.Do(new DiscardPeople
        {
            By = viewer, ImportId = import.Id, Expected = match.For<PeopleImport>(import.Id), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<(Stream File, string? Name)> FileIn(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true) return (request.Body, null);
        if (request.HasJsonContentType())
        {
            if (request.Body.Length > BodyLimit.Uploads) throw new Unreadable(413, "body.too_large", "A file of more than 10 MB is sent as text/csv.");
            using var bytes = new MemoryStream((int)request.Body.Length);
            await request.Body.CopyToAsync(bytes, cancel);
            var json = BodyText.Read<UploadPeopleJson>(bytes.ToArray());
            return (new MemoryStream(Encoding.UTF8.GetBytes(json.Content!)), json.FileName);
        }
        if (!request.HasFormContentType) throw new Unreadable(415, "body.type", "Send the file as text/csv, as multipart/form-data with one file in it, or as application/json with its content.");
        try
        {
            var form = await request.ReadFormAsync(cancel);
            return form.Files is [var file] ? (file.OpenReadStream(), file.FileName) : throw Refusal.Field("file", "file.missing", "Send one file.");
        }
        catch (Exception malformed) when (malformed is InvalidDataException or IOException)
        {
            throw new Unreadable(400, "body.malformed", "The body is not multipart/form-data.");
        }
    }

    private static char SeparatorIn(string separator) => separator switch
    {
        "comma" or "," => ',',
        "semicolon" or ";" => ';',
        "tab" or "\t" => '\t',
        "bar" or "|" => '|',
        _ => throw Refusal.Field("separator", "query.invalid", "This must be one of: comma, semicolon, tab, bar."),
    };

    private static async Task<PeopleImport> Own(Ref<PeopleImport> id, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var wanted = id.Id;
        return await db.PeopleImports.AsNoTracking().UploadedFor(viewer).FirstOrDefaultAsync(i => i.Id == wanted, cancel) ?? throw Refusal.NotFound("import");
    }

    private static readonly IReadOnlyDictionary<string, string[]> Nothing = new Dictionary<string, string[]>();

    private static PeopleImportJson Shown(PeopleImport import) => new()
    {
        Id = new(import.Id), FileName = import.FileName, Account = Refs.To<Account>(import.TargetId), State = import.State, CreatedAt = import.CreatedAt,
        StateSince = import.StateSince, Mapping = import.Mapping(), Missing = import.State == PeopleImportState.Uploaded ? import.Missing() : Nothing, Rows = import.Rows,
        Ready = import.State == PeopleImportState.Checked ? import.Ready : null, Failed = import.Faulty, There = import.There, Added = import.Added,
        Asked = import.Asked, Percent = import.Percent, Failure = import.WhyFailed() is { } why ? Shown(why) : null,
    };

    private static RowProblemJson Shown(RowProblem problem) => new() { Column = problem.Column, Code = problem.Code, Sentence = problem.Sentence, Value = problem.Value };
}
