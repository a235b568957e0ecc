using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Provisioning.Connectors.Webhook;

/// <summary>An answer that came later and is genuine.</summary>
/// <param name="Work">The work it is about, as it was read.</param>
/// <param name="Outcome">What it says became of it.</param>
/// <param name="Reference">The deed's reference, so that a repeated message is taken once and answered the same.</param>
/// <param name="Asked">SHA-256 of the message.</param>
public sealed record GenuineAnswer(Work Work, WorkOutcome Outcome, string Reference, byte[] Asked);

/// <summary>Reads answers that come later, at <c>POST /hooks/work/{token}</c>.</summary>
public sealed class ReadAnswer(DatabaseChoice database, ConnectorList connectors, TimeProvider clock)
{
    /// <summary>
    /// The answer, or null when it is not genuine: no such work, not handed to a webhook, a signature that is not the plan's,
    /// a time too far off. All of these look the same to the sender.
    /// </summary>
    /// <param name="token">The work's id as it was sent, <c>wrk_…</c>.</param>
    public async Task<GenuineAnswer?> Read(string token, string id, string timestamp, string signature, byte[] body, CancellationToken cancel)
    {
        if (!PublicId.TryParse(token, WorkOrder.Prefix, out var workId)) return null;
        await using var db = database.CreateDbContext();
        var work = await db.Work.AsNoTracking().FirstOrDefaultAsync(w => w.Id == workId && w.Connector == "webhook", cancel);
        if (work is null) return null;
        var (order, _) = (await new WorkQueue(database, clock).Orders([work], connectors))[work.Id];
        if (order is null || !StandardWebhook.Verify(WebhookConnector.Secrets(order.Settings), id, timestamp, signature, body, clock.GetUtcNow())) return null;

        var outcome = RunWork.Judge(order, WebhookAnswer.Read(body, order, out _)) switch
        {
            Outcome.Done done => new WorkOutcome { Kind = OutcomeKind.Done, ExternalId = done.ExternalId, Assets = done.Assets },
            Outcome.NeedsPerson person => new WorkOutcome { Kind = OutcomeKind.NeedsPerson, Reason = person.Reason },
            Outcome.Retry retry => new WorkOutcome { Kind = OutcomeKind.NeedsPerson, Reason = retry.Reason },
            // A sign of life: it goes on lying with the other side.
            Outcome.Handed handed => new WorkOutcome { Kind = OutcomeKind.Handed, ExternalId = handed.ExternalId, Until = clock.GetUtcNow().UtcDateTime + handed.Within },
            _ => throw new InvalidOperationException("Unknown outcome."),
        };
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{token} {id}")));
        return new(work, outcome, $"hook:{name}", SHA256.HashData(body));
    }
}
