"""Wording understands how a verdict is told: its sentence, the age of its facts, what is unsure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app import words
from app.events.kinds import Category
from app.huddle.phrases.grammar import Case, Fact, Node, uses
from app.huddle.phrases.slots import Slot
from app.huddle.verdict import FactUse, Morning
from app.people.person import Stamp

Sentences = tuple[tuple[str | Slot, ...], ...]
LATE = timedelta(hours=6)
"""A fact that reached us longer than this after it happened also says when it came."""
SENDERS = {
    "followup.reached": "uppföljningarna",
    "phone.contact": "telefonen",
    "vc.visit": "vårdcentralen",
    "mobile.visit": "de mobila teamen",
    "inpatient.admitted": "slutenvården",
    "inpatient.discharged": "slutenvården",
    "checklist.point_set": "checklistan",
    "cfs.assessed": "CFS-skattningen",
    "ed.visit.closed": "akuten",
    "samsa.kvitterad": "SAMSA",
    "samsa.sip_kallelse": "SAMSA",
    "samsa.information_vid_utskrivning": "SAMSA",
    "enrolment.started": "kommunen",
    "contact.appointed": "fasta kontakter",
    "sip.created": "SIP",
    "sip.declined": "SIP",
    "sip.followed_up": "SIP",
    "annual_check.done": "årskontrollerna",
    "medication_review.done": "läkemedelsgenomgångarna",
    "case.answered": "äldre-telefonen",
    "frequent_attender.reviewed": "genomgångarna av mångsökare",
    "assessment.done": "bedömningarna",
}


def sentence(case: Case, sentences: Sentences) -> tuple[str, tuple[Fact, ...]]:
    """What the board says, and every fact it says it by. A sentence with an empty slot is left out."""
    told: list[str] = []
    facts: list[Fact] = []
    for parts in sentences:
        texts: list[str] = []
        used: list[Fact] = []
        for part in parts:
            text, by = (part, ()) if isinstance(part, str) else part.say(case)
            if text is None:
                break
            texts.append(text)
            used.extend(by)
        else:
            told.append(" ".join("".join(texts).split()).replace(" ,", ","))
            facts.extend(used)
    return " ".join(f"{text}." for text in told if text), tuple(facts)


def freshness(stamp: Stamp, today: date) -> str:
    told = f"Uppgift från {words.stamp(stamp.recorded_at, today)}"
    if stamp.received_at - stamp.occurred_at <= LATE:
        return told
    return f"{told}, kom hit {words.stamp(stamp.received_at, today)}"


def unsure(found: Iterable[str], asked: Sequence[Node | None], morning: Morning) -> str | None:
    """What is not known, and which sources would have told us if they had not gone silent."""
    told = list(dict.fromkeys(found))
    if morning.silent:
        kinds = [kind for node in asked for use in uses(node) for kind in use.phrase.told_by]
        silent = dict.fromkeys(SENDERS[kind] for kind in kinds if kind in morning.silent)
    if morning.silent and silent:
        told.append(f"Osäkert: inga uppgifter från {words.listed(list(silent))}")
    return ". ".join(told) or None


def facts_used(facts: Iterable[Fact]) -> tuple[FactUse, ...]:
    """Each fact once, though a condition and the sentence both used it.

    What its source marks as extra sensitive is D7 whatever a phrase takes it for.
    """
    once = {(fact.what, fact.stamp.ref): fact for fact in facts}
    return tuple(
        FactUse(
            fact.what, Category.D7 if fact.stamp.sensitive else fact.category,
            fact.stamp.controller, fact.stamp.source, fact.stamp.occurred_at,
            fact.stamp.recorded_at, fact.stamp.received_at, fact.notice, fact.bare,
            fact.stamp.unit,
        )
        for fact in once.values()
    )  # fmt: skip
