namespace Tributary.Tests.BillingCases;

/// <summary>
/// The rows that follow another policy than ours, each with the policy's name.
/// <c>docs/decisions</c> has a page that says what we do instead.
/// </summary>
internal static class OtherPolicies
{
    private const string Weeks = "weekly terms";
    private const string ThirtyDays = "terms of thirty days";
    private const string ThirtyDayMonths = "every month counts thirty days";
    private const string CountedBack = "the term before a start is counted back from that start, not from the anchor";
    private const string FirstLines = "the odd units go to the first lines";
    private const string RestApart = "the odd units are kept apart";
    private const string DayToTheOld = "the day of a change belongs to the old plan";
    private const string CreditAsTime = "a credit is paid back in days";
    private const string BeforeTheStart = "a subscription has terms before it began";

    /// <summary>The policy of a row, by the file it stands in and its name.</summary>
    public static readonly IReadOnlyDictionary<(string File, string Row), string> All = new Dictionary<(string, string), string>
    {
        [("allocation.csv", "MoneyTest.php:402")] = FirstLines,
        [("allocation.csv", "MoneyTest.php:408")] = FirstLines,
        [("allocation.csv", "MoneyTest.php:446")] = RestApart,
        [("allocation.csv", "MoneyTest.php:452")] = RestApart,
        [("allocation.csv", "MoneyTest.php:455")] = RestApart,

        [("killbill.csv", "testSinglePlan_ChangeBCDTo31#2")] = CountedBack,
        [("killbill.csv", "testCalculateFirstBillingCycleDate2#3")] = ThirtyDays,
        [("killbill.csv", "testCalculateFirstBillingCycleDate3#3")] = ThirtyDays,
        [("killbill.csv", "assert#24")] = ThirtyDays,
        [("killbill.csv", "assert#25")] = ThirtyDays,
        [("killbill.csv", "assert#42")] = ThirtyDays,
        [("killbill.csv", "assert#43")] = ThirtyDays,
        [("killbill.csv", "assert#28")] = Weeks,
        [("killbill.csv", "assert#32")] = Weeks,
        [("killbill.csv", "assert#56")] = Weeks,
        [("killbill.csv", "testProRationAfterLastBillingCycleDate#1")] = ThirtyDayMonths,
        [("killbill.csv", "testProRationBeforeFirstBillingPeriod1#3")] = ThirtyDayMonths,
        [("killbill.csv", "testProRationBeforeFirstBillingPeriod1#4")] = ThirtyDayMonths,
        [("killbill.csv", "testProRationBeforeFirstBillingPeriod2#2")] = ThirtyDayMonths,
        [("killbill.csv", "testDaysBetweenWithFixedDaysInMonthForDifferentMonths#3")] = ThirtyDayMonths,
        [("killbill.csv", "testDaysBetweenWithFixedDaysInMonthForDifferentMonths#4")] = ThirtyDayMonths,

        [("mid-term-docs.csv", "subscription-guide examples (INSTANT_PRORATED_CHARGE)")] = DayToTheOld,
        [("mid-term-docs.csv", "subscription-guide examples (INSTANT_PRORATED_DATE)")] = CreditAsTime,

        [("lago-dates.csv", "quarterly_service_spec.rb:919")] = BeforeTheStart,
        [("lago-dates.csv", "quarterly_service_spec.rb:959")] = BeforeTheStart,
        [("lago-dates.csv", "weekly_service_spec.rb:114")] = Weeks,
        [("lago-dates.csv", "weekly_service_spec.rb:153")] = Weeks,
        [("lago-dates.csv", "weekly_service_spec.rb:196")] = Weeks,
        [("lago-dates.csv", "weekly_service_spec.rb:203")] = Weeks,
        [("lago-dates.csv", "weekly_service_spec.rb:612")] = Weeks,
    };
}
