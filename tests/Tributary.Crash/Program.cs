using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Tributary;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Provisioning;

// Started on a database (TRIBUTARY_DB) by the tests that kill it. What it prints has happened: a line is written, and
// out of this process, only after the desk has answered.
//   orders INSTANT KEY…   places an order under each key, eight at a time, and says its work done as it goes
//   renew INSTANT         renews what is due at that instant
var (what, at) = (args[0], DateTime.Parse(args[1], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal));
await using var database = DatabaseChoice.From(Environment.GetEnvironmentVariable(DatabaseChoice.Setting));
await using var desk = new Desk(database, new MovableClock(at), NullLogger<Desk>.Instance);
using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
var gate = new Lock();

await using var db = database.CreateDbContext();
var root = await db.Accounts.AsNoTracking().SingleAsync(a => a.Path == TreePath.Root);
var program = Viewer.Program("Worker", root.Id);
if (what == "renew")
{
    desk.Committed += deeds => Say($"committed {deeds.Count}");
    Say($"renewed {(await new RenewalRun(database, desk).Run(program)).Renewed}");
    return;
}

var buyer = await db.Accounts.AsNoTracking().SingleAsync(a => a.Name == "Cora");
var plan = await db.Plans.AsNoTracking().SingleAsync();
var next = 1;
var lanes = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
{
    while (Interlocked.Increment(ref next) is var n && n < args.Length)
    {
        var order = await desk.Do(new PlaceOrder
        {
            By = program, Branch = buyer.BranchId, AccountId = buyer.Id, Items = [new(plan.Id, Interval.Monthly, 1)],
            BuyerReference = args[n], Reference = args[n],
        });
        Say($"answered {args[n]} {order.OrderId}");
    }
})).ToList();
var deliveries = Task.Run(async () =>
{
    for (var over = false; !over;)
    {
        var asked = lanes.TrueForAll(l => l.IsCompleted);
        await using var mine = database.CreateDbContext();
        var open = await mine.Work.AsNoTracking().Where(w => w.FinishedAt == null).OrderBy(w => w.Id).Take(20).Select(w => new { w.BranchId, w.Id }).ToListAsync();
        // Deliveries may lag behind the orders: it is over when nothing is left of what was asked for.
        over = asked && open.Count == 0;
        await desk.DoAll(open.Select(w => new FinishWork { By = program, Branch = w.BranchId, WorkId = w.Id, Outcome = new() { Kind = OutcomeKind.Done } }));
    }
});
await Task.WhenAll([.. lanes, deliveries]);
Say("over");

void Say(string line)
{
    lock (gate) output.WriteLine(line);
}
