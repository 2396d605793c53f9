"""Phrases of planning: what SAMSA tells and who has answered, in tables for a nurse."""

import pytest

from app.huddle.phrases import CONDITIONS, FINDERS, SLOTS, planning
from app.huddle.phrases.grammar import parse
from app.huddle.rules import judge
from tests.builders import a_morning, a_person, at, rule
from tests.phrases import answer, found, says, written_in

NOTICE = "meddelande i SAMSA, 24 timmar att kvittera"
LAW, AVERAGE = "utskrivningsklar, betalningsmodell 1", "utskrivningsklar, betalningsmodell 0"
CALL = (
    "utskrivningsklar sedan 2 dagar eller så att tiden att kalla går ut före nästa avstämnings slut"
)
SENT = "25 h sedan samsa.inskrivningsmeddelande recipients=b,h pud=+9d"
READY = "46 h sedan samsa.utskrivningsklar"
CALLED = {"b": "bistandshandlaggare", "h": "hemtjanst_planerare"}

FOUND = [
    # finder, events, episodes, comment
    (NOTICE, [SENT], ["exempel/1/b", "exempel/1/h"], "each receiver for itself"),
    (NOTICE, [SENT.replace("25", "24")], [], "not yet late"),
    (NOTICE, [SENT.replace("b,h", "x")], [], "nobody who is called here"),
    (NOTICE, [SENT, "2 h sedan samsa.kvitterad by_unit=b"], ["exempel/1/h"], "one has answered"),
    (NOTICE, [SENT, "2 h sedan samsa.pud_changed new=+5d"], ["exempel/1/b", "exempel/1/h"], "of two words the oldest"),
    (NOTICE, [SENT, "24 h sedan samsa.kvitterad by_unit=b", "2 h sedan samsa.pud_changed new=+5d"], ["exempel/1/h"], "the new word is not late"),
    (NOTICE, ["60 h sedan samsa.inskrivningsmeddelande recipients=b", "59 h sedan samsa.kvitterad by_unit=b", "25 h sedan samsa.utskrivningsklar"], ["exempel/3/b"], "ready, and nobody has answered that"),
    (NOTICE, [SENT, "1 h sedan samsa.avbrott"], [], "the planning is over"),
    (NOTICE, [SENT.replace("25 h", "15 dygn")], ["exempel/1/b", "exempel/1/h"], "two weeks late"),
    (NOTICE, [SENT.replace("25 h", "16 dygn")], [], "let go"),
    (NOTICE, [SENT + " historik=ja"], [], "history makes no row"),
    (NOTICE, ["25 h sedan samsa.pud_changed new=+5d"], [], "no notice was sent"),
    (LAW, [READY], ["exempel/1"], "ready"),
    (LAW, [READY, "2 h sedan samsa.utskrivningsklar_withdrawn"], [], "not any more"),
    (LAW, [READY, "2 h sedan samsa.utskrivningsklar_withdrawn", "1 h sedan samsa.utskrivningsklar"], ["exempel/3"], "anew, and a need of its own"),
    (LAW, [READY, "2 h sedan inpatient.discharged disposition=home"], [], "gone home"),
    (LAW, [READY + " historik=ja"], [], "history makes no row"),
    (CALL, [READY], ["exempel/1"], "the second day"),
    (CALL, ["30 h sedan samsa.utskrivningsklar"], [], "the first"),
    (CALL, [READY, "2 h sedan inpatient.discharged disposition=home"], ["exempel/1"], "gone home, the days run on"),
    (CALL, ["17 dygn sedan samsa.utskrivningsklar"], ["exempel/1"], "two weeks late"),
    (CALL, ["18 dygn sedan samsa.utskrivningsklar"], [], "let go"),
]  # fmt: skip


@pytest.mark.parametrize(("finder", "lines", "keys", "comment"), FOUND)
def test_a_clock_is_found(finder: str, lines: list[str], keys: list[str], comment: str) -> None:
    told = [case.episode.key for case in found(finder, *lines, roles=CALLED)]
    assert told == keys, comment


DEADLINES = [
    # finder, events, clock, comment
    (NOTICE, SENT, None, "late already, and no law's"),
    (LAW, READY, at(25, "0.00"), "ready before noon on Sunday: the municipality pays from Wednesday"),
    (AVERAGE, READY, None, "no day is anybody's"),
    (CALL, READY, at(26, "0.00"), "the end of Wednesday"),
]  # fmt: skip


@pytest.mark.parametrize(("finder", "line", "clock", "comment"), DEADLINES)
def test_a_clock_runs_to(finder: str, line: str, clock: object, comment: str) -> None:
    assert found(finder, line, roles=CALLED)[0].episode.deadline == clock, comment


ANSWERS = [
    # phrase, finder, events, held, answer, comment
    ("mottagaren har inte kvitterat", NOTICE, [SENT], "", "ja", ""),
    ("mottagaren har inte kvitterat", NOTICE, [SENT], "receipts", "oklart", "the answer may be held"),
    ("mottagaren är biståndshandläggare", NOTICE, [SENT], "", "ja", "b is"),
    ("mottagaren är hemtjänst", NOTICE, [SENT], "", "nej", "b is not"),
    ("mottagaren är kommunal primärvård", NOTICE, [SENT], "", "nej", "b is not"),
    ("kallelse till SIP är skickad", CALL, [READY], "", "nej", ""),
    ("kallelse till SIP är skickad", CALL, [READY, "2 h sedan samsa.sip_kallelse"], "", "ja", ""),
    ("kallelse till SIP är skickad", CALL, ["50 h sedan samsa.sip_kallelse samband=x", READY], "", "nej", "to another planning"),
    ("planeringen är avbruten", CALL, [READY, "2 h sedan samsa.avbrott"], "", "ja", ""),
    ("planeringen är avbruten", CALL, [READY], "", "nej", ""),
    ("planeringen är avbruten", CALL, [READY, "2 h sedan inpatient.discharged disposition=home"], "", "nej", "ended by going home"),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "finder", "lines", "held", "expected", "comment"), ANSWERS)
def test_a_condition_answers(
    phrase: str, finder: str, lines: list[str], held: str, expected: str, comment: str
) -> None:
    case = found(finder, *lines, roles=CALLED, held=frozenset({held} - {""}))[0]
    assert answer(phrase, case) == expected, comment


SAYS = [
    # slot, finder, events, text, comment
    ("mottagare", NOTICE, [SENT], "Biståndet Ängen", ""),
    ("betalningsansvar", LAW, [READY], "Kommunens betalningsansvar från ons 25 nov", ""),
    ("betalningsansvar", LAW, [READY.replace("46 h", "4 dygn")], "Kommunens betalningsansvar sedan mån 23 nov", "it has begun"),
    ("betalningsansvar", AVERAGE, [READY], None, "no day is anybody's"),
    ("kalla senast", CALL, [READY], "senast ons 25 nov", ""),
    ("kalla senast", CALL, [READY.replace("46 h", "4 dygn")], "skulle ha skickats mån 23 nov", "too late"),
]  # fmt: skip


@pytest.mark.parametrize(("slot", "finder", "lines", "text", "comment"), SAYS)
def test_a_slot_says(
    slot: str, finder: str, lines: list[str], text: str | None, comment: str
) -> None:
    case = found(finder, *lines, roles=CALLED, units={"b": "Biståndet Ängen"})[0]
    assert says(slot, case) == text, comment


def test_every_phrase_of_the_module_stands_in_a_table() -> None:
    finders = {parse(line[0], FINDERS).phrase.text for line in FOUND}
    conditions = {parse(line[0], CONDITIONS).phrase.text for line in ANSWERS}
    assert finders == written_in(FINDERS, planning)
    assert conditions == written_in(CONDITIONS, planning)
    assert {line[0] for line in SAYS} == written_in(SLOTS, planning)


NOTICED = [
    # rule, events, known by the notice, comment
    ("pud-nara", [SENT.replace("+9d", "+9h")], True, "the planned day is what a notice tells"),
    ("samsa-okvitterad", [SENT], True, "that it was sent is known to whoever got it"),
    ("samsa-okvitterad", [SENT, "26 h sedan samsa.kvitterad by_unit=b", "25 h sedan samsa.utskrivningsklar"], True, "the older word"),
    ("utskrivningsklar", [SENT, READY], False, "that the person is ready goes by consent (3:1)"),
    ("sip-kallelse", [SENT, READY], False, "and so does this"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines", "noticed", "comment"), NOTICED)
def test_by_a_notice_is_known_only_what_it_says(
    name: str, lines: list[str], noticed: bool, comment: str
) -> None:
    reasons = judge(a_person(*lines), [rule(name)], a_morning(roles=CALLED))
    assert reasons[0].facts[0].notice is noticed, comment


def test_that_the_ready_one_is_not_acknowledged_is_not_known_by_a_notice() -> None:
    lines = ["60 h sedan samsa.inskrivningsmeddelande recipients=b",
             "59 h sedan samsa.kvitterad by_unit=b", "25 h sedan samsa.utskrivningsklar"]  # fmt: skip
    (reason,) = judge(a_person(*lines), [rule("samsa-okvitterad")], a_morning(roles=CALLED))
    assert [(fact.what, fact.notice) for fact in reason.facts] == [
        ("Meddelande i SAMSA", False),
        ("Kvittens i SAMSA", False),
    ]


def test_a_receipt_that_may_be_held_is_unclear_and_not_red() -> None:
    told = [
        judge(a_person(SENT).but(held=held), [rule("samsa-okvitterad")], a_morning(roles=CALLED))[0]
        for held in (frozenset(), frozenset({"receipts"}))
    ]
    assert [(one.answer, one.urgency) for one in told] == [("ja", "rod"), ("oklart", "gul")]
    assert told[1].unsure == "Okänt om meddelandet är kvitterat"
