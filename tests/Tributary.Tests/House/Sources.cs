namespace Tributary.Tests.House;

/// <summary>The project's own source files, without what a build or a tool wrote.</summary>
public static class Sources
{
    /// <summary>Every C# and Razor file below a folder of the repository, by its path below that folder.</summary>
    public static IReadOnlyList<(string Path, string Text)> Of(string folder)
    {
        var root = Path.Combine(RepositoryFolder.Root, folder);
        return
        [
            .. from file in Directory.EnumerateFiles(root, "*.cs*", SearchOption.AllDirectories)
               where file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cshtml", StringComparison.Ordinal)
               let path = Path.GetRelativePath(root, file).Replace('\\', '/')
               where !path.Split('/').Any(part => part is "bin" or "obj" or "Migrations")
               select (path, File.ReadAllText(file)),
        ];
    }

    /// <summary>Fails naming all that was found, one a line; the runner's own message would cut it short.</summary>
    public static void AssertNone(IEnumerable<string?> found)
    {
        var all = string.Join('\n', found);
        Assert.True(all is "", all);
    }
}
