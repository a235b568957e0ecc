using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>
/// The first run: the provider at the root of the tree, its own branch, and the time zone in which days are counted.
/// Done once; <see cref="Deed.By"/> is the program, for nobody is there yet.
/// </summary>
public sealed class SetUp : Deed<AccountOpened>
{
    /// <summary>The provider's company; name, country and currency are needed. Its time zone becomes the installation's.</summary>
    public required AccountDetails Details { get; init; }
    /// <summary>The host it is done at: the panel's own, where no setting names one. Null without a browser.</summary>
    public string? Host { get; init; }

    public override int BranchId => 0;

    /// <summary>Who does it before anybody is there.</summary>
    public static Viewer Nobody => Viewer.Program("Set-up", Guid.Empty);

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        sheet.Facts<Root>().IsThere = await sheet.Db.Settings.AnyAsync(s => s.Name == "root");
        await sheet.Facts<FreeNumbers>().Load(sheet, deeds.Count);
    }

    public override AccountOpened Decide(Sheet sheet)
    {
        var known = sheet.Facts<Root>();
        if (known.IsThere) throw Refusal.Conflict("setup.done", "This installation is set up already.");
        var form = new Form();
        var details = Details.Read(form, nameNeeded: true, addressNeeded: false);
        form.Must(!string.IsNullOrEmpty(details.Currency), "currency", "This is needed.");
        form.Check("account.invalid");

        var root = new Account
        {
            BranchId = 0, Id = sheet.NewId(), ParentId = null, Path = TreePath.Root, Kind = AccountKind.Provider, Name = details.Name!,
            OpenedAt = sheet.Now, Currency = Currency.Of(details.Currency!), MayOpen = MayOpen.All,
        };
        root.Begin(By.Name, sheet.Now);
        root.Register(sheet.Facts<FreeNumbers>().Take());
        sheet.Add(root);
        sheet.Add(new AccountNumber { Number = root.Number!, BranchId = 0, AccountId = root.Id });
        sheet.Add(new Branch { Id = 0, AccountId = root.Id, Salt = RandomNumberGenerator.GetBytes(32) });

        var profile = new CompanyProfile { BranchId = 0, AccountId = root.Id };
        details.Into(profile);
        sheet.Add(profile);
        Findable.Write(sheet, root, profile);
        Comparable.Write(sheet, root, profile);
        Findable.WriteNumber(sheet, root);
        sheet.Add(new Setting { Name = "root", Value = root.Id.ToString() });
        if (!string.IsNullOrEmpty(Host)) sheet.Add(new Setting { Name = "host", Value = Host });
        sheet.Add(new Setting { Name = "time_zone", Value = profile.TimeZone });
        sheet.Trail(By with { AccountId = root.Id }, root, "account.opened", PublicId.Format("acc", root.Id), root.Name);
        known.IsThere = true;
        return new(root.Id, 0, root.Path, root.Status);
    }

    private sealed class Root
    {
        public bool IsThere { get; set; }
    }
}
