using System.CommandLine;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Microsoft.EntityFrameworkCore;

namespace Tributary.Web.Commands;

/// <summary>
/// <c>tributary register load</c>: loads a public register of companies from a CSV file of any size, to be matched when an account
/// is opened. May run beside a serving program.
/// </summary>
internal static class RegisterCommand
{
    public static Command Create() => new("register", "Public registers of companies, matched when an account is opened.") { Load() };

    private static Command Load()
    {
        var file = new Argument<FileInfo>("file") { Description = "A CSV file whose first row says what stands in each column; one of them is called name." };
        var source = new Option<string>("--source") { Description = "What the register is called; an earlier one of that name is replaced.", Required = true };
        var country = new Option<string?>("--country") { Description = "The country of rows that name none, two letters." };
        var load = new Command("load", "Load a register in place of the one of its name.") { file, source, country };
        load.SetAction((line, cancel) => Offline.Run(async services =>
        {
            var (db, desk) = (services.GetRequiredService<TributaryDb>(), services.GetRequiredService<Desk>());
            if (await db.Accounts.AsNoTracking().Where(a => a.Path == TreePath.Root).Select(a => (Guid?)a.Id).FirstOrDefaultAsync(cancel) is not { } root)
                throw Refusal.Conflict("setup.missing", "Nothing is set up yet.");
            await using var stream = line.GetRequiredValue(file).OpenRead();
            var loaded = await new RegisterFile(db, desk).Load(Viewer.Program("Register", root), line.GetRequiredValue(source), stream, line.GetValue(country), cancel: cancel);
            Console.WriteLine($"{loaded.Count} companies loaded, {loaded.Skipped} rows without a name passed over");
        }, cancel));
        return load;
    }
}
