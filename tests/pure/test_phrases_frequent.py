"""Phrases of the mångsökare: who has come over a limit, and when to look again after a review."""

import pytest

from app.huddle.phrases import CONDITIONS, FINDERS, SLOTS, frequent
from app.huddle.phrases.grammar import parse
from tests.phrases import answer, found, says, written_in

NEW = "mångsökare sedan sist, inom 14 dygn: 1 av 3 kontakter på 30 dygn och 4 akuta på 365 dygn, åter efter 90 dygn"
AGAIN = "ny kontakt av mångsökare sedan sist, inom 14 dygn: 1 av 3 kontakter på 30 dygn och 4 akuta på 365 dygn"
BOTH = NEW.replace("1 av", "2 av")
CALL = "phone.contact channel=vc"
NOW_CALLED = f"5 h sedan {CALL}"
IN_EMERGENCY = "5 h sedan ed.visit.registered"
REVIEWED = "40 dygn sedan frequent_attender.reviewed"


def calls(*days: int) -> list[str]:
    return [f"{day} dygn sedan {CALL}" for day in days]


def visits(*days: int) -> list[str]:
    return [f"{day} dygn sedan ed.visit.registered" for day in days]


FOUND = [
    # finder, events, episodes, comment
    (NEW, [*calls(20, 9), NOW_CALLED], ["exempel/3"], "the third call in thirty days"),
    (NEW, [*calls(20), NOW_CALLED], [], "the second"),
    (NEW, [*calls(20, 15, 9), NOW_CALLED], [], "was over it before"),
    (NEW, [*calls(50, 45, 40), *calls(20, 9), NOW_CALLED], ["exempel/6"], "was over it once, fell under it, and is so again"),
    (NEW, [*visits(300, 200, 100), IN_EMERGENCY], ["exempel/4"], "the fourth visit in a year"),
    (NEW, [*visits(300, 200, 100), *calls(20, 9), IN_EMERGENCY, NOW_CALLED], ["exempel/7", "exempel/6"], "both limits on one night"),
    (NEW, [*visits(200, 150, 100, 50), REVIEWED, IN_EMERGENCY], ["exempel/6"], "reviewed, and in the emergency again"),
    (BOTH, [*visits(200, 150, 100), IN_EMERGENCY], [], "one limit of two"),
    (BOTH, [*visits(200, 150, 100), *calls(20, 15, 9), IN_EMERGENCY], ["exempel/7"], "the second is passed now"),
    (BOTH, [*visits(200, 150, 100, 50), *calls(20, 9), NOW_CALLED], ["exempel/7"], "the other way about"),
    (BOTH, [*visits(200, 150, 100, 50), *calls(20, 15, 9), NOW_CALLED], [], "both were passed before"),
    (BOTH, [*visits(200, 150, 100, 50), REVIEWED, *calls(20, 15, 9), IN_EMERGENCY], ["exempel/9"], "reviewed, over both, and acute again"),
    (BOTH, [*visits(200, 150, 100, 50), REVIEWED, IN_EMERGENCY], [], "over one only since"),
    (NEW, [*visits(200, 150, 100, 50), IN_EMERGENCY], [], "never reviewed: the crossing stands, or was decided"),
    (NEW, [*visits(200, 150, 100, 50), REVIEWED, "5 h sedan mobile.visit team=malt"], ["exempel/6"], "MALT"),
    (NEW, [*visits(200, 150, 100, 50), REVIEWED, "5 h sedan mobile.visit team=palt"], [], "PALT"),
    (NEW, [*visits(200, 150, 100, 50), REVIEWED, NOW_CALLED], [], "a call"),
    (NEW, [*visits(200, 150), REVIEWED, IN_EMERGENCY], [], "not over it any more"),
    (NEW, [*visits(200, 150, 120, 110), "90 dygn sedan frequent_attender.reviewed"], ["exempel/5/2026-11-24"], "three months have gone"),
    (NEW, [*visits(200, 150, 120, 110), "89 dygn sedan frequent_attender.reviewed"], [], "tomorrow"),
    (NEW, [*visits(200, 150, 125, 124), "103 dygn sedan frequent_attender.reviewed"], ["exempel/5/2026-11-11"], "for two weeks"),
    (NEW, [*visits(200, 150, 125, 124), "104 dygn sedan frequent_attender.reviewed"], [], "then it is let go"),
    (NEW, [*visits(200, 150, 100, 50), IN_EMERGENCY, "1 h sedan frequent_attender.reviewed"], [], "reviewed after the visit"),
    (NEW, [*visits(300, 200, 100), REVIEWED, IN_EMERGENCY], ["exempel/5"], "reviewed, and over the limit by this visit: one obligation"),
    (NEW, [*calls(38, 20), f"9 dygn sedan {CALL} känd=-3h"], ["exempel/3"], "three in thirty days nine days ago, which came to us last night"),
    (NEW, [*calls(50, 45, 40), "40 dygn sedan huddle.decided rule=regel episode=exempel/3 decision=action action=a"], ["exempel/3"], "still somebody's to carry out"),
    (NEW, [*visits(200, 150, 125, 124), "104 dygn sedan frequent_attender.reviewed", "24 h sedan huddle.seen rule=regel episode=exempel/5/2026-11-10 taken_up=nej"], ["exempel/5/2026-11-10"], "was shown, and nobody came to it"),
    (AGAIN, [*calls(20, 15, 9), NOW_CALLED], ["exempel/4"], "a mångsökare calls"),
    (AGAIN, [*calls(20, 9), NOW_CALLED], [], "became one by this call"),
    (AGAIN, [*visits(200, 150, 100, 50), NOW_CALLED], ["exempel/5"], "by the other limit"),
    (AGAIN, calls(20, 15, 9, 3), [], "known before"),
]  # fmt: skip


@pytest.mark.parametrize(("finder", "lines", "keys", "comment"), FOUND)
def test_a_mangsokare_is_found(
    finder: str, lines: list[str], keys: list[str], comment: str
) -> None:
    assert [case.episode.key for case in found(finder, *lines)] == keys, comment


ANSWERS = [
    # phrase, finder, events, answer, comment
    ("är genomgången efteråt", NEW, [*calls(20, 9), NOW_CALLED, "1 h sedan frequent_attender.reviewed"], "ja", ""),
    ("är genomgången efteråt", NEW, [*calls(20, 9), NOW_CALLED], "nej", ""),
    ("är genomgången efteråt", NEW, [*calls(20, 9), "5 h sedan frequent_attender.reviewed", NOW_CALLED], "nej", "at the same time"),
    ("är genomgången efteråt", NEW, [*visits(200, 150, 100, 50), REVIEWED, IN_EMERGENCY], "nej", "before it"),
    ("är genomgången efteråt", NEW, [*visits(200, 150, 120, 110), "90 dygn sedan frequent_attender.reviewed"], "nej", "that was three months ago"),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "finder", "lines", "expected", "comment"), ANSWERS)
def test_a_condition_answers(
    phrase: str, finder: str, lines: list[str], expected: str, comment: str
) -> None:
    assert answer(phrase, found(finder, *lines)[-1]) == expected, comment


SAID = [
    # slot, finder, events, text, comment
    ("över gränsen", NEW, [*calls(20, 9), NOW_CALLED], "3 kontakter med vårdcentralen på 30 dygn", ""),
    ("över gränsen", NEW, [*visits(300, 200, 100), IN_EMERGENCY], "4 akuta kontakter på 12 månader", ""),
    ("genomgången", NEW, [*visits(200, 150, 100, 50), REVIEWED, IN_EMERGENCY], "Genomgången tor 15 okt", ""),
    ("genomgången", NEW, [*calls(20, 9), NOW_CALLED], None, "never"),
]  # fmt: skip


@pytest.mark.parametrize(("slot", "finder", "lines", "text", "comment"), SAID)
def test_a_slot_says(
    slot: str, finder: str, lines: list[str], text: str | None, comment: str
) -> None:
    assert says(slot, found(finder, *lines)[-1]) == text, comment


def test_every_contact_that_counts_is_a_fact_of_the_verdict() -> None:
    [case] = found(NEW, *visits(300, 200, 100), IN_EMERGENCY)
    _, facts = SLOTS["över gränsen"].say(case)
    assert [fact.stamp.ref for fact in facts] == [f"exempel/{n}" for n in (1, 2, 3, 4)]


def test_every_phrase_of_the_module_stands_in_a_table() -> None:
    assert {parse(line[0], FINDERS).phrase.text for line in FOUND} == written_in(FINDERS, frequent)
    conditions = {parse(line[0], CONDITIONS).phrase.text for line in ANSWERS}
    assert conditions == written_in(CONDITIONS, frequent)
    assert {line[0] for line in SAID} == written_in(SLOTS, frequent)
