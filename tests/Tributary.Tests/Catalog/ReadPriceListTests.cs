using System.Text.Json;
using Tributary.Catalog;
using Tributary.Data.Seed;

namespace Tributary.Tests.Catalog;

public sealed class ReadPriceListTests
{
    private static (CsvTable Table, PriceListMapping Mapping) Guessed(string text)
    {
        var file = PriceListFile.Of("list.csv", text);
        return (file.Table, GuessMapping.Of(file.Table, file.Source));
    }

    private static PriceListReading Read(string text, Func<PriceListMapping, PriceListMapping>? choose = null)
    {
        var (table, mapping) = Guessed(text);
        return ReadPriceList.Of(table, PriceListMapping.FromJson((choose?.Invoke(mapping) ?? mapping).ToJson()));
    }

    private static string Wrong(PriceListReading reading) => string.Join("; ", reading.Unusable.Select(u => $"{u.Row} {string.Join(" ", u.Problems.Select(p => $"{p.Column}:{p.Code}"))}"));

    [Fact]
    public void A_unit_says_what_is_counted_and_for_how_long_one_pays()
    {
        var reading = Read("vendor,code,currency,price,unit\nBox,STARTER,USD,5,user/month\nBox,RENT,USD,60,seat / year\nBox,FLAT,EUR,9.5,/month\nBox,KIOSK,USD,1.49,per kiosk user/month\n");

        Assert.Empty(reading.Unusable);
        Assert.Equal(
            ["user Monthly 5.00 USD", "seat Yearly 60.00 USD", "unit Monthly 9.50 EUR", "kiosk user Monthly 1.49 USD"],
            reading.Plans.Select(p => $"{p.Unit} {p.Prices[0].Interval} {p.Prices[0].Price}"));
    }

    [Fact]
    public void What_is_not_known_is_reported_by_row_and_column_and_never_guessed()
    {
        var reading = Read("vendor,code,currency,kind,price,unit\n" +
            "A,1,USD,plan,Contact Sales,user/month\nA,2,USD,plan,5,message\nA,3,XXQ,plan,5,user/month\nA,4,USD,bundle,5,user/month\n" +
            ",5,USD,plan,5,user/month\nA,,USD,plan,5,user/month\nA,7,USD,plan,0.075,user/month\nA,8,USD,plan,,user/month\nA,9,USD,plan,See Rates,\nA,10,USD,plan\n");

        Assert.Empty(reading.Plans);
        Assert.Equal(
            "2 price:price.not_a_price; 3 unit:unit.unknown; 4 currency:currency.unknown; 5 kind:kind.unknown; 6 vendor:product.missing; " +
            "7 code:code.missing; 8 price:price.precision; 9 price:price.missing; 10 unit:unit.unknown price:price.not_a_price; 11 :row.columns", Wrong(reading));
        Assert.Equal("“Contact Sales” is not a price.", reading.Unusable[0].Problems[0].Sentence);
    }

    [Fact]
    public void A_unit_without_a_period_is_one_time_or_refused_by_choice()
    {
        const string Text = "vendor,code,currency,price,unit\nA,SMS,USD,0.01,message\nA,HOUR,EUR,0.18,activeHour\nA,X,USD,1,thing\n";

        var reading = Read(Text, mapping => mapping with
        {
            Units = [new() { Text = "message", Unit = "message", Interval = Interval.OneTime }, new() { Text = "activeHour", Refuse = true }, new() { Text = "thing", Unit = "thing" }],
        });

        Assert.Equal((Interval.OneTime, 1L, "message"), (reading.Plans.Single().Prices[0].Interval, reading.Plans[0].Prices[0].Price.Minor, reading.Plans[0].Unit));
        Assert.Equal("3 unit:unit.refused; 4 unit:unit.no_period", Wrong(reading));
    }

    [Fact]
    public void An_empty_yearly_price_is_no_yearly_price()
    {
        var plans = Read("vendor,code,currency,price,annual_price,unit\nA,1,USD,5,,user/month\nA,2,USD,5,50,user/month\n").Plans;

        Assert.Equal([Interval.Monthly], plans[0].Prices.Select(p => p.Interval));
        Assert.Equal([("Monthly", 500L), ("Yearly", 5000L)], plans[1].Prices.Select(p => (p.Interval.ToString(), p.Price.Minor)));
    }

    [Fact]
    public void Domains_are_yearly_plans_with_one_time_add_ons()
    {
        var reading = Read("tld,price_usd,change_ownership_usd,restore_usd,transfer_usd\ncom,$12,$0,$66,$12\naudio,$13*,$0,not-supported,not-supported\n");

        Assert.Equal(
            [
                "Domains COM .com Plan domain: Yearly 12.00 USD Sold",
                "Domains COM-CHANGE-OWNERSHIP .com change ownership AddOn domain: OneTime 0.00 USD Sold",
                "Domains COM-RESTORE .com restore AddOn domain: OneTime 66.00 USD Sold",
                "Domains COM-TRANSFER .com transfer AddOn domain: OneTime 12.00 USD Sold",
                "Domains AUDIO .audio Plan domain: Yearly 13.00 USD RenewalOnly",
                "Domains AUDIO-CHANGE-OWNERSHIP .audio change ownership AddOn domain: OneTime 0.00 USD Sold",
            ],
            reading.Plans.Select(p => $"{p.Product} {p.Code} {p.Name} {p.Kind} {p.Unit}: {p.Prices[0].Interval} {p.Prices[0].Price} {p.Prices[0].State}"));
        Assert.Empty(reading.Unusable);
        Assert.Equal((3, 2), (reading.NotOffered.Single().Row, reading.NotOffered[0].Problems.Count));
    }

    [Fact]
    public void A_star_is_no_price_unless_that_is_chosen_and_columns_can_be_left_out()
    {
        var reading = Read("tld,price_usd,restore_usd\ncom,$12,$66\naudio,$13*,$9\n", mapping => mapping with { RenewalOnlyMark = "", Prices = [mapping.Prices[0]] });

        Assert.Equal("COM", reading.Plans.Single().Code);
        Assert.Equal("3 price_usd:price.format", Wrong(reading));
    }

    [Fact]
    public void Rows_about_one_plan_add_up_repeat_or_contradict()
    {
        var reading = Read("vendor,code,currency,price,unit\nA,1,USD,5,user/month\nA,1,USD,50,user/year\nA,2,USD,5,user/month\nA,2,USD,5,user/month\n" +
            "A,3,USD,5,user/month\nA,3,EUR,5,user/month\nA,3,USD,5,user/month\n");

        Assert.Equal(["1 Monthly,Yearly", "2 Monthly"], reading.Plans.Select(p => $"{p.Code} {string.Join(',', p.Prices.Select(x => x.Interval))}"));
        Assert.Equal(5, reading.Repeated.Single().Row);
        Assert.Equal("6 :row.contradicts; 7 :row.contradicts; 8 :row.contradicts", Wrong(reading));
    }

    [Fact]
    public void An_add_on_of_a_column_does_not_take_the_code_of_a_plan() =>
        Assert.Equal("3 :code.taken", Wrong(Read("tld,price_usd,restore_usd\ncom,$12,$66\ncom-restore,$13,$9\n")));

    [Fact]
    public void What_the_headings_leave_open_has_to_be_chosen()
    {
        var (table, mapping) = Guessed("vendor,list_year,code,price,unit\nA,2019,1,5,user/month\nA,2020,1,6,user/month\n");

        Assert.Equal(["currency", "filterValue"], mapping.Missing(table).Keys.Order());
        Assert.Equal("import.mapping", Assert.Throws<Refusal>(() => ReadPriceList.Of(table, mapping)).Code);
        var reading = ReadPriceList.Of(table, mapping with { FilterValue = "2020", Currency = "JPY" });
        Assert.Equal((6L, 1, 2), (reading.Plans.Single().Prices[0].Price.Minor, reading.LeftOut, reading.Rows));
    }

    [Theory]
    [InlineData("BUSINESS_PLUS", "Business Plus")]
    [InlineData("teamPack", "Team Pack")]
    [InlineData("webServicesAPI", "Web Services API")]
    [InlineData("githubCodespaces2Core", "Github Codespaces2 Core")]
    [InlineData("_", "_")]
    public void A_name_is_made_of_the_code(string code, string name) =>
        Assert.Equal(name, Read($"vendor,code,currency,price,unit\nA,{code},USD,5,user/month\n").Plans.Single().Name);

    [Theory]
    [InlineData("Salesforce - SalesCloud", "SALESFORCE-SALESCLOUD")]
    [InlineData("  Ünal & Söhne! ", "ÜNAL-SÖHNE")]
    [InlineData("株式会社", "株式会社")]
    [InlineData("!!!", "")]
    public void A_product_s_code_is_made_of_its_name(string product, string code) => Assert.Equal(code, ReadPriceList.CodeOf(product));

    [SharedDataFact("text")]
    public void Strings_that_break_software_go_through_unharmed()
    {
        var strings = JsonSerializer.Deserialize<string[]>(File.ReadAllText(SharedData.At("text/blns.json")))!.Where(s => !s.Contains('\0')).ToArray();
        var text = "vendor,code,description,currency,price,unit\n" + string.Concat(strings.Select((s, i) => $"A,{i},\"{s.Replace("\"", "\"\"")}\",USD,5,user/month\n"));

        Assert.Equal(strings, Read(CsvText.Decode(System.Text.Encoding.UTF8.GetBytes(text))).Plans.Select(p => p.Description));
    }

    [Fact]
    public void Formulas_are_text_in_and_harmless_out()
    {
        var file = PriceListFile.Of("list.csv", "vendor,code,currency,price,unit\nA,=1+1,USD,5,user/month\nA,@SUM(A1),USD,=2+3,user/month\n");
        var mapping = GuessMapping.Of(file.Table, "list");
        var reading = ReadPriceList.Of(file.Table, mapping);
        var findings = CheckPriceList.Findings(CheckPriceList.Compare(reading, new([], [], [], default), mapping), new(2026, 1, 1));

        Assert.Equal("=1+1", reading.Plans.Single().Code);
        var csv = CsvText.Parse(CsvText.Decode(UnusableRows.ToCsv(file.Table, findings.Items, p => p.Sentence)));
        Assert.Equal(["A", "'@SUM(A1)", "USD", "'=2+3", "user/month", "3", "price: “=2+3” is not written as chosen for this list (decimal sign, thousands, currency sign)."], csv.Rows.Single().Cells);
    }

    [Fact]
    public void The_carried_list_reads_whole_by_its_own_mapping_and_by_its_headings()
    {
        var file = CarriedPriceList.File();

        var own = ReadPriceList.Of(file.Table, CarriedPriceList.Mapping);
        var guessed = ReadPriceList.Of(file.Table, GuessMapping.Of(file.Table, "price-list"));

        Assert.Equal((37, 0, 11), (own.Plans.Count, own.Unusable.Count, own.Plans.Select(p => p.ProductCode).Distinct().Count()));
        Assert.Equal(JsonSerializer.Serialize(own.Plans.Select(p => p with { Vendor = "" })), JsonSerializer.Serialize(guessed.Plans.Select(p => p with { Vendor = "" })));
    }

    [Fact]
    public void A_hundred_thousand_rows_are_read_and_compared()
    {
        var text = "vendor,code,currency,price,unit\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"Vendor {i % 50},PLAN{(i % 3 == 0 ? 0 : i)},USD,{i % 500},user/month\n"));
        var (table, mapping) = Guessed(text);

        var reading = ReadPriceList.Of(table, mapping);

        Assert.Equal(100_000, reading.Plans.Count + reading.Unusable.Count + reading.Repeated.Count);
        Assert.Equal(66_666, reading.Plans.Count);
    }
}
