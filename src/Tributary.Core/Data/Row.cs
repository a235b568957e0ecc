using System.Collections.Concurrent;
using System.Reflection;

namespace Tributary.Data;

/// <summary>A row of the database. It can be copied and put back, so that a refused deed leaves no trace in a batch.</summary>
public abstract class Row
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> FieldsOf = new();

    /// <summary>Called once before a changed row is written: its version grows, where it has one.</summary>
    internal virtual void Age() { }

    internal Row Copy() => (Row)MemberwiseClone();

    /// <summary>Takes every field of <paramref name="before"/>, which is an earlier copy of this row.</summary>
    internal void Restore(Row before)
    {
        foreach (var field in FieldsOf.GetOrAdd(GetType(), Fields)) field.SetValue(this, field.GetValue(before));
    }

    private static FieldInfo[] Fields(Type type)
    {
        var fields = new List<FieldInfo>();
        for (var t = type; t is not null && t != typeof(object); t = t.BaseType)
            fields.AddRange(t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
        return [.. fields];
    }
}

/// <summary>
/// A row that others are decided by and that changes rarely: accounts, terms, the catalogue, prices. Each change is told
/// to the row's branch (<see cref="Accounts.Branch.Facts"/>), by which a lane of the desk knows whether what it has kept is still so.
/// </summary>
public interface IStanding;

/// <summary>
/// A row with an identity of its own. <see cref="Version"/> grows with every change; an update that does not find
/// the version it read changes nothing and makes the desk decide again.
/// </summary>
public abstract class Entity : Row
{
    /// <summary>The branch it belongs to: the first part of the key, so that branches can be spread over machines.</summary>
    public int BranchId { get; init; }
    /// <summary>A UUID of version 7; outside it is shown as a TypeID.</summary>
    public required Guid Id { get; init; }
    /// <summary>Grows by one with every change.</summary>
    public long Version { get; internal set; }

    internal override void Age() => Version++;
}

/// <summary>An entity that belongs to an account and is reached through that account's path.</summary>
public abstract class TenantEntity : Entity
{
    private Guid accountId;
    private string path = "";

    /// <summary>The account it belongs to.</summary>
    public required Guid AccountId { get => accountId; init => accountId = value; }
    /// <summary>That account's path.</summary>
    public required string Path { get => path; init => path = value; }

    /// <summary>Whether it went to another account since it was read: it is then written with these columns too.</summary>
    internal bool HasMoved { get; private set; }

    /// <summary>Goes to another account of its branch.</summary>
    private protected void Move(Guid toId, string toPath) => (accountId, path, HasMoved) = (toId, toPath, true);
}
