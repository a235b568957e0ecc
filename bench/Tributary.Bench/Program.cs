using System.Diagnostics;
using System.Globalization;
using Tributary.Bench;

// Measures the product's claims, each beside its reference. `bench/run` publishes the program and starts this one.
if (args is ["reference", var port, var setting, ..])
{
    await References.Serve(port, setting);
    return 0;
}

if (args is ["hold", "home" or "list"])
{
    await Tributary.Bench.Cases.Pages.Hold(args[1]);
    return 0;
}

if (args is ["hold", ..])
{
    await Tributary.Bench.Cases.Settle.Hold(int.Parse(args.ElementAtOrDefault(1) ?? "64", CultureInfo.InvariantCulture), args.Contains("sqlite"));
    return 0;
}

if (args is ["restore", var transfers])
{
    await Restore.Run(int.Parse(transfers, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["similar", ..]) return await Similar.Run(speedToo: !args.Contains("quality"));

var mode = args.Contains("full") ? Mode.Full : Mode.Quick;
var names = args.Where(a => a is not ("quick" or "full" or "again")).ToList();
if (names.FirstOrDefault(n => Case.All.All(c => c.Name != n)) is { } unknown)
{
    Console.Error.WriteLine($"There is no case {unknown}. usage: bench/run [quick|full] [again] [case …]");
    foreach (var known in Case.All) Console.Error.WriteLine($"  {known.Name,-16} {known.Title}");
    return 2;
}

var commit = await Report.Commit();
var machine = Report.Machine();
var failed = 0;
foreach (var @case in Case.All.Where(c => names.Count == 0 || names.Contains(c.Name)))
{
    // A long run that was broken off goes on where it was; a case that is named is measured anew.
    if (names.Count == 0 && !args.Contains("again") && Report.Has(mode, @case, commit))
    {
        Console.WriteLine($"{@case.Name}: measured at {commit} already");
        continue;
    }
    Console.WriteLine($"{@case.Name}: {@case.Title}");
    var clock = Stopwatch.StartNew();
    try
    {
        var result = await @case.Run(mode);
        (result.Mode, result.Commit, result.Machine, result.At, result.Seconds) =
            (mode.ToString().ToLowerInvariant(), commit, machine, TimeProvider.System.GetUtcNow().UtcDateTime, clock.Elapsed.TotalSeconds);
        if (!Size.IsRehearsal) Report.Save(mode, result);
        foreach (var claim in result.Claims)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {claim.Goal}: {claim.Value:0.00}, {Report.Verdict(claim)}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {clock.Elapsed.TotalSeconds:0} s"));
    }
    catch (Exception fault)
    {
        Console.Error.WriteLine($"{@case.Name} failed: {fault}");
        failed++;
    }
}
return failed == 0 ? 0 : 1;
