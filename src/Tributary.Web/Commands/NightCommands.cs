using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Tributary.Billing;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;

namespace Tributary.Web.Commands;

/// <summary>
/// What the workers do every night, once and by hand: <c>tributary renew</c> renews what is due, <c>tributary bill</c> issues the
/// invoices of the months that have ended. Either stops then, and may run beside a serving program.
/// </summary>
internal static class NightCommands
{
    public static Command Renew() => Once("renew", "Renew every subscription that is due, then stop.", "Renewal run", async (database, desk, by, cancel) =>
    {
        var count = await new RenewalRun(database, desk).Run(by, cancel);
        Console.WriteLine($"{count.Renewed} renewed, {count.Resumed} resumed, {count.InGrace} in grace, {count.Paused} paused, {count.Expired} expired, {count.Ended} ended, {count.Faults} faults");
        return count.Faults;
    });

    public static Command Bill() => Once("bill", "Issue the invoices of the months that have ended, then stop.", "Billing", async (database, desk, by, cancel) =>
    {
        var count = await new BillingRun(database, desk).Run(by, cancel);
        Console.WriteLine($"{count.Invoices} invoices, {count.CreditNotes} credit notes, {count.Faults} faults");
        return count.Faults;
    });

    // Ends with 0 only if there were no faults.
    private static Command Once(string name, string description, string by, Func<DatabaseChoice, Desk, Viewer, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        command.SetAction(async (_, cancel) =>
        {
            await using var services = new ServiceCollection().AddLogging(log => log.AddConsole().SetMinimumLevel(LogLevel.Warning))
                .AddBusiness(Environment.GetEnvironmentVariable(DatabaseChoice.Setting)).BuildServiceProvider();
            var database = services.GetRequiredService<DatabaseChoice>();
            await database.MigrateAsync(cancel);
            await using var db = database.CreateDbContext();
            if (await db.Settings.AsNoTracking().Where(s => s.Name == "root").Select(s => s.Value).FirstOrDefaultAsync(cancel) is not { } root)
            {
                Console.Error.WriteLine("Nothing is set up yet.");
                return 1;
            }
            return await run(database, services.GetRequiredService<Desk>(), Viewer.Program(by, Guid.Parse(root)), cancel) == 0 ? 0 : 1;
        });
        return command;
    }
}
