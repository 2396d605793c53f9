"""Marks understands what is said of rows that stand already, and of the morning as a whole: what a huddle
decided and nobody has done, what was sent back, whom nobody has asked for consent, a source gone silent.

A rule of these places no row. What is done about it is the agenda's own (huddle/again.py,
access/grounds.py, events/freshness.py); here stands what it asks, in the words of the rules.
"""

from collections.abc import Iterator

from app import words
from app.access.grounds import refused, shares
from app.access.party import CENTRE
from app.access.subject import Subject, subject_of
from app.events.kinds import Category
from app.huddle import wording
from app.huddle.memory import standing
from app.huddle.phrases.conditions import condition
from app.huddle.phrases.endings import ENDINGS
from app.huddle.phrases.finders import finder
from app.huddle.phrases.grammar import Case, Episode, Fact, Finding
from app.huddle.phrases.slots import Said, slot
from app.huddle.verdict import Morning, yes_if
from app.people.person import ActionState, Decision, Person

LATE = frozenset({"forsenad", "ingen_har_tagit_emot"})
WORD = ("consents", "svod", "capacity")
"""What a person's word on sharing is made of. No rule that places a row may ask for it."""


@finder("åtgärd som en tidigare avstämning beslutade", Decision, ())
def given_to_somebody(person: Person, morning: Morning, rule: str) -> Iterator[Episode]:
    """By need the last decision, where that was an action."""
    latest = {(one.rule, one.episode): one for one in person.decisions}
    for (of, episode), decision in latest.items():
        if decision.decision == "action":
            told, stamp = _state(person, decision), decision.stamp
            at = stamp.occurred_at if told is None else told.stamp.occurred_at
            yield Episode(
                f"{of}/{episode}", "Åtgärd", stamp, stamp.occurred_at, at, decision, decision.due,
                category=Category.D8,
            )  # fmt: skip


@finder("person på dagordningen", Person, ())
def on_the_agenda(person: Person, morning: Morning, rule: str) -> Iterator[Episode]:
    """Whoever it is: which rows there are is for the other rules to say."""
    yield Episode("person", "Person", None, morning.since, morning.since, person)


@finder("morgonens källor", Morning, ())
def sources(person: Person, morning: Morning, rule: str) -> Iterator[Episode]:
    yield Episode("källor", "Källor", None, morning.since, morning.since, morning)


@condition("åtgärden är försenad eller ingen har tagit emot den", ("decisions", "actions"),
           about=Decision)  # fmt: skip
def not_done(case: Case) -> Finding:
    return Finding(yes_if(_mark(case) in LATE))


@condition("åtgärden är återsänd", ("decisions", "actions"), about=Decision)
def sent_back(case: Case) -> Finding:
    return Finding(yes_if(_mark(case) == "atersand"))


@condition("en kallad part saknar personens samtycke", WORD, about=Person)
def unasked(case: Case) -> Finding:
    """The two instruments that let parties share; consent to a SIP is another (L612 4:2)."""
    now, subject = case.morning.now, _word(case)
    called = [unit for unit, role in case.morning.roles.items() if role not in CENTRE]
    return Finding(yes_if(not all(shares(unit, subject, now) for unit in called)))


@condition("en källa har inte hörts av i tid", (), about=Morning)
def silent(case: Case) -> Finding:
    return Finding(yes_if(bool(case.morning.silent)))


@condition("åtgärden är avslutad", ("decisions", "actions"), about=Decision, known=ENDINGS)
def action_ended(case: Case) -> Finding:
    told = _state(case.person, case.episode.subject)
    return Finding(yes_if(told is not None and told.state in {"done", "dropped"}))


@condition("någon har tagit emot åtgärden", ("decisions", "actions"), about=Decision,
           known=ENDINGS)  # fmt: skip
def action_accepted(case: Case) -> Finding:
    told = _state(case.person, case.episode.subject)
    return Finding(yes_if(told is not None and told.state == "accepted"))


@condition("personen har sagt nej", WORD, about=Person, known=ENDINGS)
def said_no(case: Case) -> Finding:
    return Finding(yes_if(refused(_word(case))))


@slot("mottagarens ord", ("actions",), Decision)
def what_was_said(case: Case) -> Said:
    told = _state(case.person, case.episode.subject)
    if told is None or told.reason is None:
        return None, ()
    return told.reason, (Fact("Återsänd", Category.D8, told.stamp),)


@slot("källorna", (), Morning)
def which_sources(case: Case) -> Said:
    named = (wording.SENDERS[kind] for kind in sorted(case.morning.silent & wording.SENDERS.keys()))
    return words.listed(list(dict.fromkeys(named))) or "en källa", ()


def _word(case: Case) -> Subject:
    told = case.person
    word = Person(consents=told.consents, svod=told.svod, capacity=told.capacity)
    return subject_of(word, case.morning.now)


def _mark(case: Case) -> str | None:
    decision: Decision = case.episode.subject
    return standing(case.person, decision.rule, decision.episode, case.morning).mark


def _state(person: Person, decision: Decision) -> ActionState | None:
    return next((one for one in person.actions if one.action == decision.action), None)
