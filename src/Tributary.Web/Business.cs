using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Web;

/// <summary>The business as services: the clock, the database, the desk. The panel and every command begin with it.</summary>
public static class Business
{
    /// <summary>Registers them; whoever disposes the provider closes the desk, which finishes what waits.</summary>
    /// <param name="setting">Which database, see <see cref="DatabaseChoice.Setting"/>.</param>
    public static IServiceCollection AddBusiness(this IServiceCollection services, string? setting) =>
        services.AddSingleton(TimeProvider.System).AddDatabase(setting).AddSingleton<Desk>().AddSingleton<Usage.RecordUsage>().AddSingleton<Usage.LaunchProduct>().AddSingleton<Usage.RedeemLaunch>();
}
