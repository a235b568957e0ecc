namespace Tributary.Browser;

/// <summary>Where the tests find the repository.</summary>
internal static class Folders
{
    /// <summary>The folder with the solution in it.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Tributary.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
