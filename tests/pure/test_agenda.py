"""Agenda: what fits in fifteen minutes, and that nobody is lost."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.huddle.agenda import Item, build, order
from app.huddle.verdict import SECONDS, Section, Urgency
from tests.builders import NOW

HOUR = timedelta(hours=1)


def an_item(key: str, urgency: Urgency = Urgency.GUL, **other: object) -> Item:
    told: dict[str, object] = {
        "section": Section.IDAG,
        "seconds": SECONDS[urgency],
        "deadline": None,
        "since": NOW,
        **other,
    }
    return Item(key, urgency, **told)  # type: ignore[arg-type]


items = st.lists(
    st.builds(
        an_item,
        key=st.integers(0, 99).map("p{:02}".format),
        urgency=st.sampled_from(Urgency),
        section=st.sampled_from(Section),
        deadline=st.sampled_from([None, NOW + HOUR, NOW + 2 * HOUR]),
        since=st.sampled_from([NOW, NOW - HOUR]),
        unclear=st.booleans(),
    ),
    max_size=25,
    unique_by=lambda item: item.key,
)


@given(items, st.randoms())
def test_the_order_in_which_rows_are_told_does_not_matter(rows: list[Item], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert build(rows) == build(shuffled)


@given(items)
def test_nobody_is_lost_and_nobody_stands_twice(rows: list[Item]) -> None:
    agenda = build(rows)
    placed = [*agenda.now, *agenda.later, *agenda.unclear]
    assert sorted(placed) == sorted(row.key for row in rows)


@given(items)
def test_the_time_is_kept_unless_red_alone_exceeds_it(rows: list[Item]) -> None:
    agenda = build(rows)
    red = sum(row.seconds for row in rows if row.urgency is Urgency.ROD and not row.unclear)
    assert agenda.red_exceeds is (120 + red > 900)
    assert agenda.red_exceeds or agenda.seconds <= 900


@given(items)
def test_a_less_urgent_row_never_passes_a_more_urgent_one(rows: list[Item]) -> None:
    agenda = build(rows)
    by_key = {row.key: row for row in rows}
    walked = [order(by_key[key]) for key in (*agenda.now, *agenda.later)]
    assert walked == sorted(walked)
    assert not any(by_key[key].urgency is Urgency.ROD for key in agenda.later)


def test_a_short_grey_row_does_not_slip_past_the_yellow_that_did_not_fit() -> None:
    rows = [an_item(f"g{n:02}") for n in range(12)]
    agenda = build([*rows, an_item("long", seconds=90), an_item("z", Urgency.GRA)])
    assert len(agenda.now) == 12
    assert agenda.later == ("long", "z")
    assert agenda.seconds == 840


def test_red_rows_always_fit_and_the_agenda_says_that_they_exceed_it() -> None:
    agenda = build([*(an_item(f"r{n}", Urgency.ROD) for n in range(9)), an_item("gul")])
    assert (len(agenda.now), agenda.later, agenda.red_exceeds) == (9, ("gul",), True)
    assert agenda.seconds == 930


def test_the_clock_that_runs_goes_before_the_longest_wait() -> None:
    rows = [
        an_item("new"),
        an_item("waited", since=NOW - HOUR),
        an_item("later clock", deadline=NOW + 2 * HOUR),
        an_item("clock", deadline=NOW + HOUR),
    ]
    assert build(rows).now == ("clock", "later clock", "waited", "new")


def test_an_empty_morning_is_two_minutes() -> None:
    assert build([]).seconds == 120
