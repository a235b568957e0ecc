namespace Tributary.Tests;

/// <summary>Where the repository lies on this machine.</summary>
public static class RepositoryFolder
{
    public static readonly string Root = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Tributary.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException("The tests must lie inside the repository.");
    }
}
