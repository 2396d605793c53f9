"""Periods: ISO weeks and months, run charts, and counts that tell of nobody."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.indicators import runchart
from app.indicators.period import around, read, series
from app.indicators.tally import COLUMNS, Cell, Obliged, lines

PERIODS = [
    # key, first day, last day, its name
    ("2026-v48", date(2026, 11, 23), date(2026, 11, 29), "v. 48, 23–29 november 2026"),
    ("2026-v53", date(2026, 12, 28), date(2027, 1, 3), "v. 53, 28 december – 3 januari 2027"),
    ("2027-v01", date(2027, 1, 4), date(2027, 1, 10), "v. 1, 4–10 januari 2027"),
    ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "november 2026"),
    ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "februari 2028"),
]


@pytest.mark.parametrize(("key", "first", "last", "name"), PERIODS)
def test_a_period_is_its_days_and_its_name(key: str, first: date, last: date, name: str) -> None:
    period = read(key)
    assert (period.first, period.last, period.name, period.key) == (first, last, name, key)


EDGES = ["9999-v52", "9999-12", "0001-v01", "0001-01", "0000-01", "1999-12", "2200-v01"]


@pytest.mark.parametrize(
    "key", ["2027-v53", "2026-13", "2026-v00", "2026", "v48", "", "2026-v４７", *EDGES]
)
def test_what_is_no_period_is_refused_in_words(key: str) -> None:
    with pytest.raises(ValueError, match=r"finns inte|har ingen vecka|Skriv en vecka"):
        read(key)


@pytest.mark.parametrize("key", ["2000-v01", "2000-01", "2199-v52", "2199-12"])
def test_a_chart_reaches_back_and_on_from_any_period(key: str) -> None:
    period = read(key)
    assert [one.bounds for one in series(period, 60)]
    assert period.after().first > period.last


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.sampled_from(["vecka", "manad"]))
def test_periods_follow_each_other_without_a_gap(day: date, kind) -> None:
    period = around(kind, day)
    assert period.first <= day <= period.last
    assert period.before().after() == period
    assert period.before().bounds[1] == period.bounds[0]
    assert read(period.key) == period


def test_a_week_begins_at_local_midnight_also_when_the_clocks_change() -> None:
    begins, ends = read("2026-v43").bounds
    assert begins == datetime(2026, 10, 18, 22, tzinfo=UTC)
    assert ends == datetime(2026, 10, 25, 23, tzinfo=UTC)
    assert [one.short for one in series(read("2027-v02"), 3)] == ["v. 53", "v. 1", "v. 2"]


RUNS = [
    # the numbers, oldest first; what they show, from which place; why
    ([5] * 9, "few", None, "nine are too few"),
    ([5, 6] * 5, "none", None, "up and down"),
    ([5] * 12, "none", None, "the same each week: on the median, and no trend"),
    ([1, 2] * 5 + [8, 9, 8, 9, 8, 9], "above", 10, "six in a row above the median"),
    ([8, 9] * 5 + [1, 2, 1, 2, 1], "none", None, "five in a row are no shift"),
    ([9, 8] * 5 + [1, 2, 1, 2, 1, 2], "below", 10, "six in a row below it"),
    ([5, 6, 5, 6, 5, 1, 2, 3, 4, 5], "rising", 5, "five that rise"),
    ([5, 6, 5, 6, 5, 6, 6, 4, 3, 2, 1], "falling", 5, "of two equal ones the first counts"),
    ([5, 4, 5, 4, 5, 4, 1, 2, 3, 4], "none", None, "four that rise are no trend"),
    ([None] * 5 + [5.0] * 9, "few", None, "what is not known is no point"),
]


@pytest.mark.parametrize(("values", "sign", "since", "why"), RUNS)
def test_a_run_chart_says_what_has_changed(values, sign: str, since: int | None, why: str) -> None:
    reading = runchart.read(values)
    assert (reading.sign, reading.since) == (sign, since), why


@given(st.lists(st.integers(0, 9), min_size=10, max_size=20))
def test_numbers_turned_upside_down_show_the_opposite(values: list[int]) -> None:
    opposite = {"above": "below", "below": "above", "rising": "falling", "falling": "rising"}
    one, other = runchart.read(values), runchart.read([-value for value in values])
    assert {one.since, other.since} != {None} or one.sign == other.sign == "none"
    assert (other.sign, other.since) == (opposite.get(one.sign, one.sign), one.since)


def test_a_conclusion_is_a_sentence() -> None:
    names = [f"v. {n}" for n in range(40, 56)]
    said = runchart.conclusion(runchart.read([1, 2] * 5 + [9] * 6), names, "Hållna avstämningar")
    assert said == "Hållna avstämningar: ligger över medianen sedan v. 50."


def raised(counts: dict[str, int]) -> list[Obliged]:
    return [
        Obliged("vc", UUID(int=n + 1000 * place), rule, raised=True)
        for place, (rule, count) in enumerate(counts.items())
        for n in range(count)
    ]


SECRETS: list[tuple[dict[str, int], dict[str, Cell], Cell, str]] = [
    # persons by rule, what is told of each, and of all; why
    ({"a": 7, "b": 9}, {"a": 7, "b": 9}, 16, "enough of each"),
    ({"a": 7, "b": 4}, {"a": "hidden", "b": "few"}, 11, "the sum would tell the four"),
    ({"a": 7, "b": 2, "c": 9}, {"a": "hidden", "b": "few", "c": 9}, 18, "the smaller goes too"),
    ({"a": 7, "b": 3, "c": 4}, {"a": 7, "b": "few", "c": "few"}, 14, "two that are few hide each other"),
    ({"a": 1}, {"a": "few"}, "few", "and so does a sum"),
    ({"a": 2, "b": 1, "c": 9}, {"a": "few", "b": "few", "c": "hidden"}, 12, "three together are few"),
]  # fmt: skip


@pytest.mark.parametrize(("counts", "told", "total", "why"), SECRETS)
def test_a_few_persons_are_not_told_nor_to_be_worked_out(counts, told, total, why: str) -> None:
    found, sums = lines(raised(counts), lambda one: one.rule, counts)
    assert {line.of: line.cells[0] for line in found} == told, why
    assert sums[0] == total, why


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), max_size=6))
def test_what_is_left_of_a_sum_is_never_fewer_than_five(counts: dict[str, int]) -> None:
    found, sums = lines(raised(counts), lambda one: one.rule, sorted(counts))
    shown = sum(line.cells[0] for line in found if isinstance(line.cells[0], int))
    if isinstance(sums[0], int):
        assert sums[0] - shown == 0 or sums[0] - shown >= 5


def test_each_column_counts_its_own() -> None:
    person = UUID(int=1)
    assert COLUMNS == ("raised", "decided", "carried", "lifted", "expired")
    lifted = Obliged("vc", person, "a", raised=True, decided="lift", carried=True, expired=True)
    assert all(lifted.counts(column) for column in COLUMNS)
    assert not any(Obliged("vc", person, "a").counts(column) for column in COLUMNS)
    assert not Obliged("vc", person, "a", decided="done").counts("lifted")
