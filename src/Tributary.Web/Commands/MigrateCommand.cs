using System.CommandLine;
using Tributary.Data;

namespace Tributary.Web.Commands;

/// <summary><c>tributary migrate</c>: brings the database to the newest migration and stops.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var migrate = new Command("migrate", $"Bring the database named by {DatabaseChoice.Setting} to the newest version.");
        migrate.SetAction(async (_, cancel) =>
        {
            await using var choice = DatabaseChoice.From(Environment.GetEnvironmentVariable(DatabaseChoice.Setting));
            await choice.MigrateAsync(cancel);
            Console.WriteLine($"The {choice.Kind} database is up to date.");
            return 0;
        });
        return migrate;
    }
}
