using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Licence;
using Tributary.Provisioning.Connectors.Manual;
using Tributary.Provisioning.Connectors.Webhook;

namespace Tributary.Web.Workers;

/// <summary>What the program has for delivering what is sold: its connectors, its worker, and the door for later answers.</summary>
public static class ProvisioningSetup
{
    /// <summary>
    /// Registers the connectors and the worker. <c>TRIBUTARY_WEBHOOK_PRIVATE=true</c> lets webhooks reach private networks;
    /// <c>TRIBUTARY_URL</c> is where the panel is reached from outside.
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting cannot be read.</exception>
    public static IServiceCollection AddProvisioning(this IServiceCollection services, IConfiguration configuration)
    {
        var rules = new WebhookRules(configuration.GetValue("TRIBUTARY_WEBHOOK_PRIVATE", false), configuration["TRIBUTARY_URL"] is { Length: > 0 } url ? Panel(url) : null);
        services.AddDataProtection();
        return services
            .AddSingleton(rules)
            .AddSingleton<LicenceKeys>()
            .AddSingleton<IConnector, ManualConnector>()
            .AddSingleton<IConnector, LicenceConnector>()
            .AddSingleton<IConnector, WebhookConnector>()
            .AddSingleton<ConnectorList>()
            .AddSingleton<ReadAnswer>()
            .AddSingleton(Report)
            .AddSingleton(p => new RunWork(p.GetRequiredService<DatabaseChoice>(), p.GetRequiredService<ConnectorList>(), p.GetRequiredService<TimeProvider>(),
                p.GetRequiredService<ILogger<RunWork>>(), p.GetRequiredService<ReportWork>()))
            .AddHostedService<ProvisioningWorker>();
    }

    /// <summary>What workers and later answers say goes to the one deed that closes work, in the program's name.</summary>
    private static ReportWork Report(IServiceProvider services)
    {
        var desk = services.GetRequiredService<Desk>();
        // The program's name in the trail is the connector's; its account is asked for once, since the root is made only at first run.
        Guid? root = null;
        return async (work, outcome, reference, asked) =>
        {
            root ??= await RootId(services.GetRequiredService<DatabaseChoice>());
            await desk.Do(new FinishWork
            {
                By = Viewer.Program($"Connector {work.Connector}", root.Value), Branch = work.BranchId, WorkId = work.Id, Outcome = outcome,
                Reference = reference, Asked = asked ?? [],
            });
        };
    }

    private static async Task<Guid> RootId(DatabaseChoice database)
    {
        await using var db = database.CreateDbContext();
        return await db.Accounts.Where(a => a.Path == TreePath.Root).Select(a => a.Id).SingleAsync();
    }

    /// <summary>
    /// <c>POST /hooks/work/{token}</c>: the other side's later answer. Open to everybody, because the signature says who it
    /// is; what is not genuine is answered 401, whatever is wrong with it.
    /// </summary>
    public static void MapWorkHook(this IEndpointRouteBuilder app) => app.MapPost("/hooks/work/{token}", Answer)
        .AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();

    private static async Task<IResult> Answer(string token, HttpRequest request, ReadAnswer answers, ReportWork report, CancellationToken cancel)
    {
        if (request.ContentLength > WebhookConnector.MostOfAnswer) return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var buffer = new byte[WebhookConnector.MostOfAnswer + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        if (length > WebhookConnector.MostOfAnswer) return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);

        string Header(string name) => request.Headers[name].ToString();
        var answer = await answers.Read(token, Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), buffer[..length], cancel);
        if (answer is null)
            return Results.Problem(statusCode: StatusCodes.Status401Unauthorized, title: "The signature is not valid.", extensions: Code("signature.invalid"));
        try
        {
            await report(answer.Work, answer.Outcome, answer.Reference, answer.Asked);
            return Results.Ok(new { taken = true });
        }
        catch (Refusal no)
        {
            return Results.Problem(statusCode: (int)no.Kind, title: no.Message, extensions: Code(no.Code));
        }
    }

    private static Dictionary<string, object?> Code(string code) => new() { ["code"] = code };

    private static Uri Panel(string url) => Uri.TryCreate(url, UriKind.Absolute, out var panel) && panel.Scheme is "https" or "http"
        ? panel
        : throw new InvalidOperationException($"TRIBUTARY_URL must be an address such as https://panel.example.com, not '{url}'.");
}
