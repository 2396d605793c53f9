"""The preventive list: who manages well and has something open, and how far luB has come. 24 November 2026."""

import pytest

from app.days import local_date
from app.lists.preventing import Asked, Prevented, asked, may_be, prevented, supported
from tests.builders import NOW, a_person, rule

TODAY = local_date(NOW)
ALL = "items=halsosamtal,fallrisk,social_isolering,tandstatus"


def by(**changed: int) -> Asked:
    return asked({one.name: one.value for one in rule("arskontroll").numbers} | changed)


def told(*lines: str, age: int | None = 82, **changed: int) -> Prevented | None:
    return prevented(a_person(*lines, age=age), by(**changed), TODAY)


def cfs(score: int, days: int = 100) -> str:
    return f"{days} dygn sedan cfs.assessed score={score}"


def check(days: int, items: str = "") -> str:
    return f"{days} dygn sedan annual_check.done {items}".strip()


WHO = [
    # events, age, overdue, open items, comment
    ([cfs(4)], 82, True, (), "never checked"),
    ([cfs(1)], 75, True, (), "75 years, very fit"),
    ([cfs(1)], 74, None, (), "74 years"),
    ([cfs(4)], None, None, (), "an age that nobody has told: CFS is not for those under 65"),
    ([cfs(5)], 82, None, (), "CFS 5 is the rule's"),
    ([], 82, None, (), "never scored: scored first"),
    (["100 dygn sedan cfs.assessed score=4 context=acute"], 82, None, (), "scored in acute illness"),
    ([cfs(6, 400), cfs(4, 100)], 82, True, (), "the latest score counts"),
    ([cfs(4), check(365, ALL)], 82, None, (), "checked this day last year, all of it"),
    ([cfs(4), check(366, ALL)], 82, True, (), "a day longer ago"),
    ([cfs(4), check(100, "items=halsosamtal,tandstatus")], 82, False, ("fallprevention", "social_isolering"), "two left"),
    ([cfs(4), check(100, "items=Hälsosamtal,Fallrisk,Tandstatus,social-isolering")], 82, None, (), "in other letters"),
    ([cfs(4), check(100)], 82, None, (), "a check that names nothing has left nothing"),
    ([cfs(4), check(100, "items=inkontinens")], 82, False, ("halsosamtal", "fallprevention", "social_isolering", "tandstatus"), "other things were looked at"),
    ([cfs(4), "1 h sedan person.died"], 82, None, (), "dead"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "age", "overdue", "open_", "comment"), WHO)
def test_who_manages_well_and_has_something_open_is_on_the_list(
    lines: list[str], age: int | None, overdue: bool | None, open_: tuple[str, ...], comment: str
) -> None:
    found = told(*lines, age=age)
    assert (found.overdue if found else None) is overdue, comment
    assert (found.open_ if found else ()) == open_, comment


def test_a_centre_s_own_numbers_are_the_list_s() -> None:
    assert told(cfs(4), check(200, ALL)) is None
    assert told(cfs(4), check(200, ALL), manader=6) is not None
    assert told(cfs(4), cfs_fran=4) is None
    assert told(cfs(3), cfs_fran=4) is not None
    assert told(cfs(4), age=70, alder=70) is not None


def test_an_old_score_says_so() -> None:
    fresh, old = told(cfs(4, 365)), told(cfs(4, 366))
    assert fresh is not None
    assert old is not None
    assert (fresh.old, old.old) == (False, True)


def test_nobody_is_left_out_by_the_quick_look() -> None:
    for lines, age, *_ in WHO:
        person = a_person(*lines, age=age)
        assert may_be(person, by()) or prevented(person, by(), TODAY) is None


def offered(days: int) -> str:
    return f"{days} dygn sedan lub.offered"


def accepted(days: int) -> str:
    return f"{days} dygn sedan lub.accepted"


def executed(days: int, lub: str = "ja") -> str:
    return f"{days} dygn sedan bistand.decision insats=trygghet lub={lub} executed_at=-{days}d"


def followed(days: int) -> str:
    return f"{days} dygn sedan lub.followed_up"


LUB = [
    # events, state, comment
    ([offered(5)], "offered", "offered"),
    ([offered(5), accepted(3)], "accepted", "and accepted"),
    ([offered(40), accepted(35), executed(30)], "due", "the last day"),
    ([offered(40), accepted(35), executed(31)], "late", "a day late"),
    ([executed(10)], "due", "begun, and nobody told of the offer"),
    ([executed(10, "nej")], None, "a decision after assessment is no luB"),
    ([executed(40), followed(10)], "followed", "followed up on the thirtieth day"),
    ([executed(40), followed(9)], "followed_late", "on the thirty-first"),
    ([executed(200), followed(91)], None, "done with three months ago"),
    ([executed(200), followed(90)], "followed_late", "on the ninetieth day since"),
    ([executed(200), followed(170), offered(5)], "offered", "another is offered"),
    ([executed(200), followed(170), executed(20)], "due", "another has begun"),
    ([offered(40), accepted(50)], "offered", "an earlier yes is of an earlier offer"),
    (["5 dygn sedan relative.informed"], None, "something else"),
    ([offered(5), "1 h sedan person.died"], None, "dead"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "state", "comment"), LUB)
def test_how_far_a_support_without_assessment_has_come(
    lines: list[str], state: str | None, comment: str
) -> None:
    found = supported(a_person(*lines), TODAY)
    assert (found.state if found else None) == state, comment
