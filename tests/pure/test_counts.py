"""How often a person has sought care: a table a nurse can check, and laws that hold for any history."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import parse_local
from app.people.counts import ED, VC, Key, changed, counts, within
from app.people.person import Contact, EdVisit, MobileCall, Person, Stamp

SAS, VC1, OTHER = "SAS", "VC1", "VC2"


def stamp(at: str, unit: str | None = VC1, controller: str = "R") -> Stamp:
    when = parse_local(at)
    return Stamp(f"x/{at}{unit}", "x", controller, unit, when, when, when)


def ed(at: str, unit: str = SAS) -> EdVisit:
    return EdVisit(at, stamp(at, unit), parse_local(at))


def vc(at: str, unit: str = VC1, planned: bool | None = None) -> Contact:
    return Contact(stamp(at, unit), "vc", True, planned)


def phone(at: str) -> Contact:
    return Contact(stamp(at), "phone", True)


def malt(at: str, team: str = "malt") -> MobileCall:
    return MobileCall(at, stamp(at, "MALT"), team)


# What a person had, ED contacts in 365 days and VC contacts in 30 on 20 November 2026, and why.
HISTORIES = [
    ((), 0, 0, "nothing"),
    ((ed("2026-11-20T03:10"),), 1, 0, "one in the night"),
    ((ed("2026-11-19T20:00"), ed("2026-11-19T23:59")), 1, 0, "sent on within four hours"),
    ((ed("2026-11-19T20:00"), ed("2026-11-19T23:00"), ed("2026-11-20T02:00")), 1, 0, "and on again"),
    ((ed("2026-11-19T20:00"), ed("2026-11-20T00:00")), 2, 0, "four hours later to the minute"),
    ((ed("2026-11-19T22:00"), ed("2026-11-20T01:00")), 1, 0, "also over midnight"),
    ((ed("2026-11-19T22:00"), ed("2026-11-19T23:00", OTHER)), 2, 0, "another department"),
    ((ed("2025-11-21T08:00"),), 1, 0, "the first of 365 days"),
    ((ed("2025-11-20T08:00"),), 0, 0, "a day before"),
    ((malt("2026-11-01T10:00"), malt("2026-11-02T10:00", "palt")), 1, 0, "MALT counts as ED, PALT not"),
    ((vc("2026-10-22T08:00"), phone("2026-11-20T08:00")), 0, 2, "the first of 30 days, and a call"),
    ((vc("2026-10-21T08:00"),), 0, 0, "a day before"),
    ((vc("2026-11-10T08:00", planned=True),), 0, 0, "a planned series"),
    ((Contact(stamp("2026-11-10T08:00"), "followup", True),), 0, 0, "our own call"),
    ((ed("2026-10-25T02:30"), ed("2026-10-25T05:29")), 1, 0, "by the wall three hours, in truth four"),
]  # fmt: skip


def whole(facts: tuple[EdVisit | MobileCall | Contact, ...]) -> Person:
    return Person(
        ed_visits=tuple(f for f in facts if isinstance(f, EdVisit)),
        mobile=tuple(f for f in facts if isinstance(f, MobileCall)),
        contacts=tuple(f for f in facts if isinstance(f, Contact)),
    )


@pytest.mark.parametrize(
    ("facts", "ed_365", "vc_30", "why"), HISTORIES, ids=[h[-1] for h in HISTORIES]
)
def test_contacts_are_counted_as_a_nurse_would(facts, ed_365: int, vc_30: int, why: str) -> None:
    today = date(2026, 11, 20)
    counted = counts(whole(facts))
    assert (within(counted, ED, today, 365), within(counted, VC, today, 30)) == (ed_365, vc_30), why


def test_each_controller_s_contacts_are_counted_apart() -> None:
    told = vc("2026-11-10T08:00").but(stamp=stamp("2026-11-10T08:00", OTHER, "P"))
    day = date(2026, 11, 10)
    assert counts(whole((vc("2026-11-10T08:00"), told))) == {
        Key(day, "vc", "R"): 1, Key(day, "vc", "P"): 1,
    }  # fmt: skip


START = datetime(2026, 10, 24, 18, tzinfo=UTC)
hours = st.integers(0, 60)
facts = st.lists(
    st.builds(
        lambda hour, unit: EdVisit(
            f"{hour}{unit}",
            Stamp(f"x/{hour}{unit}", "x", "R", unit, at := START + timedelta(hours=hour), at, at),
            at,
        ),
        hours,
        st.sampled_from([SAS, OTHER]),
    ),
    max_size=6,
    unique_by=lambda visit: visit.key,
)


@given(facts, facts)
def test_what_changed_is_the_difference_of_the_whole(
    old: list[EdVisit], new: list[EdVisit]
) -> None:
    before = Person(ed_visits=tuple(old))
    after = Person(ed_visits=(*old[: len(old) // 2], *new))
    told = counts(before)
    for key, n in changed(before, after).items():
        told[key] = n
    assert +told == counts(after)
