"""The fixed lists of EDEXML, as facts."""

YEAR_GROUPS = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "11", "12", "13", "S", "H")
YEAR_GROUPS_SINCE_2 = ("B", "D", "14", "15", "16", "V", "C", "N")
"""Year groups that 1.03 did not have. `C` is a mixed class, `H` a class of the past."""

ROLES = ("ADJ", "ADM", "CON", "DIR", "ICT", "IB", "KLA", "LRK", "LOS", "LOC", "OWA", "OUD", "RT", "SMW", "STA", "VAK")
ROLES_SINCE_21 = ("TAL",)

_LISTED = (
    "AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CS CU CV CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET "
    "FI FJ FK FM FO FR FX GA GB GD GE GF GH GI GL GM GN GP GQ GR GS GT GU GW GY GZ HK HN HR HT HU "
    "ID IE IL IM IN IQ IR IS IT JE JH JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY "
    "MA MC MD MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OK OM "
    "PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR ST SV SY SZ "
    "TB TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS YE YO YT "
    "ZA ZM ZW"
)
COUNTRIES = tuple(_LISTED.split())
"""Country codes as the standard lists them; some have gone from ISO 3166, some were never in it."""
COUNTRIES_SINCE_2 = ("HM", "ME", "RS")
