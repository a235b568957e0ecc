using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Provisioning.Connectors.Licence;

/// <summary>
/// The makers' key pairs: one each, made when it is first needed and never replaced, since licences in the field are
/// verified with it. The private half lies encrypted among the settings. Safe for concurrent use, also by several programs.
/// </summary>
public sealed class LicenceKeys(DatabaseChoice database, IDataProtectionProvider protection)
{
    private readonly IDataProtector box = protection.CreateProtector("Tributary.Provisioning.LicenceKeys");
    private readonly ConcurrentDictionary<Guid, Stored> known = new();

    /// <summary>Signs a licence with the maker's key, which is made if there is none.</summary>
    /// <exception cref="CryptographicException">The private key cannot be decrypted: the program's protection keys were lost.</exception>
    public async Task<string> Sign(Guid makerId, LicenceToken licence, CancellationToken cancel)
    {
        var stored = await Read(makerId, cancel) ?? await Make(makerId, cancel);
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(box.Unprotect(stored.Private), out _);
        return licence.Sign(key, stored.Id);
    }

    /// <summary>The public key in PEM, or null while the maker has issued no licence.</summary>
    public async Task<string?> PublicKey(Guid makerId, CancellationToken cancel = default) => (await Read(makerId, cancel))?.Public;

    private async Task<Stored?> Read(Guid makerId, CancellationToken cancel)
    {
        if (known.TryGetValue(makerId, out var stored)) return stored;
        var name = Name(makerId);
        await using var db = database.CreateDbContext();
        var value = await db.Settings.AsNoTracking().Where(s => s.Name == name).Select(s => s.Value).FirstOrDefaultAsync(cancel);
        return value is null ? null : known[makerId] = JsonSerializer.Deserialize<Stored>(value)!;
    }

    private async Task<Stored> Make(Guid makerId, CancellationToken cancel)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
        var value = JsonSerializer.Serialize(new Stored(id, key.ExportSubjectPublicKeyInfoPem(), box.Protect(key.ExportPkcs8PrivateKey())));
        await using (var db = database.CreateDbContext())
            await db.Database.ExecuteSqlAsync($"INSERT INTO settings (name, value) VALUES ({Name(makerId)}, {value}) ON CONFLICT DO NOTHING", cancel);
        // Another program may have been first; what is stored is the key.
        return (await Read(makerId, cancel))!;
    }

    private static string Name(Guid makerId) => "licence_key:" + PublicId.Format("acc", makerId);

    private sealed record Stored(string Id, string Public, byte[] Private);
}
