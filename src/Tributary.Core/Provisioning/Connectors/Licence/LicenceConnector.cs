using System.Globalization;
using System.Security.Cryptography;

namespace Tributary.Provisioning.Connectors.Licence;

/// <summary>Issues a signed licence for every term paid for. See the README beside this file for what such a licence can do and cannot.</summary>
public sealed class LicenceConnector(LicenceKeys keys) : IConnector
{
    private const string SpareDays = "spareDays";

    /// <inheritdoc/>
    public string Key => "licence";
    /// <inheritdoc/>
    public string Name => "Licence key";
    /// <inheritdoc/>
    public string About => "Issues a signed licence that the product verifies offline.";
    /// <inheritdoc/>
    public IReadOnlyList<ConnectorSetting> Settings { get; } =
    [
        new(SpareDays, "Days valid beyond the term", SettingKind.Number)
        {
            Default = "14", Max = 366, Help = "So that a renewal that comes late, or a product that is offline, does not stop at once.",
        },
    ];
    /// <inheritdoc/>
    public int AtOnce => 16;
    /// <inheritdoc/>
    public TimeSpan Patience => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task<Outcome> Do(WorkOrder order, CancellationToken cancel)
    {
        var id = PublicId.Format("lic", order.SubscriptionId);
        switch (order.Action)
        {
            case WorkAction.Suspend or WorkAction.Remove:
                return new Outcome.Done(id, []);
            case WorkAction.Create or WorkAction.Change or WorkAction.Resume or WorkAction.Renew:
                break;
            default:
                throw new InvalidOperationException($"Unknown action {order.Action}.");
        }

        // Everything in it comes from what was asked for and when, so that a repeated attempt issues the same licence.
        var (from, end) = Valid(order);
        var licence = new LicenceToken
        {
            Serial = order.Key, Maker = PublicId.Format("acc", order.MakerId), Subscription = PublicId.Format("sub", order.SubscriptionId),
            Account = order.AccountNumber, Product = order.Product, Plan = order.Plan, Quantity = order.Quantity,
            IssuedAt = new DateTimeOffset(order.AskedAt).ToUnixTimeSeconds(), ValidFrom = Seconds(from), ValidTo = end is { } day ? Seconds(day) : null,
        };
        try
        {
            var key = await keys.Sign(order.MakerId, licence, cancel);
            return new Outcome.Done(id, [new MadeAsset("licence", order.ProductName, key, end?.AddDays(-1))]);
        }
        catch (CryptographicException)
        {
            return new Outcome.NeedsPerson("The key that signs this maker's licences cannot be decrypted: the program's data protection keys were lost. Restore them from a backup and try again.");
        }
    }

    // A new term begins with its delivery, a day or so after it was asked for at most; the spare days cover that.
    private static (DateOnly From, DateOnly? End) Valid(WorkOrder order)
    {
        var asked = DateOnly.FromDateTime(order.AskedAt);
        // One day early: the clock and the zone of the machine that verifies are not ours.
        var from = (order.Term?.Start ?? asked).AddDays(-1);
        if (order.Interval == Interval.OneTime) return (from, null);
        var end = order.Term?.End ?? Calendar.NthStart(asked, order.Interval, 1);
        return (from, end.AddDays(int.Parse(order.Settings[SpareDays], CultureInfo.InvariantCulture)));
    }

    private static long Seconds(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds();
}
