using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Tests.Data;

public sealed class MigrationsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Host=localhost")]
    public async Task Each_set_tells_the_whole_model(string setting)
    {
        await using var choice = DatabaseChoice.From(setting);
        await using var db = choice.CreateDbContext();

        Assert.False(db.Database.HasPendingModelChanges(), "The model changed: run eng/migrate NAME.");
    }
}
