namespace Tributary.Tests.BillingCases;

/// <summary>
/// Cycles, dates, prorations and allocations as the tests and documents of other billing systems expect them.
/// Every row is either what our calendar, proration and allocation answer, or is listed with the policy it follows instead.
/// </summary>
public sealed class BillingCasesTests
{
    [SharedDataFact("billing-cases/allocation.csv")]
    public void Allocations() => EveryRowIsOursOrAnothersPolicy("allocation.csv", OurAllocation.Answer);

    [SharedDataFact("billing-cases/killbill.csv")]
    public void Cycles_of_Kill_Bill() => EveryRowIsOursOrAnothersPolicy("killbill.csv", OurCycles.Answer);

    [SharedDataFact("billing-cases/killbill-amounts.csv")]
    public void Amounts_of_Kill_Bill() => EveryRowIsOursOrAnothersPolicy("killbill-amounts.csv", OurProration.OfAnItem);

    [SharedDataFact("billing-cases/mid-term-docs.csv")]
    public void Changes_in_mid_term() => EveryRowIsOursOrAnothersPolicy("mid-term-docs.csv", OurProration.OfAChange);

    [SharedDataFact("billing-cases/lago-dates.csv")]
    public void Dates_of_Lago() => EveryRowIsOursOrAnothersPolicy("lago-dates.csv", OurDates.Answer);

    // An answer of null says that the row cannot be put to us at all.
    private static void EveryRowIsOursOrAnothersPolicy(string file, Func<Case, (string? Ours, string Expected)> ask)
    {
        var wrong = new List<string>();
        var elsewhere = OtherPolicies.All.Keys.Where(key => key.File == file).Select(key => key.Row).ToHashSet();
        var rows = Case.Read(SharedData.At($"billing-cases/{file}"));
        foreach (var row in rows)
        {
            var (ours, expected) = ask(row);
            var other = OtherPolicies.All.GetValueOrDefault((file, row.Name));
            if (other is null && ours != expected)
                wrong.Add($"Neither ours nor listed: {row} → we say {ours ?? "nothing"}, expected {expected}");
            if (other is not null && ours == expected)
                wrong.Add($"Listed as '{other}' but ours: {row}");
            if (other is not null && !elsewhere.Remove(row.Name))
                wrong.Add($"Listed under a name that two rows have: {row}");
        }

        wrong.AddRange(elsewhere.Select(name => $"Listed but not there: {name}"));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.NotEmpty(rows);
    }
}
