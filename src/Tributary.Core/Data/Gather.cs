namespace Tributary.Data;

/// <summary>
/// Fetches with one query what many ask for at the same time: whoever asks while a query runs is answered by the next
/// one. There is no timer, a lone question goes at once; and nothing is kept, so that an answer is never older than its
/// question. Safe for concurrent use.
/// </summary>
/// <param name="fetch">Gives what there is of these keys, each once, in a constant number of queries.</param>
public sealed class Gather<TKey, TValue>(Func<IReadOnlyCollection<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> fetch)
    where TKey : notnull where TValue : class
{
    private readonly Lock gate = new();
    private List<(TKey Key, TaskCompletionSource<TValue?> Answer)> waiting = [];
    private bool running;

    /// <summary>What there is under this key by now, or null.</summary>
    public Task<TValue?> Get(TKey key)
    {
        var answer = new TaskCompletionSource<TValue?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Add((key, answer));
            if (running) return answer.Task;
            running = true;
        }
        _ = Run();
        return answer.Task;
    }

    private async Task Run()
    {
        while (Next() is { Count: > 0 } batch)
        {
            try
            {
                var found = await fetch(batch.Count == 1 ? [batch[0].Key] : batch.Select(asked => asked.Key).ToHashSet());
                foreach (var (key, answer) in batch) answer.SetResult(found.GetValueOrDefault(key));
            }
            catch (Exception fault)
            {
                foreach (var (_, answer) in batch) answer.TrySetException(fault);
            }
        }
    }

    private List<(TKey Key, TaskCompletionSource<TValue?> Answer)> Next()
    {
        lock (gate)
        {
            var batch = waiting;
            if (batch.Count > 0) waiting = new(batch.Count);
            else running = false;
            return batch;
        }
    }
}
