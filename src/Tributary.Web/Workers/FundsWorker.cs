using System.Collections.Concurrent;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;

namespace Tributary.Web.Workers;

/// <summary>Takes on what waited for money: at once when a wallet is credited here, and each minute for what was credited elsewhere.</summary>
internal sealed class FundsWorker : Routine
{
    private readonly RetryUnfunded retry;
    private readonly ConcurrentQueue<Guid> funded = new();

    public FundsWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<FundsWorker> log)
        : base(database, demo, clock, log, TimeSpan.FromMinutes(1))
    {
        retry = new RetryUnfunded(database, desk);
        desk.Committed += deeds =>
        {
            var any = false;
            foreach (var buyer in deeds.SelectMany(deed => deed.Funds))
            {
                funded.Enqueue(buyer);
                any = true;
            }
            if (any) Wake();
        };
    }

    protected override string ActsAs => "Program";

    protected override async Task Once(Viewer by, CancellationToken cancel)
    {
        var buyers = new HashSet<Guid>();
        while (funded.TryDequeue(out var buyer)) buyers.Add(buyer);
        await retry.Run(by, buyers.Count > 0 ? buyers : null, cancel);
    }
}
