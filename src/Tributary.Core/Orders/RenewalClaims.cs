using Npgsql;
using Tributary.Data;

namespace Tributary.Orders;

/// <summary>
/// What a walk of a renewal run has claimed, so that programs that run at once go through different branches in place of
/// deciding the same subscriptions twice. A claim saves work and guards nothing: what is done once is so by the desk. It is a
/// lock of a transaction of its own, one at a time, and is gone with it however the program ends. On SQLite, where one program
/// writes at a time, everything can be claimed always.
/// </summary>
internal sealed class RenewalClaims(DatabaseChoice database) : IAsyncDisposable
{
    // The first half of the lock's name: "due". The second is the first branch of what is claimed.
    private const int Due = 0x647565;

    private NpgsqlConnection? connection;
    private NpgsqlTransaction? claim;

    /// <summary>Claims it, in place of what was claimed before, unless somebody else has.</summary>
    public Task<bool> Try(int branch, CancellationToken cancel) => Ask("SELECT pg_try_advisory_xact_lock($1, $2)", branch, cancel);

    /// <summary>Claims it, in place of what was claimed before, when nobody else has it any more.</summary>
    public async Task Wait(int branch, CancellationToken cancel)
    {
        try
        {
            await Ask("SELECT set_config('lock_timeout', '60s', true), pg_advisory_xact_lock($1, $2)", branch, cancel);
        }
        catch (PostgresException late) when (late.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // The other one may stand behind a broken network. Two at the same branch cost each other time, and nothing else.
        }
    }

    /// <summary>Lets go of what is claimed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (claim is not null) await claim.DisposeAsync();
        if (connection is not null) await connection.DisposeAsync();
        (claim, connection) = (null, null);
    }

    private async Task<bool> Ask(string sql, int branch, CancellationToken cancel)
    {
        if (database.Postgres is not { } postgres) return true;
        await DisposeAsync();
        connection = await postgres.OpenConnectionAsync(cancel);
        claim = await connection.BeginTransactionAsync(cancel);
        // Longer than the server lets it wait.
        await using var command = new NpgsqlCommand(sql, connection, claim) { CommandTimeout = 90, Parameters = { new() { Value = Due }, new() { Value = branch } } };
        return await command.ExecuteScalarAsync(cancel) is not false;
    }
}
