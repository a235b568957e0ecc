using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tributary.Data;

namespace Tributary.Tests.House;

/// <summary>The rules of the house that a machine can keep; STYLE.md says why each is one.</summary>
public sealed partial class HouseRulesTests
{
    private static readonly Assembly Core = typeof(TributaryDb).Assembly;

    [Fact]
    public void The_clock_is_handed_in() =>
        Sources.AssertNone(from file in Sources.Of("src")
                     from line in file.Text.Split('\n')
                     where TakesTheTime(line)
                     select $"{file.Path}: {line.Trim()}");

    [Theory]
    [InlineData("var at = DateTime.UtcNow;", true)]
    [InlineData("var at = DateTimeOffset.Now;", true)]
    [InlineData("var day = DateTime.Today;", true)]
    [InlineData("var at = clock.GetUtcNow();", false)]
    [InlineData("// Never DateTime.UtcNow here.", false)]
    public void Taking_the_time_is_recognised(string line, bool taken) => Assert.Equal(taken, TakesTheTime(line));

    [Fact]
    public void Core_knows_nothing_of_http() =>
        Sources.AssertNone(from file in Sources.Of("src/Tributary.Core")
                     where Http().IsMatch(file.Text)
                     select file.Path);

    [Fact]
    public void A_type_of_core_is_named_for_what_it_is_or_does() =>
        Sources.AssertNone(from type in Core.GetTypes()
                     where !type.Name.Contains('<') && SaysNothing().IsMatch(type.Name)
                     select type.FullName);

    [Theory]
    [InlineData("OrderService")]
    [InlineData("BookManager`1")]
    [InlineData("DateUtils")]
    public void A_name_that_says_nothing_is_recognised(string name) => Assert.Matches(SaysNothing(), name);

    [Fact]
    public void Every_public_type_of_core_says_what_it_is()
    {
        var told = XDocument.Load(Path.ChangeExtension(Core.Location, ".xml"))
            .Descendants("member").Select(member => (string?)member.Attribute("name")).ToHashSet();

        Assert.Contains($"T:{typeof(TributaryDb).FullName}", told);
        Sources.AssertNone(from type in Core.GetExportedTypes()
                     where type.Namespace?.Contains(".Migrations") is not true
                     where !told.Contains($"T:{type.FullName!.Replace('+', '.')}")
                     select type.FullName);
    }

    private static bool TakesTheTime(string line) =>
        !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Now().IsMatch(line);

    [GeneratedRegex(@"\bUtcNow\b|\bDateTime(Offset)?\.Now\b|\bDateTime\.Today\b")]
    private static partial Regex Now();

    [GeneratedRegex(@"\bMicrosoft\.AspNetCore\.(Http|Mvc|Routing|Builder|Hosting|Authentication|Authorization|Components)\b")]
    private static partial Regex Http();

    [GeneratedRegex(@"(Service|Manager|Helper|Handler|Util)s?(`\d+)?$")]
    private static partial Regex SaysNothing();
}
