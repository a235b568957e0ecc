using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Tests.Data;

public sealed class CollationTests
{
    /// <summary>In the order of a language "/" may count for nothing, and a range of paths would hold what stands in another branch.</summary>
    [Fact]
    public async Task Every_path_is_compared_byte_by_byte()
    {
        await using var world = await World.Empty(DatabaseKind.Postgres);
        await using var db = world.Db();

        var paths = await db.Database.SqlQuery<string>($"""
            SELECT table_name || '.' || column_name || ' ' || coalesce(collation_name, 'default') AS "Value" FROM information_schema.columns
            WHERE table_schema = 'public' AND column_name LIKE '%path' ORDER BY 1
            """).ToListAsync();

        Assert.Contains("assets.assigned_path C", paths);
        Assert.All(paths, path => Assert.EndsWith(" C", path));
    }
}
