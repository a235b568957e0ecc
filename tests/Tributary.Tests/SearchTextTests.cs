namespace Tributary.Tests;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("Lumen & Söhne GmbH", "lumen sohne gmbh")]
    [InlineData("  ÉCOLE—d’Été ", "ecole d ete")]
    [InlineData("Straße", "strasse")]
    [InlineData("Łódź Ørsted", "lodz orsted")]
    [InlineData("rosa.lind@example.com", "rosa lind example com")]
    [InlineData("4821-9037", "4821 9037")]
    [InlineData("ﬁnance ①", "finance 1")]
    [InlineData("東京", "東京")]
    [InlineData("!?", "")]
    [InlineData(null, "")]
    public void Case_accents_and_punctuation_do_not_matter(string? text, string folded) => Assert.Equal(folded, SearchText.Fold(text));

    [Fact]
    public void Each_word_begins_a_text_of_its_own()
    {
        Assert.Equal(["northwind cloud gmbh", "cloud gmbh", "gmbh"], SearchText.Words("Northwind Cloud GmbH"));
        Assert.Equal(["東京電力", "京電力", "電力", "力"], SearchText.Words("東京電力"));
    }

    [Fact]
    public void Half_a_character_and_very_long_texts_do_no_harm()
    {
        Assert.Equal("a b", SearchText.Fold("a\ud800b"));
        Assert.True(SearchText.Fold(new string('x', 5000)).Length <= SearchText.Longest + 1);
        Assert.True(SearchText.Words(string.Join(' ', Enumerable.Repeat("ab", 500))).Count <= 12);
    }
}
