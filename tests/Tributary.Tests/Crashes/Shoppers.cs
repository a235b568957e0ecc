using System.Collections.Concurrent;
using System.Net.Http.Json;

namespace Tributary.Tests.Crashes;

/// <summary>What was asked for under a key of its own.</summary>
/// <param name="Key">The Idempotency-Key; an order bears it as the buyer's reference too.</param>
/// <param name="ApiKey">Who asks.</param>
/// <param name="Path">Where.</param>
/// <param name="Body">What.</param>
public sealed record Wish(string Key, string ApiKey, string Path, object Body)
{
    /// <summary>The first answer, or null while there is none.</summary>
    public string? Answer { get; set; }

    /// <summary>How often it was answered; each answer is held against the first.</summary>
    public int Answers { get; set; }
}

/// <summary>
/// Programs that ask over HTTP, from ten connections at once, each wish under a key of its own, and keep what they were
/// answered. A wish without an answer is not given up: it is asked again under its key.
/// </summary>
/// <param name="next">Which served program is asked next.</param>
/// <param name="wishes">What is asked for, by number.</param>
public sealed class Shoppers(Func<Served> next, Func<int, Wish> wishes) : IDisposable
{
    /// <summary>How many ask at once.</summary>
    public const int Lanes = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<(Served, string), HttpClient> callers = new();
    private readonly ConcurrentDictionary<string, int> running = new();
    private readonly SemaphoreSlim answered = new(0);
    private int made;

    /// <summary>Everything that was asked for so far, in the order in which it was asked first.</summary>
    public ConcurrentQueue<Wish> All { get; } = new();

    /// <summary>What was answered otherwise the second time, or refused.</summary>
    public ConcurrentQueue<string> Contradictions { get; } = new();

    /// <summary>The requests that were not answered, or with 5xx.</summary>
    public ConcurrentQueue<string> Failures { get; } = new();

    /// <summary>Asks for new things until it is told to stop or there were so many; what got no answer is asked again under its key.</summary>
    public async Task<IReadOnlyList<Wish>> Ask(int most, CancellationToken stop)
    {
        var asked = new ConcurrentQueue<Wish>();
        var left = most;
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested && Interlocked.Decrement(ref left) >= 0)
            {
                var wish = wishes(Interlocked.Increment(ref made));
                All.Enqueue(wish);
                asked.Enqueue(wish);
                while (!await Once(wish) && !stop.IsCancellationRequested) await Task.WhenAny(Task.Delay(50, stop));
            }
        })));
        return [.. asked];
    }

    /// <summary>Asks again for each of these, answered or not, until each was answered a second time and that answer held against the first.</summary>
    public async Task AskAgain(IEnumerable<Wish> before)
    {
        var left = new ConcurrentQueue<Wish>(before);
        using var limit = new CancellationTokenSource(Patience);
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Run(async () =>
        {
            while (left.TryDequeue(out var wish))
            {
                do
                {
                    while (!await Once(wish))
                    {
                        if (limit.IsCancellationRequested) Assert.Fail($"{wish.Key} has had no answer for {Patience}. {Stuck(wish)}");
                        await Task.Delay(100);
                    }
                }
                while (wish.Answers < 2);
            }
        })));
    }

    /// <summary>Waits until so many more were answered, or a while has gone.</summary>
    public async Task Answered(int times)
    {
        for (var i = 0; i < times && await answered.WaitAsync(TimeSpan.FromSeconds(5)); i++) { }
    }

    public void Dispose()
    {
        foreach (var caller in callers.Values) caller.Dispose();
        answered.Dispose();
    }

    /// <summary>Asks the program whose turn it is, once; false when there was no answer.</summary>
    private async Task<bool> Once(Wish wish)
    {
        var caller = callers.GetOrAdd((next(), wish.ApiKey), of => of.Item1.Caller(of.Item2));
        using var request = new HttpRequestMessage(HttpMethod.Post, wish.Path) { Content = JsonContent.Create(wish.Body), Headers = { { "Idempotency-Key", wish.Key } } };
        try
        {
            using var response = await caller.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if ((int)response.StatusCode >= 500) return Failed($"{(int)response.StatusCode} {text}");
            // It may still be running in the program that did not answer in time.
            if (text.Contains("idempotency.running", StringComparison.Ordinal)) return Running(wish);
            if ((int)response.StatusCode != 201) Contradictions.Enqueue($"{wish.Key} was answered {(int)response.StatusCode} {text}");
            else if (wish.Answer is { } first && first != text) Contradictions.Enqueue($"{wish.Key} was answered {first} and then {text}");
            wish.Answer ??= (int)response.StatusCode == 201 ? text : null;
            wish.Answers++;
            answered.Release();
            return true;
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException or IOException)
        {
            return Failed(gone.ToString());
        }
    }

    private bool Running(Wish wish)
    {
        running[wish.Key] = running.GetValueOrDefault(wish.Key) + 1;
        return false;
    }

    private string Stuck(Wish wish) => $"{running.GetValueOrDefault(wish.Key)} times it was still running; what failed last:\n{string.Join('\n', Failures.TakeLast(3))}";

    private bool Failed(string how)
    {
        Failures.Enqueue(how);
        return false;
    }
}
