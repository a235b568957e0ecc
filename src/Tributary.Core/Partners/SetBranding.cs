using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>What is entered about how a seller shows itself. Null means unchanged, an empty text takes a field away.</summary>
public sealed partial record BrandDetails
{
    public string? Name { get; init; }
    /// <summary>As <c>#rrggbb</c>.</summary>
    public string? Colour { get; init; }
    public string? MailFrom { get; init; }
    public string? SalesEmail { get; init; }
    public string? SalesPhone { get; init; }
    public string? SalesSignature { get; init; }
    public string? SupportEmail { get; init; }
    public string? SupportPhone { get; init; }
    public string? SupportSignature { get; init; }
    public string? BillingEmail { get; init; }
    public string? BillingPhone { get; init; }
    public string? BillingSignature { get; init; }

    /// <summary>The same in good shape; what is wrong is told to <paramref name="form"/>.</summary>
    public BrandDetails Read(Form form)
    {
        var read = this with
        {
            Name = form.Text("name", Name, 60), Colour = form.Text("colour", Colour, 7)?.ToLowerInvariant(), MailFrom = Mail("mailFrom", MailFrom),
            SalesEmail = Mail("salesEmail", SalesEmail), SalesPhone = form.Text("salesPhone", SalesPhone, 40), SalesSignature = Lines("salesSignature", SalesSignature),
            SupportEmail = Mail("supportEmail", SupportEmail), SupportPhone = form.Text("supportPhone", SupportPhone, 40), SupportSignature = Lines("supportSignature", SupportSignature),
            BillingEmail = Mail("billingEmail", BillingEmail), BillingPhone = form.Text("billingPhone", BillingPhone, 40), BillingSignature = Lines("billingSignature", BillingSignature),
        };
        form.Must(string.IsNullOrEmpty(read.Colour) || Hex().IsMatch(read.Colour), "colour", "This is no colour; use one such as #1d4ed8.");
        return read;

        string? Lines(string field, string? text) => form.Text(field, text, 1000, lines: true);
        string? Mail(string field, string? text)
        {
            var mail = form.Text(field, text, 254);
            form.Must(string.IsNullOrEmpty(mail) || AccountDetails.IsMailAddress(mail), field, "This is no mail address.");
            return mail;
        }
    }

    /// <summary>Puts what was given into the row.</summary>
    public void Into(Branding brand)
    {
        (brand.Name, brand.Colour, brand.MailFrom) = (Name ?? brand.Name, Colour ?? brand.Colour, MailFrom ?? brand.MailFrom);
        (brand.SalesEmail, brand.SalesPhone, brand.SalesSignature) = (SalesEmail ?? brand.SalesEmail, SalesPhone ?? brand.SalesPhone, SalesSignature ?? brand.SalesSignature);
        (brand.SupportEmail, brand.SupportPhone, brand.SupportSignature) = (SupportEmail ?? brand.SupportEmail, SupportPhone ?? brand.SupportPhone, SupportSignature ?? brand.SupportSignature);
        (brand.BillingEmail, brand.BillingPhone, brand.BillingSignature) = (BillingEmail ?? brand.BillingEmail, BillingPhone ?? brand.BillingPhone, BillingSignature ?? brand.BillingSignature);
    }

    [GeneratedRegex(@"\A#[0-9a-f]{6}\z")]
    private static partial Regex Hex();
}

/// <summary>
/// Says how an account that sells shows itself to those below it: name, colour, logo, departments. Its own people do so, and
/// whoever looks after it from above.
/// </summary>
public sealed class SetBranding : Deed<AccountChanged>
{
    /// <summary>The account's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The version of the account it was read at; null to overwrite whatever is there.</summary>
    public long? Version { get; init; }
    /// <summary>What is to be changed.</summary>
    public BrandDetails Details { get; init; } = new();
    /// <summary>A new logo, made anew from what was uploaded; null for unchanged.</summary>
    public Upload? Logo { get; init; }
    /// <summary>True to show no logo any more.</summary>
    public bool DropsLogo { get; init; }

    public override int BranchId => InBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var sets = deeds.Cast<SetBranding>().ToList();
        var ids = sets.Select(d => d.AccountId).Distinct().ToArray();
        await Chains.Load(sheet, ids);
        var facts = sheet.Facts<Brands>();
        foreach (var row in await sheet.Db.Brandings.AsNoTracking().Where(b => ids.Contains(b.AccountId)).ToListAsync()) facts.Rows.TryAdd(row.AccountId, row);
        var logos = sets.Select(d => d.Logo?.Id).OfType<Guid>().Distinct().ToArray();
        if (logos.Length > 0) facts.Logos.UnionWith(await sheet.Db.Uploads.Where(u => logos.Contains(u.Id)).Select(u => u.Id).ToListAsync());
    }

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        NeedOwnOrBelow(By, account);
        sheet.NeedVersion(account, Version);
        if (account.Kind is not (AccountKind.Provider or AccountKind.Reseller)) throw Refusal.Conflict("branding.not_seller", "Only who sells shows itself in a brand of its own.");
        if (account.Status == AccountStatus.Closed) throw Refusal.Conflict("account.closed", "This account is closed.");
        var form = new Form();
        var details = Details.Read(form);
        form.Check("branding.invalid");

        var brand = sheet.Facts<Brands>().Of(sheet, account);
        details.Into(brand);
        if (DropsLogo) brand.LogoId = null;
        if (Logo is not null)
        {
            brand.LogoId = Logo.Id;
            // The same picture is one row, whoever shows it.
            if (!sheet.Facts<Brands>().Logos.Contains(Logo.Id) && sheet.Added<Upload>().All(u => u.Id != Logo.Id)) sheet.Add(Logo);
        }
        sheet.Change(account);
        sheet.Trail(By, account, "account.branding", PublicId.Format("acc", account.Id), account.Name);
        return new(account.Id, account.Status, account.Version + 1);
    }

    /// <summary>One's own account by the right to change its settings, others by the right to manage accounts.</summary>
    internal static void NeedOwnOrBelow(Viewer by, Account account)
    {
        if (account.Id != by.AccountId || !by.May(Right.ManageSettings)) by.Need(Right.ManageAccounts);
    }

    private sealed class Brands
    {
        public Dictionary<Guid, Branding> Rows { get; } = [];
        public HashSet<Guid> Logos { get; } = [];

        public Branding Of(Sheet sheet, Account account)
        {
            if (Rows.GetValueOrDefault(account.Id) is { } row) return sheet.Change(row);
            var added = sheet.Added<Branding>().FirstOrDefault(b => b.AccountId == account.Id);
            return added is not null ? sheet.Change(added) : sheet.Add(new Branding { BranchId = account.BranchId, AccountId = account.Id });
        }
    }
}
