"""Matters understands how a test tells who a row is about, and who is called to hear of it.

Pure: a region, a municipality's care and social care, and one convenor with three other parties.
"""

from collections.abc import Sequence
from datetime import timedelta

from app.access.law import Controller, Law
from app.access.party import Party
from app.access.subject import Subject
from app.events.kinds import Category
from app.huddle.look import Audience
from app.huddle.matter import Matter, Stood
from app.huddle.render import Seeing
from app.huddle.verdict import Answer, FactUse, Reason, Section, Urgency
from app.people.person import Consent, Stamp
from tests.boards import NOW

REGION = Controller("r", "vardgivare", "region")
CARE = Controller("kv", "vardgivare", "kommun")
SOCIAL = Controller("ks", "omsorgsgivare", "kommun")
CONTROLLERS = {one.id: one for one in (REGION, CARE, SOCIAL)}
NURSE = Party("aldre_ssk", "vc", REGION)
TEAM = Party("kommun_hsl", "kp", CARE)
PLANNER = Party("hemtjanst_planerare", "ht", SOCIAL)
NEEDS = Party("bistandshandlaggare", "bi", SOCIAL)
CALLED = (NURSE, TEAM, PLANNER, NEEDS)
SEEING = Seeing(Law(CONTROLLERS), CALLED, NOW)
AUDIENCES = (
    *(Audience("desk", (party,), staff=party is NURSE) for party in CALLED),
    Audience("room", CALLED, staff=False),
)
EARLIER = NOW - timedelta(hours=5)
STAMP = Stamp("s/1", "s", "r", None, EARLIER, EARLIER, EARLIER)


def a_fact(category: str = "D2", controller: str = "r") -> FactUse:
    return FactUse("Akutbesök", Category(category), controller, "s", EARLIER, EARLIER, EARLIER)


def a_reason(
    rule: str = "akut-ej-inlagd",
    urgency: Urgency = Urgency.GUL,
    facts: Sequence[FactUse] = (),
    section: Section = Section.SEDAN_SIST,
    answer: Answer = Answer.JA,
    waits: int = 5,
) -> Reason:
    since = NOW - timedelta(hours=waits)
    return Reason(
        rule, "1", "Åter hem", f"s/{rule}", answer, urgency, section, f"Skäl {rule}.",
        "Uppgift från 03.22", "Ring", "aldre_ssk", None, {"rod": 90, "gul": 60, "gra": 20}[urgency],
        None, since, since, "vc", tuple(facts) or (a_fact(),), None,
    )  # fmt: skip


def a_subject(*, consent: bool = True, concerned: Sequence[str] = ()) -> Subject:
    given = Consent(STAMP, "utlamnande", "given", NOW - timedelta(days=9))
    return Subject("vc", (given,) if consent else (), tuple(concerned))


def a_matter(
    person: str, *reasons: Reason, subject: Subject | None = None, name: str = "Alva"
) -> Matter:
    return Matter(
        person=person,
        name=f"{name} {person}",
        initials=f"A.{person}.",
        birth_year=1938,
        age=88,
        cfs=6,
        cfs_state="known",
        cfs_fact=a_fact("D4"),
        reasons=reasons or (a_reason(),),
        owner=None,
        subject=subject or a_subject(),
        stood=tuple(Stood() for _ in reasons or (0,)),
    )
