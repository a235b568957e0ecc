using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Tributary.Data;

namespace Tributary.Tests.House;

/// <summary>
/// The schema is ready to be spread over machines by branch: whatever must be unique in a table of tenants is so within a
/// branch. What is unique everywhere lies in small tables of which every machine would have a copy; they are named here.
/// </summary>
public sealed class BranchKeysTests
{
    private const string Branch = "branch_id";

    /// <summary>The tables that are not spread, each with its reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> Registries = new Dictionary<string, string>
    {
        ["branches"] = "Its id is the branch.",
        ["account_numbers"] = "A number of an account is unique over all branches, and is how others name it.",
        ["host_names"] = "A host is looked for before anybody knows whose it is.",
        ["uploads"] = "A picture is found by its content, whoever shows it.",
        ["api_keys"] = "A key is looked for by its hash before anybody knows whose it is.",
        ["users"] = "A person signs in by an email before anybody knows in which branches they have a place.",
        ["user_claims"] = "Belongs to the person.",
        ["user_logins"] = "Belongs to the person.",
        ["user_tokens"] = "Belongs to the person.",
        ["user_words"] = "Belongs to the person.",
        ["list_columns"] = "Belongs to the person.",
        ["sign_ins"] = "Belongs to the person; a failed one may belong to nobody.",
        ["protection_keys"] = "Of the installation.",
        ["register_loads"] = "Public registers are of the installation.",
        ["register_entries"] = "Belongs to a public register.",
        ["register_keys"] = "Belongs to a public register.",
        ["settings"] = "Of the installation.",
        ["book_checks"] = "Of the installation: the one last check of all branches.",
    };

    // A path begins with its branch's own step below the root, so what is unique within a branch is unique everywhere.
    private static readonly string[] UniqueByThemselves = ["accounts (path)"];

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public void Every_key_of_a_tenants_table_has_its_branch(DatabaseKind kind)
    {
        using var choice = DatabaseChoice.From(kind == DatabaseKind.Sqlite ? "nowhere.db" : "Host=nowhere;Username=nobody;Database=none");
        using var db = choice.CreateDbContext();

        Assert.Empty(Wrong(db.Model, Registries.Keys, UniqueByThemselves));
        // A line that no table needs any more would hide the next one of its name.
        Assert.Empty(Registries.Keys.Except(db.Model.GetEntityTypes().Select(e => e.GetTableName()!)));
        Assert.Equal(UniqueByThemselves, Wrong(db.Model, Registries.Keys, []));
    }

    [Fact]
    public void A_key_without_its_branch_is_found()
    {
        var model = new ModelBuilder();
        model.Entity<Parcel>(parcel =>
        {
            parcel.ToTable("parcels");
            foreach (var (property, column) in new[] { ("BranchId", Branch), ("Id", "id"), ("Code", "code"), ("Label", "label") }) parcel.Property(property).HasColumnName(column);
            parcel.HasKey(p => new { p.Id, p.BranchId });
            parcel.HasIndex(p => new { p.BranchId, p.Label }).IsUnique();
            parcel.HasIndex(p => p.Label);
        });
        Assert.Empty(Wrong((IReadOnlyModel)model.Model, [], []));

        model.Entity<Parcel>().HasIndex(p => p.Code).IsUnique();
        model.Entity<Crate>().ToTable("crates").HasKey(c => c.Id);
        model.Entity<Crate>().Property(c => c.Id).HasColumnName("id");
        Assert.Equal(["crates (id)", "parcels (code)"], Wrong((IReadOnlyModel)model.Model, [], []));
        Assert.Equal(["parcels (code)"], Wrong((IReadOnlyModel)model.Model, ["crates"], []));
    }

    /// <summary>The primary keys, alternative keys and unique indexes that lack the branch, as <c>table (columns)</c>; where in the key it stands is all the same.</summary>
    private static List<string> Wrong(IReadOnlyModel model, IEnumerable<string> registries, IReadOnlyCollection<string> allowed) =>
    [
        .. from entity in model.GetEntityTypes()
           let table = entity.GetTableName()!
           where !registries.Contains(table)
           from columns in entity.GetKeys().Select(k => k.Properties).Concat(entity.GetIndexes().Where(i => i.IsUnique).Select(i => i.Properties))
           let names = columns.Select(p => p.GetColumnName()).ToList()
           where !names.Contains(Branch)
           let key = $"{table} ({string.Join(", ", names)})"
           where !allowed.Contains(key)
           orderby key
           select key,
    ];

    private sealed class Parcel
    {
        public int BranchId { get; init; }
        public Guid Id { get; init; }
        public string Code { get; init; } = "";
        public string Label { get; init; } = "";
    }

    private sealed class Crate
    {
        public Guid Id { get; init; }
    }
}
