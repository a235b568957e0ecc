using System.Text;

namespace Tributary.Catalog;

/// <summary>
/// Proposes how to read a price list by its headings and texts. A proposal is shown and can be changed; where the
/// file leaves a choice (which of several years, what a unit without a period means), nothing is proposed.
/// </summary>
public static class GuessMapping
{
    private static readonly string[] Periods = ["month", "mo", "monat", "mois", "mes", "year", "yr", "annum", "jahr", "an", "quarter", "halfyear"];

    /// <summary>The proposal for a table.</summary>
    /// <param name="source">The list's name, usually the file's name without its ending.</param>
    public static PriceListMapping Of(CsvTable table, string source)
    {
        var headings = new Headings(table);
        var tld = headings.Take("tld", "topleveldomain");
        var code = tld ?? headings.Take("plancode", "code", "sku", "articlenumber", "itemcode", "plan", "id");
        var filter = headings.Take("listyear", "pricelist", "edition", "validyear");
        var values = table.Texts(filter);
        var prices = Prices(headings, tld is not null, out var money);
        var unit = headings.Take("unit", "per", "unitofmeasure", "uom", "billingunit");
        var product = headings.Take("product", "productname", "service", "brand", "vendor", "publisher", "manufacturer");
        var texts = prices.SelectMany(p => table.Texts(p.Column, 2000)).ToList();
        return new()
        {
            Source = source,
            Separator = table.Separator.ToString(),
            FilterColumn = values.Count > 0 ? filter : null,
            FilterValue = values.Count == 1 ? values[0] : null,
            ProductColumn = product,
            Product = product is not null ? null : tld is not null ? "Domains" : null,
            VendorColumn = headings.Take("vendor", "publisher", "manufacturer", "brand") ?? (headings.Is(product, "vendor", "publisher", "manufacturer", "brand") ? product : null),
            CodeColumn = code,
            NameColumn = headings.Take("name", "planname", "title", "plan"),
            NamePrefix = tld is not null ? "." : "",
            DescriptionColumn = headings.Take("description", "text", "details"),
            KindColumn = headings.Take("kind", "type", "plantype"),
            SkuColumn = headings.Take("suppliersku", "sku", "articlenumber", "partnumber"),
            CurrencyColumn = headings.Take("currency", "currencycode", "ccy"),
            Currency = money,
            UnitColumn = unit,
            Unit = tld is not null ? "domain" : "unit",
            Units = [.. table.Texts(unit).Select(text => Unit(text, prices))],
            Prices = prices,
            Format = new() { Sign = Sign(texts) },
            RenewalOnlyMark = texts.Any(t => t.EndsWith('*')) ? "*" : "",
            NotOffered = [.. texts.Where(t => Letters(t) is "notsupported" or "notavailable" or "notoffered" or "na").Distinct()],
        };
    }

    private static List<PriceColumn> Prices(Headings headings, bool domains, out string? money)
    {
        var recommended = headings.Take("recommended", "recommendedprice", "msrp", "rrp", "retailprice", "suggestedprice");
        var prices = new List<PriceColumn>();
        void Add(Interval? interval, params string[] names)
        {
            if (headings.TakePrice(names) is { } column)
                prices.Add(new() { Column = column, Interval = interval, Recommended = prices.Count == 0 ? recommended : null });
        }
        Add(domains ? Interval.Yearly : null, "price", "cost", "baseprice", "unitprice", "wholesaleprice", "netprice", "amount");
        Add(Interval.Monthly, "monthlyprice", "pricemonthly", "pricemonth", "permonth");
        Add(Interval.Quarterly, "quarterlyprice", "pricequarterly");
        Add(Interval.HalfYearly, "halfyearlyprice", "semiannualprice");
        Add(Interval.Yearly, "annualprice", "yearlyprice", "priceyearly", "priceannual", "priceyear", "peryear");
        Add(Interval.OneTime, "onetimeprice", "oneoffprice", "setupprice");
        money = headings.Money;
        if (domains)
        {
            foreach (var column in headings.OtherPrices().ToList())
                prices.Add(new() { Column = column.Heading, Interval = Interval.OneTime, AddOn = column.Words.Replace(' ', '-'), AddOnName = column.Words });
        }
        return prices;
    }

    // "user/month" says both; "/month" counts the thing itself; "message" or "forever" says no period, so it is left to be chosen.
    private static UnitChoice Unit(string text, List<PriceColumn> prices)
    {
        if (prices.Count > 0 && prices.TrueForAll(p => p.Interval is not null) && text is not "" && !text.Contains('/'))
            return new() { Text = text, Unit = Words(text) };
        var slash = text.LastIndexOf('/');
        if (slash < 0 || IntervalOf(text[(slash + 1)..]) is not { } interval) return new() { Text = text };
        var unit = text[..slash].Trim();
        if (unit.StartsWith("per ", StringComparison.OrdinalIgnoreCase)) unit = unit[4..];
        return new() { Text = text, Unit = unit is "" ? "unit" : Words(unit), Interval = interval };
    }

    private static Interval? IntervalOf(string period) => Array.IndexOf(Periods, Letters(period)) switch
    {
        < 0 => null,
        <= 4 => Interval.Monthly,
        <= 9 => Interval.Yearly,
        10 => Interval.Quarterly,
        _ => Interval.HalfYearly,
    };

    private static string Sign(List<string> texts)
    {
        foreach (var sign in (string[])["$", "€", "£", "¥"])
            if (texts.Any(t => t.StartsWith(sign, StringComparison.Ordinal) || t.EndsWith(sign, StringComparison.Ordinal))) return sign;
        return "";
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary><c>phoneNumber</c> as phone number, <c>change_ownership</c> as change ownership.</summary>
    internal static string Words(string text)
    {
        var words = new StringBuilder(text.Length + 4);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i] is '_' or '-' ? ' ' : text[i];
            var begins = char.IsUpper(character) && i > 0 && (char.IsLower(text[i - 1]) || char.IsDigit(text[i - 1]) || (char.IsUpper(text[i - 1]) && i + 1 < text.Length && char.IsLower(text[i + 1])));
            if (begins && words[^1] != ' ') words.Append(' ');
            var shouted = char.IsUpper(character) && ((i > 0 && char.IsUpper(text[i - 1])) || (i + 1 < text.Length && char.IsUpper(text[i + 1])));
            words.Append(shouted ? character : char.ToLowerInvariant(character));
        }
        return words.ToString().Trim();
    }

    /// <summary>The headings of a table, each given to the first that asks for it.</summary>
    private sealed class Headings(CsvTable table)
    {
        private readonly List<string> left = [.. table.Headings];

        /// <summary>The currency that the headings of prices name, as in <c>price_usd</c>.</summary>
        public string? Money { get; private set; }

        public string? Take(params string[] names)
        {
            foreach (var name in names)
            {
                var at = left.FindIndex(h => Letters(h) == name);
                if (at < 0) continue;
                var heading = left[at];
                left.RemoveAt(at);
                return heading;
            }
            return null;
        }

        public bool Is(string? heading, params string[] names) => heading is not null && names.Contains(Letters(heading));

        public string? TakePrice(params string[] names)
        {
            foreach (var name in names)
            {
                var at = left.FindIndex(h => Letters(Cut(h).Name) == name);
                if (at < 0) continue;
                var heading = left[at];
                Money ??= Cut(heading).Currency;
                left.RemoveAt(at);
                return heading;
            }
            return null;
        }

        public IEnumerable<(string Heading, string Words)> OtherPrices() =>
            from heading in left
            let cut = Cut(heading)
            where cut.Currency is not null && cut.Currency == Money
            select (heading, Words(cut.Name).ToLowerInvariant());

        // "price_usd" is the price in US dollars.
        private static (string Name, string? Currency) Cut(string heading)
        {
            var end = heading.LastIndexOfAny(['_', ' ', '-', '(']);
            if (end <= 0) return (heading, null);
            var code = Letters(heading[(end + 1)..]).ToUpperInvariant();
            return Currency.TryOf(code, out _) ? (heading[..end].TrimEnd('_', ' ', '-', '('), code) : (heading, null);
        }
    }
}
