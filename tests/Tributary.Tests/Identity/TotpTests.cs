using Tributary.Identity;

namespace Tributary.Tests.Identity;

public sealed class TotpTests
{
    private static readonly DateTime Now = new(2026, 1, 15, 9, 0, 0, DateTimeKind.Utc);

    // RFC 6238, appendix B: the secret "12345678901234567890", the last six digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_codes_are_those_of_the_standard(long second, string code) =>
        Assert.Equal(code, Totp.CodeAt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", DateTime.UnixEpoch.AddSeconds(second)));

    [Fact]
    public void A_code_half_a_minute_off_is_taken_and_a_minute_off_is_not()
    {
        var key = Totp.NewKey();
        Assert.NotNull(Totp.StepOf(key, Totp.CodeAt(key, Now.AddSeconds(30)), Now));
        Assert.NotNull(Totp.StepOf(key, Totp.CodeAt(key, Now.AddSeconds(-30)), Now));
        var far = Totp.CodeAt(key, Now.AddSeconds(90));
        Assert.True(Totp.StepOf(key, far, Now) is null || new[] { -30, 0, 30 }.Any(off => Totp.CodeAt(key, Now.AddSeconds(off)) == far));
    }

    [Fact]
    public void A_code_is_taken_once_and_none_before_it()
    {
        var user = On(out _);
        var code = Totp.CodeAt(user.TotpKey!, Now.AddSeconds(60));

        Assert.True(user.TakeCode(code, Now.AddSeconds(60)));
        Assert.False(user.TakeCode(code, Now.AddSeconds(60)));
        Assert.False(user.TakeCode(Totp.CodeAt(user.TotpKey!, Now.AddSeconds(30)), Now.AddSeconds(60)));
    }

    [Fact]
    public void A_recovery_code_is_taken_once_however_it_is_typed()
    {
        var user = On(out var codes);

        Assert.True(user.TakeRecoveryCode(codes[0].ToUpperInvariant().Replace("-", " ")));
        Assert.False(user.TakeRecoveryCode(codes[0]));
        Assert.False(user.TakeRecoveryCode(""));
        Assert.Equal(9, user.RecoveryCodesLeft);
    }

    private static User On(out IReadOnlyList<string> codes)
    {
        var user = new User();
        user.OfferTotp();
        codes = user.ConfirmTotp(Totp.CodeAt(user.TotpKey!, Now), Now);
        return user;
    }
}
