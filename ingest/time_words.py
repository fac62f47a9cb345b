"""What a pattern of a time is made of: names of months and days, and the parts that % names.

Names are known in English, German, French and Spanish; no abbreviation means different months in
two of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# English, German, French, Spanish; a full stop may follow each.
MONTHS: Mapping[int, str] = MappingProxyType(
    {
        1: "january jan januar jänner jän janvier janv enero ene",
        2: "february feb februar feber février fevrier févr fevr fév febrero",
        3: "march mar märz maerz mär mrz mars marzo",
        4: "april apr avril avr abril abr",
        5: "may mai mayo",
        6: "june jun juni juin junio",
        7: "july jul juli juillet juil julio",
        8: "august aug août aout agosto ago",
        9: "september sept sep septembre septiembre setiembre set",
        10: "october oct oktober okt octobre octubre",
        11: "november nov novembre noviembre",
        12: "december dec dezember dez décembre decembre déc diciembre dic",
    }
)
MONTH_OF: Mapping[str, int] = MappingProxyType(
    {name: month for month, names in MONTHS.items() for name in names.split()}
)
WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so",
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim",
    "lunes martes miércoles miercoles jueves viernes sábado sabado domingo",
    "mié mie jue vie sáb sab dom",
)
# Newer programs put a narrow blank before AM and PM.
BLANK = r"[ \t\x{a0}\x{202f}\x{2009}]"


def _any_of(names: list[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


DIRECTIVES: Mapping[str, str] = MappingProxyType(
    {
        "Y": r"(?<year>\d{4})",
        "y": r"(?<short_year>\d{2})",
        "m": r"(?<month>\d{1,2})",
        "b": rf"(?<month_name>{_any_of(list(MONTH_OF))})\.?",
        "d": r"(?<day>\d{1,2})",
        "a": rf"(?:{_any_of(' '.join(WEEKDAYS).split())})\.?",
        "H": r"(?<hour>\d{1,2})",
        "I": r"(?<half_hour>\d{1,2})",
        "p": rf"(?<half>[AaPp])(?:\.{BLANK}?)?[Mm]\.?",
        "M": r"(?<minute>\d{2})",
        "S": r"(?<second>\d{2})",
        "f": r"(?<fraction>\d{1,9})",
        "z": r"(?:[Zz]|(?<sign>[+-])(?<zone_hours>[01]\d|2[0-3]):?(?<zone_minutes>[0-5]\d)?)",
        "Z": r"(?<utc>UTC|GMT|Z)",
        "%": "%",
    }
)
SAME_AS: Mapping[str, str] = MappingProxyType({"B": "b", "h": "b", "A": "a", "e": "d"})
COMBINED: Mapping[str, str] = MappingProxyType(
    {"F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y"}
)
