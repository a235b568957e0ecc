using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>
/// A seller publishes what it agrees with its resellers, as a new version from a day on. Published is published: a mistake is
/// mended by the next version, which everybody is asked for again.
/// </summary>
public sealed class PublishAgreement : Deed<AgreementPublished>
{
    /// <summary>The most characters of a text.</summary>
    public const int Longest = 200_000;

    /// <summary>Its heading.</summary>
    public required string Title { get; init; }
    /// <summary>What is agreed, in Markdown.</summary>
    public required string Text { get; init; }
    /// <summary>The first day it holds, in the root's time zone; null for today.</summary>
    public DateOnly? From { get; init; }

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var sellers = deeds.Select(d => d.By.AccountId).Distinct().ToArray();
        // Who publishes is locked, for versions are counted without a gap; but the root's row would be every branch's.
        await sheet.Lock<Account>(deeds.Where(d => !d.By.IsProvider).Select(d => d.By.AccountId));
        await sheet.Fetch(sheet.Db.Accounts.Where(a => sellers.Contains(a.Id)));
        foreach (var last in await sheet.Db.Agreements.Where(a => sellers.Contains(a.AccountId)).GroupBy(a => a.AccountId)
            .Select(g => new { g.Key, Number = g.Max(a => a.Number), From = g.Max(a => a.From) }).ToListAsync())
            sheet.Facts<Last>().Of[last.Key] = (last.Number, last.From);
    }

    public override AgreementPublished Decide(Sheet sheet)
    {
        By.Need(Right.ManageSettings);
        var seller = sheet.Get<Account>(By.AccountId);
        if (seller.Kind is not (AccountKind.Provider or AccountKind.Reseller)) throw Refusal.Forbidden("account.no_seller", "Only who sells has agreements.");
        var known = sheet.Facts<Last>();
        var before = known.Of.GetValueOrDefault(seller.Id);
        var from = From ?? sheet.Today;
        var form = new Form();
        var title = form.Text("title", Title, required: true);
        var text = form.Text("text", Text, Longest, required: true, lines: true);
        form.Must(from >= sheet.Today, "from", "An agreement cannot begin in the past.");
        form.Must(before.Number == 0 || from >= before.From, "from", "A later version does not hold before an earlier one.");
        form.Check("agreement.invalid");

        text = text!.ReplaceLineEndings("\n");
        var agreement = sheet.Add(new Agreement
        {
            BranchId = BranchId, Id = sheet.NewId(), AccountId = seller.Id, Path = seller.Path, Number = before.Number + 1, Title = title!, Text = text,
            Hash = HashOf(title!, text), From = from, PublishedAt = sheet.Now, PublishedBy = By.Name,
        });
        known.Of[seller.Id] = (agreement.Number, from);
        sheet.OnUndo(() => known.Of[seller.Id] = before);
        sheet.Trail(By, seller, "agreement.published", PublicId.Format("agr", agreement.Id), agreement.Title);
        return new(agreement.Id, agreement.Number, agreement.From, agreement.Hash);
    }

    /// <summary>SHA-256 of the title, a line feed and the text, in hexadecimal.</summary>
    public static string HashOf(string title, string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{title}\n{text}")));

    private sealed class Last
    {
        public Dictionary<Guid, (int Number, DateOnly From)> Of { get; } = [];
    }
}

/// <summary>The version that was published.</summary>
public sealed record AgreementPublished(Guid Id, int Number, DateOnly From, string Hash);

/// <summary>
/// A reseller accepts the version of its seller's agreement that it has read. Who, when, from where and the hash of what was
/// read are kept; accepting the same version again changes nothing.
/// </summary>
public sealed class AcceptAgreement : Deed<AgreementAccepted>
{
    /// <summary>The version.</summary>
    public required Guid AgreementId { get; init; }
    /// <summary>Its hash as it was shown; null where the caller names the version alone.</summary>
    public string? Hash { get; init; }
    /// <summary>The network address it comes from.</summary>
    public string Address { get; init; } = "";

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        await Chains.Load(sheet, deeds.Select(d => d.By.AccountId));
        var ids = deeds.Cast<AcceptAgreement>().Select(d => d.AgreementId).Distinct().ToArray();
        var named = await sheet.Fetch(sheet.Db.Agreements.Where(a => ids.Contains(a.Id)));
        var sellers = named.Select(a => a.AccountId).Distinct().ToArray();
        var buyers = deeds.Select(d => d.By.AccountId).Distinct().ToArray();
        var facts = sheet.Facts<Known>();
        foreach (var other in await sheet.Db.Agreements.Where(a => sellers.Contains(a.AccountId) && a.From <= sheet.Today)
            .GroupBy(a => a.AccountId).Select(g => new { g.Key, Number = g.Max(a => a.Number) }).ToListAsync())
            facts.InForce[other.Key] = other.Number;
        await sheet.Fetch(sheet.Db.AgreementAcceptances.Where(a => ids.Contains(a.AgreementId) && buyers.Contains(a.AccountId)));
    }

    public override AgreementAccepted Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, By.BranchId, By.AccountId);
        // What is the seller's is nobody else's to read: for all others there is no such agreement.
        if (account.Kind != AccountKind.Reseller || sheet.Find<Agreement>(AgreementId) is not { } agreement || agreement.AccountId != account.ParentId || agreement.From > sheet.Today)
            throw Refusal.NotFound("agreement");
        By.Need(Right.ManageSettings);
        if (By.Guest is not null) throw Refusal.Forbidden("guest.not_accepted", "An agreement is accepted by the account's own people, not by a guest.");
        if (sheet.All<AgreementAcceptance>().FirstOrDefault(a => a.AgreementId == agreement.Id && a.AccountId == account.Id) is { } there)
            return new(there.Id, agreement.Id, agreement.Number, there.At);
        if (sheet.Facts<Known>().InForce.GetValueOrDefault(agreement.AccountId) != agreement.Number)
            throw Refusal.Conflict("agreement.superseded", "There is a later version of this agreement. Please read that one.");
        if (Hash is not null && Hash != agreement.Hash)
            throw Refusal.Conflict("agreement.other_text", "This is not the text that was shown. Please read it again.");

        var acceptance = sheet.Add(new AgreementAcceptance
        {
            BranchId = BranchId, Id = sheet.NewId(), AccountId = account.Id, Path = account.Path, AgreementId = agreement.Id, SellerId = agreement.AccountId,
            Number = agreement.Number, Hash = agreement.Hash, At = sheet.Now, UserId = By.UserId, By = By.Name, Address = Address,
        });
        sheet.Trail(By, account, "agreement.accepted", PublicId.Format("agr", agreement.Id), agreement.Title);
        return new(acceptance.Id, agreement.Id, agreement.Number, acceptance.At);
    }

    private sealed class Known
    {
        public Dictionary<Guid, int> InForce { get; } = [];
    }
}

/// <summary>The acceptance, and of which version.</summary>
public sealed record AgreementAccepted(Guid Id, Guid AgreementId, int Number, DateTime At);
