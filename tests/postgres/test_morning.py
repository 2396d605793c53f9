"""A night's event stands on the morning's board, for whom it may."""

from datetime import timedelta

from app.huddle.prepare import prepare
from tests.houses import CENTRE, NOW, home_from_ed, registered, tell


async def test_a_night_at_the_emergency_department_is_a_row_in_the_morning(house) -> None:
    taken = await tell(house, registered(), home_from_ed())
    assert [answer.status for answer in taken.answers] == ["new", "new"]
    built = await prepare(house, CENTRE, NOW)
    assert built is not None
    [row] = built.board.rows
    assert row.content.name == "Gunborg Öhrnäs"
    assert row.content.reasons[0].rule == "akut-ej-inlagd"


async def test_preparing_twice_changes_nothing(house) -> None:
    await tell(house, registered(), home_from_ed())
    first = await prepare(house, CENTRE, NOW)
    again = await prepare(house, CENTRE, NOW + timedelta(seconds=1))
    assert first.board == again.board
