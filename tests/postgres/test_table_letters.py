"""A row that was set aside goes in when its mapping is mended, or with the cell at fault corrected."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.events import letters
from app.events.letters import Again
from app.house import House
from tests.houses import NOW
from tests.intake import count, stored
from tests.postgres.test_table_file import GULLI, LATER, WENT, given

DAY_WARD = WENT.replace("AKUT", "DAGV")


def mend(house: House, folder: Path) -> None:
    """The source's mapping learns a new sort of contact."""
    from app.events.mapping import FOLDER

    path = folder / "lagad.yaml"
    told = (FOLDER / "elvis-akut.yaml").read_text("utf-8")
    path.write_text(told.replace("[AKUT, AK23]", "[AKUT, AK23, DAGV]"), "utf-8")
    house.organisation.sources["elvis-fil"].mapping = str(path)


async def replay(house: House, minutes: int) -> Again:
    return await letters.replay(house, None, "prov", LATER[minutes])


async def test_a_row_goes_in_when_the_mapping_has_been_mended_and_only_once(
    house, tmp_path
) -> None:
    await given(house, tmp_path, DAY_WARD)
    still = await replay(house, 1)
    assert (still.went_in, still.still_open) == (0, 1)
    mend(house, tmp_path)
    done = await replay(house, 2)
    assert (done.went_in, done.still_open) == (1, 0)
    [visit] = (await stored(house, GULLI))[0].ed_visits
    assert visit.outcome == "home"
    told = await given(house, tmp_path, DAY_WARD, now=LATER[3])
    assert (told.new, told.known) == (0, 2), "the next night's file tells the same"


CORRECTIONS = [
    # the row, the column, what it should have been; why
    (DAY_WARD, "Kontakttyp", "AKUT", "a sort that nobody knows"),
    (WENT.replace(GULLI, ""), "Personnummer", GULLI, "an empty cell"),
    (WENT.replace("2026-11-20 00:41", "i natt"), "Ankomst", "2026-11-20 00:41", "no time"),
]


@pytest.mark.parametrize(("row", "column", "value", "why"), CORRECTIONS)
async def test_a_row_goes_in_with_the_cell_at_fault_corrected(
    house, tmp_path, row: str, column: str, value: str, why: str
) -> None:
    await given(house, tmp_path, row)
    async with house.database.work() as session:
        [letter] = await letters.listed(session, None, "open")
    assert (letter.format, letter.field) == ("table", column), why
    done = await letters.send_again(house, letter.id, "prov", LATER[1], (column, value))
    assert done.went_in == 1, done.reason
    [visit] = (await stored(house, GULLI))[0].ed_visits
    assert visit.outcome == "home"


async def test_a_row_told_late_does_not_undo_what_has_been_told_since(house, tmp_path) -> None:
    """Monday's row said home and was set aside; Tuesday's says a ward. Then Monday's is sent again."""
    await given(house, tmp_path, DAY_WARD)
    await given(house, tmp_path, WENT.replace("HEM", "INL"), now=LATER[1])
    mend(house, tmp_path)
    assert (await replay(house, 2)).went_in == 1
    [visit] = (await stored(house, GULLI))[0].ed_visits
    assert visit.outcome == "admitted"
    assert await count(house, "event") == 2


async def test_a_row_told_late_corrects_what_was_told_before_it(house, tmp_path) -> None:
    await given(house, tmp_path, WENT)
    await given(house, tmp_path, DAY_WARD.replace("HEM", "INL"), now=LATER[1])
    mend(house, tmp_path)
    assert (await replay(house, 2)).went_in == 1
    [visit] = (await stored(house, GULLI))[0].ed_visits
    assert visit.outcome == "admitted"


async def test_a_row_whose_mapping_is_gone_says_so_and_stays(house, tmp_path) -> None:
    await given(house, tmp_path, DAY_WARD)
    for mapping in (None, "simhospital.yaml", "borta.yaml"):
        house.organisation.sources["elvis-fil"].mapping = mapping
        told = await letters.replay(house, None, "prov", NOW + timedelta(minutes=1))
        assert (told.went_in, told.still_open) == (0, 1)
