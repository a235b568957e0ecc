namespace Tributary.Web;

/// <summary>
/// The texts a person reads. In a page they are written as <c>@T["English text {0}", argument]</c>: the English text is the key,
/// and <c>Resources/Texts.LANGUAGE.resx</c> holds its translation. <c>eng/texts</c> lists the keys anew from the sources.
/// </summary>
public sealed class Texts
{
    private Texts()
    {
    }

    /// <summary>Marks an English text that is looked up elsewhere, so that <c>eng/texts</c> finds it. Returns it unchanged.</summary>
    public static string Key(string english) => english;
}
