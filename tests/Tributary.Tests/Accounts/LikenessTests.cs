using Tributary.Accounts;

namespace Tributary.Tests.Accounts;

/// <summary>Whether two companies are one, by what is told of each, and why.</summary>
public sealed class LikenessTests
{
    private static Likeness Names(string one, string other) => Likeness.Between(new() { Name = one }, new() { Name = other });

    [Theory]
    [InlineData("Northwind Cloud GmbH", "Northwind Cloud GmbH", LikenessReason.SameName)]
    [InlineData("Northwind Cloud GmbH", "NORTHWIND CLOUD Ltd.", LikenessReason.SameNameButForm)]
    [InlineData("Northwind Cloud Gesellschaft mit beschränkter Haftung", "Northwind Cloud", LikenessReason.SameNameButForm)]
    [InlineData("N.V. Philips' Gloeilampenfabrieken", "PHILIPS GLOEILAMPENFABRIEKEN NV", LikenessReason.SameNameButForm)]
    [InlineData("Müller & Söhne KG", "Muller and Sohne", LikenessReason.SameNameButForm)]
    [InlineData("ООО «Ромашка»", "Romashka OOO", LikenessReason.SameNameButForm)]
    [InlineData("Καφές Αθηνών Α.Ε.", "Kafes Athinon", LikenessReason.SameNameButForm)]
    [InlineData("Gist-Brocades N.V.", "GISTBROCADES", LikenessReason.SameNameButForm)]
    [InlineData("Robert Bosch GmbH", "BOSCH GMBH ROBERT", LikenessReason.SameWords)]
    [InlineData("Koninklijke Philips Electronics N.V.", "Koniklijke Phillips Electroncis NV", LikenessReason.NameAlike)]
    [InlineData("Honeywell B.V., Amsterdam, NL", "Honeywell BV", LikenessReason.NamePart)]
    [InlineData("株式会社東芝", "東芝", LikenessReason.SameNameButForm)]
    public void One_company_written_in_two_ways_is_recognised(string one, string other, LikenessReason why)
    {
        var alike = Names(one, other);
        Assert.True(alike.Score > 0.7, $"{alike.Score:0.00}");
        Assert.Equal(why, alike.Parts[0].Reason);
        Assert.Equal(alike.Score, Names(other, one).Score, 9);
    }

    [Theory]
    [InlineData("Northwind Cloud GmbH", "Southgate Steel GmbH")]
    [InlineData("AG", "GmbH")]
    [InlineData("Shell Canada Limited", "Thales Nederland B.V.")]
    [InlineData("International Services Group", "Corbel International Group Services Holding")]
    public void Two_companies_are_two(string one, string other) => Assert.True(Names(one, other).Score < 0.5, $"{Names(one, other).Score:0.00}");

    [Fact]
    public void Numbers_domain_and_address_speak_for_it_and_each_says_so()
    {
        var one = new AccountDetails
        {
            Name = "Corbel Architects", Street = "12 Harbour Street", City = "Hamburg", PostalCode = "20457", Country = "DE", TaxNumber = "DE 123.456.789",
            RegistrationNumber = "HRB 0815", Website = "https://www.corbel.example", Phone = "+49 40 1234567",
        };
        var renamed = new AccountDetails
        {
            Name = "Studio Vier", Street = "Harbour Str. 12", City = "Hamburgh", PostalCode = "20457", Country = "DE", TaxNumber = "123456789", RegistrationNumber = "hrb0815",
            Email = "office@corbel.example", Phone = "0049 (0)40 123 45 67",
        };

        var alike = Likeness.Between(one, renamed);

        Assert.True(alike.Score > 0.95, $"{alike.Score:0.00}");
        Assert.Superset(
            new HashSet<LikenessReason> { LikenessReason.SameTaxNumber, LikenessReason.SameRegistrationNumber, LikenessReason.SameDomain, LikenessReason.SamePhone, LikenessReason.SameAddress },
            alike.Parts.Select(p => p.Reason).ToHashSet());
        Assert.All(alike.Parts, part => Assert.True(part.Points > 0));
    }

    [Fact]
    public void An_address_where_everybody_has_one_is_no_domain_in_common()
    {
        var alike = Likeness.Between(new() { Name = "Anna Berg", Email = "anna@gmail.com" }, new() { Name = "Otto Tal", Email = "otto@gmail.com" });
        Assert.DoesNotContain(alike.Parts, part => part.Reason == LikenessReason.SameDomain);
    }

    [Theory]
    [InlineData("")]
    [InlineData("...")]
    [InlineData("\u2603 \u202e")]
    public void What_cannot_be_read_says_nothing(string name)
    {
        Assert.True(SimilarAccounts.SaysNothing(new() { Name = name }));
        Assert.Empty(Names(name, name).Parts);
    }

    [Fact]
    public void The_legal_forms_of_the_world_are_known()
    {
        Assert.True(LegalForms.Count > 400, $"{LegalForms.Count}");
        foreach (var name in new[] { "Acme Oy", "Acme Kft.", "Acme Sp. z o.o.", "Acme s.r.o.", "Acme A/S", "Acme Sdn. Bhd.", "Acme S.A. de C.V.", "Acme Pty Ltd", "Acme LTDA", "ACME A.Ş.", "Acme d.o.o.", "Acme ЕООД", "PT Acme Tbk" })
        {
            var left = LegalForms.Without(Latin.Words(name), out var found);
            Assert.True(found, name);
            Assert.Equal(["acme"], left);
        }
        // Who is called by nothing else, or has such a word in the midst of its name, keeps it.
        Assert.Equal("as good as new", string.Join(' ', LegalForms.Without(Latin.Words("As Good As New"), out _)));
    }

    [SharedDataFact("similar-accounts/legal-forms")]
    public void Most_spellings_that_others_have_gathered_are_known()
    {
        // Abbreviations in Latin letters out of somebody else's list, which is not carried along: ours is written from facts.
        var listed = File.ReadLines(Path.Combine(SharedData.At("similar-accounts/legal-forms"), "org_types.yml"))
            .Where(line => line.StartsWith("  - display: ", StringComparison.Ordinal)).Select(line => line["  - display: ".Length..].Trim().Trim('"'))
            .Where(form => form.Length is > 1 and <= 8 && form.All(c => c < 128)).Distinct().ToList();
        var known = listed.Count(form => LegalForms.Without(["acme", .. Latin.Words(form)], out var found).Count == 1 && found);
        Assert.True(known >= 0.5 * listed.Count, $"{known} of {listed.Count}");
    }
}
