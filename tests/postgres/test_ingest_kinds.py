"""Every kind of event goes from the door to the table to the person, and changes what it should."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.events.kinds import KINDS, WITHOUT_PERSON
from app.people.person import Person
from tests.houses import CENTRE, EMERGENCY, HOME_HELP, NOW, TEAM, cloud, registered
from tests.intake import count, door, kept, post, stored, told_of

WARD = "SE2321000131-DEMOSAS31"
OTHER = "SE2321000131-DEMOVC02"
AT = NOW - timedelta(hours=2)
TOLD = AT.isoformat()
LATER = NOW + timedelta(days=2)
OURS = ("huddle.", "action.")
UNCHANGED = "nothing"

Told = tuple[str, dict[str, Any]]
PLANNED: tuple[Told, ...] = (
    ("inpatient.admitted", {"ward": "31", "unit_hsa_id": WARD}),
    ("samsa.inskrivningsmeddelande", {"sent_at": TOLD, "pud": None, "recipients": [TEAM]}),
    ("samsa.utskrivningsklar", {"sent_at": TOLD}),
)
HOME: Told = ("inpatient.discharged", {"discharged_at": TOLD, "disposition": "home"})
ON = {"on": "2026-11-19"}
DAY = date(2026, 11, 19)
LINE = {"line": "aldretelefon"}
SIP: Told = ("sip.created", {"valid_from": "2026-11-19"})
HSL: Told = ("enrolment.started", {"kind": "kommunal_hsl", "unit": TEAM, "from": "2026-11-01"})

# A kind, its own fields, what is read of the person after it and what that is to be; before it,
# besides the person's registration, what is told for it to mean something.
Row = tuple[str, dict[str, Any], Callable[[Person], Any] | str, Any, tuple[Told, ...]]
CASES: list[Row] = [
    ("person.registered", {"given_name": "Gunborg", "family_name": "Ek", "birth_date": None},
     lambda p: (p.family_name, p.birth_date, p.listed_vc), ("Ek", date(1934, 3, 4), CENTRE), ()),
    ("person.updated", {"family_name": "Al"}, lambda p: p.name, "Gunborg Al", ()),
    ("person.listing_changed", {"vc": OTHER}, lambda p: p.listed_vc, OTHER, ()),
    ("person.protected_changed", {"flag": "sekretessmarkering"}, lambda p: p.protected,
     "sekretessmarkering", ()),
    ("person.important", {"text": "Vill bo hemma"},
     lambda p: [one.text for one in p.important], ["Vill bo hemma"], ()),
    ("person.died", {"on": "2026-11-19"}, lambda p: p.died_on, date(2026, 11, 19), ()),
    ("consent.given", {"purpose": "sammanhallen", "start": TOLD, "units": [HOME_HELP]},
     lambda p: [(c.state, c.start, c.units) for c in p.consents], [("given", AT, (HOME_HELP,))], ()),
    *((f"consent.{state}", {"purpose": "sip"}, lambda p: [(c.purpose, c.state) for c in p.consents],
       [("sip", state)], (("consent.given", {"purpose": "sip", "start": TOLD}),))
      for state in ("refused", "ended", "voided")),
    ("enrolment.started", {**HSL[1], "to": "9999-12-31"},
     lambda p: [(e.kind, e.unit, e.from_, e.to) for e in p.enrolments],
     [("kommunal_hsl", TEAM, date(2026, 11, 1), None)], ()),
    ("enrolment.extended", {"kind": "kommunal_hsl", "unit": TEAM, "to": "2027-01-31"},
     lambda p: [e.to for e in p.enrolments], [date(2027, 1, 31)], (HSL,)),
    ("enrolment.ended", {"kind": "kommunal_hsl", "unit": TEAM, "on": "2026-11-19"},
     lambda p: [e.to for e in p.enrolments], [date(2026, 11, 19)], (HSL,)),
    ("followup.attempted", {"route": "vc"}, lambda p: len(p.attempts), 1, ()),
    ("followup.reached", {"route": "vc"},
     lambda p: [(c.kind, c.reached) for c in p.contacts], [("followup", True)], ()),
    ("checklist.point_set", {"checklist": "trygg_hemgang", "point": "hjalpmedel", "state": "done"},
     lambda p: [(c.point, c.state) for c in p.checklist], [("hjalpmedel", "done")], ()),
    ("ed.visit.registered", {"arrival_mode": "ambulance", "unit_hsa_id": EMERGENCY},
     lambda p: [(v.arrival_mode, v.registered_at, v.closed_at) for v in p.ed_visits],
     [("ambulance", AT, None)], ()),
    ("ed.visit.closed", {"outcome": "home", "closed_at": TOLD},
     lambda p: [(v.outcome, v.closed_at) for v in p.ed_visits], [("home", AT)],
     (("ed.visit.registered", {}),)),
    ("inpatient.admitted", {"ward": "31", "from_ed": True},
     lambda p: [(s.ward, s.from_ed, s.admitted_at) for s in p.stays], [("31", True, AT)], ()),
    ("inpatient.transferred", {"ward": "43"}, lambda p: [s.ward for s in p.stays], ["43"], PLANNED),
    ("inpatient.discharged", {**HOME[1], "plan_present": False},
     lambda p: [(s.discharged_at, s.disposition, s.plan_present) for s in p.stays],
     [(AT, "home", False)], PLANNED),
    ("discharge.cancelled", {}, lambda p: [s.discharged_at for s in p.stays], [None],
     (*PLANNED, HOME)),
    ("samsa.inskrivningsmeddelande",
     {"sent_at": TOLD, "pud": LATER.isoformat(), "recipients": [TEAM, HOME_HELP]},
     lambda p: [(c.noticed, c.pud, c.recipients) for c in p.cases],
     [(True, LATER, (TEAM, HOME_HELP))], ()),
    ("samsa.pud_changed", {"sent_at": TOLD, "new": LATER.isoformat()},
     lambda p: [c.pud for c in p.cases], [LATER], PLANNED),
    ("samsa.utskrivningsklar", {"sent_at": TOLD}, lambda p: [c.ready_at for c in p.cases], [AT],
     PLANNED[:2]),
    ("samsa.utskrivningsklar_withdrawn", {"sent_at": TOLD},
     lambda p: [c.ready_at for c in p.cases], [None], PLANNED),
    ("samsa.avbrott", {}, lambda p: [c.ended_at for c in p.cases], [AT], PLANNED),
    ("ambulance.contact", {"case_id": "a1", "outcome": "left_home", "prio": 2},
     lambda p: [(a.outcome, a.prio) for a in p.ambulance], [("left_home", 2)], ()),
    ("mobile.visit", {"team": "malt", "outcome": "stays_home"},
     lambda p: [(m.team, m.outcome) for m in p.mobile], [("malt", "stays_home")], ()),
    ("phone.contact", {"channel": "1177", "result": "not_reached"},
     lambda p: [(c.kind, c.reached) for c in p.contacts], [("phone", False)], ()),
    ("vc.visit", {"type": "hembesok", "planned": True},
     lambda p: [(c.kind, c.planned) for c in p.contacts], [("vc", True)], ()),
    ("cfs.assessed", {"score": 7, "assessed_on": "2026-11-19"},
     lambda p: [(f.score, f.assessed_on, f.context) for f in p.frailty],
     [(7, date(2026, 11, 19), "habitual")], ()),
    # Who may see, and what is planned.
    ("block.set", {"unit": TEAM, "scope": "inner"},
     lambda p: [(b.unit, b.scope) for b in p.blocks], [(TEAM, "inner")], ()),
    ("block.lifted", {"unit": TEAM}, lambda p: p.blocks, (), (("block.set", {"unit": TEAM}),)),
    ("capacity.assessed", {"by": "läkare", "from": "2026-11-01"},
     lambda p: p.capacity and (p.capacity.by, p.capacity.from_, p.capacity.to),
     ("läkare", date(2026, 11, 1), None), ()),
    ("capacity.ended", ON, lambda p: p.capacity and p.capacity.to, DAY,
     (("capacity.assessed", {"by": "läkare"}),)),
    ("svod.informed", ON, lambda p: p.svod and p.svod.informed_on, DAY, ()),
    ("svod.objected", ON, lambda p: p.svod and p.svod.objected_on, DAY, ()),
    ("svod.objection_lifted", ON, lambda p: p.svod and p.svod.objected_on, None,
     (("svod.objected", ON),)),
    ("relation.opened", {"unit": TEAM}, lambda p: [r.unit for r in p.relations], [TEAM], ()),
    ("relation.closed", {"unit": TEAM}, lambda p: p.relations, (),
     (("relation.opened", {"unit": TEAM}),)),
    ("samsa.kvitterad", {"by_unit": TEAM},
     lambda p: [(r.unit, r.key == p.cases[0].key) for r in p.receipts], [(TEAM, True)], PLANNED),
    ("samsa.sip_kallelse", {"sent_at": TOLD, "meeting_at": LATER.isoformat(), "invited": ["bistånd"]},
     lambda p: [(c.meeting_at, c.invited, c.key == p.cases[0].key) for c in p.sip_calls],
     [(LATER, ("bistånd",), True)], PLANNED),
    ("samsa.information_vid_utskrivning", {"sent_at": TOLD, "contains_med_list": True},
     lambda p: [(n.sent_at, n.med_list, n.med_plan) for n in p.discharge_notes], [(AT, True, None)],
     ()),
    ("contact.appointed", {"kind": "fast_vardkontakt", "name": "Karin", "obviously_unnecessary": False},
     lambda p: [(a.kind, a.name, a.unnecessary) for a in p.appointed],
     [("fast_vardkontakt", "Karin", False)], (("contact.appointed", {"kind": "fast_vardkontakt"}),)),
    ("contact.ended", {"kind": "fast_vardkontakt"}, lambda p: p.appointed, (),
     (("contact.appointed", {"kind": "fast_vardkontakt"}),)),
    *((kind, ON, lambda p: [(c.what, c.on) for c in p.checks], [(what, DAY)], ()) for kind, what in (
        ("medication_review.done", "medication_review"), ("medlist.reconciled", "medlist"))),
    *((kind, {**ON, "items": ["fall"]}, lambda p: [(c.what, c.on, c.items) for c in p.checks],
       [(what, DAY, ("fall",))], ((kind, {"on": "2025-11-19"}),)) for kind, what in (
        ("annual_check.done", "annual_check"), ("medical_plan.recorded", "medical_plan"))),
    *((kind, ON, lambda p: [(c.what, c.on) for c in p.support], [(what, DAY)], ()) for kind, what in (
        ("lub.offered", "lub_offered"), ("lub.accepted", "lub_accepted"),
        ("lub.followed_up", "lub_followed_up"), ("relative.informed", "relative_informed"))),
    ("sip.proposed", {}, lambda p: [s.proposed is not None for s in p.sips], [True], ()),
    ("sip.declined", {}, lambda p: [s.declined is not None for s in p.sips], [True],
     (("sip.proposed", {}),)),
    ("sip.held", {"held_at": TOLD}, lambda p: [s.met_at for s in p.sips], [AT], (SIP,)),
    ("sip.created", {**SIP[1], "lead": "ssk"},
     lambda p: [(s.proposed is not None, s.valid_from, s.lead) for s in p.sips],
     [(True, DAY, "ssk")], (("sip.proposed", {}),)),
    ("sip.followed_up", {**ON, "next_followup_on": "2027-02-01"},
     lambda p: [(s.valid_from, s.followed_on, s.next_followup_on) for s in p.sips],
     [(DAY, DAY, date(2027, 2, 1))], (SIP,)),
    ("sip.closed", {}, lambda p: [s.ended is not None for s in p.sips], [True], (SIP,)),
    ("assessment.requested", {"what": "fall", "team": "palt"},
     lambda p: [(a.what, a.team, a.asked_at, a.done) for a in p.assessments],
     [("fall", "palt", AT, None)], ()),
    ("assessment.done", {"what": "fall"},
     lambda p: [(a.what, a.done is not None) for a in p.assessments], [("fall", True)],
     (("assessment.requested", {"what": "fall"}),)),
    ("case.opened", LINE, lambda p: [(c.line, c.opened_at, c.answered) for c in p.lines],
     [("aldretelefon", AT, None)], ()),
    ("case.answered", LINE, lambda p: [c.answered is not None for c in p.lines], [True],
     (("case.opened", LINE),)),
    ("hemtjanst.deviation", {"kind": "fall", "severity": "now"},
     lambda p: [(d.kind, d.severity) for d in p.deviations], [("fall", "now")], ()),
    ("alarm.triggered", {"kind": "fall"}, lambda p: [a.kind for a in p.alarms], ["fall"], ()),
    ("bistand.requested", {"insats": "hemtjänst"},
     lambda p: [(b.insats, b.asked_at, b.decided_at) for b in p.bistand],
     [("hemtjänst", AT, None)], ()),
    ("bistand.decision", {"insats": "hemtjänst", "decided_at": TOLD, "lub": True},
     lambda p: [(b.insats, b.decided_at, b.lub) for b in p.bistand], [("hemtjänst", AT, True)],
     (("bistand.requested", {"insats": "hemtjänst"}),)),
    ("frequent_attender.reviewed", {"by": "ssk"}, lambda p: [r.on for r in p.reviews],
     [date(2026, 11, 20)], ()),
    # Kept in full, and counted from the events alone.
    ("case.measure_started", LINE, UNCHANGED, None, ()),
    ("sol.participated", ON, UNCHANGED, None, ()),
    ("emergency.access", {"user": "u1"}, lambda p: [e.user for e in p.emergencies], ["u1"], ()),
]  # fmt: skip


def who(n: int) -> str:
    return f"19340304T{n:03}"


def test_the_table_has_every_kind_that_a_source_may_send() -> None:
    sent = {kind for kind in KINDS if not kind.startswith(OURS)}
    # Of a merge nothing is left with whom it was told of: tests/postgres/test_merge.py has it.
    assert {case[0] for case in CASES} == sent - WITHOUT_PERSON - {"person.merged"}


async def test_every_kind_changes_the_person_as_it_should_or_leaves_it(house) -> None:
    before = [registered(who(n)) for n in range(len(CASES))]
    for n, (*_, earlier) in enumerate(CASES):
        before += [
            cloud(kind, who(n), AT - timedelta(hours=9 - m), **data)
            for m, (kind, data) in enumerate(earlier)
        ]
    sent = [cloud(kind, who(n), AT, **data) for n, (kind, data, *_) in enumerate(CASES)]
    async with door(house) as client:
        told = (await post(client, before)).json()
        persons = [(await stored(house, who(n)))[0] for n in range(len(CASES))]
        told += (await post(client, sent)).json()
    assert {one["status"] for one in told} == {"new"}
    for n, (kind, _, reads, expected, _) in enumerate(CASES):
        was, (now, _) = persons[n], await stored(house, who(n))
        if isinstance(reads, str):
            assert now.but(last=None) == was.but(last=None), kind
        else:
            assert reads(now) == expected, kind
            assert reads(was) != expected, kind


async def test_every_kind_is_kept_in_full_and_as_it_was_told(house) -> None:
    sent = [cloud(kind, who(n), AT, id=f"k{n}", **data) for n, (kind, data, *_) in enumerate(CASES)]
    async with door(house) as client:
        answers = (await post(client, sent)).json()
    assert {one["status"] for one in answers} == {"new"}
    for n, (kind, data, *_) in enumerate(CASES):
        [row] = await told_of(house, who(n))
        assert (row["kind"], row["source_event_id"], row["occurred_at"]) == (kind, f"k{n}", AT)
        assert row["unit"] == data.get("unit_hsa_id")
        for name, value in data.items():
            if name != "unit_hsa_id":
                written = row["body"]["from_" if name == "from" else name]
                # What nobody tells of a birth is told by the number; the last day of all is none.
                meant = "1934-03-04" if (name, value) == ("birth_date", None) else value
                meant = None if value == "9999-12-31" else meant
                assert told_again(written) == told_again(meant), (kind, name)
        assert not {"person_id", "unit_hsa_id"} & row["body"].keys()


def told_again(value: Any) -> Any:
    """An instant is the same however it is written."""
    if isinstance(value, str) and value[10:11] == "T":
        return datetime.fromisoformat(value).astimezone(UTC)
    return value


async def test_what_happened_to_a_group_is_kept_without_a_person(house) -> None:
    async with door(house) as client:
        answer = await post(client, cloud("group_activity.held", None, AT, on="2026-11-19"))
    assert answer.status_code == 201
    assert (await count(house, "person"), await count(house, "event")) == (0, 1)


async def test_our_own_kinds_come_from_no_source(house) -> None:
    ours = [kind for kind in KINDS if kind.startswith(OURS)]
    assert len(ours) == 9
    async with door(house) as client:
        # Cancelling needs no body, and would undo what a huddle decided.
        sent = [cloud(kind, at=AT, cancels="e1", source="kvarten") for kind in ours]
        answers = (await post(client, sent)).json()
    assert {(one["status"], one["field"]) for one in answers} == {("rejected", "type")}
    assert {aside["reason"] for aside in await kept(house)} == {
        "Händelser av det slaget skapas bara i Kvarten."
    }
    assert await count(house, "event") == 0


async def test_where_a_fact_comes_from_goes_with_it(house) -> None:
    """The unit's own provider answers for it, unless the event names another; D7 is marked."""
    private = "SE0000009001-DEMO"
    async with door(house) as client:
        for fields in (
            {"unit_hsa_id": HOME_HELP},
            {"unit_hsa_id": HOME_HELP, "controller_hsa_id": private, "sensitivity": "D7"},
            {},
        ):
            await post(client, cloud("vc.visit", who(1), AT, **fields))
    person, _ = await stored(house, who(1))
    units = house.organisation.units
    assert [(c.stamp.controller, c.stamp.unit, c.stamp.sensitive) for c in person.contacts] == [
        (units[HOME_HELP].provider, HOME_HELP, False),
        (private, HOME_HELP, True),
        (house.organisation.sources["cloudevents"].controller, None, False),
    ]
