using System.Globalization;

namespace Tributary.Tests;

public sealed class RefusalTests
{
    [Fact]
    public void Each_kind_of_no_has_its_status()
    {
        Assert.Equal((409, "wallet.insufficient"), Of(Refusal.Conflict("wallet.insufficient", "There is not enough money.")));
        Assert.Equal((422, "money.range"), Of(Refusal.Invalid("money.range", "This amount is too large.")));
        Assert.Equal((404, "price_rule.not_found"), Of(Refusal.NotFound("price_rule")));
        Assert.Equal((403, "prices.hidden"), Of(Refusal.Forbidden("prices.hidden", "You do not see prices.")));
        Assert.Equal((412, "stale"), Of(Refusal.Stale()));

        static (int, string) Of(Refusal refusal) => ((int)refusal.Kind, refusal.Code);
    }

    [Fact]
    public void The_sentence_keeps_its_format_for_translators_and_reads_the_same_everywhere()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            var refusal = Refusal.Conflict("wallet.insufficient", "{0} is missing, {1} times.", new Money(1250, Currency.Usd), 1.5m);
            Assert.Equal("12.50 USD is missing, 1.5 times.", refusal.Message);
            Assert.Equal("{0} is missing, {1} times.", refusal.Text);
            Assert.Equal<object>([new Money(1250, Currency.Usd), 1.5m], refusal.Arguments);
            Assert.Empty(refusal.Errors);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Without_arguments_a_brace_is_only_a_brace() =>
        Assert.Equal("Use {name} here.", Refusal.Invalid("template.name", "Use {name} here.").Message);

    [Fact]
    public void A_field_says_what_is_wrong_with_it()
    {
        var refusal = Refusal.Field("quantity", "quantity.limit", "At most {0}.", 5);
        Assert.Equal((RefusalKind.Invalid, "At most 5."), (refusal.Kind, refusal.Message));
        Assert.Equal(["At most 5."], Assert.Single(refusal.Errors, field => field.Key == "quantity").Value);
    }

    [Fact]
    public void Several_fields_are_told_together()
    {
        var errors = new Dictionary<string, string[]> { ["name"] = ["A name is needed."], ["country"] = ["A country is needed.", "Not XX."] };
        var refusal = Refusal.Fields("account.incomplete", errors);
        Assert.Equal((RefusalKind.Invalid, "account.incomplete"), (refusal.Kind, refusal.Code));
        Assert.Equal(errors, refusal.Errors);
        Assert.Throws<ArgumentException>(() => Refusal.Fields("account.incomplete", new Dictionary<string, string[]>()));
    }

    [Fact]
    public void What_is_not_there_is_named_by_its_kind_alone() =>
        Assert.Equal("We could not find this price rule.", Refusal.NotFound("price_rule").Message);
}
