using System.Globalization;

namespace Tributary.Catalog;

/// <summary>Reads single rows of a price list. Columns are looked up once, not for each row.</summary>
internal sealed class RowReader
{
    private const int LongestName = 400;

    private readonly PriceListMapping mapping;
    private readonly int width;
    private readonly int? product, vendor, code, name, description, kind, sku, currency, unit;
    private readonly Dictionary<string, UnitChoice> units;
    private readonly List<(PriceColumn Column, int At, int? Recommended)> prices;
    private readonly HashSet<string> notOffered;

    public RowReader(CsvTable table, PriceListMapping mapping)
    {
        this.mapping = mapping;
        width = table.Headings.Count;
        (product, vendor, code) = (table.Column(mapping.ProductColumn), table.Column(mapping.VendorColumn), table.Column(mapping.CodeColumn));
        (name, description, kind) = (table.Column(mapping.NameColumn), table.Column(mapping.DescriptionColumn), table.Column(mapping.KindColumn));
        (sku, currency, unit) = (table.Column(mapping.SkuColumn), table.Column(mapping.CurrencyColumn), table.Column(mapping.UnitColumn));
        units = mapping.Units.ToDictionary(u => u.Text, StringComparer.Ordinal);
        prices = [.. mapping.Prices.Select(p => (p, table.Column(p.Column)!.Value, table.Column(p.Recommended)))];
        notOffered = new(mapping.NotOffered.Append(""), StringComparer.OrdinalIgnoreCase);
    }

    public ReadRow Read(CsvRow row)
    {
        var read = new ReadRow { Row = row.Number };
        if (row.Cells.Length != width)
        {
            Say(read, "", "row.columns", "This row has {0} cells, the headings have {1}.", "", Number(row.Cells.Length), Number(width));
            return read;
        }
        string Cell(int? column) => column is { } at ? row.Cells[at].Trim() : "";

        read.Product = product is null ? mapping.Product!.Trim() : Cell(product);
        read.Code = Cell(code);
        var productCode = ReadPriceList.CodeOf(read.Product);
        if (productCode is "" || productCode.Length > ReadPriceList.LongestCode) Say(read, mapping.ProductColumn ?? "", "product.missing", "This row names no product.", read.Product);
        if (read.Code is "") Say(read, mapping.CodeColumn!, "code.missing", "This row names no plan.", "");
        else if (read.Code.Length > ReadPriceList.LongestCode) Say(read, mapping.CodeColumn!, "code.too_long", "A code has at most {0} characters.", read.Code, Number(ReadPriceList.LongestCode));
        var called = name is null ? NameOf(read.Code) : mapping.NamePrefix + Cell(name);
        if (called is "") called = NameOf(read.Code);
        if (called.Length > LongestName) Say(read, mapping.NameColumn ?? mapping.CodeColumn!, "name.too_long", "A name has at most {0} characters.", called, Number(LongestName));

        var sort = KindOf(Cell(kind));
        if (sort is null) Say(read, mapping.KindColumn!, "kind.unknown", "“{0}” is neither plan nor add-on.", Cell(kind), Cut(Cell(kind)));
        var money = currency is null ? mapping.Currency! : Cell(currency).ToUpperInvariant();
        var known = Currency.TryOf(money, out var inCurrency);
        if (!known) Say(read, mapping.CurrencyColumn!, "currency.unknown", "“{0}” is not a currency we know.", Cell(currency), Cut(Cell(currency)));
        var choice = Unit(read, Cell(unit));

        var main = new ListedPlan
        {
            Row = row.Number, ProductCode = productCode, Product = read.Product, Vendor = Cell(vendor), Code = read.Code.ToUpperInvariant(), Name = called,
            Description = description is { } text ? row.Cells[text] : "", Kind = sort ?? PlanKind.Plan, Unit = choice?.Unit ?? mapping.Unit, Prices = [],
        };
        Prices(read, row, main, choice, known ? inCurrency : null, Cell(sku));
        return read;
    }

    // What the text of the unit column was decided to mean; without such a column, null and the mapping's own unit.
    private UnitChoice? Unit(ReadRow read, string text)
    {
        if (unit is null) return null;
        var choice = units.GetValueOrDefault(text);
        if (choice is { Refuse: true })
            Say(read, mapping.UnitColumn!, "unit.refused", "Rows with the unit “{0}” are left out, as chosen.", text, Cut(text));
        else if (string.IsNullOrWhiteSpace(choice?.Unit))
            Say(read, mapping.UnitColumn!, "unit.unknown", text is "" ? "This row has no unit. Choose what that means." : "What the unit “{0}” counts, and for how long one pays, is not known. Choose it.", text, text is "" ? [] : [Cut(text)]);
        return choice;
    }

    private void Prices(ReadRow read, CsvRow row, ListedPlan main, UnitChoice? choice, Currency? money, string article)
    {
        var plans = new Dictionary<string, (ListedPlan Plan, List<ListedPrice> Prices)>();
        var priced = false;
        foreach (var (column, at, recommended) in prices)
        {
            var text = row.Cells[at].Trim();
            if (notOffered.Contains(text))
            {
                if (text is not "") read.NotOffered.Add(new(column.Column, "price.not_offered", "“{0}”: there is no such price.", [text], text));
                continue;
            }
            priced |= column.AddOn is null;
            var state = SaleState.Sold;
            if (mapping.RenewalOnlyMark is not "" && text.EndsWith(mapping.RenewalOnlyMark, StringComparison.Ordinal))
                (state, text) = (SaleState.RenewalOnly, text[..^mapping.RenewalOnlyMark.Length]);
            var interval = column.Interval ?? choice?.Interval ?? mapping.Interval;
            if (interval is null && choice is { Refuse: false, Unit: not (null or "") })
                Say(read, mapping.UnitColumn!, "unit.no_period", "The unit “{0}” does not say for how long one pays. Choose an interval, or one-time.", choice.Text, Cut(choice.Text));
            var amount = Amount(read, column.Column, text, money);
            var advice = recommended is { } r && !notOffered.Contains(row.Cells[r].Trim()) ? Amount(read, column.Recommended!, row.Cells[r].Trim(), money) : null;
            if (amount is null || interval is null) continue;

            var key = column.AddOn ?? "";
            if (!plans.TryGetValue(key, out var plan))
                plans[key] = plan = (column.AddOn is null ? main : AddOn(main, column), []);
            if (plan.Prices.Exists(p => p.Interval == interval))
                Say(read, column.Column, "price.twice", "This row has two prices for the same interval.", text);
            plan.Prices.Add(new(interval.Value, amount.Value, advice?.Minor, state, article));
        }
        if (!priced) Say(read, mapping.Prices.First(p => p.AddOn is null).Column, "price.missing", "This row has no price.", "");
        if (read.Problems.Count > 0) return;
        read.Plans.AddRange(plans.Values.OrderBy(p => p.Plan != main).Select(p => p.Plan with { Prices = p.Prices }));
    }

    private static ListedPlan AddOn(ListedPlan main, PriceColumn column) => main with
    {
        Code = $"{main.Code}-{column.AddOn}".ToUpperInvariant(), Name = $"{main.Name} {(column.AddOnName is "" ? column.AddOn : column.AddOnName)}", Kind = PlanKind.AddOn, Description = "",
    };

    private Money? Amount(ReadRow read, string column, string text, Currency? money)
    {
        var reason = mapping.Format.Read(text, out var amount);
        if (reason is not null)
        {
            var sentence = reason switch
            {
                "price.not_a_price" => "“{0}” is not a price.",
                "price.negative" => "“{0}” is less than nothing.",
                "price.range" => "“{0}” is too large.",
                _ => "“{0}” is not written as chosen for this list (decimal sign, thousands, currency sign).",
            };
            Say(read, column, reason, sentence, text, Cut(text));
            return null;
        }
        if (money is not { } currency) return null;
        if (decimal.Round(amount, currency.Digits) == amount) return Money.Round(amount, currency);
        Say(read, column, "price.precision", "“{0}” has more decimal places than {1} has.", text, Cut(text), currency.Code);
        return null;
    }

    private PlanKind? KindOf(string text)
    {
        if (kind is null) return PlanKind.Plan;
        return text.ToLowerInvariant().Replace("-", "").Replace(" ", "").Replace("_", "") switch
        {
            "plan" or "product" or "edition" => PlanKind.Plan,
            "addon" or "option" or "extra" => PlanKind.AddOn,
            _ => null,
        };
    }

    private string NameOf(string code)
    {
        if (mapping.NamePrefix is not "") return mapping.NamePrefix + code;
        var words = GuessMapping.Words(code.Any(char.IsLower) ? code : code.ToLowerInvariant());
        return words is "" ? code : string.Join(' ', words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => char.ToUpper(w[0], CultureInfo.InvariantCulture) + w[1..]));
    }

    private static void Say(ReadRow read, string column, string code, string text, string value, params string[] arguments) =>
        read.Problems.Add(new(column, code, text, arguments, Cut(value)));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Cut(string text) => RowProblem.Cut(text);
}
