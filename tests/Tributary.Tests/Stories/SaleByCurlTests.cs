using System.Diagnostics;
using Tributary.Data;
using Tributary.Tests.Crashes;

namespace Tributary.Tests.Stories;

/// <summary>The script <c>tests/sale-by-curl</c>: the main job with curl against the program as it is served, from nothing to the cent.</summary>
[Trait("Category", "Long")]
public sealed class SaleByCurlTests
{
    [Theory, OnBoth]
    public Task From_an_empty_database_to_a_sale_through_three_levels(DatabaseKind kind) =>
        Sell(kind, Path.Combine(RepositoryFolder.Root, "src", "Tributary.Core", "Data", "Seed", "price-list.csv"), "976.24");

    [SharedDataTheory("price-lists/saas-2019-2022.csv"), OnBoth]
    public Task The_same_with_the_real_price_list(DatabaseKind kind) => Sell(kind, SharedData.At("price-lists/saas-2019-2022.csv"), "957.13");

    private static async Task Sell(DatabaseKind kind, string list, string left)
    {
        await using var database = await TestDatabase.Create(kind);
        var start = new ProcessStartInfo(Path.Combine(RepositoryFolder.Root, "tests", "sale-by-curl"), [Served.Program, list]);
        start.Environment[DatabaseChoice.Setting] = database.Setting;
        start.Environment["DOTNET_USE_POLLING_FILE_WATCHER"] = "1";
        start.Environment["PORT"] = Served.FreePort().ToString();
        var (code, said) = await Served.Run(start);

        Assert.True(code == 0, said);
        Assert.Contains($"balance: {left}", said);
        Assert.Contains("the books check out", said);
        await database.BooksMustBalance();
    }
}
