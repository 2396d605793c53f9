"""Facts: every fact that a rule reads is set by some kind of event, and none is read in secret."""

import types
from dataclasses import MISSING, fields
from datetime import timedelta
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from app.access.known import known
from app.events.kinds import KINDS, WITHOUT_PERSON, Event
from app.huddle import packs, rulebook
from app.huddle.examples import event, events, registered
from app.huddle.phrases import CONDITIONS, FINDERS, SLOTS
from app.huddle.phrases.slots import Slot
from app.huddle.rule import Rule
from app.huddle.rules import alone
from app.people.category import category_of
from app.people.fold import WITHOUT_FACT, fold
from app.people.person import CATEGORY, IDENTITY, OUR_ACTS, POLICY, Person
from tests.builders import NOW, a_morning
from tests.sights import LAW, PARTIES

BEFORE = [
    "20 h sedan ed.visit.registered",
    "19 h sedan inpatient.admitted",
    "18 h sedan samsa.inskrivningsmeddelande pud=+9h",
    "17 h sedan samsa.utskrivningsklar",
    "16 h sedan enrolment.started kind=kommunal_hsl unit=exempel",
    "16 h sedan block.set unit=exempel",
    "16 h sedan capacity.assessed by=läkare",
    "16 h sedan svod.objected",
    "16 h sedan relation.opened unit=exempel",
    "16 h sedan contact.appointed kind=fast_vardkontakt",
]
GONE_HOME = "15 h sedan inpatient.discharged disposition=home"


TELLING = frozenset({"given_name", "birth_date", "flag", "new", "to", "on", "vc"})
"""Fields that are told even where they need not be, so that the event says something."""


def one_of_the_kind(kind: str) -> Event:
    """An event of the kind with what must be told, and what tells something."""
    told = []
    hints = get_type_hints(KINDS[kind])
    for field in fields(KINDS[kind]):
        hint = hints[field.name]
        if field.name in TELLING:
            told.append(f"{field.name}={_some(hint)}")
        elif field.default is MISSING and get_origin(hint) is Literal:
            told.append(f"{field.name}={get_args(hint)[0]}")
    return event(f"1 h sedan {kind} {' '.join(told)}", NOW, 99)


def _some(hint: Any) -> str:
    if get_origin(hint) in {Union, types.UnionType}:
        return _some(get_args(hint)[0])
    if get_origin(hint) is Literal:
        return str(get_args(hint)[-1])
    return "annan" if hint is str else "-1h"


def sets(kind: str) -> set[str]:
    """The fields of Person that an event of the kind changes, found by folding one."""
    changed: set[str] = set()
    for lines in (BEFORE, [*BEFORE, GONE_HOME]):
        before = [registered(82, NOW), *events(lines, NOW)]
        old, new = fold(before), fold([*before, one_of_the_kind(kind)])
        changed |= {f for f in Person.__struct_fields__ if getattr(old, f) != getattr(new, f)}
    return changed - {"last"}


PERSONAL = sorted(KINDS.keys() - WITHOUT_PERSON)
SETS = {kind: sets(kind) for kind in PERSONAL}


@pytest.mark.parametrize(
    "name",
    sorted(
        {f for p in (*FINDERS.values(), *CONDITIONS.values(), *SLOTS.values()) for f in p.reads}
    ),
)
def test_a_fact_that_a_phrase_reads_is_set_by_some_kind_of_event(name: str) -> None:
    assert [kind for kind in PERSONAL if name in SETS[kind]]


def test_a_kind_that_leaves_no_fact_is_named() -> None:
    assert {kind for kind in PERSONAL if not SETS[kind]} == WITHOUT_FACT - WITHOUT_PERSON
    assert WITHOUT_FACT >= WITHOUT_PERSON


def test_every_fact_has_a_category_or_is_who_the_person_is_what_decides_or_our_own_act() -> None:
    """A fact that is none of it would be read by every rule, whoever told it: default deny."""
    kinds_of_fact = [CATEGORY.keys(), IDENTITY, POLICY, set(OUR_ACTS), {"last", "held"}]
    told = [name for kind in kinds_of_fact for name in kind]
    assert sorted(told) == sorted(Person.__struct_fields__)


@pytest.mark.parametrize("kind", PERSONAL)
def test_an_event_is_about_what_its_facts_are_about(kind: str) -> None:
    matters = {CATEGORY[name] for name in SETS[kind] if name in CATEGORY}
    about = category_of(kind)
    assert matters in ({about}, set())
    nobodys = kind.startswith(("person.", "consent.", "block.", "capacity.", "svod.", "relation.",
        "emergency.", "huddle.", "action."))  # fmt: skip
    assert (about is None) == (nobodys and kind != "person.important")


def test_no_row_rests_on_what_only_decides_who_may_see() -> None:
    """That nobody has asked for consent is said of a row, and makes none."""
    for rule in (rule for pack in packs.every().values() for rule in pack.rules):
        slots = [part for parts in rule.sentences for part in parts if isinstance(part, Slot)]
        read = {name for one in (*(use.phrase for use in rule.asks), *slots) for name in one.reads}
        assert not read & POLICY or set(rule.ways.values()) == {"mark"}, rule.id


def test_every_fact_that_another_provider_told_is_held_without_consent() -> None:
    left = [kind for kind in PERSONAL if kind != "contact.ended"]
    told = [registered(82, NOW), *events(BEFORE[:3], NOW), *map(one_of_the_kind, left)]
    person = fold([e.but(ref=f"{e.ref}-{n}", controller="omsorg") for n, e in enumerate(told)])
    assert [name for name in CATEGORY if not getattr(person, name)] == []
    visible, held, _ = known(person, PARTIES["ssk"], LAW, NOW)
    assert [name for name in CATEGORY if getattr(visible, name)] == []
    assert visible.held >= CATEGORY.keys()
    assert held == sum(len(getattr(person, name)) for name in CATEGORY)


@pytest.mark.parametrize("phrase", [*FINDERS.values(), *CONDITIONS.values()], ids=lambda p: p.text)
def test_a_kind_whose_absence_is_an_answer_sets_what_the_phrase_reads(phrase: Any) -> None:
    for kind in phrase.told_by:
        assert SETS[kind] & set(phrase.reads)


class Watched:
    """A person that remembers which of its facts were asked for."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.read.add("birth_date" if name == "age" else name)
        return getattr(self.person, name)


def declared(rule: Rule) -> set[str]:
    phrases = [use.phrase for use in rule.asks]
    slots = [part for parts in rule.sentences for part in parts if isinstance(part, Slot)]
    return {name for part in (*phrases, *slots) for name in part.reads}


@pytest.mark.parametrize("page", rulebook.read(), ids=lambda page: page.rule.id)
def test_a_rule_reads_only_what_its_phrases_say_they_read(page: rulebook.Page) -> None:
    for example in page.examples:
        told = [registered(example.age, example.now), *events(example.events, example.now)]
        watched = Watched(fold(told))
        since = example.now - timedelta(days=1)
        morning = a_morning(example.now, since, roles=example.called)
        alone(watched, page.rule, morning, example.round_)  # type: ignore[arg-type]
        assert watched.read - {"died", "held"} <= declared(page.rule)


def test_the_rules_together_use_every_phrase_and_every_slot() -> None:
    every = [*rulebook.load(), *(rule for pack in packs.load().values() for rule in pack.rules)]
    used = {use.phrase.text for rule in every for use in rule.asks}
    assert used == FINDERS.keys() | CONDITIONS.keys()
    said = {s.name for r in every for p in r.sentences for s in p if isinstance(s, Slot)}
    assert said == SLOTS.keys()
