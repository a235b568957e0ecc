using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Tributary.Accounts;

namespace Tributary.Identity.Imports;

/// <summary>A row of the file while it is looked at: what it says, and what is wrong with it.</summary>
internal sealed class PersonRow(int number, string[] cells)
{
    public int Number => number;
    public string[] Cells => cells;
    public string Email { get; set; } = "";
    public string Name { get; set; } = "";
    public Role Role { get; set; }
    public Reach Reach { get; set; }
    public string Language { get; set; } = "";
    public string TimeZone { get; set; } = "";
    /// <summary>What the account's column says; empty without one.</summary>
    public string AccountText { get; set; } = "";
    public Account? Account { get; set; }
    /// <summary>The user, known or to be made.</summary>
    public Guid UserId { get; set; }
    /// <summary>True when the user is there already.</summary>
    public bool IsKnown { get; set; }
    /// <summary>True when they were a user before this import and so are asked.</summary>
    public bool AsksFirst { get; set; }
    /// <summary>True when they belong to the account already.</summary>
    public bool IsThere { get; set; }
    public List<RowProblem> Problems { get; } = [];
    public bool IsUsable => Problems.Count == 0;

    /// <summary>The email as people are found by it.</summary>
    public string Key => Emails.Key(Email);

    /// <summary>What the row asks for, whoever reads it: the same row is asked under the same reference.</summary>
    public byte[] Asked => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Key, Account!.Id, Role, Reach)));
}

/// <summary>Emails as Identity compares them.</summary>
internal static class Emails
{
    private static readonly UpperInvariantLookupNormalizer Normalizer = new();

    public static string Key(string email) => Normalizer.NormalizeEmail(email)!;
}

/// <summary>Reads single rows of a file of people; columns are looked up once. Whatever else the database knows of them is looked up later.</summary>
internal sealed class ReadPerson
{
    private const int LongestName = 100;

    private readonly PeopleMapping mapping;
    private readonly IReadOnlyList<string> headings;
    private readonly int width;
    private readonly bool isOurs;
    private readonly bool hasTarget;
    private readonly int? email, name, first, last, role, reach, language, zone, account;

    /// <exception cref="Refusal">The headings are not those that the mapping names.</exception>
    public ReadPerson(PeopleMapping mapping, IReadOnlyList<string> headings, bool isOurs, bool hasTarget)
    {
        var missing = mapping.Missing([.. headings], hasTarget);
        if (missing.Count > 0) throw Refusal.Conflict("import.mapping", "How the columns are read does not fit the file. Choose it again.");
        (this.mapping, this.headings, this.isOurs, this.hasTarget, width) = (mapping, headings, isOurs, hasTarget, headings.Count);
        (email, name, first, last) = (At(mapping.EmailColumn), At(mapping.NameColumn), At(mapping.FirstNameColumn), At(mapping.LastNameColumn));
        (role, reach, language, zone) = (At(mapping.RoleColumn), At(mapping.ReachColumn), At(mapping.LanguageColumn), At(mapping.TimeZoneColumn));
        account = At(mapping.AccountColumn);
    }

    public PersonRow Read(CsvRow row)
    {
        // What we wrote behind a row that could not be used is no part of it, and what we defused is as it was.
        var cells = isOurs ? [.. row.Cells.Where((_, at) => at < width || at >= width + FailedRows.Added).Select(CsvCell.Undo)] : row.Cells;
        // Spreadsheets write empty cells behind a row; a row that has more than that, or less, has slipped.
        if (cells.Length > width && cells.Skip(width).All(string.IsNullOrWhiteSpace)) cells = cells[..width];
        var read = new PersonRow(row.Number, cells);
        if (row.IsOpen) SayOf(read, null, "row.open", "A quote is opened in this row and not closed before the end of the file.");
        else if (cells.Length != width)
            SayOf(read, null, "row.columns", "This row has {0} cells, the headings have {1}.", Number(cells.Length), Number(width));
        if (!read.IsUsable) return read;

        string Cell(int? column) => column is { } at ? cells[at].Trim() : "";
        ReadEmail(read, Cell(email));
        ReadName(read, name is not null ? Cell(name) : FullName(Cell(first), Cell(last)));
        read.AccountText = Cell(account);
        if (read.AccountText is "" && !hasTarget) SayOf(read, account, "account.missing", "This row names no account.");
        read.Role = Choice(read, role, Cell(role), PeopleWords.RoleOf, mapping.Role, "role.unknown", "“{0}” is no role: owner, admin, billing, sales, support or viewer.");
        read.Reach = Choice(read, reach, Cell(reach), PeopleWords.ReachOf, mapping.Reach, "reach.unknown", "“{0}” does not say how far they look: own, direct or all below.");
        read.Language = Text(read, language, Cell(language), PeopleWords.LanguageOf, mapping.Language, "language.unknown", "“{0}” is no language of this panel: en, de, fr, es or ja.");
        read.TimeZone = Text(read, zone, Cell(zone), PeopleWords.TimeZoneOf, mapping.TimeZone, "time_zone.unknown", "“{0}” is no time zone; use a name such as Europe/Berlin.");
        return read;
    }

    /// <summary>Says that a column of a row is wrong, found later than by reading it.</summary>
    public void Say(PersonRow row, string code, string sentence, params string[] arguments) => SayOf(row, ColumnOf(code), code, sentence, arguments);

    /// <summary>Says that a row is refused.</summary>
    public void Say(PersonRow row, Refusal no)
    {
        var column = ColumnOf(no.Code);
        row.Problems.Add(RowProblem.Of(no, Heading(column), Value(row, column)));
    }

    private void ReadEmail(PersonRow row, string text)
    {
        if (text is "") SayOf(row, email, "email.missing", "This row has no email.");
        else if (!Enrol.IsEmail(text, out var kept) || !Form.Readable(kept, lines: false)) SayOf(row, email, "email.wrong", "“{0}” is no email address.", RowProblem.Cut(text));
        else row.Email = kept;
    }

    private void ReadName(PersonRow row, string text)
    {
        var column = name ?? first ?? last;
        if (text is "") SayOf(row, column, "name.missing", "This row has no name.");
        else if (!Form.Readable(text, lines: false)) SayOf(row, column, "name.unreadable", "This name has characters in it that cannot be used.");
        else if (text.Normalize().Length > LongestName) SayOf(row, column, "name.too_long", "A name has at most {0} characters.", Number(LongestName));
        else row.Name = text.Normalize();
    }

    private T Choice<T>(PersonRow row, int? column, string text, Func<string, T?> meaning, T otherwise, string code, string sentence) where T : struct
    {
        if (text is "") return otherwise;
        if (meaning(text) is { } found) return found;
        SayOf(row, column, code, sentence, RowProblem.Cut(text));
        return otherwise;
    }

    private string Text(PersonRow row, int? column, string text, Func<string, string?> meaning, string otherwise, string code, string sentence)
    {
        if (text is "") return meaning(otherwise)!;
        if (meaning(text) is { } found) return found;
        SayOf(row, column, code, sentence, RowProblem.Cut(text));
        return otherwise;
    }

    // The column that a refusal of the deed is about, as far as there is one.
    private int? ColumnOf(string code) => code.Split('.')[0] switch
    {
        "person" or "email" => email,
        "role" => role,
        "reach" => reach,
        "account" => account,
        _ => null,
    };

    private void SayOf(PersonRow row, int? column, string code, string sentence, params string[] arguments) =>
        row.Problems.Add(new(Heading(column), code, sentence, arguments, Value(row, column)));

    private string Heading(int? column) => column is { } at ? headings[at] : "";

    private static string Value(PersonRow row, int? column) => column is { } at && at < row.Cells.Length ? RowProblem.Cut(row.Cells[at]) : "";

    private int? At(string? heading)
    {
        for (var i = 0; i < headings.Count; i++)
            if (headings[i] == heading) return i;
        return null;
    }

    // As they are written where the name is: the family's name comes first in Japanese, and there without a blank.
    private static string FullName(string first, string last) =>
        first.Concat(last).Any(IsEastAsian) ? last + first : $"{first} {last}".Trim();

    private static bool IsEastAsian(char letter) => letter is >= '\u3040' and <= '\u30ff' or >= '\u3400' and <= '\u9fff';

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
