using Tributary.Identity;

namespace Tributary.Tests.Identity;

public sealed class PasswordsTests
{
    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("seven green umbrellas")]
    [InlineData("vJ8#kq!2mPz7")]
    [InlineData("тихая река утром")]
    public void A_long_one_of_ones_own_is_taken_whatever_its_characters(string password) =>
        Passwords.Check(password, "rosa@example.com", "Rosa Ruiz", "Rosa Digital");

    [Theory]
    [InlineData("elevenchars", "password.short")]
    [InlineData(null, "password.short")]
    [InlineData("Unbelievable", "password.common")]
    [InlineData("Password1234", "password.common")]
    [InlineData("!!qwerty2026", "password.common")]
    [InlineData("123456789012", "password.common")]
    [InlineData("abcdefghijkl", "password.common")]
    [InlineData("aaaaaaaaaaaa", "password.common")]
    [InlineData("passwordpassword", "password.common")]
    [InlineData("rosa.ruiz rocks!", "password.own_words")]
    [InlineData("we are DIGITAL people", "password.own_words")]
    [InlineData("my Tributary login", "password.own_words")]
    public void An_easy_one_is_refused(string? password, string code)
    {
        var no = Assert.Throws<Refusal>(() => Passwords.Check(password, "rosa.ruiz@example.com", "Rosa Ruiz", "Rosa Digital"));
        Assert.Equal(code, no.Code);
    }

    [Fact]
    public void A_very_long_one_is_refused() =>
        Assert.Equal("password.long", Assert.Throws<Refusal>(() => Passwords.Check(string.Concat(Enumerable.Repeat("x1y2 ", 26)))).Code);

    [SharedDataFact("security/common-passwords.txt")]
    public void Every_common_one_that_is_long_enough_is_known() =>
        Assert.All(
            File.ReadLines(SharedData.At("security/common-passwords.txt")).Select(line => line.Split(' ', 2)[0]).Where(word => word.Length >= Passwords.Shortest),
            word => Assert.True(CommonPasswords.Contain(word), word));
}
