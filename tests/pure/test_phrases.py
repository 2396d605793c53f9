"""Phrases: what each sentence of a rule answers, in a table that a nurse can read."""

import pytest

from app.huddle.phrases import CONDITIONS, FINDERS, SLOTS, conditions, endings, slots
from app.huddle.phrases.finders import began
from app.huddle.phrases.grammar import Case, UnknownPhrase, ask, parse
from app.people.person import AmbulanceCall, EdVisit, MobileCall, Person, SamsaCase, Stay
from tests.builders import a_morning, a_person
from tests.phrases import written_in

ABOUT = {
    EdVisit: ("akutbesök avslutat sedan sist, inom 14 dygn", "5 h sedan ed.visit.closed outcome=home"),
    AmbulanceCall: ("ambulans sedan sist, inom 14 dygn", "5 h sedan ambulance.contact outcome=left_home"),
    MobileCall: ("besök av mobilt team sedan sist, inom 14 dygn", "5 h sedan mobile.visit team=malt"),
    Stay: ("utskriven, 72 timmar att nå personen", "5 h sedan inpatient.discharged disposition=home"),
    SamsaCase: ("planerat hem inom 48 timmar eller före nästa avstämnings slut", "5 h sedan samsa.inskrivningsmeddelande pud=+30h"),
}  # fmt: skip
RULE = "akut-ej-inlagd"


def cases(*lines: str, about: type = EdVisit, age: int | None = 82) -> list[Case]:
    """The live episodes of that sort. The first line that stands for the sort itself is written *."""
    text, begins = ABOUT[about]
    person = a_person(*(begins if line == "*" else line for line in lines), age=age)
    found = parse(text, FINDERS)
    morning = a_morning()
    episodes = found.phrase.function(person, morning, RULE, *found.values({}))
    return [Case(person, morning, RULE, episode) for episode in episodes if episode.live]


def answer(phrase: str, case: Case) -> str:
    return ask(parse(phrase, CONDITIONS), case, {}).answer


PLANNED = "action.done action=a1 by=x outcome=planerad"
ASSIGNED = f"4 h sedan huddle.decided rule={RULE} episode=exempel/1 decision=action action=a1"
POINT = "checklist.point_set checklist=trygg_hemgang"

CONDITION_LINES = [
    # phrase, about, events, age, answer, comment
    ("är minst 75 år", EdVisit, ["*"], 75, "ja", "on the birthday"),
    ("är minst 75 år", EdVisit, ["*"], 74, "nej", "not before it"),
    ("är minst 75 år", EdVisit, ["*"], None, "oklart", "not known"),
    ("tillhör målgruppen från 65 år", EdVisit, ["*"], 65, "ja", ""),
    ("tillhör målgruppen från 65 år", EdVisit, ["*"], 64, "nej", "neither enrolled nor LSS"),
    ("tillhör målgruppen från 65 år", EdVisit, ["9 dygn sedan enrolment.started kind=lss unit=x", "*"], 18, "ja", "LSS from 18"),
    ("tillhör målgruppen från 65 år", EdVisit, ["9 dygn sedan enrolment.started kind=lss unit=x", "*"], 17, "nej", "a child is not"),
    ("tillhör målgruppen från 65 år", EdVisit, ["9 dygn sedan enrolment.started kind=lss unit=x", "*"], None, "oklart", "it may be a child"),
    ("tillhör målgruppen från 65 år", EdVisit, ["9 dygn sedan enrolment.started kind=hemtjanst unit=x to=-1d", "*"], 60, "nej", "ended yesterday"),
    ("tillhör målgruppen från 65 år", EdVisit, ["9 dygn sedan enrolment.started kind=hemtjanst unit=x to=-0d", "*"], 60, "ja", "its last day is today"),
    ("tillhör målgruppen från 65 år", EdVisit, ["9 dygn sedan enrolment.started kind=hemtjanst unit=x from_=+1d", "*"], 60, "nej", "begins tomorrow"),
    ("har CFS minst 7", EdVisit, ["9 dygn sedan cfs.assessed score=7", "*"], 82, "ja", ""),
    ("har CFS minst 7", EdVisit, ["9 dygn sedan cfs.assessed score=6", "*"], 82, "nej", ""),
    ("har CFS minst 7", EdVisit, ["*"], 82, "oklart", "never assessed"),
    ("har CFS minst 7", EdVisit, ["9 dygn sedan cfs.assessed score=7 context=acute", "*"], 82, "oklart", "acute does not count"),
    ("har CFS minst 7", EdVisit, ["9 dygn sedan cfs.assessed score=7", "8 dygn sedan cfs.assessed score=4", "*"], 82, "nej", "the latest counts"),
    ("har CFS minst 7", EdVisit, ["9 dygn sedan cfs.assessed score=4", "8 dygn sedan cfs.assessed score=7 assessed_on=-90d", "*"], 82, "nej", "by the day of assessment"),
    ("har CFS minst 7", EdVisit, ["9 dygn sedan cfs.assessed score=8", "*"], 64, "nej", "not valid under 65"),
    ("har CFS minst 7", EdVisit, ["9 dygn sedan cfs.assessed score=8", "*"], None, "oklart", "may be under 65"),
    ("har CFS minst 7", EdVisit, ["9 dygn sedan cfs.assessed score=6", "*"], None, "nej", "too low at any age"),
    ("gick hem eller lämnade akuten", EdVisit, ["*"], 82, "ja", "home"),
    ("gick hem eller lämnade akuten", EdVisit, ["5 h sedan ed.visit.closed outcome=left"], 82, "ja", "left"),
    ("gick hem eller lämnade akuten", EdVisit, ["5 h sedan ed.visit.closed outcome=admitted"], 82, "nej", ""),
    ("gick hem eller lämnade akuten", EdVisit, ["5 h sedan ed.visit.closed outcome=other"], 82, "nej", "other is known, and not home"),
    ("gick hem eller lämnade akuten", EdVisit, ["5 h sedan ed.visit.closed outcome=unknown"], 82, "oklart", ""),
    ("blev kvar hemma", AmbulanceCall, ["*"], 82, "ja", ""),
    ("blev kvar hemma", AmbulanceCall, ["5 h sedan ambulance.contact outcome=referred"], 82, "ja", ""),
    ("blev kvar hemma", AmbulanceCall, ["5 h sedan ambulance.contact outcome=conveyed"], 82, "nej", ""),
    ("blev kvar hemma", AmbulanceCall, ["5 h sedan ambulance.contact outcome=unknown"], 82, "oklart", ""),
    ("skrevs ut till eget hem", Stay, ["*"], 82, "ja", ""),
    ("skrevs ut till eget hem", Stay, ["5 h sedan inpatient.discharged disposition=korttid"], 82, "nej", ""),
    ("skrevs ut till eget hem", Stay, ["5 h sedan inpatient.discharged disposition=unknown"], 82, "oklart", ""),
    ("minst 2 akutbesök på 7 dygn", EdVisit, ["7 dygn sedan ed.visit.closed outcome=home", "*"], 82, "ja", "this one is counted"),
    ("minst 2 akutbesök på 7 dygn", EdVisit, ["8 dygn sedan ed.visit.closed outcome=home", "*"], 82, "nej", ""),
    ("minst 2 akutbesök på 7 dygn", EdVisit, ["6 dygn sedan ed.visit.closed outcome=home historik=ja", "*"], 82, "ja", "history counts in counters"),
    ("tiden går ut före nästa avstämnings slut", Stay, ["65 h sedan inpatient.discharged disposition=home"], 82, "ja", ""),
    ("tiden går ut före nästa avstämnings slut", Stay, ["*"], 82, "nej", "three days left"),
    ("tiden går ut före nästa avstämnings slut", Stay, ["73 h sedan inpatient.discharged disposition=home"], 82, "nej", "it has run out"),
    ("tiden går ut före nästa avstämnings slut", EdVisit, ["*"], 82, "nej", "no clock runs"),
    ("checklistan är inte klar", SamsaCase, ["*"], 82, "ja", "no point is set"),
    ("checklistan är inte klar", SamsaCase, ["*", f"1 h sedan {POINT} point=a state=open"], 82, "ja", ""),
    ("checklistan är inte klar", SamsaCase, ["*", f"1 h sedan {POINT} point=a state=done"], 82, "nej", ""),
    ("checklistan är inte klar", SamsaCase, ["*", f"2 h sedan {POINT} point=a state=open", f"1 h sedan {POINT} point=a state=not_needed"], 82, "nej", "the latest state of the point"),
    ("checklistan är inte klar", SamsaCase, [f"9 h sedan {POINT} point=a state=done", "*"], 82, "ja", "ticked before this planning began"),
    ("är inskriven i kommunal primärvård", EdVisit, ["9 dygn sedan enrolment.started kind=kommunal_hsl unit=x", "*"], 82, "ja", ""),
    ("är inskriven i kommunal primärvård", EdVisit, ["9 dygn sedan enrolment.started kind=hemtjanst unit=x", "*"], 82, "nej", "home help is another matter"),
    ("har insats från kommunen", EdVisit, ["9 dygn sedan enrolment.started kind=hemtjanst unit=x", "*"], 82, "ja", ""),
    ("har insats från kommunen", EdVisit, ["9 dygn sedan enrolment.started kind=palliativ unit=x", "*"], 82, "nej", "care, not support"),
    ("kontakt är registrerad", EdVisit, ["*", "1 h sedan vc.visit"], 82, "ja", "a visit"),
    ("kontakt är registrerad", EdVisit, ["*", "1 h sedan mobile.visit team=palt"], 82, "ja", "a mobile team"),
    ("kontakt är registrerad", EdVisit, ["*", "1 h sedan followup.reached route=vc"], 82, "ja", "a follow-up"),
    ("kontakt är registrerad", EdVisit, ["*", "1 h sedan phone.contact channel=1177 result=reached"], 82, "ja", "a call"),
    ("kontakt är registrerad", EdVisit, ["*", "1 h sedan phone.contact channel=1177 result=not_reached"], 82, "nej", "an attempt"),
    ("kontakt är registrerad", EdVisit, ["*", "1 h sedan followup.attempted route=vc"], 82, "nej", "an attempt"),
    ("kontakt är registrerad", EdVisit, ["*", "1 h sedan phone.contact channel=1177"], 82, "oklart", "not told if reached"),
    ("kontakt är registrerad", EdVisit, ["6 h sedan vc.visit", "*"], 82, "nej", "before it began"),
    ("kontakt är registrerad", MobileCall, ["*"], 82, "nej", "the visit itself is no follow-up"),
    ("planen är bekräftad", EdVisit, ["*", ASSIGNED, f"1 h sedan {PLANNED}"], 82, "ja", "done with a plan"),
    ("planen är bekräftad", EdVisit, ["*", ASSIGNED], 82, "nej", "not done"),
    ("planen är bekräftad", EdVisit, ["*", ASSIGNED.replace("exempel/1", "other"), f"1 h sedan {PLANNED}"], 82, "nej", "another episode's plan"),
    ("planen är bekräftad", EdVisit, ["*", f"4 h sedan huddle.decided rule={RULE} episode=exempel/1 decision=done"], 82, "ja", "decided done"),
    ("är åter inskriven på sjukhus", EdVisit, ["*", "1 h sedan inpatient.admitted"], 82, "ja", ""),
    ("är åter inskriven på sjukhus", EdVisit, ["6 h sedan inpatient.admitted", "*"], 82, "nej", "before"),
    ("är utskriven", Stay, ["*"], 82, "ja", ""),
    ("besöket är avslutat", EdVisit, ["*"], 82, "ja", ""),
    ("planeringen är avslutad", SamsaCase, ["*", "1 h sedan samsa.avbrott"], 82, "ja", "broken off"),
    ("planeringen är avslutad", SamsaCase, ["*", "1 h sedan inpatient.discharged disposition=home"], 82, "ja", "gone home"),
    ("planeringen är avslutad", SamsaCase, ["*"], 82, "nej", ""),
    ("har tagits upp i en avstämning", EdVisit, ["*", f"1 h sedan huddle.seen rule={RULE} episode=exempel/1"], 82, "ja", ""),
    ("har tagits upp i en avstämning", EdVisit, ["*", "1 h sedan huddle.seen rule=inskriven episode=exempel/1"], 82, "nej", "for another rule"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "about", "lines", "age", "expected", "comment"), CONDITION_LINES
)
def test_a_condition_answers(
    phrase: str, about: type, lines: list[str], age: int | None, expected: str, comment: str
) -> None:
    case = cases(*lines, about=about, age=age)[-1]
    assert answer(phrase, case) == expected, comment


def test_every_condition_stands_in_the_table() -> None:
    told = {parse(line[0], CONDITIONS).phrase.text for line in CONDITION_LINES}
    assert told == written_in(CONDITIONS, conditions, endings)


FINDER_LINES = [
    # finder's episode, events, how many, comment
    (EdVisit, ["*"], 1, "news"),
    (EdVisit, ["5 h sedan ed.visit.registered"], 0, "still there"),
    (EdVisit, ["30 h sedan ed.visit.closed outcome=home"], 0, "known at the last huddle"),
    (EdVisit, ["30 h sedan ed.visit.closed outcome=home känd=-1h"], 1, "happened before, known since"),
    (EdVisit, ["15 dygn sedan ed.visit.closed outcome=home känd=-1h"], 0, "too old"),
    (EdVisit, ["5 h sedan ed.visit.closed outcome=home historik=ja"], 0, "history makes no row"),
    (AmbulanceCall, ["*", "*"], 2, "each call is its own"),
    (MobileCall, ["*"], 1, "news"),
    (Stay, ["*"], 1, "the clock runs"),
    (Stay, ["10 dygn sedan inpatient.discharged disposition=home"], 1, "it has run out, nobody has decided"),
    (Stay, ["15 dygn sedan inpatient.discharged disposition=home"], 0, "let go"),
    (Stay, ["5 h sedan inpatient.admitted"], 0, "not discharged"),
    (SamsaCase, ["*"], 1, "within 48 hours"),
    (SamsaCase, ["5 h sedan samsa.inskrivningsmeddelande pud=+49h"], 0, "beyond 48 hours"),
    (SamsaCase, ["5 h sedan samsa.inskrivningsmeddelande"], 0, "no day is set"),
    (SamsaCase, ["5 h sedan samsa.inskrivningsmeddelande pud=+30h historik=ja"], 0, "history"),
]  # fmt: skip


@pytest.mark.parametrize(("about", "lines", "count", "comment"), FINDER_LINES)
def test_a_finder_finds(about: type, lines: list[str], count: int, comment: str) -> None:
    assert len(cases(*lines, about=about)) == count, comment


SLOT_LINES = [
    # slot, about, events, text, comment
    ("akuten", EdVisit, ["5 h sedan ed.visit.closed outcome=left"], "Lämnade akuten i förtid", ""),
    ("akuten", EdVisit, ["5 h sedan ed.visit.closed outcome=unknown"], "Akuten", "no outcome is claimed"),
    ("vilket besök", EdVisit, ["*"], None, "the first is not worth a word"),
    ("vilket besök", EdVisit, ["366 dygn sedan ed.visit.closed outcome=home", "*"], None, "over a year ago"),
    ("vilket besök", EdVisit, ["364 dygn sedan ed.visit.closed outcome=home", "*"], "2:a besöket på 12 mån", ""),
    ("dag n", EdVisit, ["*"], "dag 0", "the same day"),
    ("dag n", Stay, ["20 h sedan inpatient.discharged disposition=home"], "dag 1", "by the calendar"),
    ("CFS", EdVisit, ["*"], "CFS saknas", "not –"),
    ("CFS", EdVisit, ["370 dygn sedan cfs.assessed score=6", "*"], "CFS 6, äldre än 12 mån", ""),
    ("CFS", EdVisit, ["9 dygn sedan cfs.assessed score=6 context=acute", "*"], "CFS 6, skattad under akut sjukdom", ""),
    ("ambulansen", AmbulanceCall, ["5 h sedan ambulance.contact outcome=referred"], "kvar hemma, hänvisad till annan vård", ""),
    ("teamet", MobileCall, ["5 h sedan mobile.visit team=narsjukvardsteam"], "Närsjukvårdsteamet", ""),
    ("besökets utfall", MobileCall, ["*"], None, "not told"),
    ("avdelning", Stay, ["5 h sedan inpatient.admitted ward='avd. 3'", "*"], "avd. 3", ""),
    ("från enhet", Stay, ["*"], "från sjukhus", "the unit is not known"),
    ("när", EdVisit, ["*"], "kl. 2.40", ""),
    ("dag", EdVisit, ["*"], "tis 24 nov", ""),
    ("hem", SamsaCase, ["*"], "Planerat hem ons 25 nov kl. 13.40", ""),
    ("checklistan", SamsaCase, ["*", f"1 h sedan {POINT} point=a state=open", f"1 h sedan {POINT} point=b state=done"], "Checklistan 1 av 2", ""),
    ("innan klockan", Stay, ["*"], "senast fre 27 nov kl. 2.40", ""),
    ("innan klockan", EdVisit, ["*"], None, "no clock runs"),
    ("försök", Stay, ["*", "1 h sedan phone.contact channel=vc result=not_reached"], "Ett försök", "a call without answer"),
    ("försök", Stay, ["9 h sedan followup.attempted route=vc", "*"], None, "before it began"),
]  # fmt: skip


@pytest.mark.parametrize(("slot", "about", "lines", "text", "comment"), SLOT_LINES)
def test_a_slot_says(
    slot: str, about: type, lines: list[str], text: str | None, comment: str
) -> None:
    assert SLOTS[slot].say(cases(*lines, about=about)[-1])[0] == text, comment


def test_every_slot_stands_in_the_table() -> None:
    assert {line[0] for line in SLOT_LINES} == written_in(SLOTS, slots)


def test_an_unknown_phrase_names_the_nearest_one() -> None:
    with pytest.raises(UnknownPhrase) as refused:
        parse("är åtminstone 75 år", CONDITIONS)
    assert str(refused.value) == "okänd fras ”är åtminstone 75 år”. Närmast är ”är minst # år”."


def test_no_two_phrases_read_the_same() -> None:
    with pytest.raises(ValueError, match="finns redan"):
        conditions.condition("är minst # år", ())(conditions.at_least_years)
    assert not conditions.CONDITIONS.keys() & endings.ENDINGS.keys()


def test_a_phrase_is_told_with_its_numbers() -> None:
    used = parse("minst {antal} akutbesök på 7 dygn", CONDITIONS)
    assert used.words({"antal": 3}) == "minst 3 akutbesök på 7 dygn"


BEGAN = [
    (["5 h sedan ed.visit.closed outcome=home"], "exempel/1", True, "it stands"),
    ([], "exempel/1", False, "cancelled at the source"),
    (["5 h sedan samsa.inskrivningsmeddelande pud=+9h"], "exempel/1/2026-11-24", True, "the planning stands"),
    (["5 h sedan samsa.inskrivningsmeddelande pud=+99h"], "exempel/1/2026-11-24", True, "also when it moved"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "episode", "stands", "comment"), BEGAN)
def test_an_episode_stands_as_long_as_its_event(
    lines: list[str], episode: str, stands: bool, comment: str
) -> None:
    assert began(a_person(*lines), episode) is stands, comment


def test_phrases_read_what_a_person_has() -> None:
    known = set(Person.__struct_fields__)
    for phrase in (*FINDERS.values(), *CONDITIONS.values(), *SLOTS.values()):
        assert set(phrase.reads) <= known
