"""Numbers: the nearest place's setting holds, from its day on, and within what the rule file allows."""

from datetime import UTC, date, datetime

import pytest

from app.huddle.numbers import ESTIMATES, Numbers, Place, Setting, bounds
from app.huddle.rulebook import load
from app.huddle.verdict import SECONDS

CENTRE, OTHER = Place("centre", "vc"), Place("centre", "annan vc")
TOWN, REGION = Place("municipality", "1490"), Place("region", "vgr")
RULES = load()
KNOWN = bounds(RULES)
KEY = ("akut-ej-inlagd", "alder")
MON, TUE, WED = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
AT = datetime(2026, 11, 20, tzinfo=UTC)


def settings(*told: tuple[Place, int | None, date]) -> Numbers:
    return Numbers(
        tuple(
            Setting(n, place, *KEY, value, 65, day, "ssk", "Karin", AT, "därför")
            for n, (place, value, day) in enumerate(told, 1)
        )
    )


TABLE = [
    # set where, to what, from when | at the centre on Tuesday | why
    ([], 65, "nobody has set it: the rule file's own"),
    ([(CENTRE, 70, TUE)], 70, "the centre's own"),
    ([(CENTRE, 70, WED)], 65, "it begins to hold tomorrow"),
    ([(REGION, 75, MON)], 75, "the region's, where nobody nearer has any"),
    ([(TOWN, 72, MON), (REGION, 75, MON)], 72, "the municipality is nearer than the region"),
    ([(CENTRE, 70, MON), (TOWN, 72, MON), (REGION, 75, MON)], 70, "the centre is nearest"),
    ([(OTHER, 80, MON)], 65, "another centre's is its own"),
    ([(CENTRE, 70, MON), (CENTRE, 71, TUE)], 71, "the later of two"),
    ([(CENTRE, 70, MON), (CENTRE, 71, WED)], 70, "the later of those that hold"),
    ([(CENTRE, 70, MON), (CENTRE, None, TUE)], 65, "let go of: the rule file's again"),
    ([(REGION, 75, MON), (CENTRE, 70, MON), (CENTRE, None, TUE)], 75, "let go of: the region's again"),
    ([(CENTRE, 40, MON)], 50, "less than the file allows by now: the least"),
    ([(CENTRE, 99, MON)], 90, "more than the file allows by now: the most"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "value", "_why"), TABLE, ids=[one[2] for one in TABLE])
def test_the_nearest_place_s_number_holds_from_its_day_on(told, value: int, _why: str) -> None:
    numbers = settings(*told)
    assert numbers.held((CENTRE, TOWN, REGION), KNOWN, TUE)[KEY].value == value
    morning = numbers.told((CENTRE, TOWN, REGION), KNOWN, TUE)
    assert morning.get(KEY[0], {}).get(KEY[1], 65) == value


def test_without_a_day_what_was_set_last_holds_also_before_it_begins() -> None:
    held = settings((CENTRE, 70, WED)).held((CENTRE, REGION), KNOWN)[KEY]
    assert (held.value, held.setting and held.setting.place) == (70, CENTRE)


def test_a_setting_of_a_rule_that_is_no_longer_there_is_left_alone() -> None:
    numbers = Numbers((Setting(1, CENTRE, "borta", "x", 3, 2, MON, "ssk", "Karin", AT, "därför"),))
    assert numbers.told((CENTRE,), KNOWN) == {}
    assert numbers.version == 1


def test_the_history_is_of_the_places_asked_for_and_the_latest_first() -> None:
    numbers = settings((CENTRE, 70, MON), (OTHER, 80, MON), (REGION, 75, TUE))
    assert [one.value for one in numbers.history((CENTRE, REGION), KEY[0])] == [75, 70]
    assert numbers.history((CENTRE,), "hemgang-72") == []


def test_the_seconds_of_a_row_are_numbers_too_with_what_the_agenda_gives_them_as_they_are() -> None:
    assert {one.name: one.value for one in ESTIMATES} == SECONDS
    assert all(one.low <= one.value <= one.high for one in ESTIMATES)
