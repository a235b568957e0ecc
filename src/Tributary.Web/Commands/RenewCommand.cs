using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;

namespace Tributary.Web.Commands;

/// <summary><c>tributary renew</c>: renews what is due and stops. May run beside a serving program.</summary>
internal static class RenewCommand
{
    public static Command Create()
    {
        var renew = new Command("renew", "Renew every subscription that is due, then stop.");
        renew.SetAction(async (_, cancel) =>
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
            var count = await new RenewalRun(database, services.GetRequiredService<Desk>()).Run(Viewer.Program("Renewal run", Guid.Parse(root)), cancel);
            Console.WriteLine($"{count.Renewed} renewed, {count.Resumed} resumed, {count.InGrace} in grace, {count.Paused} paused, {count.Expired} expired, {count.Ended} ended, {count.Faults} faults");
            return count.Faults == 0 ? 0 : 1;
        });
        return renew;
    }
}
