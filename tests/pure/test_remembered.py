"""A process remembers the states it wrote last, and no more than there is room for."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.people.person import Person
from app.people.remembered import EACH, TIMES, Remembered

ROOM = 4 * EACH
TOLD = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 2 * EACH)), max_size=40)


@given(TOLD)
def test_no_more_are_remembered_than_there_is_room_for_and_the_newest_are(told) -> None:
    kept = Remembered(room=ROOM)
    for n, octets in told:
        kept.keep(UUID(int=n), Person(given_name=str(n)), octets)
    newest = {n: EACH + TIMES * octets for n, octets in told}
    order = list(dict.fromkeys(n for n, _ in reversed(told)))
    found = [kept.of(UUID(int=n)) for n in order]
    remembered = [n for n, one in zip(order, found, strict=True) if one is not None]
    assert remembered == order[: len(remembered)]
    assert sum(newest[n] for n in remembered) <= ROOM
    assert not order or newest[order[0]] > ROOM or remembered
    for n, one in zip(remembered, found, strict=False):
        assert one is not None
        assert one.state.given_name == str(n)
        assert one.version > 0
