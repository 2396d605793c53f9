"""Medical plan understands a medicinsk vårdplan: when it was written and by whom, and what it says.

What it is to say is of source 000: first a stand on limits of treatment, and, at a discharge, medicines
for three days. Other systems tell it in words of their own: those are understood where they can be, and
else stand as they were told.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from app.days import local_date, months_after
from app.events.kinds import Category
from app.events.kinds.care import PlanItem
from app.huddle.phrases.discharge import LIVED
from app.huddle.verdict import Morning
from app.pathways.homecoming import SHOWN
from app.pathways.terms import RELATIVES, speaks_of
from app.pathways.tracker import Point, PointState, Tracker, begins, told_by
from app.people.facts import Noted
from app.people.person import Person, SamsaCase, Stay

LASTS = 12
"""Months after which a plan has grown old, as the CFS that it goes with (app/pathways/frailty.py)."""
AT_DISCHARGE: PlanItem = "lakemedel_tre_dagar"
"""Asked of a way home and of that one alone: the medicines of an earlier one are long taken."""
ITEMS: Mapping[PlanItem, str] = {
    "behandlingsbegransningar": r"behandlingsbegrans|begransning(ar)? av behandling",
    "lakemedel_tre_dagar": r"\b(tre|3) ?(dagar|dygn)|tredagars|\b(tre|3)-dagars",
    "apodos": r"\bapodos|\bdosdispens|\bdosrecept",
    "amp": r"\bamp\b|avancerad medicinsk plan",
    "onskemal": r"\bonskemal|\bonskningar|viktigt for (mig|personen)",
    "anhorig": RELATIVES,
}
"""What a plan is to say, in the order of the page, and the words that it is known by (without å, ä, ö)."""
DENIED = r"\b(ej|inte|icke|utan|saknas?|inget|nej)\b|\?"
"""Words that may mean that it is *not* done: then it is told as it stands, and closes nothing."""


def medical_plan(person: Person, morning: Morning) -> Tracker | None:
    """The last plan; and, on the way home from a hospital, also that none is told of."""
    plan = next((one for one in person.checks if one.what == "medical_plan"), None)
    home = _way_home(person, morning)
    if plan is None and home is None:
        return None
    stage, since = "none_told", home.stamp.occurred_at if home is not None else morning.now
    if plan is not None:
        old = months_after(plan.on, LASTS) < morning.today
        stage, since = "old" if old else "recorded", begins(plan.on)
    return Tracker(
        "vardplan", "vardplan", stage, since, True,
        told_by((plan, Category.D3), (home, Category.D2)),
        points=tuple(_points(plan, home)),
        notes=tuple(word for word in plan.items if not understood(word)) if plan is not None else (),
        unit=plan.stamp.unit if plan is not None else None,
        by=plan.by if plan is not None else None,
    )  # fmt: skip


def understood(word: str) -> tuple[PlanItem, ...]:
    """Which items a word tells of as done; none of one that may mean that it is not."""
    if speaks_of(word, DENIED):
        return ()
    return tuple(item for item, known in ITEMS.items() if speaks_of(word, known))


def _points(plan: Noted | None, home: Stay | SamsaCase | None) -> Iterable[Point]:
    words = plan.items if plan is not None else ()
    told = {item for word in words for item in understood(word)}
    for item in ITEMS:
        if item != AT_DISCHARGE:
            yield Point(item, _state(item in told, told_of=bool(words)))
        elif home is not None:
            fresh = plan is not None and plan.on >= _began(home)
            yield Point(item, _state(fresh and item in told, told_of=fresh and bool(words)))


def _state(done: bool, *, told_of: bool) -> PointState:
    """A plan that names nothing is not known to have left anything."""
    return "done" if done else "open" if told_of else "not_set"


def _way_home(person: Person, morning: Morning) -> Stay | SamsaCase | None:
    """The stay that goes on, or ended some weeks ago to where one lives; else the planning that goes on."""
    stays = [one for one in person.stays if one.left is None or _came_home(one, morning)]
    cases = [one for one in person.cases if one.ended_at is None]
    return stays[-1] if stays else cases[-1] if cases else None


def _came_home(stay: Stay, morning: Morning) -> bool:
    at = stay.discharged_at
    return stay.disposition in LIVED and at is not None and morning.now - at <= SHOWN


def _began(home: Stay | SamsaCase) -> date:
    return local_date(home.stamp.occurred_at)
