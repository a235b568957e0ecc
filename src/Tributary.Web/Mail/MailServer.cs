using System.Net;
using System.Net.Mail;
using System.Net.Sockets;

namespace Tributary.Web.Mail;

/// <summary>The mail server that mails are handed to, if there is one.</summary>
public sealed class MailServer
{
    /// <summary>
    /// The setting that names it: <c>smtp://user:password@mail.example.com:587?from=panel@example.com</c>; <c>smtps</c>
    /// insists on TLS (STARTTLS). Empty means that there is none: mails are kept, to be read in the panel.
    /// </summary>
    public const string Setting = "TRIBUTARY_SMTP";

    private const int UsualPort = 587;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Uri? server;

    /// <summary>Reads the setting.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read.</exception>
    public MailServer(IConfiguration settings)
    {
        if (settings[Setting] is not { } set || string.IsNullOrWhiteSpace(set)) return;
        server = Uri.TryCreate(set, UriKind.Absolute, out var uri) && uri.Scheme is "smtp" or "smtps" && uri.Host.Length > 0 ? uri
            : throw new InvalidOperationException($"{Setting} must be an address such as smtp://user:password@mail.example.com:587?from=panel@example.com.");
        if (!MailAddress.TryCreate(From, out _)) throw new InvalidOperationException($"{Setting} names no address after from= that mails can come from.");
    }

    /// <summary>Whether there is one.</summary>
    public bool CanBeSent => server is not null;

    /// <summary>The address mails come from whose sender has none of its own.</summary>
    public string From => server is null ? "tributary@localhost" : System.Web.HttpUtility.ParseQueryString(server.Query)["from"] ?? $"tributary@{server.Host}";

    /// <summary>A connection that is opened with its first mail and closed with its disposal.</summary>
    public SmtpClient Connect()
    {
        var at = server ?? throw new InvalidOperationException("There is no mail server.");
        var client = new SmtpClient(at.Host, at.Port > 0 ? at.Port : UsualPort)
        {
            EnableSsl = at.Scheme == "smtps", DeliveryFormat = SmtpDeliveryFormat.International, UseDefaultCredentials = false,
        };
        if (at.UserInfo.Split(':', 2) is [var user, var password]) client.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        return client;
    }

    /// <summary>
    /// Hands a mail over. It is not broken off when the program stops, for then nobody would know whether the server has it;
    /// a server that says nothing for a minute does not have it.
    /// </summary>
    /// <exception cref="MailRefused">The server does not take it.</exception>
    public static async Task Send(SmtpClient client, RenderedMail mail)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var message = mail.ToMessage();
            await client.SendMailAsync(message, patience.Token);
        }
        catch (OperationCanceledException fault)
        {
            throw new MailRefused("unreachable", forGood: false, unreachable: true, fault);
        }
        catch (SmtpException fault)
        {
            throw Refused(fault);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            throw new MailRefused("unreachable", forGood: false, unreachable: true, fault);
        }
    }

    // 5xx about the mailbox is the same tomorrow; all else somebody may mend. A server that wants another password takes no mail at all.
    private static MailRefused Refused(SmtpException fault)
    {
        var code = (int)fault.StatusCode;
        if (code <= 0) return new("unreachable", forGood: false, unreachable: fault is not SmtpFailedRecipientException, fault);
        var mailbox = fault is SmtpFailedRecipientException;
        return new($"refused_{code}", forGood: mailbox && code is 550 or 551 or 553 or 554, unreachable: code == 421 || !mailbox && code is 454 or 530 or 534 or 535, fault);
    }
}

/// <summary>The mail server does not take a mail. Its own words are in the exception within, for the log.</summary>
/// <param name="code">What the sender's people are told; see <see cref="Notices.Message.Fault"/>.</param>
/// <param name="forGood">True when trying again is of no use.</param>
/// <param name="unreachable">True when it takes nothing at all at the moment, whatever it is.</param>
public sealed class MailRefused(string code, bool forGood, bool unreachable, Exception fault) : Exception(fault.Message, fault)
{
    public string Code => code;

    public bool ForGood => forGood;

    public bool Unreachable => unreachable;
}
