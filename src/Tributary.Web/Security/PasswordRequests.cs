using System.Threading.Channels;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Notices;

namespace Tributary.Web.Security;

/// <summary>
/// Takes in emails for which somebody asks for a link to set a password. The page hands them over and answers; who has
/// such an email is found out afterwards, so that the answer is as quick for one that nobody has. What is lost with the
/// program is simply asked for again.
/// </summary>
public sealed class PasswordRequests(IServiceProvider services, TimeProvider clock, ILogger<PasswordRequests> log) : BackgroundService
{
    private const int Most = 1000;
    // Whoever presses the button again and again fills nobody's mailbox.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Channel<(string Email, string? Under)> waiting = Channel.CreateBounded<(string, string?)>(
        new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Dictionary<Guid, DateTime> written = [];

    /// <summary>Takes one in.</summary>
    /// <param name="email">As it was typed.</param>
    /// <param name="under">The path at or below which the person must have a place; null for anywhere.</param>
    public void Ask(string? email, string? under = null)
    {
        if (!string.IsNullOrWhiteSpace(email) && email.Length <= 254) waiting.Writer.TryWrite((email.Trim(), under));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (email, under) in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await Write(email, under);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "A mail with a link to set a password could not be written. The person can ask for it again.");
            }
        }
    }

    private async Task Write(string email, string? under)
    {
        await using var scope = services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<UserManager<User>>().FindByEmailAsync(email) is not { } user || !MayBeWritten(user.Id)) return;
        await scope.ServiceProvider.GetRequiredService<ProfileLetters>().Write(user, at: null, [new PersonalMail("password_reset", Department.Support)], under);
    }

    private bool MayBeWritten(Guid user)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (written.TryGetValue(user, out var last) && now - last < Pause) return false;
        if (written.Count >= Most) written.Clear();
        written[user] = now;
        return true;
    }
}
