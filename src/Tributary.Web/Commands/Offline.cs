using Tributary.Data;
using Tributary.Web.Security;

namespace Tributary.Web.Commands;

/// <summary>What a command needs that works on the database beside, or without, a running panel.</summary>
internal static class Offline
{
    /// <summary>Runs a command's work in a scope of services, on a database at the newest migration. A refusal is said and ends with 1.</summary>
    public static async Task<int> Run(Func<IServiceProvider, Task> work, CancellationToken cancel)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(settings)
            .AddLogging(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning))
            .AddBusiness(settings[DatabaseChoice.Setting]).AddPeople();
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<DatabaseChoice>().MigrateAsync(cancel);
        await using var scope = provider.CreateAsyncScope();
        try
        {
            await work(scope.ServiceProvider);
            return 0;
        }
        catch (Refusal no)
        {
            await Console.Error.WriteLineAsync(no.Message);
            foreach (var (field, sentences) in no.Errors)
                foreach (var sentence in sentences.Where(sentence => sentence != no.Message)) await Console.Error.WriteLineAsync($"{field}: {sentence}");
            return 1;
        }
    }
}
