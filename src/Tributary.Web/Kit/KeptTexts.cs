using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>
/// The texts as everybody asks for them: each is looked up once a language and then kept, because a page asks for hundreds. The texts
/// are part of the program and do not change while it runs. Only what is a key of theirs is kept, so that nobody fills the memory with words
/// of their own.
/// </summary>
public sealed class KeptTexts(IStringLocalizerFactory factory) : IStringLocalizer<Texts>
{
    private readonly IStringLocalizer texts = factory.Create(typeof(Texts));
    private readonly ConcurrentDictionary<(string Language, string Key), LocalizedString> kept = new();

    public LocalizedString this[string name]
    {
        get
        {
            var asked = (CultureInfo.CurrentUICulture.Name, name);
            if (kept.TryGetValue(asked, out var known)) return known;
            var text = texts[name];
            if (!text.ResourceNotFound) kept.TryAdd(asked, text);
            return text;
        }
    }

    public LocalizedString this[string name, params object[] arguments]
    {
        get
        {
            var text = this[name];
            return new(name, string.Format(CultureInfo.CurrentCulture, text.Value, arguments), text.ResourceNotFound);
        }
    }

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => texts.GetAllStrings(includeParentCultures);
}
