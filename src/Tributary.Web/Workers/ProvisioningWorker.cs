using Tributary.Ledger;
using Tributary.Provisioning;

namespace Tributary.Web.Workers;

/// <summary>
/// Has the work done: a loop for each connector, so that a slow one holds up no other. It looks when the desk has
/// committed something, and every few seconds for what other programs wrote or what is due again.
/// </summary>
internal sealed class ProvisioningWorker(RunWork run, ConnectorList connectors, Desk desk, DemoCompany demo, ILogger<ProvisioningWorker> log) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);
    private volatile TaskCompletionSource wake = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await demo.Ready.WaitAsync(stoppingToken);
        desk.Committed += Wake;
        try
        {
            await Task.WhenAll([.. connectors.All.Select(c => Loop(cancel => run.Drain(c, cancel), () => wake.Task, stoppingToken)), Loop(run.DrainStrays, () => Never, stoppingToken)]);
        }
        finally
        {
            desk.Committed -= Wake;
        }
    }

    private void Wake(IReadOnlyList<Deed> deeds) =>
        Interlocked.Exchange(ref wake, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    // Strays are rare and nobody waits for them: they are not looked for at each commit.
    private static readonly Task Never = new TaskCompletionSource().Task;

    private async Task Loop(Func<CancellationToken, Task<int>> drain, Func<Task> woken, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            // Taken before looking: what is committed while we look wakes us again.
            var next = woken();
            try
            {
                await drain(stop);
                await Task.Delay(Breath, stop);
                await Task.WhenAny(next, Task.Delay(Rest, stop));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
            catch (Exception fault)
            {
                log.LogError(fault, "The queue of work could not be read; it is tried again.");
                await Task.WhenAny(Task.Delay(Rest, stop));
            }
        }
    }
}
