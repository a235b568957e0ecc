using System.Reflection;
using Tributary.Data;
using Xunit.Sdk;
using Xunit.v3;

namespace Tributary.Tests;

/// <summary>
/// Tells a story on SQLite and again on PostgreSQL: <c>[Theory, OnBoth]</c> above a method whose first parameter is a
/// <see cref="DatabaseKind"/>. Further arguments follow it: <c>[Theory, OnBoth(3), OnBoth(12)]</c> is four stories.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnBothAttribute(params object?[] more) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<DatabaseKind>().Select(kind => new TheoryDataRow([kind, .. more]))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
