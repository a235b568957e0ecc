using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Web.Workers;

/// <summary>
/// Something the program does again and again: at an interval, and at once when it is woken. A round that fails is
/// logged and tried again with the next one; nothing is done before the installation is set up.
/// </summary>
internal abstract class Routine(DatabaseChoice database, DemoCompany demo, TimeProvider clock, ILogger log, TimeSpan every) : BackgroundService
{
    private readonly SemaphoreSlim wake = new(0, 1);

    /// <summary>When a round last ended well (UTC), in this program.</summary>
    public DateTime? LastAt { get; private set; }

    /// <summary>Who acts, as the trail names it.</summary>
    protected abstract string ActsAs { get; }

    /// <summary>One round.</summary>
    protected abstract Task Once(Viewer by, CancellationToken cancel);

    /// <summary>Has the next round begin at once. Safe from any thread.</summary>
    protected void Wake()
    {
        try { wake.Release(); }
        catch (SemaphoreFullException) { /* It is awake already. */ }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await demo.Ready.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await Root(stoppingToken) is { } root)
                {
                    await Once(Viewer.Program(ActsAs, root), stoppingToken);
                    LastAt = clock.GetUtcNow().UtcDateTime;
                }
                await Sleep(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                log.LogError(fault, "{Routine} failed and is tried again.", GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(5), clock, stoppingToken);
            }
        }
    }

    private async Task Sleep(CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(wake.WaitAsync(either.Token), Task.Delay(every, clock, either.Token));
        await either.CancelAsync();
        cancel.ThrowIfCancellationRequested();
    }

    private async Task<Guid?> Root(CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var root = await db.Settings.AsNoTracking().Where(s => s.Name == "root").Select(s => s.Value).FirstOrDefaultAsync(cancel);
        return root is null ? null : Guid.Parse(root);
    }
}
