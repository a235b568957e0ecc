using Tributary.Accounts;

namespace Tributary.Identity.Imports;

/// <summary>
/// What columns and cells of a file of people are called in the panel's languages: English, German, French, Spanish and
/// Japanese. Words are compared without case, accents, blanks and punctuation.
/// </summary>
internal static class PeopleWords
{
    /// <summary>The languages a person can be given.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "de", "fr", "es", "ja"];

    public static readonly IReadOnlySet<string> EmailHeadings = Set(
        "email", "e-mail", "mail", "email address", "e-mail address", "mail address", "login", "user name", "username",
        "E-Mail-Adresse", "Mailadresse", "Mail-Adresse", "Benutzername", "courriel", "adresse e-mail", "adresse mail", "adresse électronique", "mél",
        "correo", "correo electrónico", "dirección de correo", "dirección de correo electrónico", "dirección de e-mail",
        "メール", "メールアドレス", "Eメール", "電子メール", "Eメールアドレス");

    public static readonly IReadOnlySet<string> WholeNameHeadings = Set(
        "full name", "display name", "person", "contact", "contact name", "vollständiger Name", "Anzeigename", "Ansprechpartner", "nom complet", "nom et prénom",
        "prénom et nom", "nombre completo", "nombre y apellidos", "nombre y apellido", "氏名", "お名前", "名前", "フルネーム", "担当者名");

    public static readonly IReadOnlySet<string> AnyNameHeadings = Set("name", "nom", "nombre", "名");

    public static readonly IReadOnlySet<string> FirstNameHeadings = Set(
        "first name", "firstname", "given name", "forename", "Vorname", "prénom", "nombre de pila", "primer nombre", "ファーストネーム", "名前（名）");

    public static readonly IReadOnlySet<string> LastNameHeadings = Set(
        "last name", "lastname", "surname", "family name", "Nachname", "Familienname", "Zuname", "nom de famille", "apellido", "apellidos", "姓", "苗字", "ラストネーム");

    public static readonly IReadOnlySet<string> RoleHeadings = Set("role", "Rolle", "rôle", "rol", "役割", "ロール", "権限");

    public static readonly IReadOnlySet<string> ReachHeadings = Set("reach", "how far they look", "Reichweite", "portée", "alcance", "範囲", "参照範囲");

    public static readonly IReadOnlySet<string> LanguageHeadings = Set("language", "locale", "lang", "Sprache", "langue", "idioma", "lengua", "言語", "使用言語");

    public static readonly IReadOnlySet<string> TimeZoneHeadings = Set(
        "time zone", "timezone", "tz", "Zeitzone", "fuseau horaire", "fuseau", "zona horaria", "huso horario", "タイムゾーン", "時間帯", "標準時間帯");

    public static readonly IReadOnlySet<string> AccountHeadings = Set(
        "account", "account number", "account name", "sub-account", "customer", "customer number", "company", "organisation", "organization", "external reference",
        "Konto", "Kontonummer", "Kunde", "Kundennummer", "Firma", "Unternehmen", "compte", "numéro de compte", "client", "numéro de client", "société", "entreprise",
        "cuenta", "número de cuenta", "cliente", "número de cliente", "empresa", "アカウント", "アカウント番号", "顧客", "顧客番号", "会社", "会社名");

    private static readonly Dictionary<string, Role> Roles = Words<Role>(
        (Identity.Role.Owner, ["owner", "Inhaber", "Inhaberin", "Eigentümer", "Besitzer", "propriétaire", "propietario", "propietaria", "所有者", "オーナー"]),
        (Identity.Role.Admin, ["admin", "administrator", "Administratorin", "administrateur", "administratrice", "administrador", "administradora", "管理者"]),
        (Identity.Role.Billing, ["billing", "Abrechnung", "Buchhaltung", "facturation", "comptabilité", "facturación", "請求", "経理"]),
        (Identity.Role.Sales, ["sales", "Vertrieb", "Verkauf", "ventes", "commercial", "ventas", "営業", "販売"]),
        (Identity.Role.Support, ["support", "Kundendienst", "assistance", "soporte", "サポート", "支援"]),
        (Identity.Role.Viewer, ["viewer", "read only", "Betrachter", "Leser", "nur lesen", "lecteur", "observateur", "lecture seule", "lector", "observador", "solo lectura", "閲覧者", "閲覧"]));

    private static readonly Dictionary<string, Reach> Reaches = Words<Reach>(
        (Tributary.Reach.Own, ["own", "this account", "own account", "eigenes", "dieses Konto", "ce compte", "propre", "esta cuenta", "propia", "このアカウント", "自分のみ"]),
        (Tributary.Reach.Direct, ["direct", "those directly below", "and those directly below", "direkt", "direkt darunter", "directs", "directement en dessous", "directo", "directos", "directamente debajo", "直下"]),
        (Tributary.Reach.AllBelow, ["all below", "and all below", "all", "alles", "alle", "alle darunter", "tout", "tous", "tous en dessous", "todo", "todos", "todos debajo", "すべて", "全て", "配下すべて"]));

    private static readonly Dictionary<string, string> Named = Words<string>(
        ("en", ["English", "Englisch", "anglais", "inglés", "英語"]), ("de", ["German", "Deutsch", "allemand", "alemán", "ドイツ語"]),
        ("fr", ["French", "Französisch", "français", "francés", "フランス語"]), ("es", ["Spanish", "Spanisch", "espagnol", "español", "castellano", "スペイン語"]),
        ("ja", ["Japanese", "Japanisch", "japonais", "japonés", "日本語"]));

    /// <summary>The role that a cell names, or null.</summary>
    public static Role? RoleOf(string text) => Roles.TryGetValue(SearchText.Bare(text), out var role) ? role : null;

    /// <summary>The reach that a cell names, or null.</summary>
    public static Reach? ReachOf(string text) => Reaches.TryGetValue(SearchText.Bare(text), out var reach) ? reach : null;

    /// <summary>The code of the language that a cell names, by its name or a tag such as <c>de-AT</c>; or null.</summary>
    public static string? LanguageOf(string text)
    {
        var code = text.Trim().Split('-', '_')[0].ToLowerInvariant();
        return Languages.Contains(code) ? code : Named.GetValueOrDefault(SearchText.Bare(text));
    }

    /// <summary>The time zone that a cell names, by its own name or Windows' name for it; or null.</summary>
    public static string? TimeZoneOf(string text)
    {
        var name = text.Trim();
        if (AccountDetails.IsTimeZone(name)) return name;
        if (name.Equals("UTC", StringComparison.OrdinalIgnoreCase)) return "UTC";
        return TimeZoneInfo.TryConvertWindowsIdToIanaId(name, out var iana) && AccountDetails.IsTimeZone(iana) ? iana : null;
    }

    private static IReadOnlySet<string> Set(params string[] words) => words.Select(SearchText.Bare).ToHashSet(StringComparer.Ordinal);

    private static Dictionary<string, T> Words<T>(params (T Value, string[] Words)[] table) =>
        table.SelectMany(row => row.Words.Select(word => (Word: SearchText.Bare(word), row.Value))).DistinctBy(pair => pair.Word).ToDictionary(pair => pair.Word, pair => pair.Value, StringComparer.Ordinal);
}
