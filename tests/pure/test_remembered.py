"""A process remembers so many states and no more, and the ones it wrote last."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.people.person import Person
from app.people.remembered import Remembered


@given(st.lists(st.integers(1, 6), max_size=40))
def test_no_more_are_remembered_than_there_is_room_for_and_the_newest_are(told: list[int]) -> None:
    kept = Remembered(most=3)
    for n in told:
        kept.keep(UUID(int=n), Person(given_name=str(n)))
    newest = list(dict.fromkeys(reversed(told)))[:3]
    for n in range(1, 7):
        found = kept.of(UUID(int=n))
        assert (found is not None) == (n in newest)
        assert found is None or (found.state.given_name == str(n) and found.version > 0)
