"""Facts told understands what is known of a person as plain lines: what, when, at which unit.

For whoever meets one person alone and must know what there is; each fact has passed sight before.
"""

from collections.abc import Callable, Mapping
from typing import Any

from app import words
from app.events.kinds import Category
from app.huddle.review_messages import FactView
from app.pathways.timeline import ENROLLED
from app.people.person import CATEGORY, Enrolment, Person, Stamp, enrolment_category, stamps_of

MOST = 30
"""So many of the newest: what is older belongs to the record, and that is read elsewhere."""
CHECKED = {
    "medication_review": "Läkemedelsgenomgång", "medlist": "Läkemedelslista avstämd",
    "annual_check": "Årskontroll", "medical_plan": "Medicinsk vårdplan",
}  # fmt: skip
CONTACT = {"phone": "Samtal", "vc": "Besök på vårdcentralen", "followup": "Uppföljning"}
WORDS: Mapping[str, Callable[[Any], str]] = {
    "ed_visits": lambda fact: "Akutbesök",
    "stays": lambda fact: "Vårdtillfälle på sjukhus" + ("" if fact.left else ", pågår"),
    "cases": lambda fact: "Planering inför utskrivning",
    "ambulance": lambda fact: "Ambulans",
    "mobile": lambda fact: "Besök av mobilt team",
    "contacts": lambda fact: CONTACT.get(fact.kind, "Kontakt"),
    "attempts": lambda fact: "Försök att nå personen",
    "checklist": lambda fact: "Punkt i checklistan för hemgång",
    "receipts": lambda fact: "Kvittens i SAMSA",
    "sip_calls": lambda fact: "Kallelse till SIP",
    "discharge_notes": lambda fact: "Information vid utskrivning sänd",
    "assessments": lambda fact: "Bedömning" + (" gjord" if fact.done else " begärd"),
    "lines": lambda fact: "Kontakt med äldre-telefonen",
    "frailty": lambda fact: f"CFS {fact.score}",
    "reviews": lambda fact: "Mångsökare genomgången",
    "important": lambda fact: "Viktigt för mig",
    "appointed": lambda fact: "Fast kontakt utsedd",
    "checks": lambda fact: CHECKED.get(fact.what, "Kontroll"),
    "sips": lambda fact: "SIP",
    "enrolments": lambda fact: f"Inskriven i {ENROLLED[fact.kind]}",
    "support": lambda fact: "Insats utan behovsprövning",
    "deviations": lambda fact: f"Hemtjänsten har sett: {words.SEEN[fact.kind]}",
    "alarms": lambda fact: "Trygghetslarm",
    "bistand": lambda fact: "Insats" + (" beslutad" if fact.decided else " begärd"),
}
if WORDS.keys() != CATEGORY.keys():
    raise TypeError("a fact has no word here, or a word has no fact")


def told(person: Person, units: Mapping[str, str]) -> list[FactView]:
    """The newest facts, the newest first. `person` holds only what the viewer may know."""
    found = [(_newest(fact), name, fact) for name in CATEGORY for fact in getattr(person, name)]
    found.sort(key=lambda one: (one[0].occurred_at, one[1]), reverse=True)
    return [
        FactView(
            _category(name, fact).value, WORDS[name](fact), stamp.occurred_at,
            units.get(stamp.unit or "", None),
        )
        for stamp, name, fact in found[:MOST]
    ]  # fmt: skip


def _newest(fact: Any) -> Stamp:
    return max(stamps_of(fact), key=lambda stamp: stamp.occurred_at)


def _category(name: str, fact: Any) -> Category:
    return enrolment_category(fact.kind) if isinstance(fact, Enrolment) else CATEGORY[name]
