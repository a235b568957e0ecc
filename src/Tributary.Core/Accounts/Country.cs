using System.Collections.Frozen;
using System.Globalization;

namespace Tributary.Accounts;

/// <summary>The countries of ISO 3166-1 by their two letters, as they stand in 2026.</summary>
public static class Country
{
    /// <summary>All codes, in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } =
        ("AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG "
        + "CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL "
        + "GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA "
        + "LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP "
        + "NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
        + "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW").Split(' ');

    private static readonly FrozenSet<string> Known = All.ToFrozenSet();

    /// <summary>True for two capital letters that are a country.</summary>
    public static bool Is(string code) => Known.Contains(code);

    /// <summary>The English name, as the system's tables of regions have it.</summary>
    public static string Name(string code) => code switch
    {
        // The framework takes these letters for a language.
        "EH" => "Western Sahara",
        _ => Is(code) ? new RegionInfo(code).EnglishName : code,
    };
}
