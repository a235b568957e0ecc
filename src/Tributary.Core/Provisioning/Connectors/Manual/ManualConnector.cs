using Tributary.Accounts;
using Tributary.Catalog;

namespace Tributary.Provisioning.Connectors.Manual;

/// <summary>A person delivers: the work goes onto the list, and whoever makes the product finishes it there.</summary>
public sealed class ManualConnector : IConnector
{
    private const string Confirm = "confirmRenewals";
    private const string Note = "instructions";

    /// <summary>The code that plans name it by.</summary>
    public const string Code = "manual";

    /// <inheritdoc/>
    public string Key => Code;
    /// <inheritdoc/>
    public string Name => "By hand";
    /// <inheritdoc/>
    public string About => "A person delivers and says so in the work list.";
    /// <inheritdoc/>
    public IReadOnlyList<ConnectorSetting> Settings { get; } =
    [
        new(Note, "Instructions", SettingKind.Text) { Help = "Shown to whoever fulfils the order." },
        new(Confirm, "Renewals need a person too", SettingKind.Switch)
        {
            Default = "false", Help = "Otherwise a renewal counts as delivered at once, as nothing has to be done for it.",
        },
    ];
    /// <inheritdoc/>
    public int AtOnce => 100;
    /// <inheritdoc/>
    public TimeSpan Patience => TimeSpan.FromSeconds(10);

    /// <summary>Whether a plan of this connector wants a person for its renewals too.</summary>
    /// <param name="settings">The plan's settings as they are stored.</param>
    public static bool ConfirmsRenewals(string settings) => ConnectorList.Read(settings).GetValueOrDefault(Confirm) == "true";

    /// <inheritdoc/>
    public Task<Outcome> Do(WorkOrder order, CancellationToken cancel) => Task.FromResult<Outcome>(new Outcome.NeedsPerson(
        Asked(order.Action, order.Quantity, order.ProductName, order.PlanName, order.AccountName, order.AccountNumber, order.Settings)));

    /// <summary>
    /// Puts the first work of a subscription before a person in the deed that asks for it: nothing comes before it that it
    /// would have to wait for, and there is nothing for a worker to do.
    /// </summary>
    public static void Ask(Work work, Product product, Plan plan, Account account, int quantity)
    {
        if (work.Connector != Code || work.Action != WorkAction.Create) return;
        work.AskAtOnce(Asked(work.Action, quantity, product.Name, plan.Name, account.Name, account.Number, ConnectorList.Read(plan.ConnectorSettings)));
    }

    private static string Asked(WorkAction action, int quantity, string product, string plan, string account, string? number, IReadOnlyDictionary<string, string> settings)
    {
        var what = action switch
        {
            WorkAction.Create => $"Deliver {quantity} × {product}, {plan}",
            WorkAction.Change => $"Change to {quantity} × {product}, {plan}",
            WorkAction.Suspend => $"Stop the use of {product}, {plan}, and keep it",
            WorkAction.Resume => $"Let {product}, {plan}, be used again",
            WorkAction.Remove => $"Take {product}, {plan}, away",
            WorkAction.Renew => $"Confirm another term of {product}, {plan}",
        };
        var note = settings.TryGetValue(Note, out var text) ? $" {text}" : "";
        return $"{what} for {account} ({number}).{note}";
    }
}
