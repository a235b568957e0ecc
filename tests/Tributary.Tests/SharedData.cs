using System.Runtime.CompilerServices;

namespace Tributary.Tests;

/// <summary>
/// Real data that nobody on the project wrote, in the folder <c>shared/data</c> beside the repository. The repository
/// builds and passes without it: a test that reads it is marked <see cref="SharedDataFactAttribute"/> or
/// <see cref="SharedDataTheoryAttribute"/>, and is skipped with the missing folder's name.
/// </summary>
public static class SharedData
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(RepositoryFolder.Root, "..", "shared", "data"));

    /// <summary>The full path of a file or folder, such as <c>price-lists/domains-2022.csv</c>.</summary>
    public static string At(string name) => Path.Combine(Folder, name);

    internal static string? Missing(string name) =>
        Path.Exists(At(name)) ? null : $"../shared/data/{name} is not there.";
}

/// <summary>A fact that reads a folder or file of the shared data.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string name, [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = SharedData.Missing(name);
}

/// <summary>A theory that reads a folder or file of the shared data.</summary>
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute(string name, [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = SharedData.Missing(name);
}
