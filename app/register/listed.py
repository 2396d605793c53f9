"""Listed understands a file of who is listed: a row for each person, as the listing system wrote it.

Columns go by their key or their Swedish name. What a cell says is not judged here: it becomes an
event, and the way in says what is wrong with it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import Rejected
from app.events.identifiers import (
    DEMO,
    NATIONAL_RESERVE,
    PERSONNUMMER,
    SAMORDNINGSNUMMER,
    VGR_RESERVE,
)
from app.organisation.sheets import rows, text_of

COLUMNS = {
    "personnummer": "identifier", "personid": "identifier", "id": "identifier", "typ": "system",
    "förnamn": "given_name", "fornamn": "given_name", "tilltalsnamn": "given_name",
    "efternamn": "family_name", "födelsedatum": "birth_date", "fodelsedatum": "birth_date",
    "kommunkod": "municipality_code", "kommun": "municipality_code", "skydd": "protected",
    "skyddad": "protected", "vårdcentral": "centre", "vardcentral": "centre", "hsa-id": "centre",
    "listad": "listed",
}  # fmt: skip
KEYS = {
    "identifier", "system", "given_name", "family_name", "birth_date", "municipality_code",
    "protected", "centre", "listed",
}  # fmt: skip
REQUIRED = {"identifier": "personnummer", "given_name": "förnamn", "family_name": "efternamn"}
SYSTEMS = {
    "personnummer": PERSONNUMMER,
    "samordningsnummer": SAMORDNINGSNUMMER,
    "reservnummer": NATIONAL_RESERVE,
    "vgr-reservnummer": VGR_RESERVE,
}
PROTECTED = {
    "nej": "none", "n": "none", "0": "none", "ja": "sekretessmarkering",
    "j": "sekretessmarkering", "1": "sekretessmarkering",
    "skyddad folkbokföring": "skyddad_folkbokforing",
}  # fmt: skip
NO = {"nej", "n", "0"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One row. `stays` is False when it says that the person is listed there no more."""

    line: int
    system: str
    value: str
    given_name: str | None
    family_name: str | None
    birth_date: str | None
    municipality_code: str | None
    protected: str | None
    centre: str
    stays: bool = True


def read(raw: bytes, centre: str | None) -> list[Listed]:
    """The rows of a file; `centre` is whose they are where they do not say. Raises Rejected."""
    if b"\0" in raw:
        raise Rejected("Filen är ingen CSV-fil i UTF-8 eller Windows-teckenkod.")
    head, found = rows(text_of(raw))
    columns = {column: COLUMNS.get(column, column) for column in head}
    _check(columns, head, centre)
    return [
        _row(row.line, {columns[name]: cell for name, cell in row.cells.items() if name}, centre)
        for row in found
    ]


def _check(columns: dict[str, str], head: Sequence[str], centre: str | None) -> None:
    lacking = [word for key, word in REQUIRED.items() if key not in columns.values()]
    if lacking:
        raise Rejected(f"Filen saknar kolumnerna {', '.join(lacking)}.")
    if centre is None and "centre" not in columns.values():
        raise Rejected(
            "Filen saknar kolumnen vårdcentral; ange annars vårdcentralen för hela filen."
        )
    unknown = [column for column in head if column and columns[column] not in KEYS]
    if unknown:
        # Nobody asked for it: what is not read shall not be sent here either.
        raise Rejected(f"Okända kolumner: {', '.join(unknown)}. Skicka bara det som ska läsas.")


def _row(line: int, cells: dict[str, str], centre: str | None) -> Listed:
    value = cells.get("identifier", "")
    told = cells.get("protected", "").lower()
    return Listed(
        line,
        _system(cells.get("system", "").lower(), value),
        value,
        cells.get("given_name"),
        cells.get("family_name"),
        cells.get("birth_date"),
        cells.get("municipality_code"),
        PROTECTED.get(told, told) or None,
        cells.get("centre") or centre or "",
        cells.get("listed", "").lower() not in NO,
    )


def _system(told: str, value: str) -> str:
    """Which kind of number it is, from its form when nobody says."""
    if told:
        return SYSTEMS.get(told, told)
    digits = re.sub(r"[\s+-]", "", value)
    if re.fullmatch(r"[0-9]{8}T[0-9]{3}", digits):
        return DEMO
    if re.fullmatch(r"[0-9]{6,8}[0-9]{4}", digits) and int(digits[-6:-4]) >= 60:
        return SAMORDNINGSNUMMER
    return PERSONNUMMER
