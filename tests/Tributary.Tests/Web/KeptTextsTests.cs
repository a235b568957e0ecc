using System.Globalization;
using Microsoft.Extensions.Localization;
using Tributary.Web.Kit;

namespace Tributary.Tests.Web;

/// <summary>What is kept of the texts: each once a language, and nothing that is no text of the program.</summary>
public sealed class KeptTextsTests
{
    [Fact]
    public void A_text_is_looked_up_once_a_language()
    {
        var resources = new Resources();
        var texts = new KeptTexts(resources);
        Assert.Equal(["Save in en", "Save in en", "Save in de", "Save in en"], new[] { "en", "en", "de", "en" }.Select(language => In(language, () => texts["Save"].Value)));
        Assert.Equal(["en Save", "de Save"], resources.Asked);
    }

    [Fact]
    public void An_argument_is_put_in_each_time()
    {
        var texts = new KeptTexts(new Resources());
        Assert.Equal(["Save 1 in en", "Save 2 in en"], new object[] { 1, 2 }.Select(number => In("en", () => texts["Save {0}", number].Value)));
    }

    [Fact]
    public void What_is_no_text_of_the_program_is_not_kept()
    {
        var resources = new Resources();
        var texts = new KeptTexts(resources);
        for (var i = 0; i < 2; i++) Assert.Equal(("typed", true), In("en", () => (texts["typed"].Value, texts["typed"].ResourceNotFound)));
        Assert.Equal(4, resources.Asked.Count);
    }

    private static T In<T>(string language, Func<T> read)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            return read();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private sealed class Resources : IStringLocalizerFactory, IStringLocalizer
    {
        public List<string> Asked { get; } = [];

        public LocalizedString this[string name]
        {
            get
            {
                var language = CultureInfo.CurrentUICulture.Name;
                Asked.Add($"{language} {name}");
                return name == "typed" ? new(name, name, resourceNotFound: true) : new(name, $"{name} in {language}");
            }
        }

        public LocalizedString this[string name, params object[] arguments] => throw new NotSupportedException();

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];

        public IStringLocalizer Create(Type resourceSource) => this;

        public IStringLocalizer Create(string baseName, string location) => this;
    }
}
