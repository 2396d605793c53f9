"""A medical plan: when and by whom, a stand on limits of treatment, and three days' medicines on a way home."""

import pytest

from app.clock import local
from app.events.kinds import Category
from app.pathways.medical_plan import medical_plan, understood
from app.pathways.tracker import Tracker
from tests.pathways import tracker

LIMITS, DAYS, APODOS, AMP, WISHES, KIN = (
    "behandlingsbegransningar", "lakemedel_tre_dagar", "apodos", "amp", "onskemal", "anhorig",
)  # fmt: skip
WORDS = [
    # the word as it is told, what it tells of as done, comment
    ("behandlingsbegransningar", (LIMITS,), "the catalogue's own"),
    ("Behandlingsbegränsningar", (LIMITS,), "as a record writes it"),
    ("Begränsning av behandling", (LIMITS,), ""),
    ("Inga behandlingsbegränsningar", (LIMITS,), "a stand has been taken: there are none"),
    ("Behandlingsbegränsningar saknas", (), "may mean that nobody has: it closes nothing"),
    ("behandlingsbegränsningar ej diskuterade", (), ""),
    ("Behandlingsbegränsningar?", (), "a question is no answer"),
    ("lakemedel_tre_dagar", (DAYS,), "the catalogue's own"),
    ("Läkemedel för tre dagar", (DAYS,), "Blekinge's"),
    ("Läkemedel 3 dygn", (DAYS,), ""),
    ("tredagarsdos", (DAYS,), ""),
    ("Läkemedel för 13 dagar", (), "thirteen is not three"),
    ("Apodos", (APODOS,), ""),
    ("Apodos och läkemedel för tre dagar", (DAYS, APODOS), "one word may tell of two"),
    ("utan apodos", (), ""),
    ("amp", (AMP,), ""),
    ("AMP (Avancerad Medicinsk Planering)", (AMP,), ""),
    ("Amputation planerad", (), "not the same beginning"),
    ("Kramper", (), "nor the same middle"),
    ("Patientens önskemål", (WISHES,), ""),
    ("Viktigt för mig", (WISHES,), ""),
    ("Anhöriga informerade", (KIN,), ""),
    ("Närståendestöd", (KIN,), ""),
    ("Trachvård", (), "its own word"),
    ("", (), ""),
]  # fmt: skip


@pytest.mark.parametrize(("word", "items", "comment"), WORDS)
def test_words_of_other_systems_are_understood_where_they_can_be(
    word: str, items: tuple[str, ...], comment: str
) -> None:
    assert understood(word) == items, comment


ADMITTED = "4 dygn sedan inpatient.admitted ward=31"
HOME = "10 h sedan inpatient.discharged disposition=home discharged_at=-10h"
LONG_HOME = "40 dygn sedan inpatient.discharged disposition=home discharged_at=-40d"
DEAD = "10 h sedan inpatient.discharged disposition=dead discharged_at=-10h"
NOTICE = "3 dygn sedan samsa.inskrivningsmeddelande sent_at=-3d pud=+1d recipients=bi samband=s"
BROKEN = "1 h sedan samsa.avbrott samband=s"


def plan(days: int, items: str = "", more: str = "") -> str:
    told = f" items='{items}'" if items else ""
    return f"{days} dygn sedan medical_plan.recorded on=-{days}d{told} {more}".strip()


PLANS = [
    # events, stage, the limits, three days' medicines (None: not asked for), comment
    ([], None, None, None, "nobody is on the way home, and no plan is told of"),
    ([ADMITTED], "none_told", "not_set", "not_set", "taken in: it is seen that nothing is begun"),
    ([NOTICE], "none_told", "not_set", "not_set", "planned home, whatever was told of the stay"),
    ([NOTICE, BROKEN], None, None, None, "the planning was broken off"),
    ([ADMITTED, DEAD], None, None, None, ""),
    ([LONG_HOME], None, None, None, "at home since long"),
    ([plan(9)], "recorded", "not_set", None, "a plan that names nothing is not known to have left anything"),
    ([plan(9, AMP)], "recorded", "open", None, "it names other things"),
    ([plan(9, LIMITS)], "recorded", "done", None, "at home, the medicines of a way home are not asked for"),
    ([plan(9, f"{LIMITS},{DAYS}"), ADMITTED], "recorded", "done", "not_set", "those of an earlier way home are taken"),
    ([ADMITTED, plan(1, LIMITS)], "recorded", "done", "open", "of this stay, without them"),
    ([ADMITTED, plan(1, DAYS)], "recorded", "open", "done", "of this stay, without a stand"),
    ([ADMITTED, plan(4, DAYS)], "recorded", "open", "done", "the day the stay began"),
    ([ADMITTED, plan(1)], "recorded", "not_set", "not_set", ""),
    ([ADMITTED, plan(1, f"{LIMITS},{DAYS}"), HOME], "recorded", "done", "done", "at home"),
    ([plan(365, LIMITS)], "recorded", "done", None, "twelve months"),
    ([plan(366, LIMITS)], "old", "done", None, "and a day"),
    ([plan(9, LIMITS), plan(2, AMP)], "recorded", "open", None, "the last plan stands, and it alone"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "stage", "limits", "medicines", "comment"), PLANS)
def test_the_plan_says_what_is_done_and_what_is_open(
    lines: list[str], stage: str | None, limits: str | None, medicines: str | None, comment: str
) -> None:
    found = tracker(medical_plan, *lines)
    states = {p.what: p.state for p in found.points} if found else {}
    assert (found and found.stage) == stage, comment
    assert (states.get(LIMITS), states.get(DAYS)) == (limits, medicines), comment


def test_the_limits_stand_first_and_then_the_medicines() -> None:
    found = tracker(medical_plan, ADMITTED, plan(1, f"{KIN},Trachvård,{DAYS}"))
    assert [p.what for p in found.points] == [LIMITS, DAYS, APODOS, AMP, WISHES, KIN]
    assert found.notes == ("Trachvård",), "in its own word, and no point is closed by it"


def test_it_says_the_day_the_unit_and_who_wrote_it() -> None:
    found: Tracker = tracker(medical_plan, plan(9, AMP, "author='Dr Omar Ek' enhet=vc"))
    told = local(found.since).date().isoformat(), found.unit, found.by, found.open
    assert told == ("2026-11-15", "vc", "Dr Omar Ek", True)


def test_it_stands_on_the_plan_and_on_the_way_home() -> None:
    found = tracker(medical_plan, ADMITTED, plan(1, AMP))
    assert {one.category for one in found.told} == {Category.D2, Category.D3}
    assert {one.category for one in tracker(medical_plan, plan(9)).told} == {Category.D3}
