using Microsoft.EntityFrameworkCore;

namespace Tributary.Data;

/// <summary>
/// Everything Tributary keeps, whichever database it is kept in. The two derived contexts exist because each
/// database has its own set of migrations; the model itself is told here, once.
/// </summary>
public abstract class TributaryDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<Setting> Settings => Set<Setting>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Setting>().HasKey(setting => setting.Name);
    }
}

/// <summary>One named value of the installation as a whole.</summary>
public sealed class Setting(string name, string value)
{
    public string Name { get; private set; } = name;
    public string Value { get; private set; } = value;
}
