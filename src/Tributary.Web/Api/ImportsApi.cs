using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A price list to be read into your catalogue. It may also be sent as <c>text/csv</c>, with <c>?fileName=</c>.</summary>
public sealed record UploadListJson
{
    /// <summary>The file's name.</summary>
    [Required, MaxLength(200)] public string? FileName { get; init; }
    /// <summary>Its text.</summary>
    [Required] public string? Content { get; init; }
    /// <summary>How its columns are read; what the headings suggest without it.</summary>
    public PriceListMapping? Mapping { get; init; }
    /// <summary>First day the new prices count; today without it.</summary>
    public DateOnly? EffectiveFrom { get; init; }
}

/// <summary>How a list that was uploaded is to be checked again.</summary>
public sealed record CheckListJson
{
    /// <summary>How its columns are read; as before without it.</summary>
    public PriceListMapping? Mapping { get; init; }
    /// <summary>First day the new prices count; today without it.</summary>
    public DateOnly? EffectiveFrom { get; init; }
}

/// <summary>How a checked list is to be applied.</summary>
public sealed record ApplyListJson
{
    /// <summary>True to refuse unless every row can be used.</summary>
    public bool NoneUnlessAll { get; init; }
}

/// <summary>What a check came to.</summary>
public sealed record ImportCheckedJson
{
    /// <summary>The import.</summary>
    public required Ref<PriceListImport> Id { get; init; }
    /// <summary><c>checked</c>, or <c>uploaded</c> when something has to be chosen first.</summary>
    public required ImportState State { get; init; }
    /// <summary>How many of each were found; null before the check.</summary>
    public ImportCounts? Counts { get; init; }
    /// <summary>What has to be chosen first, by field of the mapping.</summary>
    public required IReadOnlyDictionary<string, string[]> Missing { get; init; }
}

/// <summary>An import.</summary>
public sealed record ImportJson
{
    /// <summary>The import.</summary>
    public required Ref<PriceListImport> Id { get; init; }
    /// <summary>The file's name.</summary>
    public required string FileName { get; init; }
    /// <summary>Where it stands.</summary>
    public required ImportState State { get; init; }
    /// <summary>When it was uploaded.</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>When it was applied, or null.</summary>
    public DateTime? AppliedAt { get; init; }
    /// <summary>How its columns are read.</summary>
    public required PriceListMapping Mapping { get; init; }
    /// <summary>First day the new prices count; null before the check.</summary>
    public DateOnly? EffectiveFrom { get; init; }
    /// <summary>How many of each were found; null before the check.</summary>
    public ImportCounts? Counts { get; init; }
}

/// <summary>One thing a check found.</summary>
public sealed record FindingJson
{
    /// <summary>What sort it is.</summary>
    public required FindingKind Kind { get; init; }
    /// <summary>The row of the file, its headings being row 1; null when it is about the catalogue.</summary>
    public int? Row { get; init; }
    /// <summary>The product.</summary>
    public required string Product { get; init; }
    /// <summary>The plan's code.</summary>
    public required string Code { get; init; }
    /// <summary>The plan's name.</summary>
    public required string Name { get; init; }
    /// <summary>What is new or would change.</summary>
    public required IReadOnlyList<FieldChange> Changes { get; init; }
    /// <summary>What is wrong, by column.</summary>
    public required IReadOnlyList<RowProblemJson> Problems { get; init; }
}

/// <summary>What is wrong with one cell.</summary>
public sealed record RowProblemJson
{
    /// <summary>The column's heading; empty when it is about the row.</summary>
    public required string Column { get; init; }
    /// <summary>The reason, as a code.</summary>
    public required string Code { get; init; }
    /// <summary>The reason in words.</summary>
    public required string Sentence { get; init; }
    /// <summary>What stands in the cell.</summary>
    public required string Value { get; init; }
}

/// <summary>What applying wrote.</summary>
public sealed record ImportAppliedJson
{
    /// <summary>The import.</summary>
    public required Ref<PriceListImport> Id { get; init; }
    /// <summary>First day the new prices count.</summary>
    public required DateOnly EffectiveFrom { get; init; }
    /// <summary>New products.</summary>
    public required int Products { get; init; }
    /// <summary>New plans.</summary>
    public required int NewPlans { get; init; }
    /// <summary>Changed plans.</summary>
    public required int ChangedPlans { get; init; }
    /// <summary>Plans taken off sale because the file does not price them any more.</summary>
    public required int DroppedPlans { get; init; }
    /// <summary>Price points that were written.</summary>
    public required int PricePoints { get; init; }
    /// <summary>Rows that were not imported.</summary>
    public required int Unusable { get; init; }
}

/// <summary><c>/price-lists/imports</c>: a list is checked first, which changes nothing, and then applied. Of the caller's own account.</summary>
internal static class ImportsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var imports = api.MapGroup("/price-lists/imports").WithTags("price-lists");
        imports.MapGet("/", List).RequireAuthorization(Policies.ManageCatalogue).WithSummary("Your imports, the latest first");
        imports.MapPost("/", Upload).RequireAuthorization(Policies.ManageCatalogue).WithSummary("Upload a price list and compare it with your catalogue")
            .Accepts<UploadListJson>(isOptional: true, "application/json", "text/csv").WithMetadata(new BodyLimit(BodyLimit.Uploads));
        imports.MapGet("/{id}", One).RequireAuthorization(Policies.ManageCatalogue).WithSummary("One import");
        imports.MapGet("/{id}/findings", Findings).RequireAuthorization(Policies.ManageCatalogue).WithSummary("What its check found: new, changed, dropped, unusable rows");
        imports.MapPost("/{id}/check", Check).RequireAuthorization(Policies.ManageCatalogue).WithSummary("Check it again, with another mapping");
        imports.MapPost("/{id}/apply", Apply).RequireAuthorization(Policies.ManageCatalogue).WithSummary("Write it into your catalogue");
        imports.MapPost("/{id}/discard", Discard).RequireAuthorization(Policies.ManageCatalogue).WithSummary("Give it up");
    }

    private static async Task<ListOf<ImportJson>> List([AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var found = await paging.Latest(db.PriceListImports.MadeBy(viewer)).Select(Columns).ToListAsync(cancel);
        return paging.Page(found, i => i.Id, Shown);
    }

    private static async Task<ImportJson> One(Ref<PriceListImport> id, HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var import = await Own(id, viewer, db, Columns, cancel);
        http.Tag(import.Version);
        return Shown(import);
    }

    private static async Task<ListOf<FindingJson>> Findings(
        Ref<PriceListImport> id, string? kind, string? q, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var json = await Own(id, viewer, db, i => i.Findings, cancel);
        var found = json is not ""
            ? ImportFindings.FromJson(json).Page(Filter.Of<FindingKind>(kind, "kind"), Filter.Text(q, "q"), (int)Math.Min(int.MaxValue, paging.AfterNumbers(1)?[0] ?? -1), paging.Count + 1).ToList()
            : [];
        return paging.Page(found, f => [f.Seq], f => new FindingJson
        {
            Kind = f.Kind, Row = f.Row, Product = f.Product, Code = f.Code, Name = f.Name, Changes = f.Changes,
            Problems = [.. f.Problems.Select(p => new RowProblemJson { Column = p.Column, Code = p.Code, Sentence = p.Sentence, Value = p.Value })],
        });
    }

    private static async Task<Created<ImportCheckedJson>> Upload(string? fileName, HttpRequest request, Asked asked, Viewer viewer, Desk desk, CancellationToken cancel)
    {
        var isCsv = request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true;
        var wanted = isCsv ? null : request.HasJsonContentType() ? BodyText.Read<UploadListJson>(asked.Body)
            : throw new Unreadable(415, "body.type", "Send the list as text/csv, or as application/json with its content.");
        var file = wanted is null ? PriceListFile.Read(Filter.Text(fileName, "fileName") ?? "price-list.csv", asked.Body) : PriceListFile.Of(wanted.FileName!, wanted.Content!);
        var done = await desk.Do(new CheckImport
        {
            By = viewer, Branch = viewer.BranchId, MakerId = viewer.AccountId, File = file, Mapping = wanted?.Mapping, EffectiveFrom = wanted?.EffectiveFrom,
            Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        var shown = Shown(done);
        return TypedResults.Created($"{ApiSetup.Base}/price-lists/imports/{shown.Id}", shown);
    }

    private static async Task<ImportCheckedJson> Check(
        Ref<PriceListImport> id, Body<CheckListJson> body, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var import = await Own(id, viewer, db, i => i.Id, cancel);
        return Shown(await desk.Do(new CheckImport
        {
            By = viewer, Branch = viewer.BranchId, MakerId = viewer.AccountId, ImportId = import, Mapping = body.Value.Mapping, EffectiveFrom = body.Value.EffectiveFrom,
            Expected = match.For<PriceListImport>(import), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel));
    }

    private static async Task<ImportAppliedJson> Apply(
        Ref<PriceListImport> id, Body<ApplyListJson> body, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var import = await Own(id, viewer, db, i => i.Id, cancel);
        var done = await desk.Do(new ApplyImport
        {
            By = viewer, Branch = viewer.BranchId, MakerId = viewer.AccountId, ImportId = import, NoneUnlessAll = body.Value.NoneUnlessAll,
            Expected = match.For<PriceListImport>(import), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return new()
        {
            Id = new(done.ImportId), EffectiveFrom = done.EffectiveFrom, Products = done.Products, NewPlans = done.NewPlans, ChangedPlans = done.ChangedPlans,
            DroppedPlans = done.DroppedPlans, PricePoints = done.PricePoints, Unusable = done.Unusable,
        };
    }

    private static async Task<NoContent> Discard(
        Ref<PriceListImport> id, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var import = await Own(id, viewer, db, i => i.Id, cancel);
        await desk.Do(new DiscardImport
        {
            By = viewer, Branch = viewer.BranchId, MakerId = viewer.AccountId, ImportId = import, Expected = match.For<PriceListImport>(import),
            Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return TypedResults.NoContent();
    }

    private sealed record Row(Guid Id, long Version, string FileName, ImportState State, DateTime CreatedAt, DateTime? AppliedAt, string Settings, string Head);

    // The text of the file and what was found row by row are megabytes, and stay in the database.
    private static readonly Expression<Func<PriceListImport, Row>> Columns = i =>
        new(i.Id, i.Version, i.FileName, i.State, i.CreatedAt, i.AppliedAt, i.Settings, i.Findings.Substring(0, ImportFindings.HeadLength));

    private static async Task<T> Own<T>(
        Ref<PriceListImport> id, Viewer viewer, TributaryDb db, Expression<Func<PriceListImport, T>> columns, CancellationToken cancel)
    {
        var wanted = id.Id;
        return await db.PriceListImports.MadeBy(viewer).Where(i => i.Id == wanted).Select(columns).ToListAsync(cancel) is [var own] ? own : throw Refusal.NotFound("import");
    }

    private static ImportCheckedJson Shown(ImportChecked done) => new() { Id = new(done.ImportId), State = done.State, Counts = done.Counts, Missing = done.Missing };

    private static ImportJson Shown(Row import)
    {
        var found = import.Head is "" ? null : ImportFindings.FromHead(import.Head);
        return new()
        {
            Id = new(import.Id), FileName = import.FileName, State = import.State, CreatedAt = import.CreatedAt, AppliedAt = import.AppliedAt,
            Mapping = PriceListMapping.FromJson(import.Settings), EffectiveFrom = found?.EffectiveFrom, Counts = found?.Counts,
        };
    }
}
