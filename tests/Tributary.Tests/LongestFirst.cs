using System.Reflection;
using Tributary.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Tributary.Tests;

/// <summary>
/// Begins with the classes whose tests take longest (Category=Crash and Category=Long), so that none of them is left to run alone on one
/// processor when all others are done; the others follow by name.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private const string Before = "Test collection for ";

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => IsLong(NameOf(collection))).ThenBy(NameOf, StringComparer.Ordinal)];

    private static string NameOf<TTestCollection>(TTestCollection collection) where TTestCollection : ITestCollection =>
        collection.TestCollectionDisplayName.StartsWith(Before, StringComparison.Ordinal) ? collection.TestCollectionDisplayName[Before.Length..].Split(' ')[0] : "";

    private static bool IsLong(string name) => typeof(LongestFirst).Assembly.GetType(name) is { } type
        && type.GetMethods().Cast<MemberInfo>().Append(type).SelectMany(member => member.GetCustomAttributes<TraitAttribute>()).Any(trait => trait is { Name: "Category" });
}
