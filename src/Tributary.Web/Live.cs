using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web;

/// <summary>
/// <c>/live</c>: server-sent events that tell an open page that what its account reads has changed, and nothing of what. They come
/// from rows, so it does not matter which program did the deed; at most one a second.
/// </summary>
internal static class Live
{
    // Who signs out at another program is noticed by this much later at the latest; the browser of who did not comes back by itself.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/live", Tell).RequireAuthorization(Policies.SignedIn).ExcludeFromDescription();

    private static async Task Tell(HttpContext http, CurrentViewer current, Watching watching, OpenStreams streams, IServiceScopeFactory scopes, IHostApplicationLifetime life)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        stop.CancelAfter(Longest);
        using var open = streams.Open(current.Person?.Id, stop);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var seen = http.Request.Headers["Last-Event-ID"].ToString();
        try
        {
            await http.Response.WriteAsync("retry: 2000\n\n", stop.Token);
            await http.Response.Body.FlushAsync(stop.Token);
            await using var watch = watching.Begin(current.Account);
            while (true)
            {
                var now = await watch.After(seen, Silence, stop.Token);
                if (!await StillIn(http, current, scopes)) return;
                // The first thing that a page without a past hears is where it stands; it has just been read.
                var text = now is null ? ": still here\n\n" : seen.Length == 0 ? $"id: {now}\ndata:\n\n" : $"id: {now}\nevent: changed\ndata: {{}}\n\n";
                await http.Response.WriteAsync(text, stop.Token);
                await http.Response.Body.FlushAsync(stop.Token);
                seen = now ?? seen;
                // Whatever happens meanwhile is one message more.
                await Task.Delay(Watching.Pace, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone, its person has signed out, the time is over, or the program stops.
        }
    }

    // A password that was changed, a place that was taken away or a visit that is over ends the stream before it tells anything more.
    private static async Task<bool> StillIn(HttpContext http, CurrentViewer current, IServiceScopeFactory scopes)
    {
        if (current.Person is null) return true;
        await using var scope = scopes.CreateAsyncScope();
        var now = scope.ServiceProvider.GetRequiredService<CurrentViewer>();
        return await now.FromSession(http.User, HostBrand.PathOf(http)) && now.OrNull?.AccountId == current.Viewer.AccountId;
    }
}

/// <summary>The streams that people of this program hold open, so that signing out ends them. Who is signed in elsewhere as well comes back by itself.</summary>
public sealed class OpenStreams
{
    private readonly Lock door = new();
    private readonly Dictionary<Guid, HashSet<CancellationTokenSource>> open = [];

    /// <summary>A stream of this person's, until what is given is disposed; nothing to be ended where no person reads.</summary>
    public IDisposable? Open(Guid? personId, CancellationTokenSource stop)
    {
        if (personId is not { } person) return null;
        lock (door)
        {
            if (!open.TryGetValue(person, out var streams)) open[person] = streams = [];
            streams.Add(stop);
        }
        return new Closing(this, person, stop);
    }

    /// <summary>Ends every stream of this person's.</summary>
    public void End(Guid personId)
    {
        // Under the door, so that none is disposed before it is told.
        lock (door)
            foreach (var stop in open.GetValueOrDefault(personId, [])) stop.CancelAfter(TimeSpan.Zero);
    }

    private sealed class Closing(OpenStreams streams, Guid person, CancellationTokenSource stop) : IDisposable
    {
        public void Dispose()
        {
            lock (streams.door)
                if (streams.open.TryGetValue(person, out var own) && own.Remove(stop) && own.Count == 0) streams.open.Remove(person);
        }
    }
}

/// <summary>
/// The accounts that open pages watch. While there are any, the counters of their branches are read once a second for all of them;
/// only where one has moved is it read whether it concerns the account. Nobody looks, nothing is read.
/// </summary>
public sealed class Watching(DatabaseChoice database, TimeProvider clock, ILogger<Watching> log)
{
    /// <summary>How often it is looked, and how often a page is told of something at most.</summary>
    internal static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private long looks;

    private readonly Lock door = new();
    private readonly Dictionary<Guid, Watched> watched = [];
    private bool runs;

    /// <summary>How often the database was asked whether anything has happened, since the start.</summary>
    public long Looks => Interlocked.Read(ref looks);

    /// <summary>True while it looks once a second: while any page is open, and at most that long after the last has closed.</summary>
    public bool IsAwake
    {
        get
        {
            lock (door) return runs;
        }
    }

    /// <summary>A page of this account is open until what is given is disposed.</summary>
    internal Watch Begin(Account account)
    {
        lock (door)
        {
            if (!watched.TryGetValue(account.Id, out var at)) watched[account.Id] = at = new(account);
            at.Pages++;
            if (!runs) _ = Task.Run(Run);
            runs = true;
            return new(this, at);
        }
    }

    private void End(Watched at)
    {
        lock (door)
            if (--at.Pages == 0) watched.Remove(at.Account.Id);
    }

    private async Task Run()
    {
        while (true)
        {
            List<Watched> all;
            lock (door)
            {
                if (watched.Count == 0)
                {
                    runs = false;
                    return;
                }
                all = [.. watched.Values];
            }
            try
            {
                await Look(all);
            }
            catch (Exception fault)
            {
                // The database may be away for a while; the pages then stand still.
                log.LogWarning(fault, "Whether open pages have changed could not be read.");
            }
            await Task.Delay(Pace);
        }
    }

    private async Task Look(List<Watched> all)
    {
        Interlocked.Increment(ref looks);
        await using var db = database.CreateDbContext();
        var ids = all.Select(w => w.Account.BranchId).Where(id => id != 0).Distinct().ToArray();
        var counters = await db.Branches.AsNoTracking().Where(b => ids.Contains(b.Id)).Select(b => new { b.Id, b.Batches }).ToDictionaryAsync(b => b.Id, b => b.Batches);
        if (all.Exists(w => w.Account.BranchId == 0)) counters[0] = await db.Branches.SumAsync(b => b.Batches);
        var day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        foreach (var at in all)
        {
            var used = await db.ActiveDays.AsNoTracking().Where(d => d.AccountId == at.Account.Id && d.Day >= day.AddDays(-1) && d.Day <= day.AddDays(1)).SumAsync(d => d.Events);
            var counter = (counters[at.Account.BranchId], used);
            if (at.Counter == counter) continue;
            at.Counter = counter;
            // The root reads all of its tree; what concerns others is known by what they read, for a child may not know that something happened above.
            at.Tell(at.Account.BranchId == 0 ? $"{counter.Item1}-{used}" : await Standing(db, at.Account, used));
        }
    }

    // What the account reads on its home page, in one number: its figures, its money, its status, and the latest it was told.
    private static async Task<string> Standing(TributaryDb db, Account account, long used)
    {
        var (id, branch) = (account.Id, account.BranchId);
        var figures = await db.Figures.AsNoTracking().Where(f => f.AccountId == id).OrderBy(f => f.BranchId).ThenBy(f => f.Name).ThenBy(f => f.Key).ThenBy(f => f.Currency)
            .Select(f => new { f.Name, f.Key, f.Currency, f.Count, f.Amount }).ToListAsync();
        var books = await db.Books.AsNoTracking().Where(b => b.BranchId == branch && b.BuyerId == id).OrderBy(b => b.Id).Select(b => new { b.Purpose, b.Balance }).ToListAsync();
        var notice = await db.Notices.AsNoTracking().Where(n => n.AccountId == id).OrderByDescending(n => n.At).Select(n => n.Id).FirstOrDefaultAsync();
        var status = await db.Accounts.AsNoTracking().Where(a => a.BranchId == branch && a.Id == id).Select(a => a.Status).FirstOrDefaultAsync();
        var text = $"{string.Join('|', figures)}|{string.Join('|', books)}|{notice}|{status}|{used}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));
    }

    /// <summary>An account that is watched.</summary>
    internal sealed class Watched(Account account)
    {
        private TaskCompletionSource next = New();

        public Account Account => account;

        public int Pages { get; set; }

        public (long, long)? Counter { get; set; }

        /// <summary>Where it stands; empty until it was first read.</summary>
        public string Now { get; private set; } = "";

        /// <summary>Completes with the next change.</summary>
        public Task Next => next.Task;

        public void Tell(string now)
        {
            if (now == Now) return;
            Now = now;
            var before = Interlocked.Exchange(ref next, New());
            before.SetResult();
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>An open page.</summary>
    internal sealed class Watch(Watching watching, Watched at) : IAsyncDisposable
    {
        /// <summary>Where the account stands once that is something else than <paramref name="seen"/>; null after a long silence.</summary>
        public async Task<string?> After(string seen, TimeSpan silence, CancellationToken cancel)
        {
            while (true)
            {
                var next = at.Next;
                if (at.Now.Length > 0 && at.Now != seen) return at.Now;
                if (await Task.WhenAny(next, Task.Delay(silence, cancel)) == next) continue;
                cancel.ThrowIfCancellationRequested();
                return null;
            }
        }

        public ValueTask DisposeAsync()
        {
            watching.End(at);
            return ValueTask.CompletedTask;
        }
    }
}
