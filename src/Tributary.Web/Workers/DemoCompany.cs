using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Data.Seed;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Commands;

namespace Tributary.Web.Workers;

/// <summary>
/// Seeds the demo company of an empty installation: who may sign in at once, the year behind it in the background, with
/// its progress in the setting <c>seed_progress</c>. The other workers wait for <see cref="Ready"/>, since the demo's
/// clock still stands in the past.
/// </summary>
internal sealed class DemoCompany(IServiceProvider services, DatabaseChoice database, TimeProvider clock, ILogger<DemoCompany> log) : BackgroundService
{
    private const string Progress = "seed_progress";
    private readonly TaskCompletionSource<Demo?> begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed when no demo is being seeded any more, or none was asked for.</summary>
    public Task Ready => ready.Task;

    /// <summary>Goes on without a demo. One that was interrupted stays as it was left.</summary>
    public async Task None()
    {
        await using var db = database.CreateDbContext();
        await db.Settings.Where(s => s.Name == Progress).ExecuteDeleteAsync();
        begun.TrySetResult(null);
        ready.TrySetResult();
    }

    /// <summary>Makes the accounts one may sign in to; the year follows in the background. Gives the sign-ins and an API key of the provider.</summary>
    public async Task<(IReadOnlyList<(DemoAccount Account, string Password)> SignIns, string Key)> Begin()
    {
        var demo = new Demo(database, clock.GetUtcNow().UtcDateTime);
        var shown = await demo.Begin();
        var signIns = new List<(DemoAccount, string)>();
        await using var scope = services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<Desk>();
        foreach (var account in shown)
        {
            var password = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16);
            var user = await scope.ServiceProvider.GetRequiredService<Enrol>().Do(account.Person, account.Email, password, confirmed: true, "en", "UTC");
            await desk.Do(new AddPerson
            {
                By = Viewer.Program("Demo", shown[0].Id), AccountBranch = account.BranchId, AccountId = account.Id, UserId = user.Id, Role = Role.Owner,
            });
            signIns.Add((account, password));
        }
        await using var db = database.CreateDbContext();
        var root = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == shown[0].Id);
        var key = await KeysCommand.For(desk, root, "Demo", Scopes.All, 365);
        await Tell(0);
        begun.SetResult(demo);
        return (signIns, key);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var demo = await begun.Task.WaitAsync(stoppingToken);
        if (demo is null) return;
        try
        {
            var share = 0.0;
            var year = Task.Run(() => demo.Live(done => share = done, stoppingToken), stoppingToken);
            while (await Task.WhenAny(year, Task.Delay(1000, stoppingToken)) != year) await Tell((int)(Volatile.Read(ref share) * 100));
            await year;
            log.LogInformation("The demo company has lived through its year.");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "The demo company's year was not finished; what there is of it stays.");
        }
        await None();
    }

    private async Task Tell(int percent)
    {
        await using var db = database.CreateDbContext();
        var value = JsonSerializer.Serialize(new { percent, text = "The demo company is living through its year." });
        if (await db.Settings.Where(s => s.Name == Progress).ExecuteUpdateAsync(set => set.SetProperty(s => s.Value, value)) > 0) return;
        db.Settings.Add(new Setting { Name = Progress, Value = value });
        await db.SaveChangesAsync();
    }
}
