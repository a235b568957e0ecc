using System.Net;
using System.Net.Mail;
using System.Threading.Channels;

namespace Tributary.Web.Security;

/// <summary>
/// Letters that hold a secret for one person: a link to set a password or to confirm an email. They are never rows,
/// because a row would keep the secret; they wait in memory, so a page answers as fast for an email nobody knows, and
/// one that is lost with the program is simply asked for again. Everything else an account is told is a Notice.
/// </summary>
public sealed class Letters(IConfiguration settings, ILogger<Letters> log) : BackgroundService
{
    /// <summary>
    /// The setting that names the mail server: <c>smtp://user:password@mail.example.com:587?from=panel@example.com</c>;
    /// <c>smtps</c> for TLS. Empty means that there is none, and pages say who can help instead.
    /// </summary>
    public const string Setting = "TRIBUTARY_SMTP";

    private readonly Uri? server = Uri.TryCreate(settings[Setting], UriKind.Absolute, out var uri) && uri.Scheme is "smtp" or "smtps" ? uri : null;
    private readonly Channel<(string To, string Subject, string Text)> waiting = Channel.CreateBounded<(string, string, string)>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Whether there is a mail server.</summary>
    public bool CanBeSent => server is not null;

    /// <summary>Sends it soon.</summary>
    public void Send(string to, string subject, string text)
    {
        if (CanBeSent) waiting.Writer.TryWrite((to, subject, text));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (server is null) return;
        await foreach (var (to, subject, text) in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                using var client = Connect(server);
                var from = System.Web.HttpUtility.ParseQueryString(server.Query)["from"] ?? $"tributary@{server.Host}";
                using var letter = new MailMessage(from, to, subject, text);
                await client.SendMailAsync(letter, stoppingToken);
            }
            catch (Exception fault) when (fault is SmtpException or FormatException or InvalidOperationException)
            {
                log.LogError(fault, "A letter could not be sent. The person can ask for it again.");
            }
        }
    }

    private static SmtpClient Connect(Uri server)
    {
        var client = new SmtpClient(server.Host, server.Port > 0 ? server.Port : 587) { EnableSsl = server.Scheme == "smtps", Timeout = 20_000 };
        if (server.UserInfo.Split(':', 2) is [var user, var password]) client.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        return client;
    }
}
