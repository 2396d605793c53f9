"""A file of the listed is read whatever it is called and written as; what is not asked for is not."""

import pytest

from app.errors import Rejected
from app.events.identifiers import DEMO, NATIONAL_RESERVE, PERSONNUMMER, SAMORDNINGSNUMMER
from app.register.listed import Listed, read

VC = "SE2321000131-DEMOVC01"
HEAD = "identifier,given_name,family_name"

WRITTEN = [
    ("utf-8-sig", "a byte-order mark"),
    ("utf-8", "none"),
    ("cp1252", "as Excel in Sweden writes"),
]


@pytest.mark.parametrize(("encoding", "_comment"), WRITTEN, ids=[one[1] for one in WRITTEN])
def test_a_row_is_read(encoding: str, _comment: str) -> None:
    raw = "Personnummer;Förnamn;Efternamn;Skydd;Kommunkod\r\n19340304T027;Åsa;Öhrnäs;Ja;1490\r\n"
    assert read(raw.encode(encoding), VC) == [
        Listed(2, DEMO, "19340304T027", "Åsa", "Öhrnäs", None, "1490", "sekretessmarkering", VC)
    ]


NUMBERS = [
    ("19340304T027", "", DEMO, "a demo identifier"),
    ("192810317079", "", PERSONNUMMER, "twelve digits"),
    ("19281031-7079", "", PERSONNUMMER, "with a hyphen"),
    ("193001612385", "", SAMORDNINGSNUMMER, "day 61"),
    ("98240301AA06", "reservnummer", NATIONAL_RESERVE, "said to be"),
    ("A17", "urn:kvarten:local:liste", "urn:kvarten:local:liste", "a system of one's own"),
]


@pytest.mark.parametrize(("value", "told", "system", "_comment"), NUMBERS,
                         ids=[one[-1] for one in NUMBERS])  # fmt: skip
def test_which_number_it_is(value: str, told: str, system: str, _comment: str) -> None:
    raw = f"{HEAD},typ\n{value},A,B,{told}\n".encode()
    assert [row.system for row in read(raw, VC)] == [system]


REFUSED = [
    (b"", None, "saknar kolumnerna personnummer", "nothing"),
    (b"personnummer;namn\n", VC, "saknar kolumnerna", "one name for both"),
    (HEAD.encode(), None, "saknar kolumnen v", "nobody says which centre"),
    (f"{HEAD},adress\n".encode(), VC, "Okända kolumner: adress", "more than was asked for"),
    (b"PK\x03\x04\x00\x00", VC, "ingen CSV", "an Excel file"),
]


@pytest.mark.parametrize(("raw", "centre", "says", "_comment"), REFUSED,
                         ids=[one[-1] for one in REFUSED])  # fmt: skip
def test_a_file_of_something_else_is_refused_whole(
    raw: bytes, centre: str | None, says: str, _comment: str
) -> None:
    with pytest.raises(Rejected, match=says):
        read(raw, centre)


def test_empty_lines_are_nobody() -> None:
    assert read(f"{HEAD}\n\n,,\n".encode(), VC) == []
