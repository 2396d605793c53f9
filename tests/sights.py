"""Sights understands how a test tells who looks, at whom, and what the person has allowed.

Pure: one region with its health centres and its hospital as two authorities, one municipality with
health care and social care, a private health centre and a private home help.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.access.law import Controller, Law
from app.access.party import Datum, Party
from app.access.policy import sight
from app.access.subject import Sparr, Subject
from app.events.kinds import Category
from app.huddle.board import Row
from app.huddle.matter import Matter, Owner, Stood
from app.huddle.messages import RowView
from app.huddle.render import Account, Audience, Seeing, render
from app.huddle.verdict import Answer, FactUse, Reason, Section, Step, Urgency
from app.people.person import Consent, Stamp

NOW = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)
DAY = timedelta(days=1)
VC, NEXT_VC, PRIVATE_VC = "vc", "vc2", "privvc"
HSL, HOME_HELP, PRIVATE_HELP, NEEDS = "kp", "ht", "privht", "bi"
WARD, TEAM = "avd", "malt"

CONTROLLERS = {
    one.id: one
    for one in (
        Controller("region", "vardgivare", "region"),
        Controller("sjukhus", "vardgivare", "region"),
        Controller("kommun", "vardgivare", "kommun"),
        Controller("omsorg", "omsorgsgivare", "kommun"),
        Controller("privat", "omsorgsgivare", "privat"),
        Controller("privatvard", "vardgivare", "privat"),
    )
}
PARTIES = {
    "ssk": Party("aldre_ssk", VC, CONTROLLERS["region"]),
    "grannssk": Party("aldre_ssk", NEXT_VC, CONTROLLERS["region"]),
    "privssk": Party("aldre_ssk", PRIVATE_VC, CONTROLLERS["privatvard"]),
    "hsl": Party("kommun_hsl", HSL, CONTROLLERS["kommun"]),
    "hslegen": Party("kommun_hsl", "kp2", CONTROLLERS["kommun"]),
    "planerare": Party("hemtjanst_planerare", HOME_HELP, CONTROLLERS["omsorg"]),
    "privplan": Party("hemtjanst_planerare", PRIVATE_HELP, CONTROLLERS["privat"]),
    "bistand": Party("bistandshandlaggare", NEEDS, CONTROLLERS["omsorg"]),
    "lakare": Party("vc_lakare", VC, CONTROLLERS["region"]),
    "rehab": Party("vc_rehab", VC, CONTROLLERS["region"]),
    "koordinator": Party("sjukhus_koordinator", WARD, CONTROLLERS["sjukhus"]),
    "malt": Party("mobilt_team", TEAM, CONTROLLERS["sjukhus"]),
    "chef": Party("chef", VC, CONTROLLERS["region"]),
    "processledare": Party("processledare", VC, CONTROLLERS["region"]),
    "granskare": Party("logg_granskare", VC, CONTROLLERS["region"]),
    "mas": Party("mas", HSL, CONTROLLERS["kommun"]),
    "mar": Party("mar", HSL, CONTROLLERS["kommun"]),
    "admin": Party("systemadmin", VC, CONTROLLERS["region"]),
}
ME = "den-som-tittar"
"""The employee who looks alone, where somebody does."""
CALLED = tuple(PARTIES[name] for name in ("ssk", "hsl", "planerare", "privplan", "bistand"))
"""Whom the public centre's huddle calls."""


def a_stamp(
    controller: str = "region", at: datetime = NOW - DAY, *, sensitive: bool = False
) -> Stamp:
    return Stamp(f"k/{controller}", "k", controller, None, at, at, at, sensitive=sensitive)


CONSENTS = (
    "given", "refused", "ended", "voided", "not_begun", "expired", "begins_now", "ends_now",
    "other_unit", "this_unit", "sip_only", "svod", "to_me", "to_another",
    "tested",
)  # fmt: skip


def a_consent(state: str, unit: str = "") -> tuple[Consent, ...]:
    """The consents of a person in a state, as it concerns a unit."""
    stamp, long_ago = a_stamp(), NOW - 30 * DAY
    given = {"purpose": "utlamnande", "state": "given", "start": long_ago}
    told = {
        "none": None,
        "given": {},
        "refused": {"state": "refused", "start": None},
        "ended": {"state": "ended"},
        "voided": {"state": "voided"},
        "not_begun": {"start": NOW + DAY},
        "expired": {"end": NOW - DAY},
        "begins_now": {"start": NOW},
        "ends_now": {"end": NOW},
        "other_unit": {"units": ("somebody-else",)},
        "this_unit": {"units": ("somebody-else", unit)},
        "sip_only": {"purpose": "sip"},
        "svod": {"purpose": "sammanhallen"},
        "to_me": {"employee": ME},
        "to_another": {"employee": "någon-annan"},
        "tested": {"ground": "menprovning"},
    }[state]
    return () if told is None else (Consent(stamp, **{**given, **told}),)  # type: ignore[arg-type]


def a_subject(
    consent: str = "none", party: Party = PARTIES["ssk"], *, concerned: bool = False
) -> Subject:
    """A person listed at the party's own centre, if it is one, else at the public one."""
    listed = PRIVATE_VC if party.unit == PRIVATE_VC else VC
    return Subject(
        listed,
        a_consent(consent, party.unit),
        (party.unit,) if concerned else (),
        ("kp2",),
    )


def the_state(state: str, party: Party, whose: str = "sjukhus") -> tuple[Party, Subject]:
    """Who looks and at whom, in a state told in words: consents, notice, blocks, with + between.

    A block is on the unit the datum comes from; `sister` makes it another unit of the same provider.
    """
    words = state.split("+")
    consents = [one for word in words if word in CONSENTS for one in a_consent(word, party.unit)]
    here, unit = party.provider.id, origin(whose, party)
    sparr = Sparr(
        "another" if "sister" in words else unit or "", controller_of(whose, party), "inner"
    )
    alone = {"emergency", "allowed", "to_me", "alone"} & set(words)
    subject = Subject(
        listed_at="elsewhere" if "unlisted" in words else a_subject("none", party).listed_at,
        consents=tuple(consents),
        concerned=(party.unit,) if "notice" in words else (),
        enrolled_at=(party.unit,) if "enrolled" in words else (),
        protected="protected" in words,
        served_by=(here,) if "served" in words else (),
        treated_by=(here,) if "treated" in words else (),
        blocks=tuple(replace(sparr, scope=word) for word in words if word in ("inner", "outer")),
        informed="informed" in words,
        objected="objected" in words,
        incapable="incapable" in words,
        emergencies=(ME,) if "emergency" in words else ("någon-annan",),
        allowed=(ME,) if "allowed" in words else ("någon-annan",),
    )
    return (replace(party, employee=ME) if alone else party), subject


def controller_of(whose: str, party: Party) -> str:
    return party.provider.id if whose in ("own", "sister") else whose


def origin(whose: str, party: Party) -> str:
    """The unit a datum comes from: one's own, another of one's own provider, or another's."""
    return party.unit if whose == "own" else f"{whose}1"


def a_datum(category: str, whose: str, party: Party) -> Datum:
    """D3 is a datum of the category, N2 as a notice told it, P3 of practical consequence, B4 the bare
    level, U2 one whose unit nobody told.
    """
    first, unit = category[0], origin(whose, party)
    return Datum(
        Category("D" + category[1]), controller_of(whose, party), notice=first == "N",
        practical=first == "P", bare=first == "B", unit=None if first == "U" else unit,
    )  # fmt: skip


UNITS = {party.unit: party.provider.id for party in PARTIES.values()}
LAW = Law(CONTROLLERS, UNITS | {f"{one}1": one for one in CONTROLLERS})
SEEING = Seeing(LAW, CALLED, NOW)
DESKS = {name: Audience("desk", (PARTIES[name],), staff=name == "ssk") for name in PARTIES}
WALL = Audience("room", CALLED, staff=False)
PUD = NOW + timedelta(hours=30)


def assert_sight(
    party: str, state: str, category: str, whose: str, level: str, basis: str, why: str
) -> None:
    """One line of a table: what the policy answers, and that it says why in words."""
    who, subject = the_state(state, PARTIES[party], whose)
    found = sight(who, subject, a_datum(category, whose, who), LAW, NOW)
    assert (found.level.name, found.basis.value) == (level, basis), why
    assert found.because.endswith("."), "each answer carries its reason in words"


def a_fact(category: str = "D2", controller: str = "sjukhus", *, notice: bool = False) -> FactUse:
    return FactUse("Uppgift", Category(category), controller, "k", NOW, NOW, NOW, notice)


def a_reason(rule: str = "akut-ej-inlagd", *facts: FactUse, **other: Any) -> Reason:
    """A reason for a row; its words name the rule, so that a test finds them where they should not be."""
    told: dict[str, Any] = {
        "version": "1", "headline": f"Rubrik {rule}", "episode": f"k/{rule}", "answer": Answer.JA,
        "urgency": Urgency.GUL, "section": Section.SEDAN_SIST, "sentence": f"Skäl {rule}.",
        "freshness": "Uppgift från 03.22", "what": f"Gör {rule}", "role": "hemtjanst_planerare",
        "due": NOW + timedelta(hours=8), "seconds": 60, "deadline": None, "since": NOW - DAY,
        "new_at": NOW - DAY, "route": "vc", "facts": facts or (a_fact(),), "unsure": None,
        "steps": (Step(f"villkor {rule}", Answer.JA),),
    }  # fmt: skip
    return Reason(rule, **{**told, **other})


def a_matter(*reasons: Reason, subject: Subject | None = None, **other: Any) -> Matter:
    told: dict[str, Any] = {
        "person": "00000000-0000-0000-0000-000000000001", "name": "Gunborg Öhrnäs",
        "initials": "G.Ö.", "birth_year": 1934, "age": 92, "cfs": 7, "cfs_state": "known",
        "cfs_fact": replace(a_fact("D4"), bare=True), "owner": Owner(HOME_HELP, "Hemtjänst Ån", "hemtjanst_planerare"),
    }  # fmt: skip
    reasons = reasons or (a_reason(),)
    back = Stood(2, "aterkommer", "Uppskjutet till i dag")
    told |= {"stood": tuple(back for _ in reasons), "subject": subject or a_subject("given")}
    return Matter(reasons=reasons, **{**told, **other})


def a_row(matter: Matter, key: str = "r1", **other: Any) -> Row:
    first = matter.reasons[0]
    told: dict[str, Any] = {
        "place": "now", "section": first.section.value, "urgency": first.urgency.value,
        "seconds": first.seconds, "new_at": NOW, "spent": 12,
    }  # fmt: skip
    return Row(key, content=matter, **{**told, **other})


def seen(who: str, matter: Any, **other: Any) -> RowView | None:
    return render(a_row(matter, **other), DESKS[who], SEEING)


def letters(told: Account) -> tuple[str, str, str]:
    return (
        ",".join(sorted(told.given)),
        ",".join(sorted(told.refused)),
        ",".join(sorted(told.bases)),
    )
