"""Worlds understands what may be so of a morning, and which of it somebody may not know.

A world is persons with facts about them and what the room does. `hidden` is domain facts 1.4 written
down anew, by category, controller, consent and block: nothing of the policy is asked, so that a fault
in it shows. Two worlds that differ only in what is hidden from somebody are made by `otherwise`.

What a hidden fact may not do here is to change a verdict that the viewer sees (docs/decisions/0028):
so what is hidden of whoever is seen is read by no rule (a yearly check, help without assessment, what
the convenor may not know either), or stands after what is seen on the agenda.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

from tests.houses import CENTRE, EMERGENCY, HOME_HELP, NEEDS, NOW, TEAM, cloud

WARD, AMBULANCE = "SE2321000131-DEMOSAS31", "SE2321000131-DEMOAMB01"
MOBILE, PRIVATE_HELP = "SE2321000131-DEMOMALT1", "SE0000009002-DEMOHT1"
REGION, HSL = "SE2321000131-DEMO", "SE0000001490-DEMOHSL"
SOCIAL, PRIVATE = "SE0000001490-DEMOOMS", "SE0000009002-DEMO"
HOUR = timedelta(hours=1)

# --- who looks ------------------------------------------------------------------------------------

VIEWERS = {
    # whom → role, for what unit, provider or region; those of the demo are there already
    "aldre-ssk": ("aldre_ssk", CENTRE),
    "kommunal-ssk": ("kommun_hsl", TEAM),
    "hemtjanstplanerare": ("hemtjanst_planerare", HOME_HELP),
    "bistandshandlaggare": ("bistandshandlaggare", NEEDS),
    "lakare": ("vc_lakare", CENTRE),
    "rehab": ("vc_rehab", CENTRE),
    "chef": ("chef", CENTRE),
    "systemforvaltare": ("systemadmin", REGION),
    "loggranskare": ("logg_granskare", REGION),
    "koordinator": ("sjukhus_koordinator", "SE2321000131-DEMOSAS90"),
    "malt": ("mobilt_team", MOBILE),
    "processledare": ("processledare", REGION),
    "mas": ("mas", HSL),
    "mar": ("mar", HSL),
    "grannssk": ("aldre_ssk", "SE2321000131-DEMOVC02"),
    "privssk": ("aldre_ssk", "SE0000009001-DEMOVC01"),
    "grannplanerare": ("hemtjanst_planerare", "SE0000001490-DEMOHT2"),
}
STAFF = ("aldre-ssk", "lakare", "rehab")
CALLED = ("kommunal-ssk", "hemtjanstplanerare", "bistandshandlaggare")
OUTSIDE = tuple(who for who in VIEWERS if who not in (*STAFF, *CALLED))
LOOKS = (*((who,) for who in CALLED), CALLED, STAFF, OUTSIDE)
"""Who look together at two worlds that differ in what none of them may know."""
OWN = {  # whose controller, and which of its categories are the role's own
    "kommunal-ssk": (HSL, "D0 D1 D2 D3 D4 D5 D6 D7 D8"),
    "hemtjanstplanerare": (SOCIAL, "D0 D1 D6 D8"),
    "bistandshandlaggare": (SOCIAL, "D0 D1 D6 D8"),
}
WITH_CONSENT = {
    "kommunal-ssk": "D1 D2 D3 D4 D5 D6 D8",
    "hemtjanstplanerare": "D1 D2 D4 D5 D8",
    "bistandshandlaggare": "D1 D2 D4 D5 D6 D8",
}

# --- what may be known ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """A kind of event as it is told: its category, whose it is, and at which unit."""

    category: str
    controller: str
    unit: str
    tell: Callable[[str, int], dict[str, Any]]


def _fact(
    kind: str, category: str, controller: str, unit: str, /, *, at_least: int = 1, **data: Any
) -> Fact:
    def tell(person: str, hours: int) -> dict[str, Any]:
        at = NOW - (at_least + hours) * HOUR
        told = {
            name: value(at, hours) if callable(value) else value for name, value in data.items()
        }
        if category == "D7":
            told["sensitivity"] = "D7"
        if unit != CENTRE or controller != REGION:
            told |= {"unit_hsa_id": unit, "controller_hsa_id": controller}
        return cloud(kind, person, at, **told)

    return Fact(category, controller, unit, tell)


def _when(at: Any, _: int) -> str:
    return str(at.isoformat())


def _day(at: Any, _: int) -> str:
    return str(at.date().isoformat())


ED = {"outcome": "home", "closed_at": _when}
FACTS = {
    "akut": _fact("ed.visit.closed", "D2", REGION, EMERGENCY, **ED),
    "psykakut": _fact("ed.visit.closed", "D7", REGION, EMERGENCY, **ED),
    "ambulans": _fact("ambulance.contact", "D2", REGION, AMBULANCE, case_id="a", outcome="left_home"),
    "psykambulans": _fact("ambulance.contact", "D7", REGION, AMBULANCE, case_id="p", outcome="left_home"),
    "malt": _fact("mobile.visit", "D2", REGION, MOBILE, team="malt"),
    "psykmalt": _fact("mobile.visit", "D7", REGION, MOBILE, team="malt"),
    "cfs": _fact("cfs.assessed", "D4", REGION, CENTRE, assessed_on=_day, score=lambda _, n: 1 + n % 9),
    "kontroll": _fact("annual_check.done", "D3", REGION, CENTRE, on=_day),
    "samtal": _fact("phone.contact", "D2", REGION, CENTRE, channel="vc", result="reached"),
    "inskriven": _fact("inpatient.admitted", "D2", REGION, WARD, ward="31"),
    "utskriven": _fact("inpatient.discharged", "D2", REGION, WARD, discharged_at=_when, disposition="home"),
    "hemsjukvard": _fact("enrolment.started", "D2", HSL, TEAM, kind="kommunal_hsl", unit=TEAM, **{"from": _day}),
    "fall": _fact("hemtjanst.deviation", "D6", SOCIAL, HOME_HELP, kind="fall"),
    "vald": _fact("hemtjanst.deviation", "D7", SOCIAL, HOME_HELP, kind="fall"),
    "larm": _fact("alarm.triggered", "D6", SOCIAL, HOME_HELP, kind="fall"),
    "svalter": _fact("hemtjanst.deviation", "D6", SOCIAL, HOME_HELP, kind="not_eating", severity="now"),
    "lakare": _fact("assessment.requested", "D2", HSL, TEAM, what="lakarbedomning"),
    "natthjalp": _fact("bistand.decision", "D6", SOCIAL, NEEDS, insats="natt", decided_at=_when, executed_at=_when),
    "avliden": _fact("person.died", "D1", REGION, CENTRE, on=_day),
    "privatlub": _fact("lub.offered", "D6", PRIVATE, PRIVATE_HELP, on=_day),
    "privatfall": _fact("hemtjanst.deviation", "D6", PRIVATE, PRIVATE_HELP, kind="fall"),
    "nej": _fact("consent.refused", "policy", REGION, CENTRE, purpose="utlamnande"),
    "sip-ja": _fact("consent.given", "policy", REGION, CENTRE, purpose="sip", start=_when),
}  # fmt: skip
NOTICE = _fact(
    "samsa.inskrivningsmeddelande", "D2", REGION, WARD, sent_at=_when,
    pud=(NOW + 30 * HOUR).isoformat(), recipients=[HOME_HELP, NEEDS],
)  # fmt: skip
CONSENT = _fact(
    "consent.given", "policy", REGION, CENTRE, at_least=400, purpose="utlamnande", start=_when
)
BLOCK = _fact("block.set", "policy", REGION, CENTRE, at_least=300, unit=EMERGENCY, scope="outer")

# --- about whom -----------------------------------------------------------------------------------

AT_HOME = ("kontroll", "privatlub", "vald", "fall", "larm", "svalter", "lakare", "natthjalp")
ANY = ("akut", "psykakut", "ambulans", "psykambulans", "malt", "psykmalt", "cfs", "hemsjukvard",
       "privatfall", *AT_HOME)  # fmt: skip
POOL = {  # what may be told of whom, beside what always is
    "open": (*AT_HOME, "avliden"),
    "red": ("kontroll", "privatlub", "vald", "psykambulans", "ambulans"),
    "secret": ("psykakut", "psykambulans", "ambulans", "kontroll", "vald", "fall"),
    "blocked": ("akut", "psykakut", "privatlub"),
    "noticed": (*ANY, "nej", "sip-ja"),
    "closed": (*ANY, "samtal", "inskriven", "utskriven", "avliden", "nej", "sip-ja"),
    "protected": (*ANY, "samtal", "inskriven", "utskriven"),
}
PERSONS = {  # whom → name, how it is with them
    "19340304T027": ("Gunborg", "open"),
    "19350304T028": ("Algot", "open"),
    "19360304T029": ("Stina", "open"),
    "19370304T030": ("Torvald", "red"),
    "19380304T031": ("Märta", "red"),
    "19390304T032": ("Ivar", "secret"),
    "19400304T033": ("Elsa", "secret"),
    "19410304T034": ("Sixten", "blocked"),
    "19420304T035": ("Öster", "noticed"),
    "19430304T036": ("Åsa", "noticed"),
    "19440304T037": ("Dag", "closed"),
    "19450304T038": ("Frej", "closed"),
    "19460304T039": ("Hulda", "closed"),
    "19470304T040": ("Kettil", "closed"),
    "19480304T041": ("Rut", "protected"),
}
OF = {kind: [key for key, (_, told) in PERSONS.items() if told == kind] for kind in POOL}
ALWAYS = {  # what is always known of them, and of the closed nothing
    "open": [(CONSENT, 0), (FACTS["akut"], 4)],
    "red": [(CONSENT, 0), (FACTS["akut"], 5), (FACTS["akut"], 70)],
    "secret": [(CONSENT, 0), (FACTS["psykakut"], 6), (FACTS["psykakut"], 60)],
    "blocked": [(CONSENT, 0), (BLOCK, 0)],
    "noticed": [(NOTICE, 40)],
    "closed": [],
    "protected": [(FACTS["akut"], 3)],
}

One = tuple[str, str, int, int]
"""A person, a fact, how many hours ago it was, and in which part of the morning it comes."""
NIGHT, BEFORE, DURING = range(3)


def hidden(who: str, person: str, name: str) -> bool:
    """Whether somebody may not know that this is so (domain facts 1.4)."""
    fact, kind = FACTS[name], PERSONS[person][1]
    if who in OUTSIDE:
        return True  # not called to this centre's huddle: no row of it
    if kind == "protected":
        return True  # on no board, whoever looks
    if who in STAFF:  # a public centre: own all, the region's hospitals, with consent the rest
        shared = kind not in ("noticed", "closed")
        return fact.controller != REGION and (fact.category == "D7" or not shared)
    controller, own = OWN[who]
    if fact.controller == controller and fact.category in own.split():
        return False
    if kind in ("noticed", "closed"):
        return True  # nobody has asked, or the answer was no: the name at most
    if kind == "blocked" and fact.unit == EMERGENCY:
        return True
    return fact.category not in WITH_CONSENT[who].split()


# --- what the room does ---------------------------------------------------------------------------

Act = tuple[str, str, str]
"""What is done, to whose row, and by which unit where somebody is to do something."""


@dataclass(frozen=True)
class World:
    """What is so, what the room does that all may see, and what it does beside that.

    `holds` is whose row is in hand while something comes in; nobody's, or one of few may see.
    """

    facts: tuple[One, ...]
    shown: tuple[Act, ...]
    apart: tuple[Act, ...]
    holds: str
    closes: bool


SHOWN = [*OF["open"], *OF["red"]]
APART = [*OF["secret"], *OF["closed"], *OF["blocked"]]
EVERY = [(person, name) for person, (_, kind) in PERSONS.items() for name in POOL[kind]]
MOST, ACTS = 16, 5
"""How many facts come beside those that always are, and how much the room does, at most."""


def a_world(dice: Random) -> World:
    return World(
        tuple(_facts(dice, EVERY)),
        tuple(_shown(dice) for _ in range(dice.randint(0, ACTS))),
        tuple(_apart(dice)),
        dice.choice(["", *SHOWN, *APART]),
        dice.random() < 0.5,
    )


def otherwise(dice: Random, world: World, who: Sequence[str]) -> World:
    """A world in which all that none of some may know is otherwise, and nothing else.

    That there is something at another party (D0) the centre's own staff may know: to them as much
    has come in of each person, and it is another thing.
    """

    def apart(person: str, name: str) -> bool:
        return all(hidden(each, person, name) for each in who)

    seen = tuple(one for one in world.facts if not apart(*one[:2]))
    if who == STAFF:
        lost = [one for one in world.facts if apart(*one[:2])]
        told = [(one[0], dice.choice(_instead(one[0], apart)), *one[2:]) for one in lost]
        return replace(world, facts=(*seen, *told))
    more = _facts(dice, [one for one in EVERY if apart(*one)])
    holds = world.holds if world.holds in SHOWN else dice.choice(["", *APART])
    return World((*seen, *more), world.shown, tuple(_apart(dice)), holds, world.closes)


def _facts(dice: Random, among: Sequence[tuple[str, str]]) -> list[One]:
    parts = [NIGHT, NIGHT, BEFORE, DURING]
    found = (dice.choice(among) for _ in range(dice.randint(0, MOST)))
    return [(*one, dice.randint(0, 12), dice.choice(parts)) for one in found]


def _instead(person: str, apart: Callable[[str, str], bool]) -> list[str]:
    """What else may be told of the same person."""
    names = POOL[PERSONS[person][1]]
    return [name for name in names if apart(person, name) and FACTS[name].category != "policy"]


def _shown(dice: Random) -> Act:
    what = dice.choice(["open", "done", "lift", "reopen", "action", "noticed", "here"])
    unit = dice.choice([HOME_HELP, NEEDS, TEAM])
    match what:
        case "here":
            return what, "", unit
        case "noticed":
            return "action", dice.choice(OF["noticed"]), dice.choice([HOME_HELP, NEEDS])
        case _:
            return what, dice.choice(SHOWN), unit


def _apart(dice: Random) -> list[Act]:
    return [_apart_of(dice, dice.choice(APART)) for _ in range(dice.randint(0, 3))]


def _apart_of(dice: Random, person: str) -> Act:
    """A secret row is not decided: what comes after that is a row of its own, and may be seen."""
    kinds = ["open", "done", "lift", "drop", "reopen"]
    return "open" if person in OF["secret"] else dice.choice(kinds), person, ""


def volume(facts: Sequence[One]) -> Counter[int]:
    """How much comes in each part of the morning: of nobody, and known to whoever sees the feeds."""
    return Counter(part for *_, part in facts)
