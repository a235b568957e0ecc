using Tributary.Identity.Imports;
using Tributary.Web.Kit;

namespace Tributary.Tests.Identity.Imports;

public sealed class GuessPeopleMappingTests
{
    [Theory]
    [InlineData("First name,Last name,Email,Role,How far they look,Language,Time zone,Account", "en")]
    [InlineData("Vorname;Nachname;E-Mail-Adresse;Rolle;Reichweite;Sprache;Zeitzone;Kundennummer", "de")]
    [InlineData("Prénom;Nom;Adresse e-mail;Rôle;Portée;Langue;Fuseau horaire;Numéro de compte", "fr")]
    [InlineData("Nombre,Apellidos,Correo electrónico,Rol,Alcance,Idioma,Zona horaria,Número de cuenta", "es")]
    [InlineData("名,姓,メールアドレス,役割,範囲,言語,タイムゾーン,アカウント番号", "ja")]
    public void Headings_are_known_in_every_language_of_the_panel(string headings, string language)
    {
        var names = headings.Split(',', ';');

        var guessed = GuessPeopleMapping.Of(names, new(), hasTarget: false);

        Assert.Equal(string.Join('|', names), string.Join('|', guessed.FirstNameColumn, guessed.LastNameColumn, guessed.EmailColumn, guessed.RoleColumn, guessed.ReachColumn, guessed.LanguageColumn, guessed.TimeZoneColumn, guessed.AccountColumn));
        Assert.Empty(guessed.Missing(names, hasTarget: false));
        Assert.Contains(language, Culture.Languages.Select(one => one.Code));
        Assert.Null(GuessPeopleMapping.Of(names, new(), hasTarget: true).AccountColumn);
    }

    [Theory]
    [InlineData("name,email")]
    [InlineData("E-MAIL;NAME")]
    [InlineData("Nom complet;Courriel")]
    [InlineData("Nombre;Correo")]
    [InlineData("氏名,メール")]
    [InlineData("Vollständiger Name;Mail")]
    public void A_whole_name_stands_in_one_column(string headings)
    {
        var names = headings.Split(',', ';');

        var guessed = GuessPeopleMapping.Of(names, new(), hasTarget: true);

        Assert.Equal(names.Order(), new[] { guessed.NameColumn!, guessed.EmailColumn! }.Order());
        Assert.Null(guessed.FirstNameColumn);
        Assert.Null(guessed.LastNameColumn);
    }

    [Fact]
    public void What_cannot_be_guessed_has_to_be_chosen()
    {
        var guessed = GuessPeopleMapping.Of(["a", "b"], new(), hasTarget: false);

        Assert.Equal(["accountColumn", "emailColumn", "nameColumn"], guessed.Missing(["a", "b"], hasTarget: false).Keys);
        Assert.Equal(["emailColumn", "language", "nameColumn", "roleColumn", "separator", "timeZone"],
            (guessed with { RoleColumn = "c", Separator = "!", Language = "xx", TimeZone = "Mars" }).Missing(["a", "b"], hasTarget: true).Keys);
    }
}
