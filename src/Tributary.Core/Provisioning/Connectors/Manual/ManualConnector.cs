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
    public Task<Outcome> Do(WorkOrder order, CancellationToken cancel)
    {
        var what = order.Action switch
        {
            WorkAction.Create => $"Deliver {order.Quantity} × {order.ProductName}, {order.PlanName}",
            WorkAction.Change => $"Change to {order.Quantity} × {order.ProductName}, {order.PlanName}",
            WorkAction.Suspend => $"Stop the use of {order.ProductName}, {order.PlanName}, and keep it",
            WorkAction.Resume => $"Let {order.ProductName}, {order.PlanName}, be used again",
            WorkAction.Remove => $"Take {order.ProductName}, {order.PlanName}, away",
            WorkAction.Renew => $"Confirm another term of {order.ProductName}, {order.PlanName}",
        };
        var note = order.Settings.TryGetValue(Note, out var text) ? $" {text}" : "";
        return Task.FromResult<Outcome>(new Outcome.NeedsPerson($"{what} for {order.AccountName} ({order.AccountNumber}).{note}"));
    }
}
