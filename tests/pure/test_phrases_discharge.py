"""Phrases of discharge: the days after a hospital or a short-term place, in tables for a nurse."""

import pytest

from app.huddle.phrases import CONDITIONS, FINDERS, SLOTS, discharge, papers
from app.huddle.phrases.grammar import parse
from app.huddle.rules import judge
from tests.builders import a_morning, a_person, at, rule
from tests.phrases import answer, found, says, written_in

OUT, WEEK = "utskriven sedan högst 3 dagar", "utskriven sedan högst 7 dagar"
SHORT = "lämnat korttidsplats sedan högst 3 dagar"
BEEN = "inskriven på sjukhus sedan högst 3 dagar"
DOCTOR = "inskriven i läkarmedverkan, 14 dagar"
IN = "inskriven på sjukhus sedan sist, inom 14 dygn"
HOME = "20 h sedan inpatient.discharged disposition=home"
PLACE = "20 dygn sedan enrolment.started kind=korttid unit=x"
LEFT = "20 h sedan enrolment.ended kind=korttid unit=x"
CARE = "8 dygn sedan enrolment.started kind=lakarmedverkan unit=x"
BACK = "5 h sedan inpatient.admitted planned=nej"
POINT = "checklist.point_set checklist=trygg_hemgang"

FOUND = [
    # finder, events, episodes, comment
    (OUT, [HOME], ["exempel/1"], "yesterday"),
    (OUT, ["72 h sedan inpatient.discharged disposition=home"], ["exempel/1"], "the third day, to its end"),
    (OUT, ["79 h sedan inpatient.discharged disposition=home"], ["exempel/1"], "counted by the calendar: more than 72 hours"),
    (OUT, ["96 h sedan inpatient.discharged disposition=home"], [], "the fourth"),
    (OUT, [HOME + " historik=ja"], [], "history makes no row"),
    (OUT, ["20 h sedan inpatient.admitted"], [], "still there"),
    (OUT, ["96 h sedan inpatient.discharged disposition=home", "4 h sedan huddle.decided rule=regel episode=exempel/1 decision=action action=a"], ["exempel/1"], "a decision is open"),
    (BEEN, ["3 dygn sedan inpatient.admitted"], ["exempel/1"], "the third day, also when known before"),
    (BEEN, ["4 dygn sedan inpatient.admitted"], [], "the fourth"),
    (BEEN, ["3 dygn sedan inpatient.admitted historik=ja"], [], "history makes no row"),
    (SHORT, [PLACE, LEFT], ["exempel/2"], "yesterday"),
    (SHORT, [PLACE], [], "still there"),
    (SHORT, [PLACE + " to=-1d"], [], "its planned end is no word that it was left"),
    (SHORT, [PLACE, LEFT + " on=+1d"], [], "leaves tomorrow"),
    (SHORT, [PLACE, LEFT + " on=+0d"], ["exempel/2"], "leaves today"),
    (SHORT, [PLACE, LEFT, "2 h sedan enrolment.extended kind=korttid unit=x to=+9d"], [], "stays after all"),
    (SHORT, [PLACE.replace("korttid", "sabo"), LEFT.replace("korttid", "sabo")], [], "another sort of place"),
    (SHORT, [PLACE, LEFT + " historik=ja"], [], "history makes no row"),
    (DOCTOR, [CARE], ["exempel/1"], "runs"),
    (DOCTOR, [CARE + " to=-1d"], ["exempel/1"], "its planned end is no word that somebody took over"),
    (DOCTOR, [CARE, "2 dygn sedan enrolment.ended kind=lakarmedverkan unit=x on=-1d"], [], "handed back yesterday"),
    (DOCTOR, [CARE, "2 dygn sedan enrolment.ended kind=lakarmedverkan unit=x on=+0d"], ["exempel/1"], "the last day is its own"),
    (DOCTOR, [CARE + " from_=+1d"], [], "begins tomorrow"),
    (DOCTOR, [CARE + " historik=ja"], [], "history makes no row"),
    (DOCTOR, [CARE.replace("lakarmedverkan", "nsvt")], [], "another enrolment"),
]  # fmt: skip


@pytest.mark.parametrize(("finder", "lines", "keys", "comment"), FOUND)
def test_somebody_who_has_left_is_found(
    finder: str, lines: list[str], keys: list[str], comment: str
) -> None:
    assert [case.episode.key for case in found(finder, *lines)] == keys, comment


def test_the_days_after_a_discharge_are_local_days_also_when_the_clocks_change() -> None:
    left = "inpatient.discharged disposition=home"
    friday, monday = at(26, "23.30", 3, 2027), at(29, "23.59", 3, 2027)
    hours = int((monday - friday).total_seconds() // 3600)
    assert hours == 71, "a day of 23 hours lies between"
    assert found(OUT, f"{hours} h sedan {left}", now=monday)
    assert not found(OUT, f"{hours + 1} h sedan {left}", now=at(30, "0.30", 3, 2027))


ANSWERS = [
    # phrase, finder, events, held, answer, comment
    ("skrevs ut till hem eller boende", OUT, [HOME], "", "ja", ""),
    ("skrevs ut till hem eller boende", OUT, [HOME.replace("home", "sabo")], "", "ja", ""),
    ("skrevs ut till hem eller boende", OUT, [HOME.replace("home", "dead")], "", "nej", "nothing more is proposed"),
    ("skrevs ut till hem eller boende", OUT, [HOME.replace("home", "other")], "", "nej", "another hospital"),
    ("skrevs ut till hem eller boende", OUT, [HOME.replace("home", "unknown")], "", "oklart", ""),
    ("checklistan har en öppen punkt", OUT, [HOME], "", "nej", "no point is set"),
    ("checklistan har en öppen punkt", OUT, [HOME, f"9 h sedan {POINT} point=a state=open"], "", "ja", ""),
    ("checklistan har en öppen punkt", OUT, [HOME, f"9 h sedan {POINT} point=a state=open"], "checklist", "ja", "what is known is enough"),
    ("checklistan har en öppen punkt", OUT, [HOME, f"9 h sedan {POINT} point=a state=done"], "checklist", "oklart", "another may be held"),
    ("medicinsk vårdplan eller läkemedelslista saknas", OUT, [HOME + " plan_present=ja med_list_present=ja"], "", "nej", ""),
    ("medicinsk vårdplan eller läkemedelslista saknas", OUT, [HOME + " plan_present=nej med_list_present=ja"], "", "ja", ""),
    ("medicinsk vårdplan eller läkemedelslista saknas", OUT, [HOME], "", "oklart", "neither is told of"),
    ("läkemedelslistan saknas", OUT, [HOME + " med_list_present=nej"], "", "ja", ""),
    ("läkemedelslistan saknas", OUT, [HOME + " med_list_present=nej"], "discharge_notes", "oklart", "it may have come in what is held"),
    ("läkemedelslistan saknas", OUT, [HOME + " med_list_present=nej"], "checks", "oklart", "somebody may have it"),
    ("läkemedelslistan saknas", OUT, [HOME + " med_list_present=nej", "9 h sedan samsa.information_vid_utskrivning contains_med_list=nej"], "", "ja", "nor in what was sent"),
    ("läkemedelslistan saknas", OUT, [HOME + " med_list_present=nej", "9 h sedan samsa.information_vid_utskrivning"], "", "oklart", "not said what was sent"),
    ("läkemedelslistan saknas", OUT, [HOME + " med_list_present=nej", "9 h sedan samsa.information_vid_utskrivning contains_med_list=ja"], "", "nej", "it came"),
    ("läkemedelslistan saknas", OUT, [HOME, "9 h sedan medlist.reconciled"], "", "nej", "somebody has it"),
    ("läkemedelslistan saknas", OUT, ["9 dygn sedan medlist.reconciled", "9 dygn sedan samsa.information_vid_utskrivning contains_med_list=ja", HOME + " med_list_present=nej"], "", "ja", "that was before"),
    ("skrevs ut högst 30 dygn före", IN, ["9 dygn sedan inpatient.discharged disposition=home", BACK], "", "ja", ""),
    ("skrevs ut högst 30 dygn före", IN, ["31 dygn sedan inpatient.discharged disposition=home", BACK], "", "nej", "long ago"),
    ("skrevs ut högst 30 dygn före", IN, ["9 dygn sedan inpatient.discharged disposition=other", BACK], "", "nej", "moved to another hospital"),
    ("skrevs ut högst 30 dygn före", IN, ["9 dygn sedan inpatient.discharged disposition=unknown", BACK], "", "oklart", ""),
    ("skrevs ut högst 30 dygn före", IN, ["10 h sedan inpatient.admitted planned=nej", "3 h sedan inpatient.discharged disposition=home"], "", "nej", "its own discharge is another matter"),
    ("inskrivningen var oplanerad", IN, [BACK], "", "ja", ""),
    ("inskrivningen var oplanerad", IN, [BACK.replace("nej", "ja")], "", "nej", ""),
    ("inskrivningen var oplanerad", IN, [BACK.replace("planned=nej", "from_ed=ja")], "", "oklart", "how it began is not told"),
    ("utskrivningen planerades i SAMSA", OUT, ["40 h sedan samsa.inskrivningsmeddelande", HOME], "", "ja", ""),
    ("utskrivningen planerades i SAMSA", OUT, [HOME], "", "nej", ""),
    ("utskrivningen planerades i SAMSA", OUT, ["40 h sedan samsa.inskrivningsmeddelande", "30 h sedan samsa.avbrott", HOME], "", "nej", "broken off before"),
    ("är inte inskriven i kommunal primärvård", OUT, [HOME], "", "ja", ""),
    ("är inte inskriven i kommunal primärvård", OUT, ["9 dygn sedan enrolment.started kind=kommunal_hsl unit=x", HOME], "", "nej", ""),
    ("är inte inskriven i kommunal primärvård", OUT, ["9 dygn sedan enrolment.started kind=sabo unit=x", HOME], "", "nej", "the care home has nurses"),
    ("är inte inskriven i kommunal primärvård", OUT, ["9 dygn sedan enrolment.started kind=hemtjanst unit=x", HOME], "", "ja", "home help is another matter"),
    ("är inte inskriven i kommunal primärvård", OUT, [HOME], "enrolments", "oklart", "held for consent"),
    ("slutar inom 3 dagar", DOCTOR, [CARE.replace("8", "10")], "", "ja", "day 11 of 14"),
    ("slutar inom 3 dagar", DOCTOR, [CARE.replace("8", "9")], "", "nej", "day 10"),
    ("slutar inom 3 dagar", DOCTOR, [CARE + " to=+3d"], "", "ja", "by its own last day"),
    ("slutar inom 3 dagar", DOCTOR, [CARE + " to=+4d"], "", "nej", ""),
    ("överenskommelse finns i regionen: 1", OUT, [HOME], "", "ja", ""),
    ("överenskommelse finns i regionen: 0", OUT, [HOME], "", "nej", ""),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "finder", "lines", "held", "expected", "comment"), ANSWERS)
def test_a_condition_answers(
    phrase: str, finder: str, lines: list[str], held: str, expected: str, comment: str
) -> None:
    case = found(finder, *lines, held=frozenset({held} - {""}))[-1]
    assert answer(phrase, case) == expected, comment


SAYS = [
    # slot, finder, events, text, comment
    ("öppna punkter", OUT, [HOME, f"9 h sedan {POINT} point=Nyckel state=open role=kommun_hsl", f"9 h sedan {POINT} point=Samtycke state=done"], "Öppet: Nyckel (kommunal primärvård)", ""),
    ("öppna punkter", OUT, [HOME, f"9 h sedan {POINT} point=Nyckel state=open role=grannen"], "Öppet: Nyckel", "nobody we know"),
    ("öppna punkter", OUT, [HOME], None, "none is open"),
    ("det som saknas", OUT, [HOME + " plan_present=nej med_list_present=nej"], "Medicinsk vårdplan och läkemedelslista saknas", ""),
    ("det som saknas", OUT, [HOME], None, "nothing is known to be missing"),
    ("dygn sedan utskrivning", IN, ["9 dygn sedan inpatient.discharged disposition=home", BACK], "9 dygn efter utskrivning", ""),
    ("dygn sedan utskrivning", IN, ["9 dygn sedan inpatient.discharged disposition=home", "8 h sedan inpatient.discharged disposition=home", BACK], "1 dygn efter utskrivning", "the latest, last evening"),
    ("dygn sedan utskrivning", IN, [BACK], None, "there is none"),
    ("dag av", DOCTOR, [CARE], "dag 9 av 14", "day 1 is the first"),
    ("dag av", DOCTOR, [CARE + " to=+12d"], "dag 9 av 21", "to its own last day"),
    ("enhetens nummer", OUT, [HOME + " enhet=w"], "avd. 31, 033-12 34", ""),
    ("enhetens nummer", OUT, [HOME], "avdelningen", "the unit is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("slot", "finder", "lines", "text", "comment"), SAYS)
def test_a_slot_says(
    slot: str, finder: str, lines: list[str], text: str | None, comment: str
) -> None:
    case = found(finder, *lines, units={"w": "avd. 31"}, phones={"w": "033-12 34"})[-1]
    assert says(slot, case) == text, comment


def test_every_phrase_of_the_modules_stands_in_a_table() -> None:
    finders = {parse(line[0], FINDERS).phrase.text for line in FOUND}
    conditions = {parse(line[0], CONDITIONS).phrase.text for line in ANSWERS}
    assert finders == written_in(FINDERS, discharge, papers)
    assert conditions == written_in(CONDITIONS, discharge, papers)
    assert {line[0] for line in SAYS} == written_in(SLOTS, discharge, papers)


USED = [
    # rule, events, facts and their category, comment
    ("vardplan-saknas", [HOME + " plan_present=nej med_list_present=nej", "9 h sedan samsa.information_vid_utskrivning contains_med_list=ja contains_med_plan=nej"], [("Utskrivning", "D2"), ("Information vid utskrivning", "D2")], "what was sent"),
    ("vardplan-saknas", [HOME + " plan_present=nej", "9 h sedan medlist.reconciled"], [("Utskrivning", "D2"), ("Läkemedelslista", "D3")], "that the list is there"),
    ("aterinskriven", ["9 dygn sedan inpatient.discharged disposition=home", BACK], [("Inskrivning", "D2"), ("Tidigare utskrivning", "D2")], "the stay before"),
    ("planerad-ej-inskriven", ["40 h sedan samsa.inskrivningsmeddelande", HOME], [("Utskrivning", "D2"), ("Planering i SAMSA", "D2")], "that it was planned"),
    ("hemgang-checklista", [HOME, f"9 h sedan {POINT} point=Nyckel state=open"], [("Utskrivning", "D2"), ("Checklista: Nyckel", "D2")], "the open point"),
    ("korttid-slut", [PLACE, LEFT], [("Korttidsplats", "D6")], "social care's, and as secret"),
    ("lakarmedverkan", [CARE], [("Läkarmedverkan", "D2")], "health care's"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines", "facts", "comment"), USED)
def test_a_reason_names_what_it_stands_on(
    name: str, lines: list[str], facts: list[tuple[str, str]], comment: str
) -> None:
    (reason,) = judge(a_person(*lines), [rule(name)], a_morning())
    assert [(fact.what, fact.category.value) for fact in reason.facts] == facts, comment
