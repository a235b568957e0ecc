using System.Text;
using Tributary.Data.Seed;

namespace Tributary.Web.Commands;

/// <summary>
/// The demo's sign-ins: made at random, printed, and kept in a file that only its owner may read, so that they can be
/// printed again. A real installation has none.
/// </summary>
internal static class DemoSignIns
{
    private static readonly string Path = System.IO.Path.GetFullPath("data/demo-sign-ins.txt");

    public static async Task Write((IReadOnlyList<(DemoAccount Account, string Password)> SignIns, string Key) demo)
    {
        var text = new StringBuilder();
        foreach (var (account, password) in demo.SignIns) text.AppendLine($"  {account.Email,-20}  {password}  {account.Name} ({account.Kind.ToString().ToLowerInvariant()})");
        text.AppendLine($"API key of the provider: {demo.Key}");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        if (File.Exists(Path)) File.Delete(Path);
        var only = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) only.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new StreamWriter(Path, only);
        await file.WriteAsync(text.ToString());
    }

    public static void Print()
    {
        if (!File.Exists(Path)) return;
        Console.WriteLine("Sign-ins of the demo company:");
        Console.Write(File.ReadAllText(Path));
    }
}
