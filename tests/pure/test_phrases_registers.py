"""Phrases of registers: what ought to stand about a person and does not, in tables for a nurse."""

import pytest

from app.huddle.phrases import CONDITIONS, FINDERS, SLOTS, registers
from app.huddle.phrases.grammar import parse
from tests.phrases import answer, found, says, written_in

HOME_CARE = "inskriven i kommunal primärvård"
SCORED = "CFS är skattad"
UNSCORED = "CFS saknas eller är äldre än 12 månader"
SIP = "SIP ska följas upp inom 14 dygn, eller är inte uppföljd på 90 dygn"
REVIEW = "läkemedelsgenomgång inte gjord på 12 månader på särskilt boende"
YEARLY = "årskontroll inte gjord på 12 månader"
ENROLLED = "90 dygn sedan enrolment.started kind=kommunal_hsl unit=x"
HOME = "500 dygn sedan enrolment.started kind=sabo unit=x"
CFS = "100 dygn sedan cfs.assessed score=5"
MADE = "100 dygn sedan sip.created valid_from=-100d"

FOUND = [
    # finder, events, episodes, comment
    (HOME_CARE, [ENROLLED], ["exempel/1"], ""),
    (HOME_CARE, [ENROLLED + " to=-0d"], ["exempel/1"], "its last day"),
    (HOME_CARE, [ENROLLED + " to=-1d"], [], "ended yesterday"),
    (HOME_CARE, [ENROLLED + " from_=+1d"], [], "begins tomorrow"),
    (HOME_CARE, [HOME], [], "another sort"),
    (SCORED, [CFS], ["exempel/1"], ""),
    (SCORED, [CFS, "9 dygn sedan cfs.assessed score=6"], ["exempel/2"], "a new score begins anew"),
    (SCORED, ["9 dygn sedan cfs.assessed score=6 context=acute"], [], "acute is no score"),
    (UNSCORED, [], ["cfs"], "never scored"),
    (UNSCORED, [CFS], [], ""),
    (UNSCORED, ["366 dygn sedan cfs.assessed score=5"], ["exempel/1"], "grown old"),
    (SIP, [MADE], ["exempel/1/2026-11-14"], "ninety days ran out ten days ago"),
    (SIP, [MADE + " next_followup_on=-20d"], ["exempel/1/2026-11-04"], "the day that was set, when it is first"),
    (SIP, ["20 dygn sedan sip.created valid_from=-20d"], [], "no day is set, and it is new"),
    (SIP, ["20 dygn sedan sip.proposed"], [], "not made"),
    (SIP, [MADE, "9 dygn sedan sip.followed_up"], [], "followed up since"),
    (REVIEW, [HOME], ["exempel/1"], "none is known, and the person has lived there for over a year"),
    (REVIEW, [HOME, "400 dygn sedan medication_review.done"], ["exempel/2"], "the last one begins it"),
    (REVIEW, ["400 dygn sedan medication_review.done"], [], "at home"),
    (YEARLY, [CFS], ["exempel/1"], "none is known: from the score"),
    (YEARLY, [CFS, "400 dygn sedan annual_check.done"], ["exempel/2"], ""),
    (YEARLY, [CFS, "9 dygn sedan annual_check.done"], [], ""),
    (YEARLY, ["400 dygn sedan annual_check.done"], [], "who is not scored is scored first"),
]  # fmt: skip


@pytest.mark.parametrize(("finder", "lines", "keys", "comment"), FOUND)
def test_a_need_is_found(finder: str, lines: list[str], keys: list[str], comment: str) -> None:
    assert [case.episode.key for case in found(finder, *lines)] == keys, comment


JUST = "tiden har gått ut för högst två veckor sedan"
DEFERRED = (
    "2 dygn sedan huddle.decided rule=regel episode=exempel/1/2026-11-04 decision=defer until=+1d"
)
ANSWERS = [
    # phrase, finder, events, age, answer, comment
    ("fast vårdkontakt är utsedd", HOME_CARE, [ENROLLED, "9 dygn sedan contact.appointed kind=fast_vardkontakt"], 82, "ja", ""),
    ("fast vårdkontakt är utsedd", HOME_CARE, [ENROLLED], 82, "nej", "nobody"),
    ("fast vårdkontakt är utsedd", HOME_CARE, [ENROLLED, "9 dygn sedan contact.appointed kind=fast_omsorgskontakt"], 82, "nej", "another contact"),
    ("har CFS 5 till 6", SCORED, [CFS], 82, "ja", "the lowest"),
    ("har CFS 5 till 6", SCORED, ["9 dygn sedan cfs.assessed score=6"], 82, "ja", "the highest"),
    ("har CFS 5 till 6", SCORED, ["9 dygn sedan cfs.assessed score=7"], 82, "nej", "too frail"),
    ("har CFS 5 till 6", SCORED, ["9 dygn sedan cfs.assessed score=4"], 82, "nej", "not frail enough"),
    ("har CFS 5 till 6", SCORED, [CFS], 64, "nej", "not valid under 65"),
    ("har CFS 5 till 6", SCORED, [CFS], None, "oklart", "may be under 65"),
    ("har CFS 5 till 6", SCORED, ["9 dygn sedan cfs.assessed score=7"], None, "nej", "at any age"),
    ("saknar giltig SIP", SCORED, [CFS], 82, "ja", "none"),
    ("saknar giltig SIP", SCORED, [CFS, MADE], 82, "nej", "one holds"),
    ("saknar giltig SIP", SCORED, [CFS, "366 dygn sedan sip.created valid_from=-366d"], 82, "ja", "nobody has touched it for a year"),
    ("saknar giltig SIP", SCORED, [CFS, "366 dygn sedan sip.created valid_from=-366d samband=s", "9 dygn sedan sip.followed_up samband=s"], 82, "nej", "followed up since"),
    ("SIP är avböjd efteråt", SCORED, [CFS, "9 dygn sedan sip.declined"], 82, "ja", ""),
    ("SIP är avböjd efteråt", SCORED, ["200 dygn sedan sip.declined", CFS], 82, "nej", "before this score"),
    (JUST, SIP, [MADE + " next_followup_on=-20d"], 82, "nej", "three weeks ago"),
    (JUST, SIP, [MADE], 82, "ja", "ten days ago"),
    (JUST, SIP, ["20 dygn sedan sip.created valid_from=-20d next_followup_on=+3d"], 82, "nej", "not yet"),
    (JUST, SIP, [MADE + " next_followup_on=-20d", DEFERRED], 82, "ja", "put off: it comes back"),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "finder", "lines", "age", "expected", "comment"), ANSWERS)
def test_a_condition_answers(
    phrase: str, finder: str, lines: list[str], age: int | None, expected: str, comment: str
) -> None:
    assert answer(phrase, found(finder, *lines, age=age)[-1]) == expected, comment


SAID = [
    # slot, finder, events, text, comment
    ("skattningen", UNSCORED, [], "Ingen CFS är känd", ""),
    ("skattningen", UNSCORED, ["366 dygn sedan cfs.assessed score=5"], "CFS 5 skattades 2025-11-23", ""),
    ("senast", YEARLY, [CFS], "ingen är registrerad", ""),
    ("senast", YEARLY, [CFS, "400 dygn sedan annual_check.done"], "senast 2025-10-20", ""),
    ("uppföljningen", SIP, [MADE + " next_followup_on=-20d"], "SIP skulle ha följts upp ons 4 nov", "the day has passed"),
    ("uppföljningen", SIP, ["20 dygn sedan sip.created valid_from=-20d next_followup_on=-0d"], "SIP ska följas upp tis 24 nov", "today"),
    ("uppföljningen", SIP, [MADE], "Senast uppföljd sön 16 aug", "no day was set"),
    ("leds av", SIP, [MADE + " lead='Bistånd öst'"], "Leds av Bistånd öst", ""),
    ("leds av", SIP, [MADE], None, "nobody has said"),
]  # fmt: skip


@pytest.mark.parametrize(("slot", "finder", "lines", "text", "comment"), SAID)
def test_a_slot_says(
    slot: str, finder: str, lines: list[str], text: str | None, comment: str
) -> None:
    assert says(slot, found(finder, *lines)[-1]) == text, comment


def test_every_phrase_of_the_module_stands_in_a_table() -> None:
    assert {parse(line[0], FINDERS).phrase.text for line in FOUND} == written_in(FINDERS, registers)
    conditions = {parse(line[0], CONDITIONS).phrase.text for line in ANSWERS}
    assert conditions == written_in(CONDITIONS, registers)
    assert {line[0] for line in SAID} == written_in(SLOTS, registers)
