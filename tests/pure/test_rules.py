"""Rules: what judge promises about any person, whatever the rules say."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.kinds import Category
from app.huddle.rules import judge
from app.huddle.verdict import Answer, Morning, Reason, Urgency, and_, not_, or_, yes_if
from app.people.person import Person
from tests.builders import NOW, a_morning, a_person, answers, at, rule, rules

JA, NEJ, OKLART = Answer.JA, Answer.NEJ, Answer.OKLART
HOME = "5 h sedan ed.visit.closed outcome=home"
OUT = "20 h sedan inpatient.discharged disposition=home plan_present=ja med_list_present=ja"

TRUTH = [
    # one, other, and, or
    (JA, JA, JA, JA),
    (JA, OKLART, OKLART, JA),
    (JA, NEJ, NEJ, JA),
    (OKLART, OKLART, OKLART, OKLART),
    (OKLART, NEJ, NEJ, OKLART),
    (NEJ, NEJ, NEJ, NEJ),
]


@pytest.mark.parametrize(("one", "other", "both", "either"), TRUTH)
def test_three_values_follow_the_truth_table(
    one: Answer, other: Answer, both: Answer, either: Answer
) -> None:
    assert and_(one, other) is and_(other, one) is both
    assert or_(one, other) is or_(other, one) is either
    assert not_(and_(one, other)) is or_(not_(one), not_(other))


def test_a_missing_fact_is_unclear_and_never_no() -> None:
    assert (yes_if(True), yes_if(False), yes_if(None)) == (JA, NEJ, OKLART)


def rows(person: Person, morning: Morning) -> list[Reason]:
    """The daily reasons without the lines that stand under them."""
    return [reason for reason in judge(person, rules(), morning) if not reason.line]


def one(*lines: str, age: int | None = 82, **morning: object) -> object:
    found = rows(a_person(*lines, age=age), a_morning(**morning))  # type: ignore[arg-type]
    assert len(found) == 1
    return found[0]


def asked(reason: Reason) -> list[str]:
    return [f"{step.text}: {step.answer}" for step in reason.steps]


def test_a_reason_says_why_with_its_facts_and_their_age() -> None:
    reason = one(
        "120 dygn sedan ed.visit.closed outcome=home",
        "30 dygn sedan ed.visit.closed outcome=home",
        "100 dygn sedan cfs.assessed score=6",
        "5 h sedan ed.visit.closed outcome=home enhet=SE1",
        units={"SE1": "akuten SÄS"},
    )
    assert reason.sentence == "Åter hem från akuten SÄS kl. 2.40. 3:e besöket på 12 mån. CFS 6."
    assert reason.freshness == "Uppgift från 02.50"
    assert asked(reason) == [
        "tillhör målgruppen från 65 år: ja",
        "gick hem eller lämnade akuten: ja",
        "kontakt är registrerad: nej",
        "är åter inskriven på sjukhus: nej",
        "minst 2 akutbesök på 7 dygn: nej",
        "har CFS minst 7: nej",
    ]
    assert [(fact.what, fact.category) for fact in reason.facts] == [
        ("Akutbesök", Category.D2),
        ("Akutbesök", Category.D2),
        ("Akutbesök", Category.D2),
        ("CFS 6", Category.D4),
    ]
    assert (reason.due, reason.route, reason.seconds) == (at(24, "16.00"), "vc", 60)


def test_a_fact_that_was_long_on_its_way_says_when_it_came() -> None:
    late = one("9 h sedan ed.visit.closed outcome=home känd=-30min")
    assert late.freshness == "Uppgift från mån 22.50, kom hit 07.10"
    assert late.new_at == late.since == NOW - timedelta(minutes=30)


FACTS = [
    # events, what must be among the facts, comment
    ([HOME, "90 dygn sedan cfs.assessed score=7"], "CFS 7", "CFS made it red"),
    (["3 dygn sedan ed.visit.closed outcome=home", HOME], "Akutbesök", "so did the second visit"),
    (["90 dygn sedan enrolment.started kind=kommunal_hsl unit=x", OUT], "Inskrivning", "the role"),
    ([OUT, "2 h sedan followup.attempted route=vc"], "Försök till kontakt", "in the sentence"),
    (
        [
            "3 dygn sedan samsa.inskrivningsmeddelande pud=+9h",
            "1 dygn sedan checklist.point_set checklist=trygg_hemgang point=Nyckel state=open",
        ],
        "Checklista: Nyckel",
        "an open point made it red",
    ),
]


@pytest.mark.parametrize(("lines", "what", "comment"), FACTS)
def test_every_fact_that_decided_is_named(lines: list[str], what: str, comment: str) -> None:
    (first, *_) = judge(a_person(*lines, age=90), rules(), a_morning())
    assert what in {fact.what for fact in first.facts}, comment


def test_one_in_the_target_group_by_enrolment_names_the_enrolment() -> None:
    reason = one("90 dygn sedan enrolment.started kind=lss unit=x", HOME, age=40)
    assert ("Inskrivning", Category.D6) in {(f.what, f.category) for f in reason.facts}


def test_a_silent_source_never_hides_a_row_but_says_what_may_be_missing() -> None:
    reason = one(HOME, silent=frozenset({"phone.contact", "inpatient.admitted"}))
    assert reason.answer is JA
    assert reason.unsure == "Osäkert: inga uppgifter från telefonen och slutenvården"


UNSURE = [
    # events, age, words
    (["5 h sedan ed.visit.closed outcome=unknown"], 82, "Okänt om inlagd"),
    ([HOME], None, "Åldern saknas"),
    ([OUT], 70, "CFS saknas"),
    (["1 h sedan ambulance.contact outcome=unknown"], 82, "Okänt om personen blev kvar hemma"),
    (
        ["5 h sedan inpatient.discharged disposition=unknown plan_present=ja med_list_present=ja"],
        82,
        "Okänt vart personen skrevs ut",
    ),
    ([OUT, "1 h sedan phone.contact channel=vc"], 82, "Okänt om samtalet nådde fram"),
]


@pytest.mark.parametrize(("lines", "age", "text"), UNSURE)
def test_what_is_not_known_is_said_in_words(lines: list[str], age: int | None, text: str) -> None:
    assert one(*lines, age=age).unsure == text


DUE = [
    # events, now, due, comment
    ([HOME], at(24, "7.40"), at(24, "16.00"), "today, within the owner's hours"),
    ([HOME], at(24, "17.00"), at(25, "16.00"), "today's hours are over"),
    (["65 h sedan inpatient.discharged disposition=home plan_present=ja med_list_present=ja"], at(24, "7.40"), at(24, "14.40"), "the clock itself"),
    (["62 h sedan inpatient.discharged disposition=home plan_present=ja med_list_present=ja"], at(24, "7.40"), at(24, "16.00"), "it runs out this evening"),
    (["20 h sedan inpatient.discharged disposition=home plan_present=ja med_list_present=ja"], at(20, "7.40"), at(20, "16.00"), "it runs out on Sunday"),
    (["50 h sedan inpatient.discharged disposition=home plan_present=ja med_list_present=ja"], at(24, "7.40"), at(24, "16.00"), "tomorrow before the hours begin"),
    (["73 h sedan inpatient.discharged disposition=home plan_present=ja med_list_present=ja"], at(24, "7.40"), at(24, "16.00"), "it has run out"),
    (["70 h sedan inpatient.discharged disposition=home plan_present=ja med_list_present=ja"], at(24, "17.00"), at(24, "19.00"), "no hours are left before it"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "now", "due", "comment"), DUE)
def test_due_is_the_last_moment_in_the_owners_hours(
    lines: list[str], now: object, due: object, comment: str
) -> None:
    (reason,) = rows(a_person(*lines, now=now), a_morning(now))  # type: ignore[arg-type]
    assert reason.due == due, comment


def test_the_most_urgent_reason_comes_first() -> None:
    out = "65 h sedan inpatient.discharged disposition=home plan_present=ja med_list_present=ja"
    found = rows(a_person(HOME, out), a_morning())
    assert [(r.rule, r.urgency) for r in found] == [
        ("hemgang-72", Urgency.ROD),
        ("akut-ej-inlagd", Urgency.GUL),
    ]


def test_on_a_tie_of_urgency_today_goes_before_since_last_and_that_before_what_comes() -> None:
    person = a_person(
        "5 h sedan ed.visit.closed outcome=home",
        "20 h sedan inpatient.discharged disposition=home plan_present=ja med_list_present=ja",
        "4 h sedan samsa.inskrivningsmeddelande pud=+40h",
    )
    found = rows(person, a_morning())
    assert {reason.urgency for reason in found} == {Urgency.GUL}
    assert [reason.section for reason in found] == ["idag", "sedan_sist", "kommande"]


def test_two_visits_in_a_night_are_two_obligations() -> None:
    person = a_person("12 h sedan ed.visit.closed outcome=home", HOME)
    found = rows(person, a_morning())
    assert {reason.episode for reason in found} == {"exempel/1", "exempel/2"}


def test_a_repeated_planned_date_is_the_same_obligation_and_a_moved_one_is_new() -> None:
    notice = "3 dygn sedan samsa.inskrivningsmeddelande pud=+9h"
    told = [
        judge(a_person(notice, *more, age=82), [rule("pud-nara")], a_morning())[0].episode
        for more in ((), ["1 h sedan samsa.pud_changed new=+10h"], ["1 h sedan samsa.pud_changed new=+30h"])
    ]  # fmt: skip
    assert told[0] == told[1] != told[2]


def test_an_open_action_keeps_its_episode_when_the_window_has_closed() -> None:
    decided = "19 dygn sedan huddle.decided rule=akut-ej-inlagd episode=exempel/1 decision=action action=a1"
    visit = "20 dygn sedan ed.visit.closed outcome=home"
    assert (
        one(visit, decided, "18 dygn sedan action.accepted action=a1 by=x").episode == "exempel/1"
    )
    done = "18 dygn sedan action.done action=a1 by=x outcome=reached"
    assert not judge(a_person(visit, decided, done), rules(), a_morning())


def test_a_centres_own_numbers_and_seconds_count() -> None:
    numbers = {"akut-ej-inlagd": {"cfs_rod": 5}, "sekunder": {"rod": 120}}
    reason = one(HOME, "90 dygn sedan cfs.assessed score=5", numbers=numbers)
    assert (reason.urgency, reason.seconds) == (Urgency.ROD, 120)
    assert "har CFS minst 5: ja" in asked(reason)


def test_nothing_is_proposed_about_who_has_died() -> None:
    (only,) = judge(a_person(HOME, OUT, "1 h sedan person.died"), rules(), a_morning())
    assert (only.rule, only.what, only.due, only.line) == ("avliden", "", None, False)
    assert not judge(a_person(HOME, "1 h sedan person.died"), rules(), a_morning(), "weekly")


def test_no_sentence_bears_a_diagnosis_or_a_complaint() -> None:
    told = "6 h sedan ed.visit.registered chief_complaint=Bröstsmärta triage=orange samband=v1"
    reason = one(told, "5 h sedan ed.visit.closed outcome=home samband=v1")
    assert reason.sentence == "Åter hem från akuten kl. 2.40. CFS saknas."


CLOSED = st.sampled_from(["home", "left", "admitted", "dead", "other"])
LEFT = st.sampled_from(["home", "korttid", "sabo", "dead", "other"])
CALLED = st.sampled_from(["conveyed", "left_home", "referred", "dead"])
AGES = st.sampled_from([17, 18, 64, 65, 74, 75, 90])
SCORES = st.sampled_from([None, 4, 5, 7])


def a_story(ed: str, left: str, called: str, age: int | None, cfs: int | None) -> Person:
    lines = [
        f"5 h sedan ed.visit.closed outcome={ed}",
        f"20 h sedan inpatient.discharged disposition={left}",
        f"3 h sedan ambulance.contact outcome={called}",
        "90 dygn sedan enrolment.started kind=lss unit=x",
    ]
    if cfs is not None:
        lines.append(f"90 dygn sedan cfs.assessed score={cfs}")
    return a_person(*lines, age=age)


@given(CLOSED, LEFT, CALLED, AGES, SCORES)
def test_the_same_facts_and_the_same_now_give_the_same_reasons(
    ed: str, left: str, called: str, age: int, cfs: int | None
) -> None:
    person = a_story(ed, left, called, age, cfs)
    assert judge(person, rules(), a_morning()) == judge(person, rules()[::-1], a_morning())
    assert answers(judge(person.but(given_name="N"), rules(), a_morning())) == answers(
        judge(person, rules(), a_morning())
    )
