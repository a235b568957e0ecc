using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>Begins to load a public register. What is loaded counts once <see cref="FinishRegister"/> was done.</summary>
public sealed class BeginRegister : Deed<RegisterStands>
{
    /// <summary>The register's name; an earlier loading of the same name is replaced in the end.</summary>
    public required string Source { get; init; }

    public override int BranchId => 0;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        sheet.Facts<RegisterLoads>().Last = await sheet.Db.RegisterLoads.MaxAsync(l => (int?)l.Id) ?? 0;

    public override RegisterStands Decide(Sheet sheet)
    {
        RegisterLoads.NeedProvider(By);
        var form = new Form();
        var source = form.Text("source", Source, 80, required: true);
        form.Check("register.invalid");
        var load = sheet.Add(new RegisterLoad { Id = ++sheet.Facts<RegisterLoads>().Last, Source = source!, BeganAt = sheet.Now, By = By.Name });
        return new(load.Id, 0);
    }
}

/// <summary>Adds entries to a register that is being loaded.</summary>
public sealed class AddToRegister : Deed<RegisterStands>
{
    /// <summary>The most entries of one deed.</summary>
    public const int Most = 1000;

    /// <summary>The loading.</summary>
    public required int LoadId { get; init; }
    /// <summary>The entries, which name the loading too.</summary>
    public required IReadOnlyList<RegisterEntry> Entries { get; init; }

    public override int BranchId => 0;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => sheet.Facts<RegisterLoads>().Read(sheet, deeds.Cast<AddToRegister>().Select(d => d.LoadId));

    public override RegisterStands Decide(Sheet sheet)
    {
        RegisterLoads.NeedProvider(By);
        var load = sheet.Change(sheet.Facts<RegisterLoads>().Open(LoadId));
        if (Entries.Count > Most || Entries.Any(e => e.LoadId != LoadId)) throw new InvalidOperationException("Entries come in parts, each of its own loading.");
        foreach (var entry in Entries)
        {
            sheet.Add(entry);
            foreach (var key in RegisterKey.Of(entry)) sheet.Add(key);
        }
        load.Grow(Entries.Count);
        return new(load.Id, load.Count);
    }
}

/// <summary>All of a register is there: from now on it is matched, and an earlier loading of the same name no more.</summary>
public sealed class FinishRegister : Deed<RegisterStands>
{
    /// <summary>The loading.</summary>
    public required int LoadId { get; init; }
    /// <summary>How many rows of the file had no name.</summary>
    public int Skipped { get; init; }

    public override int BranchId => 0;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        await sheet.Facts<RegisterLoads>().Read(sheet, deeds.Cast<FinishRegister>().Select(d => d.LoadId));
        await sheet.Fetch(sheet.Db.Accounts.Where(a => a.Path == TreePath.Root));
    }

    public override RegisterStands Decide(Sheet sheet)
    {
        RegisterLoads.NeedProvider(By);
        var loads = sheet.Facts<RegisterLoads>();
        var load = sheet.Change(loads.Open(LoadId));
        if (load.Count == 0) throw Refusal.Invalid("register.empty", "There is no company in this file.");
        foreach (var earlier in loads.Of(load.Source).Where(l => l.Id != load.Id && l.IsCurrent)) sheet.Change(earlier).Replace(sheet.Now);
        load.Finish(sheet.Now, Skipped);
        sheet.Trail(By, sheet.Get<Account>(By.AccountId), "register.loaded", null, load.Source);
        return new(load.Id, load.Count);
    }
}

/// <summary>How far a loading has come.</summary>
public sealed record RegisterStands(int LoadId, int Count);

/// <summary>The loadings of a batch.</summary>
internal sealed class RegisterLoads
{
    private readonly Dictionary<int, RegisterLoad> all = [];

    /// <summary>The highest number given so far.</summary>
    public int Last { get; set; }

    public async Task Read(Sheet sheet, IEnumerable<int> ids)
    {
        var wanted = ids.Distinct().ToArray();
        foreach (var load in await sheet.Db.RegisterLoads.AsNoTracking().Where(l => wanted.Contains(l.Id) || l.FinishedAt != null && l.ReplacedAt == null).ToListAsync())
            all.TryAdd(load.Id, load);
    }

    public IEnumerable<RegisterLoad> Of(string source) => all.Values.Where(l => l.Source.Equals(source, StringComparison.OrdinalIgnoreCase));

    public RegisterLoad Open(int id) => all.TryGetValue(id, out var load) && load.FinishedAt is null ? load
        : throw Refusal.Conflict("register.not_open", "This loading is finished, or there is none.");

    public static void NeedProvider(Viewer by)
    {
        if (!by.IsProvider) throw Refusal.Forbidden("register.not_provider", "Public registers are loaded by the provider.");
        by.Need(Right.ManageSettings);
    }
}
