using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Tributary.Provisioning.Connectors.Webhook;

/// <summary>What the operator says about webhooks.</summary>
/// <param name="AllowPrivate">True to reach addresses of private networks and this machine, and by plain HTTP.</param>
/// <param name="Panel">Where this panel is reached from outside; answers that come later are sent below it.</param>
public sealed record WebhookRules(bool AllowPrivate = false, Uri? Panel = null);

/// <summary>
/// Asks a program on the Internet by a signed request, as Standard Webhooks defines it. The program answers at once
/// (200), or takes it over (202) and answers later. See the README beside this file.
/// </summary>
public sealed class WebhookConnector(WebhookRules rules, TimeProvider clock) : IConnector, IDisposable
{
    /// <summary>The most that is read of an answer, in bytes.</summary>
    public const int MostOfAnswer = 64 * 1024;

    private readonly HttpClient http = PublicAddress.NewClient(rules.AllowPrivate);

    /// <inheritdoc/>
    public string Key => "webhook";
    /// <inheritdoc/>
    public string Name => "Webhook";
    /// <inheritdoc/>
    public string About => "Asks a program of yours by a signed request; it answers at once or later.";
    /// <inheritdoc/>
    public IReadOnlyList<ConnectorSetting> Settings { get; } =
    [
        new("url", "Address", SettingKind.Url)
        {
            Required = true, Help = "Where the requests go. Addresses of private networks are refused unless the operator allows them.",
            Check = url => rules.AllowPrivate || url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? null : "Enter an address that begins with https://.",
        },
        new("secret", "Secret", SettingKind.Secret)
        {
            Required = true, Help = "whsec_ and base64 of 24 to 64 random bytes. Requests and later answers are signed with it.", Check = CheckSecret,
        },
        new("oldSecret", "Secret before", SettingKind.Secret)
        {
            Help = "While the other side changes its secret, both count.", Check = CheckSecret,
        },
        new("timeoutSeconds", "Seconds to wait for an answer", SettingKind.Number) { Default = "20", Min = 1, Max = 60 },
        new("answerHours", "Hours to wait for a later answer", SettingKind.Number) { Default = "24", Min = 1, Max = 720, Help = "Then a person is asked." },
    ];
    /// <inheritdoc/>
    public int AtOnce => 8;
    /// <inheritdoc/>
    public TimeSpan Patience => TimeSpan.FromSeconds(70);

    /// <inheritdoc/>
    public async Task<Outcome> Do(WorkOrder order, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var seconds = Number(order, "timeoutSeconds");
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            using var request = Request(order);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var body = await ReadSome(response, limit.Token);
            return Read(order, response, body);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Outcome.Retry($"There was no answer within {seconds} s.");
        }
        catch (Exception closed) when (Inner<ClosedAddressException>(closed) is { } why)
        {
            return new Outcome.NeedsPerson($"The address of the plan is refused: {why.Message}");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            return new Outcome.Retry($"The other side could not be reached: {(failed.InnerException ?? failed).Message}");
        }
    }

    /// <summary>Lets go of open connections.</summary>
    public void Dispose() => http.Dispose();

    /// <summary>The secrets that count for a plan with these settings.</summary>
    internal static byte[][] Secrets(IReadOnlyDictionary<string, string> settings) =>
        [.. new[] { "secret", "oldSecret" }.Select(key => settings.GetValueOrDefault(key)).OfType<string>().Select(StandardWebhook.Secret).OfType<byte[]>()];

    private HttpRequestMessage Request(WorkOrder order)
    {
        // The same bytes at every attempt: only the time of sending and the signature over it differ.
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = "work." + WebhookAnswer.Code(order.Action), timestamp = order.AskedAt,
            data = new
            {
                work = order.Key, subscription = PublicId.Format("sub", order.SubscriptionId),
                account = new { number = order.AccountNumber, name = order.AccountName },
                product = order.Product, plan = order.Plan, quantity = order.Quantity, interval = order.Interval.Code(),
                term = order.Term is { } term ? new { start = term.Start, end = term.End } : null,
                externalId = order.ExternalId,
                callback = rules.Panel is { } panel ? new Uri(panel, $"/hooks/work/{order.Key}") : null,
            },
        }, JsonSerializerOptions.Web);
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, order.Settings["url"]) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", order.Key);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", StandardWebhook.Sign(Secrets(order.Settings), order.Key, timestamp, body));
        request.Headers.UserAgent.ParseAdd("Tributary-Webhook/1");
        return request;
    }

    private static async Task<byte[]?> ReadSome(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentLength > MostOfAnswer) return null;
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[MostOfAnswer + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        return length > MostOfAnswer ? null : buffer[..length];
    }

    private static Outcome Read(WorkOrder order, HttpResponseMessage response, byte[]? body)
    {
        var status = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case HttpStatusCode.Accepted:
                var within = TimeSpan.FromHours(Number(order, "answerHours"));
                if (body is not { Length: > 0 }) return new Outcome.Handed(null, within);
                return WebhookAnswer.Read(body, order, out _) switch
                {
                    Outcome.Done => new Outcome.NeedsPerson("The other side answered 202 (it will answer later) and said \"done\" in one. Nothing was settled."),
                    Outcome.Handed handed => handed with { Within = within },
                    var other => other,
                };
            case >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices:
                if (body is null) return new Outcome.NeedsPerson($"The other side answered more than {MostOfAnswer / 1024} KB. Nothing was settled.");
                if (body.Length == 0 && order.Action != WorkAction.Create) return new Outcome.Done(order.ExternalId, []);
                return WebhookAnswer.Read(body, order, out _) switch
                {
                    Outcome.Handed handed => handed with { Within = TimeSpan.FromHours(Number(order, "answerHours")) },
                    var other => other,
                };
            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest:
                return new Outcome.NeedsPerson($"The other side answered {status} (a redirect), which is not followed. Enter the new address in the plan.");
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict or (HttpStatusCode)425 or >= HttpStatusCode.InternalServerError:
                return new Outcome.Retry($"The other side answered {status}.{Quote(body)}", After(response));
            default:
                return new Outcome.NeedsPerson($"The other side refused with {status}.{Quote(body)}");
        }
    }

    private static TimeSpan? After(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } until } when response.Headers.Date is { } sent => until - sent,
        _ => null,
    };

    private static string Quote(byte[]? body)
    {
        if (body is not { Length: > 0 }) return "";
        var text = new string([.. System.Text.Encoding.UTF8.GetString(body).Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return $" It said: {(text.Length <= 300 ? text : text[..300] + "…")}";
    }

    private static int Number(WorkOrder order, string key) => int.Parse(order.Settings[key], CultureInfo.InvariantCulture);

    private static string? CheckSecret(string secret) =>
        StandardWebhook.Secret(secret) is null ? "Enter whsec_ and base64 of 24 to 64 random bytes." : null;

    private static T? Inner<T>(Exception? fault) where T : Exception =>
        fault is null or T ? fault as T : Inner<T>(fault.InnerException);
}
