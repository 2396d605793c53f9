"""The law of knowledge: learning a fact may settle what was unclear, and never turns yes or no.

It holds for each rule that ships, of the conditions under which it applies. What ends an episode
is news, not knowledge that was missing, and is left out.
"""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.huddle.rule import Rule
from app.huddle.rules import alone
from app.huddle.verdict import Answer
from app.people.person import Person
from tests.builders import a_morning, a_person, rules

JA, OKLART = Answer.JA, Answer.OKLART
YES_NO = st.sampled_from(["ja", "nej"])
LEFT = st.sampled_from(["home", "korttid", "sabo", "dead", "other"])
THERE = st.booleans()
KNOWN: Mapping[str, st.SearchStrategy[object]] = {
    # what may be known or not, and what it may be
    "age": st.sampled_from([65, 74, 75, 90]),
    "cfs": st.sampled_from([4, 5, 6, 7]),
    "ed": st.sampled_from(["home", "left", "admitted", "dead", "other"]),
    "ambulance": st.sampled_from(["conveyed", "left_home", "referred", "dead"]),
    "left": LEFT,
    "left_before": LEFT,
    "planned": YES_NO,
    "plan": YES_NO,
    "list": YES_NO,
    "plan_sent": YES_NO,
    "list_sent": YES_NO,
    # what may be there, not be there, or be held for consent
    "enrolled": THERE,
    "points": st.sampled_from(["open", "done"]),
    "receipt": THERE,
    "sent": THERE,
    "noted": THERE,
}
HELD = {
    "enrolled": "enrolments", "points": "checklist", "receipt": "receipts",
    "sent": "discharge_notes", "noted": "checks",
}  # fmt: skip
STORIES = st.fixed_dictionaries(dict(KNOWN))
BEGINS = {"cfs": "frailty", "enrolled": "enrolments", "noted": "checks"}
"""What a register's need may begin with, there or not: no condition, and not asked about here."""
NOTHING = "1 h sedan svod.informed"
"""In place of what is not known, so that all else keeps its number."""
CALLED = {"b": "bistandshandlaggare"}
NUMBERS = {"specialist-7-dagar": {"avtal": 1}}


def a_story(known: Mapping[str, object], unknown: set[str]) -> Person:
    """What has happened, as far as it is known."""

    def said(field: str, name: str) -> str:
        return "" if name in unknown else f" {field}={known[name]}"

    def there(name: str) -> bool:
        return name not in unknown and bool(known[name])

    def outcome(name: str) -> str:
        return "unknown" if name in unknown else str(known[name])

    lines = [
        "30 dygn sedan inpatient.admitted samband=before",
        f"20 dygn sedan inpatient.discharged samband=before disposition={outcome('left_before')}",
        "8 dygn sedan inpatient.admitted samband=stay" + said("planned", "planned"),
        "5 dygn sedan samsa.inskrivningsmeddelande samband=case recipients=b pud=-1d",
        "62 h sedan samsa.utskrivningsklar samband=case",
        f"50 h sedan inpatient.discharged samband=stay disposition={outcome('left')}"
        + said("plan_present", "plan") + said("med_list_present", "list"),
        "48 h sedan samsa.inskrivningsmeddelande samband=next recipients=b pud=+20h",
        "46 h sedan samsa.utskrivningsklar samband=next",
        f"5 h sedan ed.visit.closed samband=ed outcome={outcome('ed')}",
        "9 h sedan ed.visit.registered samband=still",
        f"3 h sedan ambulance.contact outcome={outcome('ambulance')}",
        "6 h sedan inpatient.admitted samband=back" + said("planned", "planned"),
        "20 dygn sedan enrolment.started kind=korttid unit=x",
        "20 h sedan enrolment.ended kind=korttid unit=x",
    ]  # fmt: skip
    points = f"checklist.point_set checklist=trygg_hemgang point=a state={known['points']}"
    contents = said("contains_med_plan", "plan_sent") + said("contains_med_list", "list_sent")
    lines += [
        line if there(name) else NOTHING
        for name, line in (
            ("cfs", f"90 dygn sedan cfs.assessed score={known['cfs']}"),
            ("enrolled", "90 dygn sedan enrolment.started kind=kommunal_hsl unit=y"),
            ("points", f"60 h sedan {points}"),
            ("receipt", "2 h sedan samsa.kvitterad samband=next by_unit=b"),
            ("sent", f"49 h sedan samsa.information_vid_utskrivning samband=case{contents}"),
            ("noted", "2 h sedan medlist.reconciled"),
        )
    ]
    age = None if "age" in unknown else int(str(known["age"]))
    held = frozenset(HELD[name] for name in unknown if name in HELD)
    return a_person(*lines, age=age).but(held=held)


def answers(person: Person) -> dict[tuple[str, str, str], Answer]:
    """What each rule answers in each round; what it says nothing of, it answers no."""
    morning = a_morning(roles=CALLED, numbers=NUMBERS)
    return {
        (rule.id, round_, reason.episode): reason.answer
        for rule in map(_without_ends, rules())
        for round_ in rule.ways
        for reason in alone(person, rule, morning, round_)
    }


def _without_ends(rule: Rule) -> Rule:
    return replace(rule, resolves=None)


@given(STORIES, st.sets(st.sampled_from(sorted(KNOWN))))
def test_learning_a_fact_may_settle_the_unclear_but_never_turns_yes_or_no(
    known: dict[str, object], unknown: set[str]
) -> None:
    before, after = answers(a_story(known, unknown)), answers(a_story(known, set()))
    begun = {BEGINS[name] for name in unknown if name in BEGINS}
    own = {rule.id for rule in rules() if begun & set(rule.finds.phrase.reads)}
    for key in before.keys() | after.keys():
        settled = before.get(key) in {OKLART, after.get(key)} or key[0] in own
        assert settled, f"{key}: {before.get(key)}, and {after.get(key)} when more is known"


def test_the_story_asks_something_of_every_rule_of_the_hospital() -> None:
    """Else the law would hold of rules that never had anything to say."""
    told = dict.fromkeys(KNOWN, "nej") | {
        "age": 90, "cfs": 7, "ed": "home", "ambulance": "left_home", "left": "home",
        "left_before": "home", "enrolled": False, "points": "open", "receipt": False,
        "sent": False, "noted": False,
    }  # fmt: skip
    sure = {rule for rule, _, _ in answers(a_story(told, set()))}
    asked = {
        "akut-ej-inlagd", "akut-kvar", "ambulans-ej-transport", "aterinskriven", "hemgang-72",
        "hemgang-checklista", "inskriven", "korttid-slut", "planerad-ej-inskriven", "pud-nara",
        "samsa-okvitterad", "sip-kallelse", "specialist-7-dagar", "utskrivningsklar",
        "vardplan-saknas",
    }  # fmt: skip
    assert asked <= sure
    unsure = answers(a_story(told, set(KNOWN)))
    assert OKLART in {answer for (rule, _, _), answer in unsure.items() if rule in asked}
    assert JA not in {answer for (rule, _, _), answer in unsure.items() if rule in asked}
