namespace Tributary.Bench;

/// <summary>How much a run takes on.</summary>
internal enum Mode
{
    /// <summary>Up to 100,000 rows, a few minutes.</summary>
    Quick,

    /// <summary>A million rows, unattended.</summary>
    Full,
}

/// <summary>How large a full run is.</summary>
internal static class Size
{
    /// <summary>
    /// A million, or what <c>TRIBUTARY_BENCH_ROWS</c> says: so a full run is rehearsed in a few minutes. Of a rehearsal nothing is kept.
    /// </summary>
    public static readonly int Million = int.TryParse(Environment.GetEnvironmentVariable("TRIBUTARY_BENCH_ROWS"), out var rows) ? rows : 1_000_000;

    public static bool IsRehearsal => Million != 1_000_000;
}

/// <summary>Something that is measured, beside its reference.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Title">What is measured.</param>
/// <param name="Run">Measures it.</param>
internal sealed record Case(string Name, string Title, Func<Mode, Task<Result>> Run)
{
    /// <summary>All there are, in the order they are run.</summary>
    public static IReadOnlyList<Case> All { get; } =
    [
        new("settle", "Orders through four levels over HTTP, PostgreSQL", mode => Cases.Settle.OnPostgres(mode, slow: false)),
        new("settle-slow", "Orders through four levels over HTTP, PostgreSQL with 1 ms added to each fsync", mode => Cases.Settle.OnPostgres(mode, slow: true)),
        new("settle-sqlite", "Orders through four levels over HTTP, SQLite", Cases.Settle.OnSqlite),
        new("settle-inprocess", "Orders through four levels without HTTP, PostgreSQL", Cases.Programs.InProcess),
        new("renew", "Renewals through four levels", Cases.Renewals.OfMany),
        new("quote", "Quotes through one to eight levels over HTTP", Cases.Programs.Quote),
        new("pages", "Signed-in pages", Cases.Pages.OfMany),
        new("statement", "A page of a wallet's statement over HTTP", Cases.Programs.Statement),
        new("usage", "What end users did, over HTTP in batches of 10,000", Cases.UsageEvents.OfMany),
        new("import", "A price list of 100,000 rows over HTTP", Cases.Programs.Import),
        new("people", "A file of 20,000 people over HTTP", Cases.People.OfMany),
        new("start", "The published program's start to its first page, SQLite", Cases.Programs.Start),
        new("memory", "The program's memory", Cases.Programs.Memory),
    ];

    /// <summary>An empty result of the case of this name, one operation of which is so called.</summary>
    public static Result Result(string name, string operation) => new(name, All.First(c => c.Name == name).Title) { Operation = operation };
}

/// <summary>One way of doing a thing: the product's, or a reference's.</summary>
internal sealed class Way(string name, bool isReference = false)
{
    public string Name { get; } = name;

    public bool IsReference { get; } = isReference;

    /// <summary>One a round.</summary>
    public List<Sample> Samples { get; init; } = [];
}

/// <summary>A goal and what came of it.</summary>
/// <param name="Goal">The goal in words, with its figure.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Needed">What is needed.</param>
/// <param name="AtMost">True when less is better.</param>
internal sealed record Claim(string Goal, double Value, double Needed, bool AtMost = false)
{
    public bool Met => AtMost ? Value <= Needed : Value >= Needed;
}

/// <summary>What came of a case.</summary>
internal sealed class Result(string @case, string title)
{
    public string Case { get; } = @case;
    public string Title { get; } = title;
    public string Mode { get; set; } = "";
    public string Commit { get; set; } = "";
    public DateTime At { get; set; }
    public string Machine { get; set; } = "";
    public double Seconds { get; set; }

    /// <summary>What one operation is.</summary>
    public string Operation { get; set; } = "operation";

    public List<Way> Ways { get; init; } = [];
    public List<Claim> Claims { get; init; } = [];

    /// <summary>What a reader must know to judge the figures.</summary>
    public List<string> Notes { get; init; } = [];

    public Way Way(string name, bool isReference = false)
    {
        var way = new Way(name, isReference);
        Ways.Add(way);
        return way;
    }

    /// <summary>The median of the ratios of two ways, round by round.</summary>
    public static double Ratio(Way way, Way reference, Func<Sample, double>? of = null)
    {
        of ??= s => s.PerSecond;
        return way.Samples.Zip(reference.Samples, (a, b) => of(a) / of(b)).Median();
    }
}
