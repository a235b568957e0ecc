using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>
/// The secret of a new API key: 32 random bytes after <c>trb_</c>. It is made outside the deed and shown once; the
/// deed, and so the database, knows only its SHA-256.
/// </summary>
public sealed record KeySecret(string Text)
{
    /// <summary>How every key begins, so that scanners of leaked secrets know it.</summary>
    public const string Start = "trb_";

    /// <summary>A new one.</summary>
    public static KeySecret New() => new(Start + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>What is kept of it.</summary>
    public byte[] Hash => HashOf(Text);

    /// <summary>What is shown of it later on.</summary>
    public string Prefix => Text[..12];

    /// <summary>SHA-256 of a key; a slow hash would add nothing to 256 random bits.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Never into a log.</summary>
    public override string ToString() => Prefix + "…";
}

/// <summary>What came of <see cref="CreateKey"/>.</summary>
public sealed record KeyCreated(Guid KeyId, string Scopes, DateTime ExpiresAt);

/// <summary>Makes an API key of the maker's own account. It can do no more than its maker, and it ends.</summary>
public sealed class CreateKey : Deed<KeyCreated>
{
    /// <summary>The longest life of a key in days.</summary>
    public const int MostDays = 731;

    /// <summary>The account's branch.</summary>
    public required int AccountBranch { get; init; }
    /// <summary>The account: the maker's own, unless the program itself makes it.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The person it belongs to and leaves with; null for a key of the account.</summary>
    public Guid? UserId { get; init; }
    /// <summary>What it is for.</summary>
    public required string Name { get; init; }
    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }
    /// <summary>How many days it lives.</summary>
    public int Days { get; init; } = 365;
    /// <summary>The hash of its secret, see <see cref="KeySecret"/>.</summary>
    public required byte[] Hash { get; init; }
    /// <summary>The first characters of its secret.</summary>
    public required string Prefix { get; init; }

    public override int BranchId => AccountBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<CreateKey>().Select(deed => deed.AccountId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(account => ids.Contains(account.Id)));
    }

    public override KeyCreated Decide(Sheet sheet)
    {
        if (sheet.Find<Account>(AccountId) is not { } account || account.Id != By.AccountId && !By.IsProgram) throw Refusal.NotFound("account");
        By.Need(Right.ManagePeople);
        if (!account.IsRegistered)
            throw Refusal.Conflict("account.pending", "This account is still being registered. Keys can be made once it has its number.");
        if (UserId is { } owner && owner != By.UserId) throw Refusal.NotFound("person");
        var name = Name.Trim();
        if (name.Length is 0 or > 100) throw Refusal.Field("name", "key.name", "Say what the key is for, in at most 100 characters.");
        if (Days is < 1 or > MostDays) throw Refusal.Field("days", "key.days", "A key lives between 1 and {0} days.", MostDays);
        var scopes = Identity.Scopes.Parse(Scopes);
        if ((Identity.Scopes.Rights(scopes) & ~By.Rights) != 0)
            throw Refusal.Field("scopes", "scope.above", "A key cannot do more than you can yourself.");
        // The account's own key looks at everything below it.
        if (UserId is null && By.For(Identity.Scopes.Rights(scopes)).Reach != Reach.AllBelow)
            throw Refusal.Forbidden("reach.above", "A key of the account looks at everything below it, and you do not. Make a key of your own, which looks as far as you do.");

        var key = sheet.Add(new ApiKey
        {
            BranchId = account.BranchId, Id = sheet.NewId(), AccountId = account.Id, Path = account.Path, UserId = UserId, Name = name, Prefix = Prefix,
            Hash = Hash, Scopes = scopes, CreatedAt = sheet.Now, ExpiresAt = sheet.Now.AddDays(Days),
        });
        sheet.Trail(By, account, "key.created", PublicId.Format("key", key.Id), name);
        return new(key.Id, scopes, key.ExpiresAt);
    }
}
