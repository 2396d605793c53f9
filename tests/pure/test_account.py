"""What the log hears of a view: what was given, what was not, on which bases, and whose it was."""

from typing import Any

import pytest

from app.access.subject import Subject
from app.huddle.messages import Content, RowView
from app.huddle.render import (
    account,
)
from tests.sights import (
    DESKS,
    HOME_HELP,
    NEEDS,
    PUD,
    SEEING,
    VC,
    a_fact,
    a_matter,
    a_reason,
    a_subject,
    letters,
    seen,
)

OTHERS = ["hsl", "planerare", "privplan", "bistand"]
NOTICED = Subject(VC, (), (HOME_HELP, NEEDS))
NEUTRAL = RowView("r1", "mine", None, None, 0, Content("Gunborg Öhrnäs"))
AGED = a_fact("D6", "omsorg")
"""A fact of the municipality's social care: not for a private home help, with consent or without."""


# Who looks, at what, the categories given and refused, the bases, and whose data it was.
ACCOUNTS = [
    ("ssk", a_matter(subject=a_subject()), "D1,D2,D4", "", "REGION_INTERNAL_OSL25_11", "sjukhus"),
    ("ssk", a_matter(a_reason("x", a_fact("D3", "region"))), "D1,D3,D4", "",
     "OWN_CARE,REGION_INTERNAL_OSL25_11", "region,sjukhus"),
    ("hsl", a_matter(a_reason("x", AGED)), "D1,D4,D6", "", "INDIVIDUAL_DISCLOSURE", "omsorg,sjukhus"),
    ("planerare", a_matter(cfs_fact=None), "D1,D2", "", "INDIVIDUAL_DISCLOSURE", "sjukhus"),
    ("planerare", a_matter(a_reason("x"), a_reason("y", a_fact("D3"))), "D1,D2,D4", "D3",
     "INDIVIDUAL_DISCLOSURE", "sjukhus"),
    ("planerare", a_matter(cfs_fact=a_fact("D7")), "D1,D2", "D7", "INDIVIDUAL_DISCLOSURE", "sjukhus"),
    ("privplan", a_matter(owner_fact=AGED), "D1,D2,D4", "D6", "INDIVIDUAL_DISCLOSURE", "sjukhus"),
    ("ssk", a_matter(owner_fact=AGED), "D1,D2,D4,D6", "",
     "INDIVIDUAL_DISCLOSURE,REGION_INTERNAL_OSL25_11", "omsorg,sjukhus"),
    ("planerare", a_matter(subject=NOTICED), "D1", "D2,D4", "STATUTORY_NOTICE_L612", ""),
    ("planerare", a_matter(subject=NOTICED, puds={HOME_HELP: PUD}), "D1,D2", "D2,D4",
     "STATUTORY_NOTICE_L612", ""),
]  # fmt: skip


@pytest.mark.parametrize(("who", "matter", "given", "refused", "bases", "whose"), ACCOUNTS)
def test_the_log_hears_what_was_given_what_was_not_and_why(
    who: str, matter: Any, given: str, refused: str, bases: str, whose: str
) -> None:
    view = seen(who, matter)
    assert view is not None
    told = account(matter, view, DESKS[who], SEEING)
    assert letters(told) == (given, refused, bases)
    assert ",".join(sorted(told.controllers)) == whose
