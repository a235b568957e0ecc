using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>How a seller shows itself to those below it, and where: what pages and mails are dressed in.</summary>
public sealed record Face
{
    /// <summary>The seller.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>Its path: what stands at or below it belongs under this brand.</summary>
    public required string Path { get; init; }
    /// <summary>The name to show.</summary>
    public required string Name { get; init; }
    /// <summary>The accent as <c>#rrggbb</c>, or empty.</summary>
    public required string Colour { get; init; }
    /// <summary>The logo, or null.</summary>
    public Guid? LogoId { get; init; }
    /// <summary>The proven host of its panel, or null.</summary>
    public string? Host { get; init; }
    /// <summary>Whether it has said how it wants to be shown; else it is shown by its name alone.</summary>
    public required bool IsDressed { get; init; }
}

/// <summary>How faces are found. Nothing of one is ever taken from a level above it.</summary>
public static class Faces
{
    /// <summary>Whose panel is at this host: a proven one of a reseller that is not switched off. In lower case, see <see cref="DomainName.Plain"/>.</summary>
    public static Task<Face?> FaceAt(this TributaryDb db, string host, CancellationToken cancel = default) =>
        (from name in db.HostNames.AsNoTracking()
         where name.Host == host && name.ProvenAt != null
         join account in db.Accounts.AsNoTracking() on new { name.BranchId, Id = name.AccountId } equals new { account.BranchId, account.Id }
         where account.Kind == AccountKind.Reseller && account.Status != AccountStatus.Inactive && account.Status != AccountStatus.Closed
         from brand in db.Brandings.AsNoTracking().Where(b => b.BranchId == account.BranchId && b.AccountId == account.Id).DefaultIfEmpty()
         select new Face
         {
             AccountId = account.Id, Path = account.Path, Name = brand == null || brand.Name == "" ? account.Name : brand.Name,
             Colour = brand == null ? "" : brand.Colour, LogoId = brand == null ? null : brand.LogoId, Host = name.Host, IsDressed = brand != null,
         }).FirstOrDefaultAsync(cancel);

    /// <summary>
    /// The face that the account at this path reads: its own where it sells, else its nearest seller's. The host is that seller's
    /// own, or null; what stands further above is not looked at.
    /// </summary>
    public static async Task<Face?> FaceFor(this TributaryDb db, string path, CancellationToken cancel = default)
    {
        var chain = TreePath.Chain(path).ToArray();
        var nearest = await (from account in db.Accounts.AsNoTracking()
                             where chain.Contains(account.Path) && (account.Kind == AccountKind.Reseller || account.Kind == AccountKind.Provider)
                             orderby account.Path.Length descending
                             select new { account.Id, account.BranchId, account.Path, account.Name, account.Status }).FirstOrDefaultAsync(cancel);
        if (nearest is null) return null;
        var brand = await db.Brandings.AsNoTracking().FirstOrDefaultAsync(b => b.BranchId == nearest.BranchId && b.AccountId == nearest.Id, cancel);
        var host = nearest.Status is AccountStatus.Inactive or AccountStatus.Closed ? null
            : await db.HostNames.AsNoTracking().Where(h => h.AccountId == nearest.Id && h.ProvenAt != null).Select(h => h.Host).FirstOrDefaultAsync(cancel);
        return new Face
        {
            AccountId = nearest.Id, Path = nearest.Path, Name = brand is { Name.Length: > 0 } ? brand.Name : nearest.Name, Colour = brand?.Colour ?? "",
            LogoId = brand?.LogoId, Host = host, IsDressed = brand is not null,
        };
    }
}
