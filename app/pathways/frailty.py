"""Frailty understands the CFS map: where the last score puts a person, what is offered there, and the
scores before it.

Bands and actions are those of domain facts, frailty and pathways (source 004). The score is of the
habitual state: one under acute illness is shown as such and sets no pathway. It holds from 65 years,
and has grown old after 12 months.
"""

from datetime import date
from typing import Literal

from app.days import months_after
from app.events.kinds import Category
from app.huddle.phrases.conditions import CFS_IS_VALID_FROM, habitual
from app.huddle.verdict import Morning
from app.pathways.sip import valid_sip
from app.pathways.tracker import Told, told_by
from app.people.facts import Bistand, Noted
from app.people.person import Frailty, Person, runs
from app.value import Value

Band = Literal["1-4", "5-6", "7-9"]
State = Literal["known", "stale", "acute", "missing", "not_valid"]
ActionState = Literal["open", "done", "standing"]
OLD = 12
"""Months after which a score has grown old, and a check or a plan with it."""


class Action(Value, frozen=True):
    """What the band offers. `standing` is to be done when it happens, not now."""

    what: str
    state: ActionState
    role: str | None = None


class Score(Value, frozen=True):
    score: int
    on: date
    acute: bool = False


class CfsMap(Value, frozen=True):
    """`band` is None where no pathway follows: not scored, under 65, or scored in acute illness."""

    state: State
    score: int | None = None
    on: date | None = None
    band: Band | None = None
    actions: tuple[Action, ...] = ()
    history: tuple[Score, ...] = ()
    told: tuple[Told, ...] = ()


def cfs_map(person: Person, morning: Morning) -> CfsMap:
    """The map as it is on this local day. Of an age that is not known the score is told, and no more."""
    history = sorted(person.frailty, key=lambda one: (one.assessed_on, one.stamp.occurred_at))
    scores = tuple(
        Score(one.score, one.assessed_on, one.context == "acute") for one in reversed(history)
    )
    told = told_by(*((one, Category.D4) for one in history))
    last, age = habitual(person), person.age(morning.today)
    if last is None:
        acute = history[-1] if history else None
        if acute is None:
            return CfsMap("missing")
        return CfsMap("acute", acute.score, acute.assessed_on, history=scores, told=told)
    if age is None or age < CFS_IS_VALID_FROM:
        return CfsMap("not_valid", last.score, last.assessed_on, history=scores, told=told)
    stale = months_after(last.assessed_on, OLD) < morning.today
    actions, more = _actions(person, last, morning)
    return CfsMap(
        "stale" if stale else "known", last.score, last.assessed_on, band_of(last.score), actions,
        scores, (*told, *more),
    )  # fmt: skip


def band_of(score: int) -> Band:
    return "1-4" if score <= 4 else "5-6" if score <= 6 else "7-9"


def _actions(
    person: Person, last: Frailty, morning: Morning
) -> tuple[tuple[Action, ...], tuple[Told, ...]]:
    """What the band offers, and what of it has been seen to within the year."""
    checks = {one.what: one for one in person.checks if _fresh(one.on, morning.today)}
    check = checks.get("annual_check")
    match band_of(last.score):
        case "1-4":
            lub: list[Noted | Bistand] = [s for s in person.support if s.what == "lub_accepted"]
            lub += [one for one in person.bistand if one.lub and one.decided is not None]
            return (
                Action("halsosamtal", _done(check), "aldre_ssk"),
                Action("fallprevention", _asked_of(check, "fall"), "kommun_hsl"),
                Action("social_isolering", _asked_of(check, "isolering"), "bistandshandlaggare"),
                Action("civilsamhalle", "standing", "bistandshandlaggare"),
                Action("lub", _done(lub or None), "bistandshandlaggare"),
            ), told_by((check, Category.D3), *((one, Category.D6) for one in lub))
        case "5-6":
            plan = valid_sip(person, morning.today)
            return (
                Action("sip", _done(plan), "aldre_ssk"),
                Action("samtal_72", "standing", "aldre_ssk"),
                Action("akut_genomgang", "standing", "aldre_ssk"),
            ), told_by((plan, Category.D5))
        case "7-9":
            plan_, list_ = checks.get("medical_plan"), checks.get("medlist")
            running = (one for one in person.enrolments if runs(one, morning.today))
            palliative = next((one for one in running if one.kind == "palliativ"), None)
            return (
                Action("vardplan", _done(plan_), "aldre_ssk"),
                Action("lakemedelslista", _done(list_), "aldre_ssk"),
                Action("hembesok", "standing", "vc_lakare"),
                Action("palliativ", "done" if palliative else "standing", "vc_lakare"),
            ), told_by((plan_, Category.D3), (list_, Category.D3), (palliative, Category.D3))


def _done(seen_to: object) -> ActionState:
    return "open" if seen_to is None else "done"


def _asked_of(check: Noted | None, word: str) -> ActionState:
    """Whether the year's check had an item of that sort: its items are told in free words."""
    items = check.items if check is not None else ()
    return "done" if any(word in one.lower() for one in items) else "open"


def _fresh(on: date, today: date) -> bool:
    return months_after(on, OLD) >= today
