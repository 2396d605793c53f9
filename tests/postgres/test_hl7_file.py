"""An HL7 v2 file goes in message by message, twice as once, and what it tells stands on the board."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app import clock
from app.errors import Misconfigured
from app.events import file, inbox
from app.house import House
from app.huddle.prepare import prepare
from app.opening import furnish
from tests.databases import ROOT
from tests.houses import CENTRE, NOW
from tests.intake import count, kept, stored, told_of
from tests.roles import as_admin, everything

MRN = "urn:kvarten:local:simulator-mrn"
IN_FILE = ROOT.parent / "shared" / "data" / "simhospital-messages.out"
"""google/simhospital's own 1,013 messages, where somebody has put them beside the checkout."""
IN_PLACE = pytest.mark.skipif(not IN_FILE.is_file(), reason="the simulated hospital's file is away")
NIGHT = datetime(2020, 5, 11, 5, 40, tzinfo=UTC)


def message(kind: str, number: int, *segments: str, at: str = "20261120021000") -> str:
    """A message as the simulated hospital writes them: CR after each segment, LF between."""
    head = f"MSH|^~\\&|SIMHOSP|SFAC|RAPP|RFAC|{at}||{kind}|{number}|T|2.3|||AL||44|ASCII"
    return "\r".join([head, *segments]) + "\r\n"


def admission(number: int, mrn: str, name: str, born: str, patient_class: str = "I") -> str:
    return message(
        "ADT^A01", number, "EVN|A01|20261120021000|||C1|20261120020000",
        f"PID|1|{mrn}^^^SIMULATOR MRN^MRN|{mrn}^^^SIMULATOR MRN^MRN~9^^^NHSNBR^NHSNMBR||{name}"
        f"^^^Mrs^^CURRENT||{born}000000|F|||170 Juice Place^^London",
        f"PV1|1|{patient_class}|RenalWard^MainRoom^Bed 1^Simulated Hospital||||||||||||||||v{number}",
    )  # fmt: skip


def discharge(number: int, code: str) -> str:
    """Home from a stay, where the code says to (PV1-36)."""
    return message(
        "ADT^A03", number, "EVN|A03|20261120021000||||20261120020000",
        "PID|1||1001^^^SIMULATOR MRN^MRN",
        f"PV1|1|I|RenalWard||||||||||||||||v{number}|||||||||||||||||{code}||||||||||20261120020000",
    )  # fmt: skip


STREAM = [
    admission(1, "1001", "Öhrnäs^Gulli", "19340304"),
    admission(2, "1002", "Åhslund^Ingvar", "19880304"),
    admission(3, "1003", "Ek^Sven", "19340304", "O"),
    message("ORU^R01", 4, "PID|1||1001^^^SIMULATOR MRN^MRN", "OBX|1|NM|svar||1"),
    message("ADT^A05", 5, "EVN|A05|20261120021000", "PID|1||1001^^^SIMULATOR MRN^MRN"),
    message("ADT^A01", 6, "EVN|A01|20261120021000", "PV1|1|I|RenalWard"),
    message("ADT^A01", 7, "EVN|A01|20261120021000", "PID|1||77^^^ANNAN", "PV1|1|I|RenalWard"),
    "MSH|^~\\&|SIMHOSP|SFAC|RAPP|RF\r\n",
    admission(1, "1001", "Öhrnäs^Gulli", "19340304"),
]


@pytest.fixture
def stream(tmp_path: Path) -> Path:
    path = tmp_path / "natten.hl7"
    path.write_bytes("".join(STREAM).encode())
    return path


async def take(house: House, path: Path, now: datetime = NOW) -> tuple[int, int, int, int]:
    told, _ = await file.take(house, path, "simhospital", now)
    return told.new, told.known, told.rejected, told.not_used


def lies(house: House, admin_url: str) -> str:
    """All that lies in the database, but for when a source was heard of and how often it erred."""
    with as_admin(admin_url, house.database.url) as admin:
        found = everything(admin).splitlines()
    return "\n".join(line for line in found if not line.startswith(("source ", "set_aside ")))


async def test_a_file_is_answered_message_by_message(house, stream) -> None:
    assert await take(house, stream) == (4, 2, 3, 3)
    person, centre = await stored(house, "1001", MRN)
    assert (person.name, centre) == ("Gulli Öhrnäs", CENTRE)
    [stay] = person.stays
    assert (stay.ward, stay.admitted_at) == ("avd. 43", datetime(2026, 11, 20, 1, tzinfo=UTC))
    assert await count(house, "person") == 2
    told = await told_of(house, "1001", MRN)
    assert [row["source_event_id"] for row in told] == [
        "visit/v1/000000000001@20261120T011000/person",
        "visit/v1/admitted/000000000001@20261120T011000",
    ]
    assert {row["received_at"] for row in told} == {NOW}


async def test_what_was_not_read_is_kept_and_what_was_not_used_leaves_its_name(
    house, stream
) -> None:
    await take(house, stream)
    aside = {
        (one["outcome"], one["kind"], one["field"], one["reason"]) for one in await kept(house)
    }
    assert aside == {
        ("rejected", None, "PID", "Segmentet PID saknas."),
        ("rejected", None, "PID-3",
         "Ingen identitet kommer från en utfärdare som källan har angett."),
        ("rejected", None, "MSH-9", "Meddelandets typ saknas eller går inte att läsa."),
        ("not_used", "ADT^A01", None, "Vårdkontakter av slaget O används inte."),
        ("not_used", "ORU^R01", None, "Meddelanden av typen ORU används inte."),
        ("not_used", "ADT^A05", None, "Planerade inskrivningar används inte."),
    }  # fmt: skip
    texts = {one["outcome"]: one["text"] for one in await kept(house)}
    # What is not used is nothing for us to keep: it may be anybody's test result.
    assert texts["not_used"] is None
    assert "SIMHOSP" in texts["rejected"]


async def test_the_file_twice_leaves_the_same_as_once(house, stream, admin_url) -> None:
    await take(house, stream)
    await prepare(house, CENTRE, NOW)
    before, aside = lies(house, admin_url), await kept(house)
    assert await take(house, stream, NOW + timedelta(minutes=1)) == (0, 6, 3, 3)
    await prepare(house, CENTRE, NOW)
    assert lies(house, admin_url) == before
    assert [{**one, "times": 0} for one in await kept(house)] == [
        {**one, "times": 0} for one in aside
    ]


async def test_the_old_who_were_admitted_stand_on_the_morning_s_board(house, stream) -> None:
    await take(house, stream)
    built = await prepare(house, CENTRE, NOW)
    assert [row.content.name for row in built.board.rows] == ["Gulli Öhrnäs"]
    assert [r.rule for r in built.board.rows[0].content.needs] == ["inskriven"]


async def test_no_number_and_no_address_of_the_file_lies_in_clear(
    house, admin_url, tmp_path
) -> None:
    path = tmp_path / "natten.hl7"
    path.write_bytes("".join(STREAM).replace("1001", "8675309").encode())
    assert (await take(house, path))[0] == 4
    with as_admin(admin_url, house.database.url) as admin:
        found = everything(admin)
    assert "Juice Place" not in found
    assert "8675309" not in found
    assert "Gulli" in found


async def test_the_bytes_done_are_told_on_the_way(house, stream) -> None:
    heard: list[int] = []
    await file.take(house, stream, "simhospital", NOW, progress=heard.append)
    assert heard == sorted(heard)
    assert 0.9 * file.size(stream) < heard[-1] <= file.size(stream)


async def test_a_file_of_no_messages_is_one_that_cannot_be_read(house, tmp_path) -> None:
    path = tmp_path / "bild.hl7"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert await take(house, path) == (0, 0, 1, 0)
    path.write_bytes(b"")
    assert await take(house, path) == (0, 0, 0, 0)


async def test_a_source_that_is_not_known_is_named_with_those_that_are(house, stream) -> None:
    with pytest.raises(Misconfigured, match=r"Källan simhopsital finns inte. Kända är 1177, "):
        await file.take(house, stream, "simhopsital", NOW)


async def test_a_code_that_no_table_has_is_told_of_in_the_words_of_the_line(
    house, tmp_path
) -> None:
    path = tmp_path / "natten.hl7"
    path.write_text("".join(discharge(n, code) for n, code in enumerate(["99", "99", "1", "Ö, G"])))
    told, _ = await file.take(house, path, "simhospital", NOW)
    says = {
        "Koden 99 finns inte i källans kodtabell och räknas som okänd.",
        "Koden (oläslig) finns inte i källans kodtabell och räknas som okänd.",
    }
    assert told.unlisted == says
    assert inbox.told(told).splitlines()[1:] == sorted(says)
    aside = [(one["outcome"], one["kind"], one["reason"]) for one in await kept(house)]
    assert sorted(aside) == [("not_used", "PV1-36", one) for one in sorted(says)]


@IN_PLACE
async def test_the_simulated_hospital_s_year_goes_in_twice_as_once(house, admin_url) -> None:
    """1,013 messages that nobody here wrote; the admissions are dated 2020-05-08."""
    clock.set_shift(NIGHT)
    at_home = await furnish(house.database, house.vault, demo=True)
    assert await take(at_home, IN_FILE, NIGHT) == (801, 0, 0, 612)
    built = await prepare(at_home, CENTRE, NIGHT)
    before = lies(at_home, admin_url)
    again = NIGHT + timedelta(minutes=1)
    assert await take(at_home, IN_FILE, again) == (0, 801, 0, 612)
    assert (await prepare(at_home, CENTRE, NIGHT)).board == built.board
    assert lies(at_home, admin_url) == before
    # And one number that is another's by its own merge.
    assert await count(at_home, "person") == 401
    rows = built.board.rows
    assert {reason.rule for row in rows for reason in row.content.needs} == {"inskriven"}
    async with at_home.database.work() as session:
        old = await session.execute(
            text("SELECT id::text FROM person WHERE state ->> 'birth_date' <= '1955-05-11'")
        )
        assert {row.content.person for row in rows} == set(old.scalars())
    assert len(rows) == 138
    # What does not fit in the quarter is not left out: it stands as later.
    places = {place: [row for row in rows if row.place == place] for place in ("now", "later")}
    assert len(places["now"]) + len(places["later"]) == 138
    assert 0 < sum(row.seconds for row in places["now"]) <= 15 * 60
    assert places["later"]
