"""Person understands whom a row is about: the number in its column, with its century, in its system."""

import re
from datetime import date

from app.events.hl7 import Unreadable
from app.events.identifiers import DEMO, OFFICIAL, InvalidIdentifier, luhn, parse
from app.events.table import cells
from app.events.table.cells import Cells
from app.events.table.mapping import TableMapping, Who

_TEN = re.compile(r"([0-9]{2})([0-9]{4})([-+]?)([0-9]{4})")
_CENTURY = re.compile(r"(18|19|20)([0-9]{2}(-?[0-9]{2}-?[0-9]{2})?)?")
NO_CENTURY = (
    "Numret har tio siffror och mappningen säger inte hur århundradet ska läsas. Det gissas inte."
)
OLD = 98
ZEROS = "Numret står som ett tal och har tappat inledande nollor. Gör om kolumnen till text."


def person(row: Cells, mapping: TableMapping, on: date) -> dict[str, str]:
    """The number and its system. `on` is the day of the row: who is a hundred then has a plus."""
    who = mapping.person
    told = cells.text(row, who.column)
    if not told:
        raise Unreadable(cells.EMPTY, who.column)
    says = ""
    for system in who.systems:
        value = told
        if system in OFFICIAL:
            if cells.is_number(row, who.column) and len(told) < 10:
                raise Unreadable(ZEROS, who.column)
            if match := _TEN.fullmatch(told):
                value = _twelve(match, row, who, on)
        try:
            found = parse(system, value, demo=system == DEMO, local_systems=who.local_systems)
        except InvalidIdentifier as error:
            says = says or error.reason
        else:
            return {"system": found.system, "value": found.value}
    raise Unreadable(says, who.column)


def _twelve(match: re.Match[str], row: Cells, who: Who, on: date) -> str:
    """The number with its century, which somebody must have said."""
    short = match[1] + match[2] + match[4]
    if luhn(short[:9]) != int(short[9]):
        raise Unreadable("Numrets kontrollsiffra stämmer inte.", who.column)
    if who.century is not None:
        told = _CENTURY.fullmatch(cells.text(row, who.century))
        if not told or (told[2] and told[2][:2] != match[1]):
            raise Unreadable("Kolumnen säger inget århundrade som hör till numret.", who.century)
        return told[1] + short
    if not who.by_sign or not match[3]:
        raise Unreadable(NO_CENTURY, who.column)
    # The plus comes in the year of the hundredth birthday; the row may be of a year or two before.
    last = on.year - OLD if match[3] == "+" else on.year
    year = last - (last - int(match[1])) % 100
    return f"{year // 100:02}{short}"
