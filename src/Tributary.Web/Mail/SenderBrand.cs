using System.Net.Mail;
using Tributary.Accounts;
using Tributary.Notices;
using Tributary.Web.Kit;

namespace Tributary.Web.Mail;

/// <summary>In whose name a mail goes out. What its sender has not set is neutral, never taken from a level above.</summary>
public sealed record SenderBrand
{
    // The panel's own accent, which a white word on it can be read on.
    private const string Neutral = "#0c6b87";

    /// <summary>The name, on one line.</summary>
    public required string Name { get; init; }
    /// <summary>The accent as <c>#rrggbb</c>, dark enough for white words on it and for words of it on white.</summary>
    public required string Colour { get; init; }
    /// <summary>Name and address it comes from.</summary>
    public required MailAddress From { get; init; }
    /// <summary>Where answers go; null for where it comes from.</summary>
    public required MailAddress? ReplyTo { get; init; }
    /// <summary>Its logo, which goes along inside of the mail; null for none, or one of a sort that mail programs do not show.</summary>
    public Upload? Logo { get; init; }
    /// <summary>What the department signs with, line by line.</summary>
    public required IReadOnlyList<string> Signature { get; init; }

    /// <summary>Of an account and what it has set, for one of its departments.</summary>
    /// <param name="logo">What it has uploaded as its logo, or null.</param>
    /// <param name="installation">The address mails come from whose sender has none of its own.</param>
    public static SenderBrand Of(Account account, Branding? set, Upload? logo, Department department, string installation)
    {
        var name = RenderedMail.OneLine(set is { Name.Length: > 0 } ? set.Name : account.Name);
        var (email, phone, signature) = Reached(set, department);
        var own = Address(set?.MailFrom, name);
        return new()
        {
            Name = name, Colour = set is not null && Accents.TryParse(set.Colour, out var colour) ? Accents.OnWhite(colour) : Neutral,
            Logo = logo is { Type: "image/png" or "image/jpeg" } ? logo : null,
            From = own ?? new MailAddress(installation, name), ReplyTo = Address(email, name),
            Signature = Lines(signature) is { Count: > 0 } lines ? lines : [.. new[] { name, email, phone }.Select(RenderedMail.OneLine).Where(line => line.Length > 0)],
        };
    }

    private static (string Email, string Phone, string Signature) Reached(Branding? set, Department department) => set is null ? ("", "", "") : department switch
    {
        Department.Sales => (set.SalesEmail, set.SalesPhone, set.SalesSignature),
        Department.Support => (set.SupportEmail, set.SupportPhone, set.SupportSignature),
        Department.Billing => (set.BillingEmail, set.BillingPhone, set.BillingSignature),
    };

    private static List<string> Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(RenderedMail.OneLine).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    // What cannot be an address is none: mail goes out all the same.
    private static MailAddress? Address(string? text, string name) =>
        !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl) && MailAddress.TryCreate(text.Trim(), out var address) && address.Address == text.Trim()
            ? new MailAddress(address.Address, name) : null;
}
