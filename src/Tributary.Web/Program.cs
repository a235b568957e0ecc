using System.CommandLine;
using Tributary.Web.Commands;

var root = new RootCommand("Tributary: a reseller control panel. Without a command it serves the panel.")
{
    ServeCommand.Create(),
    MigrateCommand.Create(),
    CheckBooksCommand.Create(),
    NightCommands.Renew(),
    NightCommands.Bill(),
    LicenceCommand.Create(),
    KeysCommand.Create(),
    RegisterCommand.Create(),
    PeopleCommands.PasswordReset(),
    PeopleCommands.Admin(),
};

// Without a command, or with options only, the program serves.
string[] help = ["-h", "-?", "--help", "--version"];
string[] line = args is [] || (args[0].StartsWith('-') && !help.Contains(args[0])) ? ["serve", .. args] : args;

// The host listens for signals and reports its own failures.
return await root.Parse(line).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
