using System.Collections.Concurrent;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Pricing;

namespace Tributary.Web.Workers;

/// <summary>
/// Keeps which prices lie below cost: all of them once a day, since rules and costs begin on their days, and at once those of everybody at
/// or below an account that has changed a price, a cost or a rate here. Each program sees its own deeds.
/// </summary>
internal sealed class LossWorker : Routine
{
    private readonly FindLosses find;
    private readonly Desk desk;
    private readonly ConcurrentDictionary<string, byte> changed = new();
    private DateOnly looked;

    public LossWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<LossWorker> log)
        : base(database, demo, clock, log, TimeSpan.FromHours(1))
    {
        (this.desk, find) = (desk, new FindLosses(database, desk));
        desk.Committed += deeds =>
        {
            var any = false;
            foreach (var deed in deeds)
            {
                if (deed is not (SetPrice or EndPrice or SetExchangeRate or SetPricePoint or ApplyImport or MakeAddOn or SetTerms or SetOwnSettings)) continue;
                changed[deed.By.Path] = 0;
                any = true;
            }
            if (any) Wake();
        };
    }

    protected override string ActsAs => "Prices";

    protected override async Task Once(Viewer by, CancellationToken cancel)
    {
        var today = await desk.Today();
        if (today != looked) changed[TreePath.Root] = 0;
        // What lies below another one of them is looked at with that one.
        var paths = changed.Keys.ToList();
        foreach (var path in paths) changed.TryRemove(path, out _);
        foreach (var path in paths.Where(path => !paths.Exists(other => other != path && TreePath.Within(path, other)))) await find.Run(path, cancel);
        looked = today;
    }
}
