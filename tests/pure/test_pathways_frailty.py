"""The CFS map: where a score puts a person, what is offered there, and when a score has grown old."""

import pytest

from app.events.kinds import Category
from app.pathways.frailty import CfsMap, band_of, cfs_map
from tests.builders import a_morning, a_person


def the_map(*lines: str, age: int | None = 82) -> CfsMap:
    return cfs_map(a_person(*lines, age=age), a_morning())


def cfs(score: int, days: int, context: str = "habitual") -> str:
    return f"{days} dygn sedan cfs.assessed score={score} assessed_on=-{days}d context={context}"


def states(found: CfsMap) -> dict[str, str]:
    return {one.what: one.state for one in found.actions}


@pytest.mark.parametrize(
    ("scores", "band"),
    [((1, 2, 3, 4), "1-4"), ((5, 6), "5-6"), ((7, 8, 9), "7-9")],
)
def test_the_nine_steps_are_three_bands(scores: tuple[int, ...], band: str) -> None:
    assert {band_of(score) for score in scores} == {band}


STATES = [
    # scores, age, state, score, band, comment
    ([], 82, "missing", None, None, "nobody has scored"),
    ([cfs(6, 10)], 82, "known", 6, "5-6", ""),
    ([cfs(6, 365)], 82, "known", 6, "5-6", "a year to the day is not older than 12 months"),
    ([cfs(6, 366)], 82, "stale", 6, "5-6", "a day more is, and it still says where"),
    ([cfs(8, 2, "acute")], 82, "acute", 8, None, "acute illness sets no pathway"),
    ([cfs(5, 90), cfs(8, 2, "acute")], 82, "known", 5, "5-6", "the habitual one stands"),
    ([cfs(4, 300), cfs(6, 20)], 82, "known", 6, "5-6", "the latest stands"),
    ([cfs(6, 10)], 65, "known", 6, "5-6", "valid from 65"),
    ([cfs(6, 10)], 64, "not_valid", 6, None, "not valid under 65"),
    ([cfs(6, 10)], None, "not_valid", 6, None, "an age that is not known sets none"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "age", "state", "score", "band", "comment"), STATES)
def test_the_map_says_where_a_person_is(
    lines: list[str], age: int | None, state: str, score: int | None, band: str | None, comment: str
) -> None:
    found = the_map(*lines, age=age)
    assert (found.state, found.score, found.band) == (state, score, band), comment
    assert bool(found.actions) == (band is not None)


SIP = "30 dygn sedan sip.created valid_from=-30d"
OFFERS = [
    # score, more events, what has been seen to, comment
    (3, [], set(), "nothing yet"),
    (3, ["40 dygn sedan annual_check.done on=-40d items=Fallrisk"], {"halsosamtal", "fallprevention"}, ""),
    (3, ["40 dygn sedan annual_check.done on=-40d items='Social isolering'"], {"halsosamtal", "social_isolering"}, ""),
    (3, ["400 dygn sedan annual_check.done on=-400d items=Fallrisk"], set(), "a check grows old too"),
    (3, ["9 dygn sedan lub.accepted on=-9d"], {"lub"}, ""),
    (3, ["9 dygn sedan lub.offered on=-9d"], set(), "an offer is not a yes"),
    (6, [SIP], {"sip"}, "a SIP that holds"),
    (6, ["400 dygn sedan sip.created valid_from=-400d"], set(), "one that nobody has touched for a year"),
    (7, ["9 dygn sedan medical_plan.recorded on=-9d", "9 dygn sedan medlist.reconciled on=-9d"], {"vardplan", "lakemedelslista"}, ""),
    (9, ["9 dygn sedan enrolment.started kind=palliativ unit=x from_=-9d"], {"palliativ"}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("score", "more", "done", "comment"), OFFERS)
def test_what_is_offered_says_what_has_been_seen_to(
    score: int, more: list[str], done: set[str], comment: str
) -> None:
    found = states(the_map(cfs(score, 10), *more))
    assert {what for what, state in found.items() if state == "done"} == done, comment


def test_each_band_offers_its_own() -> None:
    offered = [set(states(the_map(cfs(score, 10)))) for score in (3, 6, 8)]
    assert offered == [
        {"halsosamtal", "fallprevention", "social_isolering", "civilsamhalle", "lub"},
        {"sip", "samtal_72", "akut_genomgang"},
        {"vardplan", "lakemedelslista", "hembesok", "palliativ"},
    ]


def test_every_score_is_kept_the_newest_first() -> None:
    found = the_map(cfs(4, 500), cfs(8, 100, "acute"), cfs(6, 20))
    assert [(one.score, one.acute) for one in found.history] == [(6, False), (8, True), (4, False)]


def test_the_map_stands_on_the_scores_and_on_what_was_seen_to() -> None:
    found = the_map(cfs(6, 10), SIP)
    assert sorted(one.category for one in found.told) == [Category.D4, Category.D5]
