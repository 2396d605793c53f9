"""The scope: a source tells what was asked of it, of whom it was asked, and as long as it was."""

from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events import scope
from app.events.kinds import KINDS, Event, care, identity
from app.tables import Source

REGION, TOWN, OTHER = "SE2321000131-DEMO", "SE0000001490-DEMOHSL", "SE0000001463-DEMOHSL"
WARD, CENTRE = "SE2321000131-DEMOSAS31", "SE2321000131-DEMOVC01"
NOW = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)


def source(**told: Any) -> Source:
    whole: dict[str, Any] = {
        "id": "elvis", "name": "Elvis", "controller": REGION, "interval_minutes": 60, "missing": "",
        "kinds": [], "fields": ["*"], "free_text": [], "controllers": [], "units": [],
        "local_systems": [],
    }  # fmt: skip
    return Source(**{**whole, **told})


def event(kind: str = "vc.visit", body: Any = None, **told: Any) -> Event:
    whole: dict[str, Any] = {
        "ref": "elvis/e1", "source": "elvis", "kind": kind, "body": body, "controller": REGION,
        "unit": None, "occurred_at": NOW, "recorded_at": NOW, "received_at": NOW,
    }  # fmt: skip
    return Event(**{**whole, **told})


# What was asked, what is told, the field that is refused (None: it is taken), and what it is about.
TELLINGS: list[tuple[dict[str, Any], dict[str, Any], str | None, str]] = [
    ({}, {"kind": "vc.visit"}, None, "no kinds named: any"),
    ({"kinds": ["ed.visit.*"]}, {"kind": "ed.visit.closed"}, None, "a family of kinds"),
    ({"kinds": ["ed.visit.*"]}, {"kind": "vc.visit"}, "type", "another kind"),
    ({"kinds": ["ed.*"]}, {"kind": "medlist.reconciled"}, "type", "a name that only ends so"),
    ({"kinds": ["vc.visi?"]}, {"kind": "vc.visit"}, None, "one sign left open"),
    ({"kinds": ["VC.VISIT"]}, {"kind": "vc.visit"}, "type", "kinds are written in one way"),
    ({"kinds": ["person.registered", "person.updated"]}, {"kind": "person.protected_changed"},
     "type", "protection is lowered only by whoever is asked of it"),
    ({}, {"controller": OTHER}, "data.controller_hsa_id", "another's, and only our own asked"),
    ({"controllers": [TOWN]}, {"controller": TOWN}, None, "another's that was asked of"),
    ({"controllers": [TOWN]}, {"controller": REGION}, None, "one's own is always one's own"),
    ({"controllers": [TOWN]}, {"controller": OTHER}, "data.controller_hsa_id", "a third's"),
    ({"controllers": ["*"]}, {"controller": OTHER}, None, "anybody's"),
    ({"units": [WARD]}, {"unit": WARD}, None, "the unit that was asked of"),
    ({"units": [WARD]}, {"unit": CENTRE}, "data.unit_hsa_id", "another unit"),
    ({"units": [WARD]}, {"unit": None}, None, "at no unit"),
    ({}, {"unit": CENTRE}, None, "no units named: any"),
    ({"kinds": ["vc.*"], "units": [WARD]}, {"kind": "ed.visit.closed", "unit": CENTRE,
     "controller": OTHER}, "type", "all of it wrong: the kind is said"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "told", "field", "_comment"), TELLINGS, ids=[t[3] for t in TELLINGS]
)
def test_what_may_be_told_is_what_was_asked(
    asked: dict[str, Any], told: dict[str, Any], field: str | None, _comment: str
) -> None:
    refused = scope.of(source(**asked)).refuses(event(**told))
    assert (refused and refused[0]) == field
    if refused:
        assert refused[1].startswith("Händelsen ligger utanför källans begäran")
        assert refused[1].endswith("Den har inte sparats.")


# From, to, today, and whether the feed is open.
DAYS: list[tuple[date | None, date | None, date, bool, str]] = [
    (None, None, date(2026, 11, 20), True, "no time said"),
    (date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 20), True, "a day, both ends counted"),
    (date(2026, 11, 20), None, date(2026, 11, 19), False, "the day before"),
    (None, date(2026, 11, 20), date(2026, 11, 21), False, "the day after"),
    (date(2026, 1, 1), date(2028, 12, 31), date(2026, 11, 20), True, "in the middle"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("from_", "to", "today", "is_open", "_comment"), DAYS, ids=[d[4] for d in DAYS]
)
def test_a_request_holds_from_its_first_day_through_its_last(
    from_: date | None, to: date | None, today: date, is_open: bool, _comment: str
) -> None:
    says = scope.of(source(valid_from=from_, valid_to=to)).closed(today)
    assert (says is None) == is_open
    if says:
        assert str(to if to and today > to else from_) in says


ED = care.EdVisitRegistered(arrival_mode="ambulance", chief_complaint="Ramlade i köket", triage="2")

# The fields asked for, the free text named, what is left of the visit, and how many were dropped.
NARROWED: list[tuple[list[str], list[str], dict[str, Any], int, str]] = [
    (["*"], [], {"chief_complaint": None}, 1, "all fields, but nobody's own words"),
    (["*"], ["*"], {}, 0, "all fields and all words"),
    (["*"], ["ed.visit.registered.chief_complaint"], {}, 0, "the words that were named"),
    (["*"], ["samsa.*"], {"chief_complaint": None}, 1, "other words"),
    (["ed.visit.registered.*"], [], {"chief_complaint": None}, 1, "the kind's own fields"),
    (["ed.visit.registered.arrival_mode"], [], {"chief_complaint": None, "triage": None}, 2,
     "one field"),
    ([], [], {"arrival_mode": "unknown", "chief_complaint": None, "triage": None}, 3, "none"),
    (["chief_complaint"], ["triage"],
     {"arrival_mode": "unknown", "chief_complaint": None, "triage": None}, 3,
     "a field is named with its kind"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "words", "gone", "dropped", "_comment"), NARROWED, ids=[n[4] for n in NARROWED]
)
def test_a_field_that_nobody_asked_for_is_dropped_and_counted(
    asked: list[str], words: list[str], gone: dict[str, Any], dropped: int, _comment: str
) -> None:
    narrow = scope.of(source(fields=asked, free_text=words)).narrowed
    told, counted = narrow(event("ed.visit.registered", ED))
    assert (told.body, counted) == (replace(ED, **gone), dropped)
    assert narrow(told) == (told, 0), "once is enough"


def test_what_is_not_told_is_not_counted_as_dropped() -> None:
    visit = event("ed.visit.registered", care.EdVisitRegistered())
    assert scope.of(source(fields=[])).narrowed(visit) == (visit, 0)


def test_a_cancellation_has_no_fields_to_drop() -> None:
    cancel = event("ed.visit.registered", None, correction="cancel", corrects="elvis/e0")
    assert scope.of(source(fields=[])).narrowed(cancel) == (cancel, 0)


def test_a_protection_that_nobody_asked_for_is_told_all_the_same() -> None:
    """Whoever lists a person must know it; and the fold never lowers one by a registration."""
    body = identity.PersonRegistered("Gunborg", "Öhrnäs", None, protected="sekretessmarkering")
    told, dropped = scope.of(source(fields=["person.registered.listed_vc"])).narrowed(
        event("person.registered", body)
    )
    assert (told.body.protected, dropped) == ("sekretessmarkering", 0)


PATTERNS = st.lists(
    st.sampled_from(["*", "ed.*", "ed.visit.registered.*", "vc.visit.*", "*.reason", "person.*.*"])
)


@given(st.sampled_from(sorted(KINDS)), PATTERNS, PATTERNS)
def test_what_must_be_told_is_never_dropped_and_own_words_only_stay_when_named(
    kind: str, asked: list[str], words: list[str]
) -> None:
    droppable = dict(scope.of(source(fields=asked, free_text=words)).droppable.get(kind, ()))
    required = {f.name for f in fields(KINDS[kind]) if f.default is MISSING}
    assert not required & droppable.keys()
    if not words:
        free = {f.name for f in fields(KINDS[kind])} & scope.FREE_TEXT
        assert free - required <= droppable.keys()
    if "*" in asked and "*" in words:
        assert not droppable


def test_each_own_word_of_the_catalogue_is_known_as_such() -> None:
    """A new field of free text is to be put among them, or here with why it is none."""
    codes = {
        "given_name", "family_name", "municipality_code", "into_system", "into_value", "by", "user",
        "triage", "ward", "case_id", "destination", "profession", "assessor", "author", "author_role",
        "team", "channel", "decided_by", "to", "name", "phone", "insats", "lead", "consent_id",
        "point", "role", "rule", "episode", "code", "owner", "action", "new_owner", "outcome",
        "employee",
    }  # fmt: skip
    units = {"listed_vc", "vc", "unit", "by_unit", "centre"}
    words = {
        field.name
        for body in KINDS.values()
        for field in fields(body)
        if field.type in (str, str | None, "str", "str | None")
    }
    assert words - codes - units == scope.FREE_TEXT
