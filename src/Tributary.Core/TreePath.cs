namespace Tributary;

/// <summary>
/// An account's place in the tree as text: "/" is the root, "/k/" a branch, "/k/2/" a node under it. Subtrees are
/// ranges on this text, ordered by byte (SQLite's BINARY, PostgreSQL's collation C); '0' is the byte after '/'.
/// </summary>
public static class TreePath
{
    /// <summary>The root's path.</summary>
    public const string Root = "/";

    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>The path of the child numbered <paramref name="node"/> under <paramref name="parent"/>.</summary>
    public static string Child(string parent, long node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        Span<char> buffer = stackalloc char[16];
        var at = buffer.Length;
        do
        {
            buffer[--at] = Digits[(int)(node % 36)];
            node /= 36;
        } while (node > 0);
        return string.Concat(parent, buffer[at..], "/");
    }

    /// <summary>The exclusive upper end of the range of everything at or below <paramref name="path"/>.</summary>
    public static string End(string path) => string.Concat(path.AsSpan(0, path.Length - 1), "0");

    /// <summary>True when <paramref name="path"/> is <paramref name="top"/> or below it.</summary>
    public static bool Within(string path, string top) => path.StartsWith(top, StringComparison.Ordinal);

    /// <summary>How many steps below the root: the root 0, a branch 1.</summary>
    public static int Depth(string path) => path.AsSpan().Count('/') - 1;

    /// <summary>The paths from the root down to <paramref name="path"/> itself.</summary>
    public static IEnumerable<string> Chain(string path)
    {
        for (var i = 0; i < path.Length; i++)
            if (path[i] == '/')
                yield return path[..(i + 1)];
    }

    /// <summary>The parent's path, or null for the root.</summary>
    public static string? Parent(string path) =>
        path.Length <= 1 ? null : path[..(path.AsSpan(0, path.Length - 1).LastIndexOf('/') + 1)];
}
