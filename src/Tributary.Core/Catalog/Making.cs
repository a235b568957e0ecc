using System.Text.Json;
using System.Text.RegularExpressions;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Catalog;

/// <summary>What the deeds of the catalogue have in common: who may make things, and how they are written.</summary>
public static partial class Making
{
    /// <summary>The viewer's own account, which was fetched, as one that may make products.</summary>
    /// <exception cref="Refusal">403 for who may not.</exception>
    internal static Account Maker(Sheet sheet, Viewer by)
    {
        by.Need(Right.ManageCatalogue);
        var maker = sheet.Get<Account>(by.AccountId);
        return maker.Kind is AccountKind.Provider or AccountKind.Reseller ? maker
            : throw Refusal.Forbidden("account.no_seller", "Only who sells makes products.");
    }

    /// <summary>Fetches the accounts in whose names the deeds are done.</summary>
    internal static Task LoadMakers(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var makers = deeds.Select(d => d.By.AccountId).Distinct().ToArray();
        return sheet.Fetch(sheet.Db.Accounts.Where(a => makers.Contains(a.Id)));
    }

    /// <summary>A code in capitals: letters, digits, dot, underscore, dash, at most 64, beginning with a letter or digit.</summary>
    public static string Code(Form form, string field, string? value)
    {
        var code = (value ?? "").Trim().ToUpperInvariant();
        form.Must(CodeShape().IsMatch(code), field, "A code is made of letters, digits, dots, underscores and dashes, at most 64, and begins with a letter or digit.");
        return code;
    }

    /// <summary>The plan's fields as a version keeps them.</summary>
    public static string Snapshot(Plan plan) => JsonSerializer.Serialize(
        new
        {
            plan.Code, Kind = plan.Kind.ToString(), plan.Name, plan.Description, plan.Unit, plan.MinQuantity, plan.MaxQuantity, plan.GraceDays, plan.PausedDays,
            plan.CancellationDays, plan.NoticeDays, plan.VendorCutoffDays, plan.DowngradesAtOnce, plan.UpgradePaths, plan.Connector, plan.ConnectorSettings,
        }, JsonSerializerOptions.Web);

    [GeneratedRegex(@"\A[A-Z0-9][A-Z0-9._-]{0,63}\z")]
    private static partial Regex CodeShape();
}
